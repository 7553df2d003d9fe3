//! The command line, end to end, in throw-away homes; and the house's walls.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests damage their own throw-away homes; the fence is the product's")]

mod apps;
mod areas;
mod aside;
mod bad_input;
mod cli;
mod code_and_keys;
mod content;
mod elsewhere;
mod ends;
mod failed_before;
mod finish;
mod flood;
mod hook;
mod layering;
mod left_over;
mod log;
mod memory;
mod moved;
#[cfg(feature = "gui")]
mod no_window;
mod places;
mod policy;
mod record;
mod running;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod time;
#[path = "../support/transcript.rs"]
mod transcript;
mod turns;
mod unattended;
mod users;
