//! The inventory: all that discovery found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::area::{Area, FoundArea, Span};
use super::browser::{BrowserId, Family, Layout, OpenBrowser, ProfileRef};
use super::choices::Elsewhere;
use super::folder::{Folder, FolderKind, ProfileId};
use super::identity::FileId;
use super::relpath::RelPath;
use super::request::Request;
use super::root::{RootId, RootProof};
use super::scope::Fate;
use super::skip::Skip;

/// All that discovery found. It is the only input of planning besides the request and the policy.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// The proven roots; a [`super::RootId`] is an index into this list.
    pub roots: Vec<RootProof>,
    /// The browsers, in the catalog's order; one for each root of a browser (native, Flatpak, Snap).
    pub browsers: Vec<FoundBrowser>,
    /// Folders and stores that must not be changed, with the reason.
    pub skipped: Vec<Skip>,
    /// Where the search for browsers that are not in the catalog was cut short, below HOME.
    pub search_ended_at: Option<RelPath>,
    /// Folders for downloads that browsers' settings name.
    pub settings: NamedBySettings,
    /// The areas that were looked at.
    pub areas: BTreeMap<Area, FoundArea>,
    /// The session to clean up after.
    pub session: Span,
}

/// Folders that browsers' settings name, as they are written there. Nothing is known of what is in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NamedBySettings {
    /// Where downloads go.
    pub downloads: BTreeSet<PathBuf>,
    /// Where the person has saved something last.
    pub saved: BTreeSet<PathBuf>,
    /// Files that may say more than could be read.
    pub unread: BTreeSet<RelPath>,
}

impl Inventory {
    /// Returns what of it lies in folders that are no roots in `known`. Its roots follow those, and its profiles are
    /// numbered from `profiles` on.
    #[must_use]
    pub fn beyond(mut self, known: &[RootProof], profiles: usize) -> Self {
        let place = |root: &RootProof| (root.base.clone(), root.at.clone());
        let mut places: BTreeMap<_, Vec<FileId>> = BTreeMap::new();
        for root in known {
            places.entry(place(root)).or_default().push(root.id);
        }
        let is_known = |root: &RootProof| places.get(&place(root)).is_some_and(|ids| ids.contains(&root.id));
        let roots = std::mem::replace(&mut self.roots, known.to_vec());
        let mut number = |root: &RootProof| {
            (!is_known(root)).then(|| {
                self.roots.push(root.clone());
                RootId(self.roots.len() - 1)
            })
        };
        let numbers: Vec<Option<RootId>> = roots.iter().map(&mut number).collect();
        let retain = |folders: &mut Vec<Folder>| {
            folders.retain_mut(|folder| {
                let number = numbers.get(folder.target.root.0).copied().flatten();
                folder.target.root = number.unwrap_or(folder.target.root);
                number.is_some()
            });
        };
        for browser in &mut self.browsers {
            retain(&mut browser.folders);
            for profile in &mut browser.profiles {
                retain(&mut profile.folders);
                profile.id = ProfileId(profile.id.0 + profiles);
            }
            browser.profiles.retain(|profile| !profile.folders.is_empty());
        }
        self.browsers.retain(|browser| !browser.folders.is_empty() || !browser.profiles.is_empty());
        self
    }
}

/// Where a browser's folder was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FoundIn {
    /// At a place of the catalog, or at one that its running browser was started with.
    #[default]
    Catalog,
    /// By its content, in a folder where programs keep their data.
    ProgramData,
    /// By its content, in a folder that the person sees: it may be their backup, or data of their work.
    VisibleFolder,
}

/// One root of a browser, with its profiles.
#[derive(Debug, Clone)]
pub struct FoundBrowser {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// The display name.
    pub name: String,
    /// Its family.
    pub family: Family,
    /// How it is installed.
    pub layout: Layout,
    /// Where it was found.
    pub found_in: FoundIn,
    /// This user's processes of this browser that use this root.
    pub running: Vec<u32>,
    /// Folders above the profiles: the user data directory or Firefox root, its cache root, companions.
    pub folders: Vec<Folder>,
    /// The profiles, sorted by folder.
    pub profiles: Vec<FoundProfile>,
}

impl FoundBrowser {
    /// Says whether a person finds it ticked.
    pub fn is_ticked_at_first(&self) -> bool {
        !self.id.is_app() && self.found_in != FoundIn::VisibleFolder
    }

    /// Says whether a request is about it. A program with a browser inside must be named, or its area; a folder that the
    /// catalog does not name goes with a whole End session if it is ticked, or if the request cleans those.
    pub fn is_in_scope(&self, request: &Request) -> bool {
        if !request.browsers.is_empty() {
            return request.browsers.contains(&self.id) || self.is_asked_for_as_app(request);
        }
        match self.found_in {
            FoundIn::Catalog => !self.id.is_app() || self.is_asked_for_as_app(request),
            FoundIn::ProgramData | FoundIn::VisibleFolder if request.fixes().is_some() => false,
            _ => request.elsewhere.map_or(self.is_ticked_at_first(), |elsewhere| elsewhere == Elsewhere::Clean),
        }
    }

    fn is_asked_for_as_app(&self, request: &Request) -> bool {
        self.id.is_app() && request.also.contains(&Area::EmbeddedApps)
    }

    /// Returns the name of one of its profiles, or of what lies above them.
    pub fn profile_ref(&self, profile: Option<&FoundProfile>) -> ProfileRef {
        ProfileRef {
            browser: self.id.clone(),
            browser_name: self.name.clone(),
            layout: self.layout,
            family: self.family,
            profile_name: profile.map(|profile| profile.name.clone()),
        }
    }

    /// Returns the browser as one that is open, or `None` if it is not.
    pub fn open(&self) -> Option<OpenBrowser> {
        let open = || OpenBrowser { id: self.id.clone(), name: self.name.clone(), pids: self.running.clone() };
        (!self.running.is_empty()).then(open)
    }
}

/// When something was last used: the later, the greater. A folder without such a file is older than any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct LastUse {
    /// When the newest of the files was changed that a browser writes while it is used, in Unix seconds.
    pub of_files: Option<i64>,
    /// When the folder was changed, in Unix seconds.
    pub of_folder: i64,
}

/// A profile.
#[derive(Debug, Clone)]
pub struct FoundProfile {
    /// Its number in this inventory.
    pub id: ProfileId,
    /// The name of its folder, escaped.
    pub dir: String,
    /// The name that the browser shows, or the folder's name if that cannot be read.
    pub name: String,
    /// The profile folder and its cache folder.
    pub folders: Vec<Folder>,
    /// Its extensions.
    pub extensions: FoundExtensions,
    /// When it was last used.
    pub used: LastUse,
}

/// The extensions of a profile, and the files and keys that belong to them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundExtensions {
    /// Names of the extensions that the user installed, escaped and sorted.
    pub user_installed: Vec<String>,
    /// The same for themes, dictionaries and languages, which run no code.
    pub themes: Vec<String>,
    /// Whether one of these is in a folder shared between browsers, which is never changed.
    pub is_elsewhere: bool,
    /// Ids of the managed extensions: those of a policy and of the browser itself.
    pub managed: Vec<String>,
    /// Files of managed extensions, below the profile.
    pub files: Vec<RelPath>,
    /// Keys of settings that belong to managed extensions.
    pub keys: Vec<Vec<String>>,
    /// Keys of browser settings that were set by extensions that the user installed.
    pub set: Vec<Vec<String>>,
}

/// A name that no rule covers, or that is not expected in its kept folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// The profile's number; `None` above the profiles.
    pub profile_id: Option<ProfileId>,
    /// The kind of the folder.
    pub kind: FolderKind,
    /// The path in that folder; `None` for the folder itself.
    pub at: Option<RelPath>,
    /// Whether End session keeps it; `None` for a folder that could not be listed.
    pub fate: Option<Fate>,
}
