//! Firefox's `extensions.json`: removes entries from its list of add-ons by their id, and from the others what they say
//! of their installation; keeps everything else. Source: `toolkit/mozapps/extensions/internal/XPIDatabase.sys.mjs`,
//! `toJSON`.

use serde_json::Value;

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// The list of add-ons, the only member that is edited.
const LIST: &str = "addons";

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
    let is_policys = |addon: &Value| addon.pointer("/installTelemetryInfo/source").is_some_and(|from| from == POLICY);
    for addon in list.iter_mut().filter(|addon| !is_policys(addon)).filter_map(Value::as_object_mut) {
        for name in OF_INSTALLATION {
            if addon.get(name).is_some_and(|value| !value.is_null()) {
                addon.shift_remove(name);
                changes += 1;
            }
        }
    }
    if changes == 0 {
        return Ok(None);
    }
    let bytes = serde_json::to_vec(&top).map_err(|error| error.to_string())?;
    Ok(Some(Reduced::of(bytes, u64::try_from(changes).unwrap_or(u64::MAX))))
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
    fn add_ons_go_by_their_ids_and_the_rest_stays_as_it_is() {
        let file = br#"{"schemaVersion":37,"addons":[{"id":"a@x.y","n":1.50},{"id":"b@x.y"},{"n":2}],"z":[1]}"#;
        let reduced = reduce(file, &scope(&["a@x.y"])).unwrap();
        assert_eq!(reduced.changes, 2);
        let left = br#"{"schemaVersion":37,"addons":[{"id":"a@x.y","n":1.5}],"z":[1]}"#;
        assert_eq!(String::from_utf8_lossy(&reduced.bytes), String::from_utf8_lossy(left));
        assert_eq!(reduce(&reduced.bytes, &scope(&["a@x.y"])), None);
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
