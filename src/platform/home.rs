//! Which values of HOME are refused, before anything in it is read: a missing one, a relative path, the root of the disk.
//! `safefs` checks that HOME belongs to this user.

use std::ffi::OsString;
use std::path::{Component, PathBuf};

/// Why this user's folders are not known.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlacesError {
    /// HOME is not set.
    #[error("HOME is not set")]
    NoHome,
    /// HOME is a relative path, or contains `..`.
    #[error("HOME is not an absolute path without \"..\": {0:?}")]
    NotAbsolute(PathBuf),
    /// HOME is the root of the disk.
    #[error("HOME is the root of the disk: {0:?}")]
    Root(PathBuf),
    /// This operating system is not supported yet.
    #[error("Signoff is not built yet for this operating system")]
    NotBuilt,
}

/// Returns HOME if it is usable.
pub(super) fn checked(home: Option<OsString>) -> Result<PathBuf, PlacesError> {
    let home = home.filter(|home| !home.is_empty()).map(PathBuf::from).ok_or(PlacesError::NoHome)?;
    if !home.is_absolute() || home.components().any(|part| part == Component::ParentDir) {
        return Err(PlacesError::NotAbsolute(home));
    }
    if !home.components().any(|part| matches!(part, Component::Normal(_))) {
        return Err(PlacesError::Root(home));
    }
    Ok(home)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(home: &str) -> Result<PathBuf, PlacesError> {
        checked(Some(home.into()))
    }

    #[test]
    fn a_home_that_cannot_be_one_is_refused() {
        assert_eq!(checked(None), Err(PlacesError::NoHome));
        assert_eq!(check(""), Err(PlacesError::NoHome));
        assert_eq!(check("home/u"), Err(PlacesError::NotAbsolute("home/u".into())));
        assert_eq!(check("/home/../etc"), Err(PlacesError::NotAbsolute("/home/../etc".into())));
        for root in ["/", "//", "/.", "/./"] {
            assert_eq!(check(root), Err(PlacesError::Root(root.into())), "{root:?}");
        }
    }

    #[test]
    fn a_plain_home_is_taken_as_it_is() {
        assert_eq!(check("/home/u/"), Ok("/home/u/".into()));
    }
}
