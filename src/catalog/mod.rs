//! Definitions of browsers and services: TOML data that is built into the program, parsed and validated here.
//!
//! A definition can only *name* things below a proven root. It cannot hold an absolute path, a command or SQL, so that
//! a change to it can be reviewed without knowing Rust.

mod builtin;
mod definition;
mod extensions;
mod known_names;
mod mistake;
mod raw;
mod rules;
mod service_names;
mod services;
mod site_names;
mod stores;
#[cfg(test)]
mod tests;

pub use builtin::Catalog;
pub use definition::{
    Base, Browser, CatalogError, CatalogMistake, CategoryRule, Companion, Definition, KeyList, Place, RootPlace,
    RowsRule,
};
pub use extensions::ExtensionPlaces;
pub use known_names::{ExpectedNames, Pattern};
pub use mistake::InFile;
pub use rules::Class;
pub use service_names::NotAService;
pub use services::{NotASelection, Selection, Service, ServiceError, ServiceMistake, Services, SignedIn};
pub use site_names::{NotASiteName, is_public_suffix, page_of, site_of};
pub use stores::StoreRule;
