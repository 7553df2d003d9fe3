//! What the window knows of a clean window: in which browsers it can open, at which page, and what became of it.

use crate::catalog::Services;
use crate::model::{CleanBrowser, CleanWindow};

/// Something that happened on this screen.
#[derive(Debug)]
pub enum CleanWindowMsg {
    /// Show the screen.
    Show,
    /// Another browser was chosen, by its place in the list.
    Browser(usize),
    /// Another page was chosen, by its place in the list.
    Page(usize),
    /// Open it.
    Open,
    /// The worker knows which browsers there are.
    Found(Vec<CleanBrowser>),
    /// It is over. `Err` says in the engine's words why there was none.
    Over(Result<CleanWindow, String>),
}

/// How far a clean window is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WindowPhase {
    /// Nothing is open.
    #[default]
    Closed,
    /// It was asked for.
    Opening,
    /// The person signs in.
    Open,
    /// It is over.
    Over(Result<CleanWindow, String>),
}

/// A page at which it can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPage {
    /// The service's name for people.
    pub name: String,
    /// The address.
    pub page: String,
}

/// The screen's state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CleanWindowState {
    /// The browsers, the person's own choice first; `None` while nobody has looked.
    pub browsers: Option<Vec<CleanBrowser>>,
    /// Which of them is chosen.
    pub browser: usize,
    /// The login pages.
    pub pages: Vec<LoginPage>,
    /// Which of them is chosen.
    pub page: usize,
    /// How far it is.
    pub phase: WindowPhase,
}

impl CleanWindowState {
    /// Makes the state in which the page is chosen that is meant where nobody says otherwise.
    pub fn new(services: &Services) -> Self {
        let page_of = |asked: &[String]| services.choose(asked).ok().and_then(|chosen| services.login_page(&chosen));
        let meant = page_of(&[]);
        let mut pages: Vec<LoginPage> = Vec::new();
        for service in services.iter() {
            let page = page_of(std::slice::from_ref(&service.id));
            if let Some(page) = page.filter(|page| pages.iter().all(|known| known.page != *page)) {
                pages.push(LoginPage { name: service.name.clone(), page });
            }
        }
        let page = pages.iter().position(|one| Some(&one.page) == meant.as_ref()).unwrap_or_default();
        Self { pages, page, ..Self::default() }
    }

    /// Says whether a browser is open for it, or about to be.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, WindowPhase::Opening | WindowPhase::Open)
    }

    /// Returns what is chosen; `None` where there is no browser or no page.
    pub fn chosen(&self) -> Option<(&CleanBrowser, &LoginPage)> {
        self.browsers.as_ref()?.get(self.browser).zip(self.pages.get(self.page))
    }
}
