//! Hooks on Windows, which are not built yet: every call returns [`HookError::NotBuilt`].

use std::path::PathBuf;

use super::findings::Finding;
use super::status::{HookError, HookScope, InstallOptions, PartKind, PartState, PartStatus};
use crate::platform::Places;
use crate::safefs::{ConfigDir, ConfigDirError};

/// A part of an installation. There is none yet.
pub(super) enum Part {}

/// Returns the error "not built yet".
pub(super) fn base(_scope: HookScope, _places: &Places) -> Result<ConfigDir, HookError> {
    Err(HookError::NotBuilt)
}

/// Returns the error "not built yet".
pub(super) fn parts(
    _scope: HookScope,
    _places: &Places,
    _options: &InstallOptions,
    _base: &ConfigDir,
) -> Result<Vec<Part>, HookError> {
    Err(HookError::NotBuilt)
}

/// Returns nothing: there is no part that anything could be found about.
pub(super) fn findings(
    _scope: HookScope,
    _places: &Places,
    _options: &InstallOptions,
    _base: &ConfigDir,
    _parts: &[Part],
    _statuses: &[PartStatus],
) -> Vec<Finding> {
    Vec::new()
}

impl Part {
    /// Returns its purpose.
    pub(super) const fn kind(&self) -> PartKind {
        match *self {}
    }

    /// Returns the path of its file.
    pub(super) fn path(&self, _base: &ConfigDir) -> PathBuf {
        match *self {}
    }

    /// Returns its state, or why it should not be installed.
    pub(super) fn state(&self, _base: &ConfigDir) -> Result<PartState, ConfigDirError> {
        match *self {}
    }

    /// Returns its state, even if it should not be installed.
    pub(super) fn installed_state(&self, _base: &ConfigDir) -> Result<PartState, ConfigDirError> {
        match *self {}
    }

    /// Installs it.
    pub(super) fn install(&self, _base: &ConfigDir) -> Result<(), ConfigDirError> {
        match *self {}
    }

    /// Removes it.
    pub(super) fn remove(&self, _base: &ConfigDir) -> Result<(), ConfigDirError> {
        match *self {}
    }
}
