//! Reads the authorisation key of a display from the user's `.Xauthority`.
//!
//! x11rb reads only the file that our own environment names. A browser may have been started with another environment,
//! for example if a logout hook runs outside the session. The key is sent to that display only.

use std::path::Path;

use super::bounded::{Links, read_begin};

/// The most that is read of the file, in bytes.
const ENOUGH: u64 = 1024 * 1024;
/// The only kind of key in use today.
const KIND: &[u8] = b"MIT-MAGIC-COOKIE-1";
/// Address family: displays of the computer that the entry names.
const LOCAL: u16 = 256;
/// Address family: displays of any computer.
const ANY: u16 = 65535;

/// A key as the display expects it: kind and bytes, both empty if none was found.
pub(super) type Key = (Vec<u8>, Vec<u8>);

/// Returns the key of a local display.
pub(super) fn key(file: &Path, host: &str, display: u16) -> Key {
    let bytes = read_begin(file, Links::Follow, ENOUGH).unwrap_or_default();
    let number = display.to_string();
    let fits = |entry: &Entry<'_>| {
        entry.kind == KIND
            && (entry.number.is_empty() || entry.number == number.as_bytes())
            && (entry.family == LOCAL || entry.family == ANY)
    };
    // If the computer was renamed during the session, its key is still under the old name.
    let exact = |entry: &Entry<'_>| entry.family == ANY || entry.address == host.as_bytes();
    let all = || Entries(&bytes).filter(fits);
    all()
        .find(exact)
        .or_else(|| all().next())
        .map(|entry| (entry.kind.to_vec(), entry.data.to_vec()))
        .unwrap_or_default()
}

struct Entry<'a> {
    family: u16,
    address: &'a [u8],
    number: &'a [u8],
    kind: &'a [u8],
    data: &'a [u8],
}

/// Iterates over the entries; ends at one that is cut short.
struct Entries<'a>(&'a [u8]);

impl<'a> Entries<'a> {
    fn number(&mut self) -> Option<u16> {
        let (number, rest) = self.0.split_first_chunk::<2>()?;
        self.0 = rest;
        Some(u16::from_be_bytes(*number))
    }

    fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        let (text, rest) = self.0.split_at_checked(length.into())?;
        self.0 = rest;
        Some(text)
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        Some(Entry {
            family: self.number()?,
            address: self.text()?,
            number: self.text()?,
            kind: self.text()?,
            data: self.text()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn entry(family: u16, parts: [&[u8]; 4]) -> Vec<u8> {
        let mut bytes = family.to_be_bytes().to_vec();
        for part in parts {
            bytes.extend(u16::try_from(part.len()).unwrap().to_be_bytes());
            bytes.extend(part);
        }
        bytes
    }

    fn check(entries: &[Vec<u8>], expected: &[u8]) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(&entries.concat()).unwrap();
        assert_eq!(key(file.path(), "lab7", 1).1, expected);
    }

    #[test]
    fn the_key_of_this_computer_and_display_is_taken() {
        let other_kind = entry(LOCAL, [b"lab7", b"1", b"XDM-AUTHORIZATION-1", b"no"]);
        let other_display = entry(LOCAL, [b"lab7", b"2", KIND, b"no"]);
        let remote = entry(0, [b"\x7f\0\0\x01", b"1", KIND, b"no"]);
        let renamed = entry(LOCAL, [b"old", b"1", KIND, b"renamed"]);
        let right = entry(LOCAL, [b"lab7", b"1", KIND, b"right"]);
        let any = entry(ANY, [b"", b"", KIND, b"any"]);
        check(&[other_kind.clone(), other_display.clone(), remote.clone(), renamed.clone(), right], b"right");
        check(&[other_kind.clone(), renamed.clone(), any], b"any");
        check(&[other_display.clone(), remote.clone(), renamed], b"renamed");
        check(&[other_kind, other_display, remote], b"");
    }

    #[test]
    fn a_file_cut_short_is_read_as_far_as_it_goes() {
        let right = entry(LOCAL, [b"lab7", b"1", KIND, b"right"]);
        check(&[right.clone(), right[..9].to_vec()], b"right");
        check(&[right[..right.len() - 1].to_vec()], b"");
        assert_eq!(key(Path::new("/nonexistent/file"), "lab7", 1), Key::default());
    }
}
