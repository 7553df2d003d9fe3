//! The window's screens without a window: what they say, that they can be reached, and that the keyboard suffices.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

// The sample is the one that the tests beside the code use; it names its types from the crate's root.
use signoff::{gui, i18n, model};

mod gallery;
mod governed;
mod journeys;
mod pages;
mod pictures;
#[path = "../../src/gui/sample.rs"]
mod sample;
mod screens;
mod stage;
