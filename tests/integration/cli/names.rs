//! `browsers --unknown`: names in kept folders that no rule mentions.

use std::collections::BTreeSet;
use std::fs;

use crate::support::{Lab, RunOutput};

/// Returns the unknown names as `browser folder path: effect`.
fn names(ran: &RunOutput) -> BTreeSet<String> {
    let named = ran.json["unknown_names"].as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or(".").to_owned();
    named
        .map(|name| {
            let [browser, folder, path, effect] = ["browser", "folder", "path", "effect"].map(|key| text(&name[key]));
            format!("{browser} {folder} {path}: {effect}")
        })
        .collect()
}

#[test]
fn names_that_no_rule_mentions_are_listed() {
    let (lab, chromium, firefox) = Lab::with_both();
    let before = names(&lab.run(&["browsers", "--unknown"]).exits(0));
    let put = |at: std::path::PathBuf| {
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, "new").unwrap();
    };
    put(chromium.at("New store"));
    put(chromium.at("Network/New store"));
    put(chromium.at("Extensions/new.sqlite"));
    put(chromium.at("Extensions/https_www.one.example_0/file"));
    put(chromium.at("Extensions/abcdefghijklmnopabcdefghijklmnop/1.0/manifest.json"));
    put(chromium.at("Cookies-journal"));
    put(chromium.root.join("WidevineCdm/4.10.2557.0/manifest.json"));
    put(chromium.root.join("WidevineCdm/storage/id"));
    put(firefox.at("extensions/kept@sample.example.xpi"));
    put(firefox.at("storage/default/https+++one.example/ls/data.sqlite"));
    put(firefox.root.join("two.example"));
    let after = names(&lab.run(&["browsers", "--unknown"]).exits(0));
    let new: Vec<_> = after.difference(&before).map(String::as_str).collect();
    let expected = [
        "chromium profile Extensions/<site 1>: keep",
        "chromium profile Extensions/new.sqlite: keep",
        "chromium profile Network/New store: remove",
        "chromium profile New store: remove",
        "chromium user-data WidevineCdm/storage: keep",
        "firefox user-data <site 1>: remove",
    ];
    assert_eq!(new, expected);
    let shown = lab.signoff().args(["browsers", "--unknown"]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("Extensions/new.sqlite (stays)") && !shown.contains("example"), "{shown}");
    assert!(lab.run(&["browsers"]).json["unknown_names"].is_null());
}

#[test]
fn a_kept_folder_that_cannot_be_listed_is_not_called_empty() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let lab = lab.without_rights();
    lab.forbid(&chromium.at("Extensions"));
    let found = names(&lab.run(&["browsers", "--unknown"]).exits(0));
    assert!(found.contains("chromium profile Extensions: unreadable"), "{found:?}");
}
