//! The errors of opening a clean window.

use std::io;

use super::throwaway::ThrowawayError;
use crate::engine::context::EngineError;
use crate::model::BrowserId;

/// Why no clean window was opened. Nothing was started and nothing is left.
#[derive(Debug, thiserror::Error)]
pub enum CleanWindowError {
    /// The home folder or Signoff's own folder cannot be used, or another run is at work.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// No such browser in the catalog.
    #[error("there is no browser {asked:?}")]
    UnknownBrowser {
        /// The id in the request.
        asked: BrowserId,
        /// The browsers that can open a clean window here.
        near: Vec<String>,
    },
    /// It is not installed, or its family takes no profile folder as an argument.
    #[error("{name} cannot open a clean window on this computer")]
    NotHere {
        /// The browser's name for people.
        name: String,
        /// The browsers that can.
        near: Vec<String>,
    },
    /// No browser that can open a clean window is installed.
    #[error("no installed browser can open a clean window")]
    NoBrowser,
    /// The window's folder cannot be created.
    #[error("the clean window's folder cannot be made")]
    Folder(#[source] io::Error),
    /// The home folder's file system has no links, with which browsers lock their profiles.
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
