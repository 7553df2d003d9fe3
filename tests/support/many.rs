//! A preview with any number of profiles, each with data of every category.

use std::ffi::OsString;
use std::sync::Arc;

use signoff::gui::model::Model;
use signoff::gui::msg::Msg;
use signoff::gui::progress::Found;
use signoff::gui::update::update;
use signoff::i18n::Lang;
use signoff::model::{
    Action, BrowserId, Category, Certainty, Entry, Family, Fate, FolderKind, FoundBrowser, FoundExtensions, FoundIn,
    FoundProfile, Inventory, Item, ItemId, LastUse, Layout, Plan, ProfileId, ProfileRef, RelPath, Request, RootId,
    Scope, Size, Target,
};

/// Returns the model of a window that shows the preview of one browser with this many profiles.
pub(crate) fn preview(lang: Lang, profiles: usize) -> Model {
    let mut model = Model::new(lang, false);
    let items = (0..profiles).map(item).collect();
    let all = Plan { request: Request::default(), items, ..Plan::default() };
    let found = Found { inventory: Arc::new(inventory(profiles)), all, owed: false };
    for msg in [Msg::Found(found), Msg::Details] {
        assert!(update(&mut model, msg).is_none(), "the plan is there already");
    }
    model
}

/// Returns the name of a profile.
pub(crate) fn name(number: usize) -> String {
    format!("Person {number}")
}

fn inventory(profiles: usize) -> Inventory {
    let profile = |number| FoundProfile {
        id: ProfileId(number),
        dir: name(number),
        name: name(number),
        extensions: FoundExtensions::default(),
        used: LastUse::default(),
        folders: Vec::new(),
    };
    let browser = FoundBrowser {
        id: BrowserId("chrome".into()),
        name: "Google Chrome".into(),
        family: Family::Chromium,
        layout: Layout::Native,
        found_in: FoundIn::Catalog,
        running: Vec::new(),
        folders: Vec::new(),
        profiles: (0..profiles).map(profile).collect(),
    };
    Inventory { browsers: vec![browser], ..Inventory::default() }
}

fn item(number: usize) -> Item {
    let entry = |category: &Category| Entry {
        at: RelPath::parse(category.name()).expect("a name"),
        categories: vec![*category],
        size: Size { bytes: 1_000_000 + number as u64, files: 1, certainty: Certainty::Exact },
    };
    Item {
        id: ItemId(number),
        profile: ProfileRef {
            browser: BrowserId("chrome".into()),
            browser_name: "Google Chrome".into(),
            layout: Layout::Native,
            family: Family::Chromium,
            profile_name: Some(name(number)),
        },
        profile_id: Some(ProfileId(number)),
        kind: FolderKind::Profile,
        target: Target { root: RootId(0), at: None },
        action: Action::Reset { scope: Scope::<OsString>::new(Fate::Remove).into() },
        entries: Category::ALL.iter().map(entry).collect(),
    }
}
