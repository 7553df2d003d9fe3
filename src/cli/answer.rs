//! How a command ends: what is printed on which stream, and the exit code.

use std::process::ExitCode;

use crate::catalog::NotASelection;
use crate::engine::{EngineError, RequestError};
use crate::i18n::Tr;
use crate::i18n::names::shown;
use crate::model::{Report, Verdict, with_causes};
use crate::platform::terminal;
use crate::policy::Refusal;

/// The exit codes, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// Clean and verified, nothing to do, the session goes on, or a list printed completely.
    Clean,
    /// Done, but something is left, unreadable, unverified, or behind a link or mount.
    Left,
    /// The request is not understood, or this user may not make it.
    Usage,
    /// Nothing was done.
    NothingDone,
    /// Stopped by a signal of the system or by the time budget.
    OutOfTime,
    /// Cancelled by the user.
    Cancelled,
}

impl Exit {
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Left => 1,
            Self::Usage => 2,
            Self::NothingDone => 3,
            Self::OutOfTime => 4,
            Self::Cancelled => 130,
        }
    }
}

impl Exit {
    /// Returns the exit of another Signoff; one without a code was stopped.
    pub(super) fn of_code(code: Option<u8>) -> Self {
        let all = [Self::Clean, Self::Left, Self::Usage, Self::NothingDone, Self::OutOfTime, Self::Cancelled];
        let known = code.map(|code| all.into_iter().find(|exit| exit.code() == code).unwrap_or(Self::NothingDone));
        known.unwrap_or(Self::OutOfTime)
    }
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Clean | Verdict::SessionGoesOn => Self::Clean,
            Verdict::Left => Self::Left,
            Verdict::NothingDone => Self::NothingDone,
            Verdict::OutOfTime => Self::OutOfTime,
            Verdict::Cancelled => Self::Cancelled,
        }
    }
}

/// A clean run whose record is not complete is not called a failure of the cleaning, but is one to look at.
impl From<&Report> for Exit {
    fn from(report: &Report) -> Self {
        match Self::from(report.verdict) {
            Self::Clean if !report.is_recorded() => Self::Left,
            exit => exit,
        }
    }
}

/// The result of a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) exit: Exit,
    /// Text for stdout.
    pub(super) result: String,
    /// Text for stderr: why there is no result, or what went wrong beside it.
    pub(super) error: String,
}

impl Answer {
    pub(super) const fn result(exit: Exit, result: String) -> Self {
        Self { exit, result, error: String::new() }
    }

    /// Returns a refusal: exit code 2 and the reason.
    pub(super) fn usage(error: &str) -> Self {
        Self { exit: Exit::Usage, result: String::new(), error: format!("signoff: {error}\n") }
    }

    pub(super) fn of_request(error: &RequestError, tr: &Tr) -> Self {
        let (key, asked, near) = match error {
            RequestError::UnknownBrowser { asked, near } => ("err-browser", asked, near),
            RequestError::UnknownProfile { asked, near } => ("err-profile", asked, near),
            RequestError::AmbiguousProfile { asked, near } => ("err-profile-many", asked, near),
        };
        Self::unknown_name(tr, key, asked, near)
    }

    pub(super) fn of_selection(err: &NotASelection, tr: &Tr) -> Self {
        match err {
            NotASelection::UnknownSet { asked, near } => Self::unknown_name(tr, "err-set", asked, near),
            NotASelection::NoSite { asked } => Self::unknown_name(tr, "err-site", asked, &[]),
            NotASelection::PublicSuffix { asked } => Self::unknown_name(tr, "err-suffix", asked, &[]),
        }
    }

    pub(super) fn unknown_name(tr: &Tr, key: &str, asked: &str, near: &[String]) -> Self {
        let mut error = tr.with(key, &[("asked", shown(asked).into())]);
        if !near.is_empty() {
            error.push('\n');
            let names: Vec<_> = near.iter().map(|name| shown(name)).collect();
            error.push_str(&tr.with("err-near", &[("near", names.join(", ").into())]));
        }
        Self::usage(&error)
    }

    /// Prints both texts and returns the exit code.
    pub(super) fn write(self) -> ExitCode {
        terminal::say(&self.error);
        let is_written = terminal::print(&self.result).is_ok();
        // Exit code 0 promises a complete result; this one could not be written (to a full disk, for example).
        let exit = if !is_written && self.exit == Exit::Clean { Exit::Left } else { self.exit };
        ExitCode::from(exit.code())
    }
}

/// Returns a refusal because the policy does not allow the request.
pub(super) fn refused(tr: &Tr, refusal: &Refusal) -> Answer {
    Answer::usage(&match refusal {
        Refusal::Fixed { key, value } => {
            tr.with("err-fixed", &[("key", key.name().into()), ("value", value.as_str().into())])
        }
        Refusal::Switch { switch } => tr.with("err-switch", &[("switch", (*switch).into())]),
        Refusal::Area { area } => tr.with("err-area", &[("area", (*area).into())]),
    })
}

/// Why nothing was done: the code for `--json`, and the translated text.
pub(super) struct NothingDone {
    pub(super) code: &'static str,
    pub(super) text: String,
}

impl NothingDone {
    pub(super) fn because(tr: &Tr, code: &'static str, key: &str) -> Self {
        Self { code, text: tr.text(key) }
    }

    /// Returns the reason for an error of the engine; `None` if HOME cannot be used, which is exit code 2.
    pub(super) fn of_engine(error: &EngineError, tr: &Tr) -> Option<Self> {
        match error {
            EngineError::Home(_) => None,
            EngineError::NoProcesses => Some(Self::because(tr, "no-processes", "why-no-processes")),
            EngineError::Busy => Some(Self::because(tr, "busy", "why-busy")),
            EngineError::OwnFolder(_) | EngineError::Marker(_) | EngineError::History(_) => {
                Some(Self { code: "own-folder", text: tr.with("why-error", &[("error", with_causes(error).into())]) })
            }
        }
    }
}
