//! A long list that creates only the rows in sight, on a screen that scrolls as a whole.
//!
//! A row that is not created takes the height that it had when it was last created or, before that, the height of a row
//! with as many lines. Tab moves to the next widget that exists and scrolls to it. So of the rows with controls, the
//! first, the last, and those beside the focus are always created, and Tab and Shift+Tab go through the whole list.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Id, Rect, Ui, UiBuilder};

use crate::gui::theme;

/// Lists of up to this many rows are created whole, so that a screen reader finds all of a short list.
const ALWAYS_WHOLE: usize = 20;

/// A list.
pub(super) struct VirtualList<'a> {
    /// Tells it from other lists on the screen.
    pub(super) name: &'a str,
    /// The number of rows.
    pub(super) count: usize,
    /// The indexes of rows with controls, in ascending order.
    pub(super) interactive: &'a [usize],
    /// Changes when the rows' contents change, for example with the language or the search text.
    pub(super) layout_key: Id,
}

impl VirtualList<'_> {
    /// Shows the rows in sight. `lines` returns about how many lines a row has; `make` creates it.
    pub(super) fn show(self, ui: &mut Ui, lines: impl Fn(usize) -> usize, mut make: impl FnMut(&mut Ui, usize)) {
        // Take one of egui's automatic ids, whatever the number of rows, or widgets below would lose the focus.
        if self.count == 0 {
            ui.skip_ahead_auto_ids(1);
        } else {
            ui.push_id(self.name, |ui| self.within(ui, &lines, &mut make));
        }
    }

    fn within(self, ui: &mut Ui, lines: &dyn Fn(usize) -> usize, make: &mut dyn FnMut(&mut Ui, usize)) {
        let list = ui.unique_id();
        let mut heights = ui.data_mut(|data| data.remove_temp::<RowHeights>(list)).unwrap_or_default();
        heights.begin(self.layout_key, ui.available_width());
        let always = self.always(heights.focused);
        let (sight, between) = (ui.clip_rect().y_range(), ui.spacing().item_spacing.y);
        let mut places = Vec::new();
        let mut skipped = 0.0;
        for number in 0..self.count {
            let lines = lines(number);
            let room = heights.room(number, lines);
            let top = ui.cursor().top() + skipped;
            let is_in_sight = top <= sight.max && top + room >= sight.min;
            // Without any known height, create a row to estimate the others from.
            let is_needed = self.count <= ALWAYS_WHOLE || heights.by_lines.is_empty() || always.contains(&number);
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
            // Spacing between the last row and what follows is added by egui.
            ui.add_space(skipped - between);
        }
        let focus = focus(ui);
        let has_it = |(_, row): &(usize, Rect)| focus.is_some_and(|middle| row.y_range().contains(middle));
        heights.focused = places.into_iter().find(has_it).map(|(number, _)| number);
        ui.data_mut(|data| data.insert_temp(list, heights));
    }

    /// Returns the rows that are always created.
    fn always(&self, focused: Option<usize>) -> BTreeSet<usize> {
        let ends = self.interactive.first().into_iter().chain(self.interactive.last());
        let beside = focused.into_iter().flat_map(|focused| {
            let here = self.interactive.partition_point(|number| *number < focused);
            self.interactive.iter().skip(here.saturating_sub(1)).take(3)
        });
        ends.chain(beside).copied().collect()
    }
}

/// Returns the vertical position of the focused widget.
fn focus(ui: &Ui) -> Option<f32> {
    let focused = ui.memory(egui::Memory::focused)?;
    ui.ctx().read_response(focused).map(|response| response.rect.center().y)
}

/// The heights of rows that were created before.
#[derive(Clone, Default)]
struct RowHeights {
    /// The `layout_key` and width for which the heights hold.
    layout: Option<(Id, f32)>,
    /// Lines and height of each row.
    rows: BTreeMap<usize, (usize, f32)>,
    /// The height of the last row with this many lines.
    by_lines: BTreeMap<usize, f32>,
    focused: Option<usize>,
}

impl RowHeights {
    /// Forgets the rows' heights if they no longer hold. `by_lines` stays: it is only for estimates.
    fn begin(&mut self, layout_key: Id, width: f32) {
        if self.layout != Some((layout_key, width)) {
            self.layout = Some((layout_key, width));
            self.rows.clear();
        }
    }

    fn note(&mut self, number: usize, lines: usize, height: f32) {
        self.rows.insert(number, (lines, height));
        self.by_lines.insert(lines, height);
    }

    /// Returns a row's height, or an estimate.
    #[expect(clippy::cast_precision_loss, reason = "a row has some dozens of lines at most")]
    fn room(&self, number: usize, lines: usize) -> f32 {
        if let Some((_, height)) = self.rows.get(&number).filter(|(known, _)| *known == lines) {
            return *height;
        }
        let alike = self.by_lines.range(..=lines).next_back().or_else(|| self.by_lines.first_key_value());
        match alike {
            Some((same, height)) if *same == lines => *height,
            Some((other, height)) => height * lines.max(1) as f32 / (*other).max(1) as f32,
            // The very first row, which is created at once.
            None => lines as f32 * theme::TARGET,
        }
    }
}
