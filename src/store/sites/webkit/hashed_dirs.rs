//! Folders of `WebKit` whose names are hashes with a salt, and say nothing: `storage`, with a folder for each site and in
//! it one for each origin that was shown there, and `CacheStorage`, with one for each pair. A file `origin` in each
//! innermost folder tells the two origins. Learnt from `WebKitGTK` 2.50.6.

use std::collections::BTreeSet;
use std::ffi::OsStr;

use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::{ReadError, Root};
use crate::store::error::{EditError, Edited};
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};
use crate::store::sites::folders::{folders, list, remove, remove_all_but};

/// The file that tells. It goes last: without it nobody would know whose the rest is.
pub(super) const TELLING: &str = "origin";

/// Two origins with a host of 253 letters each; what is larger is not what it should be.
const LIMIT: u64 = 4 << 10;

/// Folders with a hash as their name and a file that tells their origins.
pub(in crate::store::sites) struct HashedDirs;

impl SiteEditor for HashedDirs {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(sorted(root, at, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let sorted = sorted(root, at, rules)?;
        for folder in &sorted.going {
            remove_all_but(root, folder, TELLING)?;
            let above = folder.parent().ok_or(EditError::Internal)?;
            remove(root, &above, &[folder.file_name().to_owned()].into())?;
            if above != *at && list(root, &above)?.is_empty() {
                remove(root, at, &[above.file_name().to_owned()].into())?;
            }
        }
        // All that is understood is done; the rest is kept, and said.
        self.verify(root, at, rules, stop).map(|()| Edited { changed: !sorted.going.is_empty() })
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let sorted = sorted(root, at, rules)?;
        none_left(&sorted.found.list())?;
        if sorted.has_unknown {
            return Err(EditError::UnknownSchema("a folder that does not say whose it is".into()));
        }
        Ok(())
    }
}

#[derive(Default)]
struct Sorted {
    found: Findings,
    going: BTreeSet<RelPath>,
    has_unknown: bool,
}

fn sorted(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Sorted, EditError> {
    let mut sorted = Sorted::default();
    for folder in folders(root, at)? {
        if sorted.decides(root, &folder, rules)? {
            continue;
        }
        let inner = folders(root, &folder)?;
        sorted.has_unknown |= inner.is_empty() && !list(root, &folder)?.is_empty();
        for folder in inner {
            let is_told = sorted.decides(root, &folder, rules)?;
            sorted.has_unknown |= !is_told;
        }
    }
    Ok(sorted)
}

impl Sorted {
    /// Decides for a folder by what is told in it; `false` where nothing is.
    fn decides(&mut self, root: &Root, folder: &RelPath, rules: &SiteRules) -> Result<bool, EditError> {
        let told = match root.read(&folder.join(OsStr::new(TELLING))?, LIMIT) {
            Ok(bytes) => told(&bytes),
            Err(ReadError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        let Some(hosts) = told else { return Ok(false) };
        if let Some(host) = hosts.iter().find(|host| rules.covers_host(host)) {
            self.found.add(host, None);
            self.going.insert(folder.clone());
        }
        Ok(true)
    }
}

/// Reads the hosts of the two origins; `None` where the file says anything else, or more.
pub(super) fn told(bytes: &[u8]) -> Option<[String; 2]> {
    let (around, rest) = origin(bytes)?;
    let (own, rest) = origin(rest)?;
    rest.is_empty().then_some([own, around])
}

/// Reads an origin: scheme, host, and a port where there is one.
fn origin(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (_scheme, rest) = string(bytes)?;
    let (host, rest) = string(rest)?;
    match rest.split_first()? {
        (0, rest) => Some((host, rest)),
        (1, rest) => Some((host, rest.get(2..)?)),
        _ => None,
    }
}

/// Reads a text: how many letters, whether they are of one byte or two, and they.
pub(super) fn string(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = u32::from_le_bytes(*length);
    if length == u32::MAX {
        // A text that there is not, as the host of an opaque origin.
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
