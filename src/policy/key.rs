//! What can be set, by its name in the files.

use serde::Serialize;

/// What can be set, by its name in the files. One list, so that nothing that can be set is left out of `policy show`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// How thorough End session is.
    Level,
    /// Areas outside browsers that go too.
    Areas,
    /// Which switches of categories and areas the person may turn.
    Switches,
    /// Sites whose cookies and storage stay.
    KeepSites,
    /// Sets of sites for Fix sign-in.
    Sets,
    /// Which sets Fix sign-in means where none is asked for.
    DefaultSets,
    /// Services whose sign-ins are shown.
    Services,
    /// Whose extensions stay.
    Extensions,
    /// The organisation's name.
    Organisation,
    /// The file with the help cards.
    Help,
    /// The picture of the organisation.
    Logo,
    /// What is done about open browsers.
    Close,
    /// Seconds that an asked browser has.
    Grace,
    /// Seconds that a run has.
    TimeBudget,
    /// What happens after a clean run.
    Afterwards,
    /// Minutes without a touch after which a kiosk ends the session.
    IdleMinutes,
    /// Which screen a kiosk opens with.
    KioskScreen,
    /// Folders that take a profile's place at level everything.
    TemplateProfile,
    /// Places to which this site has moved folders by link or mount.
    Moved,
    /// Days for which receipts are kept.
    ReceiptDays,
    /// How many receipts are kept.
    ReceiptRuns,
}

impl Key {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 21] = [
        Self::Level,
        Self::Areas,
        Self::Switches,
        Self::KeepSites,
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
        Self::IdleMinutes,
        Self::KioskScreen,
        Self::TemplateProfile,
        Self::Moved,
        Self::ReceiptDays,
        Self::ReceiptRuns,
    ];

    /// Returns the name in the files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Areas => "areas",
            Self::Switches => "switches",
            Self::KeepSites => "keep_sites",
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
            Self::IdleMinutes => "idle_minutes",
            Self::KioskScreen => "kiosk_screen",
            Self::TemplateProfile => "template_profile",
            Self::Moved => "moved",
            Self::ReceiptDays => "receipt_days",
            Self::ReceiptRuns => "receipt_runs",
        }
    }

    /// Says whether a person may set it in their own `settings.toml`.
    pub const fn is_personal(self) -> bool {
        matches!(
            self,
            Self::Level
                | Self::Areas
                | Self::KeepSites
                | Self::Extensions
                | Self::Close
                | Self::Grace
                | Self::TimeBudget
                | Self::Afterwards
        )
    }
}
