//! The built-in definitions, and how a catalog is made of several files.

use std::collections::BTreeSet;

use super::definition::{Browser, CatalogError, CatalogMistake, Definition};
use super::mistake::InFile;
use crate::model::{BrowserId, Family};

/// The definitions of all families.
#[derive(Debug, Clone)]
pub struct Catalog {
    definitions: Vec<Definition>,
    text: Vec<u8>,
}

impl Catalog {
    /// Returns the built-in definitions for the system that the program runs on.
    ///
    /// An error is a mistake in `assets/catalog`; a test keeps it from being released.
    pub fn builtin() -> Result<Self, CatalogError> {
        Self::builtin_for(std::env::consts::OS)
    }

    /// Returns the built-in definitions for a system, named as in [`std::env::consts::OS`].
    pub fn builtin_for(system: &str) -> Result<Self, CatalogError> {
        let files = [
            ("chromium.toml", include_str!("../../assets/catalog/chromium.toml")),
            ("firefox.toml", include_str!("../../assets/catalog/firefox.toml")),
            ("electron.toml", include_str!("../../assets/catalog/electron.toml")),
            ("epiphany.toml", include_str!("../../assets/catalog/epiphany.toml")),
            ("falkon.toml", include_str!("../../assets/catalog/falkon.toml")),
            ("qutebrowser.toml", include_str!("../../assets/catalog/qutebrowser.toml")),
            ("key-stores.toml", include_str!("../../assets/catalog/key-stores.toml")),
        ];
        Self::of(&files, system)
    }

    /// Parses files, given as name and text. The name is for error messages.
    pub fn of(files: &[(&str, &str)], system: &str) -> Result<Self, CatalogError> {
        let mut definitions = Vec::new();
        let mut seen = BTreeSet::new();
        for (file, text) in files {
            let definition = Definition::parse(file, text, system)?;
            for browser in &definition.browsers {
                if !seen.insert(browser.id.clone()) {
                    return Err(InFile::of(file)(CatalogMistake::TwiceDefined(browser.id.clone())));
                }
            }
            definitions.push(definition);
        }
        let text = files.iter().flat_map(|(_, text)| text.bytes()).collect();
        Ok(Self { definitions, text })
    }

    /// Returns each browser with its family's definition, in the order of the files.
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

    /// Returns the text of all files, for the plan's digest.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}
