//! Hooks on Linux: systemd user units, an autostart entry for desktops without systemd, and scripts of display
//! managers. This file's exports are the contract: every system's folder exports the same names.

mod parts;
mod quote;
mod script_block;
mod unit_files;

pub(super) use parts::{Part, base, parts};
