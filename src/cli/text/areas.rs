//! Areas outside browsers, in the preview and in the report.

use crate::i18n::{Tr, words};
use crate::model::{Area, AreaAction, AreaItem, AreaNote, Certainty, Plan};

/// The items of one area in a plan, and the notes about it.
pub(super) struct Group<'p> {
    area: Area,
    items: Vec<&'p AreaItem>,
    notes: Vec<&'p AreaNote>,
}

/// Returns the requested areas in the order of the preview.
pub(super) fn areas(plan: &Plan) -> Vec<Group<'_>> {
    let group = |area: &Area| Group {
        area: *area,
        items: plan.areas.iter().filter(|item| item.area == *area).collect(),
        notes: plan.area_notes.iter().filter(|(of, _)| of == area).map(|(_, note)| note).collect(),
    };
    plan.request.also.iter().map(group).collect()
}

impl Group<'_> {
    /// Returns the lines of the preview. Downloads are always listed one by one, because you may want to keep one.
    pub(super) fn lines(&self, tr: &Tr, all_items: bool) -> Vec<String> {
        let mut lines = vec![tr.text(words::area(self.area)), format!("  {}", tr.text(words::area_text(self.area)))];
        for item in &self.items {
            if let Some(amount) = amount(tr, item) {
                lines.push(format!("  {}: {amount}", item.label));
            }
            if all_items || self.area == Area::Downloads {
                let label = &item.label;
                lines.extend(item.entries.iter().map(|entry| format!("    {label}: {}", entry.at)));
            }
        }
        lines.extend(self.notes.iter().map(|note| format!("  {}", words::area_note(tr, note))));
        if self.notes.is_empty() && self.items.iter().all(|item| is_bare(item)) {
            lines.push(format!("  {}", tr.text("area-none")));
        }
        lines
    }
}

/// Returns the notes about areas as lines of the report.
pub(super) fn notes(tr: &Tr, plan: &Plan) -> Vec<String> {
    let note =
        |(area, note): &(Area, AreaNote)| format!("  {}: {}", tr.text(words::area(*area)), words::area_note(tr, note));
    plan.area_notes.iter().map(note).collect()
}

/// Says whether an item is known to have nothing to remove. The clipboard is never known to be empty.
fn is_bare(item: &AreaItem) -> bool {
    item.entries.is_empty() && !matches!(item.action, AreaAction::Clipboard)
}

fn amount(tr: &Tr, item: &AreaItem) -> Option<String> {
    if item.entries.is_empty() {
        return None;
    }
    let size = match item.action {
        AreaAction::Reset { .. } => item.size(),
        AreaAction::Recent { .. } => return Some(tr.text("area-lines")),
        AreaAction::Clipboard => return None,
    };
    let amount = tr.amount(size);
    if size.certainty == Certainty::Unknown {
        return Some(amount);
    }
    Some(format!("{amount}, {}", tr.with("files", &[("n", size.files.into())])))
}

/// Returns the folder of an item as shown to the user; the plan has escaped it already.
pub(in crate::cli) fn place(item: &AreaItem) -> String {
    item.label.clone()
}
