//! Chromium's stores with ten sites, five of which are removed. The disk is searched first, then the browser is
//! queried.
//!
//! The values' names say which must go; the product's rules are not used to decide that.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use signoff::model::{CookieName, Edit, RelPath, RootKind, Site, SiteRules, SiteStore, Stop};
use signoff::safefs::{Home, Root};
use signoff::store::{edit, sites, verify};

use crate::browser::{self, Ended, Kind};
use crate::chromium::Chromium;
use crate::chromium_queried;
use crate::fixed::{self, By};
use crate::lab::{Lab, Windows, up_to_three, wait_until};
use crate::search::Searcher;
use crate::server::Server;
use crate::sites::Sites;
use crate::snapshot::Snapshot;
use crate::ten::{CHOSEN, FRAMES, HOSTS, OTHER};
use crate::values::Values;

const ROOT: &str = ".config/chromium";

/// A cookie that is removed because of its name, on a site that is not chosen.
pub(crate) const BY_NAME: (&str, &str) = ("www.funet.fi", "goes-by-name");

/// Where each site's value must be before the run, and the other sites' values after it.
const PARTS: [&str; 7] = [
    "/Cookies",
    "/Local Storage/leveldb/",
    "/IndexedDB/https_",
    "/WebStorage/",
    "/File System/",
    "/Service Worker/Database/",
    "/Service Worker/CacheStorage/",
];

/// Where a framed site's value must lie.
const FRAMED: [&str; 3] = ["/Cookies", "/Local Storage/leveldb/", "/WebStorage/"];

/// The stores of a profile that are edited. The first ones are always there.
const STORES: [(&str, SiteStore); 13] = [
    ("Cookies", SiteStore::ChromiumCookies),
    ("Local Storage/leveldb", SiteStore::ChromiumLocalStorage),
    ("Session Storage", SiteStore::ChromiumSessionStorage),
    ("IndexedDB", SiteStore::ChromiumOrigins),
    ("WebStorage", SiteStore::ChromiumBuckets),
    ("File System", SiteStore::ChromiumFiles),
    ("Service Worker", SiteStore::ChromiumServiceWorkers),
    ("Preferences", SiteStore::ChromiumPermissions),
    ("DIPS", SiteStore::ChromiumMentions),
    ("Reporting and NEL", SiteStore::ChromiumMentions),
    ("Trust Tokens", SiteStore::ChromiumMentions),
    ("SharedStorage", SiteStore::ChromiumMentions),
    ("Device Bound Sessions", SiteStore::ChromiumMentions),
];

/// The last tabs. Fix sign-in removes these files whole.
const TABS: [&str; 2] = ["/Sessions/", "/Sessions_Encrypted/"];

/// Fills stores that the page's own script leaves out: a bucket, private files, and enough text for LevelDB tables.
const MORE: &str = r"(async value => {
  const bucket = await navigator.storageBuckets.open('inbox', {persisted: true});
  await database('bucket', 'k', {text: value}, bucket.indexedDB);
  const root = await navigator.storage.getDirectory();
  const file = await root.getFileHandle('kept', {create: true});
  const stream = await file.createWritable();
  await stream.write(value);
  await stream.close();
  localStorage.setItem('long', Array.from({length: 2000}, (_, number) => value + number).join(' '));
  localStorage.setItem('long', Array.from({length: 2000}, (_, number) => number + value).join(' '));
})";

/// A Chromium that was planted with all ten sites and ended as the trial asked.
pub(crate) struct Planted {
    // Fields drop in order: the browser ends before its home goes.
    chromium: Chromium,
    server: Server,
    values: Values,
    searcher: Searcher,
    /// The lasting cookies before the end.
    cookies: BTreeSet<String>,
    profile: PathBuf,
    lab: Lab,
}

impl Planted {
    /// Plants the sites in a lab of its own; repeats that with a new lab if the browser fails ([`up_to_three`]).
    pub(crate) fn new(ended: Ended) -> Result<Self> {
        up_to_three(&format!("ten sites in Chromium ({ended:?})"), || {
            let windows = if ended == Ended::ByKill { Windows::Bare } else { Windows::Managed };
            Self::once(Lab::new(windows)?, ended)
        })
    }

    fn once(lab: Lab, ended: Ended) -> Result<Self> {
        let server = Server::start(Sites::new(Values::draw()?))?;
        let values = Values::named(HOSTS.into_iter().chain(FRAMES.iter().map(|frame| frame.2)).chain([BY_NAME.1]))?;
        let searcher = Searcher::of(&values)?;
        let profile = lab.home().join(ROOT).join("Default");

        let mut chromium = Chromium::start(&lab, &server)?;
        plant(&mut chromium, &values)?;
        wait_until("the planted values to be on the disk", 90, || Ok(missing(&searcher, &profile, &HOSTS).is_empty()))
            .with_context(|| format!("{:?}", missing(&searcher, &profile, &HOSTS)))?;
        // A browser that ends leaves everything in the log and writes no tables, and this trial is about tables.
        wait_until("local storage to be in tables", 90, || Ok(has_table(&profile)))?;
        let cookies = chromium_queried::cookies(&mut chromium)?;
        if ended == Ended::ByKill {
            let held = || HOSTS.iter().all(|host| lies(&searcher, &profile, host, "/Session Storage/"));
            let says = |file: &str, text: &str| {
                let bytes = std::fs::read(profile.join(file)).unwrap_or_default();
                String::from_utf8_lossy(&bytes).contains(text)
            };
            let unwritten = || {
                let waited_for = [
                    ("session storage", held()),
                    ("permissions", says("Preferences", "https://mytuni.fi,*")),
                    ("a setting", says("Preferences", "default_font_size")),
                    ("the password", says("Login Data", "login.live.com")),
                ];
                waited_for.into_iter().filter(|(_, is_written)| !is_written).map(|(what, _)| what).collect::<Vec<_>>()
            };
            wait_until("what is written last to be on the disk", 90, || Ok(unwritten().is_empty()))
                .with_context(|| format!("{:?}", unwritten()))?;
        }
        browser::end(&mut chromium, Kind::Chromium, &lab, ended)?;
        let lacking = missing(&searcher, &profile, &HOSTS);
        ensure!(lacking.is_empty(), "planted, but not found after the end: {lacking:?}");
        ensure!(has_table(&profile), "too little was stored for the browser to write tables");
        Ok(Self { chromium, server, values, searcher, cookies, profile, lab })
    }

    /// Starts the browser again on the cleaned home.
    pub(crate) fn restart(&mut self) -> Result<(&mut Chromium, &Values)> {
        self.chromium = Chromium::start(&self.lab, &self.server)?;
        Ok((&mut self.chromium, &self.values))
    }

    /// The home and its display.
    pub(crate) fn lab(&self) -> &Lab {
        &self.lab
    }
}

/// Plants the ten sites, removes the chosen ones, searches the disk, and queries the browser.
pub(crate) fn run(ended: Ended, by: By) -> Result<()> {
    let mut planted = Planted::new(ended)?;
    let Planted { searcher, profile, lab, .. } = &planted;
    let before = Snapshot::of(profile)?;
    match by {
        By::Editors => remove(lab, profile)?,
        By::Command => fixed::by_command(lab, Kind::Chromium, ended, profile)?,
    }
    is_gone(&planted, by)?;
    let lacking = missing(searcher, profile, &OTHER);
    ensure!(lacking.is_empty(), "other sites' values went too: {lacking:?}");
    if ended == Ended::ByKill {
        let lost: Vec<_> = OTHER.iter().filter(|host| !lies(searcher, profile, host, "/Session Storage/")).collect();
        ensure!(lost.is_empty(), "other sites' session storage went too: {lost:?}");
    }
    history_is_kept(profile)?;
    if ended != Ended::Not {
        only_stores_changed(&before, &Snapshot::of(profile)?, by)?;
    }

    let of_chosen = |row: &str| CHOSEN.iter().any(|host| row.split(' ').next() == Some(host));
    let stays = |row: &&String| !of_chosen(row) && !goes(&planted.values, row);
    let stays: BTreeSet<String> = planted.cookies.iter().filter(stays).cloned().collect();
    let (chromium, values) = planted.restart()?;
    let now = chromium_queried::cookies(chromium)?;
    ensure!(now == stays, "cookies differ: {:?}", now.symmetric_difference(&stays).collect::<Vec<_>>());
    chromium_queried::by_the_browser(chromium, ended)?;
    chromium_queried::by_the_pages(chromium, values, ended)
}

/// The rules for the chosen sites, in the product's own type.
fn rules() -> Result<SiteRules> {
    let parsed = |names: &[&str]| names.iter().map(|name| Ok(Site::parse(name)?)).collect::<Result<_>>();
    Ok(SiteRules {
        sites: parsed(&["live.com", "microsoftonline.com", "tuni.fi", "seamlessaccess.org"])?,
        hosts: parsed(&["haka.funet.fi"])?,
        cookies: [CookieName("_shibsession_*".into())].into(),
        ..SiteRules::default()
    })
}

/// The names whose values must be gone.
pub(crate) fn going() -> BTreeSet<&'static str> {
    let names = FRAMES.iter().map(|frame| frame.2).chain([BY_NAME.1]);
    CHOSEN.into_iter().chain(names.filter(|name| name.starts_with("goes-"))).collect()
}

fn goes(values: &Values, text: &str) -> bool {
    values.tokens().iter().any(|(name, token)| going().contains(name) && text.contains(token.as_str()))
}

fn plant(chromium: &mut Chromium, values: &Values) -> Result<()> {
    let devtools = chromium.devtools();
    for host in HOSTS {
        let page = devtools.open(&format!("https://{host}/site"))?;
        let value = json!(values.of(host)?);
        devtools.evaluate(&page, &format!("plant({value})")).context(host)?;
        devtools.evaluate(&page, &format!("{MORE}({value})")).context(host)?;
        if host == BY_NAME.0 {
            let cookie = format!("_shibsession_616={}; Max-Age=86400; Path=/; Secure", values.of(BY_NAME.1)?);
            devtools.evaluate(&page, &format!("document.cookie = {}", Value::from(cookie)))?;
        }
    }
    for (around, third, name) in FRAMES {
        let page = devtools.open(&format!("https://{around}/site"))?;
        devtools.evaluate(&page, &format!("framed({}, {})", json!(third), json!(values.of(name)?))).context(name)?;
    }
    let page = devtools.open("chrome://settings/")?;
    for host in HOSTS {
        let permit = json!([format!("https://{host}"), "", "notifications", "allow", false]);
        let change = format!(
            "import('chrome://settings/lazy_load.js').then(async settings => {{ \
               const sites = settings.SiteSettingsBrowserProxyImpl.getInstance(); \
               await sites.getExceptionList('notifications'); \
               sites.setCategoryPermissionForPattern(...{permit}); }})"
        );
        devtools.evaluate(&page, &change)?;
    }
    ensure!(chromium_queried::permitted(chromium)?.len() == HOSTS.len(), "not all permissions were stored");
    chromium_queried::leave(chromium)
}

fn has_table(profile: &Path) -> bool {
    let listed = std::fs::read_dir(profile.join("Local Storage/leveldb")).into_iter().flatten().flatten();
    listed.map(|entry| entry.path()).any(|path| path.extension() == Some("ldb".as_ref()))
}

fn lies(searcher: &Searcher, profile: &Path, name: &str, part: &str) -> bool {
    searcher.search(&[profile.to_owned()]).finds.iter().any(|find| find.is_in(name, part))
}

/// Returns which of these sites' values are missing from which store, those of kept frames included.
fn missing(searcher: &Searcher, profile: &Path, hosts: &[&'static str]) -> Vec<String> {
    let found = searcher.search(&[profile.to_owned()]);
    let all = hosts.len() == HOSTS.len();
    let inside = FRAMES.iter().map(|frame| frame.2).filter(|name| all || !name.starts_with("goes-"));
    let framed = inside.flat_map(|name| FRAMED.map(|part| (name, part)));
    let wanted = hosts.iter().flat_map(|host| PARTS.map(|part| (*host, part))).chain(framed);
    let lacking = wanted.filter(|(name, part)| !found.finds.iter().any(|find| find.is_in(name, part)));
    lacking.map(|(name, part)| format!("{name} in {part}")).collect()
}

fn is_gone(planted: &Planted, by: By) -> Result<()> {
    // The last tabs: the command removes these files whole.
    let (places, tabs): (_, &[&str]) = match by {
        By::Editors => (vec![planted.profile.clone()], &TABS),
        By::Command => (fixed::places(&planted.lab)?, &[]),
    };
    let found = planted.searcher.search(&places);
    ensure!(found.unread.is_empty(), "could not be searched: {:?}", found.unread);
    let of_tabs = |file: &str| tabs.iter().any(|part| file.contains(part));
    let left: Vec<_> = found.finds.iter().filter(|find| going().contains(find.store) && !of_tabs(&find.file)).collect();
    ensure!(left.is_empty(), "still there: {left:#?}");
    Ok(())
}

/// The history still names every site that was visited, the chosen ones too.
fn history_is_kept(profile: &Path) -> Result<()> {
    let copy = tempfile::Builder::new().prefix(crate::lab::PREFIX).tempdir()?;
    std::fs::copy(profile.join("History"), copy.path().join("History"))?;
    let database = rusqlite::Connection::open(copy.path().join("History"))?;
    for host in HOSTS {
        let address = format!("https://{host}/site");
        let visits: i64 =
            database.query_row("SELECT count(*) FROM urls WHERE url = ?1", [&address], |row| row.get(0))?;
        ensure!(visits == 1, "{address} is not in the history");
    }
    Ok(())
}

fn remove(lab: &Lab, profile: &Path) -> Result<()> {
    let home = Home::open(&lab.home())?;
    let root = Root::prove(&home, &RelPath::parse(ROOT)?, RootKind::Browser, Some("Local State"))?;
    for (index, (name, store)) in STORES.into_iter().enumerate() {
        if !profile.join(name).try_exists()? {
            ensure!(store == SiteStore::ChromiumMentions, "no {name}");
            continue;
        }
        let (at, rules) = (RelPath::parse(&format!("Default/{name}"))?, rules()?);
        let untouched = Snapshot::of(profile)?;
        let found = sites::inspect(&root, &at, store, &rules).with_context(|| format!("looking into {name}"))?;
        let touched = untouched.difference(&Snapshot::of(profile)?);
        ensure!(touched.is_empty(), "{name} was touched by looking: {touched:?}");
        // All but session storage, which a closed window empties, must hold something.
        ensure!(index >= 8 || index == 2 || !found.is_empty(), "nothing found in {name}");
        let change = Edit::Sites { store, rules };
        ensure!(
            found.is_empty() || verify(&root, &at, &change, &Stop::default()).is_err(),
            "{name}: nothing left before the edit"
        );
        let edited = edit(&root, &at, &change, &Stop::default()).with_context(|| format!("editing {name}"))?;
        ensure!(edited.changed != found.is_empty(), "{name}: found {found:?}, and then {edited:?}");
        verify(&root, &at, &change, &Stop::default()).with_context(|| format!("verifying {name}"))?;
        if profile.join(name).try_exists()? {
            let again = edit(&root, &at, &change, &Stop::default()).with_context(|| format!("editing {name} again"))?;
            ensure!(!again.changed, "{name} was changed by a second edit");
        }
    }
    Ok(())
}

/// Fails if anything but the stores changed, such as history, bookmarks or passwords.
fn only_stores_changed(before: &Snapshot, after: &Snapshot, by: By) -> Result<()> {
    let difference = before.difference(after);
    let beside = |path: &PathBuf, name: &str| path.to_string_lossy().starts_with(name);
    let strange: Vec<_> = [&difference.removed, &difference.changed, &difference.added]
        .into_iter()
        .flatten()
        .filter(|path| !STORES.iter().any(|(name, _store)| path.starts_with(name) || beside(path, &format!("{name}-"))))
        .filter(|path| by == By::Editors || !TABS.iter().any(|folder| path.starts_with(folder.trim_matches('/'))))
        .collect();
    ensure!(strange.is_empty(), "changed beside the stores: {strange:?}");
    Ok(())
}
