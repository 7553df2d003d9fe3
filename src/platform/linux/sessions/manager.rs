//! What systemd tells of the end of a session: whether the computer shuts down, and why this run's unit stops. Asked by
//! `systemctl`, with a time limit, and only if a session still lives.
//!
//! No file tells either. `systemctl --user` reaches the user's systemd by its own socket, so it works without a bus, too.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::rule::{Circumstances, UnitStop};
use crate::platform::environment::variable;
use crate::platform::linux::ask::ask;
use crate::platform::linux::launch::find;

/// The folders with `systemctl`. Not `PATH`: the person before could have set that.
const PROGRAMS: &str = "/usr/bin:/bin:/run/current-system/sw/bin";
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(3);
const TARGET: &str = "graphical-session.target";

/// Returns what systemd tells. `run` is `/run`.
pub(super) fn circumstances(run: &Path, uid: u32) -> Circumstances {
    Circumstances { shuts_down: shuts_down(run), stop: unit_stop(uid) }
}

/// Says whether the computer shuts down or restarts. Without systemd it is not known, and taken for no.
fn shuts_down(run: &Path) -> Option<bool> {
    if fs::symlink_metadata(run.join("systemd/system")).is_err() {
        return Some(false);
    }
    // Its exit code is 1 for most states.
    let state = systemctl(&["is-system-running"], None)?;
    (!state.trim().is_empty()).then(|| state.trim() == "stopping")
}

fn unit_stop(uid: u32) -> UnitStop {
    // Only programs that a unit's stop runs have this variable (systemd.exec(5)). The person before can set it only for
    // programs of the session, which this asks about.
    let is_stop = variable("SERVICE_RESULT").is_some();
    let cgroup = fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    let Some(unit) = user_unit(&cgroup, uid).filter(|_| is_stop) else { return UnitStop::No };
    let answer = || {
        let state = systemctl(&["--user", "show", "--property=SystemState"], Some(uid))?;
        let properties = "--property=ActiveState,ActiveEnterTimestampMonotonic,ActiveExitTimestampMonotonic";
        Some((state, systemctl(&["--user", "show", properties, TARGET, unit], Some(uid))?))
    };
    answer().map_or(UnitStop::Unknown, |(state, units)| why(&state, &units))
}

/// Returns the unit of the user's systemd that a process is in, by its control groups.
fn user_unit(cgroup: &str, uid: u32) -> Option<&str> {
    let (_, below) = cgroup.lines().find_map(|line| line.split_once(&format!("/user@{uid}.service/")))?;
    below.rsplit('/').next().filter(|name| name.ends_with(".service"))
}

/// Returns why the unit stops, from the properties of the user's systemd, and of the target and the unit.
fn why(manager: &str, units: &str) -> UnitStop {
    let value = |text: &str, name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let Some((target, unit)) = units.split_once("\n\n") else { return UnitStop::Unknown };
    let moment = |text: &str, name: &str| value(text, name).and_then(|text| text.parse::<u64>().ok());
    let (left, began) = (moment(target, "ActiveExitTimestampMonotonic"), moment(unit, "ActiveEnterTimestampMonotonic"));
    let (Some(left), Some(began), Some(active)) = (left, began, value(target, "ActiveState")) else {
        return UnitStop::Unknown;
    };
    let is_stopped = matches!(active.as_str(), "inactive" | "deactivating" | "failed");
    if is_stopped && left > 0 && left >= began {
        return UnitStop::Desktop;
    }
    match value(manager, "SystemState").as_deref() {
        Some("stopping") => UnitStop::Manager,
        Some(_) => UnitStop::Alone,
        None => UnitStop::Unknown,
    }
}

fn systemctl(words: &[&str], user: Option<u32>) -> Option<String> {
    let program: PathBuf = find(&["systemctl".into()], &PROGRAMS.into())?;
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    let variables: Vec<_> =
        user.map(|uid| ("XDG_RUNTIME_DIR", OsString::from(format!("/run/user/{uid}")))).into_iter().collect();
    Some(ask(&program, &words, &variables, PATIENCE)?.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_unit_of_the_users_systemd_is_one() {
        let check = |cgroup: &str, expected: Option<&str>| assert_eq!(user_unit(cgroup, 1000), expected, "{cgroup}");
        let ours = "/user.slice/user-1000.slice/user@1000.service";
        check(&format!("0::{ours}/session.slice/signoff-end-session.service\n"), Some("signoff-end-session.service"));
        check(&format!("4:memory:/\n0::{ours}/app.slice/a@b.service\n"), Some("a@b.service"));
        check(&format!("0::{ours}/app.slice/vte-spawn-1.scope\n"), None);
        check("0::/user.slice/user-1000.slice/session-c1.scope\n", None);
        check("0::/system.slice/lightdm.service\n", None);
        check("0::/user.slice/user-1001.slice/user@1001.service/session.slice/a.service\n", None);
        check("", None);
    }

    /// As systemd 257 printed it for a desktop that logged out, a unit that was stopped alone, and a user manager that
    /// ended after its last session.
    #[test]
    fn a_desktop_that_logs_out_is_told_from_a_unit_that_is_stopped_alone() {
        let check = |target: (&str, u64), unit: u64, manager: &str, expected: UnitStop| {
            let (active, left) = target;
            let manager = format!("SystemState={manager}\n");
            let units = format!(
                "ActiveState={active}\nActiveEnterTimestampMonotonic=5\nActiveExitTimestampMonotonic={left}\n\n\
                 ActiveState=deactivating\nActiveEnterTimestampMonotonic={unit}\nActiveExitTimestampMonotonic=99\n"
            );
            assert_eq!(why(&manager, &units), expected, "{manager}{units}");
        };
        check(("inactive", 13_883_232_371), 13_883_048_456, "running", UnitStop::Desktop);
        check(("deactivating", 90), 10, "running", UnitStop::Desktop);
        check(("inactive", 90), 10, "stopping", UnitStop::Desktop);
        check(("active", 0), 13_878_985_433, "running", UnitStop::Alone);
        // No desktop used the target in this session.
        check(("inactive", 0), 10, "running", UnitStop::Alone);
        check(("inactive", 0), 10, "stopping", UnitStop::Manager);
        // It stopped with a session before this one.
        check(("inactive", 9), 10, "running", UnitStop::Alone);
        check(("active", 90), 10, "degraded", UnitStop::Alone);
        assert_eq!(why("", ""), UnitStop::Unknown);
        assert_eq!(why("SystemState=running\n", "ActiveState=active\n\n"), UnitStop::Unknown);
    }
}
