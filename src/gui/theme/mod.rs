//! All colours, spaces and sizes of the window. Screens use these and define none of their own.

mod frames;
mod install;
mod sizes;
mod tokens;

pub use frames::{badge, banner, card};
pub use install::{apply, install};
pub use sizes::*;
pub(super) use tokens::pixel;
pub use tokens::{CONTRAST, DARK, LIGHT, Tokens, tokens};
