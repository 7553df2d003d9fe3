//! Hooks: what is installed and removed, what is left alone, and how display managers run it.

mod machine;
mod scripts;
mod then;
mod told;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use signoff::cli::{CliOutput, run_with_places};
use signoff::hook::{self, HookScope, InstallOptions, PartState};
use signoff::platform::Places;

use crate::support::{Lab, is_root, snapshot};

/// Returns the folders of a lab, with its own `/etc` beside the home.
fn places(lab: &Lab) -> Places {
    let machine = lab.bench().join("etc");
    fs::create_dir_all(&machine).unwrap();
    fs::set_permissions(&machine, Permissions::from_mode(0o755)).unwrap();
    let mut places = Places { policy: machine.join("signoff/policy.toml"), ..Places::below(&lab.home()) };
    places.os.machine = machine;
    places
}

/// Runs a `hook` command.
#[track_caller]
fn hook(places: &Places, words: &[&str], code: u8) -> CliOutput {
    let said = run_with_places(places, &[&["hook"], words].concat());
    assert_eq!(said.code, code, "{words:?}: {}{}", said.result, said.error);
    said
}

fn entry(lab: &Lab) -> PathBuf {
    lab.home().join(".config/autostart/signoff-finish.desktop")
}

fn unit(lab: &Lab) -> PathBuf {
    lab.home().join(".config/systemd/user/signoff-end-session.service")
}

#[test]
fn installing_twice_changes_nothing_and_removing_leaves_no_file() {
    let lab = Lab::new();
    let places = places(&lab);
    let before = lab.snapshot();
    hook(&places, &["status"], 1);
    assert_eq!(lab.snapshot(), before, "looking changed something");
    let first = hook(&places, &["install"], 0);
    assert!(!first.result.contains("not installed"), "{}", first.result);
    let installed = lab.snapshot();
    assert_eq!(hook(&places, &["install"], 0), first);
    assert_eq!(lab.snapshot(), installed);
    hook(&places, &["status"], 0);
    hook(&places, &["remove"], 0);
    let files = walkdir::WalkDir::new(lab.home()).into_iter().map(Result::unwrap);
    assert_eq!(files.filter(|file| !file.file_type().is_dir()).count(), 0);
    hook(&places, &["remove"], 0);
    hook(&places, &["status"], 1);
}

#[test]
fn another_time_or_program_is_outdated_and_replaced() {
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install"], 0);
    fs::create_dir_all(places.settings().parent().unwrap()).unwrap();
    fs::write(places.settings(), "time_budget = 77\n").unwrap();
    fs::set_permissions(places.settings(), Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(places.settings().parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    let said = hook(&places, &["status"], 1);
    assert!(said.result.contains(&format!("outdated, install again: {}", unit(&lab).display())), "{}", said.result);
    hook(&places, &["install"], 0);
    let text = fs::read_to_string(unit(&lab)).unwrap();
    assert!(text.contains("--time-budget 77\nTimeoutStopSec=87\n"), "{text}");
    let other = InstallOptions { program: "/opt/other/signoff".into(), budget: 77 };
    let told = hook::status(HookScope::User, &places, &other).unwrap().parts;
    assert_eq!(told.iter().filter(|one| one.state == PartState::Outdated).count(), 3, "{told:?}");
    // Files of an older installation are removed too.
    hook::remove(HookScope::User, &places, &other).unwrap();
    assert!(!unit(&lab).exists() && !entry(&lab).exists());
}

#[test]
fn a_script_reads_how_each_part_is() {
    let lab = Lab::new();
    let places = places(&lab);
    let schema = include_str!("../../../assets/schema/hook.schema.json");
    let form = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let states = |words: &[&str], code: u8| {
        let told: serde_json::Value = serde_json::from_str(&hook(&places, words, code).result).unwrap();
        let wrong: Vec<_> = form.iter_errors(&told).map(|wrong| wrong.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?} in {told:#}");
        let parts = told["parts"].as_array().unwrap().iter();
        parts.map(|part| part["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let all = |states: Vec<String>, wanted: &str| states.len() > 3 && states.iter().all(|state| state == wanted);
    assert!(all(states(&["status", "--json"], 1), "absent"));
    assert!(all(states(&["install", "--json"], 0), "installed"));
    fs::write(entry(&lab), "mine").unwrap();
    let now = states(&["status", "--json"], 1);
    assert_eq!(now.iter().filter(|state| *state == "changed").count(), 1, "{now:?}");
    fs::remove_file(entry(&lab)).unwrap();
    assert!(all(states(&["remove", "--json"], 0), "absent"));
}

#[test]
fn a_broken_policy_does_not_keep_a_hook_in_place() {
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install"], 0);
    fs::create_dir_all(places.policy.parent().unwrap()).unwrap();
    fs::write(&places.policy, "level = 7\n").unwrap();
    for words in ["install", "status"] {
        assert!(hook(&places, &[words], 2).error.contains("policy.toml"));
    }
    hook(&places, &["remove"], 0);
    assert!(!unit(&lab).exists() && !entry(&lab).exists());
}

#[test]
fn what_somebody_has_changed_stays() {
    let lab = Lab::new();
    let places = places(&lab);
    hook(&places, &["install"], 0);
    let mine = fs::read_to_string(entry(&lab)).unwrap() + "Hidden=true\n";
    fs::write(entry(&lab), &mine).unwrap();
    let link = lab.home().join(".config/systemd/user/default.target.wants/signoff-finish.service");
    fs::remove_file(&link).unwrap();
    symlink("/dev/null", &link).unwrap();
    for words in [["status"], ["install"], ["remove"]] {
        let said = hook(&places, &words, 1);
        for path in [&entry(&lab), &link] {
            let told = format!("changed by somebody, left alone: {}", path.display());
            assert!(said.result.contains(&told), "{}", said.result);
        }
    }
    assert_eq!(fs::read_to_string(entry(&lab)).unwrap(), mine);
    assert_eq!(fs::read_link(&link).unwrap(), Path::new("/dev/null"));
    assert!(!unit(&lab).exists());
}

#[test]
fn settings_that_lead_out_of_the_home_are_refused() {
    let lab = Lab::new();
    let before = lab.snapshot_outside();
    symlink(lab.outside(), lab.home().join(".config")).unwrap();
    let said = hook(&Places { config: lab.home().join(".config"), ..places(&lab) }, &["install"], 1);
    let refusal = format!("a link leads elsewhere: {:?}", lab.home().join(".config"));
    assert!(said.error.contains(&refusal), "{}", said.error);
    let said = hook(&Places { config: lab.outside(), ..places(&lab) }, &["install"], 2);
    assert!(said.error.contains("not in the home folder"), "{}", said.error);
    assert_eq!(lab.snapshot_outside(), before);
}

#[test]
fn a_home_that_cannot_be_written_is_said_with_the_file() {
    let lab = Lab::new().without_rights();
    let home = lab.home();
    fs::create_dir(home.join(".config")).unwrap();
    if is_root() {
        std::os::unix::fs::chown(home.join(".config"), Some(65_534), Some(65_534)).unwrap();
    }
    fs::set_permissions(home.join(".config"), Permissions::from_mode(0o555)).unwrap();
    let ran = run(lab.plain_signoff().args(["hook", "install"]));
    fs::set_permissions(home.join(".config"), Permissions::from_mode(0o755)).unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{stderr}");
    for folder in ["systemd", "autostart"] {
        assert!(stderr.contains(&format!("cannot open {:?}", home.join(".config").join(folder))), "{stderr}");
    }
    assert!(stderr.contains("Permission denied"), "{stderr}");
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

#[test]
fn systemd_understands_the_units_wherever_the_program_is() {
    let lab = Lab::new();
    for folder in ["plain", "sp ace", "100%h", "quo\"te", "it's", "dollar$HOME", "back\\slash", "ünï"] {
        let program = lab.bench().join(folder).join("signoff");
        fs::create_dir(program.parent().unwrap()).unwrap();
        fs::write(&program, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
        let places = places(&lab);
        let told =
            hook::install(HookScope::User, &places, &InstallOptions { program: program.clone(), budget: 10 }).unwrap();
        assert!(told.parts.iter().all(|one| one.state == PartState::Installed), "{told:?}");
        // Where systemd is not installed, nothing can read the units; .ci/run installs it.
        let Ok(found) = Command::new("systemd-analyze").arg("--version").output() else {
            assert!(std::env::var_os("CI").is_none_or(|value| value != "true"), "systemd is not installed");
            continue;
        };
        assert!(found.status.success());
        let units =
            ["signoff-end-session.service", "signoff-finish.service"].map(|name| unit(&lab).with_file_name(name));
        let mut verify = lab.within(Path::new("systemd-analyze"));
        verify.args(["--user", "--man=no", "verify"]).args(&units).env("XDG_RUNTIME_DIR", lab.bench().join("tmp"));
        let ran = run(&mut verify);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        // It also reports mistakes in other units of this computer.
        assert!(!said.contains("signoff"), "{folder}: {said}");
        assert!(ran.status.success() || !said.is_empty(), "{folder}: {said}");
    }
}

#[test]
fn a_demonstration_installs_nothing_for_real() {
    let lab = Lab::new();
    let before = (lab.snapshot(), snapshot(&lab.bench().join("tmp")));
    let ran = run(lab.plain_signoff().args(["--demo", "hook", "install"]));
    assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!((lab.snapshot(), snapshot(&lab.bench().join("tmp"))), before);
}
