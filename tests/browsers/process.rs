//! The browser processes that run in a lab's home, read from `/proc` without Signoff's own code.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use anyhow::Result;

use crate::lab::Lab;

/// Parts of the names of browsers' processes.
const BROWSING: [&str; 8] =
    ["chrom", "firefox", "Web Content", "Isolated", "epiphany", "WebKit", "falkon", "qutebrowser"];

/// Ids and names of this user's processes that were started with `home` as their HOME and are a browser's.
pub(crate) fn of_home(home: &Path) -> Result<Vec<(u32, String)>> {
    let mut wanted = b"HOME=".to_vec();
    wanted.extend_from_slice(home.as_os_str().as_bytes());
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // Other users' processes, and those that have just ended, cannot be read.
        let Ok(environment) = fs::read(entry.path().join("environ")) else { continue };
        let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default().trim().to_owned();
        let browsing = BROWSING.iter().any(|part| name.contains(part));
        if browsing && environment.split(|byte| *byte == 0).any(|line| line == wanted) {
            found.push((id, name));
        }
    }
    Ok(found)
}

/// Whether no browser's process is left in a lab.
pub(crate) fn are_gone(lab: &Lab) -> Result<bool> {
    Ok(of_home(&lab.home())?.is_empty())
}
