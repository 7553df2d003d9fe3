//! Paths for people and for JSON, without the names of sites.
//!
//! Some folders have a child for each site that stored something; who the person visited is nobody's business. Such a
//! child is printed as `<site 3>`, and what lies below it, which the site named, as `…`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::catalog::Catalog;
use crate::model::{RelPath, escaped};

/// Numbers the sites of one output. The same child of the same folder has the same number throughout.
pub(super) struct Paths<'a> {
    names_sites: Box<dyn Fn(&RelPath) -> bool + 'a>,
    seen: BTreeMap<(String, RelPath), Vec<OsString>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        Self::with(|folder| catalog.browsers().any(|(definition, _)| definition.names_sites(folder)))
    }

    fn with(names_sites: impl Fn(&RelPath) -> bool + 'a) -> Self {
        Self { names_sites: Box::new(names_sites), seen: BTreeMap::new() }
    }

    /// Returns a path for people; `whose` keeps apart the sites of different profiles.
    pub(super) fn shown(&mut self, whose: &str, path: &RelPath) -> String {
        let Some((folder, site)) = self.site(path) else { return path.to_string() };
        let below = if path.names().len() > folder.names().len() + 1 { "/…" } else { "" };
        let sites = self.seen.entry((whose.to_owned(), folder.clone())).or_default();
        let number = sites.iter().position(|seen| *seen == site).unwrap_or_else(|| {
            sites.push(site);
            sites.len() - 1
        });
        format!("{folder}/<site {}>{below}", number + 1)
    }

    /// Returns the topmost folder of a path whose children are named after sites, and the child.
    fn site(&self, path: &RelPath) -> Option<(RelPath, OsString)> {
        let mut found = None;
        let mut above = path.parent();
        while let Some(folder) = above {
            above = folder.parent();
            if (self.names_sites)(&folder) {
                let child = path.names().get(folder.names().len()).cloned().unwrap_or_default();
                found = Some((folder, child));
            }
        }
        found
    }
}

/// Returns a name that others chose so that it cannot move the cursor or forge a line.
pub(super) fn shown(name: &str) -> String {
    escaped(OsStr::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_numbered_and_not_named() {
        let folder = RelPath::parse("storage/default").unwrap();
        let mut paths = Paths::with(|path| *path == folder);
        let mut check = |whose: &str, path: &str, expected: &str| {
            assert_eq!(paths.shown(whose, &RelPath::parse(path).unwrap()), expected);
        };
        check("a", "storage/default", "storage/default");
        check("a", "storage/default/https+++one.example", "storage/default/<site 1>");
        check("a", "storage/default/https+++two.example/idb/one.example.sqlite", "storage/default/<site 2>/…");
        check("a", "storage/default/https+++one.example/ls", "storage/default/<site 1>/…");
        check("b", "storage/default/https+++two.example", "storage/default/<site 1>");
        check("a", "storage/permanent/chrome", "storage/permanent/chrome");
    }
}
