//! Which folders below a browser's root are profiles: decided by what is on disk, with the browser's own list as a
//! hint.
//!
//! A damaged or missing list never hides a profile: a folder that looks like a profile is one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::model::{Family, LastUse, RelPath, escaped, escaped_name};
use crate::safefs::{Kind, Root};
use crate::store;

/// The largest list of profiles that is read, in bytes. `Local State` is a few hundred kilobytes in practice.
const LIST_LIMIT: u64 = 32 << 20;

/// How many profiles outside a root are looked at. Each costs memory, and a list can name any number.
const MOST_OUTSIDE: usize = 30_000;

/// A profile folder, and the name that the browser shows for it.
pub(super) struct Profile {
    /// Its folder below the root; `None` if the root itself is the profile.
    pub(super) dir: Option<RelPath>,
    pub(super) name: String,
    pub(super) used: LastUse,
}

impl Profile {
    /// Returns a profile of a family, with the time of its last use.
    pub(super) fn new(root: &Root, family: Family, dir: Option<RelPath>, name: String) -> Self {
        // A folder that cannot be looked at counts as the oldest.
        let used = root.last_use(dir.as_ref(), files_of_use(family)).unwrap_or_default();
        Self { dir, name, used }
    }
}

/// Returns files at the top of a profile that its browser writes while it is used.
const fn files_of_use(family: Family) -> &'static [&'static str] {
    match family {
        Family::Chromium | Family::Electron => &["History", "Cookies", "Login Data", "Web Data", "Favicons"],
        Family::Firefox => {
            &["places.sqlite", "places.sqlite-wal", "cookies.sqlite", "cookies.sqlite-wal", "sessionstore.jsonlz4"]
        }
        Family::Epiphany => &["ephy-history.db", "session_state.xml"],
        Family::Falkon => &["browsedata.db", "session.dat"],
        Family::Qutebrowser => &["history.sqlite", "cmd-history", "state"],
        Family::KeyStore => &["key4.db", "cert9.db"],
    }
}

/// The profiles of a root, and what was named as a profile but is not below it.
#[derive(Default)]
pub(super) struct Profiles {
    pub(super) found: Vec<Profile>,
    /// Profiles that are links: reported, not entered.
    pub(super) linked: Vec<RelPath>,
    /// Paths outside the root that the list names, as written.
    pub(super) outside: Vec<String>,
    /// Whether the list names more such paths than are looked at.
    pub(super) has_more_outside: bool,
}

impl Profiles {
    /// Returns the profiles' folders below the root.
    pub(super) fn dirs(&self) -> Vec<RelPath> {
        self.found.iter().filter_map(|profile| profile.dir.clone()).collect()
    }
}

/// Returns the profiles of a root. An absolute path in a list may begin with any of `homes`.
pub(super) fn below(root: &Root, family: Family, homes: [&Path; 2]) -> std::io::Result<Profiles> {
    match family {
        Family::Chromium => chromium(root),
        Family::Firefox => firefox(root, homes),
        Family::Electron => partitions(root),
        Family::Falkon => falkon(root),
        Family::Epiphany | Family::Qutebrowser | Family::KeyStore => {
            let name = escaped(root.proof().at.file_name());
            Ok(Profiles { found: vec![Profile::new(root, family, None, name)], ..Profiles::default() })
        }
    }
}

/// Returns the partitions that a program made with Electron's `session.fromPartition("persist:…")`. The rest of its
/// browser data is in the root itself, among the program's own files.
fn partitions(root: &Root) -> std::io::Result<Profiles> {
    let mut profiles = Profiles::default();
    root.list(None)?;
    let Ok(above) = RelPath::parse("Partitions") else { return Ok(profiles) };
    let listed = match root.list(Some(&above)) {
        Ok(listed) => listed,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(_) if root.read_link(&above).is_ok() => {
            profiles.linked.push(above);
            return Ok(profiles);
        }
        Err(error) => return Err(error),
    };
    for listed in listed {
        let Ok(dir) = above.join(&listed.name) else { continue };
        match listed.kind {
            Kind::Folder => {
                profiles.found.push(Profile::new(root, Family::Electron, Some(dir), escaped(&listed.name)));
            }
            Kind::Link => profiles.linked.push(dir),
            Kind::File | Kind::Special => {}
        }
    }
    Ok(profiles)
}

fn chromium(root: &Root) -> std::io::Result<Profiles> {
    let names = info_cache(root);
    let mut profiles = Profiles::default();
    for listed in root.list(None)? {
        let Ok(dir) = RelPath::from_name(&listed.name) else { continue };
        let text = listed.name.to_str().unwrap_or_default();
        // The usual names are constants in chrome_constants.cc; a profile may have another.
        let is_usual = text == "Default"
            || text == "Guest Profile"
            || text == "System Profile"
            || text.strip_prefix("Profile ").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            || names.contains_key(text);
        if listed.kind == Kind::Link && is_usual {
            profiles.linked.push(dir);
        } else if listed.kind == Kind::Folder && (is_usual || has_any(root, &dir, &["Preferences"])) {
            let name = names.get(text).filter(|name| !name.is_empty()).cloned();
            let name = name.unwrap_or_else(|| escaped(&listed.name));
            profiles.found.push(Profile::new(root, Family::Chromium, Some(dir), name));
        }
    }
    Ok(profiles)
}

/// Says whether an unknown root has Chromium's layout: a list of profiles, and at least one of them.
pub(super) fn is_chromium(root: &Root) -> bool {
    let listed = info_cache(root);
    !listed.is_empty() && chromium(root).is_ok_and(|profiles| !profiles.found.is_empty())
}

/// Returns the folder names in `Local State` with the names that the browser shows; empty if it cannot be read.
/// Profiles are found without it.
fn info_cache(root: &Root) -> BTreeMap<String, String> {
    let Ok(file) = RelPath::parse("Local State") else { return BTreeMap::new() };
    let Ok(bytes) = root.read(&file, LIST_LIMIT) else { return BTreeMap::new() };
    let Ok(state) = store::parse_json(&bytes) else { return BTreeMap::new() };
    let Some(cache) = state.pointer("/profile/info_cache").and_then(serde_json::Value::as_object) else {
        return BTreeMap::new();
    };
    let name = |value: &serde_json::Value| {
        value.get("name").and_then(serde_json::Value::as_str).map(escaped_name).unwrap_or_default()
    };
    cache.iter().map(|(dir, value)| (dir.clone(), name(value))).collect()
}

/// Files in every Firefox profile that was ever opened; a folder that is only listed may lack them.
const FIREFOX_SIGNS: [&str; 4] = ["prefs.js", "times.json", "places.sqlite", "cookies.sqlite"];
/// Markers of a Firefox profile that lies outside any root: files that End session keeps, so that it can be proven
/// again.
pub(super) const FIREFOX_MARKERS: [&str; 3] = ["prefs.js", "times.json", "places.sqlite"];

fn firefox(root: &Root, homes: [&Path; 2]) -> std::io::Result<Profiles> {
    let mut profiles = Profiles::default();
    let mut dirs = BTreeSet::new();
    // What lies at the top and in `Profiles`: a list may name any number of paths, and most are tried there.
    let mut present: BTreeMap<Option<RelPath>, BTreeSet<OsString>> = BTreeMap::new();
    for above in [None, RelPath::parse("Profiles").ok()] {
        let listed = match root.list(above.as_ref()) {
            Ok(listed) => listed,
            Err(error) if above.is_none() => return Err(error),
            Err(_missing_or_unreadable) => continue,
        };
        for entry in listed.iter().filter(|entry| entry.kind == Kind::Folder) {
            let dir = above.as_ref().map_or_else(|| RelPath::from_name(&entry.name), |above| above.join(&entry.name));
            dirs.extend(dir.ok().filter(|dir| has_any(root, dir, &FIREFOX_SIGNS)));
        }
        present.insert(above, listed.into_iter().map(|entry| entry.name).collect());
    }
    let may_be_there = |dir: &RelPath| {
        let beside = present.get(&dir.parent());
        beside.is_none_or(|names| names.contains(dir.file_name()))
    };
    let mut names = BTreeMap::new();
    each_listed_profile(root, |path, name| {
        let absolute = || homes.iter().find_map(|home| RelPath::below(home, Path::new(path)).ok());
        let below_root = |at: RelPath| RelPath::below(&root.proof().at.to_path(), &at.to_path()).ok();
        match RelPath::parse(path).ok().or_else(|| absolute().and_then(below_root)) {
            Some(dir) if !may_be_there(&dir) => {}
            Some(dir) if root.is_folder(&dir) => {
                names.insert(dir.clone(), name.to_owned());
                dirs.insert(dir);
            }
            Some(dir) if root.read_link(&dir).is_ok() => profiles.linked.push(dir),
            Some(_nothing) => {}
            None if profiles.outside.len() < MOST_OUTSIDE => profiles.outside.push(path.to_owned()),
            None => profiles.has_more_outside = true,
        }
    });
    profiles.linked.sort();
    profiles.linked.dedup();
    // A profile inside another one belongs to that. In sorted order it follows it.
    let mut last: Option<RelPath> = None;
    for dir in dirs {
        if last.as_ref().is_some_and(|above| dir.starts_with(above)) {
            continue;
        }
        last = Some(dir.clone());
        let name = names.remove(&dir).filter(|name| !name.is_empty()).unwrap_or_else(|| dir.to_string());
        profiles.found.push(Profile::new(root, Family::Firefox, Some(dir), name));
    }
    Ok(profiles)
}

/// Returns each folder beside `profiles.ini`, as Falkon's `lib/app/profilemanager.cpp` does.
fn falkon(root: &Root) -> std::io::Result<Profiles> {
    let mut profiles = Profiles::default();
    for listed in root.list(None)? {
        let Ok(dir) = RelPath::from_name(&listed.name) else { continue };
        match listed.kind {
            Kind::Folder => profiles.found.push(Profile::new(root, Family::Falkon, Some(dir), escaped(&listed.name))),
            Kind::Link => profiles.linked.push(dir),
            Kind::File | Kind::Special => {}
        }
    }
    Ok(profiles)
}

/// Calls `take` with path and name of each `[Profile…]` section. Other lines are ignored.
fn each_listed_profile(root: &Root, mut take: impl FnMut(&str, &str)) {
    let Ok(file) = RelPath::parse("profiles.ini") else { return };
    let Ok(bytes) = root.read(&file, LIST_LIMIT) else { return };
    let mut current: Option<(String, String)> = None;
    let mut end = |section: Option<(String, String)>| {
        if let Some((path, name)) = section.filter(|(path, _)| !path.is_empty()) {
            take(&path, &name);
        }
    };
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = String::from_utf8_lossy(line.trim_ascii());
        if line.starts_with('[') {
            end(current.take());
            current = line.starts_with("[Profile").then(Default::default);
        } else if let (Some((path, name)), Some((key, value))) = (current.as_mut(), line.split_once('=')) {
            match key.trim() {
                "Path" => value.trim().clone_into(path),
                "Name" => *name = escaped_name(value.trim()),
                _ => {}
            }
        }
    }
    end(current);
}

fn has_any(root: &Root, dir: &RelPath, names: &[&str]) -> bool {
    names.iter().any(|name| dir.join(OsStr::new(name)).is_ok_and(|at| root.kind(&at).is_ok()))
}
