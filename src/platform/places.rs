//! This user's folders, collected once at the start and passed on as a value.
//!
//! Refuses a HOME that is missing, relative or the root of the disk, before reading anything in it. `safefs` checks
//! that HOME belongs to this user.

use std::path::{Path, PathBuf};

use super::home::{PlacesError, checked};
use super::os::{OsPlaces, POLICY, TEMP, home_variable};

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
    /// State (`~/.local/state`).
    pub state: PathBuf,
    /// Temporary files.
    pub temp: PathBuf,
    /// Folders for the user's own files (`~/Documents`, `~/Desktop`, …).
    pub personal: Vec<PathBuf>,
    /// Where browsers save downloads by default (`~/Downloads`).
    pub downloads: PathBuf,
    /// The administrator's policy file.
    pub policy: PathBuf,
    /// Places that only this operating system has.
    pub os: OsPlaces,
}

/// Returns this user's folders, from the environment and the system's rules.
pub fn places() -> Result<Places, PlacesError> {
    #[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
    let temp = std::env::temp_dir();
    let dirs = directories::BaseDirs::new().ok_or(PlacesError::NoHome)?;
    // `dirs` would ask the account database if HOME is unset.
    let home = checked(Some(home_variable()?))?;
    // Folders that the user has not configured have the usual names.
    let chosen = directories::UserDirs::new();
    let downloads = chosen.as_ref().and_then(|dirs| dirs.download_dir()).map(Path::to_owned);
    // A disabled XDG user folder is configured as HOME itself; HOME is not a downloads folder.
    let downloads = downloads.filter(|dir| *dir != home).unwrap_or_else(|| home.join("Downloads"));
    let chosen = chosen.map(|dirs| personal(&dirs)).unwrap_or_default();
    let personal = usual(&home).chain(chosen).collect();
    Ok(Places {
        downloads,
        os: OsPlaces::ours(&home),
        home,
        config: dirs.config_dir().to_owned(),
        data: dirs.data_dir().to_owned(),
        local_data: dirs.data_local_dir().to_owned(),
        cache: dirs.cache_dir().to_owned(),
        state: dirs.state_dir().unwrap_or_else(|| dirs.data_local_dir()).to_owned(),
        temp: if temp.is_absolute() { temp } else { PathBuf::from(TEMP) },
        personal,
        policy: PathBuf::from(POLICY),
    })
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
            downloads: home.join("Downloads"),
            policy: home.join("machine/policy.toml"),
            os: OsPlaces::below(home),
        }
    }

    /// Returns the file with this user's own settings.
    pub fn settings(&self) -> PathBuf {
        self.config.join("signoff/settings.toml")
    }
}

fn usual(home: &Path) -> impl Iterator<Item = PathBuf> {
    let names = ["Desktop", "Documents", "Downloads", "Music", "Pictures", "Public", "Templates", "Videos"];
    names.into_iter().map(|name| home.join(name))
}

fn personal(dirs: &directories::UserDirs) -> Vec<PathBuf> {
    let all = [
        dirs.desktop_dir(),
        dirs.document_dir(),
        dirs.download_dir(),
        dirs.audio_dir(),
        dirs.picture_dir(),
        dirs.public_dir(),
        dirs.template_dir(),
        dirs.video_dir(),
    ];
    all.into_iter().flatten().map(Path::to_owned).collect()
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
}
