//! Firefox's `search.json.mozlz4`: keeps the browser's own search engines, those of a policy and of extensions, their
//! order and which one is the default. Engines that the person made, or took from a page, go: their addresses name sites
//! and may hold a key of the person's.
//!
//! Rules name a member of an engine `engines.browser.member` or `engines.extension.member`. Source: Firefox 153.8.0esr,
//! `SearchSettings.sys.mjs` and `SearchService.sys.mjs` (`loadEnginesFromSettings`), `toJSON` of the engines' classes.

use serde_json::{Map, Value};

use super::json::{self, prune};
use super::reduced::Reduced;
use crate::model::Scope;
use crate::store::error::EditError;
use crate::store::mozlz4;

/// The largest unpacked size. The file has some kilobytes, and hundreds where extensions bring icons.
const LARGEST: u32 = 16 << 20;

/// The list of engines, and the choices that are about all of them.
const ENGINES: &str = "engines";
const CHOICES: &str = "metaData";

/// Members that say that an engine is the browser's own. The older names were in use before Firefox 119 and 138.
const OWN: [&str; 3] = ["_isConfigEngine", "_isAppProvided", "_isBuiltin"];

/// Members that name the extension of an engine.
const OF_EXTENSION: [&str; 2] = ["_extensionID", "extensionID"];

/// The beginning of the origin of an engine that a policy brings.
const OF_POLICY: &str = "[policy]";

/// The choices that name an engine, with the code that guards each, and the member by which they name it.
const DEFAULTS: [(&str, &str, &str); 4] = [
    ("defaultEngineId", "defaultEngineIdHash", "id"),
    ("privateDefaultEngineId", "privateDefaultEngineIdHash", "id"),
    ("current", "hash", "_name"),
    ("private", "privateHash", "_name"),
];

/// Returns the file without what the scope does not keep, or `None` if nothing is removed. A file that cannot be read
/// becomes empty: without one the browser has its own engines.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    without(bytes, scope)
        .unwrap_or_else(|_damaged| Some(Reduced { bytes: Vec::new(), changes: 1, is_incomplete: true }))
}

fn without(bytes: &[u8], scope: &Scope<String>) -> Result<Option<Reduced>, EditError> {
    let damaged = |what: String| EditError::Damaged(what);
    let before = json::parse(&mozlz4::unpacked(bytes, LARGEST)?).map_err(damaged)?;
    let members = before.as_object().ok_or_else(|| damaged("not an object".into()))?;
    let engines = members.get(ENGINES).and_then(Value::as_array).ok_or_else(|| damaged("no engines".into()))?;
    let top = scope.start().ok_or(EditError::Internal)?;
    let below = top.step(ENGINES);
    let kept: Vec<Value> = engines.iter().filter_map(|engine| prune(engine, &below.step(kind(engine)?))).collect();
    if kept.is_empty() {
        return Err(damaged("no engine is left".into()));
    }
    let mut after = Map::new();
    for (name, value) in members {
        let value = match name.as_str() {
            ENGINES => Some(Value::Array(kept.clone())),
            CHOICES => prune(value, &top.step(name)).map(|choices| without_lost_defaults(choices, &kept)),
            _ => prune(value, &top.step(name)),
        };
        after.extend(value.map(|value| (name.clone(), value)));
    }
    let after = Value::Object(after);
    if after == before {
        return Ok(None);
    }
    let changes = engines.len().abs_diff(kept.len()).max(1);
    let bytes = serde_json::to_vec(&after).map_err(|_impossible| EditError::Internal)?;
    Ok(Some(Reduced::of(mozlz4::packed(&bytes)?, u64::try_from(changes).unwrap_or(u64::MAX))))
}

/// Returns the name under which the rules for an engine stand; `None` for one that goes.
fn kind(engine: &Value) -> Option<&'static str> {
    let is_of_policy =
        || engine.get("_loadPath").and_then(Value::as_str).is_some_and(|from| from.starts_with(OF_POLICY));
    if OWN.iter().any(|name| engine.get(name) == Some(&Value::Bool(true))) || is_of_policy() {
        return Some("browser");
    }
    OF_EXTENSION.iter().any(|name| engine.get(name).is_some_and(Value::is_string)).then_some("extension")
}

/// Drops the choice of a default that is not there any more. The browser then takes its own, without a message.
fn without_lost_defaults(mut choices: Value, engines: &[Value]) -> Value {
    if let Some(choices) = choices.as_object_mut() {
        for (choice, guard, name) in DEFAULTS {
            let is_kept =
                |chosen: &Value| *chosen == "" || engines.iter().any(|engine| engine.get(name) == Some(chosen));
            if choices.get(choice).is_none_or(|chosen| !is_kept(chosen)) {
                choices.shift_remove(choice);
                choices.shift_remove(guard);
            }
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::store::testing::keeping;

    fn scope() -> Scope<String> {
        keeping(&[
            "version",
            "metaData.useSavedOrder",
            "metaData.defaultEngineId",
            "metaData.defaultEngineIdHash",
            "engines.browser.id",
            "engines.browser._name",
            "engines.browser._isConfigEngine",
            "engines.browser._loadPath",
            "engines.browser._metaData.order",
            "engines.extension.id",
            "engines.extension._name",
            "engines.extension._extensionID",
            "engines.extension._urls",
        ])
    }

    fn reduced(before: &Value) -> Value {
        let packed = mozlz4::packed(before.to_string().as_bytes()).unwrap();
        let Some(after) = reduce(&packed, &scope()) else { return before.clone() };
        assert_eq!(reduce(&after.bytes, &scope()), None, "a second time nothing goes");
        serde_json::from_slice(&mozlz4::unpacked(&after.bytes, LARGEST).unwrap()).unwrap()
    }

    fn file(default: &str) -> Value {
        json!({"version": 14, "later": "https://canary.example/", "engines": [
            {"id": "ddg", "_name": "DuckDuckGo", "_isConfigEngine": true, "_urls": ["https://canary.example/"],
             "_metaData": {"order": 1, "overriddenURL": "https://canary.example/"}},
            {"id": "u1", "_name": "Mine", "_loadPath": "[user]", "_urls": [{"template": "https://canary.example/?key=k"}]},
            {"id": "o1", "_name": "Of a page", "_loadPath": "[https]canary.example/", "_urls": []},
            {"id": "p1", "_name": "School", "_loadPath": "[policy]", "_metaData": {}},
            {"id": "e1", "_name": "Of an extension", "_extensionID": "a@x.y", "_urls": [1], "canary": 1},
        ], "metaData": {"useSavedOrder": true, "defaultEngineId": default, "defaultEngineIdHash": "hash",
            "contextual-engines-seen": {"canary": 1}}})
    }

    #[test]
    fn only_the_browsers_engines_and_those_of_extensions_stay_with_what_was_chosen() {
        let left = reduced(&file("e1"));
        assert!(!left.to_string().contains("canary"), "{left}");
        let wanted = json!({"version": 14, "engines": [
            {"id": "ddg", "_name": "DuckDuckGo", "_isConfigEngine": true, "_metaData": {"order": 1}},
            {"id": "p1", "_name": "School", "_loadPath": "[policy]"},
            {"id": "e1", "_name": "Of an extension", "_extensionID": "a@x.y", "_urls": [1]},
        ], "metaData": {"useSavedOrder": true, "defaultEngineId": "e1", "defaultEngineIdHash": "hash"}});
        assert_eq!(left, wanted);
    }

    #[test]
    fn a_default_that_goes_is_none_any_more() {
        assert_eq!(reduced(&file("u1"))["metaData"], json!({"useSavedOrder": true}));
    }

    #[test]
    fn what_is_no_list_of_engines_goes() {
        let packed = |text: &str| mozlz4::packed(text.as_bytes()).unwrap();
        for file in
            [b"{}".to_vec(), packed("[]"), packed(r#"{"engines": []}"#), packed(r#"{"engines": [{"id": "x"}]}"#)]
        {
            assert_eq!(reduce(&file, &scope()).unwrap().bytes, b"");
        }
    }
}
