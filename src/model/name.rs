//! File names: whether two names mean the same file, and which names may stand in a path.
//!
//! Systems differ here. The rules of each are a value, so that tests can check all of them on any system. All code
//! compares names here, by the rules of the system that the program runs on.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The rules of a system for names.
#[derive(Debug, Clone, Copy)]
struct Rules {
    /// Whether names that differ only in case mean the same file.
    ignores_case: bool,
    /// Bytes that are not allowed in a name, besides NUL and `/`.
    forbidden: &'static [u8],
    /// Names of devices, in upper case. In any folder they open the device, with any extension too.
    devices: &'static [&'static str],
    /// Whether opening a file ignores a dot or space at the end of the name.
    drops_end: bool,
}

/// The rules of the system that the program runs on.
const HERE: Rules = Rules::of(std::env::consts::OS);

impl Rules {
    /// Returns the rules of a system, by std's name for it.
    const fn of(system: &str) -> Self {
        match system.as_bytes() {
            b"windows" => Self {
                ignores_case: true,
                forbidden: b"\\:*?\"<>|",
                devices: &[
                    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
                    "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
                ],
                drops_end: true,
            },
            b"macos" => Self { ignores_case: true, forbidden: b"", devices: &[], drops_end: false },
            _ => Self { ignores_case: false, forbidden: b"", devices: &[], drops_end: false },
        }
    }

    fn key(self, name: &OsStr) -> Cow<'_, OsStr> {
        // Called for every name of a large folder: if case matters, nothing is decoded or copied.
        let text = if self.ignores_case { name.to_str() } else { None };
        text.map_or(name.into(), |text| OsString::from(text.chars().map(lower).collect::<String>()).into())
    }

    fn is_plain(self, name: &OsStr) -> bool {
        let bytes = name.as_encoded_bytes();
        let harmless = !bytes.is_empty() && bytes != b"." && bytes != b".." && bytes.len() <= LIMIT;
        let stays = !bytes.iter().any(|byte| matches!(byte, 0 | b'/') || self.forbidden.contains(byte));
        let stem = bytes.split(|byte| *byte == b'.').next().unwrap_or_default().trim_ascii_end();
        let is_device = self.devices.iter().any(|device| stem.eq_ignore_ascii_case(device.as_bytes()));
        let loses_end = self.drops_end && matches!(bytes.last(), Some(b'.' | b' '));
        harmless && stays && !is_device && !loses_end
    }
}

/// The greatest length of a name, in bytes.
const LIMIT: usize = 255;

/// Returns a character in lower case, if that is one character: file systems fold case one by one.
fn lower(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(one), None) => one,
        _ => letter,
    }
}

/// Returns the key by which names are compared: two names mean the same file if their keys are equal.
pub fn key(name: &OsStr) -> Cow<'_, OsStr> {
    HERE.key(name)
}

/// Says whether a path leads through a name that is hidden from the user.
pub fn is_hidden(path: &Path) -> bool {
    path.iter().any(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// How the names of the files end that SQLite makes beside a database.
pub const DATABASE_SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Returns the name of the database that a side file belongs to; `None` if the name is not that of a side file.
pub fn database_of_side(name: &str) -> Option<&str> {
    DATABASE_SIDES.iter().find_map(|end| name.strip_suffix(end))
}

/// Says whether two names mean the same file in a folder.
pub fn same(one: &OsStr, other: &OsStr) -> bool {
    key(one) == key(other)
}

/// Returns the rest of `path` after `base`, or `None` if it is neither `base` nor below it.
pub fn below(base: &Path, path: &Path) -> Option<PathBuf> {
    let mut rest = path.components();
    for part in base.components() {
        rest.next().filter(|other| same(part.as_os_str(), other.as_os_str()))?;
    }
    Some(rest.as_path().to_owned())
}

/// Says whether `path` is `base` or below it.
pub fn is_below(base: &Path, path: &Path) -> bool {
    below(base, path).is_some()
}

/// Says whether a name may stand in a path: it means an entry of the folder before it, and nothing else.
pub(super) fn is_plain(name: &OsStr) -> bool {
    HERE.is_plain(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_as_their_system_says() {
        let check = |system: &str, other: &str, expected: bool| {
            let rules = Rules::of(system);
            assert_eq!(rules.key("Größe.TXT".as_ref()) == rules.key(other.as_ref()), expected, "{system} {other}");
        };
        for system in ["linux", "windows", "macos"] {
            check(system, "Größe.TXT", true);
            check(system, "grösse.txt", false);
        }
        check("linux", "größe.txt", false);
        check("windows", "GRÖßE.txt", true);
        check("macos", "größe.txt", true);
    }

    #[test]
    fn a_name_is_plain_by_the_rules_of_its_system() {
        for name in ["a:b", "a\\b", "nul", "COM1.txt", "end.", "end "] {
            assert!(Rules::of("linux").is_plain(name.as_ref()), "{name}");
            assert!(!Rules::of("windows").is_plain(name.as_ref()), "{name}");
        }
        for name in ["Local State", "console", "nul-1", ".config", "COM10"] {
            assert!(Rules::of("windows").is_plain(name.as_ref()), "{name}");
        }
    }

    #[test]
    fn a_path_is_below_another_by_whole_names() {
        let check = |base: &str, path: &str, expected: Option<&str>| {
            assert_eq!(below(base.as_ref(), path.as_ref()), expected.map(PathBuf::from), "{base} {path}");
        };
        check("/home/a", "/home/a/b/c", Some("b/c"));
        check("/home/a/", "/home/a", Some(""));
        check("/home/a", "/home/ab", None);
        check("/home/a/b", "/home/a", None);
    }
}
