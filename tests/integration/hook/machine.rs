//! Hooks for all users: the administrator's own scripts and settings are not changed.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use signoff::platform::Places;

use super::{hook, places};
use crate::support::{Lab, is_root, snapshot};

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Returns the folders of a computer with both display managers, GDM as on Debian.
fn computer(lab: &Lab) -> (Places, PathBuf) {
    let places = places(lab);
    fs::create_dir(places.os.machine.join("lightdm")).unwrap();
    let script = places.os.machine.join("gdm3/PostSession/Default");
    put(&script, "#!/bin/sh\n\nexit 0\n");
    fs::set_permissions(&script, Permissions::from_mode(0o755)).unwrap();
    (places, script)
}

#[test]
fn only_the_display_managers_that_are_there_get_a_script() {
    let lab = Lab::new();
    let places = places(&lab);
    let said = hook(&places, &["install", "--system"], 0);
    let not = "this display manager is not on this computer";
    assert!(said.result.contains(&format!("LightDM: {not}\n")) && said.result.contains(&format!("GDM: {not}\n")));
    for gone in ["lightdm", "gdm3", "gdm", "signoff"] {
        assert!(!places.os.machine.join(gone).exists(), "{gone}");
    }
    for there in ["systemd/user/signoff-end-session.service", "xdg/autostart/signoff-finish.desktop"] {
        let mode = fs::metadata(places.os.machine.join(there)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "{there}");
    }
    assert!(!lab.home().join(".config").exists());
}

#[test]
fn an_administrators_script_gets_lines_and_gets_rid_of_them() {
    let lab = Lab::new();
    let (places, script) = computer(&lab);
    hook(&places, &["install", "--system"], 0);
    let installed = snapshot(&places.os.machine);
    hook(&places, &["install", "--system"], 0);
    assert_eq!(snapshot(&places.os.machine), installed);
    let text = fs::read_to_string(&script).unwrap();
    assert!(text.starts_with("#!/bin/sh\n# >>> Signoff\n") && text.ends_with("# <<< Signoff\n\nexit 0\n"), "{text}");
    assert_eq!(fs::metadata(&script).unwrap().permissions().mode() & 0o777, 0o755);
    let conf = fs::read_to_string(places.os.machine.join("lightdm/lightdm.conf.d/50-signoff.conf")).unwrap();
    let cleanup = places.os.machine.join("signoff/lightdm-session-cleanup");
    let value = conf.split_once("[Seat:*]\nsession-cleanup-script=").unwrap().1.trim_end();
    assert!(value.ends_with(&format!(" '{}'", cleanup.display())), "{conf}");
    assert_eq!(fs::metadata(&cleanup).unwrap().permissions().mode() & 0o777, 0o755);
    hook(&places, &["remove", "--system"], 0);
    // LightDM keeps the value until it is started again, and lets nobody in whose script fails.
    assert!(Command::new("sh").args(["-c", value]).status().unwrap().success());
    assert_eq!(fs::read_to_string(&script).unwrap(), "#!/bin/sh\n\nexit 0\n");
    let folders = walkdir::WalkDir::new(&places.os.machine).into_iter().map(Result::unwrap);
    assert_eq!(folders.filter(|one| !one.file_type().is_dir()).count(), 1);
}

#[test]
fn what_an_administrator_changes_in_our_lines_stays() {
    let lab = Lab::new();
    let (places, script) = computer(&lab);
    hook(&places, &["install", "--system"], 0);
    let theirs = fs::read_to_string(&script).unwrap().replace("--yes", "--yes --level everything");
    fs::write(&script, &theirs).unwrap();
    let said = hook(&places, &["install", "--system"], 1);
    let line = format!("GDM: changed by somebody, left alone: {}", script.display());
    assert!(said.result.contains(&line), "{}", said.result);
    hook(&places, &["remove", "--system"], 1);
    assert_eq!(fs::read_to_string(&script).unwrap(), theirs);
    // Changes outside our block are the administrator's and are kept.
    let lab = Lab::new();
    let (places, script) = computer(&lab);
    hook(&places, &["install", "--system"], 0);
    fs::write(&script, fs::read_to_string(&script).unwrap().replace("exit 0", "logger bye")).unwrap();
    hook(&places, &["status", "--system"], 0);
    hook(&places, &["remove", "--system"], 0);
    assert_eq!(fs::read_to_string(&script).unwrap(), "#!/bin/sh\n\nlogger bye\n");
}

#[test]
fn a_script_that_is_no_shells_is_told_what_to_add() {
    let lab = Lab::new();
    let (places, script) = computer(&lab);
    fs::write(&script, "#!/usr/bin/python3\npass\n").unwrap();
    let said = hook(&places, &["install", "--system"], 1);
    assert!(said.result.contains(&format!("GDM: left alone, because of {}.", script.display())), "{}", said.result);
    assert!(
        said.result.contains("end-session --yes --unattended --time-budget 30 --user=\"$USER\""),
        "{}",
        said.result
    );
    assert_eq!(fs::read_to_string(&script).unwrap(), "#!/usr/bin/python3\npass\n");
    hook(&places, &["remove", "--system"], 0);
}

#[test]
fn a_script_takes_nothing_from_its_environment_but_a_name_the_display_and_the_language() {
    use signoff::hook::{HookScope, InstallOptions, install};
    let lab = Lab::new();
    let (places, gdm) = computer(&lab);
    let (program, evil, seen) = (lab.bench().join("signoff"), lab.bench().join("evil"), lab.bench().join("seen"));
    put(&program, &format!("#!/bin/sh\n/usr/bin/env >{0:?}\necho \"args $*\" >>{0:?}\nexit 3\n", seen.display()));
    for name in ["env", "timeout", "signoff", "sh"] {
        put(&evil.join(name), &format!("#!/bin/sh\n/usr/bin/touch {:?}\n", lab.bench().join("ran").display()));
        fs::set_permissions(evil.join(name), Permissions::from_mode(0o755)).unwrap();
    }
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    install(HookScope::Machine, &places, &InstallOptions { program, budget: 9 }).unwrap();
    for script in [gdm, places.os.machine.join("signoff/lightdm-session-cleanup")] {
        let mut run = Command::new(&script);
        run.env_clear().env("PATH", &evil).env("HOME", &evil).env("TMPDIR", &evil).env("XDG_CONFIG_HOME", &evil);
        run.env("USER", "some one").env("DISPLAY", ":7").env("LANG", "fi_FI.UTF-8").env("LC_ALL", "x");
        // A display manager ends the session of a script that fails.
        assert!(run.status().unwrap().success());
        let seen = fs::read_to_string(&seen).unwrap();
        let shells_own = ["PWD=", "OLDPWD=", "SHLVL=", "_="];
        let mut lines: Vec<_> =
            seen.lines().filter(|line| !shells_own.iter().any(|own| line.starts_with(own))).collect();
        lines.sort_unstable();
        assert_eq!(
            lines,
            [
                "DISPLAY=:7",
                "LANG=fi_FI.UTF-8",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "args end-session --yes --unattended --time-budget 9 --user=some one",
            ]
        );
        assert!(fs::read_to_string(&script).unwrap().contains("/usr/bin/timeout -k 5 19 "));
    }
    assert!(!lab.bench().join("ran").exists());
}

#[test]
fn without_a_script_of_gdms_there_is_one_of_ours() {
    let lab = Lab::new();
    let places = places(&lab);
    fs::create_dir(places.os.machine.join("gdm")).unwrap();
    hook(&places, &["install", "--system"], 0);
    let script = places.os.machine.join("gdm/PostSession/Default");
    assert!(fs::read_to_string(&script).unwrap().starts_with("#!/bin/sh\n# Signoff "));
    assert_eq!(fs::metadata(&script).unwrap().permissions().mode() & 0o777, 0o755);
    hook(&places, &["status", "--system"], 0);
    hook(&places, &["remove", "--system"], 0);
    assert!(!script.exists());
}

#[test]
fn a_script_that_lightdm_has_already_is_not_put_aside() {
    for file in ["lightdm/lightdm.conf", "lightdm/lightdm.conf.d/90-site.conf"] {
        let lab = Lab::new();
        let (places, _script) = computer(&lab);
        let theirs = places.os.machine.join(file);
        put(&theirs, "[Seat:*]\n#session-cleanup-script=/no\n  session-cleanup-script = /opt/site/cleanup\n");
        let said = hook(&places, &["install", "--system"], 1);
        let refusal = format!("LightDM: left alone, because of {}.", theirs.display());
        assert!(said.result.contains(&refusal), "{}", said.result);
        assert!(!places.os.machine.join("lightdm/lightdm.conf.d/50-signoff.conf").exists());
        // A commented-out line does not count.
        put(&theirs, "[Seat:*]\n#session-cleanup-script=/no\n");
        hook(&places, &["install", "--system"], 0);
        hook(&places, &["remove", "--system"], 0);
    }
}

#[test]
fn nobody_but_the_administrator_sets_hooks_for_everybody() {
    let lab = Lab::new();
    let mut places = places(&lab);
    places.os.administrator = signoff::model::OwnerId::from_system(u128::from(u32::MAX) - 1);
    let before = snapshot(&places.os.machine);
    for words in [["install", "--system"], ["remove", "--system"]] {
        let said = hook(&places, &words, 2);
        assert!(said.error.contains("Only root"), "{}", said.error);
    }
    assert_eq!(snapshot(&places.os.machine), before);
}

#[test]
fn a_program_that_others_can_replace_is_not_run_by_root() {
    use signoff::hook::{HookError, HookScope, InstallOptions, install};
    let lab = Lab::new();
    let places = places(&lab);
    let folder = lab.bench().join("shared");
    let program = folder.join("signoff");
    put(&program, "");
    let before = snapshot(&places.os.machine);
    let install = || install(HookScope::Machine, &places, &InstallOptions { program: program.clone(), budget: 9 });
    for (path, mode) in [(&folder, 0o777), (&program, 0o775)] {
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let refused = install();
        assert!(matches!(refused, Err(HookError::Untrusted(_))), "{refused:?}");
    }
    if is_root() {
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
        lab.give_away(&folder);
        assert!(matches!(install(), Err(HookError::Untrusted(_))));
    }
    assert_eq!(snapshot(&places.os.machine), before);
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
}
