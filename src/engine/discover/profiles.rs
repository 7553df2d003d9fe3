//! Which folders below a browser's root are profiles: decided by what is on disk, with the browser's own list as a
//! hint.
//!
//! A damaged or missing list never hides a profile: a folder that looks like a profile is one.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::profiles_ini;
use crate::model::{Family, LastUse, RelPath, SkipReason, escaped, escaped_name};
use crate::safefs::{Home, Kind, Listed, ReadError, Root};
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
    /// Profiles that are links.
    pub(super) linked: Vec<RelPath>,
    /// Where the list leads outside the root.
    pub(super) outside: Vec<PathBuf>,
    /// The list, if it is there and could not be read, or names more such paths than are looked at.
    pub(super) unread: Option<(RelPath, SkipReason)>,
    /// Whether nothing at all is in the root.
    pub(super) is_bare: bool,
}

impl Profiles {
    /// Returns the profiles' folders below the root.
    pub(super) fn dirs(&self) -> Vec<RelPath> {
        self.found.iter().filter_map(|profile| profile.dir.clone()).collect()
    }
}

/// Returns the profiles of a root. An absolute path in a list may begin with HOME as the environment names it, too.
pub(super) fn below(root: &Root, family: Family, home: &Home, also: &Path) -> std::io::Result<Profiles> {
    let top = root.list(None)?;
    let is_bare = top.is_empty();
    let profiles = match family {
        Family::Chromium => chromium(root, top),
        Family::Firefox => firefox(root, top, home, also),
        Family::Electron => partitions(root)?,
        Family::Falkon => falkon(root, top),
        Family::Epiphany | Family::Qutebrowser | Family::KeyStore => {
            let name = escaped(root.proof().at.file_name());
            Profiles { found: vec![Profile::new(root, family, None, name)], ..Profiles::default() }
        }
    };
    Ok(Profiles { is_bare, ..profiles })
}

/// Returns names of which any is in each profile of a family that was ever used. A profile may have lost any of them.
pub(super) const fn signs(family: Family) -> &'static [&'static str] {
    match family {
        Family::Chromium | Family::Electron => &[
            "Preferences",
            "History",
            "Cookies",
            "Login Data",
            "Web Data",
            "Bookmarks",
            "Favicons",
            "Network",
            "Local Storage",
            "Sessions",
            "Secure Preferences",
        ],
        Family::Firefox => &[
            "prefs.js",
            "times.json",
            "places.sqlite",
            "cookies.sqlite",
            "key4.db",
            "logins.json",
            "favicons.sqlite",
            "formhistory.sqlite",
            "webappsstore.sqlite",
            "sessionstore.jsonlz4",
            "sessionstore-backups",
            "storage",
        ],
        Family::Falkon | Family::Epiphany | Family::Qutebrowser | Family::KeyStore => files_of_use(family),
    }
}

/// Returns the partitions that a program made with Electron's `session.fromPartition("persist:…")`. The rest of its
/// browser data is in the root itself, among the program's own files.
fn partitions(root: &Root) -> std::io::Result<Profiles> {
    let mut profiles = Profiles::default();
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

fn chromium(root: &Root, top: Vec<Listed>) -> Profiles {
    let names = info_cache(root);
    let mut profiles = Profiles::default();
    for listed in top {
        let Ok(dir) = RelPath::from_name(&listed.name) else { continue };
        let text = listed.name.to_str().unwrap_or_default();
        // The usual names are constants in chrome_constants.cc; a profile may have another.
        let is_usual = text == "Default"
            || text == "Guest Profile"
            || text == "System Profile"
            || text.strip_prefix("Profile ").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
            || names.contains_key(text);
        // The browser's own links are its locks. Without a list, any other may lead to a profile.
        let may_lead = is_usual || names.is_empty() && !text.starts_with("Singleton");
        if listed.kind == Kind::Link && may_lead {
            profiles.linked.push(dir);
        } else if listed.kind == Kind::Folder && (is_usual || is_profile(root, &dir, Family::Chromium)) {
            let name = names.get(text).filter(|name| !name.is_empty()).cloned();
            let name = name.unwrap_or_else(|| escaped(&listed.name));
            profiles.found.push(Profile::new(root, Family::Chromium, Some(dir), name));
        }
    }
    profiles
}

/// Says whether an unknown root has Chromium's layout: a list of profiles, and at least one of them.
pub(super) fn is_chromium(root: &Root) -> bool {
    let listed = info_cache(root);
    !listed.is_empty() && root.list(None).is_ok_and(|top| !chromium(root, top).found.is_empty())
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

fn firefox(root: &Root, top: Vec<Listed>, home: &Home, also: &Path) -> Profiles {
    let mut profiles = Profiles::default();
    let (mut dirs, mut links) = (BTreeSet::new(), Vec::new());
    // What lies at the top and in `Profiles`: a list may name any number of paths, and most are tried there.
    let mut present: BTreeMap<Option<RelPath>, BTreeSet<OsString>> = BTreeMap::new();
    let inside = RelPath::parse("Profiles").ok();
    let below = inside.as_ref().and_then(|inside| root.list(Some(inside)).ok());
    for (above, listed) in [(None, Some(top)), (inside.clone(), below)] {
        let Some(listed) = listed else { continue };
        for entry in &listed {
            let dir = above.as_ref().map_or_else(|| RelPath::from_name(&entry.name), |above| above.join(&entry.name));
            match entry.kind {
                Kind::Folder => dirs.extend(dir.ok().filter(|dir| is_profile(root, dir, Family::Firefox))),
                Kind::Link => links.extend(dir),
                Kind::File | Kind::Special => {}
            }
        }
        present.insert(above, listed.into_iter().map(|entry| entry.name).collect());
    }
    let may_be_there = |dir: &RelPath| {
        let beside = present.get(&dir.parent());
        beside.is_none_or(|names| names.contains(dir.file_name()))
    };
    let homes = [home.path(), also];
    let roots = homes.map(|home| home.join(root.proof().at.to_path()));
    let roots = [root.path()].into_iter().chain(roots).collect::<Vec<_>>();
    let mut names = BTreeMap::new();
    let (mut is_listed, mut has_more) = (false, false);
    let unread = profiles_ini::each(root, home, LIST_LIMIT, |named| {
        is_listed = true;
        for at in profiles_ini::places_of(&named, &root.path(), home.path()) {
            match roots.iter().find_map(|root| RelPath::below(root, &at).ok()) {
                Some(dir) if !may_be_there(&dir) => {}
                Some(dir) if root.is_folder(&dir) => {
                    // In another profile's folder, a folder that shows nothing is a part of that profile.
                    if dir.parent().is_none_or(|above| Some(&above) == inside.as_ref())
                        || is_profile(root, &dir, Family::Firefox)
                    {
                        // An installation's default has no name beside it.
                        if !named.name.is_empty() {
                            names.insert(dir.clone(), named.name.clone());
                        }
                        dirs.insert(dir);
                    }
                }
                Some(dir) if root.read_link(&dir).is_ok() => profiles.linked.push(dir),
                Some(_nothing) => {}
                // What lies in the root itself goes with it.
                None if roots.contains(&at) => {}
                None if profiles.outside.len() < MOST_OUTSIDE => profiles.outside.push(at),
                None => has_more = true,
            }
        }
    });
    // Without a list, any link may lead to a profile.
    if !is_listed {
        profiles.linked.append(&mut links);
    }
    profiles.linked.sort();
    profiles.linked.dedup();
    let reason = |error| if matches!(error, ReadError::Link) { SkipReason::Link } else { SkipReason::Unreadable };
    profiles.unread = unread.map(|(list, error)| (list, reason(error)));
    if has_more {
        profiles.unread = RelPath::parse("profiles.ini").ok().map(|list| (list, SkipReason::Outside));
    }
    for dir in dirs {
        let name = names.remove(&dir).unwrap_or_else(|| dir.to_string());
        profiles.found.push(Profile::new(root, Family::Firefox, Some(dir), name));
    }
    profiles
}

/// Returns each folder beside `profiles.ini`, as Falkon's `lib/app/profilemanager.cpp` does.
fn falkon(root: &Root, top: Vec<Listed>) -> Profiles {
    let mut profiles = Profiles::default();
    for listed in top {
        let Ok(dir) = RelPath::from_name(&listed.name) else { continue };
        match listed.kind {
            Kind::Folder => profiles.found.push(Profile::new(root, Family::Falkon, Some(dir), escaped(&listed.name))),
            Kind::Link => profiles.linked.push(dir),
            Kind::File | Kind::Special => {}
        }
    }
    profiles
}

fn is_profile(root: &Root, dir: &RelPath, family: Family) -> bool {
    root.has_any(Some(dir), signs(family)).unwrap_or_default()
}
