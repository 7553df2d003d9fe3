//! One family's definition: its TOML form, and the checked form that the program uses.

use super::extensions::{ExtensionPlaces, RawExtensions};
use super::known_names::{Inside, Pattern};
use super::raw::{Raw, RawBrowser, RawCategory, RawInside, RawKeys, RawRows};
use super::stores::{RawStore, StoreRule};
use crate::model::{BrowserId, Category, Family, FolderKind, KeyFormat, Layout, RelPath, RowRule};

/// Why a catalog file is not one.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// Not TOML of the form that this version reads; the message has line and column.
    #[error("{cause}in {file}")]
    Toml {
        /// What the TOML reader says.
        #[source]
        cause: Box<toml::de::Error>,
        /// Which file.
        file: String,
    },
    /// A path that could lead out of its folder.
    #[error("{path:?} is not a path below a folder ({cause}) in {file}")]
    Path {
        /// Why.
        #[source]
        cause: crate::model::NotRelative,
        /// What was written.
        path: String,
        /// Which file.
        file: String,
    },
    /// A place that does not begin with one of the known folders.
    #[error("{place:?} does not begin with {{home}}, {{config}}, {{cache}}, {{data}} or {{local_data}} in {file}")]
    Place {
        /// What was written.
        place: String,
        /// Which file.
        file: String,
    },
    /// A place with more than one `*`, or a cache with one where its root has none.
    #[error("{place:?} may have one \"*\", and a cache only where its root has one, in {file}")]
    Star {
        /// What was written.
        place: String,
        /// Which file.
        file: String,
    },
    /// A path that is said to stay and to go.
    #[error("{path} is both on the keep list and in category {category:?} in {file}")]
    Both {
        /// The path.
        path: RelPath,
        /// The category's name.
        category: &'static str,
        /// Which file.
        file: String,
    },
    /// Settings, rows or names of something that no keep list names.
    #[error("{path} is to be edited or described, but is not on the keep list in {file}")]
    NotKept {
        /// The path.
        path: RelPath,
        /// Which file.
        file: String,
    },
    /// A store that is to be edited and to go whole, or neither.
    #[error("{store} must have either \"store\" or \"whole\" in {file}")]
    Store {
        /// The store.
        store: RelPath,
        /// Which file.
        file: String,
    },
    /// A definition for a newer version of Signoff.
    #[error("schema {schema} is not 1 in {file}")]
    Schema {
        /// What was written.
        schema: u32,
        /// Which file.
        file: String,
    },
    /// A fact without its source.
    #[error("an empty source in {file}")]
    NoSource {
        /// Which file.
        file: String,
    },
    /// Two browsers of one name.
    #[error("browser {browser} is defined twice, the second time in {file}")]
    TwiceDefined {
        /// The browser.
        browser: BrowserId,
        /// Which file.
        file: String,
    },
}

/// One family: how its browsers lay out their data, and the browsers.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The family.
    pub family: Family,
    /// Folders whose children are named after sites.
    pub sites: Vec<RelPath>,
    /// What stays above the profiles.
    pub keep_user_data: Vec<RelPath>,
    /// What stays in a profile.
    pub keep_profile: Vec<RelPath>,
    /// What stays in a settings folder beside the profile.
    pub keep_config: Vec<RelPath>,
    /// Kept files that may hold account addresses without being a finding: the person's bookmarks.
    pub bookmarks: Vec<RelPath>,
    /// Kept settings files and the keys that stay in them.
    pub keys: Vec<KeyList>,
    /// Kept databases and the rows that go from them.
    pub rows: Vec<RowsRule>,
    /// What is expected in kept folders.
    pub insides: Vec<Inside>,
    /// Where extensions are named.
    pub extensions: ExtensionPlaces,
    /// What the rest is called.
    pub categories: Vec<CategoryRule>,
    /// Stores in a profile in which sites are told apart.
    pub stores: Vec<StoreRule>,
    /// The browsers.
    pub browsers: Vec<Browser>,
}

/// A settings file and its allow-list.
#[derive(Debug, Clone)]
pub struct KeyList {
    /// Which kind of folder it is in.
    pub folder: FolderKind,
    /// Its path there.
    pub file: RelPath,
    /// How it is written.
    pub format: KeyFormat,
    /// The keys that stay, each with all below it.
    pub keep: Vec<Vec<String>>,
}

/// A database and the rule by which rows go.
#[derive(Debug, Clone)]
pub struct RowsRule {
    /// Which kind of folder it is in.
    pub folder: FolderKind,
    /// Its path there.
    pub file: RelPath,
    /// The rule.
    pub rule: RowRule,
    /// The category of what goes.
    pub category: Category,
}

/// A category's places.
#[derive(Debug, Clone)]
pub struct CategoryRule {
    /// Which category.
    pub id: Category,
    /// Its entries above the profiles.
    pub user_data: Vec<RelPath>,
    /// Its entries in a profile.
    pub profile: Vec<RelPath>,
    /// Its entries in a settings folder beside the profile.
    pub config: Vec<RelPath>,
    /// Its entries in a cache folder, of which the rest is cache.
    pub cache: Vec<RelPath>,
    /// Its keys in settings files.
    pub keys: Vec<CategoryKeys>,
}

impl CategoryRule {
    /// Returns the category's entries in a folder of this kind.
    pub fn entries(&self, kind: FolderKind) -> &[RelPath] {
        match kind {
            FolderKind::UserData => &self.user_data,
            FolderKind::Profile => &self.profile,
            FolderKind::Config => &self.config,
            FolderKind::Cache => &self.cache,
            FolderKind::Companion => &[],
        }
    }
}

/// Keys of a settings file that belong to a category.
#[derive(Debug, Clone)]
pub struct CategoryKeys {
    /// Which kind of folder the file is in.
    pub folder: FolderKind,
    /// Its path there.
    pub file: RelPath,
    /// The keys.
    pub keys: Vec<Vec<String>>,
}

/// A browser.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Its name on the command line.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// The file that proves a root.
    pub marker: String,
    /// Base names of its executables.
    pub processes: Vec<String>,
    /// Names of its start scripts, where they are not its own name or its executables'.
    pub start: Vec<String>,
    /// Its Flatpak application ids.
    pub flatpak: Vec<String>,
    /// Its Snap names.
    pub snap: Vec<String>,
    /// Where its data may be.
    pub roots: Vec<RootPlace>,
    /// Folders of it without profiles.
    pub companions: Vec<Companion>,
}

impl Browser {
    /// Returns names under which its program may be started, the likeliest first.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let start = self.start.iter().map(String::as_str);
        start.chain(std::iter::once(self.id.0.as_str())).chain(self.processes.iter().map(String::as_str))
    }
}

/// A place written with one of the known folders in front.
#[derive(Debug, Clone)]
pub struct Place {
    /// The folder.
    pub base: Base,
    /// Where below it. One name may hold one `*`, which stands for any text: a Snap's revision, a web app's id.
    pub rest: RelPath,
}

/// A folder of the person's, whose place the system decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The home folder.
    Home,
    /// The home folder, for what Flatpak keeps of an application below `.var`.
    Flatpak,
    /// The home folder, for what Snap keeps of an application below `snap`.
    Snap,
    /// The folder for settings, `~/.config` unless the environment says otherwise.
    Config,
    /// The folder for caches, `~/.cache` unless the environment says otherwise.
    Cache,
    /// The folder for data, `~/.local/share` unless the environment says otherwise.
    Data,
    /// The folder for data that stay on this computer, where the system has one apart.
    LocalData,
}

impl Base {
    /// Returns what a path below the home folder is below.
    fn of_home(rest: &RelPath) -> Self {
        match rest.names().first().and_then(|first| first.to_str()) {
            Some(".var") => Self::Flatpak,
            Some("snap") => Self::Snap,
            _ => Self::Home,
        }
    }
}

impl Place {
    /// Returns how a browser whose data is here was installed.
    pub fn layout(&self) -> Layout {
        match self.base {
            Base::Flatpak => Layout::Flatpak,
            Base::Snap => Layout::Snap,
            Base::Home | Base::Config | Base::Cache | Base::Data | Base::LocalData => Layout::Native,
        }
    }
}

/// A root and the cache folder that is derived from it.
#[derive(Debug, Clone)]
pub struct RootPlace {
    /// The user data directory or Firefox root.
    pub at: Place,
    /// The cache folder.
    pub cache: Option<Place>,
    /// The settings folder, where it is another one.
    pub config: Option<Place>,
}

/// A folder of a browser without profiles.
#[derive(Debug, Clone)]
pub struct Companion {
    /// Where.
    pub at: Place,
    /// The name in it that proves it.
    pub marker: String,
}

impl Definition {
    /// Parses and checks one file, and takes from it what is of one system.
    pub fn parse(file: &str, text: &str, system: &str) -> Result<Self, CatalogError> {
        let raw: Raw = toml::from_str(text)
            .map_err(|cause| CatalogError::Toml { cause: Box::new(cause), file: file.to_owned() })?;
        Checker { file, system }.definition(raw)
    }
}

struct Checker<'a> {
    file: &'a str,
    system: &'a str,
}

impl Checker<'_> {
    fn definition(&self, raw: Raw) -> Result<Definition, CatalogError> {
        if raw.schema != 1 {
            return Err(CatalogError::Schema { schema: raw.schema, file: self.file.to_owned() });
        }
        let sources = std::iter::once(&raw.keep.source)
            .chain(raw.keys.iter().map(|keys| &keys.source))
            .chain(raw.rows.iter().map(|rows| &rows.source))
            .chain(raw.inside.iter().map(|inside| &inside.source))
            .chain(raw.extensions.iter().map(|extensions| &extensions.source))
            .chain(raw.category.iter().map(|category| &category.source))
            .chain(raw.stores.iter().map(|store| &store.source))
            .chain(raw.browser.iter().map(|browser| &browser.source));
        for source in sources {
            if source.trim().is_empty() {
                return Err(CatalogError::NoSource { file: self.file.to_owned() });
            }
        }
        let definition = Definition {
            family: raw.family,
            sites: self.paths(&raw.sites)?,
            keep_user_data: self.paths(&raw.keep.user_data)?,
            keep_profile: self.paths(&raw.keep.profile)?,
            keep_config: self.paths(&raw.keep.config)?,
            bookmarks: self.paths(&raw.keep.bookmarks)?,
            keys: raw.keys.iter().map(|keys| self.keys(keys)).collect::<Result<_, _>>()?,
            rows: raw.rows.iter().map(|rows| self.rows(rows)).collect::<Result<_, _>>()?,
            insides: raw.inside.iter().map(|inside| self.inside(inside)).collect::<Result<_, _>>()?,
            extensions: raw.extensions.as_ref().map(|raw| self.extensions(raw)).transpose()?.unwrap_or_default(),
            categories: raw.category.iter().map(|category| self.category(category)).collect::<Result<_, _>>()?,
            stores: raw.stores.iter().map(|store| self.store(store)).collect::<Result<_, _>>()?,
            browsers: raw.browser.into_iter().map(|browser| self.browser(browser)).collect::<Result<_, _>>()?,
        };
        self.consistent(&definition)?;
        Ok(definition)
    }

    fn consistent(&self, definition: &Definition) -> Result<(), CatalogError> {
        let folders = [
            (FolderKind::UserData, &definition.keep_user_data),
            (FolderKind::Profile, &definition.keep_profile),
            (FolderKind::Config, &definition.keep_config),
        ];
        for (kind, kept) in folders {
            for rule in &definition.categories {
                if let Some(path) = rule.entries(kind).iter().find(|path| kept.contains(path)) {
                    let (path, category) = (path.clone(), rule.id.name());
                    return Err(CatalogError::Both { path, category, file: self.file.to_owned() });
                }
            }
            let keys = definition.keys.iter().map(|list| (list.folder, &list.file));
            let rows = definition.rows.iter().map(|rule| (rule.folder, &rule.file));
            let inside = definition.insides.iter().flat_map(|inside| inside.at.iter().map(|at| (inside.folder, at)));
            let list = definition.extensions.list.iter().map(|file| (FolderKind::Profile, file));
            let places = definition.extensions.entries(kind).iter().map(|path| (kind, path)).chain(list);
            for (_, path) in keys.chain(rows).chain(inside).chain(places).filter(|(folder, _)| *folder == kind) {
                if !kept.iter().any(|keep| path.starts_with(keep)) {
                    return Err(CatalogError::NotKept { path: path.clone(), file: self.file.to_owned() });
                }
            }
        }
        Ok(())
    }

    fn path(&self, text: &str) -> Result<RelPath, CatalogError> {
        RelPath::parse(text).map_err(|cause| CatalogError::Path {
            cause,
            path: text.to_owned(),
            file: self.file.to_owned(),
        })
    }

    fn paths(&self, texts: &[String]) -> Result<Vec<RelPath>, CatalogError> {
        texts.iter().map(|text| self.path(text)).collect()
    }

    fn place(&self, text: &str) -> Result<Place, CatalogError> {
        let wrong = || CatalogError::Place { place: text.to_owned(), file: self.file.to_owned() };
        let (base, rest) = text.split_once('/').ok_or_else(wrong)?;
        let rest = self.path(rest)?;
        let base = match base {
            "{home}" => Base::of_home(&rest),
            "{config}" => Base::Config,
            "{cache}" => Base::Cache,
            "{data}" => Base::Data,
            "{local_data}" => Base::LocalData,
            _ => return Err(wrong()),
        };
        Ok(Place { base, rest })
    }

    fn keys(&self, raw: &RawKeys) -> Result<KeyList, CatalogError> {
        let keep = raw.keep.iter().map(|key| split_key(key)).collect();
        Ok(KeyList { folder: raw.folder.into(), file: self.path(&raw.file)?, format: raw.format, keep })
    }

    fn rows(&self, raw: &RawRows) -> Result<RowsRule, CatalogError> {
        let file = self.path(&raw.file)?;
        Ok(RowsRule { folder: raw.folder.into(), file, rule: raw.rule, category: raw.category })
    }

    fn store(&self, raw: &RawStore) -> Result<StoreRule, CatalogError> {
        let file = self.path(&raw.file)?;
        raw.rule(file.clone()).ok_or_else(|| CatalogError::Store { store: file, file: self.file.to_owned() })
    }

    fn inside(&self, raw: &RawInside) -> Result<Inside, CatalogError> {
        let names = raw.names.iter().map(|name| Pattern::new(name)).collect();
        Ok(Inside { folder: raw.folder.into(), at: self.paths(&raw.at)?, names })
    }

    fn extensions(&self, raw: &RawExtensions) -> Result<ExtensionPlaces, CatalogError> {
        let keys = |keys: &[String]| keys.iter().map(|key| split_key(key)).collect();
        Ok(ExtensionPlaces {
            user_data: self.paths(&raw.user_data)?,
            profile: self.paths(&raw.profile)?,
            keys: keys(&raw.keys),
            settings: raw.settings.iter().map(|(name, set)| (name.clone(), keys(set))).collect(),
            list: raw.list.as_deref().map(|list| self.path(list)).transpose()?,
        })
    }

    fn category(&self, raw: &RawCategory) -> Result<CategoryRule, CatalogError> {
        let keys = raw.keys.iter().map(|keys| {
            let file = self.path(&keys.file)?;
            let keys_of = keys.keys.iter().map(|key| split_key(key)).collect();
            Ok(CategoryKeys { folder: keys.folder.into(), file, keys: keys_of })
        });
        Ok(CategoryRule {
            id: raw.id,
            user_data: self.paths(&raw.user_data)?,
            profile: self.paths(&raw.profile)?,
            config: self.paths(&raw.config)?,
            cache: self.paths(&raw.cache)?,
            keys: keys.collect::<Result<_, _>>()?,
        })
    }

    fn browser(&self, raw: RawBrowser) -> Result<Browser, CatalogError> {
        let roots = raw.roots.of(self.system).iter().map(|root| {
            let stars = |place: &str| place.matches('*').count();
            let beside = [root.cache.as_deref(), root.config.as_deref()];
            if stars(&root.at) > 1 || beside.into_iter().flatten().any(|place| stars(place) > stars(&root.at)) {
                return Err(CatalogError::Star { place: root.at.clone(), file: self.file.to_owned() });
            }
            let [cache, config] = beside.map(|place| place.map(|place| self.place(place)).transpose());
            Ok(RootPlace { at: self.place(&root.at)?, cache: cache?, config: config? })
        });
        let companions = raw
            .companions
            .of(self.system)
            .iter()
            .map(|companion| Ok(Companion { at: self.place(&companion.at)?, marker: companion.marker.clone() }));
        Ok(Browser {
            roots: roots.collect::<Result<_, _>>()?,
            companions: companions.collect::<Result<_, _>>()?,
            id: raw.id,
            name: raw.name,
            marker: raw.marker,
            processes: raw.processes.of(self.system).to_vec(),
            start: raw.start.of(self.system).to_vec(),
            flatpak: raw.flatpak,
            snap: raw.snap,
        })
    }
}

fn split_key(key: &str) -> Vec<String> {
    key.split('.').map(str::to_owned).collect()
}
