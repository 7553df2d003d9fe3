//! What every command works with: the catalog, the folders, and the settings. With `--demo` they are those of a sample
//! home that lasts as long as the command.

use std::fmt::Display;

use crate::catalog::{Catalog, Services};
use crate::demo::Demo;
use crate::engine::{self, Engine};
use crate::i18n::Tr;
use crate::model::{Attendance, with_causes};
use crate::platform::{HomeSource, Places, ThisComputer, terminal};
use crate::policy::{Broken, Locks, Settings, Warning};

use super::answer::{Answer, Exit, NothingDone};
use super::args::Args;
use super::ending::Ending;
use super::text::report;

/// The catalog, the folders and the settings of one command: this user's, or the demonstration's.
pub(super) struct CommandContext {
    pub(super) catalog: Catalog,
    pub(super) services: Services,
    pub(super) places: Places,
    pub(super) system: ThisComputer,
    /// The merged settings; `locks` says which of them a policy has fixed.
    pub(super) settings: Settings,
    pub(super) locks: Locks,
    /// Whether a person watches the command.
    pub(super) attendance: Attendance,
    /// Owns the sample home, which is removed on drop.
    demo: Option<Demo>,
}

impl CommandContext {
    pub(super) fn new(args: &Args, tr: &Tr, places: Option<Places>, ending: &Ending) -> Result<Self, Answer> {
        let catalog = Catalog::builtin().map_err(|error| Answer::usage(&with_causes(&error)))?;
        let services = Services::builtin().map_err(|error| Answer::usage(&with_causes(&error)))?;
        if args.demo {
            let demo = Demo::new().map_err(|error| {
                let text = tr.with("why-error", &[("error", with_causes(&error).into())]);
                Answer::result(Exit::NothingDone, report::nothing(tr, &NothingDone { code: "no-demonstration", text }))
            })?;
            return Ok(Self {
                catalog,
                services,
                places: demo.places.clone(),
                system: ending.computer(),
                // The demonstration shows the program's defaults, not this organisation's settings.
                settings: Settings::default(),
                locks: Locks::default(),
                attendance: Attendance::Attended,
                demo: Some(demo),
            });
        }
        let (system, attendance) = (ending.computer(), args.attendance());
        let places = places.map_or_else(|| engine::places(&system, attendance), Ok);
        let places = places.map_err(|error| Answer::usage(&with_causes(&error)))?;
        if places.home_source == HomeSource::EnvironmentOnly {
            warn(&tr.text("set-no-account"));
        }
        let read = args.reads_settings().then(|| load(tr, &places, attendance)).transpose()?;
        let (settings, locks) = read.unwrap_or_default();
        let services = engine::services(services, &settings);
        Ok(Self { catalog, services, places, system, settings, locks, attendance, demo: None })
    }

    pub(super) const fn engine(&self) -> Engine<'_> {
        Engine { catalog: &self.catalog, policy: &self.settings, places: &self.places, system: &self.system }
    }

    pub(super) const fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Returns a result with its first line marked, if this is the demonstration.
    pub(super) fn marked(&self, tr: &Tr, text: &str) -> String {
        let mark = tr.text("demo");
        match text.split_once('\n') {
            Some((first, rest)) if self.is_demo() => format!("{first} · {mark}\n{rest}"),
            _ => text.to_owned(),
        }
    }
}

/// Reads the policy and the settings. A broken policy stops any command, broken settings one that a person watches.
fn load(tr: &Tr, places: &Places, attendance: Attendance) -> Result<(Settings, Locks), Answer> {
    let loaded = engine::settings(places, attendance).map_err(|broken| stopped(tr, places, &broken))?;
    for warning in &loaded.warnings {
        warn(warning);
        if matches!(warning, Warning::Ignored(_)) {
            warn(&tr.text("set-ignored"));
        }
    }
    Ok((loaded.settings, loaded.locks))
}

fn warn(line: &dyn Display) {
    terminal::say(&format!("{line}\n"));
}

fn stopped(tr: &Tr, places: &Places, broken: &Broken) -> Answer {
    let (Broken::Mistaken { path, .. } | Broken::Untrusted { path, .. }) = broken;
    let words = tr.text(if *path == places.policy { "pol-bad" } else { "set-bad" });
    Answer { exit: Exit::Usage, result: String::new(), error: format!("{broken}\n{words}\n") }
}
