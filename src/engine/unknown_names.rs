//! Names in kept folders that no rule mentions, such as a new browser version may write. Reads names, and nothing else.
//!
//! A folder is kept in part (a profile) or whole (extension code). In the former End session removes what no rule
//! mentions. In the latter it stays, so the tests with real browsers fail on such a name.

use std::ffi::OsString;

use super::context::{Engine, EngineError, fate};
use crate::catalog::Definition;
use crate::model::{
    Category, Cursor, Fate, Folder, FolderKind, FoundBrowser, FoundProfile, Inventory, RelPath, Request, UnknownName,
};
use crate::safefs::{Kind, Listed, Root};

impl Engine<'_> {
    /// Returns the names that no rule mentions, in the order of the inventory, sorted within each folder.
    pub fn unknown_names(&self, inventory: &Inventory) -> Result<Vec<UnknownName>, EngineError> {
        let home = self.home()?;
        let mut found = Vec::new();
        for browser in &inventory.browsers {
            let Some(definition) = self.catalog.family(browser.family) else { continue };
            let mut folders: Vec<_> = browser.folders.iter().map(|folder| (None, folder)).collect();
            for profile in &browser.profiles {
                folders.extend(profile.folders.iter().map(|folder| (Some(profile), folder)));
            }
            for (profile, folder) in folders {
                if !matches!(folder.kind, FolderKind::UserData | FolderKind::Profile | FolderKind::Config) {
                    continue;
                }
                let proof = inventory.roots.get(folder.target.root.0);
                let root = proof.and_then(|proof| Root::prove_again(&home, proof).ok());
                let mut names = Names { definition, browser, profile, folder, found: Vec::new() };
                match root {
                    Some(root) => names.scan(&root),
                    None => names.push(None, None),
                }
                names.found.sort_by(|one, other| one.at.cmp(&other.at));
                found.append(&mut names.found);
            }
        }
        Ok(found)
    }
}

/// The names of one folder.
struct Names<'a> {
    definition: &'a Definition,
    browser: &'a FoundBrowser,
    profile: Option<&'a FoundProfile>,
    folder: &'a Folder,
    found: Vec<UnknownName>,
}

impl Names<'_> {
    fn scan(&mut self, root: &Root) {
        let named = self.definition.named_entries(self.folder.kind);
        let mut request = Request::default();
        if self.browser.id.may_hold_other_data() {
            request.keeping.insert(Category::Other);
        }
        let scope = self.definition.scope(self.folder.kind, &request);
        let mut folders: Vec<(Option<RelPath>, Cursor<'_, OsString, bool>)> =
            named.start().map(|cursor| (None, cursor)).into_iter().collect();
        while let Some((below, cursor)) = folders.pop() {
            for entry in self.list(root, below.as_ref()) {
                let Ok(at) = RelPath::from_name(&entry.name).map(|name| name.within(below.as_ref())) else { continue };
                let cursor = cursor.step(&entry.name);
                let fate = fate(&scope, &at);
                if self.folder.apart.contains(&at) {
                    continue;
                }
                match (entry.kind, *cursor.value()) {
                    (Kind::Folder, false) if self.is_mentioned_below(&cursor, &at) => folders.push((Some(at), cursor)),
                    (_, false) => self.push(Some(at), fate),
                    (Kind::Folder, true) if fate == Some(Fate::Keep) => self.scan_kept(root, &at),
                    (_, true) => {}
                }
            }
        }
    }

    /// Says whether a rule mentions something below a folder, or a folder in it is scanned by itself.
    fn is_mentioned_below(&self, cursor: &Cursor<'_, OsString, bool>, at: &RelPath) -> bool {
        !cursor.is_uniform() || self.folder.apart.iter().any(|apart| apart.starts_with(at))
    }

    /// Adds unexpected names in a folder that is kept whole.
    fn scan_kept(&mut self, root: &Root, kept: &RelPath) {
        for entry in self.list(root, Some(kept)) {
            let name = entry.name.to_str();
            if name.is_some_and(|name| self.definition.is_expected(self.folder.kind, kept, name)) {
                continue;
            }
            if let Ok(at) = kept.join(&entry.name) {
                self.push(Some(at), Some(Fate::Keep));
            }
        }
    }

    /// Lists a folder; adds the folder itself if it cannot be listed.
    fn list(&mut self, root: &Root, below: Option<&RelPath>) -> Vec<Listed> {
        let dir = self.folder.target.at.as_ref();
        let inside = below.map(|below| below.within(dir));
        match root.list(inside.as_ref().or(dir)) {
            Ok(listed) => listed,
            Err(_unreadable) => {
                self.push(below.cloned(), None);
                Vec::new()
            }
        }
    }

    fn push(&mut self, at: Option<RelPath>, fate: Option<Fate>) {
        self.found.push(UnknownName {
            profile: self.browser.profile_ref(self.profile),
            profile_id: self.profile.map(|profile| profile.id),
            kind: self.folder.kind,
            at,
            fate,
        });
    }
}
