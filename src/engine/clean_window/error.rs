//! Why there was no clean window.

use std::io;

use super::throwaway::ThrowawayError;
use crate::engine::context::EngineError;
use crate::model::BrowserId;

/// Why there was no clean window. Nothing was started and nothing is left.
#[derive(Debug, thiserror::Error)]
pub enum CleanWindowError {
    /// The home folder, Signoff's own folder, or another run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// No such browser in the catalog.
    #[error("there is no browser {asked:?}")]
    UnknownBrowser {
        /// What was asked for.
        asked: BrowserId,
        /// Those that can open a clean window here.
        near: Vec<String>,
    },
    /// It is not installed, or not of a family that keeps to a profile that it is given.
    #[error("{name} cannot open a clean window on this computer")]
    NotHere {
        /// The browser's name for people.
        name: String,
        /// Those that can.
        near: Vec<String>,
    },
    /// No browser that can open a clean window is installed.
    #[error("no installed browser can open a clean window")]
    NoBrowser,
    /// The folder of the window cannot be made.
    #[error("the clean window's folder cannot be made")]
    Folder(#[source] io::Error),
    /// The file system of the home folder has no links, by which browsers lock their profiles.
    #[error("the home folder's file system has no links, which browsers need for their locks")]
    NoLinks(#[source] io::Error),
}

impl From<ThrowawayError> for CleanWindowError {
    fn from(err: ThrowawayError) -> Self {
        match err {
            ThrowawayError::Root(err) => Self::Engine(EngineError::OwnFolder(err)),
            ThrowawayError::Io(error) => Self::Folder(error),
            ThrowawayError::Links(error) => Self::NoLinks(error),
        }
    }
}
