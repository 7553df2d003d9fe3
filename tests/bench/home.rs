//! A home folder as Chromium leaves it, with a large cache.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// Cached files; the few files of the profile come on top.
pub(super) const FILES: usize = 100_000;

/// Where they are.
pub(super) const CACHED: &str = ".cache/chromium/Default/Cache/Cache_Data";

/// Makes one with so many cached files.
pub(super) fn make(files: usize) -> TempDir {
    let home = tempfile::Builder::new().prefix("signoff-bench-").tempdir().unwrap();
    let write = |at: &str, text: &str| {
        let path = home.path().join(at);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let profiles = r#"{"profile":{"info_cache":{"Default":{"name":"Person 1"}},"last_used":"Default"}}"#;
    write(".config/chromium/Local State", profiles);
    write(".config/chromium/First Run", "");
    write(".config/chromium/Default/Preferences", r#"{"profile":{"name":"Person 1"}}"#);
    write(".config/chromium/Default/Bookmarks", r#"{"checksum":"","roots":{},"version":1}"#);
    write(".config/chromium/Default/History", &"visited ".repeat(20_000));
    write(".config/chromium/Default/Cookies", &"cookie ".repeat(5_000));
    for index in 0..200 {
        write(&format!(".config/chromium/Default/Service Worker/CacheStorage/{index:040x}/index"), "index");
    }
    write(&format!("{CACHED}/index"), &"\0".repeat(4096));
    // Sizes between 300 and 8,500 bytes, as of most cached answers; no matter which, as long as both trees agree.
    let body = "x".repeat(8_500);
    let folder = home.path().join(CACHED);
    for index in 0..files {
        let hash = index.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let len = 300 + hash % 8_200;
        fs::write(folder.join(format!("{hash:016x}_0")), body.get(..len).unwrap()).unwrap();
    }
    home
}

/// Returns how many cached files are left.
pub(super) fn cached(home: &Path) -> usize {
    fs::read_dir(home.join(CACHED)).map_or(0, Iterator::count)
}
