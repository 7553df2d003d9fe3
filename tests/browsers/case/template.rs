//! Level everything with an administrator's template: the browser starts with what the template has, and nothing else.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ::signoff::catalog::Catalog;
use ::signoff::engine::{Count, Engine, RunOptions};
use ::signoff::model::{Level, Request, Stop, Verdict};
use ::signoff::platform::{Places, ThisComputer};
use ::signoff::policy::Settings;
use anyhow::{Context as _, Result, ensure};

use super::Case;
use super::killed::copy;
use crate::signoff;

impl Case {
    /// Makes a template of the profile as End session leaves it, and puts it in the place of the used one.
    pub(crate) fn starts_with_a_template(mut self) -> Result<()> {
        let used = self.lab.home().with_file_name("used");
        copy(&self.lab.home(), &used)?;
        let ran = signoff::run(&self.lab, &["end-session", "--yes"])?;
        ensure!(ran.code == Some(0), "{}", ran.said);
        let template = self.lab.home().with_file_name("template");
        copy(&self.profile()?, &template)?;
        copy(&used, &self.lab.home())?;

        let (catalog, places) = (Catalog::builtin()?, Places::below(&self.lab.home()));
        let mut policy = Settings::default();
        policy.template_profile.value = BTreeMap::from([(self.kind.used().family, template.display().to_string())]);
        let system = ThisComputer::new();
        let engine = Engine { catalog: &catalog, policy: &policy, places: &places, system: &system };
        let (request, stop) = (Request { level: Level::Everything, ..Request::default() }, Stop::default());
        let inventory = engine.discover(&request.browsers, &request.also, Count::NamesOnly, &mut (), &stop)?;
        let plan = engine.plan(&inventory, &request)?;
        // Firefox makes a second profile that it never opens.
        ensure!(!plan.templates.is_empty(), "no profile gets the template");
        let report = engine.run(&plan, &RunOptions::default(), &mut (), &stop)?;
        ensure!(report.verdict == Verdict::Clean, "{:#?} {:#?}", report.leftovers, report.skipped);
        self.starts_clean()
    }

    /// The one profile that the browser made for itself.
    pub(super) fn profile(&self) -> Result<PathBuf> {
        let root = self.lab.home().join(self.kind.used().root);
        let folders = std::fs::read_dir(root)?.flatten().map(|entry| entry.path());
        let mut used =
            folders.filter(|folder| ["Preferences", "prefs.js"].iter().any(|name| folder.join(name).is_file()));
        used.next().context("no profile")
    }
}
