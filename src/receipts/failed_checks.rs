//! The failed checks of earlier runs: which files they were, and how these were then. Neither paths nor what was looked
//! for are stored. Decides nothing about the files.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{FailedCheck, FileId, RelPath};
use crate::safefs::Root;

/// The largest list that is read, in bytes.
const LIMIT: u64 = 4 << 20;
/// How many checks are stored at most: four megabytes of them.
const MOST: usize = 20_000;
/// The version of the file's format.
const SCHEMA: u32 = 1;

/// The list of failed checks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailedChecks {
    /// The version of the file's format.
    schema: u32,
    /// Folder, file, length and time of each. Numbers of files may have more digits than JSON's.
    failed: Vec<String>,
}

/// Why the list cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the list of failed checks cannot be used: {NAME}", NAME = FailedChecks::NAME)]
pub struct ChecksError;

impl FailedChecks {
    /// The name of the list's file in Signoff's own folder.
    pub const NAME: &str = "failed-checks.json";

    /// Returns the failed checks; none if there is no list.
    pub fn read(own: &Root) -> Result<BTreeSet<FailedCheck>, ChecksError> {
        let at = at()?;
        match own.is_ours(&at) {
            Ok(true) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Ok(false) | Err(_) => return Err(ChecksError),
        }
        let bytes = own.read(&at, LIMIT).map_err(|_unread| ChecksError)?;
        let list: Self = serde_json::from_slice(&bytes).map_err(|_damaged| ChecksError)?;
        if list.schema != SCHEMA || list.failed.len() > MOST {
            return Err(ChecksError);
        }
        list.failed.iter().map(|text| parsed(text).ok_or(ChecksError)).collect()
    }

    /// Replaces the list. What is too much for it is not stored, and an error.
    pub fn replace(own: &Root, failed: &BTreeSet<FailedCheck>) -> Result<(), ChecksError> {
        let at = at()?;
        if failed.is_empty() {
            return match own.remove_file(&at) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ChecksError),
                _ => Ok(()),
            };
        }
        let list = Self { schema: SCHEMA, failed: failed.iter().take(MOST).map(text).collect() };
        let bytes = serde_json::to_vec(&list).map_err(|_never| ChecksError)?;
        own.replace(&at, &bytes).map_err(|_refused| ChecksError)?;
        if failed.len() > MOST { Err(ChecksError) } else { Ok(()) }
    }
}

fn text(check: &FailedCheck) -> String {
    let FailedCheck { folder, file, len, modified } = check;
    format!("{} {} {} {} {len} {modified}", folder.volume, folder.file, file.volume, file.file)
}

fn parsed(text: &str) -> Option<FailedCheck> {
    let mut words = text.split(' ');
    let mut id = || Some(FileId { volume: words.next()?.parse().ok()?, file: words.next()?.parse().ok()? });
    let (folder, file) = (id()?, id()?);
    let (len, modified) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    words.next().is_none().then_some(FailedCheck { folder, file, len, modified })
}

fn at() -> Result<RelPath, ChecksError> {
    RelPath::parse(FailedChecks::NAME).map_err(|_never| ChecksError)
}
