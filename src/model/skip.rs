//! What was found and is not touched, and why.

use super::owner::Owner;
use super::relpath::RelPath;

/// Something found that is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// The browser or area that it belongs to.
    pub owner: Owner,
    /// Where, below HOME.
    pub at: RelPath,
    /// Why.
    pub reason: SkipReason,
    /// The link or mount on the way there, below HOME: what a policy may name as moved on purpose.
    pub moved: Option<RelPath>,
}

/// Why something is not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// A link leads elsewhere.
    Link,
    /// Another file system or bind mount.
    Mount,
    /// It belongs to another user.
    ForeignOwner,
    /// No permission, or the disk said no.
    Unreadable,
    /// A profile list names a place outside the browser's root.
    Outside,
    /// It is not a folder.
    NotAFolder,
    /// Of this browser's stores nobody knows how they tell sites apart: Fix sign-in keeps them.
    NotUnderstood,
    /// In use on another computer that shares this home folder, by its name; `None` where the lock does not tell whose
    /// it is (another computer, another container).
    InUseOn(Option<String>),
}
