//! What has the name of something kept and is of another kind: nothing of it stays, nothing beyond it is touched, and
//! the next run finds nothing. For every name on the catalog's keep lists.

use std::fs;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, makedev, mknodat};
use signoff::catalog::Catalog;
use signoff::model::{Family, FolderKind, RelPath};

use super::{outside_is_untouched, places, there};
use crate::support::{Lab, RunOutput, is_root};

/// What is planted: no file of the home may hold it afterwards.
const PLANTED: &str = "planted-by-the-person-before";

/// What stands in the place of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Odd {
    /// A folder for a file, a file for a folder.
    Swapped,
    Fifo,
    Socket,
    Device,
    DanglingLink,
    LinkToFile,
    LinkToFolder,
    LinkToPasswords,
    LinkToProfile,
    LinkToItself,
}

impl Odd {
    const ALL: [Self; 10] = [
        Self::Swapped,
        Self::Fifo,
        Self::Socket,
        Self::Device,
        Self::DanglingLink,
        Self::LinkToFile,
        Self::LinkToFolder,
        Self::LinkToPasswords,
        Self::LinkToProfile,
        Self::LinkToItself,
    ];

    /// Puts it in the place of what is there.
    fn put(self, lab: &Lab, path: &Path, is_folder: bool) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match path.symlink_metadata() {
            Ok(meta) if meta.is_dir() => fs::remove_dir_all(path).unwrap(),
            Ok(_) => fs::remove_file(path).unwrap(),
            Err(_) => {}
        }
        let node = |kind, device| mknodat(CWD, path, kind, Mode::RUSR | Mode::WUSR, device).unwrap();
        match self {
            Self::Swapped if is_folder => fs::write(path, PLANTED).unwrap(),
            Self::Swapped => {
                fs::create_dir_all(path.join("History/deeper")).unwrap();
                for name in ["Cookies", "History/deeper/mail", "Bookmarks", "places.sqlite"] {
                    fs::write(path.join(name), PLANTED).unwrap();
                }
            }
            Self::Fifo => node(FileType::Fifo, 0),
            Self::Socket => {
                // The name of a socket has room for about a hundred letters: bound here, then moved.
                let bound = lab.bench().join("s");
                drop(UnixListener::bind(&bound).unwrap());
                fs::rename(bound, path).unwrap();
            }
            // /dev/zero never ends.
            Self::Device => node(FileType::CharacterDevice, makedev(1, 5)),
            Self::DanglingLink => symlink("nowhere", path).unwrap(),
            Self::LinkToFile => symlink(lab.outside().join("file"), path).unwrap(),
            Self::LinkToFolder => symlink(lab.outside().join("folder"), path).unwrap(),
            Self::LinkToPasswords => symlink("/etc/passwd", path).unwrap(),
            Self::LinkToProfile => symlink(lab.home().join(".config/chromium/Profile 2/Bookmarks"), path).unwrap(),
            Self::LinkToItself => symlink(path.file_name().unwrap(), path).unwrap(),
        }
    }

    /// Says whether settings may lie where it leads, which are not read and may say where further data are. That is
    /// said, once.
    const fn may_hide_settings(self) -> bool {
        !matches!(self, Self::Swapped | Self::Fifo | Self::Socket | Self::Device)
    }
}

/// Where a family has its folders in these tests, below HOME.
const PLACES: [(Family, FolderKind, &str); 9] = [
    (Family::Chromium, FolderKind::UserData, ".config/chromium"),
    (Family::Chromium, FolderKind::Profile, ".config/chromium/Default"),
    (Family::Firefox, FolderKind::UserData, ".config/mozilla/firefox"),
    (Family::Firefox, FolderKind::Profile, ".config/mozilla/firefox/sample01.default-release"),
    (Family::Epiphany, FolderKind::Profile, ".local/share/epiphany"),
    (Family::Epiphany, FolderKind::Config, ".config/epiphany"),
    (Family::Qutebrowser, FolderKind::Profile, ".local/share/qutebrowser"),
    (Family::Qutebrowser, FolderKind::Config, ".config/qutebrowser"),
    (Family::KeyStore, FolderKind::Profile, ".pki/nssdb"),
];

/// Falkon's root is above its profiles.
const FALKON: [(Family, FolderKind, &str); 2] = [
    (Family::Falkon, FolderKind::UserData, ".config/falkon/profiles"),
    (Family::Falkon, FolderKind::Profile, ".config/falkon/profiles/default"),
];

/// A name on a keep list.
struct Kept {
    path: PathBuf,
    is_folder: bool,
}

/// Returns every name on the catalog's keep lists, as paths below HOME.
fn every_kept_name() -> Vec<Kept> {
    let catalog = Catalog::builtin().unwrap();
    let mut all = Vec::new();
    for (family, kind, place) in PLACES.into_iter().chain(FALKON) {
        let definition = catalog.family(family).unwrap();
        let kept = match kind {
            FolderKind::UserData => &definition.keep_user_data,
            FolderKind::Profile => &definition.keep_profile,
            _ => &definition.keep_config,
        };
        let is_folder = |at: &RelPath| definition.keep_folders.contains(&(kind, at.clone()));
        all.extend(kept.iter().map(|at| Kept { path: Path::new(place).join(at.to_path()), is_folder: is_folder(at) }));
    }
    assert!(all.len() > 80 && all.iter().any(|kept| kept.is_folder), "{}", all.len());
    all
}

/// Makes a home with a profile of each family, and a second one of Chromium that nothing is done to.
fn home() -> Lab {
    let lab = Lab::new();
    lab.chromium(&["Default", "Profile 2"]);
    lab.firefox();
    for (family, _, place) in PLACES.into_iter().skip(4).chain(FALKON) {
        let folder = lab.home().join(place);
        fs::create_dir_all(&folder).unwrap();
        let names: &[&str] = match family {
            Family::Epiphany => &["ephy-history.db", "session_state.xml"],
            Family::Qutebrowser => &["history.sqlite", "cmd-history"],
            Family::Falkon => &["browsedata.db", "session.dat"],
            _ => &[],
        };
        for name in names {
            fs::write(folder.join(name), PLANTED).unwrap();
        }
    }
    fs::write(lab.outside().join("file"), "{\"somebody\":\"else's\"}").unwrap();
    fs::create_dir(lab.outside().join("folder")).unwrap();
    fs::write(lab.outside().join("folder/inside"), "somebody else's").unwrap();
    lab
}

/// Returns what below a folder holds what was planted, or is neither file nor folder.
fn left(folder: &Path) -> Vec<PathBuf> {
    let holds = |path: &Path| fs::read(path).unwrap().windows(PLANTED.len()).any(|part| part == PLANTED.as_bytes());
    let all = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap());
    let left = all.filter(|entry| {
        let kind = entry.file_type();
        let is_special = kind.is_fifo() || kind.is_socket() || kind.is_char_device() || kind.is_block_device();
        kind.is_symlink() || is_special || kind.is_file() && holds(entry.path())
    });
    left.map(walkdir::DirEntry::into_path).collect()
}

/// Ends the session in a home with these things in it, once and again. Returns what is not right.
fn wrong_after_end(lab: &Lab, level: &str, odd: Odd) -> Option<String> {
    let outside = lab.snapshot_outside();
    let args = ["end-session", "--yes", "--close", "never", "--level", level];
    let ran = lab.run(&args);
    let is_named = odd.may_hide_settings() && ran.code == Some(1) && !ran.skipped().is_empty();
    let is_clean = ran.leftovers().is_empty() && (ran.code == Some(0) && ran.skipped().is_empty() || is_named);
    let left = left(&lab.home());
    outside_is_untouched(lab, &outside);
    let again = lab.run(&args);
    let is_over = again.code == Some(0) && again.leftovers().is_empty() && again.skipped().is_empty();
    let new = ran.json["new_since_preview"].as_array().is_some_and(|new| !new.is_empty());
    (!is_clean || !left.is_empty() || !is_over || new).then(|| {
        let of =
            |ran: &RunOutput| format!("exit {:?} left {:?} skipped {:?}", ran.code, ran.leftovers(), ran.skipped());
        format!("{odd:?} at {level}: {}\n  on disk: {left:?}, new: {new}\n  again: {}", of(&ran), of(&again))
    })
}

fn all_at_once(level: &str) {
    let mut wrong = Vec::new();
    for odd in Odd::ALL.into_iter().filter(|odd| *odd != Odd::Device || is_root()) {
        let lab = home();
        for Kept { path, is_folder } in every_kept_name() {
            odd.put(&lab, &lab.home().join(path), is_folder);
        }
        wrong.extend(wrong_after_end(&lab, level, odd));
        let bookmarks = there(&lab.home().join(".config/chromium/Profile 2/Bookmarks"));
        assert_eq!(bookmarks, level == "traces", "{odd:?}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whatever_stands_in_the_place_of_what_is_kept_goes() {
    all_at_once("traces");
}

#[test]
fn whatever_stands_in_the_place_of_what_is_kept_goes_at_level_everything() {
    all_at_once("everything");
}

#[test]
fn what_only_looks_like_a_side_file_goes_and_is_no_reason_to_lose_the_database() {
    let (lab, chromium, firefox) = Lab::with_both();
    let groups = firefox.root.join("Profile Groups");
    fs::create_dir(&groups).unwrap();
    for path in [
        chromium.at("Preferences-journal"),
        chromium.at("Extensions-wal"),
        chromium.root.join("First Run-shm"),
        firefox.at("prefs.js-journal"),
        firefox.at("cert9.db-wal"),
        firefox.root.join("Profile Groups-wal"),
        groups.join("notes"),
    ] {
        fs::write(path, PLANTED).unwrap();
    }
    fs::remove_file(firefox.at("cert9.db")).unwrap();
    for folder in [firefox.at("places.sqlite-wal"), groups.join("of mine.sqlite")] {
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("inside"), PLANTED).unwrap();
    }
    symlink(lab.outside().join("somebody-elses"), firefox.at("places.sqlite-journal")).unwrap();
    let outside = lab.snapshot_outside();
    let ran = lab.end_session().exits(0);
    assert!(ran.leftovers().is_empty() && ran.skipped().is_empty(), "{:#}", ran.json);
    assert_eq!(left(&lab.home()), Vec::<PathBuf>::new());
    outside_is_untouched(&lab, &outside);
    assert_eq!(places(&firefox), (3, 0));
    lab.end_session().exits(0);
}

#[test]
fn fix_sign_in_leaves_what_stands_in_the_place_of_what_is_kept() {
    let mut wrong = Vec::new();
    for odd in Odd::ALL.into_iter().filter(|odd| *odd != Odd::Device || is_root()) {
        let lab = home();
        let odd_paths = every_kept_name();
        for Kept { path, is_folder } in &odd_paths {
            odd.put(&lab, &lab.home().join(path), *is_folder);
        }
        let (before, outside) = (lab.snapshot(), lab.snapshot_outside());
        let ran = lab.run(&["fix-sign-in", "--sites", "microsoft", "--yes", "--close", "never"]);
        outside_is_untouched(&lab, &outside);
        let after = lab.snapshot();
        let lost: Vec<_> = odd_paths
            .iter()
            .filter(|kept| before.get(&kept.path) != after.get(&kept.path))
            .map(|kept| &kept.path)
            .collect();
        // What may hold a sign-in and is not read is named.
        let is_named = ran.code == Some(1) && !(ran.leftovers().is_empty() && ran.skipped().is_empty());
        if !(ran.code == Some(0) || is_named) || !lost.is_empty() {
            let says = format!("exit {:?} left {:?} skipped {:?}", ran.code, ran.leftovers(), ran.skipped());
            wrong.push(format!("{odd:?}: {says} lost {lost:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
