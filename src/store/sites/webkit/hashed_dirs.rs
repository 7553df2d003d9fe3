//! Edits folders of `WebKit` whose names are salted hashes: `storage`, with a folder for each site and in it one for
//! each origin that was shown there, and `CacheStorage`, with one for each pair. The file `origin` in each innermost
//! folder names both origins. Observed in `WebKitGTK` 2.50.6.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::{ReadError, Root};
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{folders, list, remove, remove_all_except};
use crate::store::sites::unclear::mentioned_in;

/// The file that names the origins. It is removed last: without it the owner of the folder is unknown.
pub(super) const ORIGIN_FILE: &str = "origin";

/// Enough for two origins with hosts of 253 letters; a larger file is not read.
const LIMIT: u64 = 4 << 10;

/// Folders with a hash as their name and a file that names their origins.
pub(in crate::store::sites) struct HashedDirs;

impl SiteEditor for HashedDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(classify(root, at, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let classified = classify(root, at, rules)?;
        for folder in &classified.to_remove {
            remove_all_except(root, folder, ORIGIN_FILE)?;
            let above = folder.parent().ok_or(EditError::Internal)?;
            remove(root, &above, &[folder.file_name().to_owned()].into())?;
            if above != *at && list(root, &above)?.is_empty() {
                remove(root, at, &[above.file_name().to_owned()].into())?;
            }
        }
        // Everything understood is removed; folders without an owner are kept and reported.
        self.verify(root, at, rules, stop).map(|()| Edited::of(!classified.to_remove.is_empty()))
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let classified = classify(root, at, rules)?;
        if classified.has_unknown && classified.to_remove.is_empty() {
            return Err(EditError::UnknownSchema("a folder that does not say whose it is, with a mention".into()));
        }
        none_left(&classified.found.list())
    }
}

#[derive(Default)]
struct Classified {
    found: Findings,
    to_remove: BTreeSet<RelPath>,
    /// Whether a folder that does not say whose it is mentions a chosen site.
    has_unknown: bool,
}

fn classify(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Classified, EditError> {
    let mut classified = Classified::default();
    for folder in folders(root, at)? {
        if classified.classify_dir(root, &folder, rules)? {
            continue;
        }
        let inner = folders(root, &folder)?;
        if inner.is_empty() && !list(root, &folder)?.is_empty() {
            classified.unknown(root, &folder, rules)?;
        }
        for folder in inner {
            if !classified.classify_dir(root, &folder, rules)? {
                classified.unknown(root, &folder, rules)?;
            }
        }
    }
    Ok(classified)
}

impl Classified {
    fn unknown(&mut self, root: &Root, folder: &RelPath, rules: &SiteRules) -> Result<(), EditError> {
        if let Some(host) = mentioned_in(root, folder, rules)? {
            self.found.add(&host, None);
            self.has_unknown = true;
        }
        Ok(())
    }

    /// Selects a folder for removal if it belongs to a chosen site; returns `false` if the folder does not name its
    /// origins.
    fn classify_dir(&mut self, root: &Root, folder: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        let origins = match root.read(&folder.join(OsStr::new(ORIGIN_FILE))?, LIMIT) {
            Ok(bytes) => parse_origins(&bytes),
            Err(ReadError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(hosts) = origins else { return Ok(false) };
        if let Some(host) = hosts.iter().find(|host| rules.covers_host(host)) {
            self.found.add(host, None);
            self.to_remove.insert(folder.clone());
        }
        Ok(true)
    }
}

/// Returns the hosts of the two origins; `None` if the file contains anything else.
pub(super) fn parse_origins(bytes: &[u8]) -> Option<[String; 2]> {
    let (around, rest) = origin(bytes)?;
    let (own, rest) = origin(rest)?;
    rest.is_empty().then_some([own, around])
}

/// Reads an origin: scheme, host, and an optional port.
fn origin(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (_scheme, rest) = string(bytes)?;
    let (host, rest) = string(rest)?;
    match rest.split_first()? {
        (0, rest) => Some((host, rest)),
        (1, rest) => Some((host, rest.get(2..)?)),
        _ => None,
    }
}

/// Reads a text: its length, whether its characters have one byte or two, and the characters.
pub(super) fn string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length);
    if length == u32::MAX {
        // No text, such as the host of an opaque origin.
        return Some((String::new(), rest));
    }
    let length = usize::try_from(length).ok()?;
    match rest.split_first()? {
        (1, rest) => {
            let (text, rest) = rest.split_at_checked(length)?;
            Some((text.iter().copied().map(char::from).collect(), rest))
        }
        (0, rest) => {
            let (text, rest) = rest.split_at_checked(length.checked_mul(2)?)?;
            let units = text.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
            Some((char::decode_utf16(units).collect::<Result<_, _>>().ok()?, rest))
        }
        _ => None,
    }
}
