//! Areas outside browsers: discovered, planned, cleaned and verified only if a request names them.
//!
//! Each area has a file that says what in it counts; where it is, the system says (`System::area_places`). All use the
//! same means: a root proven by `safefs` and a scope made by the plan. What neither names is never touched.

mod claimed;
mod clipboard;
mod discover;
mod downloads;
mod execute;
mod item;
mod plan;
mod recent_files;
mod scan;
mod temp;
mod thumbnails;
mod trash;
mod verify;

pub(super) use discover::{discover, is_aside};
pub(super) use execute::{execute, put_aside};
pub(super) use plan::plan;
pub(super) use verify::verify;
