//! One trial: data is planted in the browser, which is closed or left open; Signoff cleans, the disk is searched, and
//! the browser is started again.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};

use super::site::Site;
use super::{Desktop, holds};
use crate::lab::{Lab, Running, Windows, up_to_three, wait_until};
use crate::layouts;
use crate::screen::Screen;
use crate::search::{Find, Found, Searcher};
use crate::signoff;
use crate::sites::Sites;
use crate::snapshot::Snapshot;
use crate::table;
use crate::values::Values;

/// Written to the disk while the browser is still open.
const AT_ONCE: &[&str] = &["indexeddb", "http-cache", "history-url", "site"];

/// A lab with a planted browser.
pub(crate) struct Case {
    // Fields drop in order: the browser ends before its home goes.
    process: Running,
    which: Desktop,
    is_open: bool,
    site: Site,
    searcher: Searcher,
    /// What a second site planted, and what finds it.
    beside: Option<(Values, Searcher)>,
    lab: Lab,
}

impl Case {
    /// Plants the browser and closes it by its window.
    pub(crate) fn closed(which: Desktop) -> Result<Self> {
        up_to_three(which.name(), || Self::closed_once(which, false))
    }

    /// The same with two sites in it.
    pub(crate) fn of_two_sites(which: Desktop) -> Result<Self> {
        up_to_three(which.name(), || Self::closed_once(which, true))
    }

    /// Plants the browser and leaves it open.
    pub(crate) fn open(which: Desktop) -> Result<Self> {
        up_to_three(which.name(), || Self::open_once(which, false))
    }

    fn closed_once(which: Desktop, two: bool) -> Result<Self> {
        let mut case = Self::open_once(which, two)?;
        which.close(&case.lab, &mut case.process)?;
        case.is_open = false;
        case.finds(|_| true, 0)?;
        Ok(case)
    }

    fn open_once(which: Desktop, two: bool) -> Result<Self> {
        let alone = which == Desktop::WebApp;
        // A web app is started with an option that names its profile.
        let lab = if alone { Lab::alone(Windows::Managed)? } else { Lab::new(Windows::Managed)? };
        let values = Values::draw()?;
        let sites = Sites::new(values.clone());
        let searcher = Searcher::new(&sites)?;
        let (site, beside) = if two {
            let others = Values::draw()?;
            let beside = Searcher::new(&Sites::new(others.clone()))?;
            (Site::start_two(values.clone(), others.clone())?, Some((others, beside)))
        } else {
            (Site::start(values.clone())?, None)
        };
        let mut process = which.start(&lab, &site.first(alone)?)?;
        let reached = |word: &str, process: &mut Running| {
            wait_until(&format!("the page to say {word:?}"), 60, || {
                ensure!(!process.has_ended()?, "{} ended", which.name());
                Ok(site.said(word)?.is_some())
            })
            .with_context(|| std::fs::read_to_string(lab.log(which.name())).unwrap_or_default())
        };
        for word in ["planted", "beside"].into_iter().take(if two { 2 } else { 1 }) {
            reached(word, &mut process)?;
            ensure!(site.said(word)?.as_deref() == Some(word), "not planted: {:?}", site.said(word)?);
        }
        if !alone {
            reached("kept", &mut process)?;
            which.bookmark_and_set(&lab, &site.kept()?, &values).context("bookmark and setting")?;
            site.go_on();
            reached("open", &mut process)?;
        }
        let case = Self { process, which, is_open: true, site, searcher, beside, lab };
        case.finds(|store| AT_ONCE.contains(&store), 60)?;
        Ok(case)
    }

    fn search(&self) -> Result<Found> {
        Ok(self.searcher.search(&self.lab.places()?))
    }

    /// Returns an error unless each of these stores holds its value: otherwise a clean result would prove nothing.
    fn finds(&self, is_asked: impl Fn(&str) -> bool, seconds: u64) -> Result<()> {
        let mut lacking = BTreeSet::new();
        let waited = wait_until("the planted values to be on the disk", seconds, || {
            let found = self.search()?;
            let asked = self.which.stores().iter().filter(|(store, _)| is_asked(store));
            lacking = asked.filter(|(store, part)| !found.finds.iter().any(|find| find.is_in(store, part))).collect();
            Ok(lacking.is_empty())
        });
        waited.with_context(|| format!("no value in {lacking:?}"))
    }

    /// Runs End session and checks its result, the disk, and the browser that is started again.
    pub(crate) fn clean(mut self) -> Result<()> {
        let listed = signoff::run(&self.lab, &["browsers"])?;
        // A place of the browser without a profile is listed too.
        let all = listed.json["browsers"].as_array().into_iter().flatten();
        let found: Vec<_> = all.filter(|one| one["profiles"] != serde_json::json!([])).collect();
        ensure!(found.len() == 1 && found[0]["running"] == self.is_open, "{}", listed.said);
        if !self.is_open {
            self.writes_nothing_unknown_where_it_stays()?;
        }
        let before = Snapshot::of(&self.lab.home())?;
        let ran = signoff::run(&self.lab, &["end-session", "--yes"])?;
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        let touched = before.difference(&Snapshot::of(&self.lab.home())?).without_own_files();
        let outside = touched.outside(&[self.which.folders(), BESIDE].concat());
        ensure!(outside.is_empty(), "touched outside the browser's folders: {outside:?}\n{}", ran.said);
        self.process.wait(5).context("the browser still runs")?;
        let found = self.search()?;
        let third: Vec<&Find> = found.finds.iter().filter(|find| !self.is_kept(find)).collect();
        ensure!(third.is_empty(), "found after the run: {third:#?}\n{}", ran.said);
        ensure!(found.unread.is_empty(), "could not be searched: {:?}", found.unread);
        self.keeps().context(ran.said)?;
        self.starts_clean()?;
        self.keeps().context("after it was started again")
    }

    /// Puts the used profile into every place of the catalog that it fits into, cleans, searches all of them, and
    /// starts it again.
    pub(crate) fn in_every_layout(mut self) -> Result<()> {
        let used = self.which.used();
        let table = layouts::fill(&used, &self.lab)?;
        let (before, places) = (self.search()?, layouts::count(&table));
        let with_cookie = before.finds.iter().filter(|find| find.store == "cookie-host").count();
        ensure!(places > 1 && with_cookie >= places, "{places} places, but only {with_cookie} cookies to be found");
        let ran = signoff::run(&self.lab, &["end-session", "--yes"])?;
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        let found = self.search()?;
        let folders = [Some(used.root), used.config];
        let below = |file: &'static str| folders.into_iter().flatten().find_map(|folder| file.strip_prefix(folder));
        let file = self.which.bookmarks().and_then(below);
        let (kept, third): (Vec<_>, Vec<_>) = found
            .finds
            .iter()
            .partition(|find| find.store == "bookmark" && file.is_some_and(|file| find.file.ends_with(file)));
        ensure!(third.is_empty(), "found after the run: {third:#?}\n{}", ran.said);
        ensure!(file.is_none() || kept.len() >= places, "{places} places, but bookmarks in {kept:#?}\n{}", ran.said);
        table::tells(&used, &table)?;
        self.keeps().context(ran.said)?;
        self.starts_clean()
    }

    /// Runs Fix sign-in for the first of two sites. Fails unless all its data is gone and all of the other site's is
    /// kept, on the disk and in the browser, which is opened again at the login page.
    pub(crate) fn forgets_one_of_two_sites(mut self) -> Result<()> {
        let (others, beside) = self.beside.take().context("only one site was planted")?;
        let of_sites = |found: Found| -> BTreeSet<(&'static str, String)> {
            let of_site = found.finds.into_iter().filter(|find| SITE_DATA.contains(&find.store));
            // The worker's script is in the cache of pages too, which holds no sign-in and is not removed.
            let cached = |file: &str| file.contains("/Cache/") || file.contains("/WebKitCache/");
            of_site.filter(|find| !cached(&find.file)).map(|find| (find.store, find.file)).collect()
        };
        let stores =
            |finds: &BTreeSet<(&'static str, String)>| finds.iter().map(|find| find.0).collect::<BTreeSet<_>>();
        let (chosen, other) = (of_sites(self.search()?), of_sites(beside.search(&self.lab.places()?)));
        ensure!(stores(&chosen) == stores(&other), "the sites did not plant the same: {chosen:#?} {other:#?}");
        // GNOME Web does not start without a session bus, which is not the lab's.
        let opens = self.which != Desktop::Epiphany;
        let mut line = vec!["fix-sign-in", "--yes", "--sites", "www.localhost"];
        line.extend(Some("--then-open").filter(|_| opens));
        let ran = signoff::run(&self.lab, &line)?;
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        // The page itself fails to load: only root may listen on its port.
        if opens {
            self.which.close_when_open(&self.lab).with_context(|| format!("at the login page: {}", ran.said))?;
        }
        let left = of_sites(self.search()?);
        ensure!(left.is_empty(), "of the chosen site there is still: {left:#?}\n{}", ran.said);
        let stays = of_sites(beside.search(&self.lab.places()?));
        let (before, after) = (stores(&other), stores(&stays));
        // What belongs to a tab or a session ends with it, as at any close.
        let ends = |store: &&&str| ["session-storage", "cookie-session"].contains(*store);
        let lost: Vec<_> = before.difference(&after).filter(|store| !ends(store)).collect();
        ensure!(lost.is_empty(), "of the other site {lost:?} is lost from {other:#?}\n{}", ran.said);
        self.keeps().context(ran.said)?;
        up_to_three("starting it again", || self.asks_for_its_page())?;
        wait_until("the other site", 60, || Ok(self.site.said("beside-back")?.is_some()))?;
        let (chosen, other) = (self.site.said("back")?.unwrap_or_default(), self.site.said("beside-back")?);
        ensure!(chosen == STRANGER, "the chosen site is remembered: {chosen}");
        let other = other.unwrap_or_default();
        let known = [others.of("cookie-host")?, others.of("local-storage")?, "pages".into(), "first".into()];
        let remembered = known.iter().all(|value| other.contains(value)) && other.ends_with("%2C1%5D");
        ensure!(remembered, "the other site is forgotten: {other}");
        Ok(())
    }

    fn writes_nothing_unknown_where_it_stays(&self) -> Result<()> {
        let ran = signoff::run(&self.lab, &["browsers", "--unknown"])?;
        let names = ran.json["unknown_names"].as_array().context("no list of names")?;
        let stays: Vec<_> = names.iter().filter(|name| name["effect"] != "remove").collect();
        ensure!(stays.is_empty(), "unknown names that would stay: {stays:#?}");
        Ok(())
    }

    fn is_kept(&self, find: &Find) -> bool {
        let file = self.which.bookmarks().map(|file| format!("home/{file}"));
        find.store == "bookmark" && Some(&find.file) == file.as_ref()
    }

    /// Fails unless bookmark and setting are still on the disk.
    fn keeps(&self) -> Result<()> {
        if let Some(file) = self.which.bookmarks() {
            ensure!(holds(&self.lab, file, &self.site.kept()?)?, "the bookmark is gone from {file}");
        }
        if let Some((file, text)) = self.which.setting() {
            ensure!(holds(&self.lab, file, text)?, "the setting is gone from {file}");
        }
        Ok(())
    }

    /// Starts it; closes it again if it shows a window and never asks for the page (see [`up_to_three`]).
    fn asks_for_its_page(&mut self) -> Result<()> {
        self.process = self.which.start(&self.lab, &self.site.back())?;
        let asked = wait_until("the browser to ask for its page", 60, || {
            ensure!(!self.process.has_ended()?, "it ended");
            Ok(self.site.said("asked")?.is_some())
        });
        if asked.is_err() {
            self.which.close(&self.lab, &mut self.process)?;
        }
        asked
    }

    /// Starts it on the cleaned home. Fails unless the site finds nothing, and one window stays open without a
    /// question.
    fn starts_clean(&mut self) -> Result<()> {
        up_to_three("starting it again", || self.asks_for_its_page())?;
        wait_until("the browser to stay", 60, || {
            ensure!(!self.process.has_ended()?, "it ended");
            Ok(self.site.said("still")?.is_some())
        })
        .context("starting it again")?;
        let said = self.site.said("back")?.unwrap_or_default();
        ensure!(said == STRANGER, "the site is remembered: {said}");
        let windows = Screen::open(self.lab.display())?.windows_of(self.which.class())?;
        ensure!(windows.len() == 1, "not one window: {windows:?}");
        self.which.close(&self.lab, &mut self.process)
    }
}

/// What a site stores, and Fix sign-in removes.
const SITE_DATA: &[&str] = &[
    "cookie-host",
    "cookie-session",
    "local-storage",
    "session-storage",
    "indexeddb",
    "indexeddb-key",
    "indexeddb-blob",
    "cache-storage",
    "service-worker",
];

/// What a page says of a site without cookies, storage, caches, databases and workers.
const STRANGER: &str = "back%5B%22%22%2Cnull%2C%5B%5D%2C%5B%5D%2C0%5D";

/// What the desktop writes for itself while a browser ends.
const BESIDE: &[&str] = &[".config/dconf", ".cache/dconf"];
