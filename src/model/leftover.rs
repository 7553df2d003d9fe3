//! Why something is left after a run.

/// Why something is left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftoverKind {
    /// The browser is still open.
    BrowserOpen,
    /// Another program of this user has it open; holds its name.
    InUse(String),
    /// No permission.
    NoPermission,
    /// It belongs to another user.
    ForeignOwner,
    /// Another file system begins here.
    OtherMount,
    /// The folder is no longer the one that was previewed.
    Changed,
    /// A kept file could not be read as what it should be; it is as it was.
    Damaged,
    /// A kept database has tables this version does not know; it is as it was.
    UnknownSchema,
    /// No space to write the new version of a kept file; the old one is as it was.
    NoSpace,
    /// It came back while it was being removed.
    CameBack,
    /// Verification found something that should be gone.
    Found,
    /// Could not be checked.
    Unverified,
    /// The profile was opened after the interrupted run; it is left alone.
    OpenedSince,
    /// The browser was opened again while it was being cleaned; it was closed and cleaned once more.
    OpenedAgain,
    /// The run stopped before its turn.
    NotReached,
    /// The desktop lets no other program do this.
    NotPossible,
    /// It does not come from the administrator's template as it should: that is unreadable, not the administrator's own,
    /// or no plain file there; or the copy differs.
    Template,
    /// The operating system said no otherwise; its error number.
    Os(i32),
    /// A mistake of ours; please report it.
    Internal,
}

impl LeftoverKind {
    /// Returns the name in JSON and in receipts, without what it holds.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::BrowserOpen => "browser-open",
            Self::InUse(_) => "in-use",
            Self::NoPermission => "no-permission",
            Self::ForeignOwner => "foreign-owner",
            Self::OtherMount => "other-mount",
            Self::Changed => "changed",
            Self::Damaged => "damaged",
            Self::UnknownSchema => "unknown-schema",
            Self::NoSpace => "no-space",
            Self::CameBack => "came-back",
            Self::Found => "found",
            Self::Unverified => "unverified",
            Self::OpenedSince => "opened-since",
            Self::OpenedAgain => "opened-again",
            Self::NotReached => "not-reached",
            Self::NotPossible => "not-possible",
            Self::Template => "template",
            Self::Os(_) => "system",
            Self::Internal => "internal",
        }
    }
}
