//! What the search for browsers costs in a researcher's home, in which hardly anything is a browser's.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::{du, home, in_turn, preview, tell};

/// A search changes nothing, so one home serves many rounds.
const ROUNDS: usize = 9;
/// Folders of data, each with a file called `History`.
const DATA_SETS: usize = 50_000;
/// Files of a repository.
const OBJECTS: usize = 10_000;

/// Previews the home beside `du -s`.
pub(super) fn tell_cost() {
    let home = make();
    println!("\n{DATA_SETS} folders with a file History");
    // The first look finds a cold cache.
    preview(home.path());
    du(home.path());
    let rounds: Vec<_> = (0..ROUNDS).map(|round| in_turn(round, || preview(home.path()), || du(home.path()))).collect();
    tell("preview", "du -s", &rounds);
}

/// Makes a home with data sets, a repository, a backup of a profile, and a browser.
fn make() -> TempDir {
    let home = home::make(1_000);
    for set in 0..DATA_SETS {
        put(home.path(), &format!("data/{}/{set}/History", set / 500));
    }
    for object in 0..OBJECTS {
        put(home.path(), &format!("src/app/.git/objects/{:02x}/{object:038x}", object % 256));
    }
    for name in ["Preferences", "Bookmarks", "History", "Cookies"] {
        put(home.path(), &format!("backup/chromium/Default/{name}"));
    }
    home
}

fn put(home: &Path, at: &str) {
    let path = home.join(at);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "").unwrap();
}
