//! End session, from looking to a verified report: discover → plan → close → execute → verify.
//!
//! Discovering only reads. Planning reads nothing. Only `execute` changes anything, and only what the plan names.

mod areas;
mod clean_window;
mod close;
mod context;
mod discover;
mod execute;
mod finish;
mod leftover;
mod locations;
mod login;
mod managed;
mod names;
mod order;
mod plan;
mod profiles;
mod run;
mod running;
mod services;
mod settings;
mod signed_in;
mod sites;
#[cfg(test)]
mod testing;
mod unknown;
mod verify;
mod why;

pub use clean_window::CleanWindowError;
pub use context::{Count, Engine, EngineError, RunOptions, Time};
pub use login::login_item;
pub use plan::RequestError;
pub use services::services;
pub use settings::settings;
