//! For the tests of this module: a proven root in a temporary home, and databases with the browsers' own schemas.

#![expect(clippy::disallowed_methods, reason = "the test makes and looks at databases as a browser would")]

use std::path::PathBuf;

use rusqlite::Connection;

use crate::model::{Edit, Fate, RelPath, RootKind, Scope, Stop};
use crate::safefs::{Home, Root};
use crate::store::error::{EditError, Edited};

pub(super) const PLACES: &str = include_str!("../../assets/schema/browsers/firefox-153-places.sql");
pub(super) const PROFILE_GROUP: &str = include_str!("../../assets/schema/browsers/firefox-153-profile-group.sql");

/// A home with one root, removed when dropped.
pub(super) struct Lab {
    _home: tempfile::TempDir,
    pub(super) root: Root,
}

impl Lab {
    pub(super) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("signoff-store-").tempdir().unwrap();
        std::fs::create_dir(folder.path().join("browser")).unwrap();
        std::fs::write(folder.path().join("browser/profiles.ini"), "").unwrap();
        let home = Home::open(folder.path()).unwrap();
        let root = Root::prove(&home, &rel("browser"), RootKind::Browser, Some("profiles.ini")).unwrap();
        Self { _home: folder, root }
    }

    pub(super) fn path(&self, at: &str) -> PathBuf {
        self.root.path().join(at)
    }

    pub(super) fn put(&self, at: &str, bytes: impl AsRef<[u8]>) -> RelPath {
        let path = self.path(at);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        rel(at)
    }

    pub(super) fn get(&self, at: &str) -> Vec<u8> {
        std::fs::read(self.path(at)).unwrap()
    }

    /// Creates a database with a schema and sets its journal mode.
    pub(super) fn database(&self, at: &str, schema: &str, journal: &str) -> Connection {
        let connection = Connection::open(self.path(at)).unwrap();
        connection.execute_batch(schema).unwrap();
        let mode: String =
            connection.query_row(&format!("PRAGMA journal_mode = {journal}"), [], |row| row.get(0)).unwrap();
        assert_eq!(mode, journal);
        connection
    }
}

pub(super) fn rel(text: &str) -> RelPath {
    RelPath::parse(text).unwrap()
}

/// Returns a scope that keeps only these dotted names.
pub(super) fn keeping(names: &[&str]) -> Scope<String> {
    let mut scope = Scope::new(Fate::Remove);
    for name in names {
        scope.keep(&name.split('.').map(String::from).collect::<Vec<_>>());
    }
    scope
}

/// Edits without a stop.
pub(super) fn edit(root: &Root, at: &RelPath, edit: &Edit) -> Result<Edited, EditError> {
    crate::store::edit(root, at, edit, &Stop::default())
}

/// Verifies without a stop.
pub(super) fn verify(root: &Root, at: &RelPath, edit: &Edit) -> Result<(), EditError> {
    crate::store::verify(root, at, edit, &Stop::default())
}
