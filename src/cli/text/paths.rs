//! Paths as the user and `--json` see them, without site names.
//!
//! Some folders have a child for each visited site that stored something. Output may be shared, so such a child is
//! printed as `<site 3>`. The names below it were chosen by the site and are printed as `…`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use crate::catalog::Catalog;
use crate::model::RelPath;

/// Numbers the sites of one output. The same child of the same folder always gets the same number.
pub(in crate::cli) struct Paths<'a> {
    names_sites: Box<dyn Fn(&RelPath) -> bool + 'a>,
    seen: BTreeMap<(String, Option<RelPath>), BTreeMap<OsString, usize>>,
}

impl<'a> Paths<'a> {
    pub(in crate::cli) fn new(catalog: &'a Catalog) -> Self {
        Self::with(|folder| catalog.browsers().any(|(definition, _)| definition.names_sites(folder)))
    }

    fn with(names_sites: impl Fn(&RelPath) -> bool + 'a) -> Self {
        Self { names_sites: Box::new(names_sites), seen: BTreeMap::new() }
    }

    /// Returns a path without site names. `owner` is a key of the profile: each profile has its own numbers.
    pub(in crate::cli) fn shown(&mut self, owner: &str, path: &RelPath) -> String {
        let Some((folder, site)) = self.site(path) else { return path.to_string() };
        let below = if path.names().len() > folder.names().len() + 1 { "/…" } else { "" };
        let number = self.number(owner, Some(&folder), site);
        format!("{folder}/<site {number}>{below}")
    }

    /// Returns a path owner last name no rule mentions. That name is hidden if it looks like a site.
    pub(in crate::cli) fn unknown(&mut self, owner: &str, path: &RelPath) -> String {
        if self.site(path).is_some() || !looks_like_a_site(path.file_name()) {
            return self.shown(owner, path);
        }
        let folder = path.parent();
        let above = folder.as_ref().map_or_else(String::new, |folder| format!("{}/", self.shown(owner, folder)));
        let number = self.number(owner, folder.as_ref(), path.file_name().to_owned());
        format!("{above}<site {number}>")
    }

    fn number(&mut self, owner: &str, folder: Option<&RelPath>, site: OsString) -> usize {
        let sites = self.seen.entry((owner.to_owned(), folder.cloned())).or_default();
        let next = sites.len() + 1;
        *sites.entry(site).or_insert(next)
    }

    /// Returns the topmost folder in a path owner children are named after sites, and the child in this path.
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

/// Extensions of files that browsers write. None of them is a top-level domain.
const FILES: [&str; 23] = [
    "bak", "bin", "corrupt", "crx", "dat", "db", "html", "ini", "js", "json", "jsonlz4", "ldb", "lock", "log", "lz4",
    "mozlz4", "old", "pb", "pma", "sqlite", "tmp", "txt", "xpi",
];

/// Says whether a name may contain a host, such as `https_www.example.org_0` or `example.org.sqlite`.
fn looks_like_a_site(name: &OsStr) -> bool {
    let Some(text) = name.to_str() else { return false };
    let parts = text.split(|letter: char| !letter.is_alphanumeric() && letter != '.' && letter != '-');
    parts.map(|part| part.trim_matches('.')).any(|part| {
        let mut labels: Vec<&str> = part.split('.').collect();
        // SQLite appends `-wal` and the like to the extension.
        let ending = |label: &str| label.split('-').next().unwrap_or_default().to_ascii_lowercase();
        while labels.last().is_some_and(|last| FILES.contains(&ending(last).as_str())) {
            labels.pop();
        }
        labels.len() > 1 && labels.iter().all(|label| !label.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_numbered_and_not_named() {
        let folder = RelPath::parse("storage/default").unwrap();
        let mut paths = Paths::with(|path| *path == folder);
        let mut check = |owner: &str, path: &str, expected: &str| {
            assert_eq!(paths.shown(owner, &RelPath::parse(path).unwrap()), expected);
        };
        check("a", "storage/default", "storage/default");
        check("a", "storage/default/https+++one.example", "storage/default/<site 1>");
        check("a", "storage/default/https+++two.example/idb/one.example.sqlite", "storage/default/<site 2>/…");
        check("a", "storage/default/https+++one.example/ls", "storage/default/<site 1>/…");
        check("b", "storage/default/https+++two.example", "storage/default/<site 1>");
        check("a", "storage/permanent/chrome", "storage/permanent/chrome");
    }
    #[test]
    fn an_unknown_name_that_looks_like_a_site_is_not_named() {
        let mut paths = Paths::with(|_| false);
        let mut check = |path: &str, expected: &str| {
            assert_eq!(paths.unknown("a", &RelPath::parse(path).unwrap()), expected);
        };
        check("New Store", "New Store");
        check("new-store.json", "new-store.json");
        check("sessions.jsonlz4.bak", "sessions.jsonlz4.bak");
        check(".parentlock", ".parentlock");
        check("Extensions/store.sqlite", "Extensions/store.sqlite");
        check("Extensions/https_www.one.example_0", "Extensions/<site 1>");
        check("Extensions/two.example.sqlite", "Extensions/<site 2>");
        check("Extensions/https+++one.example^userContextId=1", "Extensions/<site 3>");
        check("store.sqlite-wal", "store.sqlite-wal");
        check("one.example", "<site 1>");
        check("192.0.2.1", "<site 2>");
    }
}
