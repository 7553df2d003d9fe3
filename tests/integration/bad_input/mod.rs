//! Files, folders and surroundings that are not as they should be: the outcome is a defined one, nothing outside is
//! touched, and nothing that is kept is lost.
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod blind;
mod damaged;
mod full;
mod homes;
mod killed;
mod killed_fix;
mod kinds;
mod links;
mod lists;
mod locked;
mod marks;
mod meanwhile;
mod mounts;
mod moved;
mod odd;
mod owners;
mod specials;
mod twice;
mod unreadable;

use std::path::Path;

use crate::support::{Lab, Profile, Snapshot, difference};

/// Fails unless nothing is in a Chromium profile and its cache but what may stay, and the extensions have stayed.
#[track_caller]
pub(crate) fn chromium_is_clean(profile: &Profile) {
    chromium_profile_is_clean(profile);
    has_only(&profile.cache, &[]);
}

/// The same where the cache is none of this run's.
#[track_caller]
fn chromium_profile_is_clean(profile: &Profile) {
    has_only(&profile.dir, &["Bookmarks", "Extensions", "Preferences", "Secure Preferences"]);
    assert!(there(&profile.at("Extensions")), "extension code is gone");
}

/// Fails unless nothing is in a Firefox profile and its cache but what may stay, and the extensions have stayed.
#[track_caller]
pub(crate) fn firefox_is_clean(profile: &Profile) {
    let settings = ["prefs.js", "xulstore.json", "compatibility.ini", "times.json", "extensions.json", "extensions"];
    has_only(&profile.dir, &[&settings[..], &["places.sqlite", "cert9.db", "key4.db", "pkcs11.txt"]].concat());
    has_only(&profile.cache, &[]);
    assert!(there(&profile.at("extensions")), "extension code is gone");
}

/// Fails where a folder has other names than these; it need not be there.
#[track_caller]
fn has_only(folder: &Path, may_stay: &[&str]) {
    if !there(folder) {
        return;
    }
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = names.filter(|name| !may_stay.iter().any(|stays| name == stays)).collect();
    assert!(left.is_empty(), "left in {}: {left:?}", folder.display());
}

/// Returns how many bookmarks a Firefox profile has, and how many visits. Fails where the database is not sound.
#[track_caller]
fn places(profile: &Profile) -> (i64, i64) {
    let places = rusqlite::Connection::open(profile.at("places.sqlite")).unwrap();
    let sound: String = places.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let count = |sql| places.query_row(sql, [], |row| row.get(0)).unwrap();
    (count("SELECT count(*) FROM moz_bookmarks WHERE type = 1"), count("SELECT count(*) FROM moz_historyvisits"))
}

/// Fails where anything differs but what lies below one of `but`.
#[track_caller]
fn same_but(before: &Snapshot, after: &Snapshot, but: &[&str]) {
    let changed = difference(before, after);
    let other: Vec<_> = changed.iter().filter(|path| !but.iter().any(|but| path.starts_with(but))).collect();
    assert!(other.is_empty(), "changed: {other:?}");
}

/// Fails where the folder beside the home is not as the lab made it.
#[track_caller]
fn outside_is_untouched(lab: &Lab, before: &Snapshot) {
    same_but(before, &lab.snapshot_outside(), &[]);
}

/// Says whether something has this name, a link that leads nowhere too.
fn there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
