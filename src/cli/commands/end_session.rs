//! `preview` and `end-session`: the request from the arguments.

use crate::cli::answer::{Answer, refused};
use crate::cli::args::ScopeArgs;
use crate::cli::run::CommandRunner;
use crate::model::Request;

impl CommandRunner<'_> {
    pub(super) fn end_session_request(&self, scope: &ScopeArgs) -> Result<Request, Answer> {
        let kept = self.context.services.sites(&scope.keep_site);
        let keep_sites = kept.map_err(|err| Answer::of_selection(&err, self.tr))?;
        let request = scope.request(&self.context.settings, &self.context.locks, &keep_sites);
        request.map_err(|refusal| refused(self.tr, &refusal))
    }
}
