//! What `--json` prints: view types of its own, so that the inside can change. Forms: `assets/schema/*.schema.json`.
//!
//! No path from the root of the disk and no site name is in them. One row stands for one item and category; a row's id
//! is the same in the preview and in the report of the same plan.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{
    Action, Area, AreaAction, AreaItem, AreaNote, BrowserId, Category, Certainty, Digest, Edit, Extension, Fate, Held,
    Inventory, Item, Layout, LeftoverKind, Outcome, Plan, Report, SCHEMA, Size, Skip, SkipReason, Tally, UnknownName,
    Verdict,
};

use super::answer::Nothing;
use super::areas::place;
use super::paths::{Paths, shown};
use super::preview::{folder, policy_name, shown_as};

/// What End session would remove.
#[derive(Debug, Serialize)]
pub(super) struct Preview {
    schema: u32,
    demonstration: bool,
    digest: String,
    total: Amount,
    items: Vec<Row>,
    skipped: Vec<Skipped>,
    extensions: Vec<Persons>,
    templates: Vec<Filled>,
    unknown: Vec<String>,
    notes: Vec<Note>,
    running: Vec<String>,
    left_open: Vec<String>,
}

/// What a run did.
#[derive(Debug, Serialize)]
pub(super) struct Done {
    schema: u32,
    demonstration: bool,
    digest: Option<String>,
    outcome: &'static str,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    planned: Amount,
    removed: Gone,
    items: Vec<Row>,
    new_since_preview: Vec<New>,
    leftovers: Vec<Left>,
    leftovers_unnamed: u64,
    skipped: Vec<Skipped>,
    notes: Vec<Note>,
    still_open: Vec<String>,
    checked: Looked,
}

/// What is to be known about an area.
#[derive(Debug, Serialize)]
struct Note {
    area: &'static str,
    #[serde(rename = "note")]
    says: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
}

/// Which browsers there are.
#[derive(Debug, Serialize)]
pub(super) struct Browsers {
    schema: u32,
    demonstration: bool,
    #[serde(rename = "browsers")]
    found: Vec<Browser>,
    skipped: Vec<Skipped>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_names: Option<Vec<Name>>,
}

/// A name that no rule mentions.
#[derive(Debug, Serialize)]
struct Name {
    browser: String,
    layout: Layout,
    profile: Option<String>,
    folder: &'static str,
    path: Option<String>,
    effect: &'static str,
}

#[derive(Debug, Serialize)]
struct Browser {
    #[serde(rename = "browser")]
    id: String,
    name: String,
    layout: Layout,
    running: bool,
    profiles: Vec<Profile>,
}

#[derive(Debug, Serialize)]
struct Profile {
    dir: String,
    name: String,
}

/// An extension that no policy installed.
#[derive(Debug, Serialize)]
struct Persons {
    browser: String,
    profile: String,
    name: String,
    goes: bool,
}

/// A profile that gets an administrator's template.
#[derive(Debug, Serialize)]
struct Filled {
    browser: String,
    profile: String,
}

fn filled(plan: &Plan) -> Vec<Filled> {
    let profile = |item: &Item| item.profile_name.as_deref().map(shown).unwrap_or_default();
    plan.filled().map(|item| Filled { browser: shown(&item.browser.0), profile: profile(item) }).collect()
}

/// Null where nobody counted.
#[derive(Debug, Serialize)]
struct Amount {
    bytes: Option<u64>,
    files: Option<u64>,
    certainty: Certainty,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    /// Null in an area outside browsers.
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    layout: Option<Layout>,
    profile: Option<String>,
    category: Option<&'static str>,
    #[serde(flatten)]
    amount: Amount,
    effect: &'static str,
    folder: &'static str,
    /// Which folder of an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<String>>,
    /// Of Fix sign-in: chosen hosts and how much they have there; null where that is known after closing.
    #[serde(skip_serializing_if = "Sites::are_of_no_store")]
    sites: Sites,
}

/// What a store that is edited by site holds; null where nobody looked.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Sites {
    OfNoStore,
    NotKnown,
    Known(Vec<Host>),
}

#[derive(Debug, Serialize)]
struct Host {
    host: String,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Gone {
    files: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct New {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    profile: Option<String>,
    folder: Option<&'static str>,
    path: String,
    category: &'static str,
}

#[derive(Debug, Serialize)]
struct Left {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    profile: Option<String>,
    folder: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    path: Option<String>,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i32>,
}

#[derive(Debug, Serialize)]
struct Skipped {
    browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    area: Option<&'static str>,
    at: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

#[derive(Debug, Serialize)]
struct Looked {
    folders: u64,
    edits: u64,
    searched: u64,
    searchable: u64,
}

/// Returns a view as one line.
pub(super) fn line(view: &impl Serialize) -> String {
    // Plain data to memory cannot fail; were it to, an empty line is no valid JSON and so cannot be misread.
    serde_json::to_string(view).unwrap_or_default() + "\n"
}

impl Preview {
    pub(super) fn of(
        plan: &Plan,
        digest: &Digest,
        paths: &mut Paths<'_>,
        all_items: bool,
        demonstration: bool,
    ) -> Self {
        Self {
            schema: SCHEMA,
            demonstration,
            digest: digest.to_string(),
            total: plan.total().into(),
            items: rows(plan, all_items.then_some(paths)),
            skipped: plan.skipped.iter().map(Skipped::from).collect(),
            extensions: plan.extensions.iter().map(Persons::from).collect(),
            templates: filled(plan),
            unknown: plan.unknown.iter().map(|browser| shown(&browser.0)).collect(),
            notes: notes(plan),
            running: running(plan),
            left_open: plan.left_open.iter().map(|open| shown(&open.id.0)).collect(),
        }
    }
}

impl Done {
    pub(super) fn of(report: &Report, plan: &Plan, paths: &mut Paths<'_>, demonstration: bool) -> Self {
        let items: BTreeMap<_, _> = plan.items.iter().map(|item| (item.id, item)).collect();
        let mut rows = Vec::new();
        for item in &plan.items {
            let outcome = report.outcomes.get(&item.id).map(outcome);
            rows.extend(item_rows(plan, item, None).into_iter().map(|row| Row { outcome, ..row }));
        }
        let areas: BTreeMap<_, _> = plan.areas.iter().map(|item| (item.id, item)).collect();
        for item in &plan.areas {
            rows.push(Row { outcome: report.outcomes.get(&item.id).map(outcome), ..area_row(item, false) });
        }
        let new = report.new_since_preview.iter().map(|new| {
            let item = items.get(&new.item);
            let area = areas.get(&new.item);
            New {
                browser: item.map(|item| shown(&item.browser.0)),
                area: area.map(|item| item.area.name()),
                profile: item.and_then(|item| profile(item)),
                folder: item.map(|item| folder(item.kind)).or(area.map(|_item| "area")),
                path: paths.shown(&owner(item.copied()), &new.at),
                category: new.category.name(),
            }
        });
        let new_since_preview = new.collect();
        let leftovers = report.leftovers.iter().map(|left| {
            let item = items.get(&left.item);
            let (reason, by, code) = leftover(&left.kind);
            let (browser, area) = browser_or_area(&left.browser);
            let (profile, place) = match area {
                Some(_) => (None, left.profile.clone()),
                None => (left.profile.as_deref().map(shown), None),
            };
            Left {
                browser,
                area,
                profile,
                folder: item.map(|item| folder(item.kind)).or(area.map(|_area| "area")),
                place,
                path: left.at.as_ref().map(|at| paths.shown(&owner(item.copied()), at)),
                reason,
                by,
                code,
            }
        });
        Self {
            schema: SCHEMA,
            demonstration,
            digest: Some(report.digest.to_string()),
            outcome: report.verdict.name(),
            verified: report.verdict == Verdict::Clean,
            reason: None,
            planned: report.planned.into(),
            removed: report.removed.into(),
            items: rows,
            leftovers: leftovers.collect(),
            leftovers_unnamed: report.unnamed,
            new_since_preview,
            skipped: report.skipped.iter().map(Skipped::from).collect(),
            notes: notes(plan),
            still_open: report.still_open.iter().map(|name| shown(name)).collect(),
            checked: Looked {
                folders: report.checked.folders,
                edits: report.checked.edits,
                searched: report.checked.searched,
                searchable: report.checked.searchable,
            },
        }
    }

    /// A run that did not begin.
    pub(super) fn nothing(why: &Nothing, verdict: Verdict, digest: Option<&Digest>, demonstration: bool) -> Self {
        Self {
            schema: SCHEMA,
            demonstration,
            digest: digest.map(ToString::to_string),
            outcome: verdict.name(),
            verified: false,
            reason: Some(why.code),
            planned: Size::UNKNOWN.into(),
            removed: Tally::default().into(),
            items: Vec::new(),
            new_since_preview: Vec::new(),
            leftovers: Vec::new(),
            leftovers_unnamed: 0,
            skipped: Vec::new(),
            notes: Vec::new(),
            still_open: Vec::new(),
            checked: Looked { folders: 0, edits: 0, searched: 0, searchable: 0 },
        }
    }
}

impl Browsers {
    pub(super) fn of(
        inventory: &Inventory,
        unknown: Option<&[UnknownName]>,
        paths: &mut Paths<'_>,
        demonstration: bool,
    ) -> Self {
        let browser = |found: &crate::model::FoundBrowser| Browser {
            id: shown(&found.id.0),
            name: shown(&found.name),
            layout: found.layout,
            running: !found.running.is_empty(),
            profiles: found
                .profiles
                .iter()
                .map(|profile| Profile { dir: shown(&profile.dir), name: shown(&profile.name) })
                .collect(),
        };
        Self {
            schema: SCHEMA,
            demonstration,
            found: inventory.browsers.iter().map(browser).collect(),
            skipped: inventory.skipped.iter().map(Skipped::from).collect(),
            unknown_names: unknown.map(|names| names.iter().map(|name| Name::of(name, paths)).collect()),
        }
    }
}

impl Name {
    fn of(name: &UnknownName, paths: &mut Paths<'_>) -> Self {
        Self {
            browser: shown(&name.browser.0),
            layout: name.layout,
            profile: name.profile_name.as_deref().map(shown),
            folder: folder(name.kind),
            path: name.at.as_ref().map(|at| paths.unknown(&super::preview::folder_of(name), at)),
            effect: match name.fate {
                Some(Fate::Remove) => "remove",
                Some(Fate::Keep) => "keep",
                None => "unreadable",
            },
        }
    }
}

impl From<&Extension> for Persons {
    fn from(extension: &Extension) -> Self {
        let Extension { browser, browser_name: _, profile_name, name, goes } = extension;
        Self { browser: shown(&browser.0), profile: shown(profile_name), name: name.clone(), goes: *goes }
    }
}

impl From<Size> for Amount {
    fn from(size: Size) -> Self {
        let counted = size.certainty != Certainty::Unknown;
        Self { bytes: counted.then_some(size.bytes), files: counted.then_some(size.files), certainty: size.certainty }
    }
}

impl From<Tally> for Gone {
    fn from(tally: Tally) -> Self {
        Self { files: tally.files, bytes: tally.bytes }
    }
}

impl From<&Skip> for Skipped {
    fn from(skip: &Skip) -> Self {
        let (reason, host) = match &skip.reason {
            SkipReason::Link => ("link", None),
            SkipReason::Mount => ("mount", None),
            SkipReason::ForeignOwner => ("foreign-owner", None),
            SkipReason::Unreadable => ("unreadable", None),
            SkipReason::Outside => ("outside", None),
            SkipReason::NotAFolder => ("not-a-folder", None),
            SkipReason::NotUnderstood => ("not-understood", None),
            SkipReason::InUseOn(host) => ("in-use-on", host.as_deref().map(shown)),
        };
        let (browser, area) = browser_or_area(&skip.browser);
        Self { browser, area, at: skip.at.to_string(), reason, host, moved: policy_name(skip) }
    }
}

fn browser_or_area(owner: &BrowserId) -> (Option<String>, Option<&'static str>) {
    owner.area().map_or_else(|| (Some(shown(&owner.0)), None), |area| (None, Some(area.name())))
}

fn rows(plan: &Plan, mut paths: Option<&mut Paths<'_>>) -> Vec<Row> {
    let with_paths = paths.is_some();
    let mut rows: Vec<_> = plan.items.iter().flat_map(|item| item_rows(plan, item, paths.as_deref_mut())).collect();
    rows.extend(plan.areas.iter().map(|item| area_row(item, with_paths)));
    rows
}

/// One row for each category of a folder's entries; one for a file that is edited.
fn item_rows(plan: &Plan, item: &Item, mut paths: Option<&mut Paths<'_>>) -> Vec<Row> {
    let row = |category: Category, amount, effect, paths| Row {
        id: format!("{}.{}", item.id.0, category.name()),
        browser: Some(shown(&item.browser.0)),
        area: None,
        layout: Some(item.layout),
        profile: profile(item),
        category: Some(category.name()),
        amount,
        effect,
        folder: folder(item.kind),
        place: None,
        outcome: None,
        paths,
        sites: plan.held.get(&item.id).map_or(Sites::OfNoStore, Sites::of),
    };
    match &item.action {
        Action::Edit(edit) => {
            let category = match edit {
                Edit::Keys { .. } => Category::Other,
                Edit::Rows { category, .. } => *category,
                Edit::Sites { .. } => item.entries.first().map_or(Category::Other, shown_as),
            };
            // Exactly this file; how much of it goes is known when it is written.
            let amount = Amount { bytes: None, files: Some(1), certainty: Certainty::Unknown };
            let files = || item.entries.iter().map(|entry| entry.at.to_string()).collect();
            let effect = if goes_whole(edit) { "remove" } else { "edit" };
            vec![row(category, amount, effect, paths.map(|_listed| files()))]
        }
        Action::Reset { .. } => {
            let kinds: BTreeSet<_> = item.entries.iter().map(shown_as).collect();
            let of = |kind: Category| {
                let entries = || item.entries.iter().filter(move |entry| shown_as(entry) == kind);
                let size: Size = entries().map(|entry| entry.size).sum();
                let listed = paths
                    .as_mut()
                    .map(|paths| entries().map(|entry| paths.shown(&owner(Some(item)), &entry.at)).collect::<Vec<_>>());
                row(kind, size.into(), "remove", listed)
            };
            kinds.into_iter().map(of).collect()
        }
    }
}

/// One row for each folder of an area.
fn area_row(item: &AreaItem, with_paths: bool) -> Row {
    let (amount, effect) = match item.action {
        AreaAction::Reset { .. } => (item.size().into(), "remove"),
        AreaAction::Recent { .. } => (Amount { bytes: None, files: Some(1), certainty: Certainty::Unknown }, "edit"),
        AreaAction::Clipboard => (Amount { bytes: None, files: Some(0), certainty: Certainty::Unknown }, "empty"),
    };
    Row {
        id: format!("{}.{}", item.id.0, item.area.name()),
        browser: None,
        area: Some(item.area.name()),
        layout: None,
        profile: None,
        category: None,
        amount,
        effect,
        folder: "area",
        place: (!item.label.is_empty()).then(|| place(item)),
        sites: Sites::OfNoStore,
        outcome: None,
        paths: with_paths.then(|| item.entries.iter().map(|entry| entry.at.to_string()).collect()),
    }
}

/// Says whether what is called an edit removes the whole file.
const fn goes_whole(edit: &Edit) -> bool {
    matches!(edit, Edit::Sites { store, .. } if store.goes_whole())
}

impl Sites {
    fn of(held: &Held) -> Self {
        let Held::Found(found) = held else { return Self::NotKnown };
        Self::Known(found.iter().map(|one| Host { host: shown(&one.host), count: one.count }).collect())
    }

    const fn are_of_no_store(&self) -> bool {
        matches!(self, Self::OfNoStore)
    }
}

fn profile(item: &Item) -> Option<String> {
    item.profile_name.as_deref().map(shown)
}

/// Keeps apart the sites of different profiles.
fn owner(item: Option<&Item>) -> String {
    item.map(|item| format!("{}/{:?}", item.browser, item.profile)).unwrap_or_default()
}

fn notes(plan: &Plan) -> Vec<Note> {
    let note = |(area, note): &(Area, AreaNote)| {
        let (says, place, number) = match note {
            AreaNote::NotHere => ("not-here", None, None),
            AreaNote::BeginningUnknown => ("beginning-unknown", None, None),
            AreaNote::Synced(folder) => ("synced", Some(shown(folder)), None),
            AreaNote::InUse(number) => ("in-use", None, Some(*number)),
            AreaNote::NoDisplay => ("no-display", None, None),
            AreaNote::OwnClipboard => ("own-clipboard", None, None),
            AreaNote::Cut => ("cut", None, None),
        };
        Note { area: area.name(), says, place, number }
    };
    plan.area_notes.iter().map(note).collect()
}

fn running(plan: &Plan) -> Vec<String> {
    plan.must_close.iter().map(|open| shown(&open.id.0)).collect()
}

const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::AlreadyGone => "already-gone",
        Outcome::Left(_) => "left",
        Outcome::NotReached => "not-reached",
    }
}

fn leftover(kind: &LeftoverKind) -> (&'static str, Option<String>, Option<i32>) {
    match kind {
        LeftoverKind::InUse(name) => (kind.name(), Some(shown(name)), None),
        LeftoverKind::Os(code) => (kind.name(), None, Some(*code)),
        _ => (kind.name(), None, None),
    }
}
