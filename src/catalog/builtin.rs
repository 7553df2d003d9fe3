//! The definitions that are built into the program, and how a set of them is put together.

use std::collections::BTreeSet;

use super::definition::{Browser, CatalogError, Definition};
use crate::model::{BrowserId, Family};

/// Every definition that this version knows.
#[derive(Debug, Clone)]
pub struct Catalog {
    definitions: Vec<Definition>,
    text: Vec<u8>,
}

impl Catalog {
    /// Returns the definitions that are built into the program.
    ///
    /// An error here is a mistake in `assets/catalog`; a test keeps it from being released.
    pub fn builtin() -> Result<Self, CatalogError> {
        Self::builtin_for(std::env::consts::OS)
    }

    /// Returns the built-in definitions as they are on a system, which is called as std and the catalog call it.
    pub fn builtin_for(system: &str) -> Result<Self, CatalogError> {
        let files = [
            ("chromium.toml", include_str!("../../assets/catalog/chromium.toml")),
            ("firefox.toml", include_str!("../../assets/catalog/firefox.toml")),
            ("electron.toml", include_str!("../../assets/catalog/electron.toml")),
            ("epiphany.toml", include_str!("../../assets/catalog/epiphany.toml")),
            ("falkon.toml", include_str!("../../assets/catalog/falkon.toml")),
            ("qutebrowser.toml", include_str!("../../assets/catalog/qutebrowser.toml")),
        ];
        Self::of(&files, system)
    }

    /// Parses definitions; each comes with the name that its errors carry.
    pub fn of(files: &[(&str, &str)], system: &str) -> Result<Self, CatalogError> {
        let mut definitions = Vec::new();
        let mut seen = BTreeSet::new();
        for (file, text) in files {
            let definition = Definition::parse(file, text, system)?;
            for browser in &definition.browsers {
                if !seen.insert(browser.id.clone()) {
                    return Err(CatalogError::TwiceDefined { browser: browser.id.clone(), file: (*file).to_owned() });
                }
            }
            definitions.push(definition);
        }
        let text = files.iter().flat_map(|(_, text)| text.bytes()).collect();
        Ok(Self { definitions, text })
    }

    /// Returns each browser with the definition of its family, in the catalog's order.
    pub fn browsers(&self) -> impl Iterator<Item = (&Definition, &Browser)> {
        self.definitions.iter().flat_map(|family| family.browsers.iter().map(move |browser| (family, browser)))
    }

    /// Returns the definition of a family.
    pub fn family(&self, family: Family) -> Option<&Definition> {
        self.definitions.iter().find(|definition| definition.family == family)
    }

    /// Returns the browsers' ids, sorted.
    pub fn ids(&self) -> BTreeSet<BrowserId> {
        self.browsers().map(|(_, browser)| browser.id.clone()).collect()
    }

    /// Returns the text that a plan's digest covers.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}
