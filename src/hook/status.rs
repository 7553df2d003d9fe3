//! The words of hooks: for whom, what is wanted, and how each part is. The same for every operating system; nothing
//! here looks at a file.

use std::path::PathBuf;

use crate::model::NotRelative;
use crate::safefs::{ConfigDirError, HomeError, NotTrusted};

/// Whom hooks are installed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HookScope {
    /// This user.
    User,
    /// All users of this computer.
    Machine,
}

/// What the installed files contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallOptions {
    /// Path of the program to run.
    pub program: PathBuf,
    /// Time budget of End session in seconds.
    pub budget: u64,
}

/// The purpose of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartKind {
    /// Runs End session when the session ends, by systemd.
    End,
    /// Runs `finish` when the session begins, by systemd.
    Finish,
    /// Runs `finish` when the session begins, by the desktop.
    Autostart,
    /// Runs End session after a session of LightDM.
    LightDm,
    /// Runs `finish` before a session of LightDM.
    LightDmBegins,
    /// Runs End session after a session of GDM.
    Gdm,
    /// Runs `finish` before a session of GDM.
    GdmBegins,
    /// Runs `finish` before a user's systemd starts, by the computer's systemd.
    SessionBegins,
    /// Runs `finish` for every account before anybody can log in.
    FinishAll,
    /// Removes beside the sessions what that put out of reach.
    FinishRest,
}

impl PartKind {
    /// Returns the name in JSON, which never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::End => "end-session",
            Self::Finish => "finish",
            Self::Autostart => "autostart",
            Self::LightDm => "lightdm",
            Self::LightDmBegins => "lightdm-begins",
            Self::Gdm => "gdm",
            Self::GdmBegins => "gdm-begins",
            Self::SessionBegins => "session-begins",
            Self::FinishAll => "finish-all",
            Self::FinishRest => "finish-rest",
        }
    }
}

/// The state of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartState {
    /// Installed as the options say.
    Installed,
    /// Written by another version, or with another program or time budget, and unmodified since.
    Outdated,
    /// Modified after installation, or not our file.
    Modified,
    /// Not installed.
    Absent,
    /// The display manager that it is for is not installed.
    NotNeeded,
    /// A file of the administrator prevents installation; a line should be added to a script instead.
    Blocked {
        /// The administrator's file.
        by: PathBuf,
        /// The line to add.
        line: String,
    },
}

impl PartState {
    /// Says whether something of this part is in place.
    pub const fn is_there(&self) -> bool {
        matches!(self, Self::Installed | Self::Outdated | Self::Modified)
    }

    /// Returns the name in JSON, which never changes.
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

/// A part's state after a command.
#[derive(Debug)]
pub struct PartStatus {
    /// Its purpose.
    pub kind: PartKind,
    /// Path of its file or link.
    pub path: PathBuf,
    /// Its state now.
    pub state: PartState,
    /// Why it could not be read, installed or removed.
    pub failure: Option<ConfigDirError>,
}

/// Why no part could be checked.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// HOME cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The folder for the parts cannot be used.
    #[error(transparent)]
    Folder(#[from] ConfigDirError),
    /// The settings folder is outside HOME.
    #[error("the folder for settings is not in the home folder: {path:?}")]
    Outside {
        /// The settings folder.
        path: PathBuf,
    },
    /// The program's path cannot be written into a file.
    #[error(transparent)]
    Program(#[from] NotQuotable),
    /// A built-in file name is invalid.
    #[error("a file cannot have the name that it should have")]
    Name(#[source] NotRelative),
    /// This operating system is not supported yet.
    #[error("hooks are not built yet for this operating system")]
    NotBuilt,
    /// Other users could replace the program, which root would run.
    #[error("everybody's logout would run a program that others can replace")]
    Untrusted(#[source] NotTrusted),
}

/// A path that cannot be written into a unit, desktop entry or script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the program's path is not one line of text: {0:?}")]
pub struct NotQuotable(pub PathBuf);
