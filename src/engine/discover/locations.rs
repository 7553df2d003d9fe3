//! Where the catalog's places are for this user. Reads names, and nothing else.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::catalog::{Base, Browser, Place, RootPlace};
use crate::model::{Layout, name};
use crate::platform::Places;

/// Returns where a place is for a user with these folders: at the usual place, then at further ones.
pub(super) fn paths_of(place: &Place, places: &Places) -> Vec<PathBuf> {
    bases(place.base, places).into_iter().map(|base| base.join(place.rest.to_path())).collect()
}

/// What shows that a folder is a browser's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Evidence {
    /// The catalog names the place: what is in it need not show anything.
    Place,
    /// A profile, or the browser's marker. Below a folder that a variable named, a folder that the user can see may be
    /// a project with a browser's name.
    Content,
    /// The browser's marker: no place of the catalog.
    Marker,
}

/// A root's path, and where its cache and settings folders may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Located {
    pub(super) at: PathBuf,
    pub(super) evidence: Evidence,
    pub(super) caches: Vec<PathBuf>,
    pub(super) configs: Vec<PathBuf>,
}

impl Located {
    /// Returns a root that no place of the catalog is, without cache and settings folders.
    pub(super) const fn alone(at: PathBuf) -> Self {
        Self { at, evidence: Evidence::Marker, caches: Vec::new(), configs: Vec::new() }
    }
}

/// Returns where a browser's roots may be, each with its layout, the usual places first. A root's cache may be in any of
/// the folders for caches, because one variable moves the one without the other.
pub(super) fn browser_places(browser: &Browser, places: &Places) -> Vec<(Layout, Located)> {
    let (mut usual, mut further) = (Vec::new(), Vec::new());
    for root in &browser.roots {
        for (number, base) in bases(root.at.base, places).into_iter().enumerate() {
            let is_of_home = matches!(root.at.base, Base::Home | Base::Flatpak | Base::Snap) && number == 0;
            let found = below(base, root, places).into_iter().map(|located| {
                let below_home = located.at.strip_prefix(&places.home).unwrap_or(&located.at);
                let is_place = is_of_home || name::is_hidden(below_home);
                let evidence = if is_place { Evidence::Place } else { Evidence::Content };
                (root.at.layout(), Located { evidence, ..located })
            });
            if number == 0 { usual.extend(found) } else { further.extend(found) }
        }
    }
    usual.into_iter().chain(further).collect()
}

/// Returns where a root is below a base folder: one place, or one for each folder that a `*` matches. Links do not match:
/// Snap's `current` leads to one of the other folders.
fn below(base: &Path, root: &RootPlace, places: &Places) -> Vec<Located> {
    let names = root.at.rest.names();
    let star = names.iter().enumerate().find_map(|(at, name)| Some((at, name.to_str()?.split_once('*')?)));
    let Some((at, (before, after))) = star else {
        return vec![located(base.join(root.at.rest.to_path()), root, |place| paths_of(place, places))];
    };
    let folder = base.join(names.iter().take(at).collect::<PathBuf>());
    let listed = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    let folders = listed.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    let meant = folders.filter_map(|entry| {
        let name = entry.file_name().to_str()?;
        let text = name.strip_prefix(before)?.strip_suffix(after)?;
        (!text.is_empty()).then(|| text.to_owned())
    });
    let beside = |place: &Place, text: &str| -> Vec<PathBuf> {
        bases(place.base, places).into_iter().map(|base| base.join(replace_star(place, text))).collect()
    };
    meant.map(|text| located(base.join(replace_star(&root.at, &text)), root, |place| beside(place, &text))).collect()
}

fn located(at: PathBuf, root: &RootPlace, beside: impl Fn(&Place) -> Vec<PathBuf>) -> Located {
    let all = |place: &Option<Place>| place.as_ref().map(&beside).unwrap_or_default();
    Located { at, evidence: Evidence::Place, caches: all(&root.cache), configs: all(&root.config) }
}

fn bases(base: Base, places: &Places) -> Vec<&PathBuf> {
    match base {
        Base::Home | Base::Flatpak | Base::Snap => places.homes().collect(),
        Base::Config => places.configs().collect(),
        Base::Cache => places.caches().collect(),
        Base::Data => places.datas().collect(),
        Base::LocalData => places.local_datas().collect(),
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
        let found = below(home.path(), &root, &Places::below(home.path()));
        let expected = |name: &str| Located {
            at: snaps.join(name).join(".config/sample"),
            evidence: Evidence::Place,
            caches: vec![snaps.join(name).join(".cache/sample")],
            configs: Vec::new(),
        };
        assert_eq!(found, ["12", "common", "x7"].map(expected));
        let apps = RootPlace { at: place("snap/sam*"), cache: None, config: Some(place("config/*")) };
        let found = below(home.path(), &apps, &Places::below(home.path()));
        let configs = vec![home.path().join("config/ple")];
        assert_eq!(found, [Located { at: snaps, evidence: Evidence::Place, caches: Vec::new(), configs }]);
    }
}
