//! An account, and why another user's could not be taken, on every operating system.

use std::io;

/// An account, as the account database and the names of systemd's files have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its number, as text.
    pub number: String,
}

/// Why this program could not become another user.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// The account database does not know the name.
    #[error("there is no user {name:?}")]
    Unknown {
        /// The requested name.
        name: String,
    },
    /// The account database cannot be read.
    #[error("the account database cannot be asked for {name:?}")]
    Database {
        /// The requested name.
        name: String,
        /// The system's error.
        #[source]
        cause: io::Error,
    },
    /// Only root can become another user.
    #[error("only root may work for another user; this is not {name:?}")]
    NotRoot {
        /// The requested name.
        name: String,
    },
    /// Root's rights could not be dropped; nothing was done.
    #[error("the rights of root cannot be given up")]
    Drop(#[source] io::Error),
    /// The program could not be started again as that user.
    #[error("Signoff cannot be started as {name:?}")]
    Start {
        /// The requested name.
        name: String,
        /// The system's error.
        #[source]
        cause: io::Error,
    },
}
