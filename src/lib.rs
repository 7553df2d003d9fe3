//! Signoff leaves a shared computer clean: it finds every browser profile of this user, shows what will go, closes
//! the browsers, removes what the person left in them, verifies, and says so.
//!
//! Data flows one way: catalog → discover → plan → close → execute → verify → report. `ARCHITECTURE.md` has the map.

pub mod catalog;
pub mod cli;
pub mod demo;
pub mod engine;
#[cfg(feature = "gui")]
pub mod gui;
pub mod hook;
pub mod i18n;
pub mod model;
pub mod platform;
pub mod policy;
pub mod receipts;
pub mod safefs;
pub mod store;
