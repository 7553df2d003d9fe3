//! The preview, and the list of browsers, as text.

use std::collections::BTreeMap;

use crate::i18n::advice::{Adviser, owner_id};
use crate::i18n::names::{browser as browser_name, owner as profile_label, profile, shown};
use crate::i18n::{Tr, words};
use crate::model::{
    Action, Category, Certainty, Digest, ElsewhereRow, Fate, FolderKind, FoundIn, Inventory, Item, Plan, Size, Skip,
    UnknownName,
};

use super::areas::areas;
use super::paths::Paths;

/// Returns what End session would remove. With `all_items` every entry is named.
pub(in crate::cli) fn preview(tr: &Tr, plan: &Plan, digest: &Digest, paths: &mut Paths<'_>, all_items: bool) -> String {
    let mut text = String::new();
    let mut line = |parts: &str| {
        text.push_str(parts);
        text.push('\n');
    };
    let groups = groups(tr, plan);
    if groups.is_empty() && plan.areas.is_empty() {
        line(&tr.text("none"));
    } else {
        line(&format!("{}: {}", tr.text("will"), tr.amount(plan.total())));
    }
    let width = groups.iter().flat_map(|(_, rows)| rows.keys()).map(|kind| name(tr, *kind).chars().count()).max();
    for (heading, rows) in &groups {
        line("");
        line(heading);
        for (category, row) in rows {
            let label = name(tr, *category);
            let space = " ".repeat(width.unwrap_or_default().saturating_sub(label.chars().count()));
            line(&format!("  {label}{space}  {}", row.amount(tr)));
            for (folder, entry) in row.entries.iter().filter(|_| all_items) {
                line(&format!("    {folder}: {}", paths.shown(heading, entry)));
            }
        }
    }
    for group in areas(plan) {
        line("");
        group.lines(tr, all_items).iter().for_each(|text| line(text));
    }
    line("");
    let edits = plan.items.iter().filter(|item| matches!(item.action, Action::Edit(_))).count();
    if edits > 0 {
        line(&tr.with("pre-edit", &[("n", edits.into())]));
    }
    if plan.items.iter().any(Item::removes_certificates) {
        line(&tr.text("pre-certificates"));
    }
    if !groups.is_empty() {
        line(&kept(tr, plan));
    }
    for (goes, heading) in words::EXTENSIONS {
        let mut extensions = plan.extensions.iter().filter(|extension| extension.goes == goes).peekable();
        if extensions.peek().is_some() {
            line(&tr.text(heading));
        }
        for extension in extensions {
            let (browser, profile) = (shown(&extension.profile.browser_name), shown(extension.profile.name()));
            line(&format!("  {browser} · {profile}: {}", extension.name));
        }
    }
    if !plan.templates.is_empty() {
        line(&tr.text("pre-template"));
        for item in plan.filled() {
            let profile = shown(item.profile.name());
            line(&format!("  {} · {profile}", shown(&item.profile.browser_name)));
        }
    }
    let moved: Vec<_> = plan.moved_caches().collect();
    if !moved.is_empty() {
        line(&tr.text("pre-moved"));
    }
    for (item, place) in moved {
        line(&format!("  {}: {place}", profile(tr, &item.profile)));
    }
    if !plan.elsewhere.is_empty() {
        line(&tr.text("pre-elsewhere"));
    }
    for row in &plan.elsewhere {
        let effect = match row {
            ElsewhereRow { ticked: false, .. } => "else-stays",
            ElsewhereRow { only_changed: true, .. } => "else-changed",
            ElsewhereRow { .. } => "else-goes",
        };
        line(&format!("  {}: {}", shown(&row.browser.0), tr.text(effect)));
    }
    if !plan.must_close.is_empty() {
        let names: Vec<_> = plan.must_close.iter().map(|open| shown(&open.name)).collect();
        line(&tr.with("pre-open", &[("browsers", names.join(", ").into())]));
    }
    let ways = ways_on(tr, Adviser::new(tr).skips(&plan.skipped));
    skipped(tr, &plan.skipped).iter().chain(&ways).for_each(|text| line(text));
    if !groups.is_empty() || !plan.areas.is_empty() {
        line(&tr.text("undo"));
    }
    line(&tr.with("pre-digest", &[("digest", digest.to_string().into())]));
    text
}

/// Returns the list of browsers and profiles.
pub(in crate::cli) fn browsers(tr: &Tr, inventory: &Inventory) -> String {
    let mut lines = Vec::new();
    for browser in &inventory.browsers {
        let state = match browser.found_in {
            FoundIn::ProgramData => "list-elsewhere",
            FoundIn::VisibleFolder => "list-visible",
            FoundIn::Catalog if browser.id.is_app() => "list-app",
            FoundIn::Catalog if browser.running.is_empty() => "list-closed",
            FoundIn::Catalog => "list-running",
        };
        let name = browser_name(&browser.name, browser.layout);
        lines.push(format!("{name}: {} ({})", tr.text(state), shown(&browser.id.0)));
        for profile in &browser.profiles {
            let (name, dir) = (shown(&profile.name), shown(&profile.dir));
            lines.push(if name == dir { format!("  {name}") } else { format!("  {name} ({dir})") });
        }
    }
    if lines.is_empty() {
        lines.push(tr.text("none-browser"));
    }
    if let Some(at) = &inventory.search_ended_at {
        lines.push(tr.with("list-cut", &[("at", at.to_string().into())]));
    }
    lines.extend(skipped(tr, &inventory.skipped));
    lines.extend(ways_on(tr, Adviser::new(tr).skips(&inventory.skipped)));
    lines.join("\n") + "\n"
}

/// Returns the list of names in kept folders that no rule mentions.
pub(in crate::cli) fn unknown_names(tr: &Tr, names: &[UnknownName], paths: &mut Paths<'_>) -> String {
    if names.is_empty() {
        return tr.text("names-none") + "\n";
    }
    let mut lines = vec![tr.text("names-title")];
    for name in names {
        let label = profile(tr, &name.profile);
        let effect = match name.fate {
            Some(Fate::Remove) => "names-goes",
            Some(Fate::Keep) => "names-stays",
            None => "skip-unreadable",
        };
        let at = name.at.as_ref().map_or_else(|| ".".to_owned(), |at| paths.unknown(&folder_of(name), at));
        lines.push(format!("  {label}: {at} ({})", tr.text(effect)));
    }
    lines.join("\n") + "\n"
}

/// Returns a key for each folder, so that equal sites of two folders get separate numbers.
pub(in crate::cli) fn folder_of(name: &UnknownName) -> String {
    format!("{}/{:?}/{:?}", name.profile.browser, name.profile.layout, name.profile_id)
}

/// Returns a heading and one line for each folder that is not touched; empty if there is none.
pub(in crate::cli) fn skipped(tr: &Tr, skipped: &[Skip]) -> Vec<String> {
    let mut lines: Vec<_> = skipped
        .iter()
        .map(|skip| format!("  {} ({}): {}", skip.at, owner_id(tr, &skip.owner), words::skip(tr, &skip.reason)))
        .collect();
    if !lines.is_empty() {
        lines.insert(0, tr.text("skip-title"));
    }
    lines
}

/// Returns a heading and the lines that say what helps; empty if there is none.
pub(in crate::cli) fn ways_on(tr: &Tr, advice: Vec<String>) -> Vec<String> {
    let heading = (!advice.is_empty()).then(|| tr.text("do-title"));
    heading.into_iter().chain(advice.into_iter().map(|line| format!("  {line}"))).collect()
}

/// Returns the sentence that says what is kept.
fn kept(tr: &Tr, plan: &Plan) -> String {
    let chosen = !plan.request.only.is_empty() || !plan.request.keeping.is_empty();
    if chosen { tr.text("kept-only") } else { words::kept(tr, plan) }
}

/// What is removed of one category of one profile.
struct Row<'a> {
    size: Size,
    entries: Vec<(&'static str, &'a crate::model::RelPath)>,
}

impl Row<'_> {
    fn amount(&self, tr: &Tr) -> String {
        let amount = tr.amount(self.size);
        if self.size.certainty == Certainty::Unknown {
            return amount;
        }
        format!("{amount}, {}", tr.with("files", &[("n", self.size.files.into())]))
    }
}

/// Groups the items of a plan by profile, in the order of the plan, and then by category.
fn groups<'a>(tr: &Tr, plan: &'a Plan) -> Vec<(String, BTreeMap<Category, Row<'a>>)> {
    let mut groups: Vec<(String, BTreeMap<Category, Row<'a>>)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for item in plan.items.iter().filter(|item| matches!(item.action, Action::Reset { .. })) {
        let label = profile_label(tr, item);
        if item.entries.is_empty() {
            continue;
        }
        let at = *places.entry(label.clone()).or_insert(groups.len());
        if at == groups.len() {
            groups.push((label, BTreeMap::new()));
        }
        let Some((_, rows)) = groups.get_mut(at) else { continue };
        for entry in &item.entries {
            let row = rows.entry(shown_as(entry)).or_insert(Row { size: Size::ZERO, entries: Vec::new() });
            row.size = row.size + entry.size;
            row.entries.push((folder(item.kind), &entry.at));
        }
    }
    groups
}

/// Returns the category under which an entry is shown.
pub(in crate::cli) fn shown_as(entry: &crate::model::Entry) -> Category {
    entry.categories.first().copied().unwrap_or(Category::Other)
}

/// Returns what JSON and `--all-items` call a folder.
pub(in crate::cli) const fn folder(kind: FolderKind) -> &'static str {
    match kind {
        FolderKind::UserData => "user-data",
        FolderKind::Profile => "profile",
        FolderKind::Cache => "cache",
        FolderKind::MovedCache => "moved-cache",
        FolderKind::Config => "config",
        FolderKind::Companion => "companion",
        FolderKind::Extensions => "extensions",
        FolderKind::Launchers => "launchers",
    }
}

fn name(tr: &Tr, category: Category) -> String {
    tr.text(words::category(category))
}
