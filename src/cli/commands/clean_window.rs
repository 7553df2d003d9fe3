//! `clean-window`: chooses the page, opens the window, and reports its end. Output never contains the page's address.

use crate::catalog::{NotASiteName, page_of};
use crate::cli::answer::{Answer, Exit, NothingDone};
use crate::cli::run::CommandRunner;
use crate::engine::CleanWindowError;
use crate::i18n::clean_window::{self, result};
use crate::i18n::names::shown;
use crate::i18n::{Tr, names};
use crate::model::{BrowserId, CleanWindow, StaleRemoved, Verdict, with_causes};
use crate::platform;

impl CommandRunner<'_> {
    pub(super) fn clean_window(&self, browser: Option<&str>, sites: Option<&str>, page: Option<&str>) -> Answer {
        let context = self.context;
        let page = match page {
            Some(page) => page_of(page).map_err(|err| of_page(err, page, self.tr)),
            None => self.login_page(sites),
        };
        let page = match page {
            Ok(page) => page,
            Err(answer) => return answer,
        };
        if context.is_demo() {
            return self.not_opened("demonstration", self.tr.text("why-demo"));
        }
        if !platform::has_display() {
            return self.not_opened("no-display", self.tr.text("clean-no-display"));
        }
        let stop = &self.ending.stop;
        self.ending.stop_on_signals(self.tr);
        let mut progress = self.progress();
        for browser in context.engine().clean_browsers() {
            progress.name(&browser.id, &names::browser(&browser.name, browser.layout));
        }
        let browser = browser.map(|browser| BrowserId(browser.to_owned()));
        let done = context.engine().clean_window(browser.as_ref(), &page, &mut progress, stop);
        drop(progress);
        match done {
            Ok(done) => Answer::result(done.verdict.into(), text(self.tr, &done)),
            Err(CleanWindowError::Engine(error)) => self.failed(&error, false),
            Err(CleanWindowError::UnknownBrowser { asked, near }) => {
                Answer::unknown_name(self.tr, "err-browser", &asked.0, &near)
            }
            Err(CleanWindowError::NotHere { name, near }) => {
                Answer::unknown_name(self.tr, "err-clean-browser", &name, &near)
            }
            Err(CleanWindowError::NoBrowser) => self.not_opened("no-browser", self.tr.text("clean-no-browser")),
            Err(error @ (CleanWindowError::Folder(_) | CleanWindowError::NoLinks(_))) => {
                self.not_opened("no-folder", self.tr.with("why-error", &[("error", with_causes(&error).into())]))
            }
        }
    }

    /// Returns the login page of a set or site, or of the default sets if none is given.
    fn login_page(&self, sites: Option<&str>) -> Result<String, Answer> {
        let services = &self.context.services;
        let asked: Vec<_> = sites.map(str::to_owned).into_iter().collect();
        let selection = services.choose(&asked).map_err(|err| Answer::of_selection(&err, self.tr))?;
        services.login_page(&selection).ok_or_else(|| {
            let asked: Vec<_> = selection.asked.iter().map(|name| shown(name)).collect();
            Answer::usage(&self.tr.with("err-no-login", &[("asked", asked.join(", ").into())]))
        })
    }

    fn not_opened(&self, code: &'static str, text: String) -> Answer {
        self.nothing_done(&NothingDone { code, text }, Verdict::NothingDone, None, false)
    }
}

fn of_page(err: NotASiteName, page: &str, tr: &Tr) -> Answer {
    match err {
        NotASiteName::PublicSuffix => Answer::unknown_name(tr, "err-suffix", page, &[]),
        NotASiteName::OneWord | NotASiteName::Form => Answer::unknown_name(tr, "err-page", page, &[]),
    }
}

fn text(tr: &Tr, done: &CleanWindow) -> String {
    result(tr, done).join("\n") + "\n"
}

/// Returns what was removed of earlier clean windows that were killed; `None` if there was nothing.
pub(super) fn stale_removed(tr: &Tr, removed: &StaleRemoved) -> Option<(Exit, String)> {
    let lines = clean_window::stale_removed(tr, removed);
    let exit = if removed.left.is_empty() { Exit::Clean } else { Exit::Left };
    (!lines.is_empty()).then(|| (exit, lines.join("\n") + "\n"))
}
