//! Looks into files and folders of which no rule says whose they are: such a one matters only if it mentions a chosen
//! site. What is packed is seen only in `LevelDB`.

use super::editor::SiteEditor as _;
use super::folders::list;
use super::mentions::mentioned;
use super::rows::ANY;
use super::traces::Traces;
use crate::model::{RelPath, RuleMode, SiteRules};
use crate::safefs::{FileError, Kind, PlainFile, Root};
use crate::store::error::EditError;
use crate::store::leveldb;

/// Larger files are searched in pieces.
const IN_MEMORY: u64 = 32 << 20;

const SQLITE: &[u8] = b"SQLite format 3\0";

/// How deep folders are looked into; browsers make five levels.
const DEEPEST: usize = 16;

/// Returns the chosen host that a file, or the names and files in a folder, mention. Where all sites but some are chosen,
/// all that is unclear may be of one: the host is empty then, and also where a file cannot be read.
pub(super) fn mentioned_in(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Option<String>, EditError> {
    if rules.mode == RuleMode::Exclude {
        return Ok(Some(String::new()));
    }
    let mut unclear = vec![(at.clone(), 0)];
    while let Some((at, depth)) = unclear.pop() {
        if let Some(host) = mentioned(at.file_name().as_encoded_bytes(), rules) {
            return Ok(Some(host));
        }
        match root.kind(&at)? {
            Kind::Folder if depth == DEEPEST => return Ok(Some(String::new())),
            Kind::Folder => {
                let inside = list(root, &at)?;
                if inside.iter().any(|listed| listed.name == "CURRENT")
                    && let Some(host) = in_records(root, &at, rules)
                {
                    return Ok(Some(host));
                }
                for listed in inside {
                    unclear.push((at.join(&listed.name)?, depth + 1));
                }
            }
            Kind::File => {
                if let Some(host) = in_file(root, &at, rules)? {
                    return Ok(Some(host));
                }
            }
            // Nothing of it is here.
            Kind::Link | Kind::Special => {}
        }
    }
    Ok(None)
}

fn in_records(root: &Root, at: &RelPath, rules: &SiteRules) -> Option<String> {
    let Ok(Some(contents)) = leveldb::read(root, at) else { return Some(String::new()) };
    let old = contents.old_versions.iter().map(|(key, value)| (key, value));
    contents.live.iter().chain(old).find_map(|(key, value)| mentioned(key, rules).or_else(|| mentioned(value, rules)))
}

/// Looks into each cell by itself: in the file, cells follow each other without a border.
fn in_rows(root: &Root, at: &RelPath, rules: &SiteRules) -> Option<String> {
    let Ok(found) = ANY.inspect(root, at, rules) else { return Some(String::new()) };
    found.into_iter().next().map(|found| found.host)
}

fn in_file(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Option<String>, EditError> {
    let file = match PlainFile::find(root, at) {
        Ok(Some(file)) => file,
        Ok(None) | Err(FileError::NotPlain) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if file.len() <= IN_MEMORY {
        let bytes = root.read(at, IN_MEMORY)?;
        return Ok(if bytes.starts_with(SQLITE) { in_rows(root, at, rules) } else { mentioned(&bytes, rules) });
    }
    let found = Traces::of(rules)?.in_file(file.open_read()?)?;
    Ok((!found.is_empty()).then(String::new))
}
