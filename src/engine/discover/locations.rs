//! Where the catalog's places are for this user. Reads names, and nothing else.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::catalog::{Base, Place, RootPlace};
use crate::platform::Places;

/// Returns where a place is for a user with these folders.
pub(super) fn path_of(place: &Place, places: &Places) -> PathBuf {
    base(place, places).join(place.rest.to_path())
}

/// A root's path, and those of its cache and settings folders.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) at: PathBuf,
    pub(super) cache: Option<PathBuf>,
    pub(super) config: Option<PathBuf>,
}

impl Located {
    /// Returns a root without cache and settings folders.
    pub(super) const fn alone(at: PathBuf) -> Self {
        Self { at, cache: None, config: None }
    }
}

/// Returns where a browser's root may be: one place, or one for each folder that a `*` matches. Links do not match:
/// Snap's `current` leads to one of the other folders.
pub(super) fn root_places(root: &RootPlace, places: &Places) -> Vec<Located> {
    let names = root.at.rest.names();
    let star = names.iter().enumerate().find_map(|(at, name)| Some((at, name.to_str()?.split_once('*')?)));
    let Some((at, (before, after))) = star else {
        return vec![located(root, |place| path_of(place, places))];
    };
    let folder = base(&root.at, places).join(names.iter().take(at).collect::<PathBuf>());
    let listed = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    let folders = listed.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    let meant = folders.filter_map(|entry| {
        let name = entry.file_name().to_str()?;
        let text = name.strip_prefix(before)?.strip_suffix(after)?;
        (!text.is_empty()).then(|| text.to_owned())
    });
    meant.map(|text| located(root, |place| base(place, places).join(replace_star(place, &text)))).collect()
}

fn located(root: &RootPlace, at: impl Fn(&Place) -> PathBuf) -> Located {
    Located { at: at(&root.at), cache: root.cache.as_ref().map(&at), config: root.config.as_ref().map(&at) }
}

fn base<'a>(place: &Place, places: &'a Places) -> &'a PathBuf {
    match place.base {
        Base::Home | Base::Flatpak | Base::Snap => &places.home,
        Base::Config => &places.config,
        Base::Cache => &places.cache,
        Base::Data => &places.data,
        Base::LocalData => &places.local_data,
    }
}

fn replace_star(place: &Place, text: &str) -> PathBuf {
    let name = |name: &OsString| match name.to_str() {
        Some(name) => OsString::from(name.replace('*', text)),
        None => name.clone(),
    };
    place.rest.names().iter().map(name).filter(|name| name != OsStr::new("")).collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own home")]
mod tests {
    use super::*;
    use crate::model::RelPath;

    #[test]
    fn a_star_stands_for_each_folder_and_for_no_link() {
        let home = tempfile::tempdir().unwrap();
        let snaps = home.path().join("snap/sample");
        for name in ["12", "x7", "common"] {
            std::fs::create_dir_all(snaps.join(name)).unwrap();
        }
        crate::safefs::testing::link("x7", snaps.join("current")).unwrap();
        std::fs::write(snaps.join("13"), "a file").unwrap();
        let place = |rest: &str| Place { base: Base::Home, rest: RelPath::parse(rest).unwrap() };
        let (at, cache) = (place("snap/sample/*/.config/sample"), Some(place("snap/sample/*/.cache/sample")));
        let root = RootPlace { at, cache, config: None };
        let found = root_places(&root, &Places::below(home.path()));
        let expected = |name: &str| Located {
            at: snaps.join(name).join(".config/sample"),
            cache: Some(snaps.join(name).join(".cache/sample")),
            config: None,
        };
        assert_eq!(found, ["12", "common", "x7"].map(expected));
        let apps = RootPlace { at: place("snap/sam*"), cache: None, config: Some(place("config/*")) };
        let found = root_places(&apps, &Places::below(home.path()));
        assert_eq!(found, [Located { at: snaps, cache: None, config: Some(home.path().join("config/ple")) }]);
    }
}
