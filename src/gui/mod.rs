//! The window: a model, messages that change it, views that show it, and a thread that does the work.
//!
//! Data flows in one direction: a view returns messages, `update` turns a message into a new state and perhaps an
//! effect, the worker carries out the effect and answers with messages. Nothing here removes files, and nothing here
//! knows a path.

pub mod app;
pub mod clean_window;
pub mod effect;
pub mod help;
pub mod kiosk;
pub mod lines;
pub mod model;
pub mod msg;
mod open;
pub mod organisation;
pub mod preferences;
pub mod progress;
pub mod rules;
mod save;
pub mod screen;
pub mod sign_in;
pub mod soft;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod theme;
pub mod update;
pub mod view;
pub mod window;
pub mod words;
pub mod worker;

pub use open::{Arguments, no_window, open};
