//! What a run did, what is left, and how sure that is.

use std::collections::BTreeMap;

use super::browser::Category;
use super::digest::Digest;
use super::event::{Stop, StopReason};
use super::item::ItemId;
use super::leftover::LeftoverKind;
use super::owner::Owner;
use super::relpath::RelPath;
use super::size::Size;
use super::skip::Skip;

/// Files and bytes that are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Everything that was not a folder.
    pub files: u64,
    /// Apparent bytes.
    pub bytes: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
    }
}

/// How an item ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Removed or edited, so much of it.
    Done(Tally),
    /// Nothing was there any more.
    AlreadyGone,
    /// Something of it is left; the report's leftovers say what. So much is gone.
    Left(Tally),
    /// The run stopped before its turn.
    NotReached,
}

/// What became of the run's receipt. A failure to save it does not make the run a worse one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ReceiptStatus {
    /// Not tried yet.
    #[default]
    NotTried,
    /// Saved in the history of runs.
    Saved,
    /// Saved in a new history. The damaged one was set aside under this name.
    NewList(String),
    /// It could not be saved.
    Failed,
}

/// Something that is left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leftover {
    /// The item it belongs to.
    pub item: ItemId,
    /// The browser or area that it belongs to.
    pub owner: Owner,
    /// The profile's name for people; `None` above the profiles, and in an area.
    pub profile: Option<String>,
    /// The name for people of an area's folder; `None` in a browser, and for an area without a folder.
    pub place: Option<String>,
    /// Where, below the item's folder; `None` for the folder itself.
    pub at: Option<RelPath>,
    /// Why.
    pub kind: LeftoverKind,
}

/// Something that appeared between preview and run, and went by the same rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewEntry {
    /// The item whose folder it was in.
    pub item: ItemId,
    /// Where, below the item's folder.
    pub at: RelPath,
    /// What it counts as.
    pub category: Category,
}

/// What verification looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checked {
    /// Folders listed again.
    pub folders: u64,
    /// Edited files read again.
    pub edits: u64,
    /// Kept files searched for account addresses.
    pub searched: u64,
    /// Kept files that should have been searched; more than `searched` where the search was cut short.
    pub searchable: u64,
}

/// The whole of it in one word. Exit codes follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Clean and verified, or nothing to do. Exit 0.
    Clean,
    /// Done, but something is left, unreadable or unverified. Exit 1.
    Left,
    /// Nothing was done. Exit 3.
    NothingDone,
    /// Stopped by the system or the clock; the marker stays. Exit 4.
    OutOfTime,
    /// Cancelled by the person. Exit 130.
    Cancelled,
}

impl Verdict {
    /// Returns the name in JSON and in receipts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Left => "left",
            Self::NothingDone => "nothing-done",
            Self::OutOfTime => "out-of-time",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What a run did.
#[derive(Debug, Clone)]
pub struct Report {
    /// The plan's digest.
    pub digest: Digest,
    /// What the plan said would go.
    pub planned: Size,
    /// What went.
    pub removed: Tally,
    /// What went of each category; a file that holds several counts for the one that goes first.
    pub by_category: BTreeMap<Category, Tally>,
    /// How each item ended.
    pub outcomes: BTreeMap<ItemId, Outcome>,
    /// What is left, sorted.
    pub leftovers: Vec<Leftover>,
    /// How many more are left, where one item left too many to name.
    pub unnamed: u64,
    /// What appeared since the preview and went.
    pub new_since_preview: Vec<NewEntry>,
    /// What was not touched.
    pub skipped: Vec<Skip>,
    /// What was verified.
    pub checked: Checked,
    /// Browsers that would not close, by their names for people.
    pub still_open: Vec<String>,
    /// What became of its receipt.
    pub receipt: ReceiptStatus,
    /// All of it in one word.
    pub verdict: Verdict,
}

impl Report {
    /// Returns the report of a run that has ended: in order, each leftover once, with its verdict.
    #[must_use]
    pub fn finished(mut self, stop: &Stop) -> Self {
        self.leftovers.sort();
        self.leftovers.dedup();
        self.new_since_preview.sort();
        self.new_since_preview.dedup();
        let short = self.checked.searched < self.checked.searchable;
        self.verdict = match stop.asked() {
            Some(StopReason::Cancelled) => Verdict::Cancelled,
            Some(StopReason::OutOfTime) => Verdict::OutOfTime,
            None if self.leftovers.is_empty() && self.skipped.is_empty() && !short => Verdict::Clean,
            None => Verdict::Left,
        };
        self
    }
}
