//! The folders of this user's sessions: the usual ones, those that the sessions' variables name, and those that the
//! user's own files may set. Reads only, and of the user's files only plain, small ones, without following a link.

use std::path::Path;

use crate::model::{Attendance, RelPath};
use crate::platform::{self, Places, PlacesError, SessionFolders, System};
use crate::safefs::{ConfigDir, FileState, Home};

/// The largest file that is read, in bytes. These files have a few lines.
const LIMIT: u64 = 64 * 1024;
/// The most files of a folder that are read.
const MOST_FILES: usize = 64;

/// Returns this user's folders, with all that sessions of the account use besides.
pub fn places(system: &dyn System, attendance: Attendance) -> Result<Places, PlacesError> {
    let mut places = platform::places(attendance)?;
    add_own_environment(&mut places, &platform::own_session_folders());
    for session in system.session_folders() {
        places.add_session(&session);
    }
    add_what_files_name(&mut places);
    Ok(places)
}

/// Adds what our own environment names, wherever it is: a hook's may be the session's, and a folder outside HOME is
/// then named in the result.
fn add_own_environment(places: &mut Places, own: &SessionFolders) {
    if let Some(home) = own.home.as_ref().filter(|home| **home != places.home) {
        places.add_home(home);
    }
    for (base, at) in &own.folders {
        places.look_besides(*base, at.clone());
    }
}

/// Adds the folders that the user's files name. A file that is anything else than a small plain one says nothing.
fn add_what_files_name(places: &mut Places) {
    // A HOME that is refused stops the run later, with its reason.
    let Ok(home) = Home::open(&places.home) else { return };
    let Ok(dir) = ConfigDir::user(&home) else { return };
    let files = Files { dir: &dir, home: &places.home.clone() };
    for name in platform::VARIABLE_FILES {
        files.add_assigned(places, &places.home.join(name));
    }
    for config in places.configs().cloned().collect::<Vec<_>>() {
        files.add_assigned_in(places, &config.join(platform::VARIABLE_FOLDER));
    }
    // Only now, because a folder for settings that was just found has such a file too.
    for config in places.configs().cloned().collect::<Vec<_>>() {
        files.add_user_dirs(places, &config.join(platform::USER_DIRS));
    }
}

struct Files<'a> {
    dir: &'a ConfigDir,
    home: &'a Path,
}

impl Files<'_> {
    fn text(&self, file: &Path) -> Option<String> {
        let at = RelPath::below(self.home, file).ok()?;
        match self.dir.read(&at, LIMIT).ok()? {
            FileState::File(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            FileState::Nothing | FileState::Link(_) | FileState::Other => None,
        }
    }

    fn add_assigned(&self, places: &mut Places, file: &Path) {
        let text = self.text(file).unwrap_or_default();
        for (base, at) in platform::assigned_folders(&text, self.home) {
            places.look_besides(base, at);
        }
    }

    fn add_assigned_in(&self, places: &mut Places, folder: &Path) {
        let Ok(at) = RelPath::below(self.home, folder) else { return };
        let mut names = self.dir.names(&at).unwrap_or_default();
        names.retain(|name| name.as_encoded_bytes().ends_with(b".conf"));
        names.sort();
        if names.len() > MOST_FILES {
            places.further.cut();
        }
        for name in names.into_iter().take(MOST_FILES) {
            self.add_assigned(places, &folder.join(name));
        }
    }

    fn add_user_dirs(&self, places: &mut Places, file: &Path) {
        let dirs = platform::user_dirs_in(&self.text(file).unwrap_or_default(), self.home);
        // The usual folder stays: the file may be one that somebody left to lead away from it.
        let downloads = dirs.downloads.filter(|at| !places.downloads.contains(at));
        places.downloads.extend(downloads);
        places.documents.extend(dirs.others);
        places.personal.extend(dirs.all);
    }
}
