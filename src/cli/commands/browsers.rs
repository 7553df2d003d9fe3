//! `browsers`: lists installed browsers and profiles.

use std::collections::BTreeSet;

use crate::cli::answer::{Answer, Exit};
use crate::cli::json;
use crate::cli::run::CommandRunner;
use crate::cli::text::paths::Paths;
use crate::cli::text::preview;
use crate::engine::Count;
use crate::i18n::advice::Adviser;
use crate::model::Stop;

impl CommandRunner<'_> {
    pub(super) fn browsers(&self, json: bool, unknown: bool) -> Answer {
        let mut progress = self.progress();
        let engine = self.context.engine();
        let (all, none) = (BTreeSet::new(), BTreeSet::new());
        let found = engine.discover(&all, &none, Count::NamesOnly, &mut progress, &Stop::default());
        drop(progress);
        let listed = found.and_then(|inventory| {
            let names = unknown.then(|| engine.unknown_names(&inventory)).transpose()?;
            Ok((inventory, names))
        });
        let mut paths = Paths::new(&self.context.catalog);
        match listed {
            Err(error) => self.failed(&error, json),
            Ok((inventory, names)) if json => {
                let view = json::BrowsersView::of(
                    &inventory,
                    names.as_deref(),
                    &mut paths,
                    Adviser::new(self.tr),
                    self.context.is_demo(),
                );
                Answer::result(Exit::Clean, json::line(&view))
            }
            Ok((inventory, names)) => {
                let mut text = preview::browsers(self.tr, &inventory);
                if let Some(names) = names {
                    text += &preview::unknown_names(self.tr, &names, &mut paths);
                }
                Answer::result(Exit::Clean, self.context.marked(self.tr, &text))
            }
        }
    }
}
