//! The screens and pages of the window, and the small enums of its state. Plain values.

/// A screen of the window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Screen {
    /// The question whether this computer is shared, asked once.
    First,
    /// Discovery is running.
    #[default]
    Discovering,
    /// The End session button, and what it would remove.
    Home,
    /// A kiosk's first screen: the End session button and the idle countdown.
    Kiosk,
    /// What would be removed, by browser and category, with switches.
    Preview,
    /// Fix sign-in: the services, and what would be removed where.
    Fix,
    /// Why?: the sign-ins that can disturb a login.
    Why,
    /// Services with a live sign-in, each with its sign-out page.
    Services,
    /// A browser on a throwaway profile, for trying a login.
    CleanWindow,
    /// Browsers are open and must be closed first.
    Running {
        /// Their display names.
        names: Vec<String>,
        /// They were asked to close and did not.
        asked: bool,
    },
    /// A run is in progress.
    Working,
    /// The result of a run, from the model's `result`.
    Result,
    /// No run took place.
    StartFailure(StartFailure),
}

impl Screen {
    /// Returns whether the screen is opened from the home screen, to which Back returns.
    pub const fn is_opened_from_home(&self) -> bool {
        match self {
            Self::Fix | Self::Why | Self::Services | Self::CleanWindow => true,
            Self::First
            | Self::Discovering
            | Self::Home
            | Self::Kiosk
            | Self::Preview
            | Self::Running { .. }
            | Self::Working
            | Self::Result
            | Self::StartFailure(_) => false,
        }
    }
}

/// The kind of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Task {
    /// Removes everything except what is kept.
    #[default]
    EndSession,
    /// Removes chosen sign-ins only.
    FixSignIn,
}

/// Whether the window has the keyboard focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// This window has it.
    #[default]
    Here,
    /// Another window has it.
    Elsewhere,
}

/// A page shown over the current screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Help with signing in.
    Help,
    /// Preferences of the window.
    Settings,
    /// About this program.
    About,
    /// Past runs.
    Past,
}

/// Why no run took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartFailure {
    /// The home folder cannot be used.
    Home,
    /// The running processes cannot be listed.
    NoProcesses,
    /// Another run is in progress.
    Busy,
    /// Another run was at work for as long as this one, of a session that ended by itself, could wait.
    PutOff {
        /// Whether it is noted, so that it is completed later.
        noted: bool,
    },
    /// The policy or the settings cannot be read.
    Policy,
    /// The marker of unfinished runs cannot be written.
    Marker,
    /// The user stopped the discovery.
    Stopped,
    /// A bug in Signoff.
    Internal,
}

/// Whether and how a run closes browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CloseMode {
    /// No browser is closed: none was running when the user pressed the button, or the policy forbids it.
    #[default]
    NotNeeded,
    /// Ask browsers to close.
    Ask,
    /// Ask browsers to close, then kill those that did not.
    Force,
    /// Like `Force`, for a kiosk without a user: the action after the run takes place even if something is left.
    Unattended,
}
