//! The report of a run: what it removed, what is left, and what was verified.

use std::collections::BTreeMap;

use super::browser::Category;
use super::digest::Digest;
use super::event::{Stop, StopReason};
use super::item::ItemId;
use super::leftover::LeftoverKind;
use super::owner::Owner;
use super::record::RecordFault;
use super::relpath::RelPath;
use super::size::Size;
use super::skip::Skip;

/// A number of removed files and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Everything that was not a folder.
    pub files: u64,
    /// Apparent bytes.
    pub bytes: u64,
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(mut self, other: Self) -> Self {
        self += other;
        self
    }
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
    /// Removed or edited. Holds how much was removed.
    Done(Tally),
    /// It did not exist any more.
    AlreadyGone,
    /// Part of it is left; see the report's leftovers. Holds how much was removed.
    Left(Tally),
    /// The run stopped before it was reached.
    NotReached,
}

/// What became of the run's receipt.
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
    /// The profile's display name; `None` above the profiles, and in an area.
    pub profile: Option<String>,
    /// The display name of an area's folder; `None` in a browser, and for an area without a folder.
    pub place: Option<String>,
    /// The path below the item's folder; `None` for the folder itself.
    pub at: Option<RelPath>,
    /// Why it is left.
    pub kind: LeftoverKind,
}

/// An entry that appeared between preview and run, and was removed by the same rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewEntry {
    /// The item whose folder it was in.
    pub item: ItemId,
    /// The path below the item's folder.
    pub at: RelPath,
    /// Its category.
    pub category: Category,
}

/// What was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checked {
    /// Folders listed again.
    pub folders: u64,
    /// Edited files read again.
    pub edits: u64,
    /// Kept files searched for account addresses.
    pub searched: u64,
    /// Kept files to search for account addresses. More than `searched` if the search was cut short.
    pub searchable: u64,
}

/// The overall result of a run. The exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Clean and verified, or nothing to do. Exit 0.
    Clean,
    /// Done, but something is left, unreadable or unverified. Exit 1.
    Left,
    /// Nothing was done, because a session of this user goes on. Exit 0, but nothing is verified.
    SessionGoesOn,
    /// Nothing was done. Exit 3.
    NothingDone,
    /// Stopped by the system or the time budget. The request stays on the marker. Exit 4.
    OutOfTime,
    /// Cancelled by the user. Exit 130.
    Cancelled,
}

impl Verdict {
    /// Returns the name in JSON and in receipts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Left => "left",
            Self::SessionGoesOn => "session-goes-on",
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
    /// The size that the plan announced.
    pub planned: Size,
    /// All that was removed.
    pub removed: Tally,
    /// What was removed by category. A file with data of several counts for the one that is removed first.
    pub by_category: BTreeMap<Category, Tally>,
    /// How each item ended.
    pub outcomes: BTreeMap<ItemId, Outcome>,
    /// What is left, sorted.
    pub leftovers: Vec<Leftover>,
    /// The number of further leftovers, if an item has too many to list.
    pub unnamed: u64,
    /// Files that the keep list names and that are the administrator's: they stay, and are no failure.
    pub administrators: Vec<Leftover>,
    /// Entries that appeared after the preview and were removed.
    pub new_since_preview: Vec<NewEntry>,
    /// Kept files of which only a part could be read: that part was carried over, and the rest is gone, sorted.
    pub lost: Vec<Leftover>,
    /// What was skipped.
    pub skipped: Vec<Skip>,
    /// What was verified.
    pub checked: Checked,
    /// Display names of browsers that did not close.
    pub still_open: Vec<String>,
    /// Whether its receipt was saved.
    pub receipt: ReceiptStatus,
    /// What failed of its record, sorted.
    pub record_faults: Vec<RecordFault>,
    /// The overall result.
    pub verdict: Verdict,
}

/// How many leftovers a report names. A report of more is useless; the others are counted.
const NAMED: usize = 1_000;

impl Report {
    /// Says whether nothing is missing from the run's record.
    pub fn is_recorded(&self) -> bool {
        self.record_faults.iter().all(RecordFault::is_mended)
    }

    /// Returns the report of a run that has not done anything yet.
    pub fn new(digest: Digest, skipped: &[Skip]) -> Self {
        Self {
            digest,
            planned: Size::ZERO,
            removed: Tally::default(),
            receipt: ReceiptStatus::NotTried,
            record_faults: Vec::new(),
            by_category: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            leftovers: Vec::new(),
            unnamed: 0,
            administrators: Vec::new(),
            new_since_preview: Vec::new(),
            lost: Vec::new(),
            skipped: skipped.to_vec(),
            checked: Checked::default(),
            still_open: Vec::new(),
            verdict: Verdict::Clean,
        }
    }

    /// Adds what was done with a part of the plan.
    pub fn add(&mut self, mut part: Self) {
        self.removed += part.removed;
        for (category, tally) in part.by_category {
            *self.by_category.entry(category).or_default() += tally;
        }
        self.outcomes.append(&mut part.outcomes);
        self.leftovers.append(&mut part.leftovers);
        self.unnamed += part.unnamed;
        self.administrators.append(&mut part.administrators);
        self.new_since_preview.append(&mut part.new_since_preview);
        self.lost.append(&mut part.lost);
        self.checked.folders += part.checked.folders;
        self.checked.edits += part.checked.edits;
        self.checked.searched += part.checked.searched;
        self.checked.searchable += part.checked.searchable;
    }

    /// Returns the report of a run that has ended: in order, each leftover once, with its verdict.
    #[must_use]
    pub fn finished(mut self, stop: &Stop) -> Self {
        self.leftovers.sort();
        self.leftovers.dedup();
        self.unnamed += self.leftovers.len().saturating_sub(NAMED) as u64;
        self.leftovers.truncate(NAMED);
        self.administrators.sort();
        self.administrators.dedup();
        self.administrators.truncate(NAMED);
        self.lost.sort();
        self.lost.dedup();
        self.lost.truncate(NAMED);
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
