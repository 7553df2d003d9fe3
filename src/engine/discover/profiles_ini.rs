//! The list of profiles of Firefox and its forks (`profiles.ini`, `installs.ini`): which paths it names, in every spelling
//! that the browser accepts. Opens nothing that the list names, and never says that a folder is no profile.
//!
//! Source: `nsINIParser::InitFromString` and `nsToolkitProfileService::Init` in Firefox, `SetRelativeDescriptor` and
//! `InitWithNativePath` of its `nsLocalFile`. Where the browser stops reading, as at the first number without a section,
//! this goes on: a profile of a section that it no longer reads may be full all the same.

use std::path::{Component, Path, PathBuf};

use crate::model::{RelPath, escaped_name};
use crate::safefs::{ConfigDir, FileState, Home, ReadError, Root};

/// The lists beside the profiles.
const LISTS: [&str; 2] = ["profiles.ini", "installs.ini"];

/// A profile in a list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Its path, as written.
    pub(super) path: String,
    /// Its name; empty if the list has none.
    pub(super) name: String,
    /// Whether the list says that its path is not relative to the root.
    pub(super) is_absolute: bool,
}

/// Calls `take` with what the lists of a root name. Returns the list that is there and could not be read.
pub(super) fn each(root: &Root, home: &Home, limit: u64, mut take: impl FnMut(Named)) -> Option<(RelPath, ReadError)> {
    let mut unread = None;
    for list in LISTS {
        let Ok(file) = RelPath::parse(list) else { continue };
        let read = match root.read(&file, limit) {
            Err(ReadError::Link) => through_link(root, home, &file, limit).ok_or(ReadError::Link),
            read => read,
        };
        match read {
            Ok(bytes) => parse(&bytes, &mut take),
            // The browser reads no folder, FIFO or device either.
            Err(ReadError::Missing | ReadError::NotAFile) => {}
            Err(error) => unread = unread.or(Some((file, error))),
        }
    }
    unread
}

/// Reads a list that is a link, as keepers of dotfiles make it: one link, to a file of this user's below HOME.
fn through_link(root: &Root, home: &Home, file: &RelPath, limit: u64) -> Option<Vec<u8>> {
    let target = plain(&root.path().join(root.read_link(file).ok()?));
    let at = RelPath::below(home.path(), &target).ok()?;
    match ConfigDir::user(home).ok()?.read(&at, limit).ok()? {
        FileState::File(bytes) => Some(bytes),
        _ => None,
    }
}

/// Returns where Firefox goes for a path in the list of the root at `root`, and where it would go without the blanks at
/// its ends, which are part of the name. A path that it would not take is returned as it is.
pub(super) fn places_of(named: &Named, root: &Path, home: &Path) -> Vec<PathBuf> {
    let place = |path: &str| match path.strip_prefix("~/") {
        Some(rest) => home.join(rest).components().collect(),
        None if Path::new(path).is_absolute() => Path::new(path).components().collect(),
        None if named.is_absolute && path.contains("..") => PathBuf::from(path),
        None => {
            // Each "../", wherever it is, leads up from the root, and what is before the last one does not count.
            let (before, rest) = path.rsplit_once("../").map_or((None, path), |(before, rest)| (Some(before), rest));
            let above = before.map_or(0, |before| 1 + before.matches("../").count());
            plain(&root.ancestors().nth(above).unwrap_or(Path::new("/")).join(rest))
        }
    };
    let path = named.path.as_str();
    let mut places = vec![place(path)];
    let trimmed = path.trim();
    if trimmed != path && !trimmed.is_empty() {
        places.push(place(trimmed));
    }
    places
}

/// Returns a path without `.`, `..` and empty names; `..` takes the name before it away.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

/// What a section is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// `[Profile0]`: `Path` and `Name`.
    Profile,
    /// `[Install…]`, in `installs.ini` without that word: `Default` is the profile of an installation.
    Install,
    Other,
}

fn parse(bytes: &[u8], take: &mut impl FnMut(Named)) {
    let text = match bytes.strip_prefix(&[0xff, 0xfe]) {
        Some(wide) => {
            let (pairs, _odd) = wide.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units).into()
        }
        None => String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)),
    };
    let (mut section, mut paths, mut named) = (Section::Other, Vec::new(), Named::default());
    let mut end = |paths: &mut Vec<String>, named: &mut Named| {
        let Named { name, is_absolute, .. } = std::mem::take(named);
        // A section that is there twice is one to the browser, with the last path.
        paths.drain(..).for_each(|path| take(Named { path, name: name.clone(), is_absolute }));
    };
    for line in text.split(['\r', '\n']) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(header) = line.trim_start_matches([' ', '\t']).strip_prefix('[') {
            end(&mut paths, &mut named);
            section = match header {
                _ if header.starts_with("Profile") => Section::Profile,
                _ if header.starts_with("General") || header.starts_with("BackgroundTasks") => Section::Other,
                _ => Section::Install,
            };
        } else if let Some((key, value)) = line.split_once('=').filter(|(_, value)| !value.trim().is_empty()) {
            match (section, key.trim()) {
                (Section::Profile, "Path") | (Section::Install, "Default") => paths.push(value.to_owned()),
                (Section::Profile, "Name") => named.name = escaped_name(value.trim()),
                (Section::Profile, "IsRelative") => named.is_absolute = value.trim() == "0",
                _ => {}
            }
        }
    }
    end(&mut paths, &mut named);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(bytes: &[u8]) -> Vec<(String, String)> {
        let mut found = Vec::new();
        parse(bytes, &mut |Named { path, name, .. }| found.push((path, name)));
        found
    }

    #[test]
    fn a_list_is_read_in_every_spelling_that_firefox_accepts() {
        let check = |bytes: &[u8], expected: &[(&str, &str)]| {
            let found = named(bytes);
            let found: Vec<_> = found.iter().map(|(path, name)| (path.as_str(), name.as_str())).collect();
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(bytes));
        };
        check(b"[Profile0]\nName=a\nIsRelative=1\nPath=a.default\n", &[("a.default", "a")]);
        check(b"\xef\xbb\xbf[Profile0]\r\nPath=a\r\nName=b", &[("a", "b")]);
        check(b"[Profile0]\rPath=a\rName=b\r", &[("a", "b")]);
        let wide: Vec<u8> = "\u{feff}[Profile0]\nPath=ä\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&wide, &[("ä", "")]);
        check(b"# x\n; y\n \t[Profile7] \n;Path=no\nPath=a=b \n", &[("a=b ", "")]);
        // Keys are told apart by case, and a number that is missed out hides nothing from us.
        check(b"[Profile0]\npath=a\nPATH=b\n[Profile5]\nPath=c\n", &[("c", "")]);
        check(b"[Profile0]\nPath=a\n[Profile0]\nPath=b\nPath=c\n", &[("a", ""), ("b", ""), ("c", "")]);
        check(b"[General]\nDefault=x\n[Install4F96]\nDefault=a\nLocked=1\n", &[("a", "")]);
        check(b"[4F96D1932A9F858E]\nDefault=Profiles/a\n", &[("Profiles/a", "")]);
        check(b"Path=a\n[Profile0\nPath=\nPath= \n", &[]);
        check(b"\x00\xff[Profile0]\x00\nPath", &[]);
    }

    #[test]
    fn a_path_leads_where_firefox_goes() {
        let check = |path: &str, is_absolute, expected: &[&str]| {
            let named = Named { path: path.to_owned(), is_absolute, ..Named::default() };
            let found = places_of(&named, Path::new("/h/.mozilla/firefox"), Path::new("/h"));
            assert_eq!(found, expected.iter().map(PathBuf::from).collect::<Vec<_>>(), "{path}");
        };
        for same in ["a", "./a", "a/", "././/a//"] {
            check(same, false, &["/h/.mozilla/firefox/a"]);
            check(same, true, &["/h/.mozilla/firefox/a"]);
        }
        check("a ", false, &["/h/.mozilla/firefox/a ", "/h/.mozilla/firefox/a"]);
        check("../x", false, &["/h/.mozilla/x"]);
        check("x/../../firefox/a", false, &["/h/firefox/a"]);
        check("../../../../../x", false, &["/x"]);
        check("/h//p/./q/", true, &["/h/p/q"]);
        check("~/p", true, &["/h/p"]);
        check(".", false, &["/h/.mozilla/firefox"]);
        // The browser takes neither: they are named, and not followed.
        check("../x", true, &["../x"]);
        check("/h/p/../q", true, &["/h/p/../q"]);
    }
}
