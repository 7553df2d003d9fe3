//! What the window can show, and the few words in which the rest of it says where it stands. Plain values.

/// What the window shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    /// Whose computer is this? Asked once.
    First,
    /// Looking for browsers.
    Looking,
    /// The one button, and what it would do.
    Home,
    /// The one button of a kiosk, and how long it waits for somebody to press it.
    Kiosk,
    /// What goes, by browser and category, with switches.
    Preview,
    /// Which sign-ins go, and what of them is where.
    Fix,
    /// Why a login goes wrong.
    Why,
    /// Services with a live sign-in, and the way out of each.
    Services,
    /// A browser on an empty profile, to try a login in.
    CleanWindow,
    /// These browsers are open.
    Running {
        /// Their names for people.
        names: Vec<String>,
        /// They were asked to close and have not.
        asked: bool,
    },
    /// A run is under way.
    Working,
    /// How it ended; the model's `result` has it.
    Result,
    /// It did not come to a run.
    StartFailure(StartFailure),
}

/// What a run is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Everything goes but what is kept.
    EndSession,
    /// Chosen sign-ins go, and nothing else.
    FixSignIn,
}

/// Where the person's keyboard goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Into this window.
    Here,
    /// Into another.
    Elsewhere,
}

/// What lies over the screen until the person goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// Help with signing in.
    Help,
    /// The window's own settings.
    Settings,
    /// What this program is.
    About,
    /// What was done before.
    Past,
}

/// Why it did not come to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartFailure {
    /// The home folder cannot be used.
    Home,
    /// Which programs run cannot be seen.
    NoProcesses,
    /// Another run is under way.
    Busy,
    /// What the organisation or the person has set cannot be read.
    Policy,
    /// The note about an unfinished run could not be written.
    Marker,
    /// The person stopped the search.
    Stopped,
    /// A mistake of ours.
    Internal,
}

/// How browsers are closed in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseMode {
    /// Nobody is asked: none ran when the person pressed the button.
    NotNeeded,
    /// They are asked.
    Ask,
    /// They are asked, then ended.
    Force,
    /// The same where nobody is there: what is set to follow the run follows also where something is left.
    Unattended,
}
