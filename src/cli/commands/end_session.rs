//! `preview` and `end-session`: the request from the arguments.

use crate::cli::answer::{Answer, refused};
use crate::cli::args::ScopeArgs;
use crate::cli::context::CommandContext;
use crate::cli::run::CommandRunner;
use crate::model::Request;

impl CommandRunner<'_> {
    pub(super) fn end_session_request(&self, scope: &ScopeArgs) -> Result<Request, Answer> {
        let kept = self.context.services.sites(&scope.keep_site);
        let keep_sites = kept.map_err(|err| Answer::of_selection(&err, self.tr))?;
        let CommandContext { settings, locks, attendance, .. } = self.context;
        let request = scope.request(settings, locks, &keep_sites, *attendance);
        request.map_err(|refusal| refused(self.tr, &refusal))
    }
}
