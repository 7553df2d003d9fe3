//! Where the catalog's places are for this person. Reads names, and nothing else.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::catalog::{Base, Place, RootPlace};
use crate::platform::Places;

/// Returns where a place is for a person with these folders.
pub(super) fn of(place: &Place, places: &Places) -> PathBuf {
    base(place, places).join(place.rest.to_path())
}

/// Returns where a browser's root may be, each with its cache: one place, or as many as there are folders for its `*`.
/// A link is no such folder: Snap's `current` leads to one of the others.
pub(super) fn of_root(root: &RootPlace, places: &Places) -> Vec<(PathBuf, Option<PathBuf>)> {
    let names = root.at.rest.names();
    let star = names.iter().enumerate().find_map(|(at, name)| Some((at, name.to_str()?.split_once('*')?)));
    let Some((at, (before, after))) = star else {
        return vec![(of(&root.at, places), root.cache.as_ref().map(|cache| of(cache, places)))];
    };
    let folder = base(&root.at, places).join(names.iter().take(at).collect::<PathBuf>());
    let listed = walkdir::WalkDir::new(folder).min_depth(1).max_depth(1).sort_by_file_name();
    let folders = listed.into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_dir());
    let meant = folders.filter_map(|entry| {
        let name = entry.file_name().to_str()?;
        let text = name.strip_prefix(before)?.strip_suffix(after)?;
        (!text.is_empty()).then(|| text.to_owned())
    });
    meant
        .map(|text| {
            let filled = |place: &Place| base(place, places).join(fill(place, &text));
            (filled(&root.at), root.cache.as_ref().map(filled))
        })
        .collect()
}

fn base<'a>(place: &Place, places: &'a Places) -> &'a PathBuf {
    match place.base {
        Base::Home => &places.home,
        Base::Config => &places.config,
        Base::Cache => &places.cache,
        Base::Data => &places.data,
    }
}

fn fill(place: &Place, text: &str) -> PathBuf {
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
        std::os::unix::fs::symlink("x7", snaps.join("current")).unwrap();
        std::fs::write(snaps.join("13"), "a file").unwrap();
        let place = |rest: &str| Place { base: Base::Home, rest: RelPath::parse(rest).unwrap() };
        let root =
            RootPlace { at: place("snap/sample/*/.config/sample"), cache: Some(place("snap/sample/*/.cache/sample")) };
        let found = of_root(&root, &Places::below(home.path()));
        let expected =
            |name: &str| (snaps.join(name).join(".config/sample"), Some(snaps.join(name).join(".cache/sample")));
        assert_eq!(found, ["12", "common", "x7"].map(expected));
        let apps = RootPlace { at: place("snap/sam*"), cache: Some(place("cache/*")) };
        let found = of_root(&apps, &Places::below(home.path()));
        assert_eq!(found, [(snaps, Some(home.path().join("cache/ple")))]);
    }
}
