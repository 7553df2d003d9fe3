//! Firefox's lists of profiles, `profiles.ini` and `installs.ini`: made anew from the sections and keys that Firefox knows.
//! Comments, other sections and other keys may hold anything, and go; so does what follows a NUL, which Firefox never
//! reads. Does not judge names and paths: they are the profiles'.
//!
//! Rules name a key by the kind of its section: `Profile.Path` is that of every `[Profile<number>]`, `Install.Default` that
//! of every `[Install<hash>]` and, in `installs.ini`, of every `[<hash>]`. Source: `nsINIParser::InitFromString` and
//! `nsToolkitProfileService` in Firefox.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// A section with its keys, in the order of the file.
struct Section<'b> {
    name: &'b [u8],
    kind: &'static str,
    keys: Vec<(&'b str, Cow<'b, [u8]>)>,
}

/// Returns the list with what the scope keeps, or `None` if it is that already.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    let text = plain(bytes);
    let mut dropped = 0;
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut numbers: BTreeMap<&[u8], usize> = BTreeMap::new();
    let mut here = None;
    for line in text.split(|byte| matches!(byte, b'\r' | b'\n')) {
        let (is_comment, line) = (line.starts_with(b"#") || line.starts_with(b";"), without_blanks(line));
        if line.is_empty() || is_comment {
            continue;
        }
        if let Some(header) = line.strip_prefix(b"[") {
            here = section_name(header).and_then(|name| {
                let kind = kind_of(name)?;
                Some(*numbers.entry(name).or_insert_with(|| {
                    sections.push(Section { name, kind, keys: Vec::new() });
                    sections.len() - 1
                }))
            });
            dropped += u64::from(here.is_none());
            continue;
        }
        let section = here.and_then(|number| sections.get_mut(number));
        let kept = section.and_then(|section| {
            let (key, value) = split(line)?;
            let is_kept = scope.at([section.kind, key]) == Some(Fate::Keep);
            let value = value_of(section.kind, key, value).filter(|_| is_kept)?;
            match section.keys.iter_mut().find(|(known, _)| *known == key) {
                Some((_, known)) => *known = value,
                None => section.keys.push((key, value)),
            }
            Some(())
        });
        dropped += u64::from(kept.is_none());
    }
    let mut new = Vec::with_capacity(text.len());
    for Section { name, keys, .. } in sections.iter().filter(|section| !section.keys.is_empty()) {
        new.extend([b"[", *name, b"]\n"].concat());
        for (key, value) in keys {
            new.extend([key.as_bytes(), b"=", value, b"\n"].concat());
        }
        new.push(b'\n');
    }
    (new != bytes).then(|| Reduced::of(new, dropped.max(1)))
}

/// Returns the text as Firefox reads it: as UTF-8 without its mark, up to a NUL.
fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    if let Some(wide) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let (pairs, _odd) = wide.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        let text = String::from_utf16_lossy(&units);
        return text.split('\0').next().unwrap_or_default().as_bytes().to_vec().into();
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.split(|byte| *byte == 0).next().unwrap_or_default().into()
}

/// Returns a section's name from what follows its bracket; `None` where Firefox reads none.
fn section_name(header: &[u8]) -> Option<&[u8]> {
    let end = header.iter().position(|byte| *byte == b']')?;
    let (name, rest) = header.split_at_checked(end)?;
    rest.iter().skip(1).all(|byte| matches!(byte, b' ' | b'\t')).then_some(name)
}

/// Returns the kind of a section that Firefox knows.
fn kind_of(name: &[u8]) -> Option<&'static str> {
    let is_number = |rest: &[u8]| !rest.is_empty() && rest.len() <= 9 && rest.iter().all(u8::is_ascii_digit);
    let is_hash = |rest: &[u8]| !rest.is_empty() && rest.len() <= 32 && rest.iter().all(u8::is_ascii_hexdigit);
    match name {
        b"General" => Some("General"),
        _ if name.strip_prefix(b"Profile").is_some_and(is_number) => Some("Profile"),
        _ if is_hash(name.strip_prefix(b"Install").unwrap_or(name)) => Some("Install"),
        _ => None,
    }
}

fn split(line: &[u8]) -> Option<(&str, &[u8])> {
    let at = line.iter().position(|byte| *byte == b'=')?;
    let (key, value) = line.split_at_checked(at)?;
    Some((std::str::from_utf8(key).ok()?, value.get(1..)?))
}

/// Returns a value as it stays; `None` for one that is none of its key's.
fn value_of<'b>(section: &str, key: &str, value: &'b [u8]) -> Option<Cow<'b, [u8]>> {
    let is_short = |is: fn(&u8) -> bool| !value.is_empty() && value.len() <= 64 && value.iter().all(is);
    match (section, key) {
        // What leads to a profile, and its name. Firefox reads no profile without.
        ("Profile", "Path" | "Name") | ("Install", "Default") => (!value.is_empty()).then(|| value.into()),
        ("Profile", "StoreID") => is_short(u8::is_ascii_alphanumeric).then(|| value.into()),
        ("General", "Version") => is_short(u8::is_ascii_digit).then(|| value.into()),
        // Switches: anything but "1" is off.
        _ => Some(if value == b"1" { value.into() } else { b"0".as_slice().into() }),
    }
}

/// Returns a line without the blanks at its beginning.
fn without_blanks(line: &[u8]) -> &[u8] {
    let first = line.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(line.len());
    line.get(first..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope<String> {
        let mut scope = Scope::new(Fate::Remove);
        let keep = [
            "General.StartWithLastProfile",
            "General.Version",
            "Profile.Name",
            "Profile.IsRelative",
            "Profile.Path",
            "Profile.Default",
            "Profile.StoreID",
            "Profile.ShowSelector",
            "Install.Default",
            "Install.Locked",
        ];
        for key in keep {
            scope.keep(&key.split('.').map(str::to_owned).collect::<Vec<_>>());
        }
        scope
    }

    #[track_caller]
    fn check(before: &[u8], after: &str) {
        let reduced = reduce(before, &scope()).map_or_else(|| before.to_vec(), |reduced| reduced.bytes);
        assert_eq!(String::from_utf8_lossy(&reduced), after, "{}", String::from_utf8_lossy(before));
        assert_eq!(reduce(after.as_bytes(), &scope()), None, "and once more nothing goes");
    }

    #[test]
    fn a_list_of_firefox_stays_byte_for_byte() {
        let list = "[Install4F96D1932A9F858E]\nDefault=Profiles/a.default\nLocked=1\n\n[Profile1]\nName=default\n\
                    IsRelative=1\nPath=b.default\nDefault=1\n\n[Profile0]\nName=default-esr\nIsRelative=1\n\
                    Path=a.default\nStoreID=9aa1da25\nShowSelector=1\n\n[General]\nStartWithLastProfile=1\nVersion=2\n\n";
        assert_eq!(reduce(list.as_bytes(), &scope()), None);
    }

    #[test]
    fn sections_keys_and_comments_that_firefox_does_not_know_go() {
        let list = "# mine\n; too\n[Profile0]\nName=a\nSecret=x\nIsRelative=1\nPath=a\nStoreID=not one\n[Notes]\nPath=x\n\
                    [Profile0x]\nPath=x\n[Profile0]more\nPath=x\n[Installation]\nDefault=x\nno key\n=x\nName =x\n\
                    [BackgroundTasksProfiles]\nMozillaBackgroundTask-1-x=y\n[General]\nVersion=of mine\n\0[Profile1]\nPath=x\n";
        check(list.as_bytes(), "[Profile0]\nName=a\nIsRelative=1\nPath=a\n\n");
        check(b"\0\0\0", "");
        check(b"\xff\xfe", "");
    }

    #[test]
    fn every_spelling_that_firefox_accepts_says_the_same_afterwards() {
        let same = "[Profile0]\nName=a b \nIsRelative=1\nPath=./p/\n\n";
        check(b"\xef\xbb\xbf[Profile0]\r\nName=a b \r\nIsRelative=1\r\nPath=./p/", same);
        check(b"\r\r \t[Profile0] \t\r  Name=a b \r\tIsRelative=1\rPath=other\rPath=./p/\r", same);
        check(b"[Profile0]\nName=a b \n[General]\n[Profile0]\nIsRelative=1\nPath=./p/\n", same);
        let wide: Vec<u8> = format!("\u{feff}{same}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, same);
        // What is not "1" is off, and the profile is still read.
        check(b"[Profile0]\nIsRelative=yes\nPath=/p=q\n", "[Profile0]\nIsRelative=0\nPath=/p=q\n\n");
        let bytes = b"[Profile0]\nPath=\xff\n\n";
        assert_eq!(reduce(bytes, &scope()), None, "a path need not be text");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_twice_is_once(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            if let Some(once) = reduce(&bytes, &scope()) {
                proptest::prop_assert_eq!(reduce(&once.bytes, &scope()), None);
            }
        }
    }
}
