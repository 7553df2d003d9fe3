//! Settings and policy: the user's `settings.toml`, the administrator's machine policy, and their merge. Each value
//! knows which of the two set it.
//!
//! A policy narrows or fixes. It cannot name a path to remove outside the home folder, and nothing here removes
//! anything. A file that cannot be read completely stops the run: an unreadable list is never an empty one. The exception
//! is a user's settings file in an unattended run, where it can only add to the default: there it is ignored.

mod choices;
mod key;
mod load;
mod locks;
mod mistake;
mod parse;
mod settings;
#[cfg(test)]
mod tests;

pub use choices::{Choices, KioskScreen, SETS, Service, SiteSet};
pub use key::{Key, Reach};
pub use load::{Broken, Files, Loaded, Warning, check, load};
pub use locks::{Locks, Refusal, effective};
pub use mistake::{Mistake, MistakeKind};
pub use parse::{IsShared, Whose, read};
pub use settings::{Set, Settings, Source};
