//! Everything that the window asks of the world outside it. Only values; `app` and the worker carry them out.

use std::sync::Arc;

use super::preferences::Preferences;
use super::screen::CloseMode;
use crate::catalog::{Selection, Services};
use crate::model::{BrowserId, Plan, Report, Request, SignedIn, StopReason};

/// Something to be done outside the model.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The worker does it, one order after another.
    Work(Order),
    /// The window does it at once.
    Window(WindowEffect),
}

/// Something for the worker to do.
#[derive(Debug, Clone)]
pub enum Order {
    /// Look around.
    Look,
    /// Make a plan for this, from what was found last.
    Plan(Request),
    /// Carry a plan out.
    Run {
        /// The plan that was shown.
        plan: Arc<Plan>,
        /// What is done about browsers.
        close_mode: CloseMode,
    },
    /// Look into the profiles for what a Fix sign-in would remove. What is under way for an earlier one stops.
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
        /// The plan of the run.
        plan: Arc<Plan>,
        /// What it did.
        report: Box<Report>,
        /// The page.
        page: String,
    },
    /// Look into the profiles for services with a live sign-in.
    SignIns(Arc<Services>),
    /// Open the sign-out page of a sign-in in its browser.
    OpenSignOut(Box<SignedIn>),
    /// Say which browsers can open a clean window.
    CleanBrowsers,
    /// Open a clean window; everything else waits until it is over.
    CleanWindow {
        /// In this browser.
        browser: BrowserId,
        /// At this page.
        page: String,
    },
    /// Note that the session of a kiosk has begun, and what its end is.
    BeginKiosk(Request),
    /// Read the list of past runs.
    Past,
    /// Keep what was chosen about the window.
    Save(Preferences),
}

/// Something that the window does at once.
#[derive(Debug, Clone)]
pub enum WindowEffect {
    /// Ask the worker to stop what is under way.
    Stop(StopReason),
    /// Let a kiosk's person see what is behind the window.
    StepAside,
    /// Put a kiosk's window before everything.
    StepForward,
    /// Put the report on the clipboard.
    CopyReport,
    /// Ask for a file and write the report to it.
    SaveReport,
    /// Tell a person who looks elsewhere how it ended.
    Notify,
    /// Put these words on the clipboard.
    Copy(String),
    /// Close the window.
    Quit,
}
