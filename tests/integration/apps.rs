//! Programs with an embedded browser: opt-in, and then only their web data is removed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::running::copy_program;
use crate::support::{Lab, snapshot};

const WEB_DATA: [&str; 5] = [
    "Cookies",
    "Network/Cookies-journal",
    "Local Storage/leveldb/000003.log",
    "IndexedDB/https_one.example_0/x",
    "Cache/data_0",
];
const OWN: [&str; 5] = ["Preferences", "Local State", "storage/root-state.json", "User/settings.json", "My notes.txt"];

fn put(at: &Path) {
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, r#"{"account_info":[{"email":"person@school.example"}]}"#).unwrap();
}

/// Creates a program's folder with a partition in it, as after a sign-in.
fn program(lab: &Lab, at: &str) -> PathBuf {
    let root = lab.home().join(at);
    for name in WEB_DATA.iter().chain(&OWN) {
        put(&root.join(name));
        put(&root.join("Partitions/sign-in").join(name));
    }
    root
}

#[track_caller]
fn only_web_data_is_gone(root: &Path) {
    for dir in [root.to_owned(), root.join("Partitions/sign-in")] {
        for name in WEB_DATA {
            assert!(!dir.join(name).exists(), "{} is left", dir.join(name).display());
        }
        for name in OWN {
            assert!(dir.join(name).exists(), "{} is gone", dir.join(name).display());
        }
    }
}

#[test]
fn a_program_with_a_browser_inside_is_left_alone_until_it_is_named() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let places = [
        ("app:slack", ".config/Slack"),
        ("app:teams", ".config/Microsoft/Microsoft Teams"),
        ("app:teams-for-linux", ".var/app/com.github.IsmaelMartinez.teams_for_linux/config/teams-for-linux"),
        ("app:discord", "snap/discord/12/.config/discord"),
    ];
    let roots = places.map(|(_, at)| program(&lab, at));
    let found = lab.run(&["browsers"]).exits(0).profiles();
    for (id, _) in places {
        assert!(found.contains(&format!("{id} Partitions/sign-in")), "{found:?}");
    }
    let before = roots.each_ref().map(|root| snapshot(root));
    for level in ["traces", "everything"] {
        lab.run(&["end-session", "--yes", "--close", "never", "--level", level]).exits(0);
        assert_eq!(roots.each_ref().map(|root| snapshot(root)), before);
    }
    assert!(!chromium.at("Cookies").exists());
    let area = ["end-session", "--yes", "--close", "never", "--browser", "chromium", "--also", "embedded-apps"];
    let preview = lab.run(&["preview", "--also", "embedded-apps"]).exits(0).json.to_string();
    assert!(places.iter().all(|(id, _)| preview.contains(&format!("\"{id}\""))), "{preview}");
    lab.run(&area).exits(0);
    for (root, (_, at)) in roots.iter().zip(&places) {
        only_web_data_is_gone(root);
        program(&lab, at);
    }
    for ((id, _), root) in places.iter().zip(&roots) {
        let preview = lab.run(&["preview", "--all-items", "--browser", id]).exits(0);
        assert!(!preview.json.to_string().contains("one.example"), "{:#}", preview.json);
        for level in ["traces", "everything"] {
            lab.run(&["end-session", "--yes", "--close", "never", "--browser", id, "--level", level]).exits(0);
            only_web_data_is_gone(root);
        }
    }
}

#[test]
fn what_a_program_keeps_elsewhere_is_not_followed() {
    let lab = Lab::new();
    let root = program(&lab, ".config/Slack");
    put(&lab.outside().join("sign-in/Cookies"));
    std::os::unix::fs::symlink(lab.outside().join("sign-in"), root.join("Partitions/linked")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.run(&["end-session", "--yes", "--close", "never", "--browser", "app:slack"]).exits(1);
    assert_eq!(ran.skipped(), ["app:slack .config/Slack/Partitions/linked: link".to_owned()].into());
    assert!(ran.leftovers().is_empty(), "what the program keeps is no finding: {:?}", ran.leftovers());
    only_web_data_is_gone(&root);
    assert_eq!(lab.snapshot_outside(), outside);
}

/// A process with the program's name that has a file of its folder open.
struct Running(Child);

impl Running {
    fn start(lab: &Lab, name: &str, holds: &Path) -> Self {
        let program = lab.bench().join(name);
        copy_program("/usr/bin/sleep", &program);
        let file = File::open(holds).unwrap();
        Self(lab.within(&program).arg("600").stdin(file).stdout(Stdio::null()).spawn().unwrap())
    }

    fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_running_program_is_treated_like_a_browser_and_only_if_it_is_asked_for() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let root = program(&lab, ".config/Slack");
    let mut slack = Running::start(&lab, "slack", &root.join("Cookies"));
    let before = snapshot(&root);
    lab.run(&["end-session", "--yes", "--close", "force", "--grace", "0"]).exits(0);
    assert!(!slack.has_ended(), "it was not asked for, and was ended");
    assert!(!chromium.at("Cookies").exists());
    let asked = ["end-session", "--yes", "--browser", "app:slack", "--close"];
    let ran = lab.run(&[&asked[..], &["never"]].concat()).exits(3);
    assert_eq!(ran.json["still_open"], serde_json::json!(["Slack"]), "{:#}", ran.json);
    assert_eq!(snapshot(&root), before);
    lab.run(&[&asked[..], &["force", "--grace", "0"]].concat()).exits(0);
    assert!(slack.has_ended());
    only_web_data_is_gone(&root);
}
