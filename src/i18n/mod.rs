//! Texts for users, in English, Finnish and Swedish, from keys and values.
//!
//! The texts are in `assets/i18n/*.ftl`. This module knows neither screens nor terminals. Errors come here as values of
//! `model`, each with one key; see [`words`]. If a translation is missing, the English text is used.

pub mod advice;
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
