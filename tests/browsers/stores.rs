//! The named stores: what is planted, and where it must be found on each browser's disk before a run.
//!
//! A store that a browser does not keep on disk has the reason here.

use crate::browser::{Ended, Kind};

/// Whether and where one browser keeps one store on disk.
#[derive(Clone, Copy, Debug)]
pub(crate) enum On {
    /// For each of these parts, in a file whose path (relative to its place) contains it: second copies count apart.
    Disk(&'static [&'static str]),
    /// As `Disk`, but only after the browser ended in one of these ways; the reason for the others.
    DiskAfter(&'static [Ended], &'static [&'static str], &'static str),
    /// Not on disk, with the reason.
    Absent(&'static str),
}

/// One named store.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) name: &'static str,
    chromium: On,
    firefox: On,
}

impl Store {
    /// Where `kind` keeps this store.
    pub(crate) fn on(&self, kind: Kind) -> On {
        match kind {
            Kind::Chromium => self.chromium,
            Kind::Firefox => self.firefox,
        }
    }

    /// When, and why, this store is not on the disk.
    pub(crate) fn missing(&self, kind: Kind) -> Vec<(String, &'static str)> {
        match self.on(kind) {
            On::Disk(_) => Vec::new(),
            On::DiskAfter(ways, _, reason) => vec![(format!("but after {ways:?}"), reason)],
            On::Absent(reason) => vec![("ever".to_owned(), reason)],
        }
    }

    /// The path parts each of which must hold the value, or the reason why the store is not on disk.
    pub(crate) fn expected(&self, kind: Kind, ended: Ended) -> Result<&'static [&'static str], &'static str> {
        match self.on(kind) {
            On::Disk(parts) => Ok(parts),
            On::DiskAfter(ways, parts, reason) => ways.contains(&ended).then_some(parts).ok_or(reason),
            On::Absent(reason) => Err(reason),
        }
    }
}

const fn both(name: &'static str, chromium: &'static [&'static str], firefox: &'static [&'static str]) -> Store {
    Store { name, chromium: On::Disk(chromium), firefox: On::Disk(firefox) }
}

const SESSION: &[&str] = &["sessionstore"];

/// Every named store. The value planted in each is [`crate::values::Values::of`] its name.
pub(crate) const STORES: &[Store] = &[
    both("cookie-host", &["Default/Cookies"], &["cookies.sqlite"]),
    both("cookie-domain", &["Default/Cookies"], &["cookies.sqlite"]),
    both("cookie-partitioned", &["Default/Cookies"], &["cookies.sqlite"]),
    Store {
        name: "cookie-session",
        chromium: On::DiskAfter(
            &[Ended::ByTerm, Ended::ByKill, Ended::Not],
            &["Default/Cookies"],
            "Chromium deletes session cookies when its window closes",
        ),
        firefox: On::Disk(SESSION),
    },
    both("local-storage", &["Default/Local Storage/leveldb/"], &["/ls/data.sqlite"]),
    both("local-storage-third", &["Default/Local Storage/leveldb/"], &["/ls/data.sqlite"]),
    both("session-storage", &["Default/Session Storage/"], SESSION),
    both("indexeddb", &["Default/IndexedDB/"], &["/idb/"]),
    both("indexeddb-key", &["Default/IndexedDB/"], &["/idb/"]),
    both("indexeddb-blob", &[".indexeddb.blob/"], &[".files/"]),
    both("indexeddb-third", &["Default/WebStorage/"], &["/idb/"]),
    Store {
        name: "storage-bucket",
        chromium: On::Disk(&["Default/WebStorage/"]),
        firefox: On::Absent("Firefox does not implement the Storage Buckets API"),
    },
    both("opfs", &["Default/File System/"], &["/fs/"]),
    both("opfs-name", &["Default/File System/"], &["/fs/metadata.sqlite"]),
    both("cache-storage", &["Service Worker/CacheStorage/"], &["/cache/morgue/"]),
    both("service-worker", &["Service Worker/ScriptCache/"], &["/cache/morgue/"]),
    both("http-cache", &["Cache/Cache_Data/"], &["cache2/"]),
    both("http-cache-gzip", &["Cache/Cache_Data/"], &["cache2/"]),
    both("history-url", &["Default/History", "segmentation_platform/ukm_db"], &["places.sqlite"]),
    both("history-title", &["Default/History"], &["places.sqlite"]),
    both("typed-text", &["Default/Web Data"], &["formhistory.sqlite"]),
    both("download", &["Default/History"], &["places.sqlite"]),
    both("permission", &["Default/Preferences"], &["permissions.sqlite"]),
    both("zoom", &["Default/Preferences"], &["content-prefs.sqlite"]),
    both("tab-open", &["Default/Sessions/", "Default/Sessions_Encrypted/"], SESSION),
    both("tab-closed", &["Default/Sessions/"], SESSION),
    both("icon", &["Default/Favicons"], &["favicons.sqlite"]),
    Store {
        name: "hsts",
        chromium: On::DiskAfter(
            &[Ended::ByWindow],
            &["Default/TransportSecurity"],
            "Chromium was seen to write the list only when its window is closed, or after more than a minute",
        ),
        firefox: On::Disk(&["SiteSecurityServiceState"]),
    },
    both("password", &["Default/Login Data"], &["logins.json"]),
    both("site", &["Default/DIPS"], &["/storage/default/"]),
    both("bookmark-visit", &["Default/History"], &["places.sqlite"]),
    both("bookmark", &["Default/Bookmarks", "Default/EncryptedBookmarks2"], &["places.sqlite"]),
];
