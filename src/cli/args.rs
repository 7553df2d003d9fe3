//! What can be typed, as product.md lists it. What is not built yet is not here.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Parser, Subcommand};

use crate::engine::{Close, RunOptions};
use crate::model::{Area, BrowserId, Category, Digest, Level, Request};

/// Leaves a shared computer clean: closes the browsers, removes what you left in them, verifies, and says so.
#[derive(Debug, Parser)]
#[command(name = "signoff", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub(super) struct Args {
    /// Work on a sample home made for this run; nothing of yours is touched.
    #[arg(long, global = true)]
    pub(super) demo: bool,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

const EXIT_CODES: &str = "Exit: 0 clean and verified, or nothing to do; 1 something is left; 2 usage; \
                          3 nothing was done; 4 stopped by the system; 130 cancelled.";

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
        #[arg(long, conflicts_with = "dry_run")]
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
    /// Complete what an interrupted run left; silent if there is nothing.
    Finish,
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct ScopeArgs {
    /// Only this browser; may be given again.
    #[arg(long, value_name = "BROWSER")]
    browser: Vec<String>,
    /// Only this profile, by its name or its folder; may be given again.
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// How thorough: "traces" keeps bookmarks, extensions and settings.
    #[arg(long, value_parser = level(), default_value = "traces")]
    level: Level,
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
    /// Returns what is asked for, but for kept sites, whose names the caller must understand first.
    pub(super) fn request(&self) -> Request {
        Request {
            level: self.level,
            only: self.only.iter().copied().collect(),
            browsers: self.browser.iter().cloned().map(BrowserId).collect(),
            profiles: self.profile.iter().cloned().collect(),
            also: self.also.iter().copied().collect(),
            ..Request::default()
        }
    }
}

#[derive(Debug, Default, clap::Args)]
pub(super) struct SitesArgs {
    /// A set (microsoft, tuni, microsoft-365, google) or a site; may be given again. Default: microsoft and tuni.
    #[arg(long, value_name = "SET|DOMAIN")]
    pub(super) sites: Vec<String>,
}

#[derive(Debug, clap::Args)]
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
    /// What to do about open browsers: ask them, force them after the grace, or never ask.
    #[arg(long, value_parser = close(), default_value = "ask")]
    close: Close,
    /// Seconds that an asked browser has to close.
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=3600))]
    grace: u64,
}

impl RunArgs {
    pub(super) const fn options(&self) -> RunOptions {
        RunOptions { close: self.close, grace: Duration::from_secs(self.grace) }
    }
}

fn level() -> impl clap::builder::TypedValueParser<Value = Level> {
    PossibleValuesParser::new(["traces", "everything"]).map(|name| match name.as_str() {
        "everything" => Level::Everything,
        _ => Level::Traces,
    })
}

fn close() -> impl clap::builder::TypedValueParser<Value = Close> {
    PossibleValuesParser::new(["ask", "force", "never"]).map(|name| match name.as_str() {
        "force" => Close::Force,
        "never" => Close::Never,
        _ => Close::Ask,
    })
}

fn category() -> impl clap::builder::TypedValueParser<Value = Category> {
    let find = |name: String| Category::ALL.into_iter().find(|category| category.name() == name).ok_or(NoCategory);
    PossibleValuesParser::new(Category::ALL.map(Category::name)).try_map(find)
}

fn area() -> impl clap::builder::TypedValueParser<Value = Area> {
    let find = |name: String| Area::ALL.into_iter().find(|area| area.name() == name).ok_or(NoCategory);
    PossibleValuesParser::new(Area::ALL.map(Area::name)).try_map(find)
}

/// Cannot happen: the names come from the same list. Falling back to some one could remove what was not meant.
#[derive(Debug, thiserror::Error)]
#[error("there is no such name")]
struct NoCategory;

fn digest(text: &str) -> Result<Digest, &'static str> {
    Digest::parse(text).ok_or("a digest has 16 hexadecimal digits, as the preview prints it")
}
