//! What the screens list: browsers, categories and profiles, each made from what was found and from the plan.

use std::collections::BTreeMap;

use super::model::Model;
use crate::model::{Area, AreaAction, AreaItem, AreaNote, BrowserId, Category, Family, Layout, ProfileId, Size};

impl Model {
    /// Returns the browsers, one line each; a browser that is installed twice is one line.
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
                name: browser.name.clone(),
                unknown: browser.id.is_left_alone().then_some(browser.family),
                profiles: browser.profiles.len(),
                running: !browser.running.is_empty(),
                size: plan.items.iter().filter(|item| item.browser == browser.id).filter_map(known_size).sum(),
                ticked,
            });
        }
        lines
    }

    /// Returns the categories that are there, in the order of a preview. One whose box is cleared shows what would go.
    pub fn categories(&self) -> Vec<CategoryLine> {
        let Some(found) = &self.found else { return Vec::new() };
        let mut sizes: BTreeMap<Category, Size> = BTreeMap::new();
        for item in found.all.items.iter().filter(|item| !self.left_out.contains(&item.browser)) {
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = sum.plus(size_in(item, entry));
                }
            }
        }
        sizes
            .into_iter()
            .map(|(category, size)| CategoryLine { category, size, ticked: !self.keeping.contains(&category) })
            .collect()
    }

    /// Returns the areas outside browsers that this computer may have, in the order of a preview.
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

    /// Returns what the plan removes, by browser and profile.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        let mut known = BTreeMap::new();
        let Some(plan) = &self.plan else { return sections };
        for item in plan.items.iter().filter(|item| !item.entries.is_empty()) {
            let at = *known.entry((&item.browser, item.layout, item.profile)).or_insert_with(|| {
                sections.push(Section {
                    browser: item.browser.clone(),
                    layout: item.layout,
                    profile: item.profile,
                    browser_name: item.browser_name.clone(),
                    profile_name: item.profile_name.clone(),
                    sizes: BTreeMap::new(),
                });
                sections.len() - 1
            });
            let Some(section) = sections.get_mut(at) else { continue };
            for entry in &item.entries {
                if let Some(category) = entry.categories.first() {
                    let sum = section.sizes.entry(*category).or_insert(Size::ZERO);
                    *sum = sum.plus(size_in(item, entry));
                }
            }
        }
        sections
    }
}

/// Edits have no size of their own: they rewrite small files that stay.
fn known_size(item: &crate::model::Item) -> Option<Size> {
    (!matches!(item.action, crate::model::Action::Edit(_))).then(|| item.size())
}

/// How much of an edited file goes is not known before; what is known beside it must not look unknown for that.
fn size_in(item: &crate::model::Item, entry: &crate::model::Entry) -> Size {
    match item.action {
        crate::model::Action::Edit(_) => Size { bytes: 0, files: 0, certainty: crate::model::Certainty::AtLeast },
        crate::model::Action::Reset { .. } => entry.size,
    }
}

/// A browser on the first screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserLine {
    /// Its name in the catalog.
    pub id: BrowserId,
    /// Its name for people.
    pub name: String,
    /// What it is laid out like, where no catalog names it.
    pub unknown: Option<Family>,
    /// How many profiles.
    pub profiles: usize,
    /// Whether it is open.
    pub running: bool,
    /// How much would go.
    pub size: Size,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// A category in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryLine {
    /// Which.
    pub category: Category,
    /// How much there is in the ticked browsers.
    pub size: Size,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// An area outside browsers in the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AreaLine {
    /// Which.
    pub area: Area,
    /// How much goes; `None` where its box is cleared.
    pub size: Option<Size>,
}

/// A profile in the preview, or what lies above the profiles of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The browser's name in the catalog.
    pub browser: BrowserId,
    /// How it was installed.
    pub layout: Layout,
    /// The profile; `None` for what lies above the profiles.
    pub profile: Option<ProfileId>,
    /// The browser's name for people.
    pub browser_name: String,
    /// The profile's name for people.
    pub profile_name: Option<String>,
    /// What goes, by category.
    pub sizes: BTreeMap<Category, Size>,
}
