//! `why`: explains sign-ins in a paragraph and a table, or as a text for the help desk. The window uses the same texts.

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::SitesArgs;
use crate::cli::json;
use crate::cli::run::CommandRunner;
use crate::cli::text::table::aligned;
use crate::i18n::{Tr, why};
use crate::model::{SignInReport, Stop};
use crate::platform::{System as _, sign_in_aids};

/// The command that the text recommends.
const REMEDY: &str = "\"signoff fix-sign-in\"";

impl CommandRunner<'_> {
    pub(super) fn why(&self, sites: &SitesArgs, json: bool, for_help_desk: bool) -> Answer {
        let context = self.context;
        let selection = match context.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(err) => return Answer::of_selection(&err, self.tr),
        };
        let mut progress = self.progress();
        let found = context.engine().why(&selection, &context.services, &mut progress, &Stop::default());
        drop(progress);
        let profiles = match found {
            Ok(profiles) => profiles,
            Err(error) => return self.failed(&error, json),
        };
        // The demonstration must not depend on the computer that it runs on.
        let outside = if context.is_demo() { Vec::new() } else { sign_in_aids(&context.places) };
        let asked = selection.asked.into_iter().collect();
        let known = SignInReport { asked, profiles, outside, now: context.system.now() };
        let text = if json {
            json::line(&json::WhyView::of(&known, context.is_demo()))
        } else if for_help_desk {
            context.marked(self.tr, &why::for_help_desk(self.tr, &known))
        } else {
            context.marked(self.tr, &text(self.tr, &known))
        };
        Answer::result(Exit::Clean, text)
    }
}

/// Returns a paragraph, then a table.
fn text(tr: &Tr, known: &SignInReport) -> String {
    let table = table(tr, known);
    let mut text = why::paragraph(tr, known, REMEDY) + "\n";
    if !table.is_empty() {
        text += "\n";
        text += &aligned(&table);
    }
    text
}

fn table(tr: &Tr, known: &SignInReport) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    for rows in why::table(tr, known) {
        let of = || [rows.whose.clone(), rows.set.clone()];
        let signs = rows.signs.iter().cloned().map(|row| [row.mark, row.host, row.created, row.used, row.lasts]);
        lines.extend(signs.map(|row| of().into_iter().chain(row).collect::<Vec<_>>()));
        lines.extend(rows.rest.clone().map(|rest| of().into_iter().chain([rest]).collect()));
    }
    if !lines.is_empty() {
        let head = ["profile", "set", "mark", "host", "created", "used", "lasts"];
        lines.insert(0, head.iter().map(|key| tr.text(&format!("explain-col-{key}"))).collect());
    }
    lines
}
