//! What `status` tells: not which files are there, but whether they will run.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use serde_json::Value;
use signoff::hook::FindingKind;
use signoff::i18n::Tr;
use signoff::platform::{Places, current_account};

use super::{hook, places};
use crate::support::Lab;

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn mask(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    symlink("/dev/null", path).unwrap();
}

/// Returns the findings of `status`: kind, whether it stops the part, and the file below the lab.
#[track_caller]
fn findings(lab: &Lab, places: &Places, words: &[&str], code: u8) -> Vec<(String, bool, PathBuf)> {
    let said = hook(places, &[&["status", "--json"], words].concat(), code);
    let told: Value = serde_json::from_str(&said.result).unwrap();
    let schema = include_str!("../../../assets/schema/hook.schema.json");
    let form = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let wrong: Vec<_> = form.iter_errors(&told).map(|wrong| wrong.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?} in {told:#}");
    let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    let found = told["findings"].as_array().unwrap().iter().map(|one| {
        let path = PathBuf::from(text(one, "path"));
        let path = path.strip_prefix(lab.bench()).map(Path::to_owned).unwrap_or(path);
        (text(one, "finding"), one["stops"].as_bool().unwrap(), path)
    });
    found.collect()
}

fn below(lab: &Lab, path: &Path) -> PathBuf {
    path.strip_prefix(lab.bench()).unwrap().to_owned()
}

#[test]
fn what_the_person_puts_in_the_way_of_their_hook_is_told() {
    let units = ["signoff-end-session.service", "signoff-finish.service"];
    for unit in units {
        for folder in [".config/systemd/user", ".config/systemd/user.control", ".local/share/systemd/user"] {
            let lab = Lab::new();
            let places = places(&lab);
            hook(&places, &["install"], 0);
            assert_eq!(findings(&lab, &places, &[], 0), []);
            let file = lab.home().join(folder).join(format!("{unit}.d/x.conf"));
            put(&file, "[Service]\nExecStop=\nExecStart=\n");
            assert_eq!(findings(&lab, &places, &[], 1), [("drop-in".into(), true, below(&lab, &file))]);
            let said = hook(&places, &["status"], 1);
            assert!(said.result.contains("x.conf changes it (ExecStart, ExecStop)."), "{}", said.result);
            // `install` says the same.
            let said = hook(&places, &["install"], 1);
            assert!(said.result.contains("Remove that file, or take these settings out of it."), "{}", said.result);
        }
    }
}

#[test]
fn what_the_person_puts_ahead_of_the_computers_units_is_told() {
    let config = |name: &str| format!(".config/{name}");
    for (path, is_mask, kind) in [
        (config("systemd/user/signoff-end-session.service"), true, "masked"),
        (config("systemd/user/signoff-finish.service"), true, "masked"),
        (config("systemd/user/signoff-end-session.service"), false, "replaced"),
        (config("systemd/user/default.target.wants/signoff-end-session.service"), true, "masked"),
        (config("systemd/user/graphical-session.target.wants/signoff-finish.service"), true, "masked"),
        (config("systemd/user/default.target"), true, "masked"),
        (config("systemd/user/service.d/x.conf"), false, "drop-in"),
        (config("systemd/user/signoff-.service.d/x.conf"), false, "drop-in"),
        (config("autostart/signoff-finish.desktop"), false, "replaced"),
        (config("autostart/signoff-finish.desktop"), true, "masked"),
    ] {
        let lab = Lab::new();
        let places = places(&lab);
        hook(&places, &["install", "--system"], 0);
        assert_eq!(findings(&lab, &places, &["--system"], 0), []);
        let file = lab.home().join(&path);
        if is_mask {
            mask(&file);
        } else {
            put(&file, "[Service]\nExecStop=\n");
        }
        let told = findings(&lab, &places, &["--system"], 1);
        assert!(told.iter().all(|one| *one == (kind.into(), true, below(&lab, &file))), "{path} {told:?}");
        assert!(!told.is_empty(), "{path}");
        fs::remove_file(&file).unwrap();
        assert_eq!(findings(&lab, &places, &["--system"], 0), [], "{path}");
    }
}

#[test]
fn a_folder_for_settings_that_the_environment_moves_is_looked_into_too() {
    let lab = Lab::new();
    let places = Places { config: lab.home().join("elsewhere"), ..places(&lab) };
    hook(&places, &["install", "--system"], 0);
    for config in ["elsewhere", ".config"] {
        let file = lab.home().join(config).join("systemd/user/signoff-end-session.service");
        mask(&file);
        assert_eq!(findings(&lab, &places, &["--system"], 1), [("masked".into(), true, below(&lab, &file))]);
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn what_cannot_be_read_is_not_taken_for_nothing() {
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install", "--system"], 0);
    let file = lab.home().join(".config/systemd/user/signoff-end-session.service.d/x.conf");
    fs::create_dir_all(&file).unwrap();
    assert_eq!(findings(&lab, &places, &["--system"], 1), [("unread".into(), true, below(&lab, &file))]);
    fs::remove_dir(&file).unwrap();
    let folder = lab.home().join(".config/systemd");
    fs::rename(&folder, lab.home().join("mine")).unwrap();
    symlink("../mine", &folder).unwrap();
    let told = findings(&lab, &places, &["--system"], 1);
    assert!(told.iter().any(|(kind, stops, _)| kind == "unread" && *stops), "{told:?}");
}

#[test]
fn the_administrators_drop_ins_and_masks_are_told() {
    for (path, kind) in [
        ("etc/systemd/user/signoff-end-session.service.d/a.conf", "drop-in"),
        ("run/systemd/user/signoff-end-session.service.d/a.conf", "drop-in"),
        ("usr/lib/systemd/user/service.d/a.conf", "drop-in"),
        ("etc/systemd/system/signoff-finish-all.service.d/a.conf", "drop-in"),
        ("run/systemd/system/signoff-session-begins@.service.d/a.conf", "drop-in"),
        ("etc/systemd/system.control/signoff-finish-rest.service", "masked"),
        ("run/systemd/transient/signoff-finish-all.service", "masked"),
    ] {
        let lab = Lab::new();
        let places = places(&lab);
        hook(&places, &["install", "--system"], 0);
        let file = lab.bench().join(path);
        if kind == "masked" {
            mask(&file);
        } else {
            put(&file, "[Unit]\nConditionHost=other\n");
        }
        let told = findings(&lab, &places, &["--system"], 1);
        assert!(told.iter().all(|one| *one == (kind.into(), true, path.into())), "{path} {told:?}");
        assert!(!told.is_empty(), "{path}");
    }
    // Settings that change nothing of what runs.
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install", "--system"], 0);
    put(&lab.bench().join("usr/lib/systemd/user/service.d/10.conf"), "[Service]\nTimeoutStopFailureMode=abort\n");
    assert_eq!(findings(&lab, &places, &["--system"], 0), []);
}

#[test]
fn a_systemd_that_outlives_the_session_is_told_unless_a_script_runs() {
    let lab = Lab::new();
    let places = places(&lab);
    let account = current_account().unwrap();
    hook(&places, &["install"], 0);
    // As Debian has it.
    fs::create_dir_all(places.os.machine.join("xdg/systemd")).unwrap();
    symlink("../../systemd/user", places.os.machine.join("xdg/systemd/user")).unwrap();
    hook(&places, &["install", "--system"], 0);
    let linger = Path::new("var/lib/systemd/linger").join(&account.name);
    put(&lab.bench().join(&linger), "");
    put(&lab.bench().join("usr/lib/systemd/logind.conf"), "[Login]\n#KillUserProcesses=no\n");
    put(&lab.bench().join("run/systemd/users").join(&account.number), "SESSIONS=c1 7\n");
    let users = Path::new("run/systemd/users").join(&account.number);
    let all = [
        ("lingers".to_owned(), true, linger.clone()),
        ("programs-outlive".to_owned(), false, "usr/lib/systemd/logind.conf".into()),
        ("other-sessions".to_owned(), false, users),
    ];
    assert_eq!(findings(&lab, &places, &[], 1), all);
    assert_eq!(findings(&lab, &places, &["--system"], 1), all);
    // LightDM runs the script whatever systemd does; only if it is LightDM that runs.
    fs::create_dir(places.os.machine.join("lightdm")).unwrap();
    hook(&places, &["install", "--system"], 0);
    assert_eq!(findings(&lab, &places, &["--system"], 0), [("lingers".into(), false, linger.clone())]);
    let link = places.os.machine.join("systemd/system/display-manager.service");
    symlink("/lib/systemd/system/sddm.service", &link).unwrap();
    let told = findings(&lab, &places, &["--system"], 1);
    assert!(told.contains(&("lingers".into(), true, linger)), "{told:?}");
    assert!(told.contains(&("other-display-manager".into(), false, below(&lab, &link))), "{told:?}");
}

#[test]
fn a_display_manager_that_debian_does_not_start_is_told() {
    let lab = Lab::new();
    let places = places(&lab);
    fs::create_dir(places.os.machine.join("gdm3")).unwrap();
    hook(&places, &["install", "--system"], 0);
    let link = places.os.machine.join("systemd/system/display-manager.service");
    symlink("/lib/systemd/system/gdm3.service", &link).unwrap();
    assert_eq!(findings(&lab, &places, &["--system"], 0), []);
    put(&places.os.machine.join("X11/default-display-manager"), "/usr/sbin/lightdm\n");
    let wanted = ("other-display-manager".into(), false, "etc/X11/default-display-manager".into());
    assert_eq!(findings(&lab, &places, &["--system"], 0), [wanted]);
}

#[test]
fn too_little_time_is_told() {
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install"], 0);
    let unit = "usr/lib/systemd/system/user@.service";
    put(&lab.bench().join(unit), "[Service]\nTimeoutStopSec=120s\n");
    assert_eq!(findings(&lab, &places, &[], 0), []);
    let drop_in = "etc/systemd/system/user@.service.d/short.conf";
    put(&lab.bench().join(drop_in), "[Service]\nTimeoutStopSec=15\n");
    assert_eq!(findings(&lab, &places, &[], 1), [("too-short".into(), true, drop_in.into())]);
    put(&lab.bench().join(drop_in), "");
    let own = lab.home().join(".config/systemd/user/signoff-end-session.service.d/t.conf");
    put(&own, "[Service]\nTimeoutStopSec=1s\n");
    assert_eq!(findings(&lab, &places, &[], 1), [("too-short".into(), true, below(&lab, &own))]);
    put(&own, "[Service]\nTimeoutStopSec=5min\n");
    assert_eq!(findings(&lab, &places, &[], 0), []);
}

#[test]
fn a_script_that_cannot_be_started_is_told() {
    let lab = Lab::new();
    let places = places(&lab);
    fs::create_dir(places.os.machine.join("lightdm")).unwrap();
    hook(&places, &["install", "--system"], 0);
    let script = places.os.machine.join("signoff/lightdm-session-cleanup");
    fs::set_permissions(&script, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(findings(&lab, &places, &["--system"], 1), [("not-runnable".into(), true, below(&lab, &script))]);
}

#[test]
fn lightdms_settings_are_read_in_its_own_order() {
    let lab = Lab::new();
    let places = places(&lab);
    fs::create_dir(places.os.machine.join("lightdm")).unwrap();
    let folders = ["usr/share/lightdm/lightdm.conf.d/a.conf", "etc/xdg/lightdm/lightdm.conf.d/a.conf"];
    let later = ["etc/lightdm/lightdm.conf.d/a.conf", "etc/lightdm/lightdm.conf"];
    for file in folders.into_iter().chain(later) {
        let file = lab.bench().join(file);
        put(&file, "[Seat:*]\nsession-setup-script=/opt/begin\nsession-cleanup-script=/opt/end\n");
        let said = hook(&places, &["install", "--system"], 1);
        let by = format!("left alone, because of {}", file.display());
        assert_eq!(said.result.matches(&by).count(), 4, "{}", said.result);
    }
    assert!(!places.os.machine.join("signoff").exists());
}

#[test]
fn a_policy_that_switches_off_what_runs_at_the_start_is_told() {
    let lab = Lab::new();
    let places = places(&lab);
    put(&places.policy, "finish_at_boot = false\n");
    let folder = places.policy.parent().unwrap();
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(&places.policy, Permissions::from_mode(0o644)).unwrap();
    hook(&places, &["install", "--system"], 0);
    let wanted = ("off-at-boot".into(), false, below(&lab, &places.policy));
    assert_eq!(findings(&lab, &places, &["--system"], 0), [wanted]);
}

#[test]
fn hooks_for_everybody_need_no_home() {
    let lab = Lab::new();
    let places = Places { home: "/nonexistent".into(), config: "/nonexistent/.config".into(), ..places(&lab) };
    hook(&places, &["install", "--system"], 0);
    hook(&places, &["status", "--system"], 0);
    hook(&places, &["remove", "--system"], 0);
}

#[test]
fn every_finding_has_words_and_what_to_do_in_each_language() {
    for language in ["en", "fi", "sv"] {
        let tr = Tr::new(Some(language));
        for kind in FindingKind::ALL {
            for key in [format!("hook-{}", kind.name()), format!("hook-{}-do", kind.name())] {
                let values = [("path", "/p".into()), ("detail", "d".into())];
                assert_ne!(tr.with(&key, &values), key, "{language}");
            }
        }
    }
}

#[test]
fn a_cron_job_without_a_home_can_ask_about_everybodys_hooks() {
    let lab = Lab::new();
    for words in [["hook", "status", "--system"], ["hook", "status", "--json"]] {
        let ran = lab.plain_signoff().env_remove("HOME").args(words).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        let is_for_everybody = words.contains(&"--system");
        assert_eq!(ran.status.code() == Some(2) && said.contains("HOME"), !is_for_everybody, "{words:?}: {said}");
    }
}
