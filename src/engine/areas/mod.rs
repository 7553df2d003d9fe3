//! Areas outside browsers: looked at, planned, cleaned and verified only where a request asks for them.
//!
//! Each area has a file that says where it is and what in it counts. They share one way: a root proven by `safefs`, a
//! scope made by the plan, and nothing that neither names.

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

pub(super) use discover::discover;
pub(super) use execute::execute;
pub(super) use plan::plan;
pub(super) use verify::verify;
