//! What failed of a run's record: the marker, the lock, the receipt, and the folder that they are in. The record is
//! Signoff's own and never stops a run; what fails of it is reported beside the result.

/// What failed of the record of a run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordFault {
    /// Something else had the name of a file or folder of Signoff's, and was put aside under this name. The record is
    /// complete.
    PutAside(String),
    /// Signoff's own folder cannot be used. The record is in the session's folder and lasts as long as that.
    Elsewhere(FolderFault),
    /// Signoff's own folder cannot be used, and there is no other place: nothing about this run is written down.
    Nowhere(FolderFault),
    /// The lock cannot be taken, so another run may be at work too.
    Lock,
    /// What an earlier run left to do cannot be read. It is kept.
    MarkerUnread,
    /// What an earlier run left to do was written by a newer version. It is kept.
    MarkerNewer,
    /// What this run leaves to do could not be written down.
    MarkerNotWritten,
    /// That this run is complete could not be written down.
    MarkerNotRemoved,
    /// The list of failed checks of earlier runs cannot be read, so a file in which one failed may seem clean. It is
    /// begun anew.
    ChecksUnread,
    /// Not all failed checks of this run could be written down.
    ChecksNotWritten,
    /// The receipt could not be saved.
    Receipt,
}

/// Why Signoff's own folder cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FolderFault {
    /// It, or a folder on the way, is a link.
    Link,
    /// Another file system begins on the way.
    Mount,
    /// It, or something in it, belongs to another user.
    ForeignOwner,
    /// Something on the way is not a folder.
    NotAFolder,
    /// It may not be written to, or the file system is read-only.
    NotWritable,
    /// The disk or the quota is full.
    NoSpace,
    /// Another error of the operating system.
    Other,
}

impl RecordFault {
    /// Says whether the fault was mended, so that nothing is missing from the record.
    pub const fn is_mended(&self) -> bool {
        matches!(self, Self::PutAside(_))
    }

    /// Returns its name in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::PutAside(_) => "put-aside",
            Self::Elsewhere(_) => "elsewhere",
            Self::Nowhere(_) => "nowhere",
            Self::Lock => "lock",
            Self::MarkerUnread => "marker-unread",
            Self::MarkerNewer => "marker-newer",
            Self::MarkerNotWritten => "marker-not-written",
            Self::MarkerNotRemoved => "marker-not-removed",
            Self::ChecksUnread => "checks-unread",
            Self::ChecksNotWritten => "checks-not-written",
            Self::Receipt => "receipt",
        }
    }

    /// Returns why Signoff's own folder cannot be used, if that is the fault.
    pub const fn folder(&self) -> Option<FolderFault> {
        match self {
            Self::Elsewhere(why) | Self::Nowhere(why) => Some(*why),
            _ => None,
        }
    }
}

impl FolderFault {
    /// Returns its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Mount => "mount",
            Self::ForeignOwner => "foreign-owner",
            Self::NotAFolder => "not-a-folder",
            Self::NotWritable => "not-writable",
            Self::NoSpace => "no-space",
            Self::Other => "system",
        }
    }
}
