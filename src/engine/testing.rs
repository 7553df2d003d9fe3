//! An inventory for unit tests: one browser with one profile, whose stores hold what the test says.

use crate::model::{
    BrowserId, Category, CookieMark, Entry, Family, FileId, Folder, FolderKind, FoundBrowser, FoundExtensions, FoundIn,
    FoundProfile, FoundStore, Held, Inventory, LastUse, Layout, ProfileId, RelPath, RootBase, RootId, RootKind,
    RootProof, SiteFinding, SiteStore, Size, StoreWay, Target,
};

pub(super) const DAY: i64 = 86_400;

/// Returns an inventory with a store of cookies for each of `held`, and tabs.
pub(super) fn inventory(held: Vec<Held>, running: Vec<u32>) -> Inventory {
    let at = |number: usize| RelPath::parse(&format!("store {number}")).unwrap();
    let store = |(number, held)| FoundStore {
        at: at(number),
        way: StoreWay::Edit(SiteStore::ChromiumCookies),
        category: Category::Cookies,
        held,
    };
    let tabs = RelPath::parse("Sessions").unwrap();
    let whole =
        FoundStore { at: tabs.clone(), way: StoreWay::Whole, category: Category::Tabs, held: Held::NotLookedAt };
    let folder = Folder {
        target: Target { root: RootId(0), at: Some(RelPath::parse("Default").unwrap()) },
        kind: FolderKind::Profile,
        entries: vec![Entry { at: tabs, categories: vec![Category::Tabs], size: Size::UNKNOWN }],
        apart: Vec::new(),
        edits: Vec::new(),
        odd: Vec::new(),
        stores: held.into_iter().enumerate().map(store).chain([whole]).collect(),
        unchanged: std::collections::BTreeSet::new(),
    };
    let profile = FoundProfile {
        id: ProfileId(0),
        dir: "Default".into(),
        name: "Person 1".into(),
        folders: vec![folder],
        extensions: FoundExtensions::default(),
        used: LastUse::default(),
    };
    let browser = FoundBrowser {
        id: BrowserId("chrome".into()),
        name: "Chrome".into(),
        family: Family::Chromium,
        layout: Layout::Native,
        found_in: FoundIn::Catalog,
        running,
        folders: Vec::new(),
        profiles: vec![profile],
    };
    let root = RelPath::parse(".config/google-chrome").unwrap();
    let proof = RootProof {
        kind: RootKind::Browser,
        at: root,
        marker: None,
        base: RootBase::Home,
        id: FileId { volume: 1, file: 1 },
    };
    Inventory { roots: vec![proof], browsers: vec![browser], ..Inventory::default() }
}

pub(super) fn mark(name: &str, created: i64, stays: bool) -> CookieMark {
    let expires = stays.then_some(created + 90 * DAY);
    CookieMark { name: name.into(), created: Some(created), last_used: Some(created + 60), expires }
}

pub(super) fn cookies(host: &str, cookies: Vec<CookieMark>) -> SiteFinding {
    SiteFinding { host: host.into(), count: cookies.len() as u64, cookies }
}
