//! Firefox's session file: tabs and session cookies.

use serde_json::{Value, json};

use super::sample::Sample;
use super::sites::{PAGES, VALUE, cookies};

/// Returns the session as JSON.
pub(super) fn session(sample: Sample) -> String {
    let tabs: Vec<Value> = PAGES
        .iter()
        .rev()
        .take(4)
        .map(|page| {
            let entry = json!({ "url": page.url(), "title": page.title });
            json!({ "entries": [entry], "index": 1, "lastAccessed": (sample.now - page.ago * 60) * 1_000 })
        })
        .collect();
    let cookies: Vec<Value> = cookies(sample.sign_in)
        .iter()
        .filter(|cookie| !cookie.stays)
        .map(|cookie| json!({ "host": cookie.host, "name": cookie.name, "value": VALUE, "path": "/", "secure": true }))
        .collect();
    json!({
        "version": ["sessionrestore", 1],
        "windows": [{ "tabs": tabs, "selected": 1, "_closedTabs": [] }],
        "selectedWindow": 1,
        "_closedWindows": [],
        "session": { "lastUpdate": sample.now * 1_000, "startTime": (sample.now - 7_200) * 1_000, "recentCrashes": 0 },
        "cookies": cookies
    })
    .to_string()
}

/// Returns a text in Firefox's mozLz4 format: magic bytes, the length, and one LZ4 block.
pub(super) fn mozlz4(text: &str) -> Vec<u8> {
    let mut bytes = b"mozLz40\0".to_vec();
    bytes.extend(lz4_flex::block::compress_prepend_size(text.as_bytes()));
    bytes
}
