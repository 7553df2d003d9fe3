//! The state of the clean-window screen: the browsers and login pages to choose from, and the result.

use crate::catalog::Services;
use crate::model::{CleanBrowser, CleanWindow};

/// A message of the clean-window screen.
#[derive(Debug)]
pub enum CleanWindowMsg {
    /// Show the screen.
    Show,
    /// Choose a browser, by its index in `browsers`.
    Browser(usize),
    /// Choose a login page, by its index in `pages`.
    Page(usize),
    /// Open a clean window with what is chosen.
    Open,
    /// The worker found these browsers.
    Found(Vec<CleanBrowser>),
    /// The clean window has ended. `Err` holds the engine's message if it could not be opened.
    Ended(Result<CleanWindow, String>),
}

/// How far a clean window is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum WindowPhase {
    /// No clean window is open.
    #[default]
    Closed,
    /// The worker was asked to open one; the browser is not running yet.
    Opening,
    /// The browser is running.
    Open,
    /// It has ended; holds the same result as [`CleanWindowMsg::Ended`].
    Ended(Result<CleanWindow, String>),
}

/// A login page at which a clean window can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginPage {
    /// The service's display name.
    pub name: String,
    /// The URL.
    pub page: String,
}

/// The state of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CleanWindowState {
    /// Browsers that can open a clean window, the default browser first; `None` until the worker has answered.
    pub browsers: Option<Vec<CleanBrowser>>,
    /// Index of the chosen browser.
    pub browser: usize,
    /// The login pages to choose from.
    pub pages: Vec<LoginPage>,
    /// Index of the chosen page.
    pub page: usize,
    /// How far the clean window is.
    pub phase: WindowPhase,
}

impl CleanWindowState {
    /// Returns the initial state, with the login page of the default services chosen.
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

    /// Returns whether a clean window is open or being opened.
    pub const fn is_open(&self) -> bool {
        matches!(self.phase, WindowPhase::Opening | WindowPhase::Open)
    }

    /// Returns the chosen browser and page; `None` if there are none.
    pub fn chosen(&self) -> Option<(&CleanBrowser, &LoginPage)> {
        self.browsers.as_ref()?.get(self.browser).zip(self.pages.get(self.page))
    }
}
