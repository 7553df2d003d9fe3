//! Hooks on Linux: units of the session's systemd, an entry for desktops without it, and scripts of display managers.
//! What this file exports is what a system must export.

mod parts;
mod quote;
mod script_block;
mod unit_files;

pub(super) use parts::{Part, base, parts};
