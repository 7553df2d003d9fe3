//! Why the sample home could not be made.

use std::path::PathBuf;

/// Why the sample home could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No throw-away folder.
    #[error("cannot make a folder for the demonstration")]
    Home(#[source] std::io::Error),
    /// A folder or file in it could not be made, or was there already.
    #[error("cannot make {path:?}")]
    Make {
        /// What was to be made.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// A database could not be made.
    #[error("cannot make the database {path:?}")]
    Database {
        /// Which.
        path: PathBuf,
        /// What SQLite said.
        #[source]
        cause: rusqlite::Error,
    },
}
