//! The scripts of the display managers, run with exactly the environment that each sets.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

use signoff::hook::{HookScope, InstallOptions, PartState, install};
use signoff::platform::Places;

use super::places;
use crate::running::copy_program;
use crate::support::{Lab, NAME, Profile, with_account};

/// Returns a lab of the test account, on a computer with the hooks of both display managers.
fn installed() -> (Lab, Places, Profile, Profile) {
    let (lab, chromium, firefox) = Lab::with_both();
    let places = places(&lab);
    for folder in ["lightdm", "gdm3/PostSession"] {
        std::fs::create_dir_all(places.os.machine.join(folder)).unwrap();
    }
    let gdm = places.os.machine.join("gdm3/PostSession/Default");
    std::fs::write(&gdm, "#!/bin/sh\n\nexit 0\n").unwrap();
    set_permissions(&gdm, Permissions::from_mode(0o755)).unwrap();
    // As an administrator installs it: only root may write there, and the tests may have been built by another user.
    let program = lab.bench().join("signoff");
    copy_program(env!("CARGO_BIN_EXE_signoff"), &program);
    let wish = InstallOptions { program, budget: 30 };
    let told = install(HookScope::Machine, &places, &wish).unwrap();
    assert!(told.parts.iter().all(|one| one.state == PartState::Installed), "{told:?}");
    lab.give_away(&lab.home());
    // The parent folder of a home can be entered by everybody.
    set_permissions(lab.bench(), Permissions::from_mode(0o755)).unwrap();
    (lab, places, chromium, firefox)
}

/// Runs a script as root where only the test account exists.
fn run(lab: &Lab, script: &Path, environment: &[(&str, &str)]) -> Output {
    let mut command = with_account(lab, "env -i");
    command.args(environment.iter().map(|(name, value)| format!("{name}={value}"))).arg(script);
    command.output().unwrap()
}

#[track_caller]
fn cleans(lab: &Lab, script: &Path, environment: &[(&str, &str)], profiles: [&Profile; 2]) {
    let ran = run(lab, script, environment);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(0), "{said}");
    assert!(said.contains("Clean and verified"), "{said}");
    let [chromium, firefox] = profiles;
    assert!(!chromium.at("Cookies").exists() && !firefox.at("cookies.sqlite").exists());
    assert!(chromium.at("Bookmarks").exists());
}

/// The environment that LightDM 1.26 sets after clearing it (`process.c`, `seat.c`).
#[test]
#[ignore = "needs root"]
fn lightdms_script_cleans_in_lightdms_environment() {
    let (lab, places, chromium, firefox) = installed();
    let home = lab.home();
    let environment = [
        ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("DISPLAY", ":0"),
        ("XAUTHORITY", "/var/run/lightdm/root/:0"),
        ("USER", NAME),
        ("LOGNAME", NAME),
        ("HOME", home.to_str().unwrap()),
    ];
    let script = places.os.machine.join("signoff/lightdm-session-cleanup");
    cleans(&lab, &script, &environment, [&chromium, &firefox]);
}

/// The environment that GDM sets (`gdm-common.c`). GDM waits until the script ends.
#[test]
#[ignore = "needs root"]
fn gdms_script_cleans_in_gdms_environment() {
    let (lab, places, chromium, firefox) = installed();
    let home = lab.home();
    let home = home.to_str().unwrap();
    let environment = [
        ("LOGNAME", NAME),
        ("USER", NAME),
        ("USERNAME", NAME),
        ("HOME", home),
        ("PWD", home),
        ("SHELL", "/bin/sh"),
        ("XAUTHORITY", "/run/user/65534/gdm/Xauthority"),
        ("DISPLAY", ":0"),
        ("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/games"),
        ("RUNNING_UNDER_GDM", "true"),
    ];
    cleans(&lab, &places.os.machine.join("gdm3/PostSession/Default"), &environment, [&chromium, &firefox]);
}

#[test]
#[ignore = "needs root"]
fn a_script_without_a_user_does_nothing_and_holds_up_nobody() {
    let (lab, places, chromium, _firefox) = installed();
    for script in ["signoff/lightdm-session-cleanup", "gdm3/PostSession/Default"] {
        for environment in [&[("PATH", "/usr/bin:/bin")][..], &[("PATH", "/usr/bin:/bin"), ("USER", "no-such-user")]] {
            let ran = run(&lab, &places.os.machine.join(script), environment);
            assert_eq!(ran.status.code(), Some(0), "{script} {environment:?}");
        }
    }
    assert!(chromium.at("Cookies").exists());
}
