//! Edits per-site keys of Chromium's `Preferences`: permissions and other exceptions, zoom, sites not to translate.
//! Touches no other key, and none that an integrity code (MAC) guards: Chromium would reset it.
//!
//! Observed in Chromium 156, where no code guards any of these.

use serde_json::{Map, Value};

use super::keys::chosen_pattern;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::keys::json::look_up;
use crate::store::keys::read;
use crate::store::sites::editor::SiteEditor;
use crate::store::sites::findings::{Findings, none_left};

/// Paths of objects with sites as keys, and how many levels below the path these keys are.
const PLACES: [(&[&str], u8); 5] = [
    (&["profile", "content_settings", "exceptions"], 1),
    (&["profile", "content_settings", "partitioned_exceptions"], 1),
    (&["partition", "per_host_zoom_levels"], 1),
    (&["profile", "per_host_zoom_levels"], 0),
    (&["translate_site_blocklist_with_time"], 0),
];

/// The keys of sites in `Preferences`.
pub(in crate::store::sites) struct Preferences;

impl SiteEditor for Preferences {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(reduce(&read(root, at)?, rules)?.1.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<Edited, EditError> {
        let (after, found) = reduce(&read(root, at)?, rules)?;
        if found.total() == 0 {
            return Ok(Edited::UNCHANGED);
        }
        let bytes = serde_json::to_vec(&after).map_err(|error| EditError::Damaged(error.to_string()))?;
        root.replace(at, &bytes)?;
        none_left(&self.inspect(root, at, rules)?)?;
        Ok(Edited::CHANGED)
    }
}

/// Returns the settings without the keys of chosen sites, and the removed keys by host.
fn reduce(bytes: &[u8], rules: &SiteRules) -> Result<(Value, Findings), EditError> {
    let mut found = Findings::default();
    if bytes.is_empty() {
        // A crash or a full disk left the file empty; the browser replaces it.
        return Ok((Value::Null, found));
    }
    let mut settings: Value = serde_json::from_slice(bytes).map_err(|error| EditError::Damaged(error.to_string()))?;
    if !settings.is_object() {
        return Err(EditError::Damaged("not an object".into()));
    }
    for (place, depth) in PLACES {
        let guarded = (1..=place.len()).any(|length| {
            let path = ["protection", "macs"].into_iter().chain(place.iter().take(length).copied());
            look_up(&settings, path).is_some_and(|code| length == place.len() || code.is_string())
        });
        let before = found.total();
        if let Some(members) = object_at(&mut settings, place) {
            remove(members, depth, rules, &mut found);
        }
        if guarded && found.total() > before {
            return Err(EditError::UnknownSchema("settings of sites that a code guards".into()));
        }
    }
    Ok((settings, found))
}

fn remove(members: &mut Map<String, Value>, depth: u8, rules: &SiteRules, found: &mut Findings) {
    if depth > 0 {
        for (_name, below) in members.iter_mut() {
            if let Some(members) = below.as_object_mut() {
                remove(members, depth - 1, rules, found);
            }
        }
        return;
    }
    members.retain(|key, _value| {
        let host = key.split(',').find_map(|pattern| chosen_pattern(rules, pattern));
        if let Some(host) = &host {
            found.add(host, None);
        }
        host.is_none()
    });
}

fn object_at<'v>(value: &'v mut Value, path: &[&str]) -> Option<&'v mut Map<String, Value>> {
    path.iter().try_fold(value, |value, key| value.as_object_mut()?.get_mut(*key))?.as_object_mut()
}
