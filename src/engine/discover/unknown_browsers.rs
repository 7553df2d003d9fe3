//! Searching the home for browsers' folders that no place of the catalog names: user data folders, and profiles alone, as
//! kiosks, makers of web apps and crash guards make them.
//!
//! A folder is a browser's if it has history, saved passwords or bookmarks, and something else of a profile beside them:
//! a data set may have a file called `History`. Without those it is a program with a browser inside, as mail programs
//! are, which are an area of their own. Only names are read, and `Local State`.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::time::{Duration, Instant};

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
struct Found<'a> {
    known: &'a BTreeSet<RelPath>,
    /// Folders that were searched already, or are not searched.
    past: BTreeSet<RelPath>,
    signs: BTreeMap<RelPath, Signs>,
    unreadable: Vec<RelPath>,
}

impl Surveyor for Found<'_> {
    fn sign(&self, name: &OsStr, is_folder: bool) -> u64 {
        let is_meant = |one: &str| name == one && FOLDERS.contains(&one) == is_folder;
        SIGNS.iter().position(|(one, _)| is_meant(one)).map_or(0, |bit| 1 << bit)
    }

    fn take(&mut self, at: &RelPath, signs: u64) {
        let signs = Signs(signs);
        if signs.profile().is_some() || signs.has(Sign::LocalState) || signs.has(Sign::ProfilesIni) {
            self.signs.insert(at.clone(), signs);
        }
    }

    fn enters(&self, at: &RelPath) -> bool {
        // What was thrown away is an area of its own; a program's own WebView is no browser.
        let is_other = ["Trash", "EBWebView"].iter().any(|name| at.file_name() == *name);
        !is_other && !self.past.contains(at) && !self.known.contains(at)
    }

    fn unreadable(&mut self, at: &RelPath) {
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(at.clone());
        }
    }
}

/// Searches the home, except below `known`: first the folders where programs keep their data.
pub(super) fn search(
    home: &Home,
    places: &Places,
    known: &BTreeSet<RelPath>,
    own: Option<RelPath>,
    stop: &Stop,
) -> Unknowns {
    let mut found = Found { known, past: own.into_iter().collect(), signs: BTreeMap::new(), unreadable: Vec::new() };
    let time = stop.budget().map_or(TIME, |budget| budget / 5);
    let mut limits = SurveyLimits { depth: DEPTH, names: NAMES, until: Instant::now().checked_add(time), stop };
    let bases = places.configs().chain(places.datas()).chain(places.caches());
    let bases = bases.filter_map(|base| RelPath::below(&places.home, base).ok());
    let starts: Vec<_> = bases.filter(|base| !known.contains(base)).map(Some).chain([None]).collect();
    let mut ended_at = None;
    for start in starts {
        if start.as_ref().is_some_and(|start| !found.enters(start)) {
            continue;
        }
        if let SurveyEnd::CutAt(at) = home.survey(start.as_ref(), &mut limits, &mut found) {
            // HOME itself has no name below HOME.
            ended_at = at.or_else(|| RelPath::from_name(OsStr::new("~")).ok());
            break;
        }
        found.past.extend(start);
    }
    let Found { signs, unreadable, .. } = found;
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
mod tests {
    use super::*;
    use std::path::Path;

    fn put(home: &Path, at: &str) {
        let path = home.join(at);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let list = r#"{"profile":{"info_cache":{"Default":{"name":"x"}}}}"#;
        std::fs::write(path, if at.ends_with("Local State") { list } else { "" }).unwrap();
    }

    fn searched(home: &Path, known: &[&str]) -> Unknowns {
        let known = known.iter().map(|at| RelPath::parse(at).unwrap()).collect();
        search(&Home::open(home).unwrap(), &Places::below(home), &known, None, &Stop::default())
    }

    fn found(home: &Path, known: &[&str]) -> Vec<(Family, bool, String)> {
        let unknowns = searched(home, known);
        assert_eq!((unknowns.ended_at, unknowns.unreadable), (None, Vec::new()));
        unknowns.found.into_iter().map(|one| (one.family, one.is_profile, one.at.to_string())).collect()
    }

    #[test]
    fn browsers_folders_are_found_wherever_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        for root in [
            ".config/new-browser",
            ".config/google-chrome-backup-crashrecovery-20261130_120000",
            ".var/app/org.x.Y/config/vendor",
            "snap/z/12/.config/z",
            "kiosk-data",
            ".cache/kiosk",
            "Documents/thesis/selenium/profile",
        ] {
            for file in ["Local State", "Default/Preferences", "Default/History"] {
                put(home, &format!("{root}/{file}"));
            }
        }
        // Too deep to see its profiles.
        put(home, ".var/app/org.x.Y/config/a/b/Local State");
        put(home, ".var/app/org.x.Y/config/a/b/Default/Preferences");
        for profile in [".local/share/ice/firefox/Outlook1", ".fox/a.default", "fox/Profiles/b.default"] {
            put(home, &format!("{profile}/prefs.js"));
            put(home, &format!("{profile}/places.sqlite"));
        }
        put(home, ".fox/profiles.ini");
        put(home, "fox/profiles.ini");
        put(home, ".xdg/chromium/Default/Login Data");
        put(home, ".xdg/chromium/Default/Web Data");
        put(home, ".xdg/qutebrowser/history.sqlite");
        put(home, ".xdg/qutebrowser/cmd-history");
        put(home, ".xdg/falkon/profiles/profiles.ini");
        put(home, ".xdg/falkon/profiles/default/browsedata.db");
        let chromium = |at: &str| (Family::Chromium, false, at.to_owned());
        let firefox = |at: &str| (Family::Firefox, false, at.to_owned());
        assert_eq!(
            found(home, &[]),
            [
                chromium(".cache/kiosk"),
                chromium(".config/google-chrome-backup-crashrecovery-20261130_120000"),
                chromium(".config/new-browser"),
                firefox(".fox"),
                (Family::Firefox, true, ".local/share/ice/firefox/Outlook1".to_owned()),
                chromium(".var/app/org.x.Y/config/a/b"),
                chromium(".var/app/org.x.Y/config/vendor"),
                (Family::Chromium, true, ".xdg/chromium/Default".to_owned()),
                (Family::Falkon, false, ".xdg/falkon/profiles".to_owned()),
                (Family::Qutebrowser, true, ".xdg/qutebrowser".to_owned()),
                chromium("Documents/thesis/selenium/profile"),
                firefox("fox"),
                chromium("kiosk-data"),
                chromium("snap/z/12/.config/z"),
            ]
        );
    }

    #[test]
    fn what_only_has_a_name_in_common_is_no_browsers() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        for file in [
            // A known browser.
            ".config/chromium/Local State",
            ".config/chromium/Default/History",
            ".config/chromium/Default/Preferences",
            // Programs with a browser inside.
            ".config/editor/Local State",
            ".config/editor/Preferences",
            ".config/editor/Cookies",
            ".config/client/EBWebView/Local State",
            ".config/client/EBWebView/Default/History",
            ".config/client/EBWebView/Default/Preferences",
            // Mail.
            ".thunderbird/profiles.ini",
            ".thunderbird/a.default/prefs.js",
            ".thunderbird/a.default/places.sqlite",
            ".thunderbird/a.default/logins.json",
            ".thunderbird/a.default/abook.sqlite",
            // Data sets, and what was thrown away.
            "data/1/History",
            "data/2/History",
            "maps/places.sqlite",
            ".local/share/Trash/files/old/History",
            ".local/share/Trash/files/old/Preferences",
        ] {
            put(home, file);
        }
        put(home, "real/History");
        put(home, "real/Cookies");
        crate::safefs::testing::link("real", home.join("linked")).unwrap();
        assert_eq!(found(home, &[".config/chromium"]), [(Family::Chromium, true, "real".to_owned())]);
    }

    #[test]
    fn a_search_that_reaches_its_limit_says_where() {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path();
        put(home, ".config/new/Default/History");
        put(home, ".config/new/Default/Cookies");
        for number in 0..50 {
            put(home, &format!("many/{number}/file"));
        }
        let stop = Stop::default();
        // A fifth of it has passed at once.
        stop.note_budget(Duration::from_millis(1));
        let unknowns = search(&Home::open(home).unwrap(), &Places::below(home), &BTreeSet::new(), None, &stop);
        assert!(unknowns.ended_at.is_some());
        stop.ask(crate::model::StopReason::OutOfTime);
        let unknowns = search(&Home::open(home).unwrap(), &Places::below(home), &BTreeSet::new(), None, &stop);
        assert_eq!(unknowns.ended_at, RelPath::parse(".config").ok());
    }
}
