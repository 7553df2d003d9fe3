//! Keeping only the extensions that a browser's own policy installed, where Signoff's policy says so. Of all data about
//! extensions only theirs is kept, by a keep list, so that what is not understood is removed.

use std::ffi::OsString;
use std::sync::Arc;

use crate::catalog::Definition;
use crate::model::{Edit, Fate, FolderKind, FoundExtensions, KeyFormat, RelPath, Scope};

/// What is kept of extensions in one folder of a browser.
pub(super) struct ManagedOnly<'a> {
    pub(super) definition: &'a Definition,
    /// The extensions of the profile; `None` for a folder above the profiles.
    pub(super) found: Option<&'a FoundExtensions>,
    pub(super) kind: FolderKind,
}

impl ManagedOnly<'_> {
    /// Marks the files of all other extensions in the folder for removal. A policy of the browser has its extensions in
    /// the profile and its programs in the system's folders.
    pub(super) fn restrict(&self, scope: &mut Scope<OsString>) {
        if self.kind == FolderKind::Extensions {
            *scope = Scope::new(Fate::Remove);
        }
        for place in self.definition.extensions.entries(self.kind) {
            scope.remove(place.names());
        }
        for file in self.files() {
            scope.set(file.names(), Fate::Keep, |_present, fate| fate);
        }
    }

    /// Returns the edit that also removes settings about other extensions, and settings that those have changed.
    pub(super) fn edit(&self, file: &RelPath, edit: Option<Edit>) -> Option<Edit> {
        let places = &self.definition.extensions;
        let found = self.found.filter(|_| self.kind == FolderKind::Profile);
        if let (Some(found), true) = (found, places.list.as_ref() == Some(file)) {
            let mut scope = Scope::new(Fate::Remove);
            found.managed.iter().for_each(|id| scope.keep(std::slice::from_ref(id)));
            return Some(Edit::Keys { format: KeyFormat::Addons, scope: scope.into() });
        }
        match (found, edit) {
            (Some(found), Some(Edit::Keys { format, scope })) => {
                let mut scope = Arc::unwrap_or_clone(scope);
                places.keys.iter().chain(&found.set).for_each(|key| scope.remove(key));
                found.keys.iter().for_each(|key| scope.set(key, Fate::Keep, |_present, fate| fate));
                Some(Edit::Keys { format, scope: scope.into() })
            }
            (_, edit) => edit,
        }
    }

    fn files(&self) -> &[RelPath] {
        self.found.filter(|_| self.kind == FolderKind::Profile).map_or(&[], |found| &found.files)
    }
}
