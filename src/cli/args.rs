//! The arguments, and the requests that they and the settings make together.
//!
//! Doc comments on arguments are the text of `--help`.

use std::collections::BTreeSet;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand};

use crate::engine::{RunOptions, Waits};
use crate::model::{
    AfterRun, Area, Attendance, BrowserId, Category, Close, Digest, Level, Origin, Request, Site, Stop,
};
use crate::platform::UNATTENDED;
use crate::policy::{Key, Locks, Refusal, Settings, Source};

/// Leaves a shared computer clean: closes the browsers, removes what you left in them, verifies, and says so.
#[derive(Debug, Parser)]
#[command(name = "signoff", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(super) struct Args {
    /// Work on a sample home made for this run; nothing of yours is touched.
    #[arg(long, global = true)]
    pub(super) demo: bool,
    /// Started by another Signoff, which waits for this one.
    #[arg(long, global = true, hide = true)]
    pub(super) worker: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The argument of a worker. An argument, because the person before may have set variables.
pub(super) const WORKER: &str = "--worker";

/// What a command's arguments say about its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Nobody watches: another process works, and this one waits for it.
    pub(super) is_unattended: bool,
    /// The budget that was given.
    pub(super) budget: Option<Duration>,
    /// No question is asked first.
    pub(super) is_agreed: bool,
    pub(super) json: bool,
}

const EXIT_CODES: &str = "Exit: 0 clean and verified, or nothing to do; 1 something is left; 2 usage; \
                          3 nothing was done; 4 the time was used up, or the system stopped it; 130 cancelled.";

impl Args {
    /// Returns the argument of `--user`.
    pub(super) fn user(&self) -> Option<&str> {
        match &self.command {
            Some(Command::EndSession { run, .. } | Command::FixSignIn { run, .. }) => run.user.as_deref(),
            Some(Command::Finish(args)) => args.user.as_deref(),
            _ => None,
        }
    }

    /// Says whether a person watches the command's run. `finish` is what hooks run at login, and completes what somebody
    /// else may have left.
    pub(super) const fn attendance(&self) -> Attendance {
        match &self.command {
            Some(Command::EndSession { run, .. } | Command::FixSignIn { run, .. }) if run.unattended => {
                Attendance::Unattended
            }
            Some(Command::Finish(_)) => Attendance::Unattended,
            // Hooks for everybody take their time from the policy, not from root's own settings, and need no HOME.
            Some(Command::Hook { what }) if what.args().system => Attendance::Unattended,
            _ => Attendance::Attended,
        }
    }

    /// Returns what is known of the end of a command that removes something; `None` for any other.
    pub(super) fn limits(&self) -> Option<Limits> {
        let none = Limits { is_unattended: false, budget: None, is_agreed: true, json: false };
        match &self.command {
            Some(Command::EndSession { run, .. } | Command::FixSignIn { run, dry_run: false, .. }) => Some(Limits {
                is_unattended: run.unattended && !self.demo,
                budget: run.time_budget.map(Duration::from_secs),
                is_agreed: run.yes,
                json: run.json,
            }),
            Some(Command::Finish(args)) => {
                Some(Limits { is_unattended: args.unattended && !self.demo, budget: args.budget(), ..none })
            }
            _ => None,
        }
    }

    /// Says whether the command reads the settings. `hook remove` does not, so that it works with a broken policy.
    pub(super) const fn reads_settings(&self) -> bool {
        !matches!(self.command, Some(Command::Hook { what: HookCommand::Remove(_) }))
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List installed browsers and profiles, running or not.
    Browsers {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Also list names in kept folders that no rule mentions.
        #[arg(long)]
        unknown: bool,
    },
    /// Show what End session would remove.
    Preview {
        #[command(flatten)]
        scope: ScopeArgs,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Name every file and folder.
        #[arg(long)]
        all_items: bool,
    },
    /// Close the browsers, remove, verify, report.
    EndSession {
        #[command(flatten)]
        scope: ScopeArgs,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Remove chosen sign-ins from every browser, and nothing else.
    FixSignIn {
        #[command(flatten)]
        sites: SitesArgs,
        /// Show what would go; remove nothing.
        #[arg(long)]
        dry_run: bool,
        /// Afterwards open the login page, in the same browser and profile.
        #[arg(long, conflicts_with_all = ["dry_run", "then"])]
        then_open: bool,
        #[command(flatten)]
        run: RunArgs,
    },
    /// Say which sign-ins there are, where and since when, and what outside the browsers signs in by itself.
    Why {
        #[command(flatten)]
        sites: SitesArgs,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Print counts and kinds only, without sites, profiles or names, to be sent to the help desk.
        #[arg(long, conflicts_with = "json")]
        for_help_desk: bool,
    },
    /// List live sign-ins and their sign-out pages.
    Services {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Open the sign-out page of this service, in every browser and profile that holds a sign-in.
        #[arg(long, value_name = "NAME")]
        open: Option<String>,
    },
    /// Open a browser on an empty throw-away profile at a login page, wait until it is closed, and remove the profile.
    CleanWindow {
        /// In this browser; the one that you use, unless said otherwise.
        #[arg(long, value_name = "BROWSER")]
        browser: Option<String>,
        /// At the login page of this set or site; TUNI's, unless your organisation says otherwise.
        #[arg(long, value_name = "SET|DOMAIN", conflicts_with = "page")]
        sites: Option<String>,
        /// At this page.
        #[arg(value_name = "URL")]
        page: Option<String>,
    },
    /// Complete what an interrupted run left; silent if there is nothing.
    Finish(FinishArgs),
    /// List past runs.
    Log {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run End session at logout, and "finish" at the next login.
    Hook {
        #[command(subcommand)]
        what: HookCommand,
    },
    /// Check a policy file, or show what is set and by whom.
    Policy {
        #[command(subcommand)]
        what: PolicyCommand,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// Name every mistake in a policy file.
    Check {
        /// The file.
        file: std::path::PathBuf,
    },
    /// Show every value that is set, and who set it.
    Show {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum HookCommand {
    /// Put the hooks into place; what you have changed stays.
    Install(HookArgs),
    /// Take them away; what you have changed stays.
    Remove(HookArgs),
    /// Say how each is.
    Status(HookArgs),
}

impl HookCommand {
    /// Returns the arguments that all of them have.
    pub(super) const fn args(&self) -> &HookArgs {
        match self {
            Self::Install(args) | Self::Remove(args) | Self::Status(args) => args,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct HookArgs {
    /// Those for everybody on this computer, and for its display manager; to change them, as root.
    #[arg(long)]
    pub(super) system: bool,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct FinishArgs {
    /// A session begins: afterwards note that it is to be cleaned, whatever ends it.
    #[arg(long)]
    pub(super) session_begins: bool,
    /// As root: for every account, each with its own rights, in 30 seconds at most.
    #[arg(long, conflicts_with_all = ["user", "session_begins"])]
    pub(super) all: bool,
    /// No login waits: remove, beside the sessions and at low priority, what was only put out of reach.
    #[arg(long)]
    pub(super) rest: bool,
    /// As root: give up all rights and work for this user.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Started by a hook: HOME is the account's, and your settings can only add to what goes.
    #[arg(long)]
    unattended: bool,
    /// Seconds that it may take; what is left then is for the next time. Unattended 25, unless said otherwise.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(super) time_budget: Option<u64>,
}

impl FinishArgs {
    /// Returns how long it may take. A login waits for it where a hook has started it.
    pub(super) fn budget(&self) -> Option<Duration> {
        let unattended = if self.rest { A_DAY } else { LOGIN_WAITS };
        self.time_budget.or_else(|| self.unattended.then_some(unattended)).map(Duration::from_secs)
    }

    /// Says who waits.
    pub(super) const fn waits(&self) -> Waits {
        match (self.rest, self.unattended) {
            (true, _) => Waits::Nobody,
            (false, true) => Waits::Login,
            (false, false) => Waits::Person,
        }
    }
}

/// The longest budget, in seconds.
pub(super) const A_DAY: u64 = 86_400;

/// How long a login waits at most for what `finish` does before it, in seconds; a program that is then asked to end has
/// five more.
pub(super) const LOGIN_WAITS: u64 = 25;

#[derive(Debug, Default, clap::Args)]
pub(super) struct ScopeArgs {
    /// Only this browser; may be given again.
    #[arg(long, value_name = "BROWSER")]
    browser: Vec<String>,
    /// Only this profile, by its name or its folder; may be given again.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// How thorough: "traces" (unless set otherwise) keeps bookmarks, extensions and settings.
    #[arg(long, value_parser = level())]
    level: Option<Level>,
    /// Only these kinds; everything else stays.
    #[arg(long, value_name = "CATEGORY", value_delimiter = ',', value_parser = category())]
    only: Vec<Category>,
    /// These areas outside browsers too.
    #[arg(long, value_name = "AREA", value_delimiter = ',', value_parser = area())]
    also: Vec<Area>,
    /// Keep the cookies and stored data of this site; its history, tabs and cache go. May be given again.
    #[arg(long, value_name = "SITE")]
    pub(super) keep_site: Vec<String>,
}

impl ScopeArgs {
    /// Returns the request for End session, if the policy allows it. `keep_sites` are the parsed `--keep-site`s.
    pub(super) fn request(
        &self,
        settings: &Settings,
        locks: &Locks,
        keep_sites: &BTreeSet<Site>,
        attendance: Attendance,
    ) -> Result<Request, Refusal> {
        let also = self.also.iter().copied();
        let is_whole = self.only.is_empty() && self.browser.is_empty() && self.profile.is_empty();
        let request = Request {
            level: self.level.unwrap_or(settings.level.value),
            only: self.only.iter().copied().collect(),
            browsers: self.browser.iter().cloned().map(BrowserId).collect(),
            profiles: self.profile.iter().cloned().collect(),
            also: also.chain(locks.areas(settings, is_whole)).collect(),
            // What a policy keeps is removed only where it is asked for by name, and the policy allows that.
            keeping: settings.keep.value.iter().copied().filter(|kept| !self.only.contains(kept)).collect(),
            keep_sites: keep_sites.union(&settings.keep_sites.value).cloned().collect(),
            elsewhere: (attendance == Attendance::Unattended).then_some(settings.elsewhere.value),
            ..Request::default()
        };
        locks.allow(settings, &request).map(|()| request)
    }
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct SitesArgs {
    /// A set (microsoft, tuni, microsoft-365, google) or a site; may be given again. Default: microsoft and tuni, unless
    /// your organisation says otherwise.
    #[arg(long, value_name = "SET|DOMAIN")]
    pub(super) sites: Vec<String>,
}

#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option that is given or not")]
pub(super) struct RunArgs {
    /// Do not ask.
    #[arg(long)]
    pub(super) yes: bool,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Refuse if the plan is no longer the one with this digest.
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    pub(super) expect: Option<Digest>,
    /// What to do about open browsers: ask them (unless set otherwise), force them after the grace, or never ask.
    #[arg(long, value_parser = close())]
    close: Option<Close>,
    /// Seconds that an asked browser has to close; 10 unless set otherwise.
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(0..=3600))]
    grace: Option<u64>,
    /// Seconds that all of it may take; what is left then is for "signoff finish".
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    time_budget: Option<u64>,
    /// As root: give up all rights and work for this user.
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// What follows a run in which something was done: nothing (unless set otherwise), or the screen is locked, you are
    /// logged out, the computer restarts.
    #[arg(long, value_parser = then())]
    then: Option<AfterRun>,
    /// Started by a logout hook: nothing is done while another session of yours goes on; HOME is the account's, your
    /// settings can only add to what goes, browsers are forced unless a policy says otherwise, a shorter time that it sets
    /// counts, and nothing follows.
    #[arg(long, requires = "yes", conflicts_with_all = ["then", "close", "grace"])]
    unattended: bool,
    /// With --unattended: do it though the session goes on, as between two people on a kiosk.
    #[arg(long, requires = "unattended")]
    session_stays: bool,
}

impl RunArgs {
    /// Says whether the run is for the end of a session, so that it first asks whether that is over.
    pub(super) const fn ends_session(&self) -> bool {
        self.unattended && !self.session_stays
    }

    /// Returns what ends the wait for another run that is at work, if this one waits for it: nobody will start it again.
    pub(super) fn patience<'a>(&self, stop: &'a Stop) -> Option<&'a Stop> {
        self.unattended.then_some(stop)
    }

    /// Returns what follows the run, if the policy allows it. After Fix sign-in only `--then` counts, not the setting.
    pub(super) fn then(&self, settings: &Settings, locks: &Locks, request: &Request) -> Result<AfterRun, Refusal> {
        if self.unattended {
            return Ok(AfterRun::Nothing);
        }
        if request.fixes().is_some() {
            return Ok(self.then.unwrap_or_default());
        }
        let then = self.then.unwrap_or(settings.afterwards.value);
        locks.allow_value(settings, Key::Afterwards, &settings.afterwards, &then).map(|()| then)
    }

    /// Returns how long the run may take, if the policy allows it.
    pub(super) fn budget(&self, settings: &Settings, locks: &Locks) -> Result<Option<Duration>, Refusal> {
        if self.unattended {
            // The hook was installed with a time limit, after which it is killed; a longer budget cannot help.
            let least = [self.time_budget, settings.time_budget.value].into_iter().flatten().min();
            return Ok(Some(least.map_or(UNATTENDED, Duration::from_secs)));
        }
        let budget = self.time_budget.or(settings.time_budget.value);
        // A fixed budget is fixed in both directions: less time leaves more behind, more time delays the logout.
        locks.allow_value(settings, Key::TimeBudget, &settings.time_budget, &budget)?;
        Ok(budget.map(Duration::from_secs))
    }

    /// Returns how browsers are closed, if the policy allows it. The time budget is not included.
    pub(super) fn options(&self, settings: &Settings, locks: &Locks) -> Result<RunOptions, Refusal> {
        if self.unattended {
            let is_set = settings.source(Key::Close) != Source::Default;
            let close = if is_set { settings.close.value } else { Close::Force };
            let grace = Duration::from_secs(settings.grace.value);
            return Ok(RunOptions { close, grace, origin: Origin::Hook, ..RunOptions::default() });
        }
        let close = self.close.unwrap_or(settings.close.value);
        let grace = self.grace.unwrap_or(settings.grace.value);
        locks.allow_value(settings, Key::Close, &settings.close, &close)?;
        locks.allow_value(settings, Key::Grace, &settings.grace, &grace)?;
        Ok(RunOptions { close, grace: Duration::from_secs(grace), ..RunOptions::default() })
    }
}

fn level() -> impl clap::builder::TypedValueParser<Value = Level> {
    named(Level::ALL)
}

fn close() -> impl clap::builder::TypedValueParser<Value = Close> {
    named(Close::ALL)
}

fn then() -> impl clap::builder::TypedValueParser<Value = AfterRun> {
    named(AfterRun::ALL)
}

fn named<T: Copy + Default + Send + Sync + 'static, const N: usize>(
    all: [(&'static str, T); N],
) -> impl clap::builder::TypedValueParser<Value = T> {
    // The parser accepts only these names; the default is never used.
    let find = move |name: String| all.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    PossibleValuesParser::new(all.map(|(name, _)| name)).map(move |name| find(name).unwrap_or_default())
}

fn category() -> impl clap::builder::TypedValueParser<Value = Category> {
    let find = |name: String| Category::ALL.into_iter().find(|category| category.name() == name).ok_or(NoCategory);
    PossibleValuesParser::new(Category::ALL.map(Category::name)).try_map(find)
}

fn area() -> impl clap::builder::TypedValueParser<Value = Area> {
    let find = |name: String| Area::ALL.into_iter().find(|area| area.name() == name).ok_or(NoCategory);
    PossibleValuesParser::new(Area::ALL.map(Area::name)).try_map(find)
}

/// Cannot happen, because the names come from the same list. A default could remove the wrong category.
#[derive(Debug, thiserror::Error)]
#[error("there is no such name")]
struct NoCategory;

fn digest(text: &str) -> Result<Digest, &'static str> {
    Digest::parse(text).ok_or("a digest has 16 hexadecimal digits, as the preview prints it")
}
