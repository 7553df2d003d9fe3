//! `finish --all`: completes what a power cut left of every account, when the computer starts. Does nothing of it
//! itself: it starts `finish` for each account, which gives up root's rights before it opens anything of that person.

use std::ffi::OsString;
use std::time::Duration;

use crate::cli::answer::{Answer, Exit};
use crate::cli::args::{A_DAY, FinishArgs, LOGIN_WAITS};
use crate::cli::run::CommandRunner;
use crate::i18n::names::shown;
use crate::platform::{self, AccountLimit, AccountRun};

/// How long an asked program has to end.
const GRACE: Duration = Duration::from_secs(4);

impl CommandRunner<'_> {
    pub(super) fn finish_all(&self, args: &FinishArgs) -> Answer {
        if platform::current_owner() != self.context.places.os.administrator {
            return Answer::usage(&self.tr.text("err-finish-all"));
        }
        if !self.context.settings.finish_at_boot.value {
            return Answer::result(Exit::Clean, self.tr.text("finish-all-off") + "\n");
        }
        let asked = Duration::from_secs(args.time_budget.unwrap_or(LOGIN_WAITS));
        let limit = (!args.rest).then_some(AccountLimit { asked, ended: asked + GRACE });
        match platform::run_for_each_account(limit, |name, left| arguments(name, left, args.rest)) {
            Ok(all) => {
                let mut exit = all.runs.iter().map(|run| Exit::of_code(run.exit)).max().unwrap_or(Exit::Clean);
                let mut result: String = all.runs.iter().map(|run| self.account_line(run)).collect();
                if all.is_cut {
                    exit = exit.max(Exit::OutOfTime);
                    result += &(self.tr.text("finish-all-cut") + "\n");
                }
                Answer::result(exit, result)
            }
            Err(error) => Answer::usage(&self.tr.with("why-error", &[("error", error.to_string().into())])),
        }
    }

    fn account_line(&self, run: &AccountRun) -> String {
        let said = if run.said.is_empty() { self.tr.text("finish-all-ended") } else { shown(&run.said) };
        format!("{}: {said}\n", shown(&run.name))
    }
}

/// Returns the arguments for one account. It gets a second less than what is left, so that it can still say what it did.
fn arguments(name: &str, left: Option<Duration>, rest: bool) -> Vec<OsString> {
    let seconds = left.map_or(A_DAY, |left| left.as_secs().saturating_sub(1).max(1));
    let (user, budget) = (format!("--user={name}"), format!("--time-budget={seconds}"));
    let rest = rest.then_some("--rest");
    ["finish", "--unattended", &user, &budget].into_iter().chain(rest).map(OsString::from).collect()
}
