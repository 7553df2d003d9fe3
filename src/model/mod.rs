//! The vocabulary: plain data that every other module speaks. No I/O, no clock, no text for people.

mod area;
mod browser;
mod causes;
mod choices;
mod clean_window;
mod digest;
mod event;
mod identity;
mod inventory;
mod plan;
mod relpath;
mod report;
mod request;
mod scope;
mod signed_in;
mod site;
mod size;
mod why;

pub use area::{Area, AreaAction, AreaItem, AreaNote, FoundArea, FoundEntry, FoundPlace, PlaceKind, RecentRule, Span};
pub use browser::{BrowserId, Category, Family, Layout, Level};
pub use causes::with_causes;
pub use choices::{Afterwards, Close, Extensions, Origin};
pub use clean_window::{CleanBrowser, CleanWindow, NotOpen, Swept};
pub use digest::{Digest, SCHEMA};
pub use event::{Event, Observer, Phase, Stop, StopReason};
pub use identity::FileId;
pub use inventory::{
    Entry, Folder, FolderKind, FoundBrowser, FoundExtensions, FoundProfile, FoundStore, Held, Inventory, ProfileId,
    StoreWay, UnknownName,
};
pub use plan::{
    Action, Edit, Extension, Item, ItemId, KeyFormat, OpenBrowser, Plan, RootBase, RootId, RootKind, RootProof,
    RowRule, Skip, SkipReason, Target,
};
pub use relpath::{NotRelative, RelPath, escaped};
pub use report::{Checked, Leftover, LeftoverKind, NewEntry, Noted, Outcome, Report, Tally, Verdict};
pub use request::{Mode, Request};
pub use scope::{Cursor, Fate, PathTree, Scope, Segment};
pub use signed_in::{NotOpened, Opened, ProfilePlace, SignIns, SignedIn};
pub use site::{Chosen, CookieMark, CookieName, NotASite, Site, SiteFinding, SiteRules, SiteStore, host_of};
pub use size::{Certainty, Size};
pub use why::{Explained, Holding, Known, Sign, SignInAid};
