//! Browser definitions: parsed from data, validated, built in.
//!
//! A definition can only *name* things below a proven root. It holds no absolute path, no command and no SQL, so that
//! reviewing a change to it needs no Rust.

mod definition;
mod extensions;
mod known_names;
mod raw;
mod service_names;
mod services;
mod site_names;
mod stores;

use std::collections::BTreeSet;
use std::ffi::OsString;

pub use definition::{
    Base, Browser, CatalogError, CategoryRule, Companion, Definition, KeyList, Place, RootPlace, RowsRule,
};
pub use extensions::ExtensionPlaces;
pub use known_names::{Inside, Pattern};
pub use service_names::NotAService;
pub use services::{NotASelection, Selection, Service, ServiceError, Services, SignedIn};
pub use site_names::{NotASiteName, is_public_suffix, page_of, site_of};
pub use stores::StoreRule;

use crate::model::{BrowserId, Category, Edit, Family, Fate, FolderKind, PathTree, RelPath, Request, Scope};

/// What a name in a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// On the keep list.
    Kept,
    /// One or more categories hold it, the first one is shown; they go together.
    Of(Vec<Category>),
}

/// Every definition that this version knows.
#[derive(Debug, Clone)]
pub struct Catalog {
    definitions: Vec<Definition>,
    text: Vec<u8>,
}

impl Catalog {
    /// Returns the definitions that are built into the program.
    ///
    /// An error here is a mistake in `assets/catalog`; a test keeps it from being released.
    pub fn builtin() -> Result<Self, CatalogError> {
        Self::of(&[
            ("chromium.toml", include_str!("../../assets/catalog/chromium.toml")),
            ("firefox.toml", include_str!("../../assets/catalog/firefox.toml")),
            ("electron.toml", include_str!("../../assets/catalog/electron.toml")),
            ("epiphany.toml", include_str!("../../assets/catalog/epiphany.toml")),
            ("falkon.toml", include_str!("../../assets/catalog/falkon.toml")),
            ("qutebrowser.toml", include_str!("../../assets/catalog/qutebrowser.toml")),
        ])
    }

    /// Parses definitions; each comes with the name that its errors carry.
    pub fn of(files: &[(&str, &str)]) -> Result<Self, CatalogError> {
        let mut definitions = Vec::new();
        let mut seen = BTreeSet::new();
        for (file, text) in files {
            let definition = Definition::parse(file, text)?;
            for browser in &definition.browsers {
                if !seen.insert(browser.id.clone()) {
                    return Err(CatalogError::TwiceDefined { browser: browser.id.clone(), file: (*file).to_owned() });
                }
            }
            definitions.push(definition);
        }
        let text = files.iter().flat_map(|(_, text)| text.bytes()).collect();
        Ok(Self { definitions, text })
    }

    /// Returns each browser with the definition of its family, in the catalog's order.
    pub fn browsers(&self) -> impl Iterator<Item = (&Definition, &Browser)> {
        self.definitions.iter().flat_map(|family| family.browsers.iter().map(move |browser| (family, browser)))
    }

    /// Returns the definition of a family.
    pub fn family(&self, family: Family) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.family == family)
    }

    /// Returns the browsers' ids, sorted.
    pub fn ids(&self) -> BTreeSet<BrowserId> {
        self.browsers().map(|(_, browser)| browser.id.clone()).collect()
    }

    /// Returns the text that a plan's digest covers.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}

impl Definition {
    /// Returns what the names in a folder of this kind are. What is not named is `other`.
    pub fn classes(&self, kind: FolderKind) -> PathTree<OsString, Class> {
        let rest = if kind == FolderKind::Cache { Category::Cache } else { Category::Other };
        let mut tree = PathTree::new(Class::Of(vec![rest]));
        for path in self.kept(kind).chain(self.extensions.entries(kind)) {
            tree.name(path.names(), Class::Kept, |_present, class| class);
        }
        for rule in &self.categories {
            for path in rule.entries(kind) {
                tree.name(path.names(), Class::Of(vec![rule.id]), |present, class| match (present, class) {
                    (Class::Of(first), Class::Of(more)) => Class::Of(first.iter().copied().chain(more).collect()),
                    (_, class) => class,
                });
            }
        }
        tree
    }

    /// Says which names in a folder of this kind some rule mentions, with all that lies below them.
    pub fn mentioned(&self, kind: FolderKind) -> PathTree<OsString, bool> {
        let mut tree = PathTree::new(false);
        let named = self.categories.iter().flat_map(|rule| rule.entries(kind));
        for path in self.kept(kind).chain(named) {
            tree.name(path.names(), true, |_present, mentioned| mentioned);
        }
        tree
    }

    /// Says whether a kept folder is expected to have something of this name.
    pub fn expects(&self, kind: FolderKind, folder: &RelPath, name: &str) -> bool {
        let insides = self.insides.iter().filter(|inside| inside.folder == kind && inside.at.contains(folder));
        insides.flat_map(|inside| &inside.names).any(|pattern| pattern.fits(name))
    }

    /// Returns what of a folder goes when `request` is carried out, but for folders that are handled apart.
    pub fn scope(&self, kind: FolderKind, request: &Request) -> Scope<OsString> {
        let fate = |goes: bool| if goes { Fate::Remove } else { Fate::Keep };
        let rest = if kind == FolderKind::Cache { Category::Cache } else { Category::Other };
        let mut scope = Scope::new(fate(request.removes(rest)));
        let is_profile = matches!(kind, FolderKind::Profile | FolderKind::Config);
        let whole = request.level == crate::model::Level::Everything && is_profile;
        if !whole {
            for path in self.kept(kind) {
                scope.keep(path.names());
            }
        }
        for rule in &self.categories {
            for path in rule.entries(kind) {
                if request.removes(rule.id) { scope.remove(path.names()) } else { scope.keep(path.names()) }
            }
        }
        for store in self.kept_stores(kind, request) {
            // The category's own entry says that it goes; a kept site's store is the exception from that.
            scope.name(store.file.names(), Fate::Keep, |_present, fate| fate);
        }
        scope
    }

    /// Returns which of a profile's stores stay, without what other sites left in them, when `request` keeps sites.
    pub fn kept_stores<'a>(&'a self, kind: FolderKind, request: &'a Request) -> impl Iterator<Item = &'a StoreRule> {
        let asked = !request.keep_sites.is_empty();
        let stores = self.stores.iter().filter(move |store| asked && store.folder == kind);
        stores.filter(|store| store.stays_for_kept_sites() && request.removes(store.category))
    }

    /// Returns which keys of a settings file stay when `request` is carried out.
    fn key_scope(&self, list: &KeyList, request: &Request) -> Scope<String> {
        let mut scope = Scope::new(if request.removes_rest() { Fate::Remove } else { Fate::Keep });
        for key in &list.keep {
            scope.keep(key);
        }
        for rule in &self.categories {
            for keys in rule.keys.iter().filter(|keys| keys.folder == list.folder && keys.file == list.file) {
                for key in &keys.keys {
                    if request.removes(rule.id) { scope.remove(key) } else { scope.keep(key) }
                }
            }
        }
        scope
    }

    fn kept(&self, kind: FolderKind) -> impl Iterator<Item = &RelPath> {
        let kept: &[RelPath] = match kind {
            FolderKind::UserData => &self.keep_user_data,
            FolderKind::Profile => &self.keep_profile,
            FolderKind::Config => &self.keep_config,
            FolderKind::Cache | FolderKind::Companion => &[],
        };
        kept.iter()
    }

    /// Returns the kept files in a folder of this kind that are edited, always or for some requests.
    pub fn edited(&self, kind: FolderKind) -> impl Iterator<Item = &RelPath> {
        let keys = self.keys.iter().map(|list| (list.folder, &list.file));
        let rows = self.rows.iter().map(|rule| (rule.folder, &rule.file));
        let extensions = self.extensions.list.iter().map(|file| (FolderKind::Profile, file));
        keys.chain(rows).chain(extensions).filter(move |(folder, _)| *folder == kind).map(|(_, file)| file)
    }

    /// Returns what is done to a kept file when `request` is carried out, or `None` where nothing of it goes.
    pub fn edit(&self, kind: FolderKind, file: &RelPath, request: &Request) -> Option<Edit> {
        let keys = self.keys.iter().find(|list| list.folder == kind && list.file == *file);
        let keys = keys.map(|list| Edit::Keys { format: list.format, scope: self.key_scope(list, request) });
        // A rule may name a folder, for databases whose own names vary.
        let is_meant = |rule: &&RowsRule| rule.file == *file || file.parent().as_ref() == Some(&rule.file);
        let rows = self.rows.iter().find(|rule| rule.folder == kind && is_meant(rule));
        let rows = rows.map(|rule| Edit::Rows { rule: rule.rule, category: rule.category });
        keys.or(rows).filter(|edit| match edit {
            Edit::Keys { scope, .. } => scope.names_anything(&Fate::Remove),
            Edit::Rows { category, .. } => request.removes(*category),
            // Sites are chosen by the request, not by this list.
            Edit::Sites { .. } => false,
        })
    }

    /// Says whether the children of a folder are named after sites, so that they are printed as `<site 3>`.
    pub fn names_sites(&self, folder: &RelPath) -> bool {
        self.sites.contains(folder)
    }
}

#[cfg(test)]
mod tests;
