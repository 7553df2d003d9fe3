//! Folders and stores that are skipped, and why.

use super::owner::Owner;
use super::relpath::RelPath;

/// A folder or store that is skipped: it is not read or changed any further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The browser or area that it belongs to.
    pub owner: Owner,
    /// The path below HOME.
    pub at: RelPath,
    /// The reason.
    pub reason: SkipReason,
    /// The link or mount on the way there, below HOME: what a policy may name as moved on purpose.
    pub moved: Option<RelPath>,
}

/// Why something is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// It is a link, or a link is on the way to it.
    Link,
    /// It is on another file system or bind mount.
    Mount,
    /// It belongs to another user.
    ForeignOwner,
    /// No permission, or a disk error.
    Unreadable,
    /// The browser's list of profiles names a folder outside its root.
    Outside,
    /// It is not a folder.
    NotAFolder,
    /// A setting names it, and what is in it does not prove that it may be emptied.
    NotProven,
    /// A browser's folder that no place of the catalog names, which the policy leaves alone.
    Elsewhere,
    /// The search for such folders ended here, because there is too much, or the time for it was used up.
    SearchEnded,
    /// The formats of this browser's stores are unknown, so Fix sign-in does not change them.
    NotUnderstood,
    /// In use on another computer that shares this home folder. Holds the computer's name, or `None` if the lock does
    /// not name one (another container, for example).
    InUseOn(Option<String>),
}
