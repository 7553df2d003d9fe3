//! A sample inventory, plan and result with two browsers, for tests of the state and of the screens.

#![expect(clippy::expect_used, clippy::missing_panics_doc, reason = "a test fails by panicking")]

pub mod sign_in;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::Arc;

use crate::gui::model::Model;
use crate::gui::progress::{Finished, Found};
use crate::model::{
    Action, BrowserId, Category, Certainty, Checked, Digest, Entry, Family, Fate, FolderKind, FoundBrowser,
    FoundExtensions, FoundIn, FoundProfile, Inventory, Item, ItemId, LastUse, Layout, OpenBrowser, Outcome, Plan,
    ProfileId, ProfileRef, RelPath, Report, Request, RootId, Scope, Size, Tally, Target, Verdict,
};

/// Returns Chrome with a profile and its cache, and Firefox with a profile and a file above it. `running`: whether
/// Firefox is open.
pub fn found(running: bool) -> Found {
    Found { inventory: Arc::new(inventory(running)), all: plan(&Request::default(), running), owed: false }
}

fn inventory(running: bool) -> Inventory {
    let browser = |id: &str, name: &str, family, profile: &str, number, pids: Vec<u32>| FoundBrowser {
        id: BrowserId(id.into()),
        name: name.into(),
        family,
        layout: Layout::Native,
        found_in: FoundIn::Catalog,
        running: pids,
        folders: Vec::new(),
        profiles: vec![FoundProfile {
            id: ProfileId(number),
            dir: profile.into(),
            name: profile.into(),
            extensions: FoundExtensions::default(),
            used: LastUse::default(),
            folders: Vec::new(),
        }],
    };
    let pids = if running { vec![4711] } else { Vec::new() };
    Inventory {
        browsers: vec![
            browser("chrome", "Google Chrome", Family::Chromium, "Person 1", 0, Vec::new()),
            browser("firefox", "Firefox", Family::Firefox, "default-release", 1, pids),
        ],
        ..Inventory::default()
    }
}

/// Returns the plan for a request, as the engine would make it.
pub fn plan(request: &Request, running: bool) -> Plan {
    let certainty = if running { Certainty::AtLeast } else { Certainty::Exact };
    let exact = Certainty::Exact;
    let chrome = ("chrome", "Google Chrome", Some((0, "Person 1")));
    let firefox = ("firefox", "Firefox", Some((1, "default-release")));
    let all = [
        item(0, chrome, &[(Category::Cookies, 3_100_000, exact), (Category::Passwords, 40_960, exact)]),
        item(1, chrome, &[(Category::Cache, 398_000_000, exact)]),
        item(2, firefox, &[(Category::History, 5_242_880, certainty), (Category::Cookies, 524_288, certainty)]),
        item(3, ("firefox", "Firefox", None), &[(Category::Other, 1_024, certainty)]),
    ];
    let mut items: Vec<Item> = all.into_iter().filter(|item| in_scope(request, &item.profile.browser)).collect();
    for item in &mut items {
        item.entries.retain(|entry| entry.categories.iter().all(|category| request.removes(*category)));
    }
    let mut plan = Plan { request: request.clone(), items, ..Plan::default() };
    let firefox = BrowserId("firefox".into());
    if running && in_scope(request, &firefox) {
        plan.must_close.push(OpenBrowser { id: firefox, name: "Firefox".into(), pids: vec![4711] });
    }
    plan
}

fn in_scope(request: &Request, browser: &BrowserId) -> bool {
    request.browsers.is_empty() || request.browsers.contains(browser)
}

fn item(
    id: usize,
    (browser, name, profile): (&str, &str, Option<(usize, &str)>),
    entries: &[(Category, u64, Certainty)],
) -> Item {
    let entry = |(category, bytes, certainty): &(Category, u64, Certainty)| Entry {
        at: RelPath::parse(category.name()).expect("a category's name is a plain name"),
        categories: vec![*category],
        size: Size { bytes: *bytes, files: 1, certainty: *certainty },
    };
    Item {
        id: ItemId(id),
        profile: ProfileRef {
            browser: BrowserId(browser.into()),
            browser_name: name.into(),
            layout: Layout::Native,
            family: Family::Chromium,
            profile_name: profile.map(|(_, name)| name.into()),
        },
        profile_id: profile.map(|(number, _)| ProfileId(number)),
        kind: FolderKind::Profile,
        target: Target { root: RootId(0), at: None },
        action: Action::Reset { scope: Scope::<OsString>::new(Fate::Remove).into() },
        entries: entries.iter().map(entry).collect(),
    }
}

/// Returns the result of a run of the model's plan.
pub fn finished(model: &Model, verdict: Verdict) -> Finished {
    let plan = model.run_plan().expect("a run has a plan");
    let ended = |item: &Item| (item.id, Outcome::Done(Tally { files: 1, bytes: item.size().bytes }));
    Finished {
        report: Report {
            digest: Digest::parse("0123456789abcdef").expect("sixteen digits"),
            planned: plan.total(),
            removed: Tally { files: 5, bytes: plan.total().bytes },
            receipt: crate::model::ReceiptStatus::Saved,
            record_faults: Vec::new(),
            by_category: BTreeMap::new(),
            administrators: Vec::new(),
            outcomes: plan.items.iter().map(ended).collect::<BTreeMap<_, _>>(),
            leftovers: Vec::new(),
            unnamed: 0,
            new_since_preview: Vec::new(),
            lost: Vec::new(),
            skipped: Vec::new(),
            checked: Checked { folders: 4, edits: 2, searched: 9, searchable: 9 },
            still_open: Vec::new(),
            verdict,
        },
        at: 1_790_000_000,
    }
}
