//! SQLite files of browsers: opens them without trusting them, reads them without leaving a trace, and compares
//! their schema with the known ones. Callers decide what is read and removed.

mod code;
mod database;
pub(super) mod old;
pub(super) mod read_only;
pub(super) mod schema;

pub use database::own_database;
pub(super) use database::{Database, close, empty_log, rebuild};
