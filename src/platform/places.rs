//! This user's folders, collected once at the start and passed on as a value.
//!
//! In an unattended run HOME is the account database's, and the base folders are the usual ones below it; what the
//! environment says is only added, as further folders to look at. Refuses a HOME that is missing, relative or the root
//! of the disk. Opens no file: the engine reads which folders the user's files name, and `safefs` checks that HOME
//! belongs to this user.

use std::path::{Path, PathBuf};

use super::home::{PlacesError, checked};
use super::os::{OsPlaces, POLICY, TEMP, account_home, home_variable};
use super::session_folders::{BaseFolder, FurtherFolders, SessionFolders};
use crate::model::Attendance;

/// This user's folders. They need not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The home folder.
    pub home: PathBuf,
    /// Settings (`~/.config`).
    pub config: PathBuf,
    /// Data (`~/.local/share`).
    pub data: PathBuf,
    /// Data that is not copied with a roaming profile (Windows); elsewhere the same as `data`.
    pub local_data: PathBuf,
    /// Caches (`~/.cache`).
    pub cache: PathBuf,
    /// State (`~/.local/state`), always the usual place: a marker must be found in whatever environment.
    pub state: PathBuf,
    /// Temporary files.
    pub temp: PathBuf,
    /// Folders for the user's own files (`~/Documents`, `~/Desktop`, …).
    pub personal: Vec<PathBuf>,
    /// Those of them that are for other files than downloads.
    pub documents: Vec<PathBuf>,
    /// Where browsers save downloads (`~/Downloads`).
    pub downloads: Vec<PathBuf>,
    /// Further home and base folders that sessions of this account use or may use, and that are looked at besides.
    pub further: FurtherFolders,
    /// Whether the account database named HOME, where it had to.
    pub home_source: HomeSource,
    /// The administrator's policy file.
    pub policy: PathBuf,
    /// Places that only this operating system has.
    pub os: OsPlaces,
}

/// Who named HOME.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HomeSource {
    /// The one who may: the account database, or the environment of a user who watches the run.
    #[default]
    Proper,
    /// The environment of an unattended run, because the account database did not answer or does not know this user.
    EnvironmentOnly,
}

/// Returns this user's folders, without those that the user's files and sessions name.
pub fn places(attendance: Attendance) -> Result<Places, PlacesError> {
    match attendance {
        Attendance::Attended => from_environment(),
        Attendance::Unattended => {
            let account = account_home();
            let home_source = if account.is_some() { HomeSource::Proper } else { HomeSource::EnvironmentOnly };
            let home = checked(Some(account.map_or_else(home_variable, Ok)?))?;
            Ok(Places { home_source, ..usual_places(&home) })
        }
    }
}

fn from_environment() -> Result<Places, PlacesError> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    let temp = std::env::temp_dir();
    let dirs = directories::BaseDirs::new().ok_or(PlacesError::NoHome)?;
    // `dirs` would ask the account database if HOME is unset.
    let usual = usual_places(&checked(Some(home_variable()?))?);
    let mut places = Places {
        config: dirs.config_dir().to_owned(),
        data: dirs.data_dir().to_owned(),
        local_data: dirs.data_local_dir().to_owned(),
        cache: dirs.cache_dir().to_owned(),
        temp: if temp.is_absolute() { temp } else { PathBuf::from(TEMP) },
        ..usual.clone()
    };
    for (base, at) in
        [(BaseFolder::Config, usual.config), (BaseFolder::Data, usual.data), (BaseFolder::Cache, usual.cache)]
    {
        places.look_besides(base, at);
    }
    Ok(places)
}

/// Returns the usual folders below a home folder of this computer.
fn usual_places(home: &Path) -> Places {
    let os = OsPlaces::ours(home);
    Places { temp: PathBuf::from(TEMP), policy: PathBuf::from(POLICY), os, ..Places::below(home) }
}

impl Places {
    /// Returns folders for a sample or a test, all below one folder.
    pub fn below(home: &Path) -> Self {
        Self {
            home: home.to_owned(),
            config: home.join(".config"),
            data: home.join(".local/share"),
            local_data: home.join(".local/share"),
            cache: home.join(".cache"),
            state: home.join(".local/state"),
            temp: home.join("tmp"),
            personal: usual(home).collect(),
            documents: usual(home).filter(|at| !at.ends_with("Downloads")).collect(),
            downloads: vec![home.join("Downloads")],
            further: FurtherFolders::default(),
            home_source: HomeSource::Proper,
            policy: home.join("machine/policy.toml"),
            os: OsPlaces::below(home),
        }
    }

    /// Returns the file with this user's own settings.
    pub fn settings(&self) -> PathBuf {
        self.config.join("signoff/settings.toml")
    }

    /// Returns the home folder, then the further folders that sessions had as HOME.
    pub fn homes(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.home].into_iter().chain(self.further.of(BaseFolder::Home))
    }

    /// Returns the folder for settings, then further ones.
    pub fn configs(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.config].into_iter().chain(self.further.of(BaseFolder::Config))
    }

    /// Returns the folder for data, then further ones.
    pub fn datas(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.data].into_iter().chain(self.further.of(BaseFolder::Data))
    }

    /// Returns the folder for data that does not roam, then the further folders for data.
    pub fn local_datas(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.local_data].into_iter().chain(self.further.of(BaseFolder::Data))
    }

    /// Returns the folder for caches, then further ones.
    pub fn caches(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.cache].into_iter().chain(self.further.of(BaseFolder::Cache))
    }

    /// Adds what a session's variables name. A session whose HOME lies elsewhere counts only with the folders that it
    /// names below ours: the rest is another home's.
    pub fn add_session(&mut self, session: &SessionFolders) {
        let is_elsewhere = session.home.as_ref().is_some_and(|home| !home.starts_with(&self.home));
        for (base, at) in &session.folders {
            if !is_elsewhere || at.starts_with(&self.home) {
                self.look_besides(*base, at.clone());
            }
        }
        if let Some(home) = session.home.as_ref().filter(|_| !is_elsewhere) {
            self.add_home(home);
        }
    }

    /// Adds a folder that was HOME of a session, with the usual folders below it.
    pub fn add_home(&mut self, home: &Path) {
        self.look_besides(BaseFolder::Home, home.to_owned());
        for (base, name) in
            [(BaseFolder::Config, ".config"), (BaseFolder::Data, ".local/share"), (BaseFolder::Cache, ".cache")]
        {
            self.look_besides(base, home.join(name));
        }
    }

    /// Adds a folder to look at besides, unless it is looked at already.
    pub fn look_besides(&mut self, base: BaseFolder, at: PathBuf) {
        let first = match base {
            BaseFolder::Home => &self.home,
            BaseFolder::Config => &self.config,
            BaseFolder::Data => &self.data,
            BaseFolder::Cache => &self.cache,
        };
        if *first != at && at.is_absolute() {
            self.further.add(base, at);
        }
    }
}

fn usual(home: &Path) -> impl Iterator<Item = PathBuf> {
    let names = ["Desktop", "Documents", "Downloads", "Music", "Pictures", "Public", "Templates", "Videos"];
    names.into_iter().map(|name| home.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_below_a_given_home() {
        let places = Places::below(Path::new("/h"));
        for place in [&places.config, &places.data, &places.cache, &places.state, &places.temp] {
            assert!(place.starts_with("/h/"), "{place:?}");
        }
    }

    #[test]
    fn variables_add_folders_and_replace_none() {
        let mut places = Places::below(Path::new("/h"));
        let session = |home: &str, folders: &[(BaseFolder, &str)]| SessionFolders {
            home: Some(home.into()),
            folders: folders.iter().map(|(base, at)| (*base, PathBuf::from(at))).collect(),
        };
        places.add_session(&session("/h", &[(BaseFolder::Config, "/h/.xdg"), (BaseFolder::Cache, "/h/.cache/")]));
        places.add_session(&session("/h", &[(BaseFolder::Config, "/h/.xdg"), (BaseFolder::Data, "relative")]));
        places.add_session(&session("/h/decoy", &[]));
        places.add_session(&session("/elsewhere", &[(BaseFolder::Config, "/elsewhere/x"), (BaseFolder::Data, "/h/d")]));
        let check = |found: Vec<&PathBuf>, expected: &[&str]| {
            assert_eq!(found, expected.iter().map(PathBuf::from).collect::<Vec<_>>().iter().collect::<Vec<_>>());
        };
        check(places.homes().collect(), &["/h", "/h/decoy"]);
        check(places.configs().collect(), &["/h/.config", "/h/.xdg", "/h/decoy/.config"]);
        check(places.caches().collect(), &["/h/.cache", "/h/decoy/.cache"]);
        check(places.datas().collect(), &["/h/.local/share", "/h/decoy/.local/share", "/h/d"]);
    }

    #[test]
    fn a_thousand_folders_that_a_session_names_are_not_all_looked_at() {
        let mut places = Places::below(Path::new("/h"));
        for number in 0..1000 {
            places.look_besides(BaseFolder::Config, PathBuf::from(format!("/h/{number}")));
        }
        assert!(places.configs().count() < 100 && places.further.is_cut());
    }
}
