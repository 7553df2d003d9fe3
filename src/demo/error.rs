//! Errors of creating the sample home.

use std::path::PathBuf;

/// Why the sample home could not be created.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its temporary folder could not be created.
    #[error("cannot make a folder for the demonstration")]
    Home(#[source] std::io::Error),
    /// A folder or file in it could not be created, or exists already.
    #[error("cannot make {path:?}")]
    Make {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        #[source]
        cause: std::io::Error,
    },
    /// A database could not be created.
    #[error("cannot make the database {path:?}")]
    Database {
        /// The database.
        path: PathBuf,
        /// SQLite's error.
        #[source]
        cause: rusqlite::Error,
    },
}
