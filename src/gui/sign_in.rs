//! What the window knows of Fix sign-in and Why?: which sites are chosen, what would go of them, and what was found.
//! Plain data, as the rest of the model.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{NotASelection, Selection, Services};
use crate::model::{Held, Known, Mode, Plan, Request, SiteFinding, SiteRules};
use crate::platform::OpenError;

/// Something that happened on these screens.
#[derive(Debug)]
pub enum SignInMsg {
    /// Show what Fix sign-in would remove.
    Open,
    /// Show why a login goes wrong.
    Why,
    /// The box of a set or of an added site was ticked or cleared.
    Tick(String, bool),
    /// The name of a site as it stands in the field.
    Typed(String),
    /// Choose the site in the field too.
    Add,
    /// Remove what was shown.
    Remove,
    /// Open the login page where a sign-in was removed.
    OpenPage,
    /// The worker made a plan.
    Planned(Box<Plan>),
    /// The worker looked into the profiles.
    Known(Known),
    /// The worker opened the login page, or could not.
    Opened(LoginPageState),
}

/// What became of the login page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LoginPageState {
    /// Nobody asked for it.
    #[default]
    NotYet,
    /// A browser was started with it.
    Yes,
    /// The browser's program was not found.
    NotFound,
    /// The browser cannot be started.
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

/// What Fix sign-in and Why? are about, and what is known of it.
#[derive(Debug)]
pub struct SignIn {
    /// The sets there are.
    pub services: Arc<Services>,
    /// The names of sets and sites whose box is ticked.
    pub ticked: BTreeSet<String>,
    /// Sites that the person added.
    pub added: BTreeSet<String>,
    /// What stands in the field for a site.
    pub typed: String,
    /// Why what stood in the field is no site.
    pub refused: Option<NotASelection>,
    /// The plan for what is ticked; `None` while it is being made, and when nothing is ticked.
    pub plan: Option<Arc<Plan>>,
    /// What is known of the sign-ins; `None` while nobody has looked.
    pub known: Option<Known>,
    /// What became of the login page.
    pub opened: LoginPageState,
}

impl SignIn {
    /// Makes the state in which the sets are ticked that are meant where nobody says otherwise.
    pub fn new(services: Arc<Services>) -> Self {
        let ticked = services.choose(&[]).map(|chosen| chosen.asked).unwrap_or_default();
        Self {
            services,
            ticked,
            added: BTreeSet::new(),
            typed: String::new(),
            refused: None,
            plan: None,
            known: None,
            opened: LoginPageState::NotYet,
        }
    }

    /// Returns what is ticked. `None` when nothing is: no name at all would mean the default.
    pub fn selection(&self) -> Option<Selection> {
        if self.ticked.is_empty() {
            return None;
        }
        let asked: Vec<_> = self.ticked.iter().cloned().collect();
        self.services.choose(&asked).ok()
    }

    /// Returns what the boxes ask for.
    pub fn request(&self) -> Option<Request> {
        let chosen = self.selection()?;
        let mode = Mode::FixSignIn { asked: chosen.asked, rules: chosen.rules.into() };
        Some(Request { mode, ..Request::default() })
    }

    /// Says whether exactly the sets are ticked that are meant where nobody says otherwise.
    pub fn is_default(&self) -> bool {
        self.services.choose(&[]).is_ok_and(|chosen| chosen.asked == self.ticked)
    }

    /// Returns the page to sign in at afterwards.
    pub fn page(&self) -> Option<String> {
        self.services.login_page(&self.selection()?)
    }

    /// Returns the sets and the added sites, one line each.
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

/// A set or a site that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceLine {
    /// How it is asked for.
    pub asked: String,
    /// Its name for people.
    pub name: String,
    /// Whether its box is ticked.
    pub ticked: bool,
    /// What of it is there; `None` where its box is cleared or nobody has looked yet.
    pub found: Option<Amount>,
}

/// How much of a set was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Cookies, records and files.
    pub items: u64,
    /// Whether there may be more, in what is open or cannot be read.
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
