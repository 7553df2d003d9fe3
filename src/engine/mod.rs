//! The engine: from discovery to a verified report (discover → plan → close → execute → verify). This file is the map.
//!
//! Discovering only reads. Planning reads nothing. Only `execute` changes anything, and only what the plan names.

mod areas;
mod browser_processes;
mod by_profile;
mod clean_window;
mod close;
mod context;
mod discover;
mod execute;
mod failed_before;
mod finish;
mod follow;
mod leftover;
mod lock;
mod managed;
mod mentions;
mod open_page;
mod order;
mod plan;
mod reach;
mod record;
mod run;
mod services;
mod session_folders;
mod settings;
mod signed_in;
mod sites;
#[cfg(test)]
mod testing;
mod turn;
mod unknown_names;
mod verify;
mod why;

pub use clean_window::CleanWindowError;
pub use context::{Count, Engine, EngineError, Programs, RunOptions, Time};
pub use finish::{Begun, Waits};
pub use open_page::login_item;
pub use plan::RequestError;
pub use services::services;
pub use session_folders::places;
pub use settings::settings;
pub use turn::Turn;
