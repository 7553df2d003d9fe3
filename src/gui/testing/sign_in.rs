//! Sample sign-ins in the two browsers of the parent module, for tests of the state and of the screens.

use std::ffi::OsString;

use crate::model::{
    Action, BrowserId, Category, CleanBrowser, CleanWindow, CookieMark, CookieSign, Edit, Entry, Family, Fate,
    FolderKind, Held, Item, ItemId, Layout, OpenBrowser, Plan, ProfileId, ProfilePlace, ProfileRef, ProfileSignIns,
    RelPath, Request, RootId, Scope, ServiceSignIn, SignInAid, SignInReport, SignIns, SignedIn, SiteFinding, SiteRules,
    SiteStore, Size, StaleRemoved, Tally, Target, Verdict,
};

const DAY: i64 = 86_400;
/// A time in September 2026, early in the afternoon.
const NOW: i64 = 1_790_000_000;

/// Returns a Fix sign-in's plan, as the engine would make it: Chrome holds sign-ins of two organisations, Firefox of
/// one; while it is open, it is not looked into.
pub fn plan(request: &Request, running: bool) -> Plan {
    let rules = request.fixes().cloned().unwrap_or_default();
    let mut plan = Plan { request: request.clone(), ..Plan::default() };
    let cookies =
        [("login.microsoftonline.com", 5), ("login.live.com", 1), ("moodle.tuni.fi", 2), ("shop.example.com", 1)];
    let stored = [("login.microsoftonline.com", 2), ("moodle.tuni.fi", 1), ("outlook.office.com", 3)];
    let chrome = ("chrome", "Google Chrome", Family::Chromium, 0, "Person 1");
    let firefox = ("firefox", "Firefox", Family::Firefox, 1, "default-release");
    add(&mut plan, chrome, SiteStore::ChromiumCookies, found(&rules, &cookies), &rules);
    add(&mut plan, chrome, SiteStore::ChromiumLocalStorage, found(&rules, &stored), &rules);
    if !plan.items.is_empty() {
        tabs(&mut plan, chrome);
    }
    let held = if running { Held::NotLookedAt } else { found(&rules, &cookies[..1]) };
    add(&mut plan, firefox, SiteStore::FirefoxCookies, held, &rules);
    if running {
        plan.must_close.push(OpenBrowser { id: BrowserId("firefox".into()), name: "Firefox".into(), pids: vec![4711] });
    }
    plan
}

/// Returns two organisations' sign-ins in Chrome, with Firefox open and Kerberos tickets on the computer.
pub fn report() -> SignInReport {
    let microsoft = ServiceSignIn {
        service: "microsoft".into(),
        name: "Microsoft".into(),
        signs: vec![
            sign("login.microsoftonline.com", "ESTSAUTH", 0, false),
            sign("login.microsoftonline.com", "ESTSAUTHPERSISTENT", 47, true),
            sign("login.live.com", "MSPAuth", 47, true),
        ],
        rest: 4,
        several: true,
    };
    let tuni = ServiceSignIn {
        service: "tuni".into(),
        name: "TUNI".into(),
        signs: vec![sign("idp.tuni.fi", "shib_idp_session", 0, false)],
        rest: 0,
        several: false,
    };
    let profile = |id: &str, name: &str, profile: &str, is_open, services| ProfileSignIns {
        profile: profile_ref(id, name, Family::Chromium, profile),
        is_open,
        unread: 0,
        services,
    };
    SignInReport {
        asked: vec!["microsoft".into(), "tuni".into()],
        profiles: vec![
            profile("chrome", "Google Chrome", "Person 1", false, vec![microsoft, tuni]),
            profile("firefox", "Firefox", "default-release", true, Vec::new()),
        ],
        outside: vec![SignInAid::KerberosTickets],
        now: NOW,
    }
}

/// Returns live sign-ins to two services in Chrome, with Firefox open.
pub fn sign_ins() -> SignIns {
    let place = |id: &str, name: &str, family, profile: &str| ProfilePlace {
        profile: profile_ref(id, name, family, profile),
        root: RelPath::parse(".config/browser").expect("a relative path"),
        dir: None,
    };
    let chrome = place("chrome", "Google Chrome", Family::Chromium, "Person 1");
    let live = |service: &str, name: &str, sign, page: &str| SignedIn {
        service: service.into(),
        name: name.into(),
        place: chrome.clone(),
        signs: vec![sign],
        sign_out: (!page.is_empty()).then(|| page.to_owned()).into_iter().collect(),
    };
    let microsoft = sign("login.microsoftonline.com", "ESTSAUTHPERSISTENT", 47, true);
    let tuni = sign("moodle.tuni.fi", "MoodleSession", 0, false);
    SignIns {
        live: vec![
            live("microsoft", "Microsoft", microsoft, "https://login.microsoftonline.com/logout"),
            live("tuni", "TUNI", tuni, ""),
        ],
        open: vec![place("firefox", "Firefox", Family::Firefox, "default-release")],
        now: NOW,
        ..SignIns::default()
    }
}

/// Returns two browsers that can open a clean window.
pub fn browsers() -> Vec<CleanBrowser> {
    let one = |id: &str, name: &str, family| CleanBrowser {
        id: BrowserId(id.into()),
        name: name.into(),
        layout: Layout::Native,
        family,
    };
    vec![one("firefox", "Firefox", Family::Firefox), one("chrome", "Google Chrome", Family::Chromium)]
}

/// Returns the result of a clean window that was closed and removed.
pub fn clean_window() -> CleanWindow {
    CleanWindow {
        browser: browsers().swap_remove(0),
        failure: None,
        removed: Tally { files: 212, bytes: 18_400_000 },
        left: Vec::new(),
        earlier: StaleRemoved::default(),
        verdict: Verdict::Clean,
    }
}

fn sign(host: &str, name: &str, days: i64, stays: bool) -> CookieSign {
    let created = NOW - days * DAY;
    let expires = stays.then_some(created + 90 * DAY);
    CookieSign {
        host: host.into(),
        mark: CookieMark { name: name.into(), created: Some(created), last_used: Some(NOW), expires },
    }
}

/// Returns what these hosts hold, as far as the rules cover them.
fn found(rules: &SiteRules, hosts: &[(&str, u64)]) -> Held {
    let chosen = hosts.iter().filter(|(host, _)| rules.covers_host(host));
    Held::Found(
        chosen.map(|(host, count)| SiteFinding { host: (*host).into(), count: *count, cookies: Vec::new() }).collect(),
    )
}

type Whose<'a> = (&'a str, &'a str, Family, usize, &'a str);

fn add(plan: &mut Plan, whose: Whose<'_>, store: SiteStore, held: Held, rules: &SiteRules) {
    if held.is_nothing() {
        return;
    }
    let edit = Edit::Sites { store, rules: rules.clone() };
    let id = push(plan, whose, store.category(), Action::Edit(edit));
    plan.held.insert(id, held);
}

fn tabs(plan: &mut Plan, whose: Whose<'_>) {
    push(plan, whose, Category::Tabs, Action::Reset { scope: Scope::<OsString>::new(Fate::Remove).into() });
}

fn push(plan: &mut Plan, whose: Whose<'_>, category: Category, action: Action) -> ItemId {
    let (browser, name, family, number, profile) = whose;
    let id = ItemId(plan.items.len());
    let at = RelPath::parse(category.name()).expect("a category's name is a plain name");
    plan.items.push(Item {
        id,
        profile: profile_ref(browser, name, family, profile),
        profile_id: Some(ProfileId(number)),
        kind: FolderKind::Profile,
        target: Target { root: RootId(0), at: None },
        action,
        entries: vec![Entry { at, categories: vec![category], size: Size::UNKNOWN }],
    });
    id
}

fn profile_ref(browser: &str, name: &str, family: Family, profile: &str) -> ProfileRef {
    ProfileRef {
        browser: BrowserId(browser.into()),
        browser_name: name.into(),
        layout: Layout::Native,
        family,
        profile_name: Some(profile.into()),
    }
}
