//! What people read: keys and values go in, text in English, Finnish or Swedish comes out.
//!
//! Texts live in `assets/i18n/*.ftl`. This module knows no screen and no terminal, and no error's wording: errors come
//! here as values of `model`, each with one key, see [`words`]. A missing text is never a failure: English stands in.

pub mod clean_window;
pub mod fix;
mod lang;
pub mod names;
mod numbers;
pub mod services;
#[cfg(test)]
mod tests;
mod texts;
pub mod why;
pub mod words;

pub use lang::Lang;
pub use texts::{Arg, Tr};
