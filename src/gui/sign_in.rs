//! The state of Fix sign-in and Why?: the chosen services, what would be removed, and the sign-ins found. Plain data.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{NotASelection, Selection, Services};
use crate::model::{Held, Mode, Plan, Request, SignInReport, SiteFinding, SiteRules};
use crate::platform::OpenError;

/// A message of Fix sign-in or Why?.
#[derive(Debug)]
pub enum SignInMsg {
    /// Show Fix sign-in.
    Open,
    /// Show Why?.
    Why,
    /// Tick or untick a service or an added site.
    Tick(String, bool),
    /// Change the text of the site field.
    Typed(String),
    /// Add the site in the field.
    Add,
    /// Remove the sign-ins shown.
    Remove,
    /// Open the login page in a profile from which a sign-in was removed.
    OpenPage,
    /// The worker has made a plan.
    Planned(Box<Plan>),
    /// The worker has found these sign-ins.
    Report(SignInReport),
    /// The worker has opened the login page, or failed to.
    Opened(LoginPageState),
}

/// The result of opening the login page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoginPageState {
    /// It was not asked for.
    #[default]
    NotYet,
    /// A browser was started with the page.
    Yes,
    /// The browser's program was not found.
    NotFound,
    /// The browser could not be started.
    Refused,
}

impl From<&OpenError> for LoginPageState {
    fn from(error: &OpenError) -> Self {
        match error {
            OpenError::NotFound => Self::NotFound,
            OpenError::Start(_) => Self::Refused,
        }
    }
}

/// The state of Fix sign-in and Why?.
#[derive(Debug, Default)]
pub struct SignIn {
    /// All known services.
    pub services: Arc<Services>,
    /// The ids of the ticked services, and the ticked sites.
    pub ticked: BTreeSet<String>,
    /// Sites that the user added.
    pub added: BTreeSet<String>,
    /// The text of the site field.
    pub typed: String,
    /// Why that text is not a site; `None` until the user tries to add it.
    pub refused: Option<NotASelection>,
    /// The plan for what is ticked; `None` until the worker has made it, and while nothing is ticked.
    pub plan: Option<Arc<Plan>>,
    /// The sign-ins found by Why?; `None` until the worker has answered.
    pub report: Option<SignInReport>,
    /// The result of opening the login page.
    pub opened: LoginPageState,
}

impl SignIn {
    /// Returns the initial state, with the default services ticked.
    pub fn new(services: Arc<Services>) -> Self {
        let ticked = services.choose(&[]).map(|chosen| chosen.asked).unwrap_or_default();
        Self { services, ticked, ..Self::default() }
    }

    /// Returns what is ticked; `None` if nothing is, because an empty list would mean the default services.
    pub fn selection(&self) -> Option<Selection> {
        if self.ticked.is_empty() {
            return None;
        }
        let asked: Vec<_> = self.ticked.iter().cloned().collect();
        self.services.choose(&asked).ok()
    }

    /// Returns the request for what is ticked; `None` if nothing is.
    pub fn request(&self) -> Option<Request> {
        let chosen = self.selection()?;
        let mode = Mode::FixSignIn { asked: chosen.asked, rules: chosen.rules.into() };
        Some(Request { mode, ..Request::default() })
    }

    /// Returns whether exactly the default services are ticked.
    pub fn is_default(&self) -> bool {
        self.services.choose(&[]).is_ok_and(|chosen| chosen.asked == self.ticked)
    }

    /// Returns the login page to open afterwards.
    pub fn page(&self) -> Option<String> {
        self.services.login_page(&self.selection()?)
    }

    /// Returns a line for each service and each added site.
    pub fn lines(&self) -> Vec<ChoiceLine> {
        let sets = self.services.iter().map(|set| (set.id.clone(), set.name.clone(), set.rules.clone()));
        let sites = self.added.iter().map(|site| {
            let rules = self.services.choose(std::slice::from_ref(site)).map(|chosen| chosen.rules);
            (site.clone(), site.clone(), rules.unwrap_or_default())
        });
        sets.chain(sites)
            .map(|(asked, name, rules)| {
                let ticked = self.ticked.contains(&asked);
                let plan = self.plan.as_ref().filter(|_| ticked);
                ChoiceLine { found: plan.map(|plan| found(plan, &rules)), asked, name, ticked }
            })
            .collect()
    }
}

/// A service or an added site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceLine {
    /// Its id, or the site: the name that a request uses.
    pub asked: String,
    /// Its display name.
    pub name: String,
    /// Whether it is ticked.
    pub ticked: bool,
    /// How much of it was found; `None` if it is not ticked, or until the worker has answered.
    pub found: Option<Amount>,
}

/// How much was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The number of cookies, records and files.
    pub items: u64,
    /// Whether there may be more, in open or unreadable profiles.
    pub is_least: bool,
}

fn found(plan: &Plan, rules: &SiteRules) -> Amount {
    let count = |finding: &SiteFinding| {
        if rules.covers_host(&finding.host) {
            return finding.count;
        }
        let named = finding.cookies.iter().filter(|mark| rules.covers_cookie(&finding.host, &mark.name));
        named.count() as u64
    };
    let mut amount = Amount { items: 0, is_least: false };
    for held in plan.held.values() {
        match held {
            Held::Found(found) => amount.items += found.iter().map(count).sum::<u64>(),
            Held::Unread(_) | Held::NotLookedAt | Held::Remains => amount.is_least = true,
        }
    }
    amount
}
