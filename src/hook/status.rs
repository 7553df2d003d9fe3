//! The words of hooks: for whom, what is wanted, and how each part is. The same for every operating system; nothing
//! here looks at a file.

use std::path::PathBuf;

use crate::model::NotRelative;
use crate::safefs::{HomeError, NotTrusted, ShelfError};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookScope {
    /// This user.
    User,
    /// Everybody on this computer.
    Machine,
}

/// What the files should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallOptions {
    /// The program to run.
    pub program: PathBuf,
    /// Seconds that End session may take.
    pub budget: u64,
}

/// What a part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// Runs End session when the session ends, by systemd.
    End,
    /// Runs `finish` when the session begins, by systemd.
    Finish,
    /// Runs `finish` when the session begins, by the desktop.
    Autostart,
    /// Runs End session after a session of LightDM's.
    LightDm,
    /// Runs End session after a session of GDM's.
    Gdm,
}

impl PartKind {
    /// Returns the stable name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::End => "end-session",
            Self::Finish => "finish",
            Self::Autostart => "autostart",
            Self::LightDm => "lightdm",
            Self::Gdm => "gdm",
        }
    }
}

/// How a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartState {
    /// As it should be.
    Installed,
    /// As an installation with another program or another time wrote it.
    Outdated,
    /// Somebody has changed it, or it is somebody else's.
    Modified,
    /// It is not there.
    Absent,
    /// The display manager that it is for is not installed.
    NotNeeded,
    /// It cannot be there because of something of the administrator's; this line should be added to a script.
    Blocked {
        /// What is in the way.
        by: PathBuf,
        /// What to add.
        line: String,
    },
}

impl PartState {
    /// Returns the stable name, as in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Outdated => "outdated",
            Self::Modified => "changed",
            Self::Absent => "absent",
            Self::NotNeeded => "not-needed",
            Self::Blocked { .. } => "taken",
        }
    }
}

/// What became of a part.
#[derive(Debug)]
pub struct PartStatus {
    /// What it is for.
    pub kind: PartKind,
    /// Where it is.
    pub path: PathBuf,
    /// How it is now.
    pub state: PartState,
    /// Why it is not as it should be.
    pub failure: Option<ShelfError>,
}

/// Why nothing was looked at.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// HOME cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The folder in which everything is cannot be used.
    #[error(transparent)]
    Folder(#[from] ShelfError),
    /// Settings are kept somewhere else.
    #[error("the folder for settings is not in the home folder: {path:?}")]
    Outside {
        /// Where.
        path: PathBuf,
    },
    /// The program cannot be named in a file.
    #[error(transparent)]
    Program(#[from] NotQuotable),
    /// A name written in this program is not one.
    #[error("a file cannot have the name that it should have")]
    Name(#[source] NotRelative),
    /// This operating system's hooks are missing.
    #[error("hooks are not built yet for this operating system")]
    NotBuilt,
    /// Somebody else could put another program in its place, and root would run that.
    #[error("everybody's logout would run a program that others can replace")]
    Untrusted(#[source] NotTrusted),
}

/// A path that cannot stand in such a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the program's path is not one line of text: {0:?}")]
pub struct NotQuotable(pub PathBuf);
