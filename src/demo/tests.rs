//! The sample home looks as browsers would leave it, lies in one folder, and is removed completely.
#![expect(clippy::disallowed_methods, reason = "tests look at the sample home by path")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::Demo;

fn files(below: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(below).sort_by_file_name();
    walk.into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn text(file: &Connection, sql: &str) -> String {
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn number(file: &Connection, sql: &str) -> i64 {
    file.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn everything_lies_in_the_home_and_goes_with_it() {
    let demo = Demo::new().unwrap();
    let home = demo.places.home.clone();
    let files = files(&home);
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!((400..3_000).contains(&files.len()), "{} files", files.len());
    assert!((2_000_000..30_000_000).contains(&bytes), "{bytes} bytes");
    drop(demo);
    assert!(!home.exists());
}

#[test]
fn every_database_is_sound_and_has_its_browsers_schema() {
    let demo = Demo::new().unwrap();
    let mut seen = BTreeSet::new();
    for path in files(&demo.places.home) {
        if !std::fs::read(&path).unwrap().starts_with(b"SQLite format 3\0") {
            continue;
        }
        seen.insert(path.file_name().unwrap().to_str().unwrap().to_owned());
        let file = open(&path);
        assert_eq!(text(&file, "PRAGMA integrity_check"), "ok", "{}", path.display());
        assert_eq!(number(&file, "PRAGMA freelist_count"), 0, "{}", path.display());
        assert_eq!(
            text(&file, "SELECT coalesce(group_concat(\"table\"), '') FROM pragma_foreign_key_check"),
            "",
            "{}",
            path.display()
        );
    }
    for name in
        ["Cookies", "History", "Login Data", "Web Data", "places.sqlite", "cookies.sqlite", "permissions.sqlite"]
    {
        assert!(seen.contains(name), "{name} is missing: {seen:?}");
    }
}

#[test]
fn schema_versions_and_journal_modes_are_the_browsers() {
    let demo = Demo::new().unwrap();
    let firefox = demo.places.config.join("mozilla/firefox/sample01.default-release");
    let places = open(&firefox.join("places.sqlite"));
    assert_eq!(number(&places, "PRAGMA user_version"), 86);
    assert_eq!(number(&places, "PRAGMA page_size"), 32_768);
    assert_eq!(text(&places, "PRAGMA journal_mode"), "wal");
    let history = open(&demo.places.config.join("google-chrome/Default/History"));
    assert_eq!(text(&history, "PRAGMA journal_mode"), "delete");
    assert_eq!(number(&history, "PRAGMA page_size"), 4_096);
    assert!(number(&history, "SELECT count(*) FROM meta WHERE key = 'version'") == 1);
}

#[test]
fn a_stale_microsoft_sign_in_lies_beside_a_new_one() {
    let demo = Demo::new().unwrap();
    let cookies = open(&demo.places.config.join("google-chrome/Default/Cookies"));
    let microsoft = "FROM cookies WHERE host_key = '.login.microsoftonline.com' AND name = ";
    let stale = number(&cookies, &format!("SELECT creation_utc {microsoft} 'ESTSAUTHPERSISTENT'"));
    let new = number(&cookies, &format!("SELECT creation_utc {microsoft} 'ESTSAUTH'"));
    assert!(new - stale > 40 * 86_400 * 1_000_000);
    assert!(number(&cookies, "SELECT count(*) FROM cookies WHERE host_key LIKE '%tuni.fi'") > 0);
    assert_eq!(number(&cookies, "SELECT count(*) FROM cookies WHERE encrypted_value NOT LIKE 'v10sample%'"), 0);
}

#[test]
fn bookmarks_refer_to_places_that_history_may_lose() {
    let demo = Demo::new().unwrap();
    let places = open(&demo.places.config.join("mozilla/firefox/sample01.default-release/places.sqlite"));
    let marked = "SELECT count(*) FROM moz_bookmarks b JOIN moz_places p ON p.id = b.fk WHERE p.foreign_count = 1";
    assert_eq!(number(&places, marked), 3);
    assert!(number(&places, "SELECT count(*) FROM moz_places WHERE foreign_count = 0") > 5);
    assert!(number(&places, "SELECT count(*) FROM moz_historyvisits") > 20);
}

#[test]
fn settings_files_are_read_as_what_they_are() {
    let demo = Demo::new().unwrap();
    for path in files(&demo.places.config) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_json = Path::new(name).extension().is_some_and(|end| end == "json");
        if is_json || ["Local State", "Preferences", "Secure Preferences", "Bookmarks"].contains(&name) {
            let bytes = std::fs::read(&path).unwrap();
            assert!(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap().is_object(), "{}", path.display());
        }
    }
    let session = demo.places.config.join("mozilla/firefox/sample01.default-release/sessionstore.jsonlz4");
    let bytes = std::fs::read(session).unwrap();
    let block = bytes.strip_prefix(b"mozLz40\0").unwrap();
    let text = lz4_flex::block::decompress_size_prepended(block).unwrap();
    let session: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(session["windows"][0]["tabs"].as_array().unwrap().len(), 4);
}

#[test]
fn a_file_that_exists_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let folder = super::NewFolder::at(folder.path()).unwrap();
    folder.file("there", "old").unwrap();
    assert!(matches!(folder.file("there", "new"), Err(super::DemoError::Make { .. })));
    assert_eq!(std::fs::read(folder.path().join("there")).unwrap(), b"old");
}
