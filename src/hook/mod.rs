//! Logout integration: putting files into place that run End session when a session ends and `finish` when one begins,
//! taking them away, and saying how they are.
//!
//! It writes whole files with a seal of ours, or a sealed block in an administrator's script, and takes away only what
//! still carries an intact seal. It starts nothing and asks no running service to read anything again: what is put here
//! counts from the next login on. Each part is on its own: where one fails or is somebody else's, the others go on.

mod block;
mod part;
mod quote;
mod seal;
mod texts;

use std::path::PathBuf;

pub use quote::NotQuotable;

use crate::model::{NotRelative, RelPath};
use crate::platform::Places;
use crate::safefs::{Home, HomeError, NotTrusted, Shelf, ShelfError, trusted_program};
use part::{Part, parts};

/// For whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// This user.
    Person,
    /// Everybody on this computer.
    Machine,
}

/// What the files should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The program to run.
    pub program: PathBuf,
    /// Seconds that End session may take.
    pub budget: u64,
}

/// What a part does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Runs End session when the session ends, by systemd.
    End,
    /// Runs `finish` when the session begins, by systemd.
    Finish,
    /// Runs `finish` when the session begins, by the desktop.
    Autostart,
    /// Runs End session after a session of LightDM's.
    LightDm,
    /// Runs End session after a session of GDM's.
    Gdm,
}

impl What {
    /// Returns the stable name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::End => "end-session",
            Self::Finish => "finish",
            Self::Autostart => "autostart",
            Self::LightDm => "lightdm",
            Self::Gdm => "gdm",
        }
    }
}

/// How a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Installed,
    /// As an installation with another program or another time wrote it.
    Outdated,
    /// Somebody has changed it, or it is somebody else's.
    Changed,
    /// It is not there.
    Absent,
    /// The display manager that it is for is not installed.
    NotNeeded,
    /// It cannot be there because of something of the administrator's; this line should be added to a script.
    Taken {
        /// What is in the way.
        by: PathBuf,
        /// What to add.
        line: String,
    },
}

impl State {
    /// Returns the stable name, as in JSON.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Outdated => "outdated",
            Self::Changed => "changed",
            Self::Absent => "absent",
            Self::NotNeeded => "not-needed",
            Self::Taken { .. } => "taken",
        }
    }
}

/// What became of a part.
#[derive(Debug)]
pub struct Told {
    /// What it is for.
    pub what: What,
    /// Where it is.
    pub path: PathBuf,
    /// How it is now.
    pub state: State,
    /// Why it is not as it should be.
    pub failure: Option<ShelfError>,
}

/// Why nothing was looked at.
#[derive(Debug, thiserror::Error)]
pub enum HookError {
    /// HOME cannot be used.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The folder in which everything is cannot be used.
    #[error(transparent)]
    Folder(#[from] ShelfError),
    /// Settings are kept somewhere else.
    #[error("the folder for settings is not in the home folder: {path:?}")]
    Outside {
        /// Where.
        path: PathBuf,
    },
    /// The program cannot be named in a file.
    #[error(transparent)]
    Program(#[from] NotQuotable),
    /// A name written in this program is not one.
    #[error("a file cannot have the name that it should have")]
    Name(#[source] NotRelative),
    /// Somebody else could put another program in its place, and root would run that.
    #[error("everybody's logout would run a program that others can replace")]
    Untrusted(#[source] NotTrusted),
}

/// Says how every part is.
pub fn status(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    each(scope, places, wish, Part::state, |_part, _base, _state| Ok(()))
}

/// Puts every part into place. What is as it should be stays, and what somebody has changed too.
pub fn install(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    if scope == Scope::Machine {
        trusted_program(&wish.program, places.administrator).map_err(HookError::Untrusted)?;
    }
    each(scope, places, wish, Part::state, |part, base, state| match state {
        State::Absent | State::Outdated => part.put(base),
        _ => Ok(()),
    })
}

/// Takes away what was put, and only that.
pub fn remove(scope: Scope, places: &Places, wish: &Wish) -> Result<Vec<Told>, HookError> {
    each(scope, places, wish, Part::ours, |part, base, state| match state {
        State::Installed | State::Outdated => part.take_away(base),
        _ => Ok(()),
    })
}

/// Does something with each part, by how it is, and looks again.
fn each(
    scope: Scope,
    places: &Places,
    wish: &Wish,
    look: fn(&Part, &Shelf) -> Result<State, ShelfError>,
    act: impl Fn(&Part, &Shelf, &State) -> Result<(), ShelfError>,
) -> Result<Vec<Told>, HookError> {
    let base = match scope {
        Scope::Person => Shelf::of_person(&Home::open(&places.home)?)?,
        Scope::Machine => Shelf::of_machine(&places.machine, places.administrator)?,
    };
    let told = parts(scope, places, wish, &base)?.into_iter().map(|part| {
        let acted = look(&part, &base).and_then(|state| act(&part, &base, &state));
        let (state, unseen) = match look(&part, &base) {
            Ok(state) => (state, None),
            // What cannot be seen is not ours to call ours.
            Err(error) => (State::Changed, Some(error)),
        };
        Told { what: part.what, path: base.path(&part.at), state, failure: acted.err().or(unseen) }
    });
    Ok(told.collect())
}

/// Returns a place below the folder for settings.
fn below_config(places: &Places, name: &str) -> Result<RelPath, HookError> {
    let outside = |_not| HookError::Outside { path: places.config.clone() };
    RelPath::below(&places.home, &places.config.join(name)).map_err(outside)
}
