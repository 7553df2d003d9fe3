//! What is set for a machine and by a person, from the file to what a run does.

mod areas;
mod broken;
mod effect;
mod extensions;
mod keep;
mod moved;
mod sites;
mod template;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;

use signoff::cli::{CliOutput, run_with_places};
use signoff::platform::Places;

use crate::support::Lab;

/// Returns the folders of a lab, and where its policy is: beside the home, in a folder of its own.
fn places(lab: &Lab) -> Places {
    let folder = lab.bench().join("etc");
    if !folder.exists() {
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    }
    Places { policy: folder.join("policy.toml"), ..Places::below(&lab.home()) }
}

/// Writes the lab's policy.
fn set(lab: &Lab, text: &str) -> Places {
    let places = places(lab);
    fs::write(&places.policy, text).unwrap();
    fs::set_permissions(&places.policy, Permissions::from_mode(0o644)).unwrap();
    places
}

/// Writes the settings of the lab's person.
fn set_own(places: &Places, text: &str) {
    let file = places.settings();
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::set_permissions(file.parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    fs::write(&file, text).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
}

const END: [&str; 4] = ["end-session", "--yes", "--json", "--close=never"];

/// Runs a command and reads its JSON.
#[track_caller]
fn run(places: &Places, words: &[&str], code: u8) -> serde_json::Value {
    let CliOutput { code: ended, result, error } = run_with_places(places, words);
    assert_eq!(ended, code, "{words:?}: {result}{error}");
    serde_json::from_str(&result).unwrap_or_default()
}
