//! Searching for browsers that no catalog names: folders with the layout of a Chromium user data directory or a Firefox
//! root.
//!
//! They are shown, and left alone until a request names them. Only names are read, and `Local State`.

use std::collections::BTreeSet;

use walkdir::{DirEntry, WalkDir};

use crate::model::{BrowserId, Family, RelPath, RootKind, Stop};
use crate::platform::Places;
use crate::safefs::{Home, Root};

/// How many levels below each start are searched: `~/.var/app/ID/config/VENDOR/PRODUCT` is the deepest usual one.
const MAX_DEPTH: usize = 6;
/// How many names are read at most. A home has some thousand folders where programs keep their data.
const MAX_NAMES: usize = 200_000;

/// The result of a search.
#[derive(Debug, Default)]
pub(super) struct Unknowns {
    pub(super) found: Vec<(Family, RelPath)>,
    /// Whether the search stopped at its limit.
    pub(super) cut: bool,
}

/// Searches the folders where programs keep their data, except below `known`.
pub(super) fn search(home: &Home, places: &Places, known: &BTreeSet<RelPath>, stop: &Stop) -> Unknowns {
    let mut unknowns = Unknowns::default();
    let below_home = |entry: &DirEntry| RelPath::below(home.path(), entry.path()).ok();
    let is_known = |at: &RelPath| known.contains(at);
    let mut looked = 0;
    for start in places.configs().chain(places.datas()).chain([&places.home]) {
        let is_home = start == &places.home;
        let Ok(start) = RelPath::below(&places.home, start)
            .map(|at| home.path().join(at.to_path()))
            .or_else(|_top| if is_home { Ok(home.path().to_owned()) } else { Err(()) })
        else {
            continue;
        };
        // At the top of HOME only hidden folders and Snap's: the others are the user's own.
        let at_top = move |entry: &DirEntry| {
            let name = entry.file_name().as_encoded_bytes();
            !is_home || entry.depth() != 1 || name.starts_with(b".") || name == b"snap"
        };
        let mut walk = WalkDir::new(start).max_depth(MAX_DEPTH).same_file_system(true).sort_by_file_name().into_iter();
        while let Some(next) = walk.next() {
            looked += 1;
            if looked > MAX_NAMES || stop.asked().is_some() {
                unknowns.cut = true;
                return unknowns;
            }
            let Ok(entry) = next else { continue };
            if !entry.file_type().is_dir() || entry.depth() == 0 {
                continue;
            }
            let Some(at) = below_home(&entry).filter(|at| at_top(&entry) && !is_known(at) && !is_cache(&entry)) else {
                walk.skip_current_dir();
                continue;
            };
            if let Some(family) = family(home, &at) {
                unknowns.found.push((family, at));
                walk.skip_current_dir();
            }
        }
    }
    unknowns.found.sort_by(|one, other| one.1.cmp(&other.1));
    // Starts may lie in one another.
    unknowns.found.dedup_by(|one, other| one.1 == other.1);
    unknowns
}

/// Returns the id by which a request can name one.
pub(super) fn id(at: &RelPath) -> BrowserId {
    BrowserId(format!("{}{at}", BrowserId::UNKNOWN))
}

fn is_cache(entry: &DirEntry) -> bool {
    [".cache", "Cache", "cache", "Trash"].iter().any(|name| entry.file_name() == *name)
}

/// Returns the family whose layout a folder has: Chromium's has `Local State` with a list of profiles, and a profile;
/// Firefox's has `profiles.ini` and a profile.
fn family(home: &Home, at: &RelPath) -> Option<Family> {
    let prove = |marker| Root::prove(home, at, RootKind::Browser, Some(marker)).ok();
    if let Some(root) = prove("Local State") {
        return super::profiles::is_chromium(&root).then_some(Family::Chromium);
    }
    let root = prove("profiles.ini")?;
    let profiles = super::profiles::below(&root, Family::Firefox, [home.path(), home.path()]).ok()?;
    (!profiles.found.is_empty()).then_some(Family::Firefox)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own home")]
mod tests {
    use super::*;
    use std::path::Path;

    fn put(home: &Path, at: &str, text: &str) {
        let path = home.join(at);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn only_what_is_laid_out_like_a_browser_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        let list = r#"{"profile":{"info_cache":{"Default":{"name":"x"}}}}"#;
        for root in
            [".config/new-browser", ".config/Vendor/Product", ".var/app/org.x.Y/config/y", "snap/z/12/.config/z"]
        {
            put(home, &format!("{root}/Local State"), list);
            put(home, &format!("{root}/Default/Preferences"), "{}");
        }
        put(home, ".fox/profiles.ini", "[Profile0]\nPath=a.default\n");
        put(home, ".fox/a.default/prefs.js", "");
        // A known browser, an editor without profiles, a list without profiles, a cache, and a folder of the user's
        // own.
        put(home, ".config/chromium/Local State", list);
        put(home, ".config/chromium/Default/Preferences", "{}");
        put(home, ".config/editor/Local State", r#"{"os_crypt":{}}"#);
        put(home, ".config/editor/Preferences", "{}");
        put(home, ".config/falkon/profiles/profiles.ini", "[Profiles]\nstartProfile=default\n");
        for hidden in [".cache/copy", "Documents/backup"] {
            put(home, &format!("{hidden}/Local State"), list);
            put(home, &format!("{hidden}/Default/Preferences"), "{}");
        }
        crate::safefs::testing::link("new-browser", home.join(".config/linked")).unwrap();
        let known = [RelPath::parse(".config/chromium").unwrap()].into();
        let unknowns = search(&Home::open(home).unwrap(), &Places::below(home), &known, &Stop::default());
        let found: Vec<_> = unknowns.found.iter().map(|(family, at)| (*family, at.to_string())).collect();
        let chromium = |at: &str| (Family::Chromium, at.to_owned());
        assert!(!unknowns.cut);
        assert_eq!(
            found,
            [
                chromium(".config/Vendor/Product"),
                chromium(".config/new-browser"),
                (Family::Firefox, ".fox".to_owned()),
                chromium(".var/app/org.x.Y/config/y"),
                chromium("snap/z/12/.config/z"),
            ]
        );
    }
}
