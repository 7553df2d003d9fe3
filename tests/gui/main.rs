//! The window's screens without a window: their text, that every control can be reached, and by keyboard alone.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod clean_window;
mod gallery;
mod governed;
mod journeys;
mod long;
#[path = "../support/many.rs"]
mod many;
mod pages;
mod pictures;
mod screens;
mod sign_in;
mod stage;
mod worker;
