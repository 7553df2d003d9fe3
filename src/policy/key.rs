//! The keys of the settings and policy files. A list of all of them, so that `policy show` cannot miss one.

use serde::Serialize;

/// A key of the settings and policy files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The level of End session.
    Level,
    /// Areas outside browsers that End session cleans too.
    Areas,
    /// Categories and areas that the user may switch on and off.
    Switches,
    /// Sites whose cookies and stored data are kept.
    KeepSites,
    /// Categories that stay, in unattended runs too.
    Keep,
    /// Sets of sites for Fix sign-in.
    Sets,
    /// The sets that Fix sign-in uses if the request names none.
    DefaultSets,
    /// Additional services whose sign-ins are shown.
    Services,
    /// Which extensions are kept.
    Extensions,
    /// The organisation's name.
    Organisation,
    /// The file with the help cards.
    Help,
    /// The file with the organisation's logo.
    Logo,
    /// What to do about open browsers.
    Close,
    /// Seconds to wait for a browser to close after asking it.
    Grace,
    /// Seconds that a run may take.
    TimeBudget,
    /// What to do after a clean run.
    Afterwards,
    /// What to do after a clean run instead, if `Afterwards` fails.
    AfterwardsElse,
    /// Minutes without input after which a kiosk ends the session.
    IdleMinutes,
    /// The first screen of a kiosk.
    KioskScreen,
    /// Template folders copied into emptied profiles at level everything.
    TemplateProfile,
    /// Folders below HOME that may be a link or a mount.
    Moved,
    /// What becomes of browsers' folders that the catalog does not name, in unattended runs.
    Elsewhere,
    /// Days to keep receipts.
    ReceiptDays,
    /// Number of receipts to keep.
    ReceiptRuns,
    /// Whether what a power cut left is completed when the computer starts.
    FinishAtBoot,
}

impl Key {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 25] = [
        Self::Level,
        Self::Areas,
        Self::Switches,
        Self::KeepSites,
        Self::Keep,
        Self::Sets,
        Self::DefaultSets,
        Self::Services,
        Self::Extensions,
        Self::Organisation,
        Self::Help,
        Self::Logo,
        Self::Close,
        Self::Grace,
        Self::TimeBudget,
        Self::Afterwards,
        Self::AfterwardsElse,
        Self::IdleMinutes,
        Self::KioskScreen,
        Self::TemplateProfile,
        Self::Moved,
        Self::Elsewhere,
        Self::ReceiptDays,
        Self::ReceiptRuns,
        Self::FinishAtBoot,
    ];

    /// Returns the name in the files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Areas => "areas",
            Self::Switches => "switches",
            Self::KeepSites => "keep_sites",
            Self::Keep => "keep",
            Self::Sets => "sets",
            Self::DefaultSets => "default_sets",
            Self::Services => "services",
            Self::Extensions => "extensions",
            Self::Organisation => "organisation",
            Self::Help => "help",
            Self::Logo => "logo",
            Self::Close => "close",
            Self::Grace => "grace",
            Self::TimeBudget => "time_budget",
            Self::Afterwards => "afterwards",
            Self::AfterwardsElse => "afterwards_else",
            Self::IdleMinutes => "idle_minutes",
            Self::KioskScreen => "kiosk_screen",
            Self::TemplateProfile => "template_profile",
            Self::Moved => "moved",
            Self::Elsewhere => "elsewhere",
            Self::ReceiptDays => "receipt_days",
            Self::ReceiptRuns => "receipt_runs",
            Self::FinishAtBoot => "finish_at_boot",
        }
    }

    /// Says whether a user may set it in `settings.toml`.
    pub const fn is_personal(self) -> bool {
        !matches!(self.reach(), Reach::Machine)
    }

    /// Returns for which runs a user's value counts.
    pub const fn reach(self) -> Reach {
        match self {
            Self::Level | Self::Areas | Self::Extensions => Reach::Stronger,
            Self::KeepSites | Self::Close | Self::Grace | Self::TimeBudget | Self::Afterwards => Reach::OwnRuns,
            Self::Switches
            | Self::Keep
            | Self::Sets
            | Self::DefaultSets
            | Self::Services
            | Self::Organisation
            | Self::Help
            | Self::Logo
            | Self::AfterwardsElse
            | Self::IdleMinutes
            | Self::KioskScreen
            | Self::TemplateProfile
            | Self::Moved
            | Self::Elsewhere
            | Self::ReceiptDays
            | Self::ReceiptRuns
            | Self::FinishAtBoot => Reach::Machine,
        }
    }
}

/// For which runs a user's value of a key counts, where no policy sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// None: only the machine policy may set it.
    Machine,
    /// Runs that the user starts: left on a shared account, it would weaken or delay the run after the next user.
    OwnRuns,
    /// Those, and also unattended runs where the value removes more than the default.
    Stronger,
}
