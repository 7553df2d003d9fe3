//! What a definition says of one folder or kept file, for one request.

use std::ffi::OsString;

use super::definition::{Definition, KeyList, RowsRule};
use super::stores::StoreRule;
use crate::model::{Category, Edit, Fate, FolderKind, Level, PathTree, RelPath, Request, Scope};

/// What a name in a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// On the keep list.
    Kept,
    /// One or more categories hold it, the first one is shown; they go together.
    Of(Vec<Category>),
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
        let whole = request.level == Level::Everything && is_profile;
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
