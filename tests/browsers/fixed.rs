//! Removing the chosen sites with `signoff fix-sign-in`, and what must be true of every such run.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::browser::{Ended, Kind};
use crate::lab::{Lab, wait_until};
use crate::signoff;
use crate::snapshot::Snapshot;

/// By what means the chosen sites are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// By calling the editor of each store; the browser must be closed.
    Editors,
    /// By `signoff fix-sign-in` with its default sets, which choose exactly the five.
    Command,
}

/// Runs the command twice. Fails if the dry run before it changes anything, if anything outside the profile changes, or
/// if the second run still finds something.
pub(crate) fn by_command(lab: &Lab, kind: Kind, ended: Ended, profile: &Path) -> Result<()> {
    let before = Snapshot::of(&lab.home())?;
    let dry = signoff::run(lab, &["fix-sign-in", "--dry-run"])?;
    ensure!(dry.code == Some(0) && has_items(&dry.json), "{}", dry.said);
    if ended != Ended::Not {
        let touched = before.difference(&Snapshot::of(&lab.home())?);
        ensure!(touched.is_empty(), "the dry run changed the home: {touched:?}");
    }
    let ran = signoff::run(lab, &["fix-sign-in", "--yes"])?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true && has_items(&ran.json), "{}", ran.said);
    wait_until(&format!("the browser's processes end\n{}", ran.said), 10, || crate::process::are_gone(lab))?;
    let after = Snapshot::of(&lab.home())?;
    if ended != Ended::Not {
        let inside = profile.strip_prefix(lab.home())?.display().to_string();
        let outside = before.difference(&after).without_own_files().outside(&[inside.as_str()]);
        ensure!(outside.is_empty(), "{}: touched outside the profile: {outside:?}", kind.name());
    }
    let again = signoff::run(lab, &["fix-sign-in", "--yes"])?;
    ensure!(again.code == Some(0) && !has_items(&again.json), "a second run found something: {}", again.said);
    let touched = after.difference(&Snapshot::of(&lab.home())?).without_own_files();
    ensure!(touched.is_empty(), "a second run changed the home: {touched:?}");
    Ok(())
}

/// Where no removed value may be after the command: the profile, Signoff's own folders and every temporary folder. Fix
/// sign-in does not touch the cache of pages.
pub(crate) fn places(lab: &Lab) -> Result<Vec<PathBuf>> {
    let mut places = lab.places()?;
    places.retain(|place| *place != lab.home());
    for entry in std::fs::read_dir(lab.home())? {
        places.extend(Some(entry?.path()).filter(|path| !path.ends_with(".cache")));
    }
    Ok(places)
}

fn has_items(json: &serde_json::Value) -> bool {
    json["items"].as_array().is_some_and(|items| !items.is_empty())
}
