//! Edits folders that are named by a number, with an index beside them that names their owners. A folder is removed
//! before its record in the index: without it the owner would be unknown.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::folders::{list, remove};
use crate::store::sites::unclear::mentioned_in;

/// Folders and their index.
pub(in crate::store::sites) struct Indexed<E> {
    /// The index's name.
    pub(super) index: &'static str,
    /// The editor of the index.
    pub(super) editor: E,
    /// Returns the chosen folders, from the index.
    pub(super) folders: fn(&Root, &RelPath, &SiteRules) -> Result<BTreeSet<OsString>, EditError>,
    /// What it means if there are folders but no index.
    pub(super) without_index: &'static str,
}

impl<E> Indexed<E> {
    /// Finds the index; `None` if there is none. Folders without it are an error if they mention a chosen site, because
    /// their owner is unknown.
    fn index(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Option<RelPath>, EditError> {
        let name = OsStr::new(self.index);
        let listed = list(root, at)?;
        if listed.iter().any(|listed| listed.name == name) {
            return Ok(Some(at.join(name)?));
        }
        match mentioned_in(root, at, rules)? {
            Some(_host) if !listed.is_empty() => Err(EditError::UnknownSchema(self.without_index.into())),
            _ => Ok(None),
        }
    }
}

impl<E: SiteEditor> SiteEditor for Indexed<E> {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        self.index(root, at, rules)?.map_or(Ok(Vec::new()), |index| self.editor.inspect(root, &index, rules))
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let Some(index) = self.index(root, at, rules)? else { return Ok(Edited::UNCHANGED) };
        remove(root, at, &(self.folders)(root, &index, rules)?)?;
        self.editor.edit(root, &index, rules, stop)
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<(), EditError> {
        self.index(root, at, rules)?.map_or(Ok(()), |index| self.editor.verify(root, &index, rules, stop))
    }

    fn may_hold(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        self.index(root, at, rules)?.map_or(Ok(false), |index| self.editor.may_hold(root, &index, rules))
    }

    fn has_remains(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        self.index(root, at, rules)?.map_or(Ok(false), |index| self.editor.has_remains(root, &index, rules))
    }
}
