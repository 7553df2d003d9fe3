//! Opening a clean window, waiting until its browser has ended, and removing its profile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use super::error::CleanWindowError;
use super::launch_args;
use super::throwaway::{self, PROFILE, ThrowawayProfile};
use crate::catalog::Browser;
use crate::engine::close::{self, FORCE_TIMEOUT, HELPER_TIMEOUT, POLL_INTERVAL};
use crate::engine::context::{Engine, EngineError};
use crate::engine::turn::Turn;
use crate::engine::{browser_processes, open_page};
use crate::model::{
    BrowserId, CleanWindow, CleanWindowFailure, Event, Family, Layout, LeftoverKind, Observer, Phase, RelPath,
    StaleRemoved, Stop, StopReason, Tally, Verdict, name, with_causes,
};
use crate::platform::Started;

/// How many times a browser is asked to close, and then ended, when the run is stopped.
const TRIES: u8 = 3;

/// An open window.
struct Open<'a> {
    browser: &'a Browser,
    path: PathBuf,
    started: Started,
}

/// Whether a browser has ended, and how.
enum BrowserEnd {
    Ended(Option<i32>),
    /// It is still running after all tries.
    StillRunning,
}

impl Engine<'_> {
    /// Opens a page in a browser on an empty profile, waits until the browser has ended, and removes the profile. First
    /// removes what earlier windows left. When `stop` is set the browser is asked to close, and ended after the grace
    /// period: nothing in it was to be kept.
    pub fn clean_window(
        &self,
        wanted: Option<&BrowserId>,
        page: &str,
        observer: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<CleanWindow, CleanWindowError> {
        let browser = self.choose(wanted)?;
        let known = self.known(&browser.id).ok_or(CleanWindowError::NoBrowser)?;
        // Held until the window has its own lock, so that no other run takes its folder for a stale one.
        let Turn(session) = self.turn(self.policy.time_budget.value.map(Duration::from_secs), None)?;
        let earlier = self.remove_stale_in_all_places(&session.home)?;
        let throwaway =
            ThrowawayProfile::make(self.home().map_err(EngineError::from)?, &self.place(known, browser.layout)?)?;
        drop(session);
        let way = (browser.family, browser.layout);
        let launch = match launch_args::prepare(&throwaway, known, way, page, self.places) {
            Some(Ok(launch)) => launch,
            refused => {
                throwaway.remove();
                return Err(match refused {
                    Some(Err(err)) => err.into(),
                    _ => CleanWindowError::NotHere { name: browser.name, near: Vec::new() },
                });
            }
        };
        let program = open_page::program(known, browser.layout);
        let (failure, ended) = match self.system.start(&program, &launch.arguments, &launch.variables) {
            Err(error) => (Some(CleanWindowFailure::Start(with_causes(&error))), BrowserEnd::Ended(None)),
            Ok(started) => {
                observer.on(Event::WindowOpened(browser.id.clone()));
                let open = Open { browser: known, path: throwaway.root().path(), started };
                let ended = self.wait_for_end(&open, observer, stop);
                (never_opened(&ended, &throwaway, browser.family, stop), ended)
            }
        };
        observer.on(Event::Phase(Phase::Removing));
        let (removed, left) = match ended {
            BrowserEnd::StillRunning => (Tally::default(), vec![LeftoverKind::BrowserOpen]),
            BrowserEnd::Ended(_) => throwaway.remove(),
        };
        let mut window = CleanWindow { browser, failure, removed, left, earlier, verdict: Verdict::Clean };
        window.verdict = verdict(&window, stop);
        Ok(window)
    }

    /// Removes what interrupted clean windows left, for a run that may take as long as `budget`. With `wait`, waits for
    /// another run until that is set.
    pub fn remove_stale_clean_windows(
        &self,
        budget: Option<Duration>,
        wait: Option<&Stop>,
    ) -> Result<StaleRemoved, EngineError> {
        let Turn(session) = self.turn(budget, wait)?;
        self.remove_stale_in_all_places(&session.home)
    }

    fn remove_stale_in_all_places(&self, home: &crate::safefs::Home) -> Result<StaleRemoved, EngineError> {
        let mut places = BTreeSet::new();
        for (_, browser) in self.catalog.browsers() {
            for layout in [Layout::Native, Layout::Flatpak, Layout::Snap] {
                places.insert(self.place(browser, layout)?);
            }
        }
        let mut stale = StaleRemoved::default();
        for place in &places {
            throwaway::remove_stale(self.system, home, place, &mut stale);
        }
        Ok(stale)
    }

    /// Waits until every process of the browser that uses the profile has ended.
    fn wait_for_end(&self, open: &Open<'_>, observer: &mut dyn Observer, stop: &Stop) -> BrowserEnd {
        let mut tries = 0;
        let mut code = None;
        let mut runs = true;
        loop {
            if runs {
                match open.started.exit.recv_timeout(POLL_INTERVAL) {
                    Ok(ended) => (code, runs) = (ended, false),
                    Err(RecvTimeoutError::Disconnected) => runs = false,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
            let asked = stop.asked();
            // A start script ends before its browser, and a browser may leave a process running.
            let users = if runs && asked.is_none() { BTreeSet::new() } else { self.users(open) };
            if !runs && users.is_empty() {
                let helpers: Vec<_> = self.holders(&open.path).into_iter().collect();
                close::wait(self.system, &helpers, HELPER_TIMEOUT, &Stop::default());
                return BrowserEnd::Ended(code);
            }
            match asked {
                None if runs => {}
                None => {
                    self.system.wait_gone(&users.into_iter().collect::<Vec<_>>(), POLL_INTERVAL);
                }
                Some(_) if tries == TRIES => return BrowserEnd::StillRunning,
                Some(reason) => {
                    // It may not be in the process table yet.
                    tries += u8::from(!users.is_empty());
                    observer.on(Event::WaitingFor(open.browser.id.clone()));
                    self.close(open, &users, reason);
                }
            }
        }
    }

    /// Asks a window's browser to close, and ends it after the grace period.
    fn close(&self, open: &Open<'_>, users: &BTreeSet<u32>, reason: StopReason) {
        let grace = Duration::from_secs(self.policy.grace.value);
        // An ending session does not wait long.
        let grace = if reason == StopReason::OutOfTime { grace.min(FORCE_TIMEOUT) } else { grace };
        let stop = Stop::default();
        close::ask(self.system, open.browser, users, grace, &stop);
        close::force(self.system, open.browser, &self.users(open), &stop);
    }

    /// Returns the processes of the browser that use the profile.
    fn users(&self, open: &Open<'_>) -> BTreeSet<u32> {
        let processes = self.system.processes();
        let held = self.holders(&open.path);
        let uses = |process: &&crate::platform::Proc| {
            let is_started_there = process.data_dir.as_ref().is_some_and(|dir| name::is_below(&open.path, dir));
            browser_processes::is_browser(process, open.browser) && (is_started_there || held.contains(&process.pid))
        };
        processes.iter().filter(uses).map(|process| process.pid).collect()
    }

    fn holders(&self, path: &Path) -> BTreeSet<u32> {
        self.system.open_files_below(&[path.to_owned()]).into_iter().map(|file| file.pid).collect()
    }
}

/// Returns why a browser never opened: it ended with an error before it had created its profile.
fn never_opened(
    ended: &BrowserEnd,
    throwaway: &ThrowawayProfile,
    family: Family,
    stop: &Stop,
) -> Option<CleanWindowFailure> {
    let BrowserEnd::Ended(code) = ended else { return None };
    let made = if family == Family::Firefox { "prefs.js" } else { "Default" };
    let profile = RelPath::parse(PROFILE).ok().and_then(|profile| throwaway.root().list(Some(&profile)).ok());
    let is_made = profile.is_none_or(|listed| listed.iter().any(|listed| listed.name == made));
    (*code != Some(0) && !is_made && stop.asked().is_none()).then_some(CleanWindowFailure::Ended(*code))
}

fn verdict(window: &CleanWindow, stop: &Stop) -> Verdict {
    match stop.asked() {
        Some(StopReason::Cancelled) => Verdict::Cancelled,
        Some(StopReason::OutOfTime) if !window.left.is_empty() => Verdict::OutOfTime,
        _ if !window.is_gone() => Verdict::Left,
        _ if window.failure.is_some() => Verdict::NothingDone,
        _ => Verdict::Clean,
    }
}
