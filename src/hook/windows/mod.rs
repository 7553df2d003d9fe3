//! Hooks on Windows, which are not built yet: every call returns [`HookError::NotBuilt`].

use std::path::PathBuf;

use super::status::{HookError, HookScope, InstallOptions, PartKind, PartState};
use crate::platform::Places;
use crate::safefs::{Shelf, ShelfError};

/// A part of an installation. There is none yet.
pub(super) enum Part {}

/// Returns the error "not built yet".
pub(super) fn base(_scope: HookScope, _places: &Places) -> Result<Shelf, HookError> {
    Err(HookError::NotBuilt)
}

/// Returns the error "not built yet".
pub(super) fn parts(
    _scope: HookScope,
    _places: &Places,
    _options: &InstallOptions,
    _base: &Shelf,
) -> Result<Vec<Part>, HookError> {
    Err(HookError::NotBuilt)
}

impl Part {
    /// Returns its purpose.
    pub(super) const fn kind(&self) -> PartKind {
        match *self {}
    }

    /// Returns the path of its file.
    pub(super) fn path(&self, _base: &Shelf) -> PathBuf {
        match *self {}
    }

    /// Returns its state, or why it should not be installed.
    pub(super) fn state(&self, _base: &Shelf) -> Result<PartState, ShelfError> {
        match *self {}
    }

    /// Returns its state, even if it should not be installed.
    pub(super) fn installed_state(&self, _base: &Shelf) -> Result<PartState, ShelfError> {
        match *self {}
    }

    /// Installs it.
    pub(super) fn put(&self, _base: &Shelf) -> Result<(), ShelfError> {
        match *self {}
    }

    /// Removes it.
    pub(super) fn take_away(&self, _base: &Shelf) -> Result<(), ShelfError> {
        match *self {}
    }
}
