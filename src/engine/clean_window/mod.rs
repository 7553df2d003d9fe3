//! A clean window: an installed browser on an empty throw-away profile, which is removed when the browser has ended.
//!
//! The window's folder has Signoff's stamp and a lock before the browser starts, so that what a killed run leaves is
//! known and removed by the next clean window or by `finish`. Nothing is removed while a browser uses it.

mod launch_args;
mod throwaway;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use super::close::{self, AFTER_FORCE, HELPERS, LOOK};
use super::context::{Engine, EngineError};
use super::{browser_processes, open_page};
use crate::catalog::Browser;
use crate::model::{
    BrowserId, CleanBrowser, CleanWindow, Event, Family, Layout, LeftoverKind, NotOpen, Observer, Phase, RelPath, Stop,
    StopReason, Swept, Tally, Verdict, with_causes,
};
use crate::platform::{Program, Started, default_browser};

use throwaway::{NoRoom, PROFILE, Room};

/// Where rooms of native browsers are, below Signoff's own folder.
const ROOMS: &str = "clean-window";
/// Where they are in the folders of packaged browsers, which cannot see those of others.
const PACKAGED: &str = "signoff-clean-window";
/// How often a browser is asked, and then forced, to close when the run is to stop.
const TRIES: u8 = 3;

/// Why there was no clean window. Nothing was started and nothing is left.
#[derive(Debug, thiserror::Error)]
pub enum CleanWindowError {
    /// The home folder, Signoff's own folder, or another run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// No such browser in the catalog.
    #[error("there is no browser {asked:?}")]
    UnknownBrowser {
        /// What was asked for.
        asked: BrowserId,
        /// Those that can open a clean window here.
        near: Vec<String>,
    },
    /// It is not installed, or not of a family that keeps to a profile that it is given.
    #[error("{name} cannot open a clean window on this computer")]
    NotHere {
        /// The browser's name for people.
        name: String,
        /// Those that can.
        near: Vec<String>,
    },
    /// No browser that can open a clean window is installed.
    #[error("no installed browser can open a clean window")]
    NoBrowser,
    /// The folder of the window cannot be made.
    #[error("the clean window's folder cannot be made")]
    Room(#[source] io::Error),
    /// The file system of the home folder has no links, by which browsers lock their profiles.
    #[error("the home folder's file system has no links, which browsers need for their locks")]
    NoLinks(#[source] io::Error),
}

impl From<NoRoom> for CleanWindowError {
    fn from(not: NoRoom) -> Self {
        match not {
            NoRoom::Root(not) => Self::Engine(EngineError::OwnFolder(not)),
            NoRoom::Io(error) => Self::Room(error),
            NoRoom::Links(error) => Self::NoLinks(error),
        }
    }
}

/// An open window.
struct Open<'a> {
    browser: &'a Browser,
    path: PathBuf,
    started: Started,
}

/// How a browser ended.
enum Ended {
    Itself(Option<i32>),
    /// It would not, though it was asked and forced.
    Not,
}

impl Engine<'_> {
    /// Returns the installed browsers that can open a clean window: the person's own choice first, else in the order of
    /// the catalog.
    pub fn clean_browsers(&self) -> Vec<CleanBrowser> {
        let mut found: Vec<_> = self
            .catalog
            .browsers()
            .flat_map(|(definition, browser)| {
                let of = |layout| CleanBrowser {
                    id: browser.id.clone(),
                    name: browser.name.clone(),
                    layout,
                    family: definition.family,
                };
                let fits = matches!(definition.family, Family::Chromium | Family::Firefox);
                let layouts = [Layout::Native, Layout::Snap, Layout::Flatpak].into_iter().filter(move |_| fits);
                layouts.filter(|layout| self.is_installed(browser, *layout)).map(of)
            })
            .collect();
        let chosen = default_browser(self.places).unwrap_or_default();
        let is_chosen =
            |one: &CleanBrowser| self.known(&one.id).is_some_and(|known| is_called(known, one.layout, &chosen));
        // Stable: what is not chosen stays in its order.
        found.sort_by_key(|one| !is_chosen(one));
        found
    }

    /// Opens a page in a browser on an empty profile, waits until the browser has ended, and removes all of it. Removes
    /// first what earlier windows left. When it is asked to stop, the browser is asked to close, and ended after the
    /// grace: there is nothing in it that was to be kept.
    pub fn clean_window(
        &self,
        wanted: Option<&BrowserId>,
        page: &str,
        seen: &mut dyn Observer,
        stop: &Stop,
    ) -> Result<CleanWindow, CleanWindowError> {
        let browser = self.choose(wanted)?;
        let known = self.known(&browser.id).ok_or(CleanWindowError::NoBrowser)?;
        // Held until the window has a lock of its own, so that nobody takes its folder for a left-over.
        self.must_see_processes()?;
        let session = self.session()?;
        let earlier = self.sweep_places(&session.home)?;
        let room = Room::make(self.home().map_err(EngineError::from)?, &self.place(known, browser.layout)?)?;
        drop(session);
        let way = (browser.family, browser.layout);
        let told = match launch_args::prepare(&room, known, way, page, self.places) {
            Some(Ok(told)) => told,
            not => {
                room.remove();
                return Err(match not {
                    Some(Err(not)) => not.into(),
                    _ => CleanWindowError::NotHere { name: browser.name, near: Vec::new() },
                });
            }
        };
        let program = open_page::program(known, browser.layout);
        let (not_open, ended) = match self.system.start(&program, &told.arguments, &told.variables) {
            Err(error) => (Some(NotOpen::Start(with_causes(&error))), Ended::Itself(None)),
            Ok(started) => {
                seen.on(Event::WindowOpened(browser.id.clone()));
                let open = Open { browser: known, path: room.root().path(), started };
                let ended = self.wait_for_end(&open, seen, stop);
                (never_opened(&ended, &room, browser.family, stop), ended)
            }
        };
        seen.on(Event::Phase(Phase::Removing));
        let (removed, left) = match ended {
            Ended::Not => (Tally::default(), vec![LeftoverKind::BrowserOpen]),
            Ended::Itself(_) => room.remove(),
        };
        let mut window = CleanWindow { browser, not_open, removed, left, earlier, verdict: Verdict::Clean };
        window.verdict = verdict(&window, stop);
        Ok(window)
    }

    /// Removes what clean windows that were cut off left behind.
    pub fn sweep_clean_windows(&self) -> Result<Swept, EngineError> {
        self.must_see_processes()?;
        let session = self.session()?;
        self.sweep_places(&session.home)
    }

    fn sweep_places(&self, home: &crate::safefs::Home) -> Result<Swept, EngineError> {
        let mut places = BTreeSet::new();
        for (_, browser) in self.catalog.browsers() {
            for layout in [Layout::Native, Layout::Flatpak, Layout::Snap] {
                places.insert(self.place(browser, layout)?);
            }
        }
        let mut swept = Swept::default();
        for place in &places {
            throwaway::sweep(self.system, home, place, &mut swept);
        }
        Ok(swept)
    }

    /// Returns where the rooms of a browser are, below HOME: where the browser can see them.
    fn place(&self, browser: &Browser, layout: Layout) -> Result<RelPath, EngineError> {
        let packaged = match open_page::program(browser, layout) {
            Program::Flatpak(id) => Some(format!(".var/app/{id}/data/{PACKAGED}")),
            Program::Snap(name) => Some(format!("snap/{name}/common/{PACKAGED}")),
            Program::Native(_) => None,
        };
        let parsed = packaged.and_then(|place| RelPath::parse(&place).ok());
        let own = || self.own_place(&self.home()?)?.join(ROOMS.as_ref()).map_err(|_never| EngineError::Busy);
        parsed.map_or_else(own, Ok)
    }

    fn choose(&self, wanted: Option<&BrowserId>) -> Result<CleanBrowser, CleanWindowError> {
        let mut found = self.clean_browsers();
        let near = || {
            let names: BTreeSet<_> = self.clean_browsers().into_iter().map(|browser| browser.id.0).collect();
            names.into_iter().collect()
        };
        let Some(asked) = wanted else {
            return if found.is_empty() { Err(CleanWindowError::NoBrowser) } else { Ok(found.remove(0)) };
        };
        let Some(known) = self.known(asked) else {
            return Err(CleanWindowError::UnknownBrowser { asked: asked.clone(), near: near() });
        };
        let here = found.into_iter().find(|browser| browser.id == *asked);
        here.ok_or_else(|| CleanWindowError::NotHere { name: known.name.clone(), near: near() })
    }

    fn known(&self, id: &BrowserId) -> Option<&Browser> {
        self.catalog.browsers().map(|(_, browser)| browser).find(|browser| browser.id == *id)
    }

    fn is_installed(&self, browser: &Browser, layout: Layout) -> bool {
        let program = open_page::program(browser, layout);
        let fits = match layout {
            Layout::Native => true,
            Layout::Flatpak => matches!(program, Program::Flatpak(_)),
            Layout::Snap => matches!(program, Program::Snap(_)),
        };
        fits && self.system.can_start(&program)
    }

    /// Waits until every process of the browser that uses the room has ended.
    fn wait_for_end(&self, open: &Open<'_>, seen: &mut dyn Observer, stop: &Stop) -> Ended {
        let mut tries = 0;
        let mut code = None;
        let mut runs = true;
        loop {
            if runs {
                match open.started.ended.recv_timeout(LOOK) {
                    Ok(ended) => (code, runs) = (ended, false),
                    Err(RecvTimeoutError::Disconnected) => runs = false,
                    Err(RecvTimeoutError::Timeout) => {}
                }
            }
            let asked = stop.asked();
            // A start script ends before its browser; a browser may have left a process behind.
            let users = if runs && asked.is_none() { BTreeSet::new() } else { self.users(open) };
            if !runs && users.is_empty() {
                let helpers: Vec<_> = self.holders(&open.path).into_iter().collect();
                close::wait(self.system, &helpers, HELPERS, &Stop::default());
                return Ended::Itself(code);
            }
            match asked {
                None if runs => {}
                None => {
                    self.system.wait_gone(&users.into_iter().collect::<Vec<_>>(), LOOK);
                }
                Some(_) if tries == TRIES => return Ended::Not,
                Some(reason) => {
                    // It may not be in the list of processes yet.
                    tries += u8::from(!users.is_empty());
                    seen.on(Event::WaitingFor(open.browser.id.clone()));
                    self.close(open, &users, reason);
                }
            }
        }
    }

    /// Asks a window's browser to close, and ends it after the grace.
    fn close(&self, open: &Open<'_>, users: &BTreeSet<u32>, reason: StopReason) {
        let grace = Duration::from_secs(self.policy.grace.value);
        // A session that ends does not wait for long.
        let grace = if reason == StopReason::OutOfTime { grace.min(AFTER_FORCE) } else { grace };
        let stop = Stop::default();
        close::ask(self.system, open.browser, users, grace, &stop);
        close::force(self.system, open.browser, &self.users(open), &stop);
    }

    /// Returns the processes of the browser that use the room.
    fn users(&self, open: &Open<'_>) -> BTreeSet<u32> {
        let processes = self.system.processes();
        let held = self.holders(&open.path);
        let uses = |process: &&crate::platform::Proc| {
            let is_told = process.data_dir.as_ref().is_some_and(|dir| dir.starts_with(&open.path));
            browser_processes::is_browser(process, open.browser) && (is_told || held.contains(&process.pid))
        };
        processes.iter().filter(uses).map(|process| process.pid).collect()
    }

    fn holders(&self, path: &Path) -> BTreeSet<u32> {
        self.system.files_held_below(&[path.to_owned()]).into_iter().map(|file| file.pid).collect()
    }
}

/// Says whether an application of the desktop is a browser.
fn is_called(browser: &Browser, layout: Layout, application: &str) -> bool {
    match layout {
        Layout::Native => browser.commands().any(|command| command == application),
        Layout::Flatpak => browser.flatpak.iter().any(|id| id == application),
        Layout::Snap => {
            browser.snap.iter().any(|name| application.split_once('_').is_some_and(|(snap, _app)| snap == name))
        }
    }
}

/// Returns why a browser never opened: it ended with an error before it had made what every profile has.
fn never_opened(ended: &Ended, room: &Room, family: Family, stop: &Stop) -> Option<NotOpen> {
    let Ended::Itself(code) = ended else { return None };
    let made = if family == Family::Firefox { "prefs.js" } else { "Default" };
    let profile = RelPath::parse(PROFILE).ok().and_then(|profile| room.root().list(Some(&profile)).ok());
    let is_made = profile.is_none_or(|listed| listed.iter().any(|listed| listed.name == made));
    (*code != Some(0) && !is_made && stop.asked().is_none()).then_some(NotOpen::Ended(*code))
}

fn verdict(window: &CleanWindow, stop: &Stop) -> Verdict {
    match stop.asked() {
        Some(StopReason::Cancelled) => Verdict::Cancelled,
        Some(StopReason::OutOfTime) if !window.left.is_empty() => Verdict::OutOfTime,
        _ if !window.is_gone() => Verdict::Left,
        _ if window.not_open.is_some() => Verdict::NothingDone,
        _ => Verdict::Clean,
    }
}
