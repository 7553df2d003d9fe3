//! A session as a tree of values, without what is a chosen site's. Tabs, cookies and windows are known by their form,
//! wherever they lie: closed windows, saved groups and the session before hold them alike.
//!
//! Learnt from Firefox 153.7.0esr.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::attributes::{chosen_origin, site_of};
use crate::model::{CookieMark, SiteRules, host_of};
use crate::store::sites::findings::Findings;

/// What an entry of another site says about how it was reached: addresses, in the open or in base64.
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

/// Returns the session without what goes, and notes what that is. How deep it goes the parser has limited.
pub(in crate::store::sites) fn without(session: &Value, rules: &SiteRules, found: &mut Findings) -> Value {
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

    /// Says whether an element of a list goes whole, and notes it: a tab at a chosen site, or a cookie.
    fn goes(&mut self, value: &Value) -> bool {
        // A closed tab wraps the tab as it was.
        let tab = value.get("state").filter(|state| state.get("entries").is_some()).unwrap_or(value);
        if let Some(entries) = tab.get("entries").and_then(Value::as_array)
            && let Some(host) = match entries.get(current(tab, entries.len())) {
                Some(entry) => self.host(entry, "url"),
                // It was loading its first page.
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

    /// Entries of a tab's history, or frames of an entry.
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

    /// `sessionStorage` of a tab, by origin.
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

    /// The number of the current entry counts those before it.
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

    /// The number of the selected tab counts those before it. A window that lost all its tabs but remembers closed
    /// ones of other sites gets an empty tab, without which it would not be restored.
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

    /// Returns the chosen host of an address, also of `view-source:` and `blob:` ones.
    fn host(&self, holder: &Value, key: &str) -> Option<String> {
        let host = host_of(holder.get(key)?.as_str()?)?;
        self.rules.covers_host(host).then(|| host.to_owned())
    }

    /// Says whether a text, or what it is the base64 of, has the address of a chosen site in it.
    fn mentions(&self, text: &str) -> bool {
        let has = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.match_indices("://").any(|(at, _)| {
                let end = |letter: char| !(letter.is_ascii_alphanumeric() || "-._:[]@".contains(letter));
                let rest = text.get(at..).unwrap_or_default();
                let behind = rest.get(3..).unwrap_or_default();
                let until = behind.find(end).map_or(rest.len(), |until| until + 3);
                host_of(rest.get(..until).unwrap_or_default()).is_some_and(|host| self.rules.covers_host(host))
            })
        };
        has(text.as_bytes()) || STANDARD.decode(text).is_ok_and(|bytes| has(&bytes))
    }
}

/// Returns which of its entries a tab shows.
fn current(tab: &Value, entries: usize) -> usize {
    let number = tab.get("index").and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    number.filter(|number| *number > 0).unwrap_or(entries).min(entries).saturating_sub(1)
}

/// Says whether a window without tabs remembers nothing else either.
fn is_forgotten(window: &Map<String, Value>) -> bool {
    let empty = |key: &str| window.get(key).and_then(Value::as_array).is_none_or(Vec::is_empty);
    ["tabs", "_closedTabs", "closedGroups"].into_iter().all(empty)
}

/// Windows of which nothing is left go.
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

/// Sets the number of what is selected to its place among those that stay, counted from 1; 0 is none.
fn select(key: &str, stays: &[bool], before: &Map<String, Value>, after: &mut Map<String, Value>) {
    let number = before.get(key).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    if let Some(number) = number.filter(|number| *number > 0) {
        let kept = stays.iter().take(number).filter(|stays| **stays).count();
        after.insert(key.into(), kept.max(1).into());
    }
}
