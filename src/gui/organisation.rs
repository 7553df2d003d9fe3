//! Reads the organisation's help and picture, from files that its policy names.
//!
//! Only files that nobody but the administrator can write are read. A file that cannot be read does not stop a run: the
//! window shows its built-in help, and the caller reports the error.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::help::Help;
use crate::catalog::Services;
use crate::engine::services;
use crate::model::OwnerId;
use crate::policy::Settings;
use crate::safefs::{NotTrusted, read_trusted};

/// The largest file that is read, in bytes. The picture is shown two lines high.
const LIMIT: u64 = 1 << 20;
/// The largest width and height of the picture, in pixels.
const MOST_POINTS: u32 = 2048;

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Number of rows.
    pub height: u32,
    /// Red, green, blue and alpha of each pixel, row by row.
    pub points: Vec<u8>,
}

/// What the organisation adds to the window; `None` for what it does not set.
#[derive(Debug, Clone, Default)]
pub struct Branding {
    /// The content of the help page.
    pub help: Option<Help>,
    /// The picture.
    pub picture: Option<Arc<Picture>>,
    /// The services, with those that the organisation adds or sets as the default.
    pub services: Option<Arc<Services>>,
}

/// Why a file is not used.
#[derive(Debug, thiserror::Error)]
pub enum BrandingError {
    /// The file does not exist.
    #[error("there is no such file: {path:?}")]
    Missing {
        /// The path from the policy.
        path: PathBuf,
    },
    /// Other users could have written it, or it cannot be read.
    #[error(transparent)]
    NotTrusted(#[from] NotTrusted),
    /// It is not a help file of this version.
    #[error("{}: {what}", path.display())]
    NotHelp {
        /// The parser's message.
        what: String,
        /// The path from the policy.
        path: PathBuf,
    },
    /// It is not a PNG picture, or it is too large.
    #[error("no picture in the PNG form of at most {MOST_POINTS} points a side: {path:?}")]
    NotAPicture {
        /// The path from the policy.
        path: PathBuf,
    },
}

/// Reads the files that the policy names. `administrator` must own them.
pub fn read(settings: &Settings, administrator: OwnerId) -> (Branding, Vec<BrandingError>) {
    let mut errors = Vec::new();
    let bytes = |path: &str| {
        let path = Path::new(path);
        let missing = || BrandingError::Missing { path: path.to_owned() };
        Ok((path.to_owned(), read_trusted(path, administrator, LIMIT)?.ok_or_else(missing)?))
    };
    // A test parses the built-in services.
    let services = Services::builtin().map(|builtin| services(builtin, settings)).ok();
    let mut branding = Branding { services: services.map(Arc::new), ..Branding::default() };
    if let Some(path) = &settings.help.value {
        match bytes(path).and_then(|(path, bytes)| help(path, &bytes)) {
            Ok(help) => branding.help = Some(help),
            Err(why) => errors.push(why),
        }
    }
    if let Some(path) = &settings.logo.value {
        match bytes(path).and_then(|(path, bytes)| picture(path, &bytes)) {
            Ok(picture) => branding.picture = Some(Arc::new(picture)),
            Err(why) => errors.push(why),
        }
    }
    (branding, errors)
}

fn help(path: PathBuf, bytes: &[u8]) -> Result<Help, BrandingError> {
    let parsed = match std::str::from_utf8(bytes) {
        Ok(text) => Help::parse(text).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    parsed.map_err(|what| BrandingError::NotHelp { what, path })
}

fn picture(path: PathBuf, bytes: &[u8]) -> Result<Picture, BrandingError> {
    match eframe::icon_data::from_png_bytes(bytes) {
        Ok(icon) if icon.width.max(icon.height) <= MOST_POINTS && icon.width.min(icon.height) > 0 => {
            Ok(Picture { width: icon.width, height: icon.height, points: icon.rgba })
        }
        _ => Err(BrandingError::NotAPicture { path }),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes the files of an organisation")]
mod tests {
    use std::fs;

    use super::*;
    use crate::platform::current_owner;
    use crate::policy::{Choices, Settings, effective};
    use crate::safefs::testing::{Others, let_others};

    fn set(help: &Path, logo: &Path) -> Settings {
        let text = |path: &Path| Some(path.display().to_string());
        let admin = Choices { help: text(help), logo: text(logo), ..Choices::default() };
        effective(&Choices::default(), &admin).0
    }

    #[test]
    fn help_and_picture_are_read_where_only_the_administrator_can_have_written_them() {
        let folder = tempfile::tempdir().unwrap();
        let_others(folder.path(), Others::Read).unwrap();
        let (help, logo) = (folder.path().join("help.toml"), folder.path().join("logo.png"));
        let settings = set(&help, &logo);
        let (branding, errors) = read(&settings, current_owner());
        assert!(branding.help.is_none() && branding.picture.is_none());
        assert!(
            matches!(errors.as_slice(), [BrandingError::Missing { .. }, BrandingError::Missing { .. }]),
            "{errors:?}"
        );
        fs::write(&help, include_str!("../../assets/help/tuni.toml")).unwrap();
        fs::write(&logo, include_bytes!("../../assets/icons/signoff-48.png")).unwrap();
        for file in [&help, &logo] {
            let_others(file, Others::Read).unwrap();
        }
        let (branding, errors) = read(&settings, current_owner());
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(branding.help, Some(Help::builtin()));
        let picture = branding.picture.unwrap();
        assert_eq!((picture.width, picture.height, picture.points.len()), (48, 48, 48 * 48 * 4));
        fs::write(&help, "schema = 1").unwrap();
        fs::write(&logo, "no picture").unwrap();
        let (_, errors) = read(&settings, current_owner());
        assert!(
            matches!(errors.as_slice(), [BrandingError::NotHelp { .. }, BrandingError::NotAPicture { .. }]),
            "{errors:?}"
        );
        let_others(&help, Others::Write).unwrap();
        assert!(matches!(read(&settings, current_owner()).1.first(), Some(BrandingError::NotTrusted(_))));
    }
}
