//! Tells apart files and folders that are named by their origin. Another name matters only if it, or what is below it,
//! mentions a chosen site.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::findings::{Findings, none_left};
use super::folders::list;
use super::unclear::mentioned_in;
use crate::model::{RelPath, SiteRules};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};

/// What a folder holds of chosen sites.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// All of it.
    pub(super) found: Findings,
    /// The names that are of chosen sites.
    pub(super) to_remove: BTreeSet<OsString>,
    has_unclear: bool,
}

/// Tells apart the entries of a folder; `host` returns the host in a name.
pub(super) fn classify(
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
    host: fn(&str) -> Option<String>,
) -> Result<Named, EditError> {
    let mut named = Named::default();
    for listed in list(root, at)? {
        if let Some(host) = listed.name.to_str().and_then(host) {
            if rules.covers_host(&host) {
                named.found.add(&host, None);
                named.to_remove.insert(listed.name);
            }
        } else if let Some(host) = mentioned_in(root, &at.join(&listed.name)?, rules)? {
            named.found.add(&host, None);
            named.has_unclear = true;
        }
    }
    Ok(named)
}

impl Named {
    /// Returns the result of an edit after which only what is unclear is left: that is an error.
    pub(super) fn left(&self, changed: bool) -> Result<Edited, EditError> {
        if self.has_unclear {
            return Err(EditError::UnknownSchema("a name that is no origin's, with a mention of a chosen site".into()));
        }
        Ok(Edited::of(changed))
    }

    /// Returns an error if something of a chosen site, or that mentions one, is there.
    pub(super) fn none_left(self) -> Result<(), EditError> {
        if self.to_remove.is_empty() {
            self.left(false)?;
        }
        none_left(&self.found.list())
    }
}
