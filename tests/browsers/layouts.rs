//! Every place of the catalog: the real browser's used profile is put there, cleaned and searched for.
//!
//! What this shows is that the place, its cache and its packaging are handled; the brands' own programs are not run.
//! The table in the README is made here: `SIGNOFF_WRITE_README=1` writes it, otherwise it must be as it would be written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use signoff::catalog::{Base, Catalog, Place};
use signoff::model::{Family, Layout};

use crate::browser::{Ended, Kind};
use crate::lab::Lab;
use crate::stores::STORES;

const BEGIN: &str = "<!-- layouts: written by the browser tests -->\n";
const END: &str = "<!-- end of layouts -->";

/// A browser's name, and how many of its places there are of each layout.
pub(crate) type Table = BTreeMap<String, BTreeMap<Layout, usize>>;

/// Moves the browser's root and cache into every place of its family, and returns what was filled.
pub(crate) fn fill(kind: Kind, lab: &Lab) -> Result<Table> {
    let (family, root, cache) = match kind {
        Kind::Chromium => (Family::Chromium, ".config/chromium", ".cache/chromium"),
        Kind::Firefox => (Family::Firefox, ".config/mozilla/firefox", ".cache/mozilla/firefox"),
    };
    let set_aside = |from: &str, name: &str| -> Result<PathBuf> {
        let to = lab.temp().join(name);
        fs::rename(lab.home().join(from), &to).with_context(|| from.to_owned())?;
        Ok(to)
    };
    let (root, cache) = (set_aside(root, "root")?, set_aside(cache, "cache")?);
    let catalog = Catalog::builtin()?;
    let mut table = Table::new();
    for (_, browser) in catalog.browsers().filter(|(definition, _)| definition.family == family) {
        for place in &browser.roots {
            copy(lab, &root, &below_home(lab, &place.at))?;
            if let Some(cached) = &place.cache {
                copy(lab, &cache, &below_home(lab, cached))?;
            }
            *table.entry(browser.name.clone()).or_default().entry(place.at.layout()).or_default() += 1;
        }
    }
    for used in [root, cache] {
        fs::remove_dir_all(used)?;
    }
    Ok(table)
}

fn below_home(lab: &Lab, place: &Place) -> PathBuf {
    let base = match place.base {
        Base::Home => lab.home(),
        Base::Config => lab.home().join(".config"),
        Base::Cache => lab.home().join(".cache"),
        Base::Data => lab.home().join(".local/share"),
    };
    // A revision of a Snap, say.
    base.join(place.rest.to_string().replace('*', "x1"))
}

/// Two roots of one browser may share a cache folder; it is filled once.
fn copy(lab: &Lab, from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    lab.refuse_outside(to)?;
    lab.finish(["cp", "-a", "--reflink=auto", "-T", &from.display().to_string(), &to.display().to_string()])?;
    Ok(())
}

/// Compares the README with what was verified, or writes it there.
pub(crate) fn told_in_the_readme(kind: Kind, table: &Table) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&path)?;
    let lines = rows(kind, table);
    if std::env::var_os("SIGNOFF_WRITE_README").is_none() {
        let missing: Vec<_> = lines.iter().filter(|line| !readme.contains(line.as_str())).collect();
        ensure!(missing.is_empty(), "the README lacks {missing:#?}; run the tests with SIGNOFF_WRITE_README=1");
        return Ok(());
    }
    let (before, rest) = readme.split_once(BEGIN).context("the README has no place for the table")?;
    let (old, after) = rest.split_once(END).context("the table in the README has no end")?;
    let head =
        "| browser | native | Flatpak | Snap | stores searched for | with a profile of |\n|---|---|---|---|---|---|\n";
    let of_others = old.lines().filter(|line| line.starts_with("| ") && !line.ends_with(&tail(kind)));
    let mut rows: Vec<_> = of_others.skip(1).map(str::to_owned).chain(lines).collect();
    rows.sort_by_key(|row| row.to_lowercase());
    fs::write(path, format!("{before}{BEGIN}{head}{}\n{END}{after}", rows.join("\n")))?;
    Ok(())
}

fn tail(kind: Kind) -> String {
    format!(
        "| {} |",
        match kind {
            Kind::Chromium => "Chromium",
            Kind::Firefox => "Firefox ESR",
        }
    )
}

fn rows(kind: Kind, table: &Table) -> Vec<String> {
    // Each was found in the profile before it was moved, and in none of the places after the run.
    let stores = STORES.iter().filter(|store| store.expected(kind, Ended::ByWindow).is_ok()).count();
    let row = |(name, layouts): (&String, &BTreeMap<Layout, usize>)| {
        let mut row = format!("| {name} |");
        for layout in [Layout::Native, Layout::Flatpak, Layout::Snap] {
            let shown = layouts.get(&layout).map_or_else(|| "–".to_owned(), ToString::to_string);
            // Writing to a string does not fail.
            write!(row, " {shown} |").ok();
        }
        write!(row, " {stores} {}", tail(kind)).ok();
        row
    };
    table.iter().map(row).collect()
}
