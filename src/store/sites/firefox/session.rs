//! Edits Firefox's session files: open and closed tabs, and session cookies, which a restart would bring back. Removes
//! cookies and tabs of the chosen sites; keeps other tabs, without the parts of a chosen site in them.
//!
//! Tabs, cookies and windows are recognised by their form at any place: in closed windows, saved groups and the
//! previous session. The file is mozLz4. Observed in Firefox 153.7.0esr.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::attributes::{chosen_origin, site_of};
use crate::model::{CookieMark, RelPath, SiteFinding, SiteRules, Stop, origin_host};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::mozlz4;
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::Findings;

/// The largest unpacked size; a session is a few megabytes.
const LARGEST: u32 = 512 << 20;

/// Members of an entry that say how the page was reached: addresses, plain or in base64.
const ORIGINS_OF_ENTRIES: [&str; 8] = [
    "referrerInfo",
    "triggeringPrincipal_base64",
    "principalToInherit_base64",
    "partitionedPrincipalToInherit_base64",
    "policyContainer",
    "csp",
    "originalURI",
    "resultPrincipalURI",
];

/// The largest packed size. Firefox could not read a larger session in reasonable time.
const LIMIT: u64 = 256 << 20;

/// A session file.
pub(in crate::store::sites) struct Session;

impl SiteEditor for Session {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(reduced(&root.read(at, LIMIT)?, rules)?.found.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, stop: &Stop) -> Result<Edited, EditError> {
        let reduced = reduced(&root.read(at, LIMIT)?, rules)?;
        let Some(after) = reduced.after else { return Ok(Edited::UNCHANGED) };
        root.replace(at, &after)?;
        self.verify(root, at, rules, stop).map(|()| Edited::CHANGED)
    }

    fn verify(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<(), EditError> {
        let reduced = reduced(&root.read(at, LIMIT)?, rules)?;
        if reduced.after.is_none() { Ok(()) } else { Err(EditError::Residue(reduced.found.total().max(1))) }
    }
}

struct Reduced {
    found: Findings,
    /// The file without the removed parts; `None` if nothing is removed.
    after: Option<Vec<u8>>,
}

/// Returns what is found and the reduced file. An empty file contains nothing: browsers leave one behind on a full
/// disk.
fn reduced(bytes: &[u8], rules: &SiteRules) -> Result<Reduced, EditError> {
    let mut found = Findings::default();
    if bytes.is_empty() {
        return Ok(Reduced { found, after: None });
    }
    // Until 2017 the session was plain JSON.
    let is_plain = bytes.starts_with(b"{");
    let text = if is_plain { bytes.to_vec() } else { mozlz4::unpacked(bytes, LARGEST)? };
    // The parser's own message would quote the file.
    let damaged = |error: serde_json::Error| EditError::Damaged(format!("line {}", error.line()));
    let before: Value = serde_json::from_slice(&text).map_err(damaged)?;
    let is_known = before.get("version").is_none_or(|version| *version == json!(["sessionrestore", 1]));
    if !is_known || !before.get("windows").is_some_and(Value::is_array) {
        return Err(EditError::UnknownSchema("a session of another form".into()));
    }
    let after = without(&before, rules, &mut found);
    if after == before {
        return Ok(Reduced { found, after: None });
    }
    let text = serde_json::to_vec(&after).map_err(|_impossible| EditError::Internal)?;
    let bytes = if is_plain { text } else { mozlz4::packed(&text)? };
    Ok(Reduced { found, after: Some(bytes) })
}

/// Returns the session without the removed parts and counts them. The parser has limited the depth.
fn without(session: &Value, rules: &SiteRules, found: &mut Findings) -> Value {
    Reduction { rules, found }.value(session)
}

struct Reduction<'a> {
    rules: &'a SiteRules,
    found: &'a mut Findings,
}

impl Reduction<'_> {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Object(members) => self.object(members),
            Value::Array(values) => self.array(values).into(),
            _ => value.clone(),
        }
    }

    fn array(&mut self, values: &[Value]) -> Vec<Value> {
        let mut after = Vec::new();
        for value in values {
            if !self.goes(value) {
                after.push(self.value(value));
            }
        }
        after
    }

    /// Returns whether a list's element is removed whole, and counts it: a tab at a chosen site, or a cookie.
    fn goes(&mut self, value: &Value) -> bool {
        // A closed tab contains the tab's last state.
        let tab = value.get("state").filter(|state| state.get("entries").is_some()).unwrap_or(value);
        if let Some(entries) = tab.get("entries").and_then(Value::as_array)
            && let Some(host) = match entries.get(current(tab, entries.len())) {
                Some(entry) => self.host(entry, "url"),
                // No entry: the tab was loading its first page.
                None => self.host(tab, "userTypedValue"),
            }
        {
            self.found.add(&host, None);
            return true;
        }
        let text = |key: &str| value.get(key).and_then(Value::as_str);
        let (Some(host), Some(name), Some(_)) = (text("host"), text("name"), value.get("value")) else { return false };
        let partition = ["partitionKey", "firstPartyDomain"].iter().find_map(|key| {
            let site = site_of(value.get("originAttributes")?.get(*key)?.as_str()?);
            self.rules.covers_host(site).then(|| site.to_owned())
        });
        let by_host = self.rules.covers_cookie(host, name).then(|| host.to_owned());
        let Some(host) = by_host.or(partition) else { return false };
        let cookie = CookieMark { name: name.to_owned(), created: None, last_used: None, expires: None };
        self.found.add(&host, Some(cookie));
        true
    }

    fn object(&mut self, members: &Map<String, Value>) -> Value {
        let mut after = Map::new();
        for (key, value) in members {
            let value = match (key.as_str(), value) {
                ("entries" | "children", Value::Array(values)) => self.entries(values).into(),
                ("storage", Value::Object(origins)) => self.storage(origins).into(),
                ("formdata", Value::Object(_)) if self.host(value, "url").is_some() => continue,
                (key, Value::String(text)) if ORIGINS_OF_ENTRIES.contains(&key) && self.mentions(text) => continue,
                _ => self.value(value),
            };
            after.insert(key.clone(), value);
        }
        if let Some(Value::Array(entries)) = members.get("entries") {
            self.renumber(entries, members, &mut after);
        }
        if let Some(Value::Array(tabs)) = members.get("tabs") {
            self.reselect(tabs, members, &mut after);
        }
        for key in ["windows", "_closedWindows"] {
            drop_forgotten(key, members, &mut after);
        }
        Value::Object(after)
    }

    /// Returns the kept entries of a tab's history, or the kept frames of an entry.
    fn entries(&mut self, values: &[Value]) -> Vec<Value> {
        let mut after = Vec::new();
        for value in values {
            match self.host(value, "url") {
                Some(host) => self.found.add(&host, None),
                None => after.push(self.value(value)),
            }
        }
        after
    }

    /// Returns the kept origins of a tab's `sessionStorage`.
    fn storage(&mut self, origins: &Map<String, Value>) -> Map<String, Value> {
        let mut after = Map::new();
        for (origin, values) in origins {
            match chosen_origin(self.rules, origin) {
                Some(host) => self.found.add(&host, None),
                None => drop(after.insert(origin.clone(), values.clone())),
            }
        }
        after
    }

    /// Lowers the number of the current entry by the removed entries before it.
    fn renumber(&self, entries: &[Value], before: &Map<String, Value>, after: &mut Map<String, Value>) {
        for key in ["index", "requestedIndex"] {
            if let Some(number) = before.get(key).and_then(Value::as_u64).filter(|number| *number > 0) {
                let passed = entries.iter().take(usize::try_from(number).unwrap_or(usize::MAX));
                let gone = passed.filter(|entry| self.host(entry, "url").is_some()).count() as u64;
                if gone > 0 {
                    after.insert(key.into(), (number.saturating_sub(gone)).max(1).into());
                }
            }
        }
    }

    /// Lowers the number of the selected tab by the removed tabs before it. A window without tabs is not restored, so
    /// if it has closed tabs of other sites it gets an empty tab.
    fn reselect(&self, tabs: &[Value], before: &Map<String, Value>, after: &mut Map<String, Value>) {
        let mut again = Reduction { rules: self.rules, found: &mut Findings::default() };
        let stays: Vec<bool> = tabs.iter().map(|tab| !again.goes(tab)).collect();
        if stays.iter().all(|stays| *stays) {
            return;
        }
        select("selected", &stays, before, after);
        if !stays.contains(&true) && !is_forgotten(after) {
            after.insert("tabs".into(), json!([{"entries": []}]));
        }
    }

    /// Returns the chosen host of an address, also of a `view-source:` or `blob:` one.
    fn host(&self, holder: &Value, key: &str) -> Option<String> {
        let host = origin_host(holder.get(key)?.as_str()?)?;
        self.rules.covers_host(host).then(|| host.to_owned())
    }

    /// Returns whether a text, or what it encodes in base64, contains an address of a chosen site.
    fn mentions(&self, text: &str) -> bool {
        let has = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.match_indices("://").any(|(at, _)| {
                let end = |letter: char| !(letter.is_ascii_alphanumeric() || "-._:[]@".contains(letter));
                let rest = text.get(at..).unwrap_or_default();
                let behind = rest.get(3..).unwrap_or_default();
                let until = behind.find(end).map_or(rest.len(), |until| until + 3);
                origin_host(rest.get(..until).unwrap_or_default()).is_some_and(|host| self.rules.covers_host(host))
            })
        };
        has(text.as_bytes()) || STANDARD.decode(text).is_ok_and(|bytes| has(&bytes))
    }
}

/// Returns the index of the entry that a tab shows.
fn current(tab: &Value, entries: usize) -> usize {
    let number = tab.get("index").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    number.filter(|number| *number > 0).unwrap_or(entries).min(entries).saturating_sub(1)
}

/// Returns whether a window has no tabs, closed tabs or closed groups.
fn is_forgotten(window: &Map<String, Value>) -> bool {
    let empty = |key: &str| window.get(key).and_then(Value::as_array).is_none_or(Vec::is_empty);
    ["tabs", "_closedTabs", "closedGroups"].into_iter().all(empty)
}

/// Removes windows of which nothing is left.
fn drop_forgotten(key: &str, before: &Map<String, Value>, after: &mut Map<String, Value>) {
    let Some(Value::Array(were)) = before.get(key) else { return };
    let Some(Value::Array(windows)) = after.get_mut(key) else { return };
    let is_left = |window: &Value| window.as_object().is_none_or(|window| !is_forgotten(window));
    let stays: Vec<bool> = were.iter().zip(&*windows).map(|(was, is)| is_left(is) || !is_left(was)).collect();
    if stays.contains(&false) {
        let mut next = stays.iter();
        windows.retain(|_window| next.next().is_none_or(|stays| *stays));
        if key == "windows" {
            select("selectedWindow", &stays, before, after);
        }
    }
}

/// Sets a selected number to its place among the kept ones, counted from 1; 0 means none.
fn select(key: &str, stays: &[bool], before: &Map<String, Value>, after: &mut Map<String, Value>) {
    let number = before.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    if let Some(number) = number.filter(|number| *number > 0) {
        let kept = stays.iter().take(number).filter(|stays| **stays).count();
        after.insert(key.into(), kept.max(1).into());
    }
}

#[cfg(test)]
mod tests;
