//! Files that another program holds: they are named, and the rest goes.

use std::fs::{self, File};

use rusqlite::Connection;

use signoff::model::{Origin, Verdict};
use signoff::platform::testing::FakeSystem;

use super::{chromium_is_clean, firefox_is_clean, places};
use crate::support::Lab;

#[test]
fn a_locked_file_is_reported_and_the_rest_is_cleaned() {
    let (lab, chromium, firefox) = Lab::with_both();
    // A program of this user that is no browser: the test itself.
    let held = File::open(chromium.at("History")).unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.leftovers(), ["chromium History: in-use".to_owned()].into());
    assert!(chromium.at("History").exists());
    assert!(!chromium.at("Cookies").exists() && !chromium.at("Login Data").exists());
    firefox_is_clean(&firefox);
    drop(held);
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}

#[test]
fn a_locked_database_is_kept_as_it_is() {
    let (lab, chromium, firefox) = Lab::with_both();
    let database = Connection::open(firefox.at("places.sqlite")).unwrap();
    database
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; SELECT count(*) FROM moz_places")
        .unwrap();
    let ran = lab.end_session().exits(1);
    assert_eq!(ran.reasons(), ["in-use".to_owned()].into(), "{:?}", ran.leftovers());
    chromium_is_clean(&chromium);
    for name in ["cookies.sqlite", "sessionstore.jsonlz4", "logins.json", "storage", "bookmarkbackups"] {
        assert!(!firefox.at(name).exists(), "{name} is left");
    }
    database.execute_batch("COMMIT").unwrap();
    database.close().unwrap();
    let (bookmarks, visits) = places(&firefox);
    assert_eq!(bookmarks, 3);
    assert!(visits > 20, "rows went although the database was in use");
    lab.end_session().exits(0);
    firefox_is_clean(&firefox);
    assert_eq!(places(&firefox), (3, 0));
}

#[test]
fn a_stale_lock_does_not_stop_the_run() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    // A number that no process has: the largest the kernel hands out is 4194304.
    let lock = format!("{}-4194304", host.trim());
    std::os::unix::fs::symlink(lock, chromium.root.join("SingletonLock")).unwrap();
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
    assert!(!super::there(&chromium.root.join("SingletonLock")));
}

#[test]
fn a_lock_of_another_host_counts_on_a_network_home_only() {
    for on_network in [false, true] {
        let lab = Lab::new();
        let chromium = lab.chromium(&["Default"]);
        std::os::unix::fs::symlink("another-computer.example-17", chromium.root.join("SingletonLock")).unwrap();
        let before = lab.snapshot();
        if on_network {
            let system = FakeSystem { on_network, ..FakeSystem::over_real() };
            let report = crate::unattended::run(&lab, &system, Origin::CommandLine, &mut ());
            assert_eq!(report.verdict, Verdict::NothingDone, "{report:?}");
            super::same_but(&before, &lab.snapshot(), &[".local"]);
        } else {
            lab.end_session().exits(0);
            chromium_is_clean(&chromium);
            assert!(!super::there(&chromium.root.join("SingletonLock")));
        }
    }
}
