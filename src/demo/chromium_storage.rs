//! Data of sites in a Chromium profile.

use super::cache::{filler, opaque};
use super::error::DemoError;
use super::folder::NewFolder;
use super::leveldb::{Field, entry, leveldb, message};
use super::sites::{EXTENSION, STORING};

/// The site with a service worker.
const WORKER: &str = "https://outlook.office.com/";

pub(super) fn storage(profile: &NewFolder) -> Result<(), DemoError> {
    let mut local = vec![entry("VERSION", "1")];
    let mut tabs = vec![entry("version", "1"), entry("next-map-id", &STORING.len().to_string())];
    for (map, host) in STORING.iter().enumerate() {
        local.push((
            format!("META:https://{host}").into_bytes(),
            message(&[(1, Field::Number(1)), (2, Field::Number(24))]),
        ));
        local.push(entry(&format!("_https://{host}\0\u{1}sample-key"), "\u{1}sample-value"));
        tabs.push(entry(&format!("namespace-5a4d504c_4500_4000_8000_{map:012x}-https://{host}/"), &map.to_string()));
        tabs.push(entry(&format!("map-{map}-sample-key"), "s\0a\0m\0p\0l\0e\0"));
    }
    leveldb(&profile.folder("Local Storage/leveldb")?, &local)?;
    leveldb(&profile.folder("Session Storage")?, &tabs)?;
    leveldb(&profile.folder(&format!("Local Extension Settings/{EXTENSION}"))?, &[entry("sample-key", "1")])?;
    worker(profile)?;
    files(profile)?;
    // No real databases, because IndexedDB has its own order of keys. Signoff removes or keeps them as a whole.
    for host in STORING.iter().take(3) {
        let store = profile.folder(&format!("IndexedDB/https_{host}_0.indexeddb.leveldb"))?;
        store.file("CURRENT", "MANIFEST-000001\n")?;
        store.file("MANIFEST-000001", filler(5, 60))?;
        store.file("000003.log", opaque(host, 3_000))?;
        store.files(&["LOCK", "LOG"], "")?;
    }
    Ok(())
}

/// Creates a service worker: its registration, its script, and a cache of pages.
fn worker(profile: &NewFolder) -> Result<(), DemoError> {
    let script = format!("{WORKER}sw-sample.js");
    let registration =
        [(1, Field::Number(0)), (2, Field::Text(WORKER)), (3, Field::Text(&script)), (4, Field::Number(0))];
    let records = [
        entry("INITDATA_DB_VERSION", "2"),
        entry("INITDATA_NEXT_REGISTRATION_ID", "1"),
        entry("INITDATA_NEXT_VERSION_ID", "1"),
        entry(&format!("INITDATA_UNIQUE_ORIGIN:{WORKER}"), ""),
        (format!("REG:{WORKER}\u{0}0").into_bytes(), message(&registration)),
        entry("REGID_TO_ORIGIN:0", WORKER),
        (b"RES:0\x000".to_vec(), message(&[(1, Field::Number(0)), (2, Field::Text(&script))])),
    ];
    leveldb(&profile.folder("Service Worker/Database")?, &records)?;
    let index = message(&[(2, Field::Text(WORKER)), (3, Field::Text(WORKER))]);
    profile.file("Service Worker/CacheStorage/5a4d504c45/index.txt", index)?;
    profile.file("Service Worker/ScriptCache/0000000000000001_0", opaque("service worker script", 9_000)).map(drop)
}

fn files(profile: &NewFolder) -> Result<(), DemoError> {
    let records = [entry("LAST_PATH", "0"), entry("ORIGIN:https_moodle.tuni.fi_0", "000")];
    leveldb(&profile.folder("File System/Origins")?, &records)?;
    profile.file("File System/000/t/00/00000000", opaque("a file that a site stored", 20_000)).map(drop)
}
