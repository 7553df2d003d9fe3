//! Firefox's stores with ten sites, five of which are removed. The disk is searched first, then the browser is queried.
//!
//! The values' names say which must go; the product's rules are not used to decide that.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use signoff::model::{Edit, RelPath, RootKind, Site, SiteRules, SiteStore, Stop};
use signoff::safefs::{Home, Root};
use signoff::store::{edit, sites, verify};

use crate::browser::{self, Ended, Kind};
use crate::firefox::Firefox;
use crate::firefox_queried;
use crate::fixed::{self, By};
use crate::lab::{Lab, Windows, up_to_three, wait_until};
use crate::search::Searcher;
use crate::server::Server;
use crate::sites::Sites;
use crate::snapshot::Snapshot;
use crate::ten::{CHOSEN, CONTAINER, FRAMES, HOSTS, OTHER};
use crate::values::Values;

/// Where the browser makes its profiles.
const ROOT: &str = ".config/mozilla/firefox";

/// Where each site's value must be before the run, and the other sites' values after it. How the browser ended decides
/// whether the session is in one file or two.
const PARTS: [&str; 6] =
    ["/cookies.sqlite", "/ls/data.sqlite", "/idb/", "/cache/morgue/", "/serviceworker.txt", "/sessionstore"];

/// A Firefox that was planted with all ten sites and ended as the trial asked.
pub(crate) struct Planted {
    // Fields drop in order: the browser ends before its home goes.
    firefox: Firefox,
    server: Server,
    values: Values,
    searcher: Searcher,
    profile: PathBuf,
    lab: Lab,
}

impl Planted {
    /// Plants the sites in a lab of its own; repeats that with a new lab if the browser fails ([`up_to_three`]).
    pub(crate) fn new(ended: Ended) -> Result<Self> {
        up_to_three(&format!("ten sites in Firefox ({ended:?})"), || {
            let windows = if ended == Ended::ByTerm { Windows::Bare } else { Windows::Managed };
            Self::once(Lab::new(windows)?, ended)
        })
    }

    fn once(lab: Lab, ended: Ended) -> Result<Self> {
        let server = Server::start(Sites::new(Values::draw()?))?;
        let extra = FRAMES.iter().map(|frame| frame.2).chain(CONTAINER.iter().map(|cookie| cookie.1));
        let values = Values::named(HOSTS.into_iter().chain(extra))?;
        let searcher = Searcher::of(&values)?;

        let mut firefox = Firefox::start(&lab, &server)?;
        plant(&mut firefox, &values)?;
        let profile = profile(&lab)?;
        wait_until("the planted values to be on the disk", 90, || {
            Ok(missing(&searcher, &profile, &HOSTS, ended).is_empty()
                && (ended == Ended::ByWindow || tabs_are_saved(&profile, &values)))
        })
        .with_context(|| format!("{:?}", missing(&searcher, &profile, &HOSTS, ended)))?;
        browser::end(&mut firefox, Kind::Firefox, &lab, ended)?;
        let lacking = missing(&searcher, &profile, &HOSTS, Ended::Not);
        ensure!(lacking.is_empty(), "planted, but not found after the end: {lacking:?}");
        Ok(Self { firefox, server, values, searcher, profile, lab })
    }

    /// Starts the browser again on the cleaned home.
    pub(crate) fn restart(&mut self) -> Result<(&mut Firefox, &Values)> {
        self.firefox = Firefox::start(&self.lab, &self.server)?;
        Ok((&mut self.firefox, &self.values))
    }

    /// The home and its display.
    pub(crate) fn lab(&self) -> &Lab {
        &self.lab
    }
}

/// Plants the ten sites, removes the chosen ones, searches the disk, and queries the browser.
pub(crate) fn run(ended: Ended, by: By) -> Result<()> {
    let mut planted = Planted::new(ended)?;
    let Planted { values, profile, lab, .. } = &planted;
    let (before, cookies, ending) = (Snapshot::of(profile)?, cookies(profile, ended)?, session_cookies(profile)?);
    match by {
        By::Editors => remove(lab, profile)?,
        By::Command => fixed::by_command(lab, Kind::Firefox, ended, profile)?,
    }
    let after = Snapshot::of(profile)?;
    is_gone(&planted, by)?;
    let stays: BTreeSet<String> = cookies.into_iter().filter(|row| !goes(values, row)).collect();
    let left = self::cookies(profile, ended)?;
    let changed: Vec<_> = left.symmetric_difference(&stays).collect();
    ensure!(changed.is_empty(), "rows of cookies that are not as they should be: {changed:#?}");
    let stays: BTreeSet<String> = ending.into_iter().filter(|cookie| !goes(values, cookie)).collect();
    ensure!(stays.len() >= OTHER.len() && session_cookies(profile)? == stays, "the session's other cookies changed");
    if ended != Ended::Not {
        only_stores_changed(&before, &after, profile)?;
    }

    let (firefox, values) = planted.restart()?;
    firefox_queried::by_the_browser(firefox, values)?;
    firefox_queried::by_the_pages(firefox, values)
}

/// The rules for the chosen sites, in the product's own type.
fn rules() -> Result<SiteRules> {
    let parsed = |names: &[&str]| names.iter().map(|name| Ok(Site::parse(name)?)).collect::<Result<_>>();
    Ok(SiteRules {
        sites: parsed(&["live.com", "microsoftonline.com", "tuni.fi", "seamlessaccess.org"])?,
        hosts: parsed(&["haka.funet.fi"])?,
        ..SiteRules::default()
    })
}

/// The names whose values must be gone.
pub(crate) fn going() -> BTreeSet<&'static str> {
    let names = FRAMES.iter().map(|frame| frame.2).chain(CONTAINER.iter().map(|cookie| cookie.1));
    CHOSEN.into_iter().chain(names.filter(|name| name.starts_with("goes-"))).collect()
}

fn goes(values: &Values, text: &str) -> bool {
    values.tokens().iter().any(|(name, token)| going().contains(name) && text.contains(token.as_str()))
}

fn plant(firefox: &mut Firefox, values: &Values) -> Result<()> {
    for host in HOSTS {
        firefox.tab()?;
        // A page of a chosen site in the history of every tab.
        firefox.visit(&format!("https://{}/site", CHOSEN[1]))?;
        firefox.visit(&format!("https://{host}/site"))?;
        firefox.page("return plant(arguments[0]);", &json!([values.of(host)?])).context(host)?;
        let permit = "const page = Services.scriptSecurityManager.createContentPrincipalFromOrigin(arguments[0]); \
                      Services.perms.addFromPrincipal(page, 'geo', Services.perms.ALLOW_ACTION); \
                      ZoomManager.setZoomForBrowser(gBrowser.selectedBrowser, 1.5); \
                      return FullZoom._applyZoomToPref(gBrowser.selectedBrowser);";
        firefox.browser(permit, &json!([format!("https://{host}")]))?;
    }
    // In a tab of its own, so that the ten sites' tabs keep their session storage.
    firefox.tab()?;
    for (around, third, name) in FRAMES {
        firefox.visit(&format!("https://{around}/site"))?;
        firefox.page("return framed(arguments[0], arguments[1]);", &json!([third, values.of(name)?])).context(name)?;
    }
    for (host, name) in CONTAINER {
        let add = "Services.cookies.add(arguments[0], '/', 'contained', arguments[1], true, false, false, \
                   Date.now() + 86400000, {userContextId: 2}, Ci.nsICookie.SAMESITE_LAX, Ci.nsICookie.SCHEME_HTTPS);";
        firefox.browser(add, &json!([host, values.of(name)?]))?;
    }
    // Passwords of chosen sites stay.
    let password = "const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo); \
                    login.init(arguments[0], arguments[0], null, 'person', 'not searched for', '', ''); \
                    return Services.logins.addLoginAsync(login).then(() => true);";
    firefox.browser(password, &json!(["https://login.live.com"]))?;
    firefox_queried::leave(firefox)
}

fn profile(lab: &Lab) -> Result<PathBuf> {
    let all = fs::read_dir(lab.home().join(ROOT))?.flatten().map(|entry| entry.path());
    let used = all.into_iter().find(|path| path.join("cookies.sqlite").is_file());
    used.context("no profile was used")
}

/// Which of these sites' values are missing, and where.
fn missing(searcher: &Searcher, profile: &Path, hosts: &[&'static str], ended: Ended) -> Vec<String> {
    let found = searcher.search(&[profile.to_owned()]);
    let mut missing = Vec::new();
    for host in hosts {
        for part in PARTS {
            // Closing its window is what makes the browser write the session.
            let later = ended == Ended::ByWindow && part == "/sessionstore";
            if !later && !found.finds.iter().any(|find| find.is_in(host, part)) {
                missing.push(format!("{host} in {part}"));
            }
        }
    }
    for name in FRAMES.iter().map(|frame| frame.2).chain(CONTAINER.iter().map(|cookie| cookie.1)) {
        if !found.finds.iter().any(|find| find.is_in(name, "/cookies.sqlite")) {
            missing.push(format!("{name} in the cookies"));
        }
    }
    missing
}

/// Whether the session that a killed browser would leave has every tab: it is written every 15 s.
fn tabs_are_saved(profile: &Path, values: &Values) -> bool {
    let text = session(profile).unwrap_or_default().to_string();
    let stored = |host| values.of(host).is_ok_and(|value| text.contains(&format!("\"k\":\"{value}\"")));
    HOSTS.into_iter().all(stored)
}

/// The session, from the file that the next start would read.
fn session(profile: &Path) -> Option<serde_json::Value> {
    let names = ["sessionstore.jsonlz4", "sessionstore-backups/recovery.jsonlz4"];
    let bytes = names.iter().find_map(|name| fs::read(profile.join(name)).ok())?;
    let (length, block) = bytes.strip_prefix(b"mozLz40\0")?.split_first_chunk::<4>()?;
    let plain = lz4_flex::block::decompress(block, usize::try_from(u32::from_le_bytes(*length)).ok()?).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// The session's cookies, each in full.
fn session_cookies(profile: &Path) -> Result<BTreeSet<String>> {
    let session = session(profile).context("no session")?;
    let cookies = session["cookies"].as_array().context("no cookies in the session")?;
    Ok(cookies.iter().map(ToString::to_string).collect())
}

/// Every row of the cookies, from a copy of the file and its log. An open browser writes the time of last use only when
/// it closes.
fn cookies(profile: &Path, ended: Ended) -> Result<BTreeSet<String>> {
    let copy = tempfile::Builder::new().prefix(crate::lab::PREFIX).tempdir()?;
    for name in ["cookies.sqlite", "cookies.sqlite-wal"] {
        if profile.join(name).is_file() {
            fs::copy(profile.join(name), copy.path().join(name))?;
        }
    }
    let database = rusqlite::Connection::open(copy.path().join("cookies.sqlite"))?;
    let columns = "host || ' ' || originAttributes || ' ' || name || ' ' || value || ' ' || path || ' ' || expiry || \
                   ' ' || creationTime || ' ' || isSecure || ' ' || sameSite";
    let used = if ended == Ended::Not { "" } else { " || ' ' || lastAccessed" };
    let mut rows = database.prepare(&format!("SELECT {columns}{used} FROM moz_cookies"))?;
    let rows = rows.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The stores of a profile, by the names that the browser gives them.
fn stores(profile: &Path) -> Result<Vec<(String, SiteStore)>> {
    let fixed = [
        ("storage.sqlite", SiteStore::FirefoxStorageIndex),
        ("storage/default", SiteStore::FirefoxOrigins),
        ("storage/permanent", SiteStore::FirefoxOrigins),
        ("storage/temporary", SiteStore::FirefoxOrigins),
        ("storage/to-be-removed", SiteStore::FirefoxOrigins),
        ("storage/ls-archive.sqlite", SiteStore::FirefoxOldStorage),
        ("webappsstore.sqlite", SiteStore::FirefoxOldStorage),
        ("serviceworker.txt", SiteStore::FirefoxServiceWorkers),
        ("permissions.sqlite", SiteStore::FirefoxPermissions),
        ("content-prefs.sqlite", SiteStore::FirefoxContentPrefs),
        ("cookies.sqlite", SiteStore::FirefoxCookies),
        ("sessionstore.jsonlz4", SiteStore::FirefoxSession),
    ];
    let there = fixed.into_iter().filter(|(name, _)| profile.join(name).exists());
    let mut stores: Vec<_> = there.map(|(name, store)| (name.to_owned(), store)).collect();
    for entry in fs::read_dir(profile.join("sessionstore-backups"))? {
        let name = entry?.file_name().into_string().ok().context("a name that is no text")?;
        stores.push((format!("sessionstore-backups/{name}"), SiteStore::FirefoxSession));
    }
    Ok(stores)
}

fn remove(lab: &Lab, profile: &Path) -> Result<()> {
    let home = Home::open(&lab.home())?;
    let root = Root::prove(&home, &RelPath::parse(ROOT)?, RootKind::Browser, Some("profiles.ini"))?;
    let name = profile.file_name().and_then(|name| name.to_str()).context("no name")?;
    let mut changed = BTreeSet::new();
    for (at, store) in stores(profile)? {
        let (at, rules) = (RelPath::parse(&format!("{name}/{at}"))?, rules()?);
        let untouched = Snapshot::of(profile)?;
        let found = sites::inspect(&root, &at, store, &rules).with_context(|| format!("looking into {at}"))?;
        let touched = untouched.difference(&Snapshot::of(profile)?);
        ensure!(touched.changed.is_empty() && touched.added.is_empty(), "{at} was touched by looking: {touched:?}");
        let change = Edit::Sites { store, rules };
        ensure!(
            found.is_empty() || verify(&root, &at, &change, &Stop::default()).is_err(),
            "{at}: nothing left before the edit"
        );
        let edited = edit(&root, &at, &change, &Stop::default()).with_context(|| format!("editing {at}"))?;
        ensure!(found.is_empty() || edited.changed, "{at}: found {found:?}, but nothing was changed");
        verify(&root, &at, &change, &Stop::default()).with_context(|| format!("verifying {at}"))?;
        if edited.changed {
            changed.insert(store);
        }
    }
    let expected = [
        SiteStore::FirefoxCookies,
        SiteStore::FirefoxOrigins,
        SiteStore::FirefoxServiceWorkers,
        SiteStore::FirefoxPermissions,
        SiteStore::FirefoxContentPrefs,
        SiteStore::FirefoxSession,
    ];
    ensure!(changed.is_superset(&expected.into()), "only {changed:?} held anything");
    Ok(())
}

/// Fails if a removed value is in any file of the profile, in any encoding, or another site's value is missing from a
/// store.
fn is_gone(planted: &Planted, by: By) -> Result<()> {
    let Planted { searcher, values, profile, lab, .. } = planted;
    let places = match by {
        By::Editors => vec![profile.clone()],
        By::Command => fixed::places(lab)?,
    };
    let found = searcher.search(&places);
    ensure!(found.unread.is_empty(), "could not be searched: {:?}", found.unread);
    let left: Vec<_> = found.finds.iter().filter(|find| going().contains(find.store)).collect();
    ensure!(left.is_empty(), "left: {left:#?}");
    for (name, _) in values.tokens().iter().filter(|(name, _)| !going().contains(name)) {
        let parts: &[&str] = if OTHER.contains(name) { &PARTS } else { &["/cookies.sqlite"] };
        for part in parts {
            ensure!(found.finds.iter().any(|find| find.is_in(name, part)), "{name} lost its value in {part}");
        }
    }
    Ok(())
}

/// Fails unless the files of history, bookmarks, passwords and settings are unchanged.
fn only_stores_changed(before: &Snapshot, after: &Snapshot, profile: &Path) -> Result<()> {
    let difference = before.difference(after);
    let side = |path: &Path| path.to_string_lossy().ends_with("-wal") || path.to_string_lossy().ends_with("-journal");
    let stores: Vec<PathBuf> = stores(profile)?.into_iter().map(|(name, _)| name.into()).collect();
    let changed: Vec<_> = difference.changed.iter().filter(|path| !stores.contains(path) && !side(path)).collect();
    ensure!(changed.is_empty() && difference.added.is_empty(), "changed: {changed:?}, new: {:?}", difference.added);
    let other = |path: &&PathBuf| !path.starts_with("storage/default") && !side(path);
    let removed: Vec<_> = difference.removed.iter().filter(other).collect();
    ensure!(removed.is_empty(), "removed: {removed:?}");
    ensure!(profile.join("logins.json").is_file(), "the password is lost");
    Ok(())
}
