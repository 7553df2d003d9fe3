//! A used profile in every place that the catalog knows for its family, as if each brand had made it.
//!
//! The brands' own programs are not installed. Their folders are from public sources, and the data in them is from the
//! family's browser.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use signoff::catalog::{Base, Catalog, Place};
use signoff::model::{Family, Layout};

use crate::lab::Lab;

/// A browser's name, and how many of its places there are of each layout.
pub(crate) type Table = BTreeMap<String, BTreeMap<Layout, usize>>;

/// A used profile: where it is below the home, and which places of the catalog it fits into.
pub(crate) struct Used {
    pub(crate) family: Family,
    /// What docs/browsers.md calls the browser that used it.
    pub(crate) by: &'static str,
    /// How many stores are searched for a value.
    pub(crate) stores: usize,
    pub(crate) root: &'static str,
    pub(crate) cache: &'static str,
    pub(crate) config: Option<&'static str>,
    /// What stands for a `*` in a place.
    pub(crate) any: &'static str,
    /// Whether it fits into a place of the family.
    pub(crate) fits: fn(&Place) -> bool,
}

/// Moves the used folders into every place that they fit into, and returns what was filled.
pub(crate) fn fill(used: &Used, lab: &Lab) -> Result<Table> {
    let set_aside = |from: &str, name: &str| -> Result<PathBuf> {
        let to = lab.temp().join(name);
        fs::rename(lab.home().join(from), &to).with_context(|| from.to_owned())?;
        Ok(to)
    };
    let (root, cache) = (set_aside(used.root, "root")?, set_aside(used.cache, "cache")?);
    let config = used.config.map(|config| set_aside(config, "config")).transpose()?;
    let catalog = Catalog::builtin()?;
    let mut table = Table::new();
    for (_, browser) in catalog.browsers().filter(|(definition, _)| definition.family == used.family) {
        for place in browser.roots.iter().filter(|place| (used.fits)(&place.at)) {
            let beside = [(Some(&cache), &place.cache), (config.as_ref(), &place.config)];
            copy(lab, &root, &below_home(lab, &place.at, used.any))?;
            for (from, to) in beside.into_iter().filter_map(|(from, to)| from.zip(to.as_ref())) {
                copy(lab, from, &below_home(lab, to, used.any))?;
            }
            *table.entry(browser.name.clone()).or_default().entry(place.at.layout()).or_default() += 1;
        }
    }
    for aside in [Some(root), Some(cache), config].into_iter().flatten() {
        fs::remove_dir_all(aside)?;
    }
    Ok(table)
}

/// Returns how many places a table counts.
pub(crate) fn count(table: &Table) -> usize {
    table.values().flat_map(BTreeMap::values).sum()
}

fn below_home(lab: &Lab, place: &Place, any: &str) -> PathBuf {
    let base = match place.base {
        Base::Home | Base::Flatpak | Base::Snap => lab.home(),
        Base::Config => lab.home().join(".config"),
        Base::Cache => lab.home().join(".cache"),
        Base::Data | Base::LocalData => lab.home().join(".local/share"),
    };
    base.join(place.rest.to_string().replace('*', any))
}

/// Two roots of one browser may share a cache folder; it is filled once.
fn copy(lab: &Lab, from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    lab.refuse_outside(to)?;
    lab.finish(["cp", "-a", "--reflink=auto", "-T", &from.display().to_string(), &to.display().to_string()])?;
    Ok(())
}
