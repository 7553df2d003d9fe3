//! Hooks on Linux: units of systemd, an autostart entry for desktops without systemd, and scripts of display
//! managers. This file's exports are the contract: every system's folder exports the same names.

mod disk;
mod display_manager;
mod display_parts;
mod logind;
mod look;
mod part;
mod parts;
mod quote;
mod script_block;
mod scripts;
mod system_units;
mod systemd;
mod unit_files;

pub(super) use look::findings;
pub(super) use part::Part;
pub(super) use parts::{base, parts};
