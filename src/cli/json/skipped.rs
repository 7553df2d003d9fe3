//! Folders that are not touched, each with its reason: part of the list of browsers, the preview and the report.

use serde::Serialize;

use crate::i18n::advice::{Adviser, policy_name};
use crate::i18n::names::shown;
use crate::model::{Owner, Skip, SkipReason, escaped_name};

#[derive(Debug, Serialize)]
pub(super) struct Skipped {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    at: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
    advice: String,
}

impl Skipped {
    pub(super) fn of(skip: &Skip, adviser: Adviser<'_>) -> Self {
        let (reason, host) = match &skip.reason {
            SkipReason::Link => ("link", None),
            SkipReason::Mount => ("mount", None),
            SkipReason::ForeignOwner => ("foreign-owner", None),
            SkipReason::Unreadable => ("unreadable", None),
            SkipReason::Outside => ("outside", None),
            SkipReason::NotAFolder => ("not-a-folder", None),
            SkipReason::NotProven => ("not-proven", None),
            SkipReason::NotUnderstood => ("not-understood", None),
            SkipReason::Elsewhere => ("elsewhere", None),
            SkipReason::SearchEnded => ("search-ended", None),
            SkipReason::InUseOn(host) => ("in-use-on", host.as_deref().map(escaped_name)),
        };
        let (browser, area) = browser_or_area(&skip.owner);
        Self {
            browser,
            area,
            at: skip.at.to_string(),
            reason,
            host,
            moved: policy_name(skip),
            advice: adviser.skip(skip),
        }
    }
}

pub(super) fn browser_or_area(owner: &Owner) -> (Option<String>, Option<&'static str>) {
    match owner {
        Owner::Browser(browser) => (Some(shown(&browser.0)), None),
        Owner::Area(area) => (None, Some(area.name())),
    }
}
