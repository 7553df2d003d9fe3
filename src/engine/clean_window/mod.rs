//! A clean window: an installed browser on an empty throw-away profile, which is removed when the browser has ended.
//!
//! The window's folder has Signoff's stamp and a lock before the browser starts, so that the next clean window or
//! `finish` recognises and removes what a killed run left. Nothing is removed while a browser uses it.

mod browsers;
mod error;
mod launch_args;
mod open;
mod throwaway;

#[cfg(test)]
mod tests;

pub use error::CleanWindowError;
