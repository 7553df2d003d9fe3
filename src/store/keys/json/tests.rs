use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::{Edit, KeyFormat};
use crate::store::error::{EditError, Edited};
use crate::store::testing::{Lab, edit, keeping, rel, verify};

fn keys(scope: Scope<String>) -> Edit {
    Edit::Keys { format: KeyFormat::Json, scope: scope.into() }
}

fn reduced(before: &Value, scope: &Scope<String>, special: Special) -> Value {
    match reduce(before.to_string().as_bytes(), scope, special) {
        Some(reduced) => serde_json::from_slice(&reduced.bytes).unwrap(),
        None => before.clone(),
    }
}

#[test]
fn the_allow_list_is_kept_exactly() {
    let before = json!({
        "homepage": "https://start.example/",
        "browser": {"show_home_button": true, "last_seen": 3, "theme": {"color": 1, "deep": {"x": []}}},
        "profile": {"content_settings": {"exceptions": {"site_engagement": {"https://a.example:443,*": 1}}}},
        "empty": {}, "kept_empty": {}, "list": [1, {"account": "x"}], "big": 13_443_000_000_000_000_001_u64,
    });
    let scope =
        keeping(&["homepage", "browser.show_home_button", "browser.theme", "list", "big", "kept_empty", "absent"]);
    let after = json!({
        "homepage": "https://start.example/",
        "browser": {"show_home_button": true, "theme": {"color": 1, "deep": {"x": []}}},
        "kept_empty": {}, "list": [1, {"account": "x"}], "big": 13_443_000_000_000_000_001_u64,
    });
    assert_eq!(reduced(&before, &scope, Special::Plain), after);
    assert_eq!(reduced(&after, &scope, Special::Plain), after, "a second time nothing changes");
}

#[test]
fn a_removal_below_a_kept_name_goes() {
    let mut scope = Scope::new(Fate::Keep);
    scope.remove(&["autofill".into(), "addresses".into()]);
    let before = json!({"autofill": {"enabled": true, "addresses": [1]}, "x": 1});
    assert_eq!(reduced(&before, &scope, Special::Plain), json!({"autofill": {"enabled": true}, "x": 1}));
}

#[test]
fn macs_stay_or_go_together_with_their_values() {
    let before = json!({
        "homepage": "https://start.example/",
        "extensions": {"settings": {"aaaa": {"location": 1}, "bbbb": {"location": 1}}},
        "google": {"services": {"account_id": "someone"}},
        "partly": {"kept": 1, "gone": 2},
        "protection": {
            "macs": {
                "homepage": "H", "homepage_encrypted_hash": "HE", "pinned_tabs": "P", "partly": "Q",
                "extensions": {"settings": {"aaaa": "A", "bbbb": "B"}, "settings_encrypted_hash": {"aaaa": "AE", "zzzz": "Z"}},
                "google": {"services": {"account_id": "G"}},
            },
            "super_mac": "S", "super_encrypted_hash": "SE",
        },
    });
    // The list names only the code of the home page: the values decide.
    let scope = keeping(&[
        "homepage",
        "extensions.settings",
        "partly.kept",
        "protection.macs.homepage",
        "protection.super_mac",
        "protection.super_encrypted_hash",
        "protection.macs.pinned_tabs",
    ]);
    let after = json!({
        "homepage": "https://start.example/",
        "extensions": {"settings": {"aaaa": {"location": 1}, "bbbb": {"location": 1}}},
        "partly": {"kept": 1},
        "protection": {"macs": {
            "homepage": "H", "homepage_encrypted_hash": "HE",
            "extensions": {"settings": {"aaaa": "A", "bbbb": "B"}, "settings_encrypted_hash": {"aaaa": "AE"}},
        }},
    });
    assert_eq!(reduced(&before, &scope, Special::Plain), after);
    assert_eq!(reduced(&after, &scope, Special::Plain), after);
}

#[test]
fn the_mac_over_all_stays_where_every_mac_stays() {
    let before = json!({"homepage": "h", "gone": 1, "protection": {"macs": {"homepage": "H"}, "super_mac": "S"}});
    let scope = keeping(&["homepage", "protection.super_mac"]);
    let after = json!({"homepage": "h", "protection": {"macs": {"homepage": "H"}, "super_mac": "S"}});
    assert_eq!(reduced(&before, &scope, Special::Plain), after);
    let only = json!({"protection": {"super_mac": "S"}});
    assert_eq!(reduced(&only, &scope, Special::Plain), only, "Secure Preferences on Linux");
}

#[test]
fn a_profile_without_its_name_is_named_anew() {
    let before = json!({"profile": {"last_used": "Default", "info_cache": {
        "Default": {"name": "Aino Example", "user_name": "aino@example.org", "is_using_default_name": false},
        "Profile 1": {"name": "Work"},
    }}});
    let scope = keeping(&["profile.info_cache.*.is_using_default_name"]);
    let after = json!({"profile": {"info_cache": {
        "Default": {"is_using_default_name": true}, "Profile 1": {"is_using_default_name": true},
    }}});
    assert_eq!(reduced(&before, &scope, Special::LocalState), after);
    assert_eq!(reduced(&after, &scope, Special::LocalState), after);
    let kept = keeping(&["profile.info_cache"]);
    assert_eq!(reduced(&before, &kept, Special::LocalState)["profile"]["info_cache"], before["profile"]["info_cache"]);
    assert_eq!(Special::of(&rel("Default/Secure Preferences")), Special::Plain);
    assert_eq!(Special::of(&rel("Local State")), Special::LocalState);
}

#[test]
fn a_file_is_edited_and_verified_on_disk() {
    let lab = Lab::new();
    let at = lab.put("Preferences", r#"{"homepage":"https://a.example","account_info":[{"email":"x@example.org"}]}"#);
    let edit_of = keys(keeping(&["homepage"]));
    assert_eq!(verify(&lab.root, &at, &edit_of), Err(EditError::Residue(1)));
    assert_eq!(edit(&lab.root, &at, &edit_of), Ok(Edited::CHANGED));
    assert_eq!(lab.get("Preferences"), br#"{"homepage":"https://a.example"}"#);
    assert_eq!(verify(&lab.root, &at, &edit_of), Ok(()));
    assert_eq!(edit(&lab.root, &at, &edit_of), Ok(Edited::UNCHANGED));
}

#[test]
fn of_damaged_json_what_can_be_read_stays() {
    let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    let (gone, kept) = (r#""account_info":[{"email":"planted@example.org"}]"#, r#""homepage":"https://a.example""#);
    let whole = r#"{"homepage":"https://a.example"}"#;
    for (text, after, is_incomplete) in [
        (format!("{{{kept},{gone},\"acc"), whole, true),
        (format!("{{{kept},{gone}"), whole, true),
        (format!("{{{gone},{kept}}}}}{{}}"), whole, false),
        (format!("{{{gone},\"x\":{},{kept}}}", deep(150)), whole, false),
        (format!("{{{gone},\"x\":{},{kept}}}", deep(1_000_000)), whole, false),
        (format!("{{{gone},\"a\":\"\\q\",{kept}}}"), whole, false),
        (format!("{{{gone},{kept},\"list\":{}}}", deep(151)), whole, true),
        ("[]".to_owned(), "{}", true),
        ("null".to_owned(), "{}", true),
        ("\0\0\0\0".to_owned(), "{}", true),
        (" ".to_owned(), "{}", true),
        ("planted".to_owned(), "{}", true),
    ] {
        let lab = Lab::new();
        let at = lab.put("Preferences", &text);
        let edit_of = keys(keeping(&["homepage", "list"]));
        let name: String = text.chars().take(90).collect();
        assert_eq!(edit(&lab.root, &at, &edit_of), Ok(Edited { changed: true, is_incomplete }), "{name}");
        let left = String::from_utf8(lab.get("Preferences")).unwrap();
        assert!(
            left == after || name.contains("list") && left.starts_with(after.trim_end_matches('}')),
            "{name}: {left}"
        );
        assert_eq!(verify(&lab.root, &at, &edit_of), Ok(()), "{name}");
    }
}

#[test]
fn a_setting_that_does_not_fit_goes_and_does_not_become_null() {
    let long = "x".repeat(LARGEST);
    let before = json!({"homepage": "https://a.example", "long": long, "list": [1, long]});
    let bytes = before.to_string().into_bytes();
    let reduced = reduce(&bytes, &keeping(&["homepage", "long", "list"]), Special::Plain).unwrap();
    assert_eq!(reduced.bytes, br#"{"homepage":"https://a.example","list":[1]}"#);
    assert!(reduced.is_incomplete);
}

#[test]
fn of_a_file_of_any_size_the_beginning_stays() {
    let lab = Lab::new();
    let text = format!("{{\"homepage\":\"https://a.example\",\"x\":[{}1]}}", " ".repeat(65 << 20));
    let at = lab.put("Preferences", text);
    let edit_of = keys(keeping(&["homepage"]));
    assert_eq!(edit(&lab.root, &at, &edit_of), Ok(Edited { changed: true, is_incomplete: true }));
    assert_eq!(lab.get("Preferences"), br#"{"homepage":"https://a.example"}"#);
    assert_eq!(verify(&lab.root, &at, &edit_of), Ok(()));
}

#[test]
fn an_empty_or_missing_file_and_a_link_have_their_own_words() {
    let lab = Lab::new();
    let edit_of = keys(keeping(&[]));
    let empty = lab.put("Preferences", "");
    assert_eq!(edit(&lab.root, &empty, &edit_of), Ok(Edited::UNCHANGED));
    assert_eq!(edit(&lab.root, &rel("absent"), &edit_of), Err(EditError::Missing));
    lab.put("elsewhere", r#"{"a":1}"#);
    crate::safefs::testing::link(lab.path("elsewhere"), lab.path("link")).unwrap();
    let gone = Ok(Edited { changed: true, is_incomplete: true });
    assert_eq!(edit(&lab.root, &rel("link"), &edit_of), gone);
    assert!(std::fs::symlink_metadata(lab.path("link")).is_err());
    assert_eq!(lab.get("elsewhere"), br#"{"a":1}"#);
}

/// Returns all leaves with their paths.
fn flat(value: &Value) -> Vec<(Vec<String>, Value)> {
    fn walk(value: &Value, path: &mut Vec<String>, found: &mut Vec<(Vec<String>, Value)>) {
        match value {
            Value::Object(members) if !members.is_empty() => {
                for (key, below) in members {
                    path.push(key.clone());
                    walk(below, path, found);
                    path.pop();
                }
            }
            leaf => found.push((path.clone(), leaf.clone())),
        }
    }
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), &mut found);
    found
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        ".*".prop_map(Value::from)
    ];
    let tree = leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            3 => prop::collection::btree_map("[a-d]", inner.clone(), 1..5).prop_map(|map| map.into_iter().collect()),
            1 => prop::collection::vec(inner, 0..3).prop_map(Value::from),
        ]
    });
    prop::collection::btree_map("[a-d]", tree, 1..5).prop_map(|map| map.into_iter().collect())
}

fn paths() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec("[a-d]", 1..4), 0..6)
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes: Vec<u8>) {
        let scope = keeping(&["a"]);
        drop(reduce(&bytes, &scope, Special::LocalState));
    }

    #[test]
    fn any_json_is_read_without_panic(text in r#"[\[\]{}",:0-9eE.\-\\utrnfals ]{0,80}"#) {
        drop(reduce(text.as_bytes(), &keeping(&["a"]), Special::LocalState));
    }

    #[test]
    fn what_is_kept_and_what_goes_are_together_what_was(before in value(), named in paths()) {
        let (mut keeps, mut removes) = (Scope::new(Fate::Remove), Scope::new(Fate::Keep));
        for path in &named {
            keeps.keep(path);
            removes.remove(path);
        }
        let kept = flat(&reduced(&before, &keeps, Special::Plain));
        let removed = flat(&reduced(&before, &removes, Special::Plain));
        for (path, leaf) in flat(&before) {
            let fate = keeps.at(path.iter().map(String::as_str));
            let both = (kept.contains(&(path.clone(), leaf.clone())), removed.contains(&(path.clone(), leaf)));
            prop_assert_eq!(both, (fate == Some(Fate::Keep), fate == Some(Fate::Remove)), "{:?}", path);
        }
    }
}
