//! A long list of which only what is in sight is made, on a screen that scrolls as a whole.
//!
//! A row that is not made leaves the room that it took when it was last made or, before that, the room of another row
//! with as many lines. The Tab key goes to what is made next, and what gets the focus scrolls into sight: so of the rows
//! with something to press the first, the last, and those beside the focus are always made, and Tab and Shift+Tab go
//! through the list as if all of it were there.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Id, Rect, Ui, UiBuilder};

use crate::gui::theme;

/// So many rows are all made: most lists are short, and a screen reader then finds all that they say.
const FEW: usize = 20;

/// A list.
pub(super) struct VirtualList<'a> {
    /// What tells it from others on the screen.
    pub(super) name: &'a str,
    /// How many rows it has.
    pub(super) count: usize,
    /// The rows with something to press, in their order.
    pub(super) interactive: &'a [usize],
    /// Whatever makes other rows of the same numbers: a language, words to look for.
    pub(super) about: Id,
}

impl VirtualList<'_> {
    /// Shows what is in sight. `lines` says of about how many lines a row is, `make` makes it.
    pub(super) fn show(self, ui: &mut Ui, lines: impl Fn(usize) -> usize, mut make: impl FnMut(&mut Ui, usize)) {
        // One step of egui's counting, however many rows are made: else what comes below would lose the focus.
        if self.count == 0 {
            ui.skip_ahead_auto_ids(1);
        } else {
            ui.push_id(self.name, |ui| self.within(ui, &lines, &mut make));
        }
    }

    fn within(self, ui: &mut Ui, lines: &dyn Fn(usize) -> usize, make: &mut dyn FnMut(&mut Ui, usize)) {
        let list = ui.unique_id();
        let mut heights = ui.data_mut(|data| data.remove_temp::<RowHeights>(list)).unwrap_or_default();
        heights.begin(self.about, ui.available_width());
        let always = self.always(heights.focused);
        let (sight, between) = (ui.clip_rect().y_range(), ui.spacing().item_spacing.y);
        let mut places = Vec::new();
        let mut skipped = 0.0;
        for number in 0..self.count {
            let lines = lines(number);
            let room = heights.room(number, lines);
            let top = ui.cursor().top() + skipped;
            let is_in_sight = top <= sight.max && top + room >= sight.min;
            // One row is made in any case, so that there is something to guess the others from.
            let is_needed = self.count <= FEW || heights.by_lines.is_empty() || always.contains(&number);
            if !is_in_sight && !is_needed {
                skipped += room + between;
                continue;
            }
            if skipped > 0.0 {
                ui.add_space(std::mem::take(&mut skipped));
            }
            let row =
                ui.scope_builder(UiBuilder::new().scope_id(list.with(number)), |ui| make(ui, number)).response.rect;
            heights.note(number, lines, row.height());
            places.push((number, row));
        }
        if skipped > 0.0 {
            // What is between the last row and what comes below is not the list's.
            ui.add_space(skipped - between);
        }
        let focus = focus(ui);
        let has_it = |(_, row): &(usize, Rect)| focus.is_some_and(|middle| row.y_range().contains(middle));
        heights.focused = places.into_iter().find(has_it).map(|(number, _)| number);
        ui.data_mut(|data| data.insert_temp(list, heights));
    }

    /// Returns the rows that are made wherever they are.
    fn always(&self, focused: Option<usize>) -> BTreeSet<usize> {
        let ends = self.interactive.first().into_iter().chain(self.interactive.last());
        let beside = focused.into_iter().flat_map(|focused| {
            let here = self.interactive.partition_point(|number| *number < focused);
            self.interactive.iter().skip(here.saturating_sub(1)).take(3)
        });
        ends.chain(beside).copied().collect()
    }
}

/// Returns how high up what has the focus is.
fn focus(ui: &Ui) -> Option<f32> {
    let focused = ui.memory(egui::Memory::focused)?;
    ui.ctx().read_response(focused).map(|response| response.rect.center().y)
}

/// What is known of rows from when they were made.
#[derive(Clone, Default)]
struct RowHeights {
    /// For what and for which width heights are true.
    layout: Option<(Id, f32)>,
    /// Lines and height of each.
    rows: BTreeMap<usize, (usize, f32)>,
    /// The height of the last one with so many lines.
    by_lines: BTreeMap<usize, f32>,
    focused: Option<usize>,
}

impl RowHeights {
    /// Forgets heights that are no longer true. Those by lines stay: they were never more than a guess.
    fn begin(&mut self, about: Id, width: f32) {
        if self.layout != Some((about, width)) {
            self.layout = Some((about, width));
            self.rows.clear();
        }
    }

    fn note(&mut self, number: usize, lines: usize, height: f32) {
        self.rows.insert(number, (lines, height));
        self.by_lines.insert(lines, height);
    }

    /// Returns how high a row is, or probably is.
    #[expect(clippy::cast_precision_loss, reason = "a row has some dozens of lines at most")]
    fn room(&self, number: usize, lines: usize) -> f32 {
        if let Some((_, height)) = self.rows.get(&number).filter(|(known, _)| *known == lines) {
            return *height;
        }
        let alike = self.by_lines.range(..=lines).next_back().or_else(|| self.by_lines.first_key_value());
        match alike {
            Some((same, height)) if *same == lines => *height,
            Some((other, height)) => height * lines.max(1) as f32 / (*other).max(1) as f32,
            // The first row of all, which is made at once.
            None => lines as f32 * theme::TARGET,
        }
    }
}
