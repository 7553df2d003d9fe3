//! Whether this user's session is over: gathers what logind's files, utmp, the process table and systemd tell, for the
//! rule. Only reads, starts nothing but `systemctl`, and waits for nothing else.

pub(super) mod logind;
mod manager;
mod rule;
pub(super) mod utmp;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};
use nix::unistd::{Uid, User};

use super::processes;
use crate::platform::system::Sessions;
use rule::{Leader, Process, Processes, decide};

/// Microseconds in a clock tick, in which `/proc` gives the start of processes (Linux: 100 ticks a second).
const TICK: u64 = 10_000;
/// Ticks by which a leader may seem younger than its session, because both are rounded.
const SLACK: u64 = 100;

/// Says whether this user's session is over. `run` is `/run`.
pub(super) fn sessions(run: &Path) -> Sessions {
    let uid = processes::our_uid();
    let processes = running(uid);
    let (living, is_whole) = by_logind(run, &processes).unwrap_or_else(|| by_displays(run, &processes));
    decide(living, is_whole, || manager::circumstances(run, uid))
}

/// Returns how many sessions live, and whether none can have been missed; `None` without logind.
fn by_logind(run: &Path, processes: &Processes) -> Option<(usize, bool)> {
    let listing = logind::sessions(run)?;
    let counted = |session: &&logind::Session| {
        session.uid == Some(processes.uid) && session.is_graphical() && session.is_persons() && session.lasts()
    };
    let counted: Vec<_> = listing.sessions.iter().filter(counted).collect();
    let asleep = time_asleep();
    let leader = |session: &&logind::Session| {
        let began = session.since_boot.zip(asleep).map(|(since, asleep)| since.saturating_add(asleep) / TICK + SLACK);
        Some(Leader { pid: session.leader?, began })
    };
    let leaders: Vec<_> = counted.iter().filter_map(leader).collect();
    let living = leaders.iter().filter(|leader| processes.lives(**leader)).count();
    Some((living, listing.is_whole && leaders.len() == counted.len()))
}

/// The same without logind: logins at a display by utmp, or else display servers of the user's.
fn by_displays(run: &Path, processes: &Processes) -> (usize, bool) {
    let user = User::from_uid(Uid::from_raw(processes.uid)).ok().flatten();
    let logins = user.and_then(|user| utmp::logins(run, &user.name));
    let is_told = logins.is_some() || !processes.show_a_display();
    let leaders: BTreeSet<u32> =
        logins.into_iter().flatten().filter(|login| login.at_display).map(|login| login.leader).collect();
    let living = leaders.into_iter().filter(|pid| processes.lives(Leader { pid: *pid, began: None })).count();
    (living.max(processes.led_displays()), is_told)
}

/// Returns the processes that can be seen.
fn running(uid: u32) -> Processes {
    let process = |pid: u32| {
        let stat = processes::stat(pid).filter(|stat| !stat.dead)?;
        let (uid, name) = (processes::real_uid(pid)?, processes::name(pid)?);
        Some((pid, Process { parent: stat.parent, uid, start: stat.start, name }))
    };
    let running: BTreeMap<u32, Process> = processes::all_pids().filter_map(process).collect();
    let us = std::process::id();
    let program = |pid: u32| fs::read_link(format!("/proc/{pid}/exe")).ok();
    let ours = program(us);
    let same = running.keys().copied().filter(|pid| *pid == us || ours.is_some() && program(*pid) == ours).collect();
    Processes { us, uid, running, signoff: same }
}

/// Returns how long the computer was suspended since boot, in microseconds: logind's files do not count that time, the
/// process table does.
fn time_asleep() -> Option<u64> {
    let now = |clock| clock_gettime(clock).ok().map(Duration::from);
    let asleep = now(ClockId::CLOCK_BOOTTIME)?.saturating_sub(now(ClockId::CLOCK_MONOTONIC)?);
    u64::try_from(asleep.as_micros()).ok()
}

#[cfg(test)]
mod tests;
