//! Progress on stderr: a bar on a terminal, plain lines otherwise. No colours are used, so `NO_COLOR` has no effect.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};

use crate::i18n::names::{owner, shown};
use crate::i18n::{Tr, words};
use crate::model::{BrowserId, Certainty, Event, ItemId, Observer, Phase, Plan, visible_lines};
use crate::platform::terminal;

/// Prints the events of a run.
pub(super) struct Progress<'a> {
    tr: &'a Tr,
    demo: bool,
    face: Face,
    browsers: BTreeMap<BrowserId, String>,
    items: BTreeMap<ItemId, String>,
    total: u64,
}

enum Face {
    Bar(ProgressBar),
    Lines,
}

impl<'a> Progress<'a> {
    pub(super) fn new(tr: &'a Tr, demo: bool) -> Self {
        let face = if terminal::is_watched() { Face::Bar(ProgressBar::no_length()) } else { Face::Lines };
        let mut progress = Self { tr, demo, face, browsers: BTreeMap::new(), items: BTreeMap::new(), total: 0 };
        if demo {
            progress.line(&tr.text("demo-text"));
        }
        progress
    }

    /// Reads names and the expected number of files from a plan.
    pub(super) fn expect(&mut self, plan: &Plan) {
        self.browsers = plan.must_close.iter().map(|open| (open.id.clone(), shown(&open.name))).collect();
        let label = |item: &crate::model::Item| owner(self.tr, item);
        self.items = plan.items.iter().map(|item| (item.id, label(item))).collect();
        let areas = plan.areas.iter().map(|item| (item.id, self.tr.text(words::area(item.area))));
        self.items.extend(areas);
        let total = plan.total();
        self.total = if total.certainty == Certainty::Unknown { 0 } else { total.files };
    }

    /// Sets the name of a browser.
    pub(super) fn name(&mut self, browser: &BrowserId, name: &str) {
        self.browsers.insert(browser.clone(), shown(name));
    }

    fn named(&self, browser: &BrowserId) -> String {
        self.browsers.get(browser).cloned().unwrap_or_else(|| shown(&browser.0))
    }

    /// Clears the bar, so that a question or the result is not printed into it.
    pub(super) fn pause(&self) {
        if let Face::Bar(bar) = &self.face {
            bar.finish_and_clear();
        }
    }

    fn line(&mut self, text: &str) {
        match &self.face {
            Face::Bar(bar) => bar.println(visible_lines(text)),
            Face::Lines => terminal::say(&format!("{text}\n")),
        }
    }

    fn marked(&self, text: String) -> String {
        if self.demo { format!("{text} · {}", self.tr.text("demo")) } else { text }
    }

    fn phase(&mut self, phase: Phase) {
        let text = self.marked(self.tr.text(words::phase(phase)));
        let Face::Bar(bar) = &self.face else { return self.line(&text) };
        bar.reset();
        let counts = phase == Phase::Removing && self.total > 0;
        let template = if counts { "{msg}\n{wide_bar} {percent} %" } else { "{spinner} {msg}" };
        if counts {
            bar.set_length(self.total);
        } else {
            bar.unset_length();
        }
        // The templates are constants that parse. Without a style the bar still works.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(visible_lines(&text).into_owned());
    }
}

impl Observer for Progress<'_> {
    fn on(&mut self, event: Event) {
        match event {
            Event::Phase(phase) => self.phase(phase),
            Event::WaitingFor(browser) => {
                self.line(&self.tr.with("p-wait", &[("browser", self.named(&browser).into())]));
            }
            Event::WindowOpened(browser) => {
                self.line(&self.tr.with("clean-open", &[("browser", self.named(&browser).into())]));
            }
            Event::Started(item) => {
                if let (Face::Bar(bar), Some(label)) = (&self.face, self.items.get(&item)) {
                    bar.set_message(visible_lines(&self.marked(label.clone())).into_owned());
                }
            }
            Event::Progress { files, .. } => {
                if let Face::Bar(bar) = &self.face {
                    bar.inc(files);
                }
            }
            Event::Finished(_) => {}
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.pause();
    }
}
