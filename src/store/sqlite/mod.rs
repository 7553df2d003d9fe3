//! SQLite files of browsers: opened without trusting them, read without a trace, compared with what is known of their
//! tables, and searched for what was removed. What is read or removed is said by the callers.

mod database;
pub(super) mod read_only;
pub(super) mod residue;
pub(super) mod schema;

pub(super) use database::Database;
pub use database::own_database;
