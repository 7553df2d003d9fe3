//! What a person or a policy may choose about how a run goes, beside what goes in it.

use serde::{Deserialize, Serialize};

/// What to do about browsers that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Close {
    /// Ask them politely; if one stays open, nothing is done.
    #[default]
    Ask,
    /// Ask, then end them.
    Force,
    /// Ask nobody; if one is open, nothing is done.
    Never,
}

impl Close {
    /// Every choice, with its name on the command line and in a policy.
    pub const ALL: [(&str, Self); 3] = [("ask", Self::Ask), ("force", Self::Force), ("never", Self::Never)];
}

/// How a run was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Origin {
    /// On a command line, or by a script.
    #[default]
    CommandLine,
    /// In the window.
    Window,
    /// By a hook, when a session ended.
    Hook,
    /// To complete an interrupted run.
    Finish,
}

impl Origin {
    /// Returns the name in receipts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommandLine => "command-line",
            Self::Window => "window",
            Self::Hook => "hook",
            Self::Finish => "finish",
        }
    }
}

/// What happens to the code of extensions at level traces. Their data goes either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extensions {
    /// All of it stays; the preview names those that no policy of the browser installed.
    #[default]
    Keep,
    /// Only what a policy of the browser installed stays.
    ManagedOnly,
}

impl Extensions {
    /// Every choice, with its name in a policy.
    pub const ALL: [(&str, Self); 2] = [("keep", Self::Keep), ("managed-only", Self::ManagedOnly)];
}

/// What happens after a clean run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AfterRun {
    /// Nothing more.
    #[default]
    Nothing,
    /// The screen is locked.
    Lock,
    /// The person is logged out.
    LogOut,
    /// The computer restarts.
    Restart,
}

impl AfterRun {
    /// Every choice, with its name on the command line and in a policy.
    pub const ALL: [(&str, Self); 4] =
        [("nothing", Self::Nothing), ("lock", Self::Lock), ("log-out", Self::LogOut), ("restart", Self::Restart)];
}
