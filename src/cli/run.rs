//! A run from request to result: plan, preview, confirm, execute, report. `preview`, `end-session`, `fix-sign-in` and
//! the demonstration share it. It never decides what is removed.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _};

use crate::engine::{Count, EngineError, Programs, RunOptions, Turn};
use crate::i18n::advice::Adviser;
use crate::i18n::names::shown;
use crate::i18n::{Tr, words};
use crate::model::{
    AfterRun, Digest, Inventory, Mode, Origin, Plan, ReceiptStatus, Report, Request, Stop, StopReason, Verdict,
    with_causes,
};
use crate::platform::{Sessions, System as _, terminal};

use super::answer::{Answer, Exit, NothingDone, refused};
use super::args::RunArgs;
use super::context::CommandContext;
use super::ending::Ending;
use super::json;
use super::progress::Progress;
use super::text::paths::Paths;
use super::text::{fix, preview, report};

/// Runs commands with one context and one language.
pub(super) struct CommandRunner<'a> {
    pub(super) context: &'a CommandContext,
    pub(super) tr: &'a Tr,
    /// What can stop the command.
    pub(super) ending: &'a Ending,
}

/// A plan with its digest.
pub(super) struct PlannedRun {
    plan: Plan,
    digest: Digest,
    /// What was listed, if the run goes by profile.
    listed: Option<Inventory>,
}

impl CommandRunner<'_> {
    pub(super) fn preview(&self, request: &Request, json: bool, all_items: bool) -> Answer {
        let mut progress = self.progress();
        let planned = self.planned(request, Count::Sizes, &mut progress, &Stop::default(), json);
        drop(progress);
        planned.map_or_else(
            |answer| answer,
            |planned| {
                let mut paths = Paths::new(&self.context.catalog);
                let text = if json {
                    let demo = self.context.is_demo();
                    json::line(&json::PreviewView::of(
                        &planned.plan,
                        &planned.digest,
                        &mut paths,
                        Adviser::new(self.tr),
                        all_items,
                        demo,
                    ))
                } else {
                    self.preview_text(&planned, all_items)
                };
                Answer::result(Exit::Clean, text)
            },
        )
    }

    /// Plans, shows the preview, asks unless `--yes` was given, and runs. `login` is the page to open afterwards.
    pub(super) fn plan_and_run(&self, request: &Request, args: &RunArgs, login: Option<&str>) -> Answer {
        let (settings, locks) = (&self.context.settings, &self.context.locks);
        let allowed = args
            .options(settings, locks)
            .and_then(|options| Ok((options, args.budget(settings, locks)?, args.then(settings, locks, request)?)));
        let (options, budget, then) = match allowed {
            Ok(allowed) => allowed,
            Err(refusal) => return refused(self.tr, &refusal),
        };
        let programs =
            if args.ends_session() && !self.context.is_demo() { Programs::LeftOver } else { Programs::AtWork };
        let options = RunOptions { programs, time: budget.into(), budget, ..options };
        match self.sessions(args) {
            Sessions::Over => {}
            Sessions::GoOn => return self.session_goes_on(request, options.origin, args.json),
            Sessions::Unknown => warn(&self.tr.text("session-unknown")),
        }
        if !args.yes && !terminal::can_ask() {
            return Answer::usage(&self.tr.text("err-no-terminal"));
        }
        let stop = &self.ending.stop;
        if args.yes {
            self.ending.stop_after(self.tr, budget);
        }
        // A run that waits for another one looks at nothing before that one is done.
        let turn = args.patience(stop).map(|stop| self.context.engine().turn(budget, Some(stop))).transpose();
        let turn = match turn {
            Ok(turn) => turn,
            Err(EngineError::Busy) => return self.put_off(request, options.origin, args.json),
            Err(error) => return self.failed(&error, args.json),
        };
        let mut progress = self.progress();
        let count = match args.yes {
            // A digest is of all that will be done, so all is planned first.
            true if budget.is_some() && args.expect.is_none() && request.fixes().is_none() => Count::Listed,
            true => Count::NamesOnly,
            false => Count::Sizes,
        };
        let planned = match self.planned(request, count, &mut progress, stop, args.json) {
            Ok(planned) => planned,
            Err(answer) => {
                // Out of time before planning: still record the request, so that `finish` completes it.
                if stop.asked() == Some(StopReason::OutOfTime) && args.expect.is_none() {
                    drop(turn);
                    let error = self.record_pending(request, options.origin);
                    return self.run_follow_up(Answer { error: answer.error + &error, ..answer }, then);
                }
                return self.run_follow_up(answer, then);
            }
        };
        if args.expect.as_ref().is_some_and(|expected| *expected != planned.digest) {
            let why = NothingDone::because(self.tr, "plan-changed", "why-changed");
            return self.nothing_done(&why, Verdict::NothingDone, Some(&planned.digest), args.json);
        }
        if !args.yes && !planned.plan.is_empty() {
            progress.pause();
            if !self.confirm(&planned, args.json) {
                let why = NothingDone::because(self.tr, "not-agreed", "why-said-no");
                return self.nothing_done(&why, Verdict::Cancelled, Some(&planned.digest), args.json);
            }
            self.ending.stop_on_signals(self.tr);
            self.ending.stop_after(self.tr, budget);
        }
        let turn = match turn.map_or_else(|| self.context.engine().turn(budget, None), Ok) {
            Ok(turn) => turn,
            Err(error) => return self.failed(&error, args.json),
        };
        let answer = self.run_plan((&turn, &planned), &options, progress, stop, args.json, login);
        drop(turn);
        self.run_follow_up(answer, then)
    }

    /// Leaves a request for `finish`, because another run was at work until the time was up.
    fn put_off(&self, request: &Request, origin: Origin, json: bool) -> Answer {
        if self.ending.stop.asked() == Some(StopReason::Cancelled) {
            let why = NothingDone::because(self.tr, "stopped", "why-stopped");
            return self.nothing_done(&why, Verdict::Cancelled, None, json);
        }
        let error = self.record_pending(request, origin);
        let mut why = NothingDone::because(self.tr, "busy", "res-put-off");
        if error.is_empty() {
            why.text = format!("{} {}", why.text, self.tr.text("res-put-off-noted"));
        }
        let result = if json {
            json::line(&json::ReportView::nothing(&why, Verdict::OutOfTime, None, self.context.is_demo()))
        } else {
            self.context.marked(self.tr, &(why.text + "\n"))
        };
        Answer { exit: Exit::OutOfTime, result, error }
    }

    /// Says whether this user's session is over; a run that is not for the end of one takes it for over.
    fn sessions(&self, args: &RunArgs) -> Sessions {
        let is_asked = args.ends_session() && !self.context.is_demo();
        if is_asked { self.context.system.sessions(&self.context.places) } else { Sessions::Over }
    }

    fn session_goes_on(&self, request: &Request, origin: Origin, json: bool) -> Answer {
        if self.context.engine().record_session_goes_on(request, origin) == ReceiptStatus::Failed {
            warn(&self.tr.text("log-failed"));
        }
        let why = NothingDone::because(self.tr, "session-goes-on", "why-session");
        self.nothing_done(&why, Verdict::SessionGoesOn, None, json)
    }

    /// Notes that a run is still to be done. Returns the error text if that failed.
    fn record_pending(&self, request: &Request, origin: Origin) -> String {
        let lines = match self.context.engine().record_pending(request, origin) {
            Ok(faults) => faults.iter().map(|fault| words::record_fault(self.tr, fault)).collect(),
            Err(error) => vec![self.tr.with("rec-not-noted", &[("error", with_causes(&error).into())])],
        };
        let lines: Vec<_> = lines.into_iter().map(|line| format!("signoff: {line}\n")).collect();
        lines.concat()
    }

    pub(super) fn planned(
        &self,
        request: &Request,
        count: Count,
        progress: &mut Progress<'_>,
        stop: &Stop,
        json: bool,
    ) -> Result<PlannedRun, Answer> {
        let engine = self.context.engine();
        // An unknown browser in the request is refused before anything is read.
        let named = request.browsers.iter().filter(|browser| !browser.is_unknown()).cloned().collect();
        engine
            .plan(&Inventory::default(), &Request { profiles: BTreeSet::new(), browsers: named, ..request.clone() })
            .map_err(|error| Answer::of_request(&error, self.tr))?;
        let found = engine.discover(&request.browsers, &request.also, count, progress, stop);
        let mut inventory = found.map_err(|error| self.failed(&error, json))?;
        if let Some(rules) = request.fixes() {
            engine.inspect(&mut inventory, rules, stop).map_err(|error| self.failed(&error, json))?;
        }
        // An interrupted discovery is incomplete. A run based on it would claim to be clean.
        if let Some(reason) = stop.asked() {
            let why = NothingDone::because(self.tr, "stopped", "why-stopped");
            return Err(self.nothing_done(&why, stopped(reason), None, json));
        }
        let plan = engine.plan(&inventory, request).map_err(|error| Answer::of_request(&error, self.tr))?;
        progress.expect(&plan);
        let digest = engine.digest(&plan);
        let listed = (count == Count::Listed).then_some(inventory);
        Ok(PlannedRun { plan, digest, listed })
    }

    pub(super) fn run_plan(
        &self,
        (turn, planned): (&Turn, &PlannedRun),
        options: &RunOptions,
        mut progress: Progress<'_>,
        stop: &Stop,
        json: bool,
        login: Option<&str>,
    ) -> Answer {
        let engine = self.context.engine();
        let mut by_profile = None;
        let done = match &planned.listed {
            Some(listed) => {
                let (plan, done) = engine.run_by_profile(turn, (listed, &planned.plan), options, &mut progress, stop);
                by_profile = Some(plan);
                done
            }
            None => engine.run_in(turn, &planned.plan, options, &mut progress, stop),
        };
        drop(progress);
        let (plan, exit) = (by_profile.as_ref().unwrap_or(&planned.plan), Exit::from(&done));
        let mut paths = Paths::new(&self.context.catalog);
        let text = if json {
            json::line(&json::ReportView::of(&done, plan, &mut paths, Adviser::new(self.tr), self.context.is_demo()))
        } else {
            self.context.marked(self.tr, &report::report(self.tr, &done, Some(plan), &mut paths))
        };
        let error = login.and_then(|page| self.open_login(plan, &done, page)).unwrap_or_default();
        Answer { error, ..Answer::result(exit, text) }
    }

    /// Opens the login page in the browser and profile from which a sign-in was removed, preferring a browser that was
    /// closed for it. Returns the error text if that fails or nothing was removed.
    fn open_login(&self, plan: &Plan, report: &Report, page: &str) -> Option<String> {
        let failed =
            |why: String| Some(format!("signoff: {}\n", self.tr.with("fix-not-opened", &[("why", why.into())])));
        if self.context.is_demo() {
            return failed(self.tr.text("demo"));
        }
        match self.context.engine().open_login(plan, report, page) {
            Ok(true) => None,
            Ok(false) => failed(self.tr.text("fix-open-nowhere")),
            Err(error) => failed(with_causes(&error)),
        }
    }

    /// Locks the screen, logs out or restarts after a run, as `then` says. The result is printed first, because the
    /// terminal may be gone afterwards. If nothing was done or the run was cancelled, the user still has to act, so
    /// nothing follows.
    fn run_follow_up(&self, answer: Answer, then: AfterRun) -> Answer {
        let was_run = matches!(answer.exit, Exit::Clean | Exit::Left | Exit::OutOfTime);
        if then == AfterRun::Nothing || !was_run || self.context.is_demo() {
            return answer;
        }
        let Answer { mut exit, result, mut error } = answer;
        self.ending.speak(exit);
        let is_written = terminal::print(&result).is_ok();
        let followed = self.context.engine().follow(then);
        if let Some(text) = words::follow_up(self.tr, &followed) {
            error = format!("{error}signoff: {text}\n");
        }
        if exit == Exit::Clean && (!followed.is_done() || !is_written) {
            exit = Exit::Left;
        }
        Answer { exit, result: String::new(), error }
    }

    /// Shows the preview and asks. With `--json` the preview goes to stderr, because stdout is for the result.
    fn confirm(&self, planned: &PlannedRun, json: bool) -> bool {
        let text = self.preview_text(planned, false);
        if json {
            terminal::say(&text);
        } else {
            terminal::print(&text).ok();
        }
        if !planned.plan.must_close.is_empty() {
            let names: Vec<_> = planned.plan.must_close.iter().map(|open| shown(&open.name)).collect();
            let warning = self.tr.with("run-text", &[("browsers", names.join(", ").into())]);
            terminal::say(&format!("{warning}\n"));
        }
        let question = if planned.plan.request.fixes().is_some() { "fix-ask" } else { "ask" };
        terminal::say(&format!("{} ", self.tr.text(question)));
        let mut reply = String::new();
        let read = io::stdin().lock().read_line(&mut reply);
        read.is_ok() && is_yes(&self.tr.text("ask-yes"), &reply)
    }

    pub(super) fn preview_text(&self, planned: &PlannedRun, all_items: bool) -> String {
        let mut paths = Paths::new(&self.context.catalog);
        let text = match &planned.plan.request.mode {
            Mode::EndSession => preview::preview(self.tr, &planned.plan, &planned.digest, &mut paths, all_items),
            Mode::FixSignIn { asked, rules: _ } => fix::preview(self.tr, &planned.plan, asked, &planned.digest),
        };
        let organisation = self.context.settings.organisation.value.as_deref();
        let managed = organisation.map(|name| self.tr.with("win-managed", &[("name", name.into())]) + "\n");
        self.context.marked(self.tr, &(text + &managed.unwrap_or_default()))
    }

    pub(super) fn progress(&self) -> Progress<'_> {
        Progress::new(self.tr, self.context.is_demo())
    }

    pub(super) fn failed(&self, error: &EngineError, json: bool) -> Answer {
        NothingDone::of_engine(error, self.tr).map_or_else(
            || Answer::usage(&with_causes(error)),
            |why| self.nothing_done(&why, Verdict::NothingDone, None, json),
        )
    }

    pub(super) fn nothing_done(
        &self,
        why: &NothingDone,
        verdict: Verdict,
        digest: Option<&Digest>,
        json: bool,
    ) -> Answer {
        let text = if json {
            json::line(&json::ReportView::nothing(why, verdict, digest, self.context.is_demo()))
        } else {
            self.context.marked(self.tr, &report::nothing(self.tr, why))
        };
        Answer::result(verdict.into(), text)
    }
}

/// Says something on stderr that does not change the result.
fn warn(text: &str) {
    terminal::say(&format!("signoff: {text}\n"));
}

const fn stopped(reason: StopReason) -> Verdict {
    match reason {
        StopReason::Cancelled => Verdict::Cancelled,
        StopReason::OutOfTime => Verdict::OutOfTime,
    }
}

/// Says whether a reply is one of the words that mean yes. Everything else means no.
fn is_yes(words: &str, reply: &str) -> bool {
    let reply = reply.trim().to_lowercase();
    words.split_whitespace().any(|word| word == reply)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn only_a_clear_yes_is_a_yes() {
        let check = |lang, reply: &str, expected| {
            assert_eq!(is_yes(&Tr::of(lang).text("ask-yes"), reply), expected, "{lang:?} {reply:?}");
        };
        check(Lang::En, "y\n", true);
        check(Lang::En, " YES \n", true);
        check(Lang::En, "", false);
        check(Lang::En, "\n", false);
        check(Lang::En, "yess\n", false);
        check(Lang::En, "k\n", false);
        check(Lang::Fi, "Kyllä\n", true);
        check(Lang::Fi, "e\n", false);
        check(Lang::Sv, "ja\n", true);
        check(Lang::Sv, "n\n", false);
    }
}
