//! Applying a definition to one folder or kept file: what is kept, removed and edited for a request.

use std::collections::BTreeSet;
use std::ffi::OsString;

use super::definition::{Definition, KeyList, RowsRule};
use super::stores::StoreRule;
use crate::model::{Category, Edit, Fate, FolderKind, Form, Level, PathTree, RelPath, Request, Scope, name};

/// How the rules classify a name in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    /// On the keep list.
    Kept,
    /// It holds data of these categories; at least one. The first one is shown. Removing any of them removes it all.
    Of(Vec<Category>),
}

impl Definition {
    /// Returns the class of each name in a folder of this kind. Names without a rule are `other`, or `cache` in a cache
    /// folder.
    pub fn classes(&self, kind: FolderKind) -> PathTree<OsString, Class> {
        let rest = if kind.is_cache() { Category::Cache } else { Category::Other };
        let mut tree = PathTree::new(Class::Of(vec![rest]));
        for path in self.kept(kind).chain(self.extensions.entries(kind)) {
            tree.set(path.names(), Class::Kept, |_present, class| class);
        }
        for rule in &self.categories {
            for path in rule.entries(kind) {
                tree.set(path.names(), Class::Of(vec![rule.id]), |present, class| match (present, class) {
                    (Class::Of(first), Class::Of(more)) => Class::Of(first.iter().copied().chain(more).collect()),
                    (_, class) => class,
                });
            }
        }
        tree
    }

    /// Returns which names in a folder of this kind have a rule. What lies below such a name counts as named too.
    pub fn named_entries(&self, kind: FolderKind) -> PathTree<OsString, bool> {
        let mut tree = PathTree::new(false);
        let named = self.categories.iter().flat_map(|rule| rule.entries(kind));
        for path in self.kept(kind).chain(named) {
            tree.set(path.names(), true, |_present, is_named| is_named);
        }
        tree
    }

    /// Says whether a kept folder is known to contain entries with this name.
    pub fn is_expected(&self, kind: FolderKind, folder: &RelPath, name: &str) -> bool {
        let expected = self.expected_names.iter().filter(|names| names.folder == kind && names.at.contains(folder));
        expected.flat_map(|names| &names.names).any(|pattern| pattern.matches(name))
    }

    /// Returns which entries of a folder `request` removes and keeps. Folders with a scope of their own (profiles below
    /// the user data directory) are left to the caller.
    pub fn scope(&self, kind: FolderKind, request: &Request) -> Scope<OsString> {
        let fate = |goes: bool| if goes { Fate::Remove } else { Fate::Keep };
        let rest = if kind.is_cache() { Category::Cache } else { Category::Other };
        let goes = match kind {
            // Extensions stay at level traces; which of them, a policy may narrow.
            FolderKind::Extensions => request.level == Level::Everything,
            // Only what was found there goes.
            FolderKind::Launchers | FolderKind::MovedCache => false,
            _ => true,
        };
        let mut scope = Scope::new(fate(request.removes(rest) && goes));
        let is_profile = matches!(kind, FolderKind::Profile | FolderKind::Config);
        let whole = request.level == Level::Everything && is_profile;
        if whole {
            // A category that the request keeps keeps the file whose rows it is.
            let rows = self.rows.iter().filter(|rule| rule.folder == kind && !request.removes(rule.category));
            rows.for_each(|rule| scope.keep(rule.file.names()));
        } else {
            self.kept(kind).for_each(|path| scope.keep(path.names()));
        }
        if request.level == Level::Everything && request.removes_rest() {
            self.extensions.entries(kind).iter().for_each(|path| scope.remove(path.names()));
        }
        for rule in &self.categories {
            for path in rule.entries(kind) {
                if request.removes(rule.id) { scope.remove(path.names()) } else { scope.keep(path.names()) }
            }
        }
        for store in self.kept_stores(kind, request) {
            // The category's rule removes the store. A kept site needs it, so this overrides the category.
            scope.set(store.file.names(), Fate::Keep, |_present, fate| fate);
        }
        scope
    }

    /// As [`Self::scope`], for a folder that may hold more than a browser's data: what no rule names stays.
    pub fn scope_of_named(&self, kind: FolderKind, request: &Request) -> Scope<OsString> {
        let mut scope = self.scope(kind, request);
        if kind != FolderKind::Cache {
            scope.set(&[], Fate::Keep, |_present, fate| fate);
        }
        scope
    }

    /// Returns the stores that stay because `request` keeps sites: data of other sites is removed inside them. Empty if
    /// the request keeps no site.
    pub fn kept_stores<'a>(&'a self, kind: FolderKind, request: &'a Request) -> impl Iterator<Item = &'a StoreRule> {
        let asked = !request.keep_sites.is_empty();
        let stores = self.stores.iter().filter(move |store| asked && store.folder == kind);
        stores.filter(|store| store.stays_for_kept_sites() && request.removes(store.category))
    }

    /// Returns which keys of a settings file `request` removes and keeps.
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
            FolderKind::Cache
            | FolderKind::MovedCache
            | FolderKind::Companion
            | FolderKind::Extensions
            | FolderKind::Launchers => &[],
        };
        kept.iter()
    }

    /// Says whether the keep list of a folder of this kind names this path itself.
    pub fn names_as_kept(&self, kind: FolderKind, at: &RelPath) -> bool {
        self.kept(kind).any(|kept| kept == at)
    }

    /// Returns what in a folder of this kind may mention a chosen site after a Fix sign-in: settings, extensions, what it
    /// keeps of the person's, and the stores that it has checked row by row.
    pub fn may_mention_sites(&self, kind: FolderKind) -> BTreeSet<&RelPath> {
        let stays = |category: Category| {
            use Category::{Cache, Certificates, FormData, History, Passwords};
            matches!(category, Cache | Certificates | FormData | History | Passwords)
        };
        let rules = self.categories.iter().filter(|rule| stays(rule.id)).flat_map(|rule| rule.entries(kind));
        let stores = self.stores.iter().filter(|store| store.folder == kind).map(|store| &store.file);
        let others = self.unsearched.iter().filter(|_| kind == FolderKind::Profile);
        self.kept(kind).chain(rules).chain(stores).chain(others).collect()
    }

    /// Says whether what stands at a path is none of what the keep list keeps under that name: a link, a FIFO, a folder in
    /// the place of a file or the other way round, or what is named as a side file of what is no database.
    pub fn is_odd(&self, kind: FolderKind, at: &RelPath, form: Form) -> bool {
        if self.names_as_kept(kind, at) {
            let is_folder = self.keep_folders.contains(&(kind, at.clone()));
            return form != if is_folder { Form::Folder } else { Form::File };
        }
        self.kept_database_of(kind, at).is_some_and(|(_, is_database)| !is_database || form != Form::File)
    }

    /// Returns the kept name that a path is the side file of, by its own name; and whether that one is a database.
    pub fn kept_database_of(&self, kind: FolderKind, at: &RelPath) -> Option<(RelPath, bool)> {
        let name = name::database_of_side(at.file_name().to_str()?)?;
        let database = RelPath::parse(name).ok()?.within(at.parent().as_ref());
        let is_ruled = |rule: &RowsRule| rule.folder == kind && rule.file == database;
        let is_database = kind == FolderKind::Profile && self.databases.contains(&database)
            || self.rows.iter().any(is_ruled) && !self.keep_folders.contains(&(kind, database.clone()));
        self.names_as_kept(kind, &database).then_some((database, is_database))
    }

    /// Says whether `request` removes what is odd. It goes as an unknown file does, and with what would be edited. A
    /// category that stays keeps the file of its rows, whatever that is.
    pub fn odd_goes(&self, kind: FolderKind, at: &RelPath, request: &Request) -> bool {
        let rows = self.rows.iter().find(|rule| rule.folder == kind && rule.file == *at);
        let stays = rows.is_some_and(|rule| !request.removes(rule.category));
        request.removes_rest() && !stays || self.edit(kind, at, request).is_some()
    }

    /// Returns the kept files in a folder of this kind that some request edits.
    pub fn edited(&self, kind: FolderKind) -> impl Iterator<Item = &RelPath> {
        let keys = self.keys.iter().map(|list| (list.folder, &list.file));
        let rows = self.rows.iter().map(|rule| (rule.folder, &rule.file));
        let extensions = self.extensions.list.iter().map(|file| (FolderKind::Profile, file));
        keys.chain(rows).chain(extensions).filter(move |(folder, _)| *folder == kind).map(|(_, file)| file)
    }

    /// Returns how `request` edits a kept file, or `None` if it removes nothing from it.
    pub fn edit(&self, kind: FolderKind, file: &RelPath, request: &Request) -> Option<Edit> {
        let keys = self.keys.iter().find(|list| list.folder == kind && list.file == *file);
        let keys = keys.map(|list| Edit::Keys { format: list.format, scope: self.key_scope(list, request).into() });
        // A rule may name the folder instead, for databases with varying names.
        let is_meant = |rule: &&RowsRule| rule.file == *file || file.parent().as_ref() == Some(&rule.file);
        let rows = self.rows.iter().find(|rule| rule.folder == kind && is_meant(rule));
        let rows = rows.map(|rule| Edit::Rows { rule: rule.rule, category: rule.category });
        keys.or(rows).filter(|edit| match edit {
            Edit::Keys { scope, .. } => scope.names_anything(&Fate::Remove),
            Edit::Rows { category, .. } => request.removes(*category),
            // Made from the request by the plan, never by these rules.
            Edit::Sites { .. } => false,
        })
    }

    /// Returns the category as which a kept file goes where it goes whole; `None` if that is none of its own. Only of a
    /// key store nothing else is worth naming.
    pub fn goes_as(&self, kind: FolderKind, at: &RelPath) -> Option<Category> {
        let rule = self.rows.iter().find(|rule| rule.folder == kind && rule.file == *at)?;
        (rule.category == Category::Certificates).then_some(rule.category)
    }

    /// Says whether a folder's children are named after sites. Such names are printed as `<site 3>`.
    pub fn names_sites(&self, folder: &RelPath) -> bool {
        self.sites.contains(folder)
    }
}
