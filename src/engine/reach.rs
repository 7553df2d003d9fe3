//! How much of a browser's folders an End session may take, by where the browser was found. Reads nothing.

use std::ffi::OsString;

use crate::catalog::Definition;
use crate::model::{BrowserId, Category, FolderKind, Request, Scope};

/// How much of a browser's folders goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// All but what the catalog keeps.
    All,
    /// What the catalog names: the folder was found by what is in it, and may hold something else too.
    Named,
    /// What belongs to a category other than `other`. The rest, and the settings, are the program's own.
    OfApp,
}

impl Reach {
    pub(super) fn of(browser: &BrowserId) -> Self {
        match browser {
            id if id.is_app() => Self::OfApp,
            id if id.is_unknown() => Self::Named,
            _ => Self::All,
        }
    }

    /// Returns a request as it is meant for such a browser.
    pub(super) fn request(self, request: &Request) -> Request {
        let mut request = request.clone();
        if self == Self::OfApp {
            request.keeping.insert(Category::Other);
        }
        request
    }

    /// Returns which entries of a folder go for a request that was made with [`Self::request`].
    pub(super) fn scope(self, definition: &Definition, kind: FolderKind, request: &Request) -> Scope<OsString> {
        match self {
            Self::Named => definition.scope_of_named(kind, request),
            Self::All | Self::OfApp => definition.scope(kind, request),
        }
    }
}
