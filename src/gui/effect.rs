//! Everything that the window can ask of the world outside it. Only values; `app` and the worker carry them out.

use std::sync::Arc;

use super::screen::Closing;
use crate::catalog::{Selection, Services};
use crate::model::{BrowserId, Plan, Report, Request, SignedIn, StopReason};

/// Something to be done outside the model.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Look around.
    Look,
    /// Make a plan for this.
    Plan(Request),
    /// Carry a plan out.
    Run {
        /// The plan that was shown.
        plan: Arc<Plan>,
        /// What is done about browsers.
        closing: Closing,
    },
    /// Look into the profiles for what a Fix sign-in would remove.
    Prepare(Request),
    /// Look into the profiles for sign-ins.
    Why {
        /// The sets there are.
        services: Arc<Services>,
        /// Which of them, and which sites.
        chosen: Selection,
    },
    /// Open a page where a sign-in was removed.
    OpenPage {
        /// The plan that ran.
        plan: Arc<Plan>,
        /// What it did.
        report: Box<Report>,
        /// The page.
        page: String,
    },
    /// Look into the profiles for services with a live sign-in.
    SignIns(Arc<Services>),
    /// Open the sign-out page of this sign-in where it is.
    OpenSignOut(Box<SignedIn>),
    /// List the browsers that can open a clean window.
    CleanBrowsers,
    /// Open a clean window, and wait for its end.
    CleanWindow {
        /// The browser.
        browser: BrowserId,
        /// The page.
        page: String,
    },
    /// Note that the session of a kiosk has begun, and what its end is.
    BeginKiosk(Request),
    /// Let a kiosk's person see what is behind the window.
    StepAside,
    /// Put a kiosk's window before everything.
    StepForward,
    /// Ask the worker to stop.
    Stop(StopReason),
    /// Put the report on the clipboard.
    CopyReport,
    /// Ask for a file and write the report to it.
    SaveReport,
    /// Read the list of past runs.
    Past,
    /// Tell a person who looks elsewhere how it ended.
    Notify,
    /// Put these words on the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}
