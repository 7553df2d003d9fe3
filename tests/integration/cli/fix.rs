//! `fix-sign-in` and `why` on a home with an old Microsoft sign-in beside a new one of the university.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::said;
use crate::support::{Lab, Profile, RunOutput, difference};

/// Says whether a cookie belongs to the chosen sites, without using code of Signoff.
fn is_chosen(host: &str, name: &str) -> bool {
    let host = host.trim_start_matches('.');
    let below = |site: &str| host == site || host.ends_with(&format!(".{site}"));
    ["microsoftonline.com", "live.com", "tuni.fi", "sis-tuni.funidata.fi"].iter().any(|site| below(site))
        || name.starts_with("_shibsession_")
        || name == "_saml_idp"
}

/// Returns the rows of a cookie database by host, name and all values as text, and whether each is chosen.
fn rows(file: &Path, table: &str, host: &str) -> BTreeMap<(String, String, String), bool> {
    let open = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut all = open.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
    let of = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let (host, name) = (of(host), of("name"));
    let found = all.query_map([], |row| {
        let values: Vec<String> = (0..columns.len()).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
        let (host, name): (String, String) = (row.get(host)?, row.get(name)?);
        Ok(((host.clone(), name.clone(), values.join("|")), is_chosen(&host, &name)))
    });
    found.unwrap().map(Result::unwrap).collect()
}

fn chromium_rows(profile: &Profile) -> BTreeMap<(String, String, String), bool> {
    rows(&profile.at("Cookies"), "cookies", "host_key")
}

fn firefox_rows(profile: &Profile) -> BTreeMap<(String, String, String), bool> {
    rows(&profile.at("cookies.sqlite"), "moz_cookies", "host")
}

fn fix(lab: &Lab, more: &[&str]) -> RunOutput {
    lab.run(&[&["fix-sign-in", "--yes", "--close", "never"], more].concat())
}

#[test]
fn only_chosen_rows_are_gone_and_others_are_equal() {
    let (lab, chromium, firefox) = Lab::with_both();
    let before = (chromium_rows(&chromium), firefox_rows(&firefox));
    let files = lab.snapshot();
    let ran = fix(&lab, &[]).exits(0);
    assert_eq!(ran.json["outcome"], "clean");
    let kept = |rows: BTreeMap<(String, String, String), bool>| -> Vec<_> {
        rows.into_iter().filter(|(_, chosen)| !chosen).map(|(row, _)| row).collect()
    };
    assert!(before.0.values().any(|chosen| *chosen) && before.1.values().any(|chosen| *chosen));
    let after = (chromium_rows(&chromium), firefox_rows(&firefox));
    assert_eq!(after.0.into_keys().collect::<Vec<_>>(), kept(before.0));
    assert_eq!(after.1.into_keys().collect::<Vec<_>>(), kept(before.1));
    // History, bookmarks, passwords, settings and caches are as they were.
    let changed = difference(&files, &lab.snapshot());
    for same in
        ["History", "Bookmarks", "Login Data", "Web Data", "Favicons", "places.sqlite", "logins.json", "prefs.js"]
    {
        assert!(!changed.iter().any(|path| path.ends_with(same)), "{same} changed");
    }
    assert!(!changed.iter().any(|path| path.starts_with(".cache")), "{changed:?}");
    assert!(!chromium.at("Sessions").exists() || std::fs::read_dir(chromium.at("Sessions")).unwrap().next().is_none());
    // A second run finds nothing to remove.
    let again = fix(&lab, &[]).exits(0);
    assert!(again.json["items"].as_array().unwrap().is_empty(), "{:#}", again.json);
}

#[test]
fn a_dry_run_and_a_look_change_nothing() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    let dry = lab.run(&["fix-sign-in", "--dry-run"]).exits(0);
    let hosts = dry.json["items"].to_string();
    assert!(hosts.contains("login.microsoftonline.com") && hosts.contains("moodle.tuni.fi"), "{hosts}");
    assert!(!hosts.contains("shop.example.com"), "{hosts}");
    lab.run(&["why"]).exits(0);
    assert!(lab.snapshot() == before, "the home changed");
    let digest = dry.json["digest"].as_str().unwrap();
    assert_eq!(fix(&lab, &["--expect", "0123456789abcdef"]).exits(3).json["reason"], "plan-changed");
    assert_eq!(fix(&lab, &["--expect", digest]).exits(0).json["digest"], digest);
}

#[test]
fn a_site_without_data_is_nothing_to_do() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    for site in ["nowhere.example", "https://nowhere.example:8443/x", "127.0.0.1", "äänekoski.fi", "google"] {
        let ran = fix(&lab, &["--sites", site]).exits(0);
        assert!(ran.json["items"].as_array().unwrap().is_empty(), "{site}: {:#}", ran.json);
    }
    let changed = difference(&before, &lab.snapshot());
    assert!(changed.iter().all(|path| path.starts_with(".local")), "{changed:?}");
}

#[test]
fn one_site_by_its_address_goes_alone() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let before = chromium_rows(&chromium).len();
    fix(&lab, &["--sites", "https://shop.example.com/cart"]).exits(0);
    let after = chromium_rows(&chromium);
    assert_eq!(after.len(), before - 1);
    assert!(!after.keys().any(|(host, ..)| host.contains("shop.example.com")));
}

#[test]
fn what_names_no_site_is_refused() {
    let (lab, ..) = Lab::with_both();
    let before = lab.snapshot();
    for (site, hint) in [
        ("micrsoft", "microsoft-365"),
        ("fi", "public suffix"),
        ("ac.uk", "public suffix"),
        ("a b", "neither"),
        ("", "neither"),
    ] {
        for command in [&["fix-sign-in", "--yes", "--sites"][..], &["why", "--sites"], &["preview", "--keep-site"]] {
            let (code, stdout, stderr) = said(&lab, "C", &[command, &[site]].concat());
            assert_eq!(code, Some(2), "{command:?} {site}: {stdout}{stderr}");
            assert!(stdout.is_empty() && stderr.contains(hint), "{command:?} {site}: {stderr}");
        }
    }
    assert!(lab.snapshot() == before, "the home changed");
}

#[test]
fn why_names_cookies_and_dates_but_never_values() {
    let (lab, ..) = Lab::with_both();
    let ran = lab.run(&["why"]).exits(0);
    let profiles = ran.json["profiles"].as_array().unwrap();
    let chromium = profiles.iter().find(|profile| profile["browser"] == "chromium").unwrap();
    let services = chromium["services"].as_array().unwrap();
    let microsoft = services.iter().find(|service| service["service"] == "microsoft").unwrap();
    assert_eq!(microsoft["several_sign_ins"], true, "{microsoft:#}");
    let sign = |name: &str| -> Value {
        let signs = microsoft["sign_ins"].as_array().unwrap();
        signs.iter().find(|sign| sign["cookie"] == name).cloned().unwrap_or_default()
    };
    assert_eq!(sign("ESTSAUTHPERSISTENT")["persistent"], true);
    assert_eq!(sign("ESTSAUTH")["persistent"], false);
    let age = |name: &str| sign(name)["created"].as_i64().unwrap();
    assert!(age("ESTSAUTH") - age("ESTSAUTHPERSISTENT") > 46 * 86_400);
    for language in ["C", "fi_FI.UTF-8", "sv_FI.UTF-8"] {
        let (code, text, stderr) = said(&lab, language, &["why"]);
        assert_eq!(code, Some(0), "{stderr}");
        assert!(text.contains("ESTSAUTHPERSISTENT") && text.contains("login.microsoftonline.com"), "{text}");
        assert!(text.contains("47") && !text.contains("sample-value"), "{text}");
    }
    assert!(!ran.json.to_string().contains("sample-value"));
}

#[test]
fn the_help_desk_learns_counts_and_kinds_only() {
    let (lab, ..) = Lab::with_both();
    for language in ["C", "fi_FI.UTF-8", "sv_FI.UTF-8"] {
        let (code, text, _) = said(&lab, language, &["why", "--for-help-desk"]);
        assert_eq!(code, Some(0));
        assert!(text.contains("Chromium · 1") && text.contains("Microsoft"), "{text}");
        for private in ["tuni.fi", "microsoftonline", "ESTSAUTH", "Sample", "default-release", "sample-value"] {
            assert!(!text.contains(private), "{private} is in {text}");
        }
    }
}

#[test]
fn results_are_said_in_three_languages() {
    for (language, clean, servers) in [
        ("C", "Clean and verified", "servers"),
        ("fi_FI.UTF-8", "Puhdas ja tarkistettu", "palvelimilla"),
        ("sv_FI.UTF-8", "Rent och kontrollerat", "servrarna"),
    ] {
        let (lab, ..) = Lab::with_both();
        let (code, text, stderr) = said(&lab, language, &["fix-sign-in", "--yes", "--close", "never"]);
        assert_eq!(code, Some(0), "{text}{stderr}");
        assert!(text.starts_with(clean) && text.contains(servers), "{text}");
        assert!(text.contains("Chromium · Sample Student: ") && text.contains("login.live.com"), "{text}");
    }
}

#[test]
fn a_kept_site_keeps_its_cookies_and_storage_and_loses_its_history() {
    let (lab, chromium, firefox) = Lab::with_both();
    let before = (chromium_rows(&chromium), firefox_rows(&firefox));
    let ran = lab.run(&["end-session", "--yes", "--close", "never", "--keep-site", "shop.example.com"]).exits(0);
    assert_eq!(ran.json["outcome"], "clean");
    let kept = |rows: BTreeMap<(String, String, String), bool>| -> Vec<_> {
        rows.into_keys().filter(|(host, ..)| host.ends_with("shop.example.com")).collect()
    };
    assert_eq!(chromium_rows(&chromium).into_keys().collect::<Vec<_>>(), kept(before.0));
    assert_eq!(firefox_rows(&firefox).into_keys().collect::<Vec<_>>(), kept(before.1));
    assert!(!chromium.at("History").exists() && !firefox.at("sessionstore.jsonlz4").exists());
    let stored = std::fs::read_dir(firefox.at("storage/default")).unwrap();
    let stored: Vec<_> = stored.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(stored, ["https+++shop.example.com"]);
}
