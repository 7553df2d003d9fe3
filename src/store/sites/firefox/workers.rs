//! Edits Firefox's `serviceworker.txt`: a version, then a record of lines for each registration, ended by `#`. Keeps
//! other records byte for byte.
//!
//! Removing a record removes the registration; its scripts are in the origin's folder of `storage`. Observed in Firefox
//! 153.7.0esr (version 12), and in its code for earlier versions.

use super::attributes::chosen_origin;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::keys;
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::Findings;
use crate::store::sites::mentions::mentioned;

/// The first version whose records start with attributes, scope and script; earlier ones are of 2016 and older.
const FIRST: u32 = 5;

/// The last version whose lines are known. A newer one is read as if its records had more of them.
const LAST: u32 = 12;

/// `serviceworker.txt`.
pub(in crate::store::sites) struct ServiceWorkers;

impl SiteEditor for ServiceWorkers {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(reduced(&keys::read(root, at)?, rules)?.map_or_else(Vec::new, |reduced| reduced.found.list()))
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let reduced = reduced(&keys::read(root, at)?, rules)?;
        let Some(reduced) = reduced.filter(|reduced| reduced.found.total() > 0) else {
            return Ok(Edited::UNCHANGED);
        };
        root.replace(at, &reduced.bytes)?;
        self.verify(root, at, rules, stop).map(|()| Edited::CHANGED)
    }
}

struct Reduced {
    found: Findings,
    bytes: Vec<u8>,
}

/// Returns the file without the chosen records; `None` if it is not understood and mentions no chosen site.
fn reduced(bytes: &[u8], rules: &SiteRules) -> Result<Option<Reduced>, EditError> {
    let (head, records) = match parse(bytes) {
        Ok(parsed) => parsed,
        Err(_unknown) if mentioned(bytes, rules).is_none() => return Ok(None),
        Err(unknown) => return Err(unknown),
    };
    let mut reduced = Reduced { found: Findings::default(), bytes: head.to_vec() };
    for record in records {
        let chosen = chosen_origin(rules, &format!("{}{}", address(record.scope), record.suffix));
        match chosen.or_else(|| chosen_origin(rules, address(record.script))) {
            Some(host) => reduced.found.add(&host, None),
            None => reduced.bytes.extend_from_slice(record.bytes),
        }
    }
    Ok(Some(reduced))
}

/// Returns the part of an address that can name a host. The rest may contain anything, even a `^`.
fn address(url: &str) -> &str {
    let from = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(from..).and_then(|rest| rest.find(['/', '?', '#', '^'])).map_or(url.len(), |at| from + at);
    url.get(..end).unwrap_or(url)
}

/// A registration.
#[derive(Debug)]
struct Record<'b> {
    suffix: &'b str,
    scope: &'b str,
    script: &'b str,
    bytes: &'b [u8],
}

/// Splits the file into its first line and its records; an empty file has neither.
fn parse(bytes: &[u8]) -> Result<(&[u8], Vec<Record<'_>>), EditError> {
    let damaged = |what: &str| EditError::Damaged(what.to_owned());
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let Some(head) = lines.next() else { return Ok((bytes, Vec::new())) };
    let version = std::str::from_utf8(head).ok().and_then(|line| line.trim_end().parse().ok());
    let version: u32 = version.ok_or_else(|| damaged("no version"))?;
    if version < FIRST {
        return Err(EditError::UnknownSchema(format!("version {version}")));
    }
    let (mut records, mut fields, mut start, mut end) = (Vec::new(), Vec::new(), head.len(), head.len());
    for line in lines {
        end += line.len();
        let text = std::str::from_utf8(line).map_err(|_not_text| damaged("not text"))?;
        let field = text.strip_suffix('\n').ok_or_else(|| damaged("a line without end"))?;
        if field != "#" || fields.len() < fewest(version) {
            fields.push(field);
            continue;
        }
        let bytes = bytes.get(start..end).unwrap_or_default();
        records.push(record(version, &fields, bytes).ok_or_else(|| damaged("a record of another form"))?);
        fields.clear();
        start = end;
    }
    if fields.is_empty() { Ok((head, records)) } else { Err(damaged("a record without end")) }
}

/// Returns the smallest number of lines in a record.
fn fewest(version: u32) -> usize {
    match version {
        ..=6 => 4,
        7 | 8 => 9,
        9 => 11,
        10 => 12,
        11 => 15,
        _ => 16,
    }
}

fn record<'b>(version: u32, fields: &[&'b str], bytes: &'b [u8]) -> Option<Record<'b>> {
    let [suffix, scope, script, ..] = *fields else { return None };
    // Since version 10 a count of further values is here, with two lines for each.
    let more: usize = if version >= 10 { fields.get(11)?.parse().ok()? } else { 0 };
    let lines = fewest(version).checked_add(more.checked_mul(2)?)?;
    let exact = version < 7 || fields.len() == lines || version > LAST && fields.len() > lines;
    let plain = (suffix.is_empty() || suffix.starts_with('^')) && scope.contains("://") && script.contains("://");
    (exact && plain).then_some(Record { suffix, scope, script, bytes })
}

#[cfg(test)]
mod tests;
