//! What the person chose about the window itself, kept between starts in Signoff's own folder.
//!
//! A file that is missing or damaged is no failure: the defaults stand in, and the next choice writes it anew. Only
//! [`save`] writes, and only what was chosen here; nothing about browsers.

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;
use crate::model::RelPath;
use crate::platform::Places;
use crate::safefs::{Home, Root};

const FILE: &str = "window.toml";
/// A few lines; anything larger is not ours.
const LIMIT: u64 = 16 << 10;

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColourScheme {
    /// As the system prefers.
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
    /// Every choice, in the order in which the settings show them.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];
}

/// How large everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// As the system has it.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    Larger,
    /// Twice as large.
    Largest,
}

impl TextSize {
    /// Every choice, in the order in which the settings show them.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Large, Self::Larger, Self::Largest];

    /// Returns by how much everything grows.
    pub const fn factor(self) -> f32 {
        match self {
            Self::Normal => 1.0,
            Self::Large => 1.25,
            Self::Larger => 1.5,
            Self::Largest => 2.0,
        }
    }

    /// Returns the same in per cent, for people.
    pub const fn percent(self) -> u64 {
        match self {
            Self::Normal => 100,
            Self::Large => 125,
            Self::Larger => 150,
            Self::Largest => 200,
        }
    }
}

/// What the person chose.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The language; `None` for the session's.
    pub language: Option<Lang>,
    /// The colours.
    #[serde(rename = "look")]
    pub colours: ColourScheme,
    /// The size.
    pub text: TextSize,
    /// Nothing moves.
    pub less_motion: bool,
    /// Whether others use this computer too; `None` until the person was asked.
    pub shared: Option<bool>,
}

/// Whether a choice could be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Saved {
    /// It could, or nothing was chosen.
    #[default]
    Yes,
    /// It holds only until the window is closed.
    No,
}

/// Why the choices could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The home folder cannot be used.
    #[error("the home folder cannot be used")]
    Home(#[source] crate::safefs::HomeError),
    /// Signoff's own folder cannot be made.
    #[error("Signoff's own folder cannot be made")]
    Folder(#[source] crate::safefs::NotARoot),
    /// It has no name that can be one.
    #[error("Signoff's own folder has no usable name")]
    Name(#[source] crate::model::NotRelative),
    /// The choices cannot be written down.
    #[error("the choices cannot be written down")]
    Form(#[source] toml::ser::Error),
    /// The disk said no.
    #[error("the choices cannot be written: {FILE}")]
    Write(#[source] crate::safefs::ReplaceError),
}

/// Returns what was chosen before; the defaults where nothing was or where it cannot be read.
pub fn read(places: &Places) -> Preferences {
    let text = || {
        let home = Home::open(&places.home).ok()?;
        let own = Root::open_own(&home, &folder(places).ok()?).ok()?;
        let bytes = own.read(&RelPath::parse(FILE).ok()?, LIMIT).ok()?;
        String::from_utf8(bytes).ok()
    };
    text().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps what was chosen.
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
