//! Fix sign-in: its request, and the login page afterwards.

use crate::model::{Mode, Plan, Report, Request, with_causes};

use super::answer::Answer;
use super::args::{RunArgs, SitesArgs};
use super::commands::Work;

impl Work<'_> {
    pub(super) fn fix_sign_in(&self, sites: &SitesArgs, dry_run: bool, then_open: bool, run: &RunArgs) -> Answer {
        let selection = match self.world.services.choose(&sites.sites) {
            Ok(selection) => selection,
            Err(not) => return Answer::of_selection(&not, self.tr),
        };
        let page = self.world.services.login_page(&selection);
        let mode = Mode::FixSignIn { asked: selection.asked, rules: selection.rules.into() };
        let request = Request { mode, ..Request::default() };
        if dry_run {
            return self.preview(&request, run.json, false);
        }
        self.carry_out_request(&request, run, page.as_deref().filter(|_| then_open))
    }

    /// Opens the login page where a sign-in was removed: in the browser that was closed for it, if one was. Returns
    /// what to say if that does not work, or where nothing was removed and so no browser is the right one.
    pub(super) fn open_login(&self, plan: &Plan, report: &Report, page: &str) -> Option<String> {
        let complaint =
            |why: String| Some(format!("signoff: {}\n", self.tr.with("fix-not-opened", &[("why", why.into())])));
        if self.world.is_demo() {
            return complaint(self.tr.text("demo"));
        }
        match self.world.engine().open_login(plan, report, page) {
            Ok(true) => None,
            Ok(false) => complaint(self.tr.text("fix-open-nowhere")),
            Err(error) => complaint(with_causes(&error)),
        }
    }
}
