//! Removing what is chosen of the ten sites with the command, as a person does, and what must be true of every such run.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use crate::browser::{Ended, Kind};
use crate::lab::{Lab, wait_until};
use crate::signoff;
use crate::snapshot::Snapshot;

/// What removes the chosen sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// The editor of each store, called one after the other; the browser must be closed.
    Editors,
    /// `signoff fix-sign-in` with the sets that it takes by itself: they choose exactly the five.
    Command,
}

/// Runs the command, a second time too. Looking first changes nothing, nothing outside the profile changes, and the
/// second run has nothing left to do.
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

/// Where nothing of what was removed may lie after the command: the profile, Signoff's own folders and every temporary
/// one. The cache of pages is not Fix sign-in's.
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
