//! Which text stands for which value of `model`; one exhaustive `match` for each kind, so that a new value cannot be
//! forgotten.

use super::Tr;
use crate::model::{Category, LeftoverKind, Phase, SkipReason};

/// Returns the key of a category's name.
pub const fn category(category: Category) -> &'static str {
    match category {
        Category::Cookies => "cat-cookies",
        Category::SiteData => "cat-site-data",
        Category::History => "cat-history",
        Category::Cache => "cat-cache",
        Category::Tabs => "cat-tabs",
        Category::Passwords => "cat-pw",
        Category::FormData => "cat-forms",
        Category::Account => "cat-account",
        Category::Permissions => "cat-permissions",
        Category::Other => "cat-other",
    }
}

/// Returns the key of what a run is doing.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Discovering => "p-look",
        Phase::Closing => "p-close",
        Phase::Removing => "p-remove",
        Phase::Verifying => "p-check",
    }
}

/// Returns why something is left.
pub fn leftover(tr: &Tr, kind: &LeftoverKind) -> String {
    match kind {
        LeftoverKind::BrowserOpen => tr.text("bad-open"),
        LeftoverKind::InUse(name) if name.is_empty() => tr.text("bad-inuse"),
        LeftoverKind::InUse(name) => tr.with("bad-inuse-by", &[("name", name.as_str().into())]),
        LeftoverKind::NoPermission => tr.text("bad-perm"),
        LeftoverKind::ForeignOwner => tr.text("bad-owner"),
        LeftoverKind::OtherMount => tr.text("bad-mount"),
        LeftoverKind::Changed => tr.text("bad-changed"),
        LeftoverKind::Damaged => tr.text("bad-damaged"),
        LeftoverKind::UnknownSchema => tr.text("bad-schema"),
        LeftoverKind::NoSpace => tr.text("bad-space"),
        LeftoverKind::CameBack => tr.text("bad-back"),
        LeftoverKind::Found => tr.text("bad-found"),
        LeftoverKind::Unverified => tr.text("bad-unverified"),
        LeftoverKind::OpenedSince => tr.text("bad-since"),
        LeftoverKind::OpenedAgain => tr.text("bad-again"),
        LeftoverKind::NotReached => tr.text("bad-unreached"),
        LeftoverKind::Os(code) => tr.with("bad-os", &[("code", code.to_string().into())]),
        LeftoverKind::Internal => tr.text("bad-internal"),
    }
}

/// Returns why something is not touched.
pub fn skip(tr: &Tr, reason: &SkipReason) -> String {
    match reason {
        SkipReason::Link => tr.text("skip-link"),
        SkipReason::Mount => tr.text("skip-mount"),
        SkipReason::ForeignOwner => tr.text("skip-owner"),
        SkipReason::Unreadable => tr.text("skip-unreadable"),
        SkipReason::Outside => tr.text("skip-outside"),
        SkipReason::NotAFolder => tr.text("skip-not-folder"),
        SkipReason::InUseOn(Some(host)) => tr.with("skip-host", &[("name", host.as_str().into())]),
        SkipReason::InUseOn(None) => tr.text("skip-unseen"),
    }
}
