//! Compares everything that each command prints with the files in `tests/snapshots/cli`. TESTING.md says how to
//! update them.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use signoff::cli::{CliOutput, run_with_places};
use signoff::platform::Places;

use crate::support::{Lab, MARKER};
use crate::transcript::{compare, compare_said};

const ENGLISH: &str = "C";

/// Runs commands in English one after the other in one sample home, and compares what they print.
#[track_caller]
fn check(name: &str, commands: &[&str]) {
    let (lab, ..) = Lab::with_both();
    compare(&lab, ENGLISH, name, commands);
}

/// Writes a file that only its owner can change, as Signoff requires of policies and settings.
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(path.parent().unwrap(), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn help() {
    let lab = Lab::new();
    let help = |name: &str, command: &str| compare(&lab, ENGLISH, name, &[command]);
    help("help", "signoff --help");
    help("help-browsers", "signoff browsers --help");
    help("help-preview", "signoff preview --help");
    help("help-end-session", "signoff end-session --help");
    help("help-fix-sign-in", "signoff fix-sign-in --help");
    help("help-why", "signoff why --help");
    help("help-services", "signoff services --help");
    help("help-clean-window", "signoff clean-window --help");
    help("help-finish", "signoff finish --help");
    help("help-log", "signoff log --help");
    help("help-hook", "signoff hook --help");
    help("help-hook-install", "signoff hook install --help");
    help("help-hook-remove", "signoff hook remove --help");
    help("help-hook-status", "signoff hook status --help");
    help("help-policy", "signoff policy --help");
    help("help-policy-check", "signoff policy check --help");
    help("help-policy-show", "signoff policy show --help");
    help("version", "signoff --version");
}

#[test]
fn browsers() {
    check("browsers", &["signoff browsers", "signoff browsers --unknown", "signoff browsers --unknown --json"]);
    compare(&Lab::new(), ENGLISH, "browsers-none", &["signoff browsers", "signoff browsers --json"]);
}

#[test]
fn preview() {
    check("preview", &["signoff preview", "signoff preview --all-items", "signoff preview --level everything"]);
    check(
        "preview-scopes",
        &[
            "signoff preview --browser firefox --only cookies,tabs",
            "signoff preview --profile Default --keep-site shop.example.com",
        ],
    );
    check("preview-json", &["signoff preview --json", "signoff preview --json --all-items"]);
    compare(&Lab::new(), ENGLISH, "preview-none", &["signoff preview", "signoff preview --json"]);
}

#[test]
fn preview_and_end_session_in_finnish_and_swedish() {
    for (code, language) in [("fi", "fi_FI.UTF-8"), ("sv", "sv_FI.UTF-8")] {
        let (lab, ..) = Lab::with_both();
        compare(&lab, language, &format!("preview-{code}"), &["signoff preview", "signoff preview --all-items"]);
        compare(&lab, language, &format!("end-session-{code}"), &END);
    }
}

/// Refused, nothing done, clean, and clean again.
const END: [&str; 4] = [
    "signoff end-session",
    "signoff end-session --yes --close never --expect 0123456789abcdef",
    "signoff end-session --yes --close never",
    "signoff end-session --yes --close never",
];

#[test]
fn end_session() {
    check("end-session", &END);
    check(
        "end-session-json",
        &[
            "signoff end-session --yes --close never --expect 0123456789abcdef --json",
            "signoff end-session --yes --close never --json",
        ],
    );
    check("end-session-only", &["signoff end-session --yes --close never --only cache"]);
    check("end-session-everything", &["signoff end-session --yes --close never --level everything"]);
}

#[test]
fn end_session_with_something_left() {
    let (lab, chromium, _firefox) = Lab::with_both();
    symlink(lab.outside(), lab.home().join(".config/vivaldi")).unwrap();
    fs::remove_dir_all(&chromium.cache).unwrap();
    symlink(lab.outside(), &chromium.cache).unwrap();
    compare(&lab, ENGLISH, "end-session-left", &["signoff preview", "signoff end-session --yes --close never"]);
}

#[test]
fn fix_sign_in() {
    check("fix-sign-in-dry-run", &["signoff fix-sign-in --dry-run", "signoff fix-sign-in --dry-run --json"]);
    check(
        "fix-sign-in",
        &[
            "signoff fix-sign-in",
            "signoff fix-sign-in --yes --close never --expect 0123456789abcdef",
            "signoff fix-sign-in --yes --close never",
            "signoff fix-sign-in --yes --close never",
        ],
    );
    check("fix-sign-in-json", &["signoff fix-sign-in --yes --close never --sites shop.example.com --json"]);
}

/// Uses the demonstration, because otherwise `why` depends on the sign-in services of this computer.
#[test]
fn why() {
    let why = [
        "signoff --demo why",
        "signoff --demo why --sites nowhere.example",
        "signoff --demo why --for-help-desk",
        "signoff --demo why --json",
    ];
    compare(&Lab::new(), ENGLISH, "why", &why);
}

#[test]
fn services() {
    check("services", &["signoff services", "signoff services --json", "signoff services --open google"]);
    compare(&Lab::new(), ENGLISH, "services-none", &["signoff services", "signoff services --json"]);
}

#[test]
fn clean_window_without_a_display() {
    check(
        "clean-window",
        &["signoff clean-window", "signoff clean-window ftp://example.com/", "signoff --demo clean-window"],
    );
}

#[test]
fn finish_and_log() {
    let (lab, ..) = Lab::with_both();
    compare(&lab, ENGLISH, "finish-none", &["signoff log", "signoff log --json", "signoff finish"]);
    let request = r#"{"level":"traces","only":[],"keeping":[],"browsers":[],"profiles":[]}"#;
    let marker = format!(r#"{{"schema":1,"owed":[{{"request":{request},"since":4102444800}}]}}"#);
    compare(&lab, ENGLISH, "log-fix", &["signoff fix-sign-in --yes --close never", "signoff log"]);
    fs::write(lab.home().join(MARKER), marker).unwrap();
    compare(&lab, ENGLISH, "finish", &["signoff finish", "signoff log", "signoff log --json"]);
}

#[test]
fn hook() {
    let hook = [
        "signoff hook status",
        "signoff hook install",
        "signoff hook status",
        "signoff hook status --json",
        "signoff hook remove",
        "signoff hook remove --json",
    ];
    // A made-up computer: what is told depends on how logind is set.
    let compare = |lab: &Lab, name: &str, commands: &[&str]| {
        let mut places = Places::below(&lab.home());
        places.os.machine = lab.bench().join("etc");
        write(&places.os.machine.join("systemd/logind.conf"), "[Login]\n#KillUserProcesses=no\n");
        compare_said(lab, name, commands, |command| {
            let words: Vec<_> = command.split_whitespace().skip(1).collect();
            let CliOutput { code, result, error } = run_with_places(&places, &words);
            (result, error, code.to_string())
        });
    };
    compare(&Lab::new(), "hook", &hook);
    let lab = Lab::new();
    let entry = lab.home().join(".config/autostart/signoff-finish.desktop");
    write(&entry, "somebody else's");
    compare(&lab, "hook-changed", &["signoff hook install", "signoff hook status", "signoff hook remove"]);
}

#[test]
fn policy() {
    let lab = Lab::new();
    write(&lab.home().join("good.toml"), "level = \"everything\"\n");
    write(&lab.home().join("bad.toml"), "level = 7\ncolour = \"red\"\n");
    let home = lab.home();
    let file = |name: &str| format!("signoff policy check {}", home.join(name).display());
    compare(&lab, ENGLISH, "policy-check", &[&file("good.toml"), &file("bad.toml"), &file("missing.toml")]);
    compare(&lab, ENGLISH, "policy-show", &["signoff policy show", "signoff policy show --json"]);
    write(&home.join(".config/signoff/settings.toml"), "level = \"everything\"\ngrace = 5\n");
    compare(&lab, ENGLISH, "policy-show-settings", &["signoff policy show", "signoff preview"]);
    write(&home.join(".config/signoff/settings.toml"), "level = 7\n");
    compare(&lab, ENGLISH, "policy-broken", &["signoff policy show"]);
}

#[test]
fn demonstration() {
    let areas = "recent-files,thumbnails,trash,clipboard,embedded-apps,microsoft-accounts";
    let preview = format!("signoff --demo preview --all-items --also {areas}");
    let end = format!("signoff --demo end-session --yes --close never --also {areas}");
    compare(&Lab::new(), ENGLISH, "demonstration", &["signoff --demo", &preview, &end]);
}

#[test]
fn refusals() {
    check(
        "refusals",
        &[
            "signoff preview --browser chrom",
            "signoff preview --profile Profil",
            "signoff fix-sign-in --yes --sites micrsoft",
            "signoff fix-sign-in --yes --sites fi",
            "signoff preview --keep-site ac.uk",
            "signoff services --open micro",
            "signoff services --open nowhere",
            "signoff end-session --json",
        ],
    );
}
