//! Which folders below a browser's root are profiles: decided by what is on disk, with the browser's own list as a
//! hint.
//!
//! A damaged or missing list never hides a profile: a folder that looks like a profile is one.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use crate::model::{Family, RelPath, escaped};
use crate::safefs::{Kind, Root};

/// The largest list of profiles that is read, in bytes. `Local State` is a few hundred kilobytes in practice.
const LIST_LIMIT: u64 = 32 << 20;

/// A profile folder, and the name that the browser shows for it.
pub(super) struct Profile {
    /// Its folder below the root; `None` if the root itself is the profile.
    pub(super) dir: Option<RelPath>,
    pub(super) name: String,
}

/// The profiles of a root, and what was named as a profile but is not below it.
#[derive(Default)]
pub(super) struct Profiles {
    pub(super) found: Vec<Profile>,
    /// Profiles that are links: reported, not entered.
    pub(super) linked: Vec<RelPath>,
    /// Paths outside the root that the list names, as written.
    pub(super) outside: Vec<String>,
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
        Family::Epiphany | Family::Qutebrowser => {
            let name = escaped(root.proof().at.file_name());
            Ok(Profiles { found: vec![Profile { dir: None, name }], ..Profiles::default() })
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
            Kind::Folder => profiles.found.push(Profile { dir: Some(dir), name: escaped(&listed.name) }),
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
            profiles.found.push(Profile { dir: Some(dir), name });
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
    let Ok(state) = serde_json::from_slice::<serde_json::Value>(&bytes) else { return BTreeMap::new() };
    let Some(cache) = state.pointer("/profile/info_cache").and_then(serde_json::Value::as_object) else {
        return BTreeMap::new();
    };
    let name = |value: &serde_json::Value| {
        value.get("name").and_then(serde_json::Value::as_str).map(|name| escaped(OsStr::new(name))).unwrap_or_default()
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
    let mut names = BTreeMap::new();
    for (path, name) in listed_in_profiles_ini(root) {
        let absolute = || homes.iter().find_map(|home| RelPath::below(home, Path::new(&path)).ok());
        let below_root = |at: RelPath| RelPath::below(&root.proof().at.to_path(), &at.to_path()).ok();
        match RelPath::parse(&path).ok().or_else(|| absolute().and_then(below_root)) {
            Some(dir) => {
                names.insert(dir, name);
            }
            None => profiles.outside.push(path),
        }
    }
    let mut dirs = Vec::new();
    for above in [None, RelPath::parse("Profiles").ok()] {
        let Ok(listed) = root.list(above.as_ref()) else {
            if above.is_none() {
                root.list(None)?;
            }
            continue;
        };
        for entry in listed.into_iter().filter(|entry| entry.kind == Kind::Folder) {
            let dir = above.as_ref().map_or_else(|| RelPath::from_name(&entry.name), |above| above.join(&entry.name));
            dirs.extend(dir.ok().filter(|dir| has_any(root, dir, &FIREFOX_SIGNS)));
        }
    }
    dirs.extend(names.keys().filter(|dir| root.list(Some(dir)).is_ok()).cloned());
    profiles.linked.extend(names.keys().filter(|dir| root.read_link(dir).is_ok()).cloned());
    dirs.sort();
    dirs.dedup();
    // A profile inside another one belongs to that.
    let nested = |dir: &RelPath| dirs.iter().any(|other| other != dir && dir.starts_with(other));
    profiles.found = dirs
        .iter()
        .filter(|dir| !nested(dir))
        .map(|dir| {
            let name = names.get(dir).filter(|name| !name.is_empty()).cloned();
            Profile { dir: Some(dir.clone()), name: name.unwrap_or_else(|| dir.to_string()) }
        })
        .collect();
    Ok(profiles)
}

/// Returns each folder beside `profiles.ini`, as Falkon's `lib/app/profilemanager.cpp` does.
fn falkon(root: &Root) -> std::io::Result<Profiles> {
    let mut profiles = Profiles::default();
    for listed in root.list(None)? {
        let Ok(dir) = RelPath::from_name(&listed.name) else { continue };
        match listed.kind {
            Kind::Folder => profiles.found.push(Profile { dir: Some(dir), name: escaped(&listed.name) }),
            Kind::Link => profiles.linked.push(dir),
            Kind::File | Kind::Special => {}
        }
    }
    Ok(profiles)
}

/// Returns path and name of each `[Profile…]` section. Other lines are ignored.
fn listed_in_profiles_ini(root: &Root) -> Vec<(String, String)> {
    let Ok(file) = RelPath::parse("profiles.ini") else { return Vec::new() };
    let Ok(bytes) = root.read(&file, LIST_LIMIT) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let mut sections = Vec::new();
    let mut current: Option<(String, String)> = None;
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            sections.extend(current.take());
            current = line.starts_with("[Profile").then(Default::default);
        } else if let (Some((path, name)), Some((key, value))) = (current.as_mut(), line.split_once('=')) {
            match key.trim() {
                "Path" => value.trim().clone_into(path),
                "Name" => *name = escaped(OsStr::new(value.trim())),
                _ => {}
            }
        }
    }
    sections.extend(current);
    sections.retain(|(path, _)| !path.is_empty());
    sections
}

fn has_any(root: &Root, dir: &RelPath, names: &[&str]) -> bool {
    root.list(Some(dir)).is_ok_and(|listed| listed.iter().any(|entry| names.iter().any(|name| entry.name == *name)))
}
