use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::SiteStore;
use crate::store::sites;
use crate::store::sites::testing::{edit, rules, verify, with_cookies};
use crate::store::testing::Lab;

const STORE: SiteStore = SiteStore::FirefoxSession;
const AT: &str = "sessionstore-backups/recovery.jsonlz4";

fn entry(url: &str) -> Value {
    json!({"url": url, "title": "page", "ID": 1, "triggeringPrincipal_base64": "{\"3\":{}}"})
}

fn tab(urls: &[&str], index: usize) -> Value {
    let entries: Vec<_> = urls.iter().map(|url| entry(url)).collect();
    json!({"entries": entries, "index": index, "lastAccessed": 1_795_546_022_899_u64, "userContextId": 0})
}

fn closed(tab: &Value) -> Value {
    json!({"state": tab, "title": "page", "closedAt": 1, "pos": 1})
}

fn cookie(host: &str, name: &str, partition: &str) -> Value {
    let attributes = json!({"partitionKey": partition, "userContextId": 0, "firstPartyDomain": ""});
    json!({"host": host, "name": name, "value": "secret", "path": "/", "originAttributes": attributes})
}

fn session(windows: &Value, cookies: &Value) -> Value {
    json!({"version": ["sessionrestore", 1], "windows": windows, "selectedWindow": 1, "_closedWindows": [],
           "session": {"lastUpdate": 1, "startTime": 2.5}, "global": {}, "cookies": cookies})
}

fn put(lab: &Lab, session: &Value) -> RelPath {
    lab.put(AT, mozlz4::packed(session.to_string().as_bytes()).unwrap())
}

fn get(lab: &Lab) -> Value {
    serde_json::from_slice(&mozlz4::unpacked(&lab.get(AT), LARGEST).unwrap()).unwrap()
}

/// Checks that an edit turns one session into another.
fn check(before: &Value, expected: &Value) {
    let (lab, chosen) = (Lab::new(), with_cookies(rules(&["live.com", "tuni.fi"]), "_saml_idp"));
    let at = put(&lab, before);
    let bytes = lab.get(AT);
    let changes = before != expected;
    assert_eq!(verify(&lab.root, &at, STORE, &chosen).is_err(), changes);
    sites::inspect(&lab.root, &at, STORE, &chosen).unwrap();
    assert_eq!(lab.get(AT), bytes);
    assert_eq!(edit(&lab.root, &at, STORE, &chosen), Ok(Edited::of(changes)));
    assert_eq!(&get(&lab), expected);
    assert_eq!(verify(&lab.root, &at, STORE, &chosen), Ok(()));
    if !changes {
        assert_eq!(lab.get(AT), bytes);
    }
}

#[test]
fn cookies_of_chosen_sites_go() {
    let kept = [
        cookie("notlive.com", "a", ""),
        cookie(".live.com.example.org", "a", ""),
        cookie("www.example.org", "a", "(https,live.com.example.org)"),
        cookie("www.example.org", "a", "(https,notlive.com)"),
    ];
    let gone = [
        cookie(".live.com", "a", ""),
        cookie("login.live.com", "a", "(https,example.org)"),
        cookie("www.example.org", "a", "(https,tuni.fi)"),
        cookie("www.example.org", "_saml_idp", ""),
    ];
    let window = json!([{"tabs": [tab(&["https://www.example.org/"], 1)], "selected": 1}]);
    let all: Vec<_> = gone.iter().chain(&kept).cloned().collect();
    check(&session(&window, &all.into()), &session(&window, &kept.to_vec().into()));
}

#[test]
fn tabs_at_chosen_sites_go_and_the_selection_follows() {
    let (login, other) =
        (tab(&["https://a.example/", "https://login.live.com/x"], 2), tab(&["https://notlive.com/"], 1));
    let before = json!([
        {"tabs": [login, other, login, other], "selected": 4, "_closedTabs": [closed(&login), closed(&other)]},
        {"tabs": [login], "selected": 1, "_closedTabs": []},
        {"tabs": [login], "selected": 1, "_closedTabs": [closed(&other)],
         "closedGroups": [{"id": 1, "tabs": [closed(&login), closed(&other)]}]},
    ]);
    let after = json!([
        {"tabs": [other, other], "selected": 2, "_closedTabs": [closed(&other)]},
        {"tabs": [{"entries": []}], "selected": 1, "_closedTabs": [closed(&other)],
         "closedGroups": [{"id": 1, "tabs": [closed(&other)]}]},
    ]);
    let (mut before, mut after) = (session(&before, &json!([])), session(&after, &json!([])));
    before["selectedWindow"] = 3.into();
    after["selectedWindow"] = 2.into();
    before["_closedWindows"] = json!([{"tabs": [login], "title": "x"}, {"tabs": [other, login], "selected": 2}]);
    after["_closedWindows"] = json!([{"tabs": [other], "selected": 1}]);
    before["lastSessionState"] = json!({"windows": [{"tabs": [other, login]}]});
    after["lastSessionState"] = json!({"windows": [{"tabs": [other]}]});
    before["savedGroups"] = json!([{"id": 2, "tabs": [closed(&login)]}]);
    after["savedGroups"] = json!([{"id": 2, "tabs": []}]);
    check(&before, &after);
}

#[test]
fn other_tabs_stay_without_what_is_a_chosen_sites() {
    let mut before =
        tab(&["https://live.com/", "https://a.example/", "https://moodle.tuni.fi/", "https://b.example/"], 4);
    let mut after = tab(&["https://a.example/", "https://b.example/"], 2);
    before["storage"] = json!({
        "https://a.example": {"k": "v"},
        "https://login.live.com^partitionKey=%28https%2Ca.example%29": {"k": "secret"},
        "https://a.example^partitionKey=%28https%2Ctuni.fi%29": {"k": "secret"},
        "https://live.com.example.org": {"k": "v"},
    });
    after["storage"] = json!({"https://a.example": {"k": "v"}, "https://live.com.example.org": {"k": "v"}});
    // A frame of a chosen site, and how the page was reached.
    before["entries"][3]["children"] = json!([entry("https://login.live.com/frame"), entry("https://c.example/")]);
    after["entries"][1]["children"] = json!([entry("https://c.example/")]);
    let principal = STANDARD.encode("{\"1\":{\"0\":\"https://login.live.com/?code=secret\"}}");
    before["entries"][3]["triggeringPrincipal_base64"] = principal.clone().into();
    before["entries"][3]["principalToInherit_base64"] = "{\"1\":{\"0\":\"https://login.live.com/\"}}".into();
    for key in ["triggeringPrincipal_base64", "principalToInherit_base64"] {
        after["entries"][1].as_object_mut().unwrap().shift_remove(key);
    }
    for entry in [&mut before["entries"][1], &mut after["entries"][0]] {
        entry["referrerInfo"] = STANDARD.encode("\u{1}https://notlive.com/?https").into();
    }
    let (before, after) = (json!([{"tabs": [before]}]), json!([{"tabs": [after]}]));
    check(&session(&before, &json!([])), &session(&after, &json!([])));
}

#[test]
fn a_session_without_chosen_sites_is_not_written() {
    let tabs = json!([tab(&["about:newtab"], 1), tab(&["https://a.example/?u=https://live.com/"], 1), {"entries": []}]);
    let same = session(&json!([{"tabs": tabs, "selected": 1}, {"tabs": []}]), &json!([cookie("a.example", "a", "")]));
    check(&same, &same);
}

#[test]
fn what_is_not_understood_is_kept_and_reported() {
    let lab = Lab::new();
    let check = |bytes: Vec<u8>, schema: bool| {
        let at = lab.put(AT, &bytes);
        let result = edit(&lab.root, &at, STORE, &rules(&["live.com"]));
        let as_expected = match &result {
            Err(EditError::UnknownSchema(_)) => schema,
            Err(EditError::Damaged(_)) => !schema,
            _ => false,
        };
        assert!(as_expected, "{result:?}");
        assert_eq!(lab.get(AT), bytes);
    };
    let packed = |text: &str| mozlz4::packed(text.as_bytes()).unwrap();
    check(packed(r#"{"version": ["sessionrestore", 2], "windows": []}"#), true);
    check(packed(r#"{"version": ["sessionrestore", 1]}"#), true);
    check(packed("{"), false);
    check(b"mozLz40\0\x10\0\0\0".to_vec(), false);
    check(b"mozLz40\0\xff\xff\xff\xff\x10a".to_vec(), false);
    check(b"something".to_vec(), false);
}

#[test]
fn a_plain_session_of_before_2017_stays_plain() {
    let lab = Lab::new();
    let before =
        session(&json!([{"tabs": [tab(&["https://live.com/"], 1), tab(&["https://a.example/"], 1)]}]), &json!([]));
    let at = lab.put("sessionstore.js", before.to_string());
    assert_eq!(edit(&lab.root, &at, STORE, &rules(&["live.com"])), Ok(Edited::CHANGED));
    let after: Value = serde_json::from_slice(&lab.get("sessionstore.js")).unwrap();
    assert_eq!(after["windows"][0]["tabs"], json!([tab(&["https://a.example/"], 1)]));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        prop::sample::select(vec!["https://live.com/", "https://a.example/", "live.com", "x", "://", "^"])
            .prop_map(Value::from),
    ];
    let keys = vec![
        "tabs",
        "entries",
        "url",
        "index",
        "state",
        "windows",
        "_closedTabs",
        "selected",
        "cookies",
        "host",
        "name",
        "value",
        "children",
        "storage",
        "originAttributes",
        "partitionKey",
        "_closedWindows",
        "selectedWindow",
        "triggeringPrincipal_base64",
    ];
    leaf.prop_recursive(6, 60, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(keys.clone()), inner, 0..5)
                .prop_map(|all| all.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Value>()),
        ]
    })
}

proptest! {
    #[test]
    fn no_tree_makes_it_panic_and_a_second_time_nothing_goes(tree in any_json()) {
        let chosen = rules(&["live.com"]);
        let after = without(&tree, &chosen, &mut Findings::default());
        let mut again = Findings::default();
        prop_assert_eq!(&without(&after, &chosen, &mut again), &after);
        prop_assert_eq!(again.total(), 0);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        drop(reduced(&bytes, &rules(&["live.com"])));
    }

    #[test]
    fn what_is_kept_and_what_is_removed_is_what_there_was(picks in prop::collection::vec(0..4_usize, 1..9)) {
        let all = ["https://login.live.com/", "https://notlive.com/", "https://live.com/x", "https://a.example/"];
        let tabs = |wanted: &dyn Fn(usize) -> bool| -> Vec<Value> {
            picks.iter().filter(|pick| wanted(**pick)).map(|pick| tab(&[all[*pick]], 1)).collect()
        };
        let before = session(&json!([{"tabs": tabs(&|_| true)}, {"tabs": [tab(&[all[3]], 1)]}]), &json!([]));
        let mut found = Findings::default();
        let after = without(&before, &rules(&["live.com"]), &mut found);
        let kept = tabs(&|pick| pick % 2 == 1);
        let windows = after["windows"].as_array().unwrap();
        let first = if windows.len() == 2 { windows[0]["tabs"].clone() } else { json!([]) };
        prop_assert_eq!(found.total(), (picks.len() - kept.len()) as u64);
        prop_assert_eq!(first, Value::from(kept));
    }
}
