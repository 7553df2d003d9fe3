//! `preview` and `end-session`: what is asked for.

use crate::cli::answer::{Answer, refused};
use crate::cli::args::ScopeArgs;
use crate::cli::run::Work;
use crate::model::Request;

impl Work<'_> {
    pub(super) fn end_session_request(&self, scope: &ScopeArgs) -> Result<Request, Answer> {
        let kept = self.world.services.sites(&scope.keep_site);
        let keep_sites = kept.map_err(|not| Answer::of_selection(&not, self.tr))?;
        let request = scope.request(&self.world.settings, &self.world.locks, &keep_sites);
        request.map_err(|refusal| refused(self.tr, &refusal))
    }
}
