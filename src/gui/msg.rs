//! Everything that can happen to the window: a person's wishes, and the answers of the worker. Only values; `update` says
//! what they lead to.

use super::clean_window::CleanWindowMsg;
use super::kiosk::KioskMsg;
use super::preferences::{ColourScheme, TextSize};
use super::progress::{Finished, Found};
use super::screen::{Focus, Page, StartFailure};
use super::sign_in::SignInMsg;
use crate::i18n::Lang;
use crate::model::{Area, BrowserId, Category, Event, Opened, Plan, SignIns, StopReason};
use crate::receipts::Past;

/// Something that happened: a person's wish, or an answer of the worker.
#[derive(Debug)]
pub enum Msg {
    /// Another language.
    Language(Lang),
    /// A browser's box was ticked or cleared.
    Browser(BrowserId, bool),
    /// A category's box was ticked or cleared.
    Category(Category, bool),
    /// An area's box was ticked or cleared.
    Area(Area, bool),
    /// Show or hide what a category is and why it goes.
    Explain(Category),
    /// The words to look for in the preview.
    Search(String),
    /// Whether others use this computer too.
    Shared(bool),
    /// Other colours.
    Colours(ColourScheme),
    /// Another size.
    Text(TextSize),
    /// Whether nothing moves.
    LessMotion(bool),
    /// Lay a page over the screen.
    Open(Page),
    /// Put these words on the clipboard.
    Copy(String),
    /// The window's clock, in whole seconds since it opened.
    Clock(u64),
    /// What was chosen could not be kept.
    NotSaved,
    /// Show what goes in detail.
    Details,
    /// Back to where the person came from.
    Back,
    /// The button.
    EndSession,
    /// Close the browsers and go on, or wait for them once more.
    CloseBrowsers,
    /// End the browsers that did not close.
    ForceClose,
    /// Stop what is under way.
    Stop,
    /// Look around again.
    Look,
    /// Put the report on the clipboard.
    CopyReport,
    /// Save the report to a file of the person's choice.
    SaveReport,
    /// Whether the report could be written to it.
    ReportSaved(bool),
    /// Past runs; `None` where the list cannot be read.
    Past(Option<Past>),
    /// Where the person's keyboard goes.
    Focus(Focus),
    /// Something on the screens of Fix sign-in and Why?.
    SignIn(SignInMsg),
    /// Something on the screen of services.
    Services(ServicesMsg),
    /// Something on the screen of the clean window.
    CleanWindow(CleanWindowMsg),
    /// Something that happens only in a kiosk.
    Kiosk(KioskMsg),
    /// Close the window.
    Quit,
    /// The system asks the program to end.
    SystemStop(StopReason),
    /// The worker looked around.
    Found(Found),
    /// The worker made a plan.
    Planned(Plan),
    /// The run told something.
    Event(Event),
    /// The run ended.
    Finished(Finished),
    /// What should follow the run did not happen, and why.
    AfterRunFailed(String),
    /// The worker could not.
    Failed(StartFailure),
}

/// Something that happened on the screen of services.
#[derive(Debug)]
pub enum ServicesMsg {
    /// Show the screen.
    Show,
    /// The worker looked into the profiles.
    Found(SignIns),
    /// Open the sign-out page of a sign-in, by its place in the list.
    Open(usize),
    /// What became of that.
    Opened(Opened),
}
