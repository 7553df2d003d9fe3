//! Firefox's `extensions.json`: removes entries from its list of add-ons by their id, and from the others what is not
//! known to be worth keeping: from where they were installed, what they noted at their last start. Source: Firefox
//! 153.8.0esr, `XPIDatabase.sys.mjs`, `toJSON` and `PROP_JSON_FIELDS`.

use serde_json::{Map, Value};

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// The list of add-ons, and the version of its form.
const LIST: &str = "addons";
const VERSION: &str = "schemaVersion";

/// What an add-on is and whether it is on: from its manifest and its signature, or chosen by the person. Not what it
/// notes at its start (`startupData`, with addresses that it listens for) nor notes on a version (`releaseNotesURI`).
const OF_ADD_ON: &[&str] = &[
    "id",
    "syncGUID",
    "version",
    "type",
    "loader",
    "updateURL",
    "installOrigins",
    "manifestVersion",
    "optionsURL",
    "optionsType",
    "optionsBrowserStyle",
    "aboutURL",
    "defaultLocale",
    "visible",
    "active",
    "userDisabled",
    "appDisabled",
    "embedderDisabled",
    "pendingUninstall",
    "installDate",
    "updateDate",
    "applyBackgroundUpdates",
    "path",
    "skinnable",
    "softDisabled",
    "foreignInstall",
    "strictCompatibility",
    "locales",
    "targetApplications",
    "targetPlatforms",
    "signedState",
    "signedTypes",
    "signedDate",
    "seen",
    "dependencies",
    "incognito",
    "userPermissions",
    "optionalPermissions",
    "requestedPermissions",
    "icons",
    "iconURL",
    "blocklistAttentionDismissed",
    "blocklistState",
    "blocklistURL",
    "previewImage",
    "hidden",
    "recommendationState",
    "rootURI",
    "location",
];

/// What an add-on says of its installation: from which page, by which kind of page. The browser does not need it, except
/// of what a policy installed: by it the browser, and the next run, know that it is the policy's.
const OF_INSTALLATION: [&str; 2] = ["installTelemetryInfo", "sourceURI"];

/// Where an add-on that a policy installed came from.
const POLICY: &str = "enterprise-policy";

/// Returns the file without the add-ons whose ids the scope does not keep, or `None` if nothing is removed. An entry
/// without an id is removed, and so is all of a file that cannot be read: the browser makes it anew from the add-ons.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    without(bytes, scope)
        .unwrap_or_else(|_damaged| Some(Reduced { bytes: Vec::new(), changes: 1, is_incomplete: true }))
}

fn without(bytes: &[u8], scope: &Scope<String>) -> Result<Option<Reduced>, String> {
    let mut top = super::json::parse(bytes)?;
    let members = top.as_object_mut().ok_or("not an object")?;
    let Some(list) = members.get_mut(LIST) else { return Ok(None) };
    let list = list.as_array_mut().ok_or("its add-ons are no list")?;
    let before = list.len();
    list.retain(|addon| {
        let id = addon.get("id").and_then(Value::as_str);
        id.is_some_and(|id| scope.at([id]) == Some(Fate::Keep))
    });
    let mut changes = before.abs_diff(list.len());
    for addon in list.iter_mut() {
        let is_policys = addon.pointer("/installTelemetryInfo/source").is_some_and(|from| from == POLICY);
        let stays = |name: &str| OF_ADD_ON.contains(&name) || is_policys && OF_INSTALLATION.contains(&name);
        // The browser writes null for what an add-on does not have.
        changes +=
            addon.as_object_mut().map_or(0, |members| retain(members, |name, value| stays(name) || value.is_null()));
    }
    changes += retain(members, |name, _value| [LIST, VERSION].contains(&name));
    if changes == 0 {
        return Ok(None);
    }
    let bytes = serde_json::to_vec(&top).map_err(|error| error.to_string())?;
    Ok(Some(Reduced::of(bytes, u64::try_from(changes).unwrap_or(u64::MAX))))
}

/// Removes the members that are not `wanted`, and returns how many these were.
fn retain(members: &mut Map<String, Value>, wanted: impl Fn(&str, &Value) -> bool) -> usize {
    let before = members.len();
    members.retain(|name, value| wanted(name, value));
    before.abs_diff(members.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(kept: &[&str]) -> Scope<String> {
        let mut scope = Scope::new(Fate::Remove);
        for id in kept {
            scope.keep(&[(*id).into()]);
        }
        scope
    }

    #[test]
    fn add_ons_go_by_their_ids_and_what_is_not_known_goes() {
        let file = br#"{"schemaVersion":37,"addons":[{"id":"a@x.y","seen":true,"startupData":{"urls":["https://v.example"]},
            "later":1},{"id":"b@x.y"},{"id":"c@x.y","location":"app-profile","startupData":null},{"n":2}],"later":[1]}"#;
        let reduced = reduce(file, &scope(&["a@x.y", "c@x.y"])).unwrap();
        assert_eq!(reduced.changes, 5);
        let left = br#"{"schemaVersion":37,"addons":[{"id":"a@x.y","seen":true},{"id":"c@x.y","location":"app-profile","startupData":null}]}"#;
        assert_eq!(String::from_utf8_lossy(&reduced.bytes), String::from_utf8_lossy(left));
        assert_eq!(reduce(&reduced.bytes, &scope(&["a@x.y", "c@x.y"])), None);
    }

    #[test]
    fn where_an_add_on_came_from_goes_unless_a_policy_installed_it() {
        let file = br#"{"addons":[{"id":"a@x.y","installTelemetryInfo":{"sourceURL":"https://visited.example/"},
            "sourceURI":"https://visited.example/a.xpi","version":"1"},{"id":"b@x.y","sourceURI":null},
            {"id":"c@x.y","installTelemetryInfo":{"source":"enterprise-policy"},"sourceURI":"https://school.example/c"}]}"#;
        let reduced = reduce(file, &scope(&["*"])).unwrap();
        let left = br#"{"addons":[{"id":"a@x.y","version":"1"},{"id":"b@x.y","sourceURI":null},{"id":"c@x.y","installTelemetryInfo":{"source":"enterprise-policy"},"sourceURI":"https://school.example/c"}]}"#;
        assert_eq!(String::from_utf8_lossy(&reduced.bytes), String::from_utf8_lossy(left));
        assert_eq!(reduce(&reduced.bytes, &scope(&["*"])), None);
    }

    #[test]
    fn what_is_no_list_of_add_ons_goes() {
        for file in ["[1", "[]", r#"{"addons":{"id":"a"}}"#] {
            assert_eq!(reduce(file.as_bytes(), &scope(&[])).unwrap().bytes, b"", "{file}");
        }
        assert_eq!(reduce(br#"{"schemaVersion":37}"#, &scope(&[])), None);
    }
}
