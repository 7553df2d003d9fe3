//! `extensions = "managed-only"`: of what is about extensions only what a browser's policy installed stays.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use signoff::cli::run_with_places;

use super::{END, run, set};
use crate::code_and_keys::{PLANTED, plant};
use crate::support::{Lab, Profile};

const PERSONS: &str = "persons-extension";
const MANAGED: &str = "managed-extension";

fn put(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Installs both in Chromium.
fn chromium(profile: &Profile) {
    for id in [PERSONS, MANAGED] {
        put(&profile.at(&format!("Extensions/{id}/1.0_0/manifest.json")), &format!("{{\"name\":\"Name of {id}\"}}"));
    }
    put(&profile.root.join(format!("External Extensions/{PERSONS}.json")), "{}");
    let settings = json!({
        "homepage": "https://www.example.org/",
        "extensions": {
            "settings": {
                PERSONS: { "location": 1, "path": format!("{PERSONS}/1.0_0") },
                MANAGED: { "location": 7, "path": format!("{MANAGED}/1.0_0") },
            },
            "commands": { "linux:Ctrl+A": { "extension": PERSONS }, "linux:Ctrl+B": { "extension": MANAGED } },
            "pinned_extensions": [PERSONS],
            "theme": { "id": PERSONS },
        },
        "protection": {
            "macs": { "homepage": "H", "extensions": { "settings": { PERSONS: "P", MANAGED: "M" } } },
            "super_mac": "S",
        },
    });
    put(&profile.at("Preferences"), &settings.to_string());
}

/// Installs both in Firefox; the person's has set the home page and the proxy, and has a button and a search engine.
fn firefox(profile: &Profile) {
    let addon = |id: &str, source: &str| {
        json!({ "id": id, "type": "extension", "location": "app-profile", "defaultLocale": { "name": format!("Name of {id}") },
                "installTelemetryInfo": { "source": source } })
    };
    let list =
        json!({ "schemaVersion": 37, "addons": [addon(PERSONS, "about:addons"), addon(MANAGED, "enterprise-policy")] });
    put(&profile.at("extensions.json"), &list.to_string());
    for id in [PERSONS, MANAGED] {
        put(&profile.at(&format!("extensions/{id}.xpi")), "package");
    }
    put(&profile.at(&format!("extensions/staged/{PERSONS}.xpi")), "package");
    put(&profile.at("addonStartup.json.lz4"), PERSONS);
    put(&profile.at("extension-preferences.json"), &json!({ PERSONS: {} }).to_string());
    put(&profile.at("search.json.mozlz4"), PERSONS);
    // As the browser writes it: the values before only where there were some.
    let note = json!({ "initialValue": {}, "precedenceList": [{ "id": PERSONS }] });
    let set = json!({ "homepage_override": note, "proxy.settings": note });
    put(&profile.at("extension-settings.json"), &json!({ "prefs": set }).to_string());
    let prefs = format!(
        "user_pref(\"browser.startup.homepage\", \"https://{PERSONS}.example/\");\n\
         user_pref(\"browser.startup.page\", 3);\n\
         user_pref(\"browser.uiCustomization.state\", \"{{\\\"nav-bar\\\":\\\"{PERSONS}-browser-action\\\"}}\");\n\
         user_pref(\"network.proxy.type\", 1);\n\
         user_pref(\"extensions.webextensions.uuids\", \"{{\\\"{PERSONS}\\\":\\\"1\\\"}}\");\n"
    );
    put(&profile.at("prefs.js"), &prefs);
}

/// Files below a folder whose path or content names an extension.
fn naming(folder: &Path, id: &str) -> Vec<String> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let found = files.filter(|entry| {
        let is_named = entry.path().to_string_lossy().contains(id);
        is_named
            || entry.file_type().is_file() && String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).contains(id)
    });
    found.map(|entry| entry.path().display().to_string()).collect()
}

#[test]
fn only_what_a_policy_installed_stays() {
    let (lab, chrome, fox) = Lab::with_both();
    chromium(&chrome);
    firefox(&fox);
    for root in [&chrome.root, &fox.root] {
        assert!(naming(root, PERSONS).len() > 3 && naming(root, MANAGED).len() > 1);
    }
    let places = set(&lab, "extensions = \"managed-only\"\n");
    let preview = run(&places, &["preview", "--json"], 0);
    let goes: Vec<_> =
        preview["extensions"].as_array().unwrap().iter().map(|one| (&one["name"], &one["goes"])).collect();
    let (name, yes) = (json!(format!("Name of {PERSONS}")), json!(true));
    assert_eq!(goes, [(&name, &yes), (&name, &yes)]);
    let items = run(&places, &["preview", "--json", "--all-items"], 0)["items"].to_string();
    assert!(items.contains(&format!("Extensions/{PERSONS}")) && !items.contains(&format!("Extensions/{MANAGED}")));
    assert!(items.contains(&format!("extensions/{PERSONS}.xpi")) && !items.contains(&format!("{MANAGED}.xpi")));
    let text = run_with_places(&places, &["preview"]).result;
    assert!(
        text.contains("Extensions that go, because your organisation did not install them\n  Chromium · "),
        "{text}"
    );

    let done = run(&places, &END, 0);
    assert_eq!(done["verified"], true, "{done:#}");
    for root in [&chrome.root, &fox.root] {
        assert_eq!(naming(root, PERSONS), Vec::<String>::new());
    }
    assert!(chrome.at(&format!("Extensions/{MANAGED}/1.0_0/manifest.json")).exists());
    assert!(fox.at(&format!("extensions/{MANAGED}.xpi")).exists());
    let read = |file| serde_json::from_str::<Value>(&fs::read_to_string(file).unwrap()).unwrap();
    let kept = read(chrome.at("Preferences"));
    let extensions = json!({
        "settings": { MANAGED: { "location": 7, "path": format!("{MANAGED}/1.0_0") } },
        "commands": { "linux:Ctrl+B": { "extension": MANAGED } },
    });
    assert_eq!(kept["extensions"], extensions);
    let macs = json!({ "macs": { "homepage": "H", "extensions": { "settings": { MANAGED: "M" } } } });
    assert_eq!(kept["protection"], macs, "each code stays with its value, the one over all goes");
    assert_eq!(kept["homepage"], "https://www.example.org/");
    let list = read(fox.at("extensions.json"));
    let ids: Vec<_> = list["addons"].as_array().unwrap().iter().map(|addon| &addon["id"]).collect();
    assert_eq!(ids, [MANAGED]);
    assert_eq!(fs::read_to_string(fox.at("prefs.js")).unwrap(), "user_pref(\"browser.startup.page\", 3);\n");
    assert_eq!(run(&places, &END, 0)["verified"], true);
}

#[test]
fn a_narrower_request_and_one_without_the_policy_leave_every_extension() {
    for (policy, more) in
        [("extensions = \"managed-only\"\n", &["--only", "cookies"][..]), ("extensions = \"keep\"\n", &[])]
    {
        let (lab, chrome, fox) = Lab::with_both();
        chromium(&chrome);
        firefox(&fox);
        run(&set(&lab, policy), &[&END[..], more].concat(), 0);
        for file in [chrome.at(&format!("Extensions/{PERSONS}/1.0_0")), fox.at(&format!("extensions/{PERSONS}.xpi"))] {
            assert!(file.exists(), "{policy} {more:?}: {}", file.display());
        }
        let settings = fs::read_to_string(chrome.at("Preferences")).unwrap();
        assert!(settings.contains(PERSONS) && fs::read_to_string(fox.at("extensions.json")).unwrap().contains(PERSONS));
    }
}

#[test]
fn at_level_everything_a_profile_goes_whole_all_the_same() {
    let (lab, chrome, fox) = Lab::with_both();
    chromium(&chrome);
    firefox(&fox);
    let done = run(&set(&lab, "extensions = \"managed-only\"\nlevel = \"everything\"\n"), &END, 0);
    assert_eq!(done["verified"], true, "{done:#}");
    assert!(!chrome.at("Extensions").exists() && !fox.at("extensions").exists());
    assert!(naming(&chrome.root, PERSONS).is_empty(), "above the profiles nothing installs it anew");
}

#[test]
fn an_extension_in_a_folder_for_all_profiles_is_said_to_stay_there() {
    let (lab, _chrome, fox) = Lab::with_both();
    let addon = json!({ "id": PERSONS, "type": "extension", "location": "app-system-user" });
    put(&fox.at("extensions.json"), &json!({ "addons": [addon] }).to_string());
    let done = run(&set(&lab, "extensions = \"managed-only\"\n"), &END, 1);
    assert_eq!((&done["verified"], &done["skipped"][0]["reason"]), (&json!(false), &json!("outside")), "{done:#}");
}

#[test]
fn a_list_of_extensions_that_cannot_be_read_keeps_none_and_goes() {
    let (lab, _chrome, fox) = Lab::with_both();
    firefox(&fox);
    put(&fox.at("extensions.json"), "[1");
    let done = run(&set(&lab, "extensions = \"managed-only\"\n"), &END, 0);
    assert_eq!(done["lost"][0]["path"], "extensions.json", "{done:#}");
    assert!(!fox.at(&format!("extensions/{PERSONS}.xpi")).exists());
    assert!(!fox.at("extensions.json").exists());
}

#[test]
fn what_managed_extensions_do_not_need_goes_where_only_they_stay() {
    let (lab, ..) = Lab::with_both();
    plant(&lab);
    run(&set(&lab, "extensions = \"managed-only\""), &END, 0);
    let left: Vec<_> = PLANTED.into_iter().filter(|at| lab.home().join(at).exists()).collect();
    assert!(left.is_empty(), "{left:?}");
}
