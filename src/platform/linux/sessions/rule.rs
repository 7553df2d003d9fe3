//! The rule: which sessions live, and whether one goes on when this run ends one. Pure functions over plain values.
//!
//! A session lives while its leader has a program of the user's: the leader is a process of the user's itself, or the
//! parent of one. The display manager's process that leads a session waits for the desktop, which is its child, and
//! after that runs the scripts and PAM modules of the logout. So the session is over when they run, although its leader
//! lives and logind calls it active. A program that is left over has another parent by then.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform::system::Sessions;

/// Programs that show a desktop: X servers, Wayland compositors, and servers of remote desktops. Names as in
/// `/proc/PID/comm`, which has 15 bytes at most.
const DISPLAY_SERVERS: [&str; 20] = [
    "Xorg",
    "X",
    "Xwayland",
    "Xvnc",
    "Xtigervnc",
    "x2goagent",
    "nxagent",
    "gnome-shell",
    "kwin_wayland",
    "kwin_x11",
    "mutter",
    "muffin",
    "sway",
    "weston",
    "labwc",
    "cage",
    "wayfire",
    "Hyprland",
    "niri",
    "cosmic-comp",
];

/// The greatest number of parents that are looked at. The table is read while processes start and end, so parents could
/// form a circle in it.
const DEPTH: usize = 1000;

/// A process that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Process {
    /// The id of its parent.
    pub(super) parent: u32,
    /// Its real user id.
    pub(super) uid: u32,
    /// Its start in clock ticks since boot.
    pub(super) start: u64,
    /// Its name.
    pub(super) name: String,
}

/// The processes that can be seen, without zombies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Processes {
    /// Our own process.
    pub(super) us: u32,
    /// The user that this run is for.
    pub(super) uid: u32,
    /// All processes by id. Where `/proc` hides those of others, only the user's.
    pub(super) running: BTreeMap<u32, Process>,
    /// Our process and others of the same program. They end sessions and are nobody's desktop.
    pub(super) signoff: BTreeSet<u32>,
}

/// The leader of a session that is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leader {
    /// Its process id.
    pub(super) pid: u32,
    /// The session's beginning in clock ticks since boot. A process that started later only has the same id.
    pub(super) began: Option<u64>,
}

/// What stops this run's unit, if a unit of the user's systemd runs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnitStop {
    /// No unit's stop runs it.
    No,
    /// The graphical session's target has stopped: a desktop logs out.
    Desktop,
    /// The user's systemd ends.
    Manager,
    /// The unit alone, as by an administrator.
    Alone,
    /// The user's systemd did not answer.
    Unknown,
}

/// What a session's files do not tell. Asked only if a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Circumstances {
    /// The computer shuts down or restarts; `None` if it did not answer.
    pub(super) shuts_down: Option<bool>,
    /// What stops this run's unit.
    pub(super) stop: UnitStop,
}

/// Decides. `living` is the number of sessions that live; `is_whole` says that none can have been missed.
pub(super) fn decide(living: usize, is_whole: bool, ask: impl FnOnce() -> Circumstances) -> Sessions {
    if living == 0 {
        return if is_whole { Sessions::Over } else { Sessions::Unknown };
    }
    let Circumstances { shuts_down, stop } = ask();
    if shuts_down == Some(true) {
        return Sessions::Over;
    }
    match stop {
        // The target is stopped when a graphical session ends (systemd.special(7)). The desktop's first process, and
        // with it logind's session, waits for that, so one of those that live is the one that ends.
        UnitStop::Desktop if living == 1 => Sessions::Over,
        UnitStop::Unknown => Sessions::Unknown,
        // It also ends when the computer shuts down.
        UnitStop::Manager if shuts_down.is_none() => Sessions::Unknown,
        UnitStop::No | UnitStop::Alone | UnitStop::Manager | UnitStop::Desktop => Sessions::GoOn,
    }
}

impl Processes {
    /// Says whether the session with this leader lives.
    pub(super) fn lives(&self, leader: Leader) -> bool {
        let process = self.running.get(&leader.pid);
        let is_later = |process: &Process| leader.began.is_some_and(|began| process.start > began);
        if process.is_some_and(is_later) || self.is_ended_by_us(leader.pid) {
            return false;
        }
        let is_desktop = |(pid, process): (&u32, &Process)| {
            let is_of_session = *pid == leader.pid || process.parent == leader.pid;
            is_of_session && process.uid == self.uid && !self.signoff.contains(pid)
        };
        self.running.iter().any(is_desktop)
    }

    /// Says whether the leader itself runs us, as GDM's `PostSession` and a PAM module at the end of a session do:
    /// between it and us there is no program of the user's. Between a desktop and `su` in its terminal there are.
    fn is_ended_by_us(&self, leader: u32) -> bool {
        let is_users = |pid: &u32| self.running.get(pid).is_none_or(|process| process.uid == self.uid);
        let is_between = |pid: &u32| *pid != leader && (!is_users(pid) || self.signoff.contains(pid));
        self.above(self.us).find(|pid| !is_between(pid)) == Some(leader)
    }

    /// Returns the ids of a process's parent, its parent, and so on.
    fn above(&self, pid: u32) -> impl Iterator<Item = u32> {
        let parent = |pid: &u32| self.running.get(pid).map(|process| process.parent).filter(|parent| *parent > 0);
        std::iter::successors(parent(&pid), parent).take(DEPTH)
    }

    /// Returns the number of the user's display servers that somebody else's process started, such as a login's or a
    /// display manager's, and still waits for. If that has ended, they are left over.
    pub(super) fn led_displays(&self) -> usize {
        let is_users = |pid: &u32| self.running.get(pid).is_some_and(|process| process.uid == self.uid);
        let is_led = |pid: &u32| self.above(*pid).find(|above| !is_users(above)).is_some_and(|above| above > 1);
        let servers = self.running.iter().filter(|(pid, process)| is_users(pid) && is_display(process));
        servers.filter(|(pid, _)| is_led(pid)).count()
    }

    /// Says whether anybody's display server runs.
    pub(super) fn show_a_display(&self) -> bool {
        self.running.values().any(is_display)
    }
}

fn is_display(process: &Process) -> bool {
    DISPLAY_SERVERS.contains(&process.name.as_str())
}

#[cfg(test)]
mod tests;
