//! Names on disk: which of them may be part of a path.

use std::ffi::OsStr;

/// Says whether a name can stand in a path without leading out of the folder above it.
pub(super) fn is_plain(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    let harmless = !bytes.is_empty() && bytes != b"." && bytes != b".." && bytes.len() <= 255;
    let stays = !bytes.iter().any(|byte| matches!(byte, 0 | b'/'));
    let stays_on_windows = !cfg!(windows) || !bytes.iter().any(|byte| matches!(byte, b'\\' | b':'));
    harmless && stays && stays_on_windows
}
