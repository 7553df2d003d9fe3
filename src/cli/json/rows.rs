//! The rows of the preview and of the report: one for each item and category, with the same id in both.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::cli::text::areas::place;
use crate::cli::text::paths::Paths;
use crate::cli::text::preview::{folder, shown_as};
use crate::i18n::names::shown;
use crate::model::{
    Action, AreaAction, AreaItem, Category, Certainty, Edit, ElsewhereRow, Held, Item, Layout, Plan, Size,
};

/// How much there is. Sizes are null if they were not counted.
#[derive(Debug, Serialize)]
pub(super) struct Amount {
    bytes: Option<u64>,
    files: Option<u64>,
    certainty: Certainty,
}

#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) id: String,
    /// `None` in an area outside browsers.
    pub(super) browser: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) area: Option<&'static str>,
    pub(super) layout: Option<Layout>,
    pub(super) profile: Option<String>,
    pub(super) category: Option<&'static str>,
    #[serde(flatten)]
    pub(super) amount: Amount,
    pub(super) effect: &'static str,
    pub(super) folder: &'static str,
    /// The folder within an area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) paths: Option<Vec<String>>,
    /// Only for Fix sign-in: the chosen hosts in this store. Null if that is only known once the browser is closed.
    #[serde(skip_serializing_if = "Sites::are_of_no_store")]
    pub(super) sites: Sites,
}

/// A browser's folder that no place of the catalog names.
#[derive(Debug, Serialize)]
pub(super) struct ElsewhereView {
    /// The id by which `--browser` names it.
    browser: String,
    ticked: bool,
    only_changed: bool,
}

impl From<&ElsewhereRow> for ElsewhereView {
    fn from(row: &ElsewhereRow) -> Self {
        Self { browser: shown(&row.browser.0), ticked: row.ticked, only_changed: row.only_changed }
    }
}

/// What a store that is edited by site contains. Null if it was not opened.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Sites {
    OfNoStore,
    NotKnown,
    Known(Vec<Host>),
}

#[derive(Debug, Serialize)]
pub(super) struct Host {
    host: String,
    count: u64,
}

impl From<Size> for Amount {
    fn from(size: Size) -> Self {
        let counted = size.certainty != Certainty::Unknown;
        Self { bytes: counted.then_some(size.bytes), files: counted.then_some(size.files), certainty: size.certainty }
    }
}

pub(super) fn rows(plan: &Plan, mut paths: Option<&mut Paths<'_>>) -> Vec<Row> {
    let with_paths = paths.is_some();
    let mut rows: Vec<_> = plan.items.iter().flat_map(|item| item_rows(plan, item, paths.as_deref_mut())).collect();
    rows.extend(plan.areas.iter().map(|item| area_row(item, with_paths)));
    rows
}

/// Returns one row for each category of a folder's entries, or one row for a file that is edited.
pub(super) fn item_rows(plan: &Plan, item: &Item, mut paths: Option<&mut Paths<'_>>) -> Vec<Row> {
    let row = |category: Category, amount, effect, paths| Row {
        id: format!("{}.{}", item.id.0, category.name()),
        browser: Some(shown(&item.profile.browser.0)),
        area: None,
        layout: Some(item.profile.layout),
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
            // One file. How much of it is removed is only known when it is written.
            let amount = Amount { bytes: None, files: Some(1), certainty: Certainty::Unknown };
            let files = || item.entries.iter().map(|entry| entry.at.to_string()).collect();
            vec![row(category, amount, "edit", paths.map(|_listed| files()))]
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

/// Returns the row of one folder of an area.
pub(super) fn area_row(item: &AreaItem, with_paths: bool) -> Row {
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

impl Sites {
    fn of(held: &Held) -> Self {
        let Held::Found(found) = held else { return Self::NotKnown };
        Self::Known(found.iter().map(|one| Host { host: shown(&one.host), count: one.count }).collect())
    }

    const fn are_of_no_store(&self) -> bool {
        matches!(self, Self::OfNoStore)
    }
}

pub(super) fn profile(item: &Item) -> Option<String> {
    item.profile.profile_name.as_deref().map(shown)
}

/// Returns a key for each profile, so that equal sites of two profiles get separate numbers.
pub(super) fn owner(item: Option<&Item>) -> String {
    item.map(|item| format!("{}/{:?}", item.profile.browser, item.profile_id)).unwrap_or_default()
}
