//! Chromium's JSON settings: keeps the allowed values and removes the rest. Adds no value, except the mark that makes
//! Chromium name a profile again.

use serde_json::{Map, Value};

use super::granted;
use super::lenient;
use super::reduced::Reduced;
use crate::model::{Cursor, Fate, RelPath, Scope};

/// The largest text that is parsed, in bytes. Settings files have a few megabytes.
const LARGEST: usize = 16 << 20;

/// The most values that are parsed. Each takes some hundred bytes of memory, and an empty one two of a file.
const MOST_VALUES: usize = 300_000;

/// Returns the value of a JSON text; refuses one that would take more memory than a run may.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    // In text a comma is no sign of a further value, but there are few of them there.
    let values = bytes.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count();
    if bytes.len() > LARGEST || values > MOST_VALUES {
        return Err("too large for what it should be".into());
    }
    serde_json::from_slice(bytes).map_err(|error| error.to_string())
}

/// The rules that a file needs besides the allow-list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    /// No other rules.
    Plain,
    /// `Local State`, where profiles lose their names.
    LocalState,
    /// `Preferences`, where extensions lose hosts that were granted to them.
    Preferences,
}

impl Special {
    /// Returns the rules for a file, by its name.
    pub(super) fn of(at: &RelPath) -> Self {
        match at.file_name().to_str() {
            Some("Local State") => Self::LocalState,
            Some("Preferences") => Self::Preferences,
            _ => Self::Plain,
        }
    }
}

/// Returns the file without what the scope does not keep, `None` if nothing is removed. Of a file that cannot be parsed,
/// that is what can be read of it.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>, special: Special) -> Option<Reduced> {
    let (before, is_incomplete) = match parse(bytes) {
        Ok(value) if value.is_object() => (value, None),
        Ok(_) | Err(_) => {
            let read = lenient::read(bytes, scope);
            (read.object, Some(read.is_incomplete))
        }
    };
    let top = scope.start()?;
    let mut after = prune(&before, &top).unwrap_or_else(|| Value::Object(Map::new()));
    if after == before && is_incomplete.is_none() {
        return None;
    }
    if special == Special::Preferences {
        granted::remove_hosts(&before, &mut after);
    }
    update_macs(&before, &mut after);
    if special == Special::LocalState {
        let named_anew = |dir: &str| scope.at(["profile", "info_cache", dir, DEFAULT_NAME]) == Some(Fate::Keep);
        request_new_names(&before, &mut after, named_anew);
    }
    if after == before && is_incomplete.is_none() {
        return None;
    }
    let reduced = serde_json::to_vec(&after).ok()?;
    if reduced == bytes {
        return None;
    }
    let changes = leaves(&before).abs_diff(leaves(&after)).max(1);
    Some(Reduced { bytes: reduced, changes, is_incomplete: is_incomplete == Some(true) })
}

/// Returns the kept part of a value. An array is kept or removed whole: its items have no names that a rule could use.
pub(super) fn prune(value: &Value, at: &Cursor<'_, String, Fate>) -> Option<Value> {
    let kept = *at.value() == Fate::Keep;
    let Value::Object(members) = value else { return kept.then(|| value.clone()) };
    if at.is_uniform() {
        return kept.then(|| value.clone());
    }
    let left: Map<String, Value> =
        members.iter().filter_map(|(key, below)| Some((key.clone(), prune(below, &at.step(key))?))).collect();
    (kept || !left.is_empty()).then_some(Value::Object(left))
}

fn leaves(value: &Value) -> u64 {
    value.as_object().map_or(1, |members| members.values().map(leaves).sum())
}

const MACS: [&str; 2] = ["protection", "macs"];

/// Keeps the integrity codes (MACs) of exactly those settings that are kept unchanged.
///
/// Chromium guards some settings with a code at `protection.macs.<name of the setting>`, and all codes with one more
/// (`super_mac`). It resets a value without its code, and a code without its value would reveal that there was one. The
/// code over all codes is kept only if no code was removed. Observed in Chromium 156, 2026-11-24.
fn update_macs(before: &Value, after: &mut Value) {
    let Some(Value::Object(macs)) = look_up(before, MACS.iter().copied()) else { return };
    let mut path = Vec::new();
    let kept = kept_macs(macs, &mut path, before, after);
    let complete = kept.as_ref().map_or(0, |kept| leaves(&Value::Object(kept.clone()))) == leaves_of(macs);
    let Some(protection) = object_at(after, &["protection"]) else { return };
    match kept {
        // Replaced in place, so that the order of the keys does not change.
        Some(kept) => drop(protection.insert("macs".into(), Value::Object(kept))),
        None => drop(protection.shift_remove("macs")),
    }
    if !complete {
        protection.shift_remove("super_mac");
        protection.shift_remove("super_encrypted_hash");
    }
    let empty = protection.is_empty();
    if let (true, Some(top)) = (empty, after.as_object_mut()) {
        top.shift_remove("protection");
    }
}

fn leaves_of(members: &Map<String, Value>) -> u64 {
    members.values().map(leaves).sum()
}

fn kept_macs<'v>(
    macs: &'v Map<String, Value>,
    path: &mut Vec<&'v str>,
    before: &Value,
    after: &Value,
) -> Option<Map<String, Value>> {
    let mut kept = Map::new();
    for (key, below) in macs {
        // Newer versions write a second, encrypted code beside the first.
        path.push(key.strip_suffix("_encrypted_hash").unwrap_or(key));
        let left = match below {
            Value::Object(members) => kept_macs(members, path, before, after).map(Value::Object),
            code => {
                let value = look_up(after, path.iter().copied());
                (value.is_some() && value == look_up(before, path.iter().copied())).then(|| code.clone())
            }
        };
        path.pop();
        if let Some(left) = left {
            kept.insert(key.clone(), left);
        }
    }
    (!kept.is_empty()).then_some(kept)
}

const DEFAULT_NAME: &str = "is_using_default_name";

/// Marks profiles whose name was removed, so that Chromium names them again at its next start.
///
/// A profile's name is often the user's, so it is removed. Without a name the profile menu would be blank, unless this
/// mark says that the name was Chromium's own.
fn request_new_names(before: &Value, after: &mut Value, named_anew: impl Fn(&str) -> bool) {
    let Some(Value::Object(profiles)) = look_up(before, ["profile", "info_cache"]) else { return };
    for (dir, entry) in profiles {
        let kept = look_up(after, ["profile", "info_cache", dir, "name"]).is_some();
        if entry.get("name").is_none() || kept || !named_anew(dir) {
            continue;
        }
        if let Some(entry) = object_at(after, &["profile", "info_cache", dir]) {
            entry.insert(DEFAULT_NAME.into(), Value::Bool(true));
        }
    }
}

/// Returns the value at a path of keys.
pub(in crate::store) fn look_up<'v, 'p>(
    value: &'v Value,
    path: impl IntoIterator<Item = &'p str>,
) -> Option<&'v Value> {
    path.into_iter().try_fold(value, |value, key| value.as_object()?.get(key))
}

/// Returns the object at a path and creates missing ones; `None` if another kind of value is on the path.
fn object_at<'v>(value: &'v mut Value, path: &[&str]) -> Option<&'v mut Map<String, Value>> {
    path.iter()
        .try_fold(value, |value, key| {
            Some(value.as_object_mut()?.entry(*key).or_insert_with(|| Value::Object(Map::new())))
        })?
        .as_object_mut()
}

#[cfg(test)]
mod tests;
