//! A browser whose command line names its data folder is found, closed and cleaned; the rest of the home is left alone.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::browser::Kind;
use crate::lab::{Lab, Windows, wait_until};
use crate::signoff;

/// Starts the browser on a folder of its own and runs End session.
pub(crate) fn is_closed_and_clean(kind: Kind) -> Result<()> {
    let lab = Lab::alone(Windows::Managed)?;
    let folder = lab.home().join("Elsewhere/data");
    fs::create_dir_all(&folder)?;
    fs::write(lab.home().join("Elsewhere/thesis.odt"), "beside it")?;
    let data_dir = folder.display().to_string();
    let (line, profile) = match kind {
        Kind::Chromium => {
            let option = format!("--user-data-dir={data_dir}");
            (
                vec!["chromium".into(), "--no-first-run".into(), "--password-store=basic".into(), option],
                folder.join("Default"),
            )
        }
        Kind::Firefox => {
            (vec!["firefox-esr".into(), "--no-remote".into(), "-profile".into(), data_dir], folder.clone())
        }
    };
    let mut browser = lab.start(kind.name(), line)?;
    let (cookies, settings) = match kind {
        Kind::Chromium => ("Cookies", "Preferences"),
        Kind::Firefox => ("cookies.sqlite", "prefs.js"),
    };
    wait_until("the browser to fill its folder", 60, || {
        Ok([cookies, settings].iter().all(|name| profile.join(name).is_file()))
    })?;
    fs::write(profile.join("Left by the person"), "a new store")?;

    let listed = signoff::run(&lab, &["browsers"])?;
    // What the browser left in its usual places is listed too, without a profile.
    let listed_browsers = listed.json["browsers"].as_array().into_iter().flatten();
    let with_profile: Vec<_> = listed_browsers.filter(|one| one["profiles"] != serde_json::json!([])).collect();
    ensure!(with_profile.len() == 1 && with_profile[0]["running"] == true, "{}", listed.said);
    let ran = signoff::run(&lab, &["end-session", "--yes"])?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
    browser.wait(5)?;
    for gone in [cookies, "Left by the person"] {
        ensure!(!there(&profile.join(gone)), "{gone} is left: {}", ran.said);
    }
    ensure!(there(&profile.join(settings)), "the settings are gone: {}", ran.said);
    ensure!(there(&lab.home().join("Elsewhere/thesis.odt")), "touched outside: {}", ran.said);
    Ok(())
}

fn there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
