//! Why something is left after a run.

/// Why something is left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftoverKind {
    /// The browser is still open.
    BrowserOpen,
    /// Another program of this user has it open. Holds the program's name.
    InUse(String),
    /// No permission.
    NoPermission,
    /// It belongs to another user.
    ForeignOwner,
    /// Another file system begins here.
    OtherMount,
    /// The folder is not the one that was previewed.
    Changed,
    /// A kept file is damaged, and was not changed.
    Damaged,
    /// A kept database has tables that this version does not know, and was not changed.
    UnknownSchema,
    /// No space to write the new version of a kept file. The old one was not changed.
    NoSpace,
    /// It was created again while it was being removed.
    CameBack,
    /// Verification found it, although it should be gone.
    Found,
    /// It mentions a chosen site, and Fix sign-in does not know it.
    Mentioned,
    /// It could not be verified.
    Unverified,
    /// An earlier run found something in it, or could not verify it, and it has not changed since.
    FailedBefore,
    /// The profile was opened after the interrupted run, and was not changed.
    OpenedSince,
    /// The browser was opened during the run. It was closed and cleaned once more.
    OpenedAgain,
    /// The run stopped before it was reached.
    NotReached,
    /// The desktop does not let other programs do this.
    NotPossible,
    /// It could not be copied from the administrator's template: the template is unreadable, belongs to another user or
    /// is not a plain file, or the copy differs.
    Template,
    /// Another error of the operating system. Holds its number.
    Os(i32),
    /// A bug in Signoff; please report it.
    Internal,
}

impl LeftoverKind {
    /// Returns its name in JSON and in receipts, without the value that it holds.
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
            Self::Mentioned => "mentioned",
            Self::Unverified => "unverified",
            Self::FailedBefore => "failed-before",
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
