//! A family's definition in its checked form, and the checks.

use std::collections::BTreeSet;

use super::extensions::{ExtensionPlaces, RawExtensions};
use super::known_names::{ExpectedNames, Pattern};
use super::mistake::InFile;
use super::raw::{Raw, RawBrowser, RawCategory, RawExpectedNames, RawKeys, RawRows};
use super::stores::{RawStore, StoreRule};
use crate::model::{BrowserId, Category, Family, FolderKind, KeyFormat, Layout, NotRelative, RelPath, RowRule};

/// Why a catalog file is invalid.
pub type CatalogError = InFile<CatalogMistake>;

/// A mistake in a catalog file.
#[derive(Debug, thiserror::Error)]
pub enum CatalogMistake {
    /// Not TOML, or not with the fields that this version knows; the message has line and column.
    #[error("{}", .0.to_string().trim_end())]
    Toml(Box<toml::de::Error>),
    /// A path that is absolute or could lead out of its folder.
    #[error("{0:?} is not a path below a folder ({1})")]
    Path(String, NotRelative),
    /// A place that does not begin with one of the base folders.
    #[error("{0:?} does not begin with {{home}}, {{config}}, {{cache}}, {{data}} or {{local_data}}")]
    Place(String),
    /// A root with more than one `*`, or a cache or settings folder with more of them than its root.
    #[error("{0:?} may have one \"*\", and a cache only where its root has one,")]
    Star(String),
    /// A path that is both kept and in a category. Holds the category's name.
    #[error("{0} is both on the keep list and in category {1:?}")]
    Both(RelPath, &'static str),
    /// A rule for keys, rows or names of something that is not on the keep list.
    #[error("{0} is to be edited or described, but is not on the keep list")]
    NotKept(RelPath),
    /// A store with both `store` and `whole`, or with neither.
    #[error("{0} must have either \"store\" or \"whole\"")]
    Store(RelPath),
    /// A schema version that this version does not know.
    #[error("schema {0} is not 1")]
    Schema(u32),
    /// A rule with an empty `source`.
    #[error("an empty source")]
    NoSource,
    /// Two browsers with the same id.
    #[error("browser {0} is defined twice, the second time")]
    TwiceDefined(BrowserId),
}

/// The rules of one family, and its browsers.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The family.
    pub family: Family,
    /// Folders in a profile whose children are named after sites.
    pub sites: Vec<RelPath>,
    /// Entries kept above the profiles.
    pub keep_user_data: Vec<RelPath>,
    /// Entries kept in a profile.
    pub keep_profile: Vec<RelPath>,
    /// Entries kept in a settings folder beside the profile.
    pub keep_config: Vec<RelPath>,
    /// Which of all these are folders. The others are files.
    pub keep_folders: BTreeSet<(FolderKind, RelPath)>,
    /// Kept files in which an account address is no finding: the bookmarks.
    pub bookmarks: Vec<RelPath>,
    /// Kept databases in a profile that no rule edits.
    pub databases: Vec<RelPath>,
    /// Kept settings files and the keys kept in them.
    pub keys: Vec<KeyList>,
    /// Kept databases and the rows removed from them.
    pub rows: Vec<RowsRule>,
    /// The names expected in kept folders.
    pub expected_names: Vec<ExpectedNames>,
    /// Entries and keys that belong to extensions.
    pub extensions: ExtensionPlaces,
    /// Entries in a profile that Fix sign-in does not search: stores of the browser's and of extensions, not of sites.
    pub unsearched: Vec<RelPath>,
    /// The categories of everything else.
    pub categories: Vec<CategoryRule>,
    /// Stores in a profile with data that can be removed site by site.
    pub stores: Vec<StoreRule>,
    /// The browsers.
    pub browsers: Vec<Browser>,
}

/// The keys to keep in a settings file.
#[derive(Debug, Clone)]
pub struct KeyList {
    /// The kind of folder that the file is in.
    pub folder: FolderKind,
    /// The file, below that folder.
    pub file: RelPath,
    /// The file's format.
    pub format: KeyFormat,
    /// The keys to keep, each with all keys below it.
    pub keep: Vec<Vec<String>>,
}

/// The rows to remove from a database.
#[derive(Debug, Clone)]
pub struct RowsRule {
    /// The kind of folder that the database is in.
    pub folder: FolderKind,
    /// The database, or a folder of databases with varying names, below that folder.
    pub file: RelPath,
    /// Which rows.
    pub rule: RowRule,
    /// The category of these rows.
    pub category: Category,
}

/// The entries and keys of one category.
#[derive(Debug, Clone)]
pub struct CategoryRule {
    /// The category.
    pub id: Category,
    /// Its entries above the profiles.
    pub user_data: Vec<RelPath>,
    /// Its entries in a profile.
    pub profile: Vec<RelPath>,
    /// Its entries in a settings folder beside the profile.
    pub config: Vec<RelPath>,
    /// Its entries in a cache folder; all others are of category `cache`.
    pub cache: Vec<RelPath>,
    /// Its keys in kept settings files.
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
            FolderKind::MovedCache | FolderKind::Companion | FolderKind::Extensions | FolderKind::Launchers => &[],
        }
    }
}

/// Keys of a settings file that belong to a category.
#[derive(Debug, Clone)]
pub struct CategoryKeys {
    /// The kind of folder that the file is in.
    pub folder: FolderKind,
    /// The file, below that folder.
    pub file: RelPath,
    /// The keys, each with all keys below it.
    pub keys: Vec<Vec<String>>,
}

/// A browser, with what is true of it on one system.
#[derive(Debug, Clone)]
pub struct Browser {
    /// The name on the command line.
    pub id: BrowserId,
    /// The display name.
    pub name: String,
    /// The file or folder whose presence proves a root.
    pub marker: String,
    /// File names of its executables.
    pub processes: Vec<String>,
    /// Names of its start scripts, other than its id and its executables.
    pub start: Vec<String>,
    /// Its application ids on Flathub.
    pub flatpak: Vec<String>,
    /// Its names in the Snap store.
    pub snap: Vec<String>,
    /// Folders that may hold its data. All are looked at.
    pub roots: Vec<RootPlace>,
    /// Further folders, without profiles, such as crash reports.
    pub companions: Vec<Companion>,
}

impl Browser {
    /// Returns the commands that may start it, the likeliest first.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let start = self.start.iter().map(String::as_str);
        start.chain(std::iter::once(self.id.0.as_str())).chain(self.processes.iter().map(String::as_str))
    }
}

/// A path below one of the base folders.
#[derive(Debug, Clone)]
pub struct Place {
    /// The base folder.
    pub base: Base,
    /// The path below it. One name may hold one `*`, which matches any text: a Snap's revision, a web app's id.
    pub rest: RelPath,
}

/// A base folder. The system decides where each of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// The home folder.
    Home,
    /// The home folder, for paths in Flatpak's `.var`.
    Flatpak,
    /// The home folder, for paths in Snap's `snap`.
    Snap,
    /// The settings folder: `~/.config`, unless the environment moves it.
    Config,
    /// The cache folder: `~/.cache`, unless the environment moves it.
    Cache,
    /// The data folder: `~/.local/share`, unless the environment moves it.
    Data,
    /// The folder for data that do not follow the user to other computers; the data folder, if the system has just one.
    LocalData,
}

impl Base {
    /// Returns the base of a path below the home folder.
    fn of_home(rest: &RelPath) -> Self {
        match rest.names().first().and_then(|first| first.to_str()) {
            Some(".var") => Self::Flatpak,
            Some("snap") => Self::Snap,
            _ => Self::Home,
        }
    }
}

impl Place {
    /// Returns how a browser that has its data here is installed.
    pub fn layout(&self) -> Layout {
        match self.base {
            Base::Flatpak => Layout::Flatpak,
            Base::Snap => Layout::Snap,
            Base::Home | Base::Config | Base::Cache | Base::Data | Base::LocalData => Layout::Native,
        }
    }
}

/// A folder with profiles, and the folders that belong to it.
#[derive(Debug, Clone)]
pub struct RootPlace {
    /// The user data directory or Firefox root.
    pub at: Place,
    /// The cache folder, if it is elsewhere.
    pub cache: Option<Place>,
    /// The settings folder, if it is elsewhere.
    pub config: Option<Place>,
}

/// A folder of a browser that has no profiles.
#[derive(Debug, Clone)]
pub struct Companion {
    /// The folder.
    pub at: Place,
    /// The file or folder whose presence proves it; `None` if its place does.
    pub marker: Option<String>,
}

impl Companion {
    /// Returns the kind of the folder. One that its place proves is for extensions.
    pub const fn kind(&self) -> FolderKind {
        if self.marker.is_some() { FolderKind::Companion } else { FolderKind::Extensions }
    }
}

impl Definition {
    /// Parses and checks a file, for one system, named as in [`std::env::consts::OS`].
    pub fn parse(file: &str, text: &str, system: &str) -> Result<Self, CatalogError> {
        let raw = toml::from_str(text).map_err(|cause| CatalogMistake::Toml(cause.into()));
        raw.and_then(|raw| checked(raw, system)).map_err(InFile::of(file))
    }
}

fn checked(raw: Raw, system: &str) -> Result<Definition, CatalogMistake> {
    if raw.schema != 1 {
        return Err(CatalogMistake::Schema(raw.schema));
    }
    let sources = std::iter::once(&raw.keep.source)
        .chain(raw.keys.iter().map(|keys| &keys.source))
        .chain(raw.rows.iter().map(|rows| &rows.source))
        .chain(raw.inside.iter().map(|inside| &inside.source))
        .chain(raw.extensions.iter().map(|extensions| &extensions.source))
        .chain(raw.unsearched.iter().map(|unsearched| &unsearched.source))
        .chain(raw.category.iter().map(|category| &category.source))
        .chain(raw.stores.iter().map(|store| &store.source))
        .chain(raw.browser.iter().map(|browser| &browser.source));
    for source in sources {
        if source.trim().is_empty() {
            return Err(CatalogMistake::NoSource);
        }
    }
    let (keep_user_data, keep_profile, keep_config) = (
        kept(FolderKind::UserData, &raw.keep.user_data)?,
        kept(FolderKind::Profile, &raw.keep.profile)?,
        kept(FolderKind::Config, &raw.keep.config)?,
    );
    let definition = Definition {
        family: raw.family,
        sites: paths(&raw.sites)?,
        keep_folders: [keep_user_data.folders, keep_profile.folders, keep_config.folders]
            .into_iter()
            .flatten()
            .collect(),
        keep_user_data: keep_user_data.paths,
        keep_profile: keep_profile.paths,
        keep_config: keep_config.paths,
        bookmarks: paths(&raw.keep.bookmarks)?,
        databases: paths(&raw.keep.databases)?,
        keys: raw.keys.iter().flat_map(keys).collect::<Result<_, _>>()?,
        rows: raw.rows.iter().map(rows).collect::<Result<_, _>>()?,
        expected_names: raw.inside.iter().map(expected_names).collect::<Result<_, _>>()?,
        extensions: raw.extensions.as_ref().map(extensions).transpose()?.unwrap_or_default(),
        unsearched: raw
            .unsearched
            .iter()
            .flat_map(|raw| &raw.profile)
            .map(|text| path(text))
            .collect::<Result<_, _>>()?,
        categories: raw.category.iter().map(category).collect::<Result<_, _>>()?,
        stores: raw.stores.iter().map(store).collect::<Result<_, _>>()?,
        browsers: raw.browser.into_iter().map(|raw| browser(raw, system)).collect::<Result<_, _>>()?,
    };
    consistent(&definition)?;
    Ok(definition)
}

fn consistent(definition: &Definition) -> Result<(), CatalogMistake> {
    let folders = [
        (FolderKind::UserData, &definition.keep_user_data),
        (FolderKind::Profile, &definition.keep_profile),
        (FolderKind::Config, &definition.keep_config),
    ];
    for (kind, kept) in folders {
        for rule in &definition.categories {
            if let Some(path) = rule.entries(kind).iter().find(|path| kept.contains(path)) {
                return Err(CatalogMistake::Both(path.clone(), rule.id.name()));
            }
        }
        let keys = definition.keys.iter().map(|list| (list.folder, &list.file));
        let rows = definition.rows.iter().map(|rule| (rule.folder, &rule.file));
        let expected = definition.expected_names.iter().flat_map(|names| names.at.iter().map(|at| (names.folder, at)));
        let list = definition.extensions.list.iter().map(|file| (FolderKind::Profile, file));
        let places = definition.extensions.entries(kind).iter().map(|path| (kind, path)).chain(list);
        let databases = definition.databases.iter().map(|file| (FolderKind::Profile, file));
        let named = keys.chain(rows).chain(expected).chain(places).chain(databases);
        for (_, path) in named.filter(|(folder, _)| *folder == kind) {
            if !kept.iter().any(|keep| path.starts_with(keep)) {
                return Err(CatalogMistake::NotKept(path.clone()));
            }
        }
    }
    Ok(())
}

fn path(text: &str) -> Result<RelPath, CatalogMistake> {
    RelPath::parse(text).map_err(|cause| CatalogMistake::Path(text.to_owned(), cause))
}

fn paths(texts: &[String]) -> Result<Vec<RelPath>, CatalogMistake> {
    texts.iter().map(|text| path(text)).collect()
}

/// A part of the keep list.
struct Kept {
    paths: Vec<RelPath>,
    folders: Vec<(FolderKind, RelPath)>,
}

/// Parses what is kept in one kind of folder. A folder in it ends with `/`.
fn kept(kind: FolderKind, texts: &[String]) -> Result<Kept, CatalogMistake> {
    let mut kept = Kept { paths: Vec::with_capacity(texts.len()), folders: Vec::new() };
    for text in texts {
        let folder = text.strip_suffix('/');
        let at = path(folder.unwrap_or(text))?;
        kept.folders.extend(folder.map(|_| (kind, at.clone())));
        kept.paths.push(at);
    }
    Ok(kept)
}

fn place(text: &str) -> Result<Place, CatalogMistake> {
    let wrong = || CatalogMistake::Place(text.to_owned());
    let (base, rest) = text.split_once('/').ok_or_else(wrong)?;
    let rest = path(rest)?;
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

/// Returns the list of each file that a rule is for.
fn keys(raw: &RawKeys) -> impl Iterator<Item = Result<KeyList, CatalogMistake>> {
    let keep: Vec<_> = raw.keep.iter().map(|key| split_key(key)).collect();
    std::iter::once(&raw.file).chain(&raw.also).map(move |file| {
        Ok(KeyList { folder: raw.folder.into(), file: path(file)?, format: raw.format, keep: keep.clone() })
    })
}

fn rows(raw: &RawRows) -> Result<RowsRule, CatalogMistake> {
    let file = path(&raw.file)?;
    Ok(RowsRule { folder: raw.folder.into(), file, rule: raw.rule, category: raw.category })
}

fn store(raw: &RawStore) -> Result<StoreRule, CatalogMistake> {
    let file = path(&raw.file)?;
    raw.rule(file.clone()).ok_or(CatalogMistake::Store(file))
}

fn expected_names(raw: &RawExpectedNames) -> Result<ExpectedNames, CatalogMistake> {
    let names = raw.names.iter().map(|name| Pattern::new(name)).collect();
    Ok(ExpectedNames { folder: raw.folder.into(), at: paths(&raw.at)?, names })
}

fn extensions(raw: &RawExtensions) -> Result<ExtensionPlaces, CatalogMistake> {
    let keys = |keys: &[String]| keys.iter().map(|key| split_key(key)).collect();
    Ok(ExtensionPlaces {
        user_data: paths(&raw.user_data)?,
        profile: paths(&raw.profile)?,
        keys: keys(&raw.keys),
        settings: raw.settings.iter().map(|(name, set)| (name.clone(), keys(set))).collect(),
        list: raw.list.as_deref().map(path).transpose()?,
    })
}

fn category(raw: &RawCategory) -> Result<CategoryRule, CatalogMistake> {
    let keys = raw.keys.iter().map(|keys| {
        let file = path(&keys.file)?;
        let keys_of = keys.keys.iter().map(|key| split_key(key)).collect();
        Ok(CategoryKeys { folder: keys.folder.into(), file, keys: keys_of })
    });
    Ok(CategoryRule {
        id: raw.id,
        user_data: paths(&raw.user_data)?,
        profile: paths(&raw.profile)?,
        config: paths(&raw.config)?,
        cache: paths(&raw.cache)?,
        keys: keys.collect::<Result<_, _>>()?,
    })
}

fn browser(raw: RawBrowser, system: &str) -> Result<Browser, CatalogMistake> {
    let roots = raw.roots.of(system).iter().map(|root| {
        let stars = |place: &str| place.matches('*').count();
        let beside = [root.cache.as_deref(), root.config.as_deref()];
        if stars(&root.at) > 1 || beside.into_iter().flatten().any(|place| stars(place) > stars(&root.at)) {
            return Err(CatalogMistake::Star(root.at.clone()));
        }
        let [cache, config] = beside.map(|below| below.map(place).transpose());
        Ok(RootPlace { at: place(&root.at)?, cache: cache?, config: config? })
    });
    let companions = raw
        .companions
        .of(system)
        .iter()
        .map(|companion| Ok(Companion { at: place(&companion.at)?, marker: companion.marker.clone() }));
    Ok(Browser {
        roots: roots.collect::<Result<_, _>>()?,
        companions: companions.collect::<Result<_, _>>()?,
        id: raw.id,
        name: raw.name,
        marker: raw.marker,
        processes: raw.processes.of(system).to_vec(),
        start: raw.start.of(system).to_vec(),
        flatpak: raw.flatpak,
        snap: raw.snap,
    })
}

fn split_key(key: &str) -> Vec<String> {
    key.split('.').map(str::to_owned).collect()
}
