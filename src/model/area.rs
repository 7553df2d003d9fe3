//! Areas: places outside browsers where a session leaves traces. What was found there, and what is done about it.

use std::collections::BTreeSet;
use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use super::browser::BrowserId;
use super::folder::Entry;
use super::item::ItemId;
use super::relpath::RelPath;
use super::root::{RootProof, Target};
use super::scope::Scope;
use super::size::Size;

/// A place outside browsers, by its name in `--also`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The desktop's list of recently used files.
    RecentFiles,
    /// The thumbnails of file managers.
    Thumbnails,
    /// The trash, on every mounted file system.
    Trash,
    /// Files downloaded in the session.
    Downloads,
    /// The clipboard and the primary selection.
    Clipboard,
    /// This user's files in temporary folders that all users share.
    Temp,
    /// Sign-ins of programs with an embedded browser, such as Electron programs.
    EmbeddedApps,
    /// Microsoft accounts that the operating system is signed in to.
    MicrosoftAccounts,
}

impl Area {
    /// Every area, in the order in which a preview shows them.
    pub const ALL: [Self; 8] = [
        Self::RecentFiles,
        Self::Thumbnails,
        Self::Trash,
        Self::Downloads,
        Self::Clipboard,
        Self::Temp,
        Self::EmbeddedApps,
        Self::MicrosoftAccounts,
    ];

    /// Returns the name used on the command line and in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RecentFiles => "recent-files",
            Self::Thumbnails => "thumbnails",
            Self::Trash => "trash",
            Self::Downloads => "downloads",
            Self::Clipboard => "clipboard",
            Self::Temp => "temp",
            Self::EmbeddedApps => "embedded-apps",
            Self::MicrosoftAccounts => "microsoft-accounts",
        }
    }
}

/// The start and end of the session to clean up after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// In Unix seconds; `None` if the start is unknown.
    pub started: Option<i64>,
    /// In Unix seconds; `None` if the session is going on. Later data belong to the next user.
    pub ended: Option<i64>,
}

impl Span {
    /// Says whether this time is in the session. If the start is unknown, every time before the end is.
    pub fn holds(&self, time: i64) -> bool {
        self.started.is_none_or(|started| time >= started) && !self.ended_before(time)
    }

    /// Says whether the session had ended before this time.
    pub fn ended_before(&self, time: i64) -> bool {
        self.ended.is_some_and(|ended| ended < time)
    }
}

/// What was found in one area.
#[derive(Debug, Clone, Default)]
pub struct FoundArea {
    /// Its folders, in the order in which they are cleaned.
    pub places: Vec<FoundPlace>,
    /// Whether there is a clipboard that can be emptied.
    pub has_clipboard: bool,
    /// What to tell the user about it.
    pub notes: BTreeSet<AreaNote>,
}

/// A proven folder of an area, and what is in it.
#[derive(Debug, Clone)]
pub struct FoundPlace {
    /// The proof of the folder.
    pub proof: RootProof,
    /// The display name: relative to HOME if it is in HOME, and always without a leading slash.
    pub label: String,
    /// Which of its entries are removed.
    pub kind: PlaceKind,
    /// Its entries.
    pub entries: Vec<FoundEntry>,
}

/// Which entries of an area's folder are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// All entries, whatever their time.
    Whole,
    /// All entries from before the session's end.
    Contents,
    /// Entries created in the session; without a known start, all of them.
    CreatedInSession,
    /// As [`PlaceKind::CreatedInSession`], in a folder for other files too: none without a known start.
    CreatedIfTold,
    /// None. Entries created in the session are reason to name the folder: somebody works there, and has saved something
    /// from a browser.
    Work,
    /// The listed entries that are not in use.
    Named,
    /// Lines of a list of recent files. The entry is the list's file.
    RecentList,
}

/// An entry of an area's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEntry {
    /// The path below the folder.
    pub at: RelPath,
    /// Its size.
    pub size: Size,
    /// When it was created, in Unix seconds. The last change of any kind, if the file system has no creation time.
    pub made: i64,
    /// When it was last written to or renamed, in Unix seconds.
    pub changed: i64,
    /// Browsers that have it open.
    pub browsers: Vec<BrowserId>,
    /// Whether a program other than a browser has it open.
    pub in_use: bool,
}

/// What to tell the user about an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaNote {
    /// This system does not have it.
    NotHere,
    /// The session's start is unknown, so everything counts as made in it.
    StartUnknown,
    /// This folder is synchronised with a cloud, where files would be removed too. It is kept.
    Synced(String),
    /// This many entries are in use and kept.
    InUse(u64),
    /// There is no display, and so no clipboard.
    NoDisplay,
    /// The desktop does not let other programs empty the clipboard.
    OwnClipboard,
    /// This clipboard manager is running, and keeps a history of its own in memory.
    ManagerRuns(String),
    /// The search was cut short; there may be more entries.
    Interrupted,
}

/// Which lines of a list of recent files are removed: those of the session, and those of the listed programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecentRule {
    /// Lines from this Unix second on; `None` if the session's start is unknown.
    pub began: Option<i64>,
    /// Lines up to this Unix second; `None` if the session is going on.
    pub ended: Option<i64>,
    /// Lines that these programs added, whatever their time. In lower case.
    pub programs: Vec<String>,
}

/// What is done about an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaAction {
    /// Removes the folder's entries by a scope. The folder itself is kept.
    Reset {
        /// The folder.
        target: Target,
        /// Which entries are removed.
        scope: Scope<OsString>,
    },
    /// Removes lines from a list of recent files, or the whole list if it cannot be read.
    Recent {
        /// The list.
        target: Target,
        /// Which lines are removed.
        rule: RecentRule,
    },
    /// Empties the clipboard.
    Clipboard,
}

/// A step of a plan that concerns an area.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaItem {
    /// Its number, unique among all items of the plan.
    pub id: ItemId,
    /// The area.
    pub area: Area,
    /// The folder's display name; empty if the area has no folder.
    pub label: String,
    /// What is done there.
    pub action: AreaAction,
    /// The entries to remove, for the preview.
    pub entries: Vec<Entry>,
}

impl AreaItem {
    /// Returns the size of what is removed.
    pub fn size(&self) -> Size {
        match self.action {
            AreaAction::Reset { .. } => self.entries.iter().map(|entry| entry.size).sum(),
            AreaAction::Recent { .. } | AreaAction::Clipboard => Size::UNKNOWN,
        }
    }

    /// Returns the folder or file that it changes, or `None` for the clipboard.
    pub fn target(&self) -> Option<&Target> {
        match &self.action {
            AreaAction::Reset { target, .. } | AreaAction::Recent { target, .. } => Some(target),
            AreaAction::Clipboard => None,
        }
    }
}
