//! `services`: lists live sign-ins and opens their sign-out pages. The window uses the same texts.

use crate::catalog::NotAService;
use crate::cli::answer::{Answer, Exit, NothingDone};
use crate::cli::json;
use crate::cli::run::CommandRunner;
use crate::cli::text::preview::{skipped, ways_on};
use crate::cli::text::table::aligned;
use crate::i18n::advice::Adviser;
use crate::i18n::names::shown;
use crate::i18n::{Tr, services};
use crate::model::{OpenedPages, SignIns, Stop, Verdict};

impl CommandRunner<'_> {
    pub(super) fn services(&self, json: bool, open: Option<&str>) -> Answer {
        let context = self.context;
        let wanted = match open.map(|name| context.services.named(name)).transpose() {
            Ok(wanted) => wanted,
            Err(err) => return of_name(&err, self.tr),
        };
        let mut progress = self.progress();
        let found = context.engine().sign_ins(&context.services, &mut progress, &Stop::default());
        drop(progress);
        let found = match found {
            Ok(found) => found,
            Err(error) => return self.failed(&error, json),
        };
        let Some(service) = wanted else {
            let text = if json {
                json::line(&json::ServicesView::of(&found, None, context.is_demo()))
            } else {
                context.marked(self.tr, &text(self.tr, &found))
            };
            return Answer::result(Exit::Clean, text);
        };
        if context.is_demo() {
            let why = NothingDone::because(self.tr, "demonstration", "why-demo");
            return self.nothing_done(&why, Verdict::NothingDone, None, json);
        }
        let opened = context.engine().open_sign_out(found.to(&service.id));
        let text = if json {
            json::line(&json::ServicesView::of(&found, Some(&opened), context.is_demo()))
        } else {
            opened_text(self.tr, &found, &opened, &service.name)
        };
        Answer::result(exit(&found, &opened), text)
    }
}

/// Returns "nothing done" if no page could be opened, and "left" if some could not or if there may be further sign-ins.
fn exit(found: &SignIns, opened: &OpenedPages) -> Exit {
    match (opened.opened.is_empty(), opened.failed.is_empty()) {
        (true, false) => Exit::NothingDone,
        (false, false) => Exit::Left,
        _ if found.may_be_more() => Exit::Left,
        _ => Exit::Clean,
    }
}

fn of_name(err: &NotAService, tr: &Tr) -> Answer {
    let (key, asked, near) = match err {
        NotAService::Unknown { asked, near } => ("err-service", asked, near),
        NotAService::Ambiguous { asked, near } => ("err-service-many", asked, near),
    };
    Answer::unknown_name(tr, key, asked, near)
}

/// Returns a table of sign-ins, then what could not be read.
fn text(tr: &Tr, found: &SignIns) -> String {
    let head =
        ["explain-col-service", "explain-col-profile", "explain-col-since", "explain-col-lasts", "services-page"];
    let mut table = vec![head.map(|key| tr.text(key)).to_vec()];
    for row in services::table(tr, found) {
        let mut pages = row.pages.into_iter();
        table.push(vec![row.service, row.whose, row.since, row.lasts, pages.next().unwrap_or_default()]);
        table.extend(pages.map(|page| [String::new(), String::new(), String::new(), String::new(), page].to_vec()));
    }
    let mut text = match found.live.len() {
        0 if found.may_be_more() => tr.text("services-none-known") + "\n",
        0 => tr.text("services-none") + "\n",
        _ => aligned(&table),
    };
    text += &lines(rest(tr, found));
    if !found.live.is_empty() {
        text += &lines(vec![tr.text("services-how")]);
    }
    text
}

fn opened_text(tr: &Tr, found: &SignIns, opened: &OpenedPages, service: &str) -> String {
    let mut said = services::opened(tr, opened);
    if said.is_empty() {
        said.push(tr.with("services-nowhere", &[("service", shown(service).into())]));
    }
    said.extend(rest(tr, found));
    lines(said)
}

fn rest(tr: &Tr, found: &SignIns) -> Vec<String> {
    let ways = ways_on(tr, Adviser::new(tr).skips(&found.skipped));
    services::not_known(tr, found).into_iter().chain(skipped(tr, &found.skipped)).chain(ways).collect()
}

fn lines(lines: Vec<String>) -> String {
    lines.into_iter().map(|line| line + "\n").collect()
}
