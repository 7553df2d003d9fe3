//! One trial: data is planted in a browser, the browser is ended or left open, Signoff cleans, the disk is searched,
//! and the browser is started again.
//!
//! Only what [`kept`] names may be found after a run. Anything else fails the trial and is printed with its path.

mod killed;
mod template;
mod unknown;

use std::collections::BTreeSet;
use std::path::PathBuf;

use ::signoff::catalog::Catalog;
use ::signoff::engine::{Count, Engine, RunOptions};
use ::signoff::model::{Area, Request, Stop, Verdict};
use ::signoff::platform::{Display, Places, ThisComputer};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::browser::{self, Browser, Ended, Kind, Queried};
use crate::lab::{Lab, Windows, up_to_three, wait_until};
use crate::layouts;
use crate::preview;
use crate::search::{Find, Found, Searcher};
use crate::server::Server;
use crate::signoff::{self, RunOutput};
use crate::sites::Sites;
use crate::snapshot::{Difference, Snapshot};
use crate::stores::{On, STORES};
use crate::table;
use crate::values::Values;

/// A lab with a browser that was planted, and the means to look for it.
pub(crate) struct Case {
    // Fields drop in order: the browser ends before its home goes.
    browser: Box<dyn Browser>,
    kind: Kind,
    ended: Ended,
    sites: Sites,
    server: Server,
    searcher: Searcher,
    /// How many bookmarks were added to the browser's file, of `https://more.example/`.
    more_bookmarks: usize,
    lab: Lab,
}

/// How the browser answers a polite request to close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseBehaviour {
    Polite,
    /// Chromium waits for an answer to a page's "Leave site?", Firefox hangs.
    Stubborn,
}

impl Case {
    /// Plants a browser, waits until everything is on the disk, and ends it as asked.
    ///
    /// Fails if a named store that this browser keeps on disk holds no value: a clean result would prove nothing.
    pub(crate) fn planted(kind: Kind, ended: Ended, windows: Windows, behaviour: CloseBehaviour) -> Result<Self> {
        let what = format!("planting {} ({ended:?})", kind.name());
        let mut case = up_to_three(&what, || Self::planted_once(kind, ended, Lab::new(windows)?))?;
        if behaviour == CloseBehaviour::Stubborn {
            case.browser.become_stubborn()?;
        }
        case.absent_stores_are_absent()?;
        Ok(case)
    }

    /// Plants a browser and closes its window, while no other lab runs. For trials that count a run's system calls: a
    /// run looks at every process of this user.
    pub(crate) fn planted_alone(kind: Kind) -> Result<Self> {
        let what = format!("planting {} alone", kind.name());
        up_to_three(&what, || Self::planted_once(kind, Ended::ByWindow, Lab::alone(Windows::Managed)?))
    }

    fn planted_once(kind: Kind, ended: Ended, lab: Lab) -> Result<Self> {
        let sites = Sites::new(Values::draw()?);
        let server = Server::start(sites.clone())?;
        let searcher = Searcher::new(&sites)?;
        let mut browser = browser::start(kind, &lab, &server)?;
        browser.plant(&lab, &sites).context("planting")?;
        let mut case = Self { browser, kind, ended, sites, server, searcher, more_bookmarks: 0, lab };
        if ended != Ended::ByWindow {
            // Browsers write in batches of up to 30 s; what is not written yet cannot be found.
            case.find_all(90)?;
        }
        browser::end(case.browser.as_mut(), kind, &case.lab, ended)?;
        case.find_all(0)?;
        Ok(case)
    }

    /// Fails where a store that the table calls absent is on the disk: a newer browser may have begun to write it.
    fn absent_stores_are_absent(&self) -> Result<()> {
        let found = self.search()?;
        for store in STORES {
            if let On::Absent(reason) = store.on(self.kind) {
                let there: Vec<_> = found.finds.iter().filter(|find| find.store == store.name).collect();
                ensure!(there.is_empty(), "{} is on the disk, but the table says: {reason}. {there:#?}", store.name);
            }
        }
        Ok(())
    }

    fn search(&self) -> Result<Found> {
        Ok(self.searcher.search(&self.lab.places()?))
    }

    fn find_all(&self, seconds: u64) -> Result<()> {
        let mut lacking = BTreeSet::new();
        let waited = wait_until("the planted values to be on the disk", seconds, || {
            let found = self.search()?;
            if std::env::var_os("SIGNOFF_BROWSERS_SHOW").is_some() {
                show(&found);
            }
            lacking = STORES
                .iter()
                .filter_map(|store| Some((store.name, store.expected(self.kind, self.ended).ok()?)))
                .flat_map(|(name, parts)| parts.iter().map(move |part| (name, *part)))
                .filter(|(name, part)| !found.finds.iter().any(|find| find.is_in(name, part)))
                .collect();
            Ok(lacking.is_empty())
        });
        waited.with_context(|| format!("no value in {lacking:?}"))
    }

    /// Runs End session and checks its result, the disk, and the browser that is started again.
    pub(crate) fn clean(mut self, close: &[&str]) -> Result<()> {
        let before = Snapshot::of(&self.lab.home())?;
        let preview = signoff::run(&self.lab, &["preview", "--all-items"])?;
        ensure!(preview.code == Some(0), "{}", preview.said);
        if self.ended != Ended::Not {
            let touched = before.difference(&Snapshot::of(&self.lab.home())?).without_own_files();
            ensure!(touched.is_empty(), "the preview changed the home: {touched:?}");
        }
        let ran = signoff::run(&self.lab, &[&["end-session", "--yes"], close].concat())?;
        self.is_clean(&ran)?;
        let after = Snapshot::of(&self.lab.home())?;
        self.is_within_the_plan(&before, &before.difference(&after), &preview.json, &ran.json).context(ran.said)?;
        self.starts_clean()
    }

    /// Ends the session in the real window, whose buttons are found by their accessible names and pressed through
    /// AT-SPI.
    pub(crate) fn clean_by_window(mut self) -> Result<()> {
        crate::window::ends_the_session(&self.lab, self.ended == Ended::Not)?;
        let noted = signoff::run(&self.lab, &["log"])?;
        let run = &noted.json["runs"][0];
        ensure!(run["origin"] == "window" && run["work"] == "end-session", "{}", noted.said);
        self.is_clean(&RunOutput { json: run.clone(), ..noted })?;
        self.starts_clean()
    }

    /// Runs End session with every area, which removes the download and its traces too. Calls the engine with the lab's
    /// folders and display, because the program would use this computer's.
    pub(crate) fn clean_with_areas(mut self) -> Result<()> {
        let name = self.sites.download()?.1;
        let traces =
            [".cache/thumbnails/normal", ".local/share/Trash/files"].map(|folder| self.lab.home().join(folder));
        for folder in [&traces[0], &traces[1], &self.lab.temp()] {
            std::fs::create_dir_all(folder)?;
            std::fs::write(folder.join(&name), &name)?;
        }
        let screen = crate::screen::Screen::open(self.lab.display())?;
        screen.offer()?;
        let of_download = |found: &Found| found.finds.iter().filter(|find| find.store == "download").cloned().collect();
        let before: Vec<Find> = of_download(&self.search()?);
        let expected = if self.kind == Kind::Firefox { 5 } else { 4 };
        ensure!(before.len() >= expected && screen.offers()? == 2, "nothing to be found before the run: {before:#?}");

        let catalog = Catalog::builtin()?;
        let display = Display { x11: Some(self.lab.display().to_owned()), ..Display::default() };
        let mut places = Places::below(&self.lab.home());
        (places.os.shared_temp, places.os.display) = (vec![self.lab.temp()], display);
        let system = ThisComputer::new();
        let engine = Engine {
            catalog: &catalog,
            policy: &::signoff::policy::Settings::default(),
            places: &places,
            system: &system,
        };
        let (request, stop) = (Request { also: Area::ALL.into(), ..Request::default() }, Stop::default());
        let inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &stop)?;
        let plan = engine.plan(&inventory, &request)?;
        let report = engine.run(&plan, &RunOptions::default(), &mut (), &stop)?;
        ensure!(report.verdict == Verdict::Clean, "{:#?} {:#?}", report.leftovers, report.skipped);
        ensure!(screen.offers()? == 0, "the clipboard has something to offer");
        let after: Vec<Find> = of_download(&self.search()?);
        ensure!(after.is_empty(), "of the download there is still: {after:#?}");
        self.starts_clean()
    }

    /// Puts the used profile into every place of the catalog, cleans, searches all of them, and starts it again.
    pub(crate) fn in_every_layout(mut self) -> Result<()> {
        let used = self.kind.used();
        let table = layouts::fill(&used, &self.lab)?;
        let (before, places) = (self.search()?, layouts::count(&table));
        let with_cookie = before.finds.iter().filter(|find| find.store == "cookie-host").count();
        ensure!(with_cookie >= places, "{places} places, but only {with_cookie} cookies to be found");
        let ran = signoff::run(&self.lab, &["end-session", "--yes"])?;
        let found = self.search()?;
        let name = self.sites.download()?.1;
        let bookmarks = match self.kind {
            Kind::Chromium => "/Default/Bookmarks",
            Kind::Firefox => "/places.sqlite",
        };
        let stays =
            |find: &Find| kept(self.kind, find, &name) || find.store == "bookmark" && find.file.ends_with(bookmarks);
        let third: Vec<&Find> = found.finds.iter().filter(|find| !stays(find)).collect();
        ensure!(third.is_empty(), "found after the run: {third:#?}\n{}", ran.said);
        let bookmarked = found.finds.iter().filter(|find| find.file.ends_with(bookmarks)).count();
        ensure!(bookmarked >= places, "{places} places, but only {bookmarked} bookmarks are left\n{}", ran.said);
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        table::tells(&used, &table)?;
        self.starts_clean()
    }

    /// Fails where a used browser has left a name that no rule mentions and that End session would keep. Unknown names
    /// that it would remove are only printed.
    pub(crate) fn writes_nothing_unknown_where_it_stays(&self) -> Result<()> {
        let ran = signoff::run(&self.lab, &["browsers", "--unknown"])?;
        ensure!(ran.code == Some(0), "{}", ran.said);
        let names = ran.json["unknown_names"].as_array().context("no list of names")?;
        let (goes, stays): (Vec<_>, Vec<_>) = names.iter().partition(|name| name["effect"] == "remove");
        show_unknown(self.kind, &goes);
        ensure!(stays.is_empty(), "unknown names that would stay: {stays:#?}");
        ensure!(!goes.is_empty(), "not even a lock or a log is unknown: {}", ran.said);
        Ok(())
    }

    /// Runs End session on a browser that does not close, and fails if anything was removed.
    pub(crate) fn refuses(&self) -> Result<()> {
        let ran = signoff::run(&self.lab, &["end-session", "--yes", "--close", "ask", "--grace", "2"])?;
        ensure!(ran.code == Some(3), "{}", ran.said);
        ensure!(!crate::process::of_home(&self.lab.home())?.is_empty(), "the browser was ended: {}", ran.said);
        self.find_all(0).context("something was removed although the run refused")
    }

    fn is_clean(&self, ran: &RunOutput) -> Result<()> {
        // Chromium's crash handler ends by itself a moment after its browser.
        wait_until(&format!("the browser's processes end\n{}", ran.said), 10, || crate::process::are_gone(&self.lab))?;
        let found = self.search()?;
        let name = self.sites.download()?.1;
        let third: Vec<&Find> = found.finds.iter().filter(|find| !kept(self.kind, find, &name)).collect();
        ensure!(third.is_empty(), "found after the run: {third:#?}\n{}", ran.said);
        ensure!(found.unread.is_empty(), "could not be searched: {:?}\n{}", found.unread, ran.said);
        for file in must_stay(self.kind, &name) {
            ensure!(found.finds.iter().any(|find| find.file.contains(&file)), "{file} lost its value\n{}", ran.said);
        }
        ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
        Ok(())
    }

    fn is_within_the_plan(
        &self,
        before: &Snapshot,
        difference: &Difference,
        preview: &Value,
        report: &Value,
    ) -> Result<()> {
        let own = self.kind.folders();
        let outside = difference.without_own_files().outside(own);
        ensure!(outside.is_empty(), "touched outside the browser's folders: {outside:?}");
        let (rows, new) = (&preview["items"], &report["new_since_preview"]);
        let unnamed = preview::unnamed(self.kind, before, difference, rows, new);
        ensure!(unnamed.is_empty(), "gone, but neither previewed nor reported as new: {unnamed:?}");
        if self.ended != Ended::Not {
            let unsaid: BTreeSet<_> = preview::ids(rows).difference(&preview::ids(&report["items"])).cloned().collect();
            ensure!(unsaid.is_empty(), "previewed, but not in the report: {unsaid:?}");
            let edited = preview::edited(rows);
            let planned = |path: &PathBuf| path.file_name().is_some_and(|name| edited.contains(name));
            let changed: Vec<_> = difference.changed.iter().filter(|path| !planned(path)).collect();
            ensure!(changed.is_empty(), "kept files changed: {changed:?}");
            let added: Vec<_> = difference.without_own_files().added;
            ensure!(added.is_empty(), "files were added: {added:?}");
        }
        Ok(())
    }

    /// Starts the browser on the cleaned home and fails if it brings anything back, or lost what must stay.
    fn starts_clean(&mut self) -> Result<()> {
        let queried = self.restarted()?;
        let kept = self.sites.bookmarked_page()?;
        ensure!(queried.bookmarks.contains(&kept), "the bookmark is lost: {queried:?}");
        self.shows_more_bookmarks(&queried.bookmarks)?;
        ensure!(queried.settings == self.kind.settings(), "settings are lost: {queried:?}");
        ensure!(queried.tabs.len() == 1, "tabs came back: {queried:?}");
        ensure!(queried.offers.is_empty(), "the browser offers to restore: {queried:?}");
        let values = self.sites.values().tokens();
        let revived = queried
            .tabs
            .iter()
            .chain(&queried.cookies)
            .find(|text| values.iter().any(|(_, token)| text.contains(token)));
        ensure!(revived.is_none(), "{revived:?} came back");
        browser::end(self.browser.as_mut(), self.kind, &self.lab, Ended::ByWindow)
    }

    fn restarted(&mut self) -> Result<Queried> {
        self.browser = browser::start(self.kind, &self.lab, &self.server).context("starting it again")?;
        self.browser.queried(&self.lab)
    }

    /// Restarts the killed browser without cleaning, and fails unless its cookies and tabs come back and are noticed.
    pub(crate) fn would_be_caught(mut self) -> Result<()> {
        let queried = self.restarted()?;
        let values = self.sites.values().tokens();
        let revived = queried.cookies.iter().any(|text| values.iter().any(|(_, token)| text.contains(token)));
        ensure!(revived, "no cookie came back, so the check for them proves nothing: {queried:?}");
        ensure!(queried.tabs.len() > 1 || !queried.offers.is_empty(), "no tab came back: {queried:?}");
        Ok(())
    }
}

/// Says whether a find is of something that End session keeps.
fn kept(kind: Kind, find: &Find, download: &str) -> bool {
    match (find.store, kind) {
        ("download", _) if find.file == format!("home/Downloads/{download}") => true,
        // The line of the desktop's recent files is an area outside browsers, cleaned only when asked for.
        ("download", Kind::Firefox) => find.file == "home/.local/share/recently-used.xbel",
        ("bookmark", Kind::Chromium) => find.file == "home/.config/chromium/Default/Bookmarks",
        ("bookmark", Kind::Firefox) => find.file.ends_with("/places.sqlite") && find.file.contains("mozilla/firefox/"),
        _ => false,
    }
}

/// The files that must still hold their value after the run.
fn must_stay(kind: Kind, download: &str) -> Vec<String> {
    let mut files = vec![format!("home/Downloads/{download}")];
    match kind {
        Kind::Chromium => files.push("/Default/Bookmarks".into()),
        Kind::Firefox => files.extend(["/places.sqlite", ".local/share/recently-used.xbel"].map(str::to_owned)),
    }
    files
}

#[expect(clippy::print_stderr, reason = "the list is for work on the catalog")]
fn show_unknown(kind: Kind, names: &[&Value]) {
    for name in names {
        eprintln!("{}: no rule mentions {} in the {}", kind.name(), name["path"], name["folder"]);
    }
}

/// Prints every find, for work on the catalog.
#[expect(clippy::print_stderr, reason = "asked for by SIGNOFF_BROWSERS_SHOW")]
fn show(found: &Found) {
    for find in &found.finds {
        eprintln!("{} | {} | {}", find.store, find.file, find.how);
    }
    for unread in &found.unread {
        eprintln!("not read: {unread}");
    }
}
