//! Searching the home for browsers' folders that no place of the catalog names: user data folders, and profiles alone, as
//! kiosks, makers of web apps and crash guards make them.
//!
//! A folder is a browser's if it has history, saved passwords or bookmarks, and something else of a profile beside them:
//! a data set may have a file called `History`. Without those it is a program with a browser inside, as mail programs
//! are, which are an area of their own. Only names are read, and `Local State`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::known_folders::{Known, KnownFolders, Way};
use crate::catalog::Browser;
use crate::engine::reach::Reach;
use crate::model::{BrowserId, Family, FoundIn, RelPath, RootKind, Stop};
use crate::platform::Places;
use crate::safefs::{Home, Root, SurveyEnd, SurveyLimits, Surveyor};

/// How many folders deep it searches below each start: `~/.var/app/ID/config/VENDOR/PRODUCT` is the deepest usual one.
const DEPTH: usize = 6;
/// How many names are read at most. A home has some thousand folders where programs keep their data.
const NAMES: usize = 200_000;
/// How long it takes at most where the run has no budget; else a fifth of that.
const TIME: Duration = Duration::from_secs(20);
/// How many folders that cannot be read are named.
const UNREADABLE: usize = 16;

/// A folder that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unknown {
    pub(super) at: RelPath,
    pub(super) family: Family,
    /// Whether it is a profile without anything above it.
    pub(super) is_profile: bool,
    /// A name in it that End session keeps, and by which it is proven again.
    pub(super) marker: Option<String>,
}

/// The result of a search.
#[derive(Debug, Default)]
pub(super) struct Unknowns {
    pub(super) found: Vec<Unknown>,
    /// Where it ended before it had seen everything.
    pub(super) ended_at: Option<RelPath>,
    /// Folders of this user's that cannot be read.
    pub(super) unreadable: Vec<RelPath>,
}

/// What a name is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// The list of profiles of a Chromium.
    LocalState,
    /// History, passwords or bookmarks of a Chromium.
    ChromiumData,
    /// Something else in each profile of a Chromium.
    ChromiumPart,
    /// A list of profiles of a Firefox, or of Falkon.
    ProfilesIni,
    /// History, passwords or bookmarks of a Firefox.
    FirefoxData,
    /// Something else in each profile of a Firefox.
    FirefoxPart,
    /// A program for mail, which has the form of a Firefox and is none.
    Mail,
    /// The history of a GNOME Web.
    Epiphany,
    /// The history of a Falkon.
    Falkon,
    /// The history of a qutebrowser.
    QutebrowserData,
    /// Something else of a qutebrowser.
    QutebrowserPart,
}

/// Names, and what they are a sign of. Each is one bit.
const SIGNS: [(&str, Sign); 33] = [
    ("Local State", Sign::LocalState),
    ("History", Sign::ChromiumData),
    ("Login Data", Sign::ChromiumData),
    ("Bookmarks", Sign::ChromiumData),
    ("Preferences", Sign::ChromiumPart),
    ("Secure Preferences", Sign::ChromiumPart),
    ("Cookies", Sign::ChromiumPart),
    ("Network", Sign::ChromiumPart),
    ("Web Data", Sign::ChromiumPart),
    ("Favicons", Sign::ChromiumPart),
    ("Top Sites", Sign::ChromiumPart),
    ("Visited Links", Sign::ChromiumPart),
    ("profiles.ini", Sign::ProfilesIni),
    ("places.sqlite", Sign::FirefoxData),
    ("logins.json", Sign::FirefoxData),
    ("bookmarkbackups", Sign::FirefoxData),
    ("prefs.js", Sign::FirefoxPart),
    ("times.json", Sign::FirefoxPart),
    ("cookies.sqlite", Sign::FirefoxPart),
    ("cert9.db", Sign::FirefoxPart),
    ("key4.db", Sign::FirefoxPart),
    ("formhistory.sqlite", Sign::FirefoxPart),
    ("permissions.sqlite", Sign::FirefoxPart),
    ("compatibility.ini", Sign::FirefoxPart),
    ("abook.sqlite", Sign::Mail),
    ("global-messages-db.sqlite", Sign::Mail),
    ("ImapMail", Sign::Mail),
    ("ephy-history.db", Sign::Epiphany),
    ("browsedata.db", Sign::Falkon),
    ("history.sqlite", Sign::QutebrowserData),
    ("cmd-history", Sign::QutebrowserPart),
    ("webengine", Sign::QutebrowserPart),
    ("qutebrowser.conf", Sign::QutebrowserPart),
];

/// Those of the names that are folders. The others are files: a folder of that name is somebody else's.
const FOLDERS: [&str; 4] = ["Network", "bookmarkbackups", "ImapMail", "webengine"];

/// The names of signs in a folder.
#[derive(Debug, Clone, Copy)]
struct Signs(u64);

impl Signs {
    fn of(self, sign: Sign) -> usize {
        let bits = SIGNS.iter().enumerate().filter(|(_, (_, one))| *one == sign);
        bits.filter(|(bit, _)| self.0 & (1 << bit) != 0).count()
    }

    fn has(self, sign: Sign) -> bool {
        self.of(sign) > 0
    }

    /// Returns the family of which the folder is a profile, if it is one that a person used.
    fn profile(self) -> Option<Family> {
        let is_used = |data, part| self.has(data) && self.of(data) + self.of(part) > 1;
        if is_used(Sign::ChromiumData, Sign::ChromiumPart) {
            Some(Family::Chromium)
        } else if is_used(Sign::FirefoxData, Sign::FirefoxPart) && !self.has(Sign::Mail) {
            Some(Family::Firefox)
        } else if self.has(Sign::Epiphany) {
            Some(Family::Epiphany)
        } else if self.has(Sign::Falkon) {
            Some(Family::Falkon)
        } else if self.has(Sign::QutebrowserData) && self.has(Sign::QutebrowserPart) {
            Some(Family::Qutebrowser)
        } else {
            None
        }
    }

    fn has_name(self, name: &str) -> bool {
        SIGNS.iter().position(|(one, _)| *one == name).is_some_and(|bit| self.0 & (1 << bit) != 0)
    }
}

/// The folders that have signs.
#[derive(Default)]
struct Found {
    signs: BTreeMap<RelPath, Signs>,
    unreadable: Vec<RelPath>,
}

impl<'t> Surveyor<Way<'t>> for Found {
    fn sign(&self, name: &OsStr, is_folder: bool) -> u64 {
        let is_meant = |one: &str| name == one && FOLDERS.contains(&one) == is_folder;
        SIGNS.iter().position(|(one, _)| is_meant(one)).map_or(0, |bit| 1 << bit)
    }

    fn wants(&self, way: &Way<'t>, signs: u64) -> bool {
        let signs = Signs(signs);
        let is_one = signs.profile().is_some() || signs.has(Sign::LocalState) || signs.has(Sign::ProfilesIni);
        is_one && !way.is_known()
    }

    fn take(&mut self, at: RelPath, signs: u64) {
        self.signs.insert(at, Signs(signs));
    }

    fn enters(&self, above: &Way<'t>, name: &OsStr) -> Option<Way<'t>> {
        above.to(name)
    }

    fn unreadable(&mut self, way: &Way<'t>, at: RelPath) {
        // Who cleans a known folder says so.
        if !way.is_known() && self.unreadable.len() < UNREADABLE {
            self.unreadable.push(at);
        }
    }

    fn counts(&self, way: &Way<'t>) -> bool {
        !way.is_known()
    }
}

/// Where a search looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// In all of HOME: first where programs keep their data.
    Home,
    /// In folders that were found before.
    Known,
}

/// Searches the home. Of what is known, what stays there.
pub(super) fn search(home: &Home, places: &Places, known: &Known<'_>, place: Where, stop: &Stop) -> Unknowns {
    let time = stop.budget().map_or(TIME, |budget| budget / 5);
    let mut limits = SurveyLimits { depth: DEPTH, names: NAMES, until: Instant::now().checked_add(time), stop };
    searched(home, places, known, place, &mut limits)
}

fn searched(home: &Home, places: &Places, known: &Known<'_>, place: Where, limits: &mut SurveyLimits<'_>) -> Unknowns {
    let below_home = |at: &PathBuf| RelPath::below(&places.home, at).ok();
    let mut starts: Vec<Option<RelPath>> = Vec::new();
    match place {
        Where::Home => {
            let bases = places.configs().chain(places.datas()).chain(places.caches());
            for start in bases.filter_map(below_home).map(Some) {
                if !starts.contains(&start) {
                    starts.push(start);
                }
            }
            starts.push(None);
        }
        // A search comes by itself to those that lie in another.
        Where::Known => {
            let is_in_another =
                |at: &RelPath| at.parent().is_some_and(|above| above.is_in(|above| known.reset.contains_key(above)));
            let whole = known.reset.iter().filter(|(at, (_, _, reach))| *reach == Reach::All && !is_in_another(at));
            starts.extend(whole.map(|(at, _)| Some(at.clone())));
        }
    }
    // What was thrown away is an area of its own.
    let trash = places.datas().filter_map(|data| below_home(&data.join("Trash")));
    let scopes = known.scopes();
    let map = KnownFolders::new(known, &scopes, starts.iter().flatten(), trash);
    let mut found = Found::default();
    let mut ended_at = None;
    for start in &starts {
        let Some(way) = map.way_to(start.as_ref()) else { continue };
        if let SurveyEnd::CutAt(at) = home.survey(start.as_ref(), way, limits, &mut found) {
            // HOME itself has no name below HOME.
            ended_at = at.or_else(|| RelPath::from_name(OsStr::new("~")).ok());
            break;
        }
    }
    let Found { signs, unreadable } = found;
    Unknowns { found: grouped(home, &signs), ended_at, unreadable }
}

/// Returns the folders that are browsers', each before those that lie in it.
fn grouped(home: &Home, signs: &BTreeMap<RelPath, Signs>) -> Vec<Unknown> {
    let mut all = BTreeSet::new();
    for (at, here) in signs {
        if let Some(family) = here.profile() {
            all.insert(whole(signs, at, *here, family));
        } else if here.has(Sign::LocalState) || here.has(Sign::ProfilesIni) {
            // Its profiles may lie too deep, or have lost all that tells.
            all.extend(listed(home, at, *here));
        }
    }
    all.into_iter().collect()
}

/// Returns the folder above a profile that belongs to the same browser, or the profile alone.
fn whole(signs: &BTreeMap<RelPath, Signs>, profile: &RelPath, here: Signs, family: Family) -> Unknown {
    let above = |sign: Sign, levels: usize| {
        let folders = std::iter::successors(profile.parent(), RelPath::parent).take(levels);
        folders.into_iter().find(|at| signs.get(at).is_some_and(|signs| signs.has(sign)))
    };
    let root = |at, marker: &str| Unknown { at, family, is_profile: false, marker: Some(marker.to_owned()) };
    let found = match family {
        Family::Chromium | Family::Electron => above(Sign::LocalState, 1).map(|at| root(at, "Local State")),
        // A list of profiles lies beside them, or beside the folder `Profiles`.
        Family::Firefox => above(Sign::ProfilesIni, 2).map(|at| root(at, "profiles.ini")),
        Family::Falkon => above(Sign::ProfilesIni, 1).map(|at| root(at, "profiles.ini")),
        Family::Epiphany | Family::Qutebrowser | Family::KeyStore => None,
    };
    let kept: &[&str] = match family {
        Family::Chromium | Family::Electron => &["Preferences", "Bookmarks", "Secure Preferences"],
        Family::Firefox => &["prefs.js", "times.json", "places.sqlite"],
        Family::Falkon | Family::Epiphany | Family::Qutebrowser | Family::KeyStore => &[],
    };
    let marker = kept.iter().find(|name| here.has_name(name)).map(|name| (*name).to_owned());
    found.unwrap_or_else(|| Unknown { at: profile.clone(), family, is_profile: true, marker })
}

/// Returns a folder with a list of profiles, if there is one of them: `Local State` names them, `profiles.ini` lies beside
/// them.
fn listed(home: &Home, at: &RelPath, signs: Signs) -> Option<Unknown> {
    let prove = |marker| Root::prove(home, at, RootKind::Browser, Some(marker)).ok();
    let found =
        |family, marker: &str| Unknown { at: at.clone(), family, is_profile: false, marker: Some(marker.to_owned()) };
    if signs.has(Sign::LocalState) {
        let root = prove("Local State")?;
        return super::profiles::is_chromium(&root).then(|| found(Family::Chromium, "Local State"));
    }
    let root = prove("profiles.ini")?;
    let profiles = super::profiles::below(&root, Family::Firefox, home, home.path()).ok()?;
    let is_mail = |dir: &RelPath| {
        let names = SIGNS.iter().filter(|(_, sign)| *sign == Sign::Mail).map(|(name, _)| name);
        names.into_iter().any(|name| dir.join(OsStr::new(name)).is_ok_and(|at| root.kind(&at).is_ok()))
    };
    let dirs = profiles.dirs();
    (!dirs.is_empty() && !dirs.iter().any(is_mail)).then(|| found(Family::Firefox, "profiles.ini"))
}

/// Returns a browser that no catalog has, at this place.
pub(super) fn browser(at: &RelPath) -> Browser {
    Browser {
        id: id(at),
        name: at.to_string(),
        marker: String::new(),
        processes: Vec::new(),
        start: Vec::new(),
        flatpak: Vec::new(),
        snap: Vec::new(),
        roots: Vec::new(),
        companions: Vec::new(),
    }
}

/// Returns the id by which a request can name one.
pub(super) fn id(at: &RelPath) -> BrowserId {
    BrowserId(format!("{}{at}", BrowserId::UNKNOWN))
}

/// Says whether a folder is among the person's own files, or where programs keep their data: in hidden folders, and in
/// those in HOME where the catalog has places (`tops`).
pub(super) fn found_in(at: &RelPath, tops: &BTreeSet<&OsStr>) -> FoundIn {
    let top = at.names().first().map(OsString::as_os_str);
    let is_programs = top.is_some_and(|top| top.as_encoded_bytes().starts_with(b".") || tops.contains(top));
    if is_programs { FoundIn::ProgramData } else { FoundIn::VisibleFolder }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make their own home")]
mod tests;
