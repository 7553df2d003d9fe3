//! Firefox's session files: open and closed tabs, and the cookies that end with the browser, which a restart would
//! bring back. Cookies and tabs of the chosen sites go; other tabs stay, without what of theirs is a chosen site's.

use serde_json::Value;

use super::{moz_lz4, tree};
use crate::model::{RelPath, SiteFinding, SiteRules};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sites::findings::Findings;

/// Packed; more than any session that the browser itself would still read in reasonable time.
const LIMIT: u64 = 256 << 20;

pub(in crate::store::sites) fn inspect(
    root: &Root,
    at: &RelPath,
    rules: &SiteRules,
) -> Result<Vec<SiteFinding>, EditError> {
    Ok(reduced(&root.read(at, LIMIT)?, rules)?.found.list())
}

pub(in crate::store::sites) fn edit(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Edited, EditError> {
    let reduced = reduced(&root.read(at, LIMIT)?, rules)?;
    let Some(after) = reduced.after else { return Ok(Edited { changed: false }) };
    root.replace(at, &after)?;
    verify(root, at, rules).map(|()| Edited { changed: true })
}

pub(in crate::store::sites) fn verify(root: &Root, at: &RelPath, rules: &SiteRules) -> Result<(), EditError> {
    let reduced = reduced(&root.read(at, LIMIT)?, rules)?;
    if reduced.after.is_none() { Ok(()) } else { Err(EditError::Residue(reduced.found.total().max(1))) }
}

struct Reduced {
    found: Findings,
    /// The file without what goes; `None` where nothing goes.
    after: Option<Vec<u8>>,
}

/// An empty file holds nothing: browsers leave one behind on a full disk.
fn reduced(bytes: &[u8], rules: &SiteRules) -> Result<Reduced, EditError> {
    let mut found = Findings::default();
    if bytes.is_empty() {
        return Ok(Reduced { found, after: None });
    }
    // Until 2017 the session was plain JSON.
    let is_plain = bytes.starts_with(b"{");
    let text = if is_plain { bytes.to_vec() } else { moz_lz4::unpacked(bytes)? };
    // The parser's words would quote the file.
    let damaged = |error: serde_json::Error| EditError::Damaged(format!("line {}", error.line()));
    let before: Value = serde_json::from_slice(&text).map_err(damaged)?;
    let is_known = before.get("version").is_none_or(|version| *version == serde_json::json!(["sessionrestore", 1]));
    if !is_known || !before.get("windows").is_some_and(Value::is_array) {
        return Err(EditError::UnknownSchema("a session of another form".into()));
    }
    let after = tree::without(&before, rules, &mut found);
    if after == before {
        return Ok(Reduced { found, after: None });
    }
    let text = serde_json::to_vec(&after).map_err(|_impossible| EditError::Internal)?;
    let bytes = if is_plain { text } else { moz_lz4::packed(&text)? };
    Ok(Reduced { found, after: Some(bytes) })
}

#[cfg(test)]
mod tests;
