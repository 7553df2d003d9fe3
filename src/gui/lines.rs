//! The rows of the lists on screen (browsers, categories, areas, profiles), computed from the inventory and the plan.

use std::collections::BTreeMap;

use super::model::Model;
use crate::i18n::names::shown;
use crate::model::{Area, AreaAction, AreaItem, AreaNote, BrowserId, Category, FoundIn, Layout, ProfileId, Size};

impl Model {
    /// Returns a line for each browser; two installations of one browser share a line.
    pub fn browsers(&self) -> Vec<BrowserLine> {
        let mut lines: Vec<BrowserLine> = Vec::new();
        let Some(found) = &self.found else { return lines };
        for browser in &found.inventory.browsers {
            if let Some(line) = lines.iter_mut().find(|line| line.id == browser.id) {
                line.profiles += browser.profiles.len();
                line.running |= !browser.running.is_empty();
                continue;
            }
            let ticked = !self.left_out.contains(&browser.id);
            let plan = if ticked { self.plan.as_deref().unwrap_or(&found.all) } else { &found.all };
            lines.push(BrowserLine {
                id: browser.id.clone(),
                name: shown(&browser.name),
                found_in: browser.found_in,
                profiles: browser.profiles.len(),
                running: !browser.running.is_empty(),
                size: plan.items.iter().filter(|item| item.profile.browser == browser.id).filter_map(known_size).sum(),
                ticked,
            });
        }
        lines
    }

    /// Returns a line for each category found, in the order of the preview. An unticked category shows the size that it
    /// would remove.
    pub fn categories(&self) -> Vec<CategoryLine> {
        let Some(found) = &self.found else { return Vec::new() };
        let mut sizes: BTreeMap<Category, Size> = BTreeMap::new();
        for item in found.all.items.iter().filter(|item| !self.left_out.contains(&item.profile.browser)) {
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = *sum + size_in(item, entry);
                }
            }
        }
        sizes
            .into_iter()
            .map(|(category, size)| CategoryLine { category, size, ticked: !self.keeping.contains(&category) })
            .collect()
    }

    /// Returns a line for each area that this computer has, in the order of the preview.
    pub fn area_lines(&self) -> Vec<AreaLine> {
        let Some(found) = &self.found else { return Vec::new() };
        let held = found.inventory.areas.iter().filter(|(_, area)| !area.notes.contains(&AreaNote::NotHere));
        let ticked = |area: &Area| self.areas.contains(area);
        let planned = |area: Area| {
            let items = self.plan.iter().flat_map(|plan| &plan.areas).filter(move |item| item.area == area);
            items.filter(|item| matches!(item.action, AreaAction::Reset { .. })).map(AreaItem::size).sum()
        };
        held.map(|(area, _)| AreaLine { area: *area, size: ticked(area).then(|| planned(*area)) }).collect()
    }

    /// Returns a section for each browser and profile of which the plan removes something.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        let mut known = BTreeMap::new();
        let Some(plan) = &self.plan else { return sections };
        for item in plan.items.iter().filter(|item| !item.entries.is_empty()) {
            let at = *known.entry((&item.profile.browser, item.profile.layout, item.profile_id)).or_insert_with(|| {
                sections.push(Section {
                    browser: item.profile.browser.clone(),
                    layout: item.profile.layout,
                    profile: item.profile_id,
                    browser_name: shown(&item.profile.browser_name),
                    profile_name: item.profile.profile_name.as_deref().map(shown),
                    sizes: BTreeMap::new(),
                });
                sections.len() - 1
            });
            let Some(section) = sections.get_mut(at) else { continue };
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = section.sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = *sum + size_in(item, entry);
                }
            }
        }
        sections
    }
}

/// Returns an item's size; `None` for edits, which rewrite a small file that stays.
fn known_size(item: &crate::model::Item) -> Option<Size> {
    (!matches!(item.action, crate::model::Action::Edit(_))).then(|| item.size())
}

/// Returns an entry's size. How much an edit removes is unknown beforehand; it counts as "at least 0", so that the sum
/// with known sizes is still shown.
fn size_in(item: &crate::model::Item, entry: &crate::model::Entry) -> Size {
    match item.action {
        crate::model::Action::Edit(_) => Size { bytes: 0, files: 0, certainty: crate::model::Certainty::AtLeast },
        crate::model::Action::Reset { .. } => entry.size,
    }
}

/// A browser on the home screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserLine {
    /// Its identifier in the catalog.
    pub id: BrowserId,
    /// Its display name.
    pub name: String,
    /// Where it was found.
    pub found_in: FoundIn,
    /// The number of profiles.
    pub profiles: usize,
    /// Whether it is running.
    pub running: bool,
    /// The size of what would be removed.
    pub size: Size,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// A category in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryLine {
    /// The category.
    pub category: Category,
    /// The size of its data in the ticked browsers.
    pub size: Size,
    /// Whether it is ticked.
    pub ticked: bool,
}

/// An area in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaLine {
    /// The area.
    pub area: Area,
    /// The size of what would be removed; `None` if the area is not ticked.
    pub size: Option<Size>,
}

/// A profile in the preview, or the files of a browser outside its profiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The browser's identifier in the catalog.
    pub browser: BrowserId,
    /// How the browser is installed.
    pub layout: Layout,
    /// The profile; `None` for files outside profiles.
    pub profile: Option<ProfileId>,
    /// The browser's display name.
    pub browser_name: String,
    /// The profile's display name.
    pub profile_name: Option<String>,
    /// The size of what would be removed, by category.
    pub sizes: BTreeMap<Category, Size>,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::gui::testing;
    use crate::gui::words;
    use crate::i18n::{Lang, Tr};
    use crate::model::{Request, is_visible};

    #[test]
    fn the_window_shows_no_name_as_it_is() {
        const TRICK: &str = "x\u{202e}\u{200b}\u{1b}[2J\nClean and verified";
        let mut found = testing::found(false);
        let inventory = Arc::make_mut(&mut found.inventory);
        let mut plan = testing::plan(&Request::default(), false);
        for browser in &mut inventory.browsers {
            browser.name = TRICK.to_owned();
            browser.profiles.iter_mut().for_each(|profile| profile.name = TRICK.to_owned());
        }
        for item in &mut plan.items {
            item.profile.browser_name = TRICK.to_owned();
            item.profile.profile_name = Some(TRICK.to_owned());
        }
        let model = Model { found: Some(found), plan: Some(Arc::new(plan)), ..Model::default() };
        let tr = Tr::of(Lang::En);
        let mut shown: Vec<String> = model.browsers().into_iter().map(|line| line.name).collect();
        shown.extend(model.sections().iter().map(|section| words::section_title(&tr, section)));
        shown.extend(words::list(&model, &tr).lines().map(str::to_owned));
        assert!(shown.len() > 6, "{shown:?}");
        assert!(shown.iter().flat_map(|text| text.chars()).all(is_visible), "{shown:?}");
        assert!(!shown.iter().any(|line| line.starts_with("Clean and verified")), "{shown:?}");
    }
}
