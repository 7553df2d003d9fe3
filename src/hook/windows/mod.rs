//! Hooks on Windows, which are not built yet: there is no part, and whoever asks for them is refused.

use std::path::PathBuf;

use super::status::{HookError, HookScope, InstallOptions, PartKind, PartState};
use crate::platform::Places;
use crate::safefs::{Shelf, ShelfError};

/// A part of an installation: there is none.
pub(super) enum Part {}

/// Refuses.
pub(super) fn base(_scope: HookScope, _places: &Places) -> Result<Shelf, HookError> {
    Err(HookError::NotBuilt)
}

/// Refuses.
pub(super) fn parts(
    _scope: HookScope,
    _places: &Places,
    _options: &InstallOptions,
    _base: &Shelf,
) -> Result<Vec<Part>, HookError> {
    Err(HookError::NotBuilt)
}

impl Part {
    /// Returns what it is for.
    pub(super) const fn kind(&self) -> PartKind {
        match *self {}
    }

    /// Returns where it is.
    pub(super) fn path(&self, _base: &Shelf) -> PathBuf {
        match *self {}
    }

    /// Says how it is, as far as it should be there.
    pub(super) fn state(&self, _base: &Shelf) -> Result<PartState, ShelfError> {
        match *self {}
    }

    /// Looks what of it is there, whether it should be or not.
    pub(super) fn installed_state(&self, _base: &Shelf) -> Result<PartState, ShelfError> {
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
