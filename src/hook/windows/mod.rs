//! Hooks on Windows, which are not built yet: there is no part, and whoever asks for them is refused.

use std::path::PathBuf;

use super::status::{HookError, Scope, State, What, Wish};
use crate::platform::Places;
use crate::safefs::{Shelf, ShelfError};

/// A part of an installation: there is none.
pub(super) enum Part {}

/// Refuses.
pub(super) fn base(_scope: Scope, _places: &Places) -> Result<Shelf, HookError> {
    Err(HookError::NotBuilt)
}

/// Refuses.
pub(super) fn parts(_scope: Scope, _places: &Places, _wish: &Wish, _base: &Shelf) -> Result<Vec<Part>, HookError> {
    Err(HookError::NotBuilt)
}

impl Part {
    /// Returns what it is for.
    pub(super) const fn what(&self) -> What {
        match *self {}
    }

    /// Returns where it is.
    pub(super) fn path(&self, _base: &Shelf) -> PathBuf {
        match *self {}
    }

    /// Says how it is, as far as it should be there.
    pub(super) fn state(&self, _base: &Shelf) -> Result<State, ShelfError> {
        match *self {}
    }

    /// Looks what of it is there, whether it should be or not.
    pub(super) fn ours(&self, _base: &Shelf) -> Result<State, ShelfError> {
        match *self {}
    }

    /// Puts it where nothing of it is.
    pub(super) fn put(&self, _base: &Shelf) -> Result<(), ShelfError> {
        match *self {}
    }

    /// Takes it away.
    pub(super) fn take_away(&self, _base: &Shelf) -> Result<(), ShelfError> {
        match *self {}
    }
}
