//! Areas outside browsers where a session leaves traces: what they are called, what was found in them, what is done.

use std::ffi::OsString;

use serde::{Deserialize, Serialize};

use super::browser::BrowserId;
use super::folder::Entry;
use super::item::ItemId;
use super::relpath::RelPath;
use super::root::{RootProof, Target};
use super::scope::Scope;
use super::size::Size;

/// A place outside browsers. The names are those of the command line's `--also`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// The desktop's list of recently used files.
    RecentFiles,
    /// Small pictures of files, as file managers keep them.
    Thumbnails,
    /// Removed files, on every mounted file system.
    Trash,
    /// Files downloaded in this session.
    Downloads,
    /// What was copied or marked last.
    Clipboard,
    /// This user's files in the temporary folders that everybody shares.
    Temp,
    /// Programs with a browser of their own inside.
    EmbeddedApps,
    /// Accounts that the operating system itself is signed in to.
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

/// When the person's session began, and when it ended where it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// In seconds since 1970; `None` where nobody knows.
    pub began: Option<i64>,
    /// `None` while it lasts. What came later is the next person's.
    pub ended: Option<i64>,
}

impl Span {
    /// Says whether something that came at this time belongs to the session. Of unknown beginnings, all does.
    pub fn holds(&self, time: i64) -> bool {
        self.began.is_none_or(|began| time >= began) && self.is_over_after(time)
    }

    /// Says whether this time is not later than the session.
    pub fn is_over_after(&self, time: i64) -> bool {
        self.ended.is_none_or(|ended| time <= ended)
    }
}

/// What was found in one area.
#[derive(Debug, Clone, Default)]
pub struct FoundArea {
    /// Its folders, in the order in which they are worked on.
    pub places: Vec<FoundPlace>,
    /// Whether there is a clipboard that can be asked to become empty.
    pub has_clipboard: bool,
    /// What a person should know about it.
    pub notes: Vec<AreaNote>,
}

/// A proven folder of an area, and what is in it.
#[derive(Debug, Clone)]
pub struct FoundPlace {
    /// The folder.
    pub proof: RootProof,
    /// Its name for people, below HOME where it lies there; never with a slash in front.
    pub label: String,
    /// What of it goes.
    pub kind: PlaceKind,
    /// What is in it.
    pub entries: Vec<FoundEntry>,
}

/// What of a folder goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// Everything, whenever it came.
    Whole,
    /// Everything that came before the session ended.
    Contents,
    /// What was made in the session.
    MadeInSession,
    /// Exactly what was found and is not in use.
    Named,
    /// Lines of a list; the entry is the list's file.
    RecentList,
}

/// Something in a folder of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundEntry {
    /// Where, below its folder.
    pub at: RelPath,
    /// How much.
    pub size: Size,
    /// When it was made, in seconds since 1970; where the file system does not tell, when it last changed in any way.
    pub made: i64,
    /// When it was last written to or renamed.
    pub changed: i64,
    /// Browsers that have it open.
    pub browsers: Vec<BrowserId>,
    /// Whether another program has it open.
    pub in_use: bool,
}

/// What a person should know about an area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AreaNote {
    /// On this system it holds nothing.
    NotHere,
    /// Nobody knows when the session began, so everything counts as of this session.
    BeginningUnknown,
    /// This folder is kept equal with a cloud: what goes here would go there too. It stays.
    Synced(String),
    /// So many things are in use and stay.
    InUse(u64),
    /// There is no display to ask.
    NoDisplay,
    /// The desktop lets no other program empty the clipboard.
    OwnClipboard,
    /// There is more than was looked at.
    Cut,
}

/// Which lines of a list of recent files go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecentRule {
    /// Those with a time not before this one; all where it is not known.
    pub began: Option<i64>,
    /// None with a time after this one.
    pub ended: Option<i64>,
    /// Those that these programs made, in small letters.
    pub programs: Vec<String>,
}

/// What is done in an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AreaAction {
    /// Everything in the folder goes or stays by the scope; the folder itself stays.
    Reset {
        /// The folder.
        target: Target,
        /// What goes.
        scope: Scope<OsString>,
    },
    /// Lines go from a list of recent files; the whole list where it cannot be read.
    Recent {
        /// The list.
        target: Target,
        /// Which lines.
        rule: RecentRule,
    },
    /// The clipboard becomes empty.
    Clipboard,
}

/// One line of work outside browsers.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaItem {
    /// Its number; none of the plan's other items has it.
    pub id: ItemId,
    /// Where.
    pub area: Area,
    /// The folder's name for people; empty where there is none.
    pub label: String,
    /// What is done.
    pub action: AreaAction,
    /// What goes, for the preview.
    pub entries: Vec<Entry>,
}

impl AreaItem {
    /// Returns how much goes.
    pub fn size(&self) -> Size {
        match self.action {
            AreaAction::Reset { .. } => self.entries.iter().map(|entry| entry.size).sum(),
            AreaAction::Recent { .. } | AreaAction::Clipboard => Size::UNKNOWN,
        }
    }

    /// Returns where it works; the clipboard is nowhere.
    pub fn target(&self) -> Option<&Target> {
        match &self.action {
            AreaAction::Reset { target, .. } | AreaAction::Recent { target, .. } => Some(target),
            AreaAction::Clipboard => None,
        }
    }
}
