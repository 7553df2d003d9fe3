//! A policy may say that only extensions of a browser's policy stay. Then of all that is about extensions only what is
//! theirs stays: a keep list once more, so that what is not understood goes.

use std::ffi::OsString;

use crate::catalog::Definition;
use crate::model::{Category, Edit, Entry, Fate, FolderKind, FoundExtensions, KeyFormat, RelPath, Scope};

/// What of extensions stays in one folder of a browser.
pub(super) struct ManagedOnly<'a> {
    pub(super) definition: &'a Definition,
    /// The extensions of the profile; of a folder above the profiles none.
    pub(super) found: Option<&'a FoundExtensions>,
    pub(super) kind: FolderKind,
}

impl ManagedOnly<'_> {
    /// Takes from what stays in the folder the files of other extensions.
    pub(super) fn narrow(&self, scope: &mut Scope<OsString>) {
        for place in self.definition.extensions.entries(self.kind) {
            scope.remove(place.names());
        }
        for file in self.files() {
            scope.name(file.names(), Fate::Keep, |_present, fate| fate);
        }
    }

    /// Takes from what stays in a file what is about other extensions, or was set by them.
    pub(super) fn edit(&self, file: &RelPath, edit: Option<Edit>) -> Option<Edit> {
        let places = &self.definition.extensions;
        let found = self.found.filter(|_| self.kind == FolderKind::Profile);
        if let (Some(found), true) = (found, places.list.as_ref() == Some(file)) {
            let mut scope = Scope::new(Fate::Remove);
            found.managed.iter().for_each(|id| scope.keep(std::slice::from_ref(id)));
            return Some(Edit::Keys { format: KeyFormat::Addons, scope });
        }
        match (found, edit) {
            (Some(found), Some(Edit::Keys { format, mut scope })) => {
                places.keys.iter().chain(&found.set).for_each(|key| scope.remove(key));
                found.keys.iter().for_each(|key| scope.name(key, Fate::Keep, |_present, fate| fate));
                Some(Edit::Keys { format, scope })
            }
            (_, edit) => edit,
        }
    }

    /// Has the preview count what stays elsewhere as something else that goes.
    pub(super) fn classify(entry: &mut Entry) {
        if entry.categories.is_empty() {
            entry.categories.push(Category::Other);
        }
    }

    fn files(&self) -> &[RelPath] {
        self.found.filter(|_| self.kind == FolderKind::Profile).map_or(&[], |found| &found.files)
    }
}
