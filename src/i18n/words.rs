//! The texts of values of `model`. Each type has one exhaustive `match`, so that a new value cannot be forgotten.

use super::names::shown;
use super::texts::Tr;
use crate::model::{
    AfterRun, AfterRunError, Area, AreaNote, Category, FolderFault, FollowUp, LeftoverKind, Level, Phase, Plan,
    RecordFault, SkipReason, escaped_name,
};

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
        Category::Certificates => "cat-certificates",
        Category::Other => "cat-other",
    }
}

/// Returns the key of an area's name.
pub const fn area(area: Area) -> &'static str {
    match area {
        Area::RecentFiles => "area-recent",
        Area::Thumbnails => "area-thumbs",
        Area::Trash => "area-trash",
        Area::Downloads => "area-downloads",
        Area::Clipboard => "area-clipboard",
        Area::Temp => "area-temp",
        Area::EmbeddedApps => "area-embedded",
        Area::MicrosoftAccounts => "area-microsoft",
    }
}

/// Returns the key of an area's description.
pub const fn area_text(area: Area) -> &'static str {
    match area {
        Area::RecentFiles => "area-recent-text",
        Area::Thumbnails => "area-thumbs-text",
        Area::Trash => "area-trash-text",
        Area::Downloads => "area-downloads-text",
        Area::Clipboard => "area-clipboard-text",
        Area::Temp => "area-temp-text",
        Area::EmbeddedApps => "area-embedded-text",
        Area::MicrosoftAccounts => "area-microsoft-text",
    }
}

/// Returns the sentence that says what a plan keeps.
pub fn kept(tr: &Tr, plan: &Plan) -> String {
    let all = plan.area_notes.contains(&(Area::Downloads, AreaNote::StartUnknown));
    let downloads_go = plan.request.also.contains(&Area::Downloads);
    tr.text(match (plan.request.level, downloads_go) {
        (Level::Traces, false) => "kept",
        (Level::Traces, true) if all => "kept-downloads-all-go",
        (Level::Traces, true) => "kept-downloads-go",
        (Level::Everything, false) => "kept-everything",
        (Level::Everything, true) if all => "kept-everything-downloads-all-go",
        (Level::Everything, true) => "kept-everything-downloads-go",
    })
}

/// Returns the text of a note about an area.
pub fn area_note(tr: &Tr, note: &AreaNote) -> String {
    match note {
        AreaNote::NotHere => tr.text("note-not-here"),
        AreaNote::StartUnknown => tr.text("note-beginning"),
        AreaNote::Synced(folder) => tr.with("note-synced", &[("folder", folder.as_str().into())]),
        AreaNote::InUse(number) => tr.with("note-in-use", &[("n", (*number).into())]),
        AreaNote::NoDisplay => tr.text("note-no-display"),
        AreaNote::OwnClipboard => format!("{}. {}", tr.text("bad-not-possible"), tr.text("do-clipboard")),
        AreaNote::ManagerRuns(program) => tr.with("note-manager", &[("program", program.as_str().into())]),
        AreaNote::Interrupted => tr.text("note-cut"),
    }
}

/// Returns the key of a phase's name.
pub const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Discovering => "p-look",
        Phase::Closing => "p-close",
        Phase::Removing => "p-remove",
        Phase::Verifying => "p-check",
    }
}

/// Returns the text of the reason why something is left.
pub fn leftover(tr: &Tr, kind: &LeftoverKind) -> String {
    match kind {
        LeftoverKind::BrowserOpen => tr.text("bad-open"),
        LeftoverKind::InUse(name) if name.is_empty() => tr.text("bad-inuse"),
        LeftoverKind::InUse(name) => tr.with("bad-inuse-by", &[("name", escaped_name(name).into())]),
        LeftoverKind::NoPermission => tr.text("bad-perm"),
        LeftoverKind::ForeignOwner => tr.text("bad-owner"),
        LeftoverKind::OtherMount => tr.text("bad-mount"),
        LeftoverKind::Changed => tr.text("bad-changed"),
        LeftoverKind::Damaged => tr.text("bad-damaged"),
        LeftoverKind::UnknownSchema => tr.text("bad-schema"),
        LeftoverKind::NoSpace => tr.text("bad-space"),
        LeftoverKind::CameBack => tr.text("bad-back"),
        LeftoverKind::Found => tr.text("bad-found"),
        LeftoverKind::Mentioned => tr.text("bad-mentioned"),
        LeftoverKind::FailedBefore => tr.text("bad-before"),
        LeftoverKind::Unverified => tr.text("bad-unverified"),
        LeftoverKind::OpenedSince => tr.text("bad-since"),
        LeftoverKind::OpenedAgain => tr.text("bad-again"),
        LeftoverKind::NotReached => tr.text("bad-unreached"),
        LeftoverKind::NotPossible => tr.text("bad-not-possible"),
        LeftoverKind::Template => tr.text("bad-template"),
        LeftoverKind::Os(code) => tr.with("bad-os", &[("code", code.to_string().into())]),
        LeftoverKind::Internal => tr.text("bad-internal"),
    }
}

/// The keys of the titles above extensions that the user installed, by whether they are removed.
pub const EXTENSIONS: [(bool, &str); 2] = [(true, "pre-extensions-go"), (false, "pre-extensions")];

/// Returns the text of the reason why something is skipped.
pub fn skip(tr: &Tr, reason: &SkipReason) -> String {
    match reason {
        SkipReason::Link => tr.text("skip-link"),
        SkipReason::Mount => tr.text("skip-mount"),
        SkipReason::ForeignOwner => tr.text("skip-owner"),
        SkipReason::Unreadable => tr.text("skip-unreadable"),
        SkipReason::Outside => tr.text("skip-outside"),
        SkipReason::NotAFolder => tr.text("skip-not-folder"),
        SkipReason::NotProven => tr.text("skip-not-proven"),
        SkipReason::NotUnderstood => tr.text("skip-sites"),
        SkipReason::Elsewhere => tr.text("skip-elsewhere"),
        SkipReason::SearchEnded => tr.text("skip-search"),
        SkipReason::InUseOn(Some(host)) => tr.with("skip-host", &[("name", escaped_name(host).into())]),
        SkipReason::InUseOn(None) => tr.text("skip-unseen"),
    }
}

/// Returns why what should follow a run did not, and what happened instead or is to be done; `None` if it did follow.
pub fn follow_up(tr: &Tr, follow_up: &FollowUp) -> Option<String> {
    let (action, error) = follow_up.failure()?;
    let error = tr.text(match error {
        AfterRunError::NoProgram => "then-no-program",
        AfterRunError::NoAnswer => "then-no-answer",
        AfterRunError::Refused => "then-refused",
        AfterRunError::NotLocked => "then-not-locked",
        AfterRunError::NotBuilt => "then-not-built",
    });
    let failed = tr.with("then-failed", &[("error", error.into())]);
    let next = match (follow_up.instead(), action) {
        (Some(AfterRun::Lock), _) => "then-instead-lock",
        (Some(AfterRun::LogOut), _) => "then-instead-log-out",
        (Some(AfterRun::Restart), _) => "then-instead-restart",
        (_, AfterRun::LogOut) => "then-do-log-out",
        (_, AfterRun::Restart) => "then-do-restart",
        (_, AfterRun::Lock | AfterRun::Nothing) => "then-do-lock",
    };
    Some(format!("{failed} {}", tr.text(next)))
}

/// Returns what failed of a run's record, and what helps.
pub fn record_fault(tr: &Tr, fault: &RecordFault) -> String {
    let folder = |key: &str, why: FolderFault| tr.with(key, &[("why", tr.text(folder_fault(why)).into())]);
    match fault {
        RecordFault::PutAside(name) => tr.with("rec-aside", &[("name", shown(name).into())]),
        RecordFault::Elsewhere(why) => folder("rec-elsewhere", *why),
        RecordFault::Nowhere(why) => folder("rec-nowhere", *why),
        RecordFault::Lock => tr.text("rec-lock"),
        RecordFault::MarkerUnread => tr.text("rec-unread"),
        RecordFault::MarkerNewer => tr.text("rec-newer"),
        RecordFault::MarkerNotWritten => tr.text("rec-not-written"),
        RecordFault::MarkerNotRemoved => tr.text("rec-not-removed"),
        RecordFault::ChecksUnread => tr.text("rec-checks-unread"),
        RecordFault::ChecksNotWritten => tr.text("rec-checks-not-written"),
        RecordFault::Receipt => tr.text("log-failed"),
    }
}

const fn folder_fault(why: FolderFault) -> &'static str {
    match why {
        FolderFault::Link => "rec-why-link",
        FolderFault::Mount => "rec-why-mount",
        FolderFault::ForeignOwner => "rec-why-owner",
        FolderFault::NotAFolder => "rec-why-folder",
        FolderFault::NotWritable => "rec-why-access",
        FolderFault::NoSpace => "rec-why-space",
        FolderFault::Other => "rec-why-other",
    }
}

/// Returns how a past run ended. `outcome` and `left`, the number of things left, are from its receipt.
pub fn past_outcome(tr: &Tr, outcome: &str, left: u64) -> String {
    match outcome {
        "clean" => tr.text("log-clean"),
        "left" => tr.with("log-left", &[("n", left.into())]),
        "session-goes-on" => tr.text("log-session"),
        "nothing-done" => tr.text("log-nothing"),
        "out-of-time" => tr.text("log-time"),
        _ => tr.text("log-cancelled"),
    }
}
