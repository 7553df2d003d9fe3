//! The table in docs/browsers.md of the places that were filled, cleaned and searched: `SIGNOFF_WRITE_TABLE=1` writes
//! it, otherwise it must be as it would be written.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;

use anyhow::{Context as _, Result, anyhow, ensure};
use signoff::model::Layout;

use crate::layouts::{Table, Used};
use crate::programs;

const BEGIN: &str = "<!-- layouts: written by the browser tests -->\n";
const END: &str = "<!-- end of layouts -->";

/// Trials run side by side, and each writes the whole file.
static WRITING: Mutex<()> = Mutex::new(());

/// Compares the page with what was verified, or writes it there.
pub(crate) fn tells(used: &Used, table: &Table) -> Result<()> {
    let _alone = WRITING.lock().map_err(|error| anyhow!("{error}"))?;
    let path = programs::table();
    let page = fs::read_to_string(&path)?;
    let lines = rows(used, table);
    if std::env::var_os("SIGNOFF_WRITE_TABLE").is_none() {
        let missing: Vec<_> = lines.iter().filter(|line| !page.contains(line.as_str())).collect();
        ensure!(missing.is_empty(), "docs/browsers.md lacks {missing:#?}; run the tests with SIGNOFF_WRITE_TABLE=1");
        return Ok(());
    }
    let (before, rest) = page.split_once(BEGIN).context("docs/browsers.md has no place for the table")?;
    let (old, after) = rest.split_once(END).context("the table in docs/browsers.md has no end")?;
    let head =
        "| browser | native | Flatpak | Snap | stores searched for | with a profile of |\n|---|---|---|---|---|---|\n";
    let of_others = old.lines().filter(|line| line.starts_with("| ") && !line.ends_with(&tail(used)));
    let mut rows: Vec<_> = of_others.skip(1).map(str::to_owned).chain(lines).collect();
    rows.sort_by_key(|row| row.to_lowercase());
    fs::write(path, format!("{before}{BEGIN}{head}{}\n{END}{after}", rows.join("\n")))?;
    Ok(())
}

fn tail(used: &Used) -> String {
    format!("| {} |", used.by)
}

/// Each store was found in the profile before it was moved, and in none of the places after the run.
fn rows(used: &Used, table: &Table) -> Vec<String> {
    let row = |(name, layouts): (&String, &BTreeMap<Layout, usize>)| {
        let mut row = format!("| {name} |");
        for layout in [Layout::Native, Layout::Flatpak, Layout::Snap] {
            let shown = layouts.get(&layout).map_or_else(|| "–".to_owned(), ToString::to_string);
            // Writing to a string does not fail.
            write!(row, " {shown} |").ok();
        }
        write!(row, " {} {}", used.stores, tail(used)).ok();
        row
    };
    table.iter().map(row).collect()
}
