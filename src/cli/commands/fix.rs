//! `fix-sign-in`: the request from the arguments.

use crate::model::{Mode, Request};

use crate::cli::answer::Answer;
use crate::cli::args::{RunArgs, SitesArgs};
use crate::cli::run::CommandRunner;

impl CommandRunner<'_> {
    pub(super) fn fix_sign_in(&self, sites: &SitesArgs, dry_run: bool, then_open: bool, run: &RunArgs) -> Answer {
        let selection = match self.context.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(err) => return Answer::of_selection(&err, self.tr),
        };
        let page = self.context.services.login_page(&selection);
        let mode = Mode::FixSignIn { asked: selection.asked, rules: selection.rules.into() };
        let request = Request { mode, ..Request::default() };
        if dry_run {
            return self.preview(&request, run.json, false);
        }
        self.plan_and_run(&request, run, page.as_deref().filter(|_| then_open))
    }
}
