//! What `update` asks for: orders to the worker, and effects of the window itself. Values only; `app` and `worker`
//! carry them out.

use std::sync::Arc;

use super::preferences::Preferences;
use super::screen::CloseMode;
use crate::catalog::{Selection, Services};
use crate::model::{BrowserId, Plan, Report, Request, SignedIn, StopReason};

/// Something to do outside the model.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The worker does it, after the orders that it already has.
    Work(Order),
    /// `app` does it at once.
    Window(WindowEffect),
}

/// An order to the worker.
#[derive(Debug, Clone)]
pub enum Order {
    /// Discover everything and plan its removal.
    Discover,
    /// Complete what earlier sessions left, then discover as `Discover` does.
    Finish,
    /// Plan this request with the inventory of the last `Discover`.
    Plan(Request),
    /// Run a plan.
    Run {
        /// The plan that the user has seen.
        plan: Arc<Plan>,
        /// Whether and how browsers are closed.
        close_mode: CloseMode,
    },
    /// Plan a Fix sign-in with a new inventory. Stops the current order, for example an earlier `PlanFix`.
    PlanFix(Request),
    /// Find the sign-ins of chosen services and sites.
    Why {
        /// All known services.
        services: Arc<Services>,
        /// The chosen services and sites.
        chosen: Selection,
    },
    /// Open the login page in a profile from which a sign-in was removed.
    OpenPage {
        /// The plan that ran.
        plan: Arc<Plan>,
        /// Its report.
        report: Box<Report>,
        /// The URL.
        page: String,
    },
    /// Find live sign-ins of these services.
    SignIns(Arc<Services>),
    /// Open the sign-out page of a sign-in, in its own browser and profile.
    OpenSignOut(Box<SignedIn>),
    /// List the browsers that can open a clean window.
    CleanBrowsers,
    /// Open a clean window and wait until it is closed.
    CleanWindow {
        /// The browser.
        browser: BrowserId,
        /// The URL to open.
        page: String,
    },
    /// Record that a kiosk session has begun, with the request that ends it.
    BeginKiosk(Request),
    /// Read the list of past runs.
    History,
    /// Save the window's preferences.
    Save(Preferences),
}

/// Something that `app` does itself.
#[derive(Debug, Clone)]
pub enum WindowEffect {
    /// Ask the worker to stop its current order.
    Stop(StopReason),
    /// Minimise a kiosk's window, so that the user sees the browser behind it.
    StepAside,
    /// Bring a kiosk's window to the front.
    StepForward,
    /// Copy the report to the clipboard.
    CopyReport,
    /// Ask the user for a file and write the report to it.
    SaveReport,
    /// Show the result as a desktop notification.
    Notify,
    /// Copy this text to the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}
