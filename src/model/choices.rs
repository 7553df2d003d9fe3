//! Choices about how a run works, made by a user or a policy: closing browsers, extensions, what follows.

use serde::{Deserialize, Serialize};

/// What to do about browsers that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Close {
    /// Ask them to close. If one stays open, the run does nothing.
    #[default]
    Ask,
    /// Ask them to close, then kill those that stay open.
    Force,
    /// Do not ask. If one is open, the run does nothing.
    Never,
}

impl Close {
    /// Every choice, with its name on the command line and in a policy.
    pub const ALL: [(&str, Self); 3] = [("ask", Self::Ask), ("force", Self::Force), ("never", Self::Never)];
}

/// What becomes of browsers' folders that no place of the catalog names, in a run that nobody watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Elsewhere {
    /// They are named, and the run is not clean.
    #[default]
    Report,
    /// They are cleaned. In folders that the person can see, only what changed in the session is.
    Clean,
}

impl Elsewhere {
    /// Every choice, with its name in a policy.
    pub const ALL: [(&str, Self); 2] = [("report", Self::Report), ("clean", Self::Clean)];
}

/// How a run was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// On the command line, or by a script.
    #[default]
    CommandLine,
    /// In the window.
    Window,
    /// By a hook, at the end of a session.
    Hook,
    /// To complete an interrupted run.
    Finish,
}

impl Origin {
    /// Returns its name in receipts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommandLine => "command-line",
            Self::Window => "window",
            Self::Hook => "hook",
            Self::Finish => "finish",
        }
    }
}

/// What happens to the code of extensions at level traces. Their data are removed in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extensions {
    /// All are kept. The preview names those that the user installed.
    #[default]
    Keep,
    /// Only those that a policy of the browser installed are kept.
    ManagedOnly,
}

impl Extensions {
    /// Every choice, with its name in a policy.
    pub const ALL: [(&str, Self); 2] = [("keep", Self::Keep), ("managed-only", Self::ManagedOnly)];
}

/// What to do after a clean run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterRun {
    /// Nothing.
    #[default]
    Nothing,
    /// Lock the screen.
    Lock,
    /// Log the user out.
    LogOut,
    /// Restart the computer.
    Restart,
}

impl AfterRun {
    /// Every choice, with its name on the command line and in a policy.
    pub const ALL: [(&str, Self); 4] =
        [("nothing", Self::Nothing), ("lock", Self::Lock), ("log-out", Self::LogOut), ("restart", Self::Restart)];
}

/// Why what should follow a run did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRunError {
    /// The system's program for it is not installed.
    NoProgram,
    /// The system did not answer in time.
    NoAnswer,
    /// The system refused it.
    Refused,
    /// The screen was to be locked, and no program of the desktop did it.
    NotLocked,
    /// This system cannot do it yet.
    NotBuilt,
}

/// What followed a run: each action that was tried, in order, and how it went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FollowUp {
    /// The first choice, and the second if that failed.
    pub tried: Vec<(AfterRun, Result<(), AfterRunError>)>,
}

impl FollowUp {
    /// Says whether nothing was to follow, or something did.
    pub fn is_done(&self) -> bool {
        self.tried.last().is_none_or(|(_, result)| result.is_ok())
    }

    /// Returns the first choice, if it failed, and why.
    pub fn failure(&self) -> Option<(AfterRun, AfterRunError)> {
        self.tried.first().and_then(|(action, result)| Some((*action, result.err()?)))
    }

    /// Returns the second choice, if it followed instead.
    pub fn instead(&self) -> Option<AfterRun> {
        self.tried.get(1).filter(|(_, result)| result.is_ok()).map(|(action, _)| *action)
    }
}
