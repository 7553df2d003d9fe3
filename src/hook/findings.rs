//! What decides whether an installed hook will run: one value for each thing that was found. The same for every
//! operating system; nothing here looks at a file.

use std::path::PathBuf;

use super::status::{PartKind, PartStatus};

/// The parts of a hook, and what decides whether they will run.
#[derive(Debug)]
pub struct HookStatus {
    /// Each part's state.
    pub parts: Vec<PartStatus>,
    /// What was found about them, what stops them first.
    pub findings: Vec<Finding>,
}

/// Something that stops a part of a hook, or that a person should know about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Whether the part will run all the same.
    pub effect: Effect,
    /// The part that it is about.
    pub part: PartKind,
    /// What it is.
    pub kind: FindingKind,
    /// The file or folder that it was found in.
    pub path: PathBuf,
    /// The settings, number or name in question; empty if the kind says all.
    pub detail: String,
}

/// What a finding does to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// The part will not run, or it cannot be told whether it will run as it should.
    Stops,
    /// Something runs all the same.
    Note,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// A mask (a link to `/dev/null`, or an empty file) switches the part off.
    Masked,
    /// Another file of the same name counts instead of ours.
    Replaced,
    /// A drop-in changes settings of the unit. The detail names them.
    DropIn,
    /// The unit has less time than the run may take. The detail is the time.
    TooShort,
    /// It cannot be read.
    Unread,
    /// The script cannot be started.
    NotRunnable,
    /// The user's systemd goes on after the last logout. The detail is the account's name.
    Lingers,
    /// Programs that are left over keep the user's systemd going.
    ProgramsOutlive,
    /// Other sessions keep the user's systemd going. The detail is their number.
    OtherSessions,
    /// The display manager is another one. The detail is its name.
    OtherDisplayManager,
    /// The policy switches off what runs when the computer starts.
    OffAtBoot,
}

impl FindingKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Masked,
        Self::Replaced,
        Self::DropIn,
        Self::TooShort,
        Self::Unread,
        Self::NotRunnable,
        Self::Lingers,
        Self::ProgramsOutlive,
        Self::OtherSessions,
        Self::OtherDisplayManager,
        Self::OffAtBoot,
    ];

    /// Returns the name in JSON, which never changes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::Replaced => "replaced",
            Self::DropIn => "drop-in",
            Self::TooShort => "too-short",
            Self::Unread => "unread",
            Self::NotRunnable => "not-runnable",
            Self::Lingers => "lingers",
            Self::ProgramsOutlive => "programs-outlive",
            Self::OtherSessions => "other-sessions",
            Self::OtherDisplayManager => "other-display-manager",
            Self::OffAtBoot => "off-at-boot",
        }
    }
}
