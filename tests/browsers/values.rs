//! The planted values: one for each named store, different in every run, so that a find proves where it came from.

use std::fs::File;
use std::io::Read as _;

use anyhow::{Context as _, Result};

use crate::stores::STORES;

/// The random values of one test.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    all: Vec<(&'static str, String)>,
}

impl Values {
    /// Draws a value for every named store.
    pub(crate) fn draw() -> Result<Self> {
        Self::named(STORES.iter().map(|store| store.name))
    }

    /// Draws a value for each of these names.
    pub(crate) fn named(names: impl IntoIterator<Item = &'static str>) -> Result<Self> {
        let mut source = File::open("/dev/urandom")?;
        let mut all = Vec::new();
        for name in names {
            let mut bytes = [0_u8; 8];
            source.read_exact(&mut bytes)?;
            all.push((name, format!("{:016x}", u64::from_ne_bytes(bytes))));
        }
        Ok(Self { all })
    }

    /// Store names and their random parts, which alone are searched for: a browser may cut or rewrite what is around.
    pub(crate) fn tokens(&self) -> &[(&'static str, String)] {
        &self.all
    }

    /// The random part of the value for `store`.
    pub(crate) fn token(&self, store: &str) -> Result<&str> {
        let found = self.all.iter().find(|(name, _)| *name == store);
        Ok(&found.with_context(|| format!("no store is called {store}"))?.1)
    }

    /// The value to plant in `store`; usable as text, as part of a URL and as a host's label.
    pub(crate) fn of(&self, store: &str) -> Result<String> {
        Ok(format!("plant-{store}-{}", self.token(store)?))
    }
}
