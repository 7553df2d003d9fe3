//! Who may hold the lock of a run, and what becomes of a holder that may not: it is asked to end, then ended. Ends only
//! Signoff, and only this user's.

use std::io;
use std::time::Duration;

use crate::platform::{EndMode, LockHolder, LockProgram, MARGIN, System, UNATTENDED};
use crate::safefs::{HeldLock, LockAttempt, Root, RunLock};

/// How long a run that is asked to end may take: it ends itself within [`MARGIN`], and then waits for a swap of files
/// that is under way.
const ASKED: Duration = Duration::from_secs(8);
/// How long to wait for a run that was ended.
const KILLED: Duration = Duration::from_secs(3);
/// How many locks that do not count are put aside or ended one after the other.
const TRIES: u8 = 5;

/// What came of asking for the lock.
pub(super) enum Claim {
    /// This run has it.
    Taken(RunLock),
    /// Another run is at work.
    Busy,
    /// Nobody who counts holds it, but it cannot be had.
    NotToBeHad,
}

/// Takes the lock in Signoff's own folder. `budget` limits this run, and with it how long a run without a limit may keep
/// it out.
pub(super) fn claim(system: &dyn System, own: &Root, budget: Option<Duration>) -> io::Result<Claim> {
    for _ in 0..TRIES {
        match RunLock::attempt(own)? {
            LockAttempt::Taken(lock) => {
                let limit = budget.map(|budget| budget.as_secs().to_string()).unwrap_or_default();
                // If it cannot be written, the limit of runs without one holds.
                lock.write(&(limit + "\n")).unwrap_or_default();
                return Ok(Claim::Taken(lock));
            }
            LockAttempt::Held(held) => {
                if others_count(system, &held, budget) {
                    return Ok(Claim::Busy);
                }
                if !held.put_aside(own)? {
                    continue;
                }
                // A run may have taken the lock on that file just before it was put aside.
                if others_count(system, &held, budget) {
                    return Ok(Claim::Busy);
                }
            }
        }
    }
    Ok(Claim::NotToBeHad)
}

/// Says whether a lock counts: Signoff itself holds it, runs, and has not held it for longer than it may. Ends a Signoff
/// that does not.
fn others_count(system: &dyn System, held: &HeldLock, asking: Option<Duration>) -> bool {
    let own_limit = held.text().trim().parse().ok().map(Duration::from_secs);
    let since = held.written().and_then(|written| u64::try_from(system.now().checked_sub(written)?).ok());
    let since = since.map(Duration::from_secs);
    let signoff = |holder: &LockHolder| holder.program != LockProgram::Other;
    let holders: Vec<_> = system.lock_holders(held.file()).into_iter().filter(signoff).collect();
    let (alive, over): (Vec<_>, Vec<_>) =
        holders.into_iter().partition(|holder| counts(holder, since, own_limit, asking));
    if !alive.is_empty() {
        return true;
    }
    let over: Vec<u32> = over.iter().map(|holder| holder.pid).filter(|pid| *pid != std::process::id()).collect();
    if !over.is_empty() {
        // Only what was listed is ended.
        system.processes();
        system.end(&over, EndMode::Ask);
        if !system.wait_gone(&over, ASKED) {
            system.end(&over, EndMode::Kill);
            system.wait_gone(&over, KILLED);
        }
    }
    false
}

/// Says whether a holder of a lock is a run at work. `since` is how long ago the lock's file was written, which each run
/// does when it takes the lock: a window may be open for hours before its run begins, and a question may wait for its
/// answer. `own_limit` is what the holder wrote down; `asking` limits the run that wants the lock.
fn counts(holder: &LockHolder, since: Option<Duration>, own_limit: Option<Duration>, asking: Option<Duration>) -> bool {
    let may_last = asking.map(|asking| asking.max(UNATTENDED));
    let limit = match (own_limit, may_last) {
        // Anybody of this user can write the holder's limit.
        (Some(own), Some(may_last)) => Some(own.min(may_last)),
        (own, may_last) => own.or(may_last),
    };
    // The clock may have been set meanwhile. No lock is older than its holder.
    let age = since.map_or(holder.age, |since| since.min(holder.age));
    let is_over = limit.is_some_and(|limit| age > limit + MARGIN);
    holder.program != LockProgram::Other && !holder.is_stopped && !is_over
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_counts_while_signoff_works_within_its_time() {
        use LockProgram::{CommandLine, Other, Window};
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let check = |program, is_stopped, age, own_limit, asking, expected| {
            let holder = LockHolder { pid: 7, program, is_stopped, age };
            assert_eq!(counts(&holder, None, own_limit, asking), expected, "{holder:?} {own_limit:?} {asking:?}");
        };
        check(CommandLine, false, minutes(1), None, None, true);
        check(Other, false, minutes(1), None, None, false);
        check(CommandLine, true, minutes(1), None, None, false);
        check(Window, true, minutes(1), None, None, false);
        // Nobody limits what a person watches.
        check(CommandLine, false, minutes(60), None, None, true);
        check(CommandLine, false, minutes(1), Some(Duration::from_secs(55)), None, true);
        check(CommandLine, false, minutes(2), Some(Duration::from_secs(55)), None, false);
        // A run that nobody watches waits for no run longer than one of its own kind may last.
        let asking = Some(Duration::from_secs(20));
        check(CommandLine, false, minutes(1), None, asking, true);
        for program in [CommandLine, Window] {
            check(program, false, minutes(2), None, asking, false);
            check(program, false, minutes(2), Some(minutes(600)), asking, false);
            check(program, false, minutes(2), Some(minutes(600)), Some(minutes(3)), true);
        }
    }

    #[test]
    fn a_lock_is_as_old_as_its_run_and_not_as_its_window() {
        let holder =
            LockHolder { pid: 7, program: LockProgram::Window, is_stopped: false, age: Duration::from_hours(9) };
        let check = |holder, since: u64, expected| {
            let asking = Some(Duration::from_secs(20));
            assert_eq!(counts(&holder, Some(Duration::from_secs(since)), None, asking), expected, "{since}");
        };
        check(holder, 10, true);
        check(holder, 120, false);
        // The clock was set forward since.
        check(LockHolder { age: Duration::from_secs(10), ..holder }, 1_000_000, true);
    }
}
