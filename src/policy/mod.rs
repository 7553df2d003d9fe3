//! What is set: by the person in `settings.toml`, above that by the administrator in the machine's policy, and how the
//! two come together. Every value knows who set it.
//!
//! A policy narrows or fixes. It names no path outside of a home that would be removed, and nothing here removes
//! anything. A file that cannot be read whole stops the run: an unreadable list is never an empty one.

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
pub use key::Key;
pub use load::{Broken, Files, Loaded, check, load};
pub use locks::{Locks, Refusal, effective};
pub use mistake::{Mistake, MistakeKind};
pub use parse::{IsShared, Whose, read};
pub use settings::{Set, Settings, Source};
