//! Who may open a file by its path: the person before may have put a FIFO, a device or a file without an end there.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{files, paths};

/// Functions of `std::fs` and `rustix::fs` that open or look at a path.
const READS: [&str; 11] = [
    "OpenOptions",
    "canonicalize",
    "metadata",
    "open",
    "openat",
    "openat2",
    "read",
    "read_dir",
    "read_link",
    "read_to_string",
    "symlink_metadata",
];

/// The files outside `safefs` and `demo` that do so, with the reason why it cannot hang or be abused.
const ALLOWED: [(&str, &str); 15] = [
    ("src/cli/commands/policy.rs", "`policy check FILE`: the file that an administrator names, a pipe too"),
    ("src/engine/discover/locations.rs", "lists names, opens no file"),
    ("src/platform/linux/addresses.rs", "/proc"),
    ("src/platform/linux/bounded.rs", "the one place: non-blocking, regular files only, bounded"),
    ("src/platform/linux/browser_settings.rs", "lists the administrator's policies in /etc"),
    ("src/platform/linux/lock_holders.rs", "/proc"),
    (
        "src/platform/linux/accounts.rs",
        "/etc/passwd, and root's folders above the homes, of which it only asks who owns what",
    ),
    ("src/platform/linux/mounts.rs", "/proc"),
    ("src/platform/linux/open_files.rs", "/proc"),
    ("src/platform/linux/processes.rs", "/proc"),
    ("src/platform/linux/sessions/logind.rs", "lists logind's folder in /run"),
    ("src/platform/linux/sessions/manager.rs", "/proc, and whether systemd's folder is in /run"),
    ("src/platform/linux/sessions/mod.rs", "/proc"),
    ("src/platform/linux/variables.rs", "/proc"),
    ("src/platform/linux/sign_in.rs", "the administrator's policies in /etc"),
];
/// As above, for files in which only a part is so.
const PARTLY: [(&str, &str); 2] =
    [("src/platform/linux/launch.rs", "read_link"), ("src/platform/linux/sandbox.rs", "read_to_string")];

/// Returns the reads that a file's code names.
fn reads(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for used in paths(text) {
        let pairs = used.names.windows(2).map(|pair| (pair[0].as_str(), pair[1].as_str()));
        for pair in pairs {
            match pair {
                ("fs", read) if READS.contains(&read) => found.insert(read.to_owned()),
                ("File", "open" | "options" | "open_buffered") => found.insert("File::open".to_owned()),
                ("walkdir" | "WalkDir", _) => found.insert("walkdir".to_owned()),
                _ => false,
            };
        }
    }
    found
}

#[test]
fn only_safefs_opens_files_by_path() {
    let mut found = BTreeMap::new();
    for (file, text) in files("src") {
        let is_test = file.ends_with("tests.rs") || file.ends_with("testing.rs");
        let is_free = ["src/safefs", "src/demo"].iter().any(|free| file.starts_with(free)) || is_test;
        let reads = reads(&text);
        if !is_free && !reads.is_empty() {
            found.insert(file.to_str().unwrap().to_owned(), reads);
        }
    }
    let names = |(file, _reason): (&str, &str)| file.to_owned();
    let allowed: BTreeSet<String> = ALLOWED.map(names).into_iter().chain(PARTLY.map(names)).collect();
    assert_eq!(found.keys().cloned().collect::<BTreeSet<_>>(), allowed, "{found:#?}");
    for (file, read) in PARTLY {
        assert_eq!(found[file], [read.to_owned()].into(), "{file}");
    }
}

#[test]
fn reads_are_found_however_they_are_written() {
    let check = |text: &str, expected: &[&str]| {
        let expected: BTreeSet<String> = expected.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(reads(text), expected, "{text}");
    };
    check("fn f() { std::fs::read(p); fs::read_to_string(p) }", &["read", "read_to_string"]);
    check("use std::fs::{self, File}; fn f() { File::open(p) }", &["File::open"]);
    check("use rustix::fs::{openat, fstat};", &["openat"]);
    check("use walkdir::WalkDir;", &["walkdir"]);
    check("use std::fs::File; #[cfg(test)] mod tests { use std::fs::read; }", &[]);
}
