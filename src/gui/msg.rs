//! Every message to the window: the user's actions and the worker's answers. Values only; `update` decides what
//! follows.

use super::clean_window::CleanWindowMsg;
use super::kiosk::KioskMsg;
use super::preferences::{ColourScheme, TextSize};
use super::progress::{Finished, Found};
use super::screen::{Focus, Page, StartFailure};
use super::sign_in::SignInMsg;
use crate::i18n::Lang;
use crate::model::{Area, BrowserId, Category, Event, FollowUp, OpenedPages, Plan, SignIns, StopReason};
use crate::receipts::RunHistory;

/// A message to the window.
#[derive(Debug)]
pub enum Msg {
    /// Choose a language.
    Language(Lang),
    /// Tick or untick a browser.
    Browser(BrowserId, bool),
    /// Tick or untick a category.
    Category(Category, bool),
    /// Tick or untick an area.
    Area(Area, bool),
    /// Open or close a category's explanation.
    Explain(Category),
    /// Change the search text in the preview.
    Search(String),
    /// Whether the computer is shared.
    Shared(bool),
    /// Choose a colour scheme.
    Colours(ColourScheme),
    /// Choose a text size.
    Text(TextSize),
    /// Turn animations off or on; `true` turns them off.
    LessMotion(bool),
    /// Show a page over the screen.
    Open(Page),
    /// Copy this text to the clipboard.
    Copy(String),
    /// The time: seconds since the window opened.
    Clock(u64),
    /// The worker could not save the preferences.
    NotSaved,
    /// Show the preview.
    Details,
    /// Go back: close the page, cancel, or return to the previous screen.
    Back,
    /// End the session.
    EndSession,
    /// Close the browsers and run, or wait for them once more.
    CloseBrowsers,
    /// Kill the browsers that did not close, and run.
    ForceClose,
    /// Cancel what is running.
    Stop,
    /// Discover again.
    Discover,
    /// Complete what an earlier session left.
    Finish,
    /// Copy the report to the clipboard.
    CopyReport,
    /// Save the report to a file that the user chooses.
    SaveReport,
    /// Whether the report was written.
    ReportSaved(bool),
    /// Past runs; `None` if the list cannot be read.
    History(Option<RunHistory>),
    /// Whether the window has the keyboard focus.
    Focus(Focus),
    /// A message of Fix sign-in or Why?.
    SignIn(SignInMsg),
    /// A message of the services screen.
    Services(ServicesMsg),
    /// A message of the clean-window screen.
    CleanWindow(CleanWindowMsg),
    /// A message that only a kiosk has.
    Kiosk(KioskMsg),
    /// Close the window.
    Quit,
    /// The system asks the program to stop, for example at logout.
    SystemStop(StopReason),
    /// Discovery is done.
    Found(Found),
    /// The worker has made a plan.
    Planned(Plan),
    /// Progress of a run.
    Event(Event),
    /// The run is over.
    Finished(Finished),
    /// The action after the run failed; holds what was tried.
    AfterRunFailed(FollowUp),
    /// The run, or what was to prepare it, did not start.
    Failed(StartFailure),
}

/// A message of the services screen.
#[derive(Debug)]
pub enum ServicesMsg {
    /// Show the screen.
    Show,
    /// The worker found these sign-ins.
    Found(SignIns),
    /// Open the sign-out page of a sign-in, by its index.
    Open(usize),
    /// The result of opening that page.
    Opened(OpenedPages),
}
