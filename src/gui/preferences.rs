//! The user's preferences for the window itself, saved in Signoff's own folder.
//!
//! If the file is missing or damaged, the defaults apply and the next change rewrites it. Only [`save`] writes; nothing
//! about browsers is saved here.

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;
use crate::model::RelPath;
use crate::platform::Places;
use crate::safefs::{Home, Root};

const FILE: &str = "window.toml";
/// The largest file that is read, in bytes. Ours is a few lines.
const LIMIT: u64 = 16 << 10;

/// The colours of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColourScheme {
    /// Light or dark, as the system prefers.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

impl ColourScheme {
    /// Every scheme, in the order of the settings page.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];
}

/// The size of everything in the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// The system's size.
    #[default]
    Normal,
    /// 125 %.
    Large,
    /// 150 %.
    Larger,
    /// 200 %.
    Largest,
}

impl TextSize {
    /// Every size, in the order of the settings page.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Large, Self::Larger, Self::Largest];

    /// Returns the zoom factor.
    pub const fn factor(self) -> f32 {
        match self {
            Self::Normal => 1.0,
            Self::Large => 1.25,
            Self::Larger => 1.5,
            Self::Largest => 2.0,
        }
    }

    /// Returns the zoom factor in per cent, for display.
    pub const fn percent(self) -> u64 {
        match self {
            Self::Normal => 100,
            Self::Large => 125,
            Self::Larger => 150,
            Self::Largest => 200,
        }
    }
}

/// The user's preferences.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The language; `None` for the session's language.
    pub language: Option<Lang>,
    /// The colour scheme.
    #[serde(rename = "look")]
    pub colours: ColourScheme,
    /// The text size.
    pub text: TextSize,
    /// Whether animations are off.
    pub less_motion: bool,
    /// Whether other people use this computer too; `None` until the user has answered.
    pub shared: Option<bool>,
}

/// Whether the last change was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Saved {
    /// It was saved, or nothing was changed.
    #[default]
    Yes,
    /// It lasts only until the window is closed.
    No,
}

/// Why preferences could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The home folder cannot be used.
    #[error("the home folder cannot be used")]
    Home(#[source] crate::safefs::HomeError),
    /// Signoff's own folder cannot be created.
    #[error("Signoff's own folder cannot be made")]
    Folder(#[source] crate::safefs::NotARoot),
    /// Signoff's own folder has a name that is no relative path.
    #[error("Signoff's own folder has no usable name")]
    Name(#[source] crate::model::NotRelative),
    /// The preferences cannot be serialised.
    #[error("the choices cannot be written down")]
    Form(#[source] toml::ser::Error),
    /// The file cannot be written.
    #[error("the choices cannot be written: {FILE}")]
    Write(#[source] crate::safefs::ReplaceError),
}

/// Returns the saved preferences; the defaults if there are none or they cannot be read.
pub fn read(places: &Places) -> Preferences {
    let text = || {
        let home = Home::open(&places.home).ok()?;
        let own = Root::open_own(&home, &folder(places).ok()?).ok()?;
        let bytes = own.read(&RelPath::parse(FILE).ok()?, LIMIT).ok()?;
        String::from_utf8(bytes).ok()
    };
    text().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}

/// Saves the preferences.
pub fn save(places: &Places, chosen: &Preferences) -> Result<(), SaveError> {
    let home = Home::open(&places.home).map_err(SaveError::Home)?;
    let own = Root::create_own(&home, &folder(places).map_err(SaveError::Name)?).map_err(SaveError::Folder)?;
    let text = toml::to_string(chosen).map_err(SaveError::Form)?;
    let at = RelPath::parse(FILE).map_err(SaveError::Name)?;
    own.replace(&at, text.as_bytes()).map_err(SaveError::Write)
}

fn folder(places: &Places) -> Result<RelPath, crate::model::NotRelative> {
    RelPath::below(&places.home, &places.state.join("signoff"))
        .or_else(|_outside| RelPath::parse(".local/state/signoff"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, Places) {
        let home = tempfile::tempdir().expect("a temporary folder");
        let places = Places::below(home.path());
        (home, places)
    }

    #[test]
    fn what_was_chosen_is_there_at_the_next_start() {
        let (_home, places) = home();
        assert_eq!(read(&places), Preferences::default());
        let chosen = Preferences {
            language: Some(Lang::Sv),
            colours: ColourScheme::Contrast,
            text: TextSize::Largest,
            less_motion: true,
            shared: Some(false),
        };
        save(&places, &chosen).expect("it can be saved");
        assert_eq!(read(&places), chosen);
        assert!(toml::to_string(&chosen).expect("a form").contains("look = \"contrast\""), "as files have it");
    }

    #[test]
    fn reading_makes_no_folder() {
        let (home, places) = home();
        assert_eq!(read(&places), Preferences::default());
        assert_eq!(std::fs::read_dir(home.path()).expect("it is there").count(), 0);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none() {
        let (_home, places) = home();
        save(&places, &Preferences { shared: Some(true), ..Preferences::default() }).expect("it can be saved");
        let own = Home::open(&places.home).expect("ours");
        let own = Root::create_own(&own, &folder(&places).expect("a name")).expect("ours");
        own.replace(&RelPath::parse(FILE).expect("a name"), b"look = [").expect("it can be written");
        assert_eq!(read(&places), Preferences::default());
    }
}
