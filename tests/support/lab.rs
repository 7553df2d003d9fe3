//! A throw-away home with profiles of real schemas. Refuses to run Signoff on a home outside its own folder, and its
//! own folder outside the system's temporary one.

use std::cell::RefCell;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, lchown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use signoff::demo::{NewFolder, Sample, chromium_profile, chromium_user_data, firefox_profile, firefox_root};

use super::{MARKER, RunOutput, Snapshot, is_root, snapshot};

/// A run that takes longer than this is stuck.
const HANGS: Duration = Duration::from_mins(2);
/// The user id of `nobody` on Debian and most other systems. Any other user's id would do.
const NOBODY: u32 = 65_534;

/// A throw-away home, and a folder beside it that nothing may touch.
pub(crate) struct Lab {
    folder: tempfile::TempDir,
    /// Folders without permissions, which could not be removed with the lab.
    forbidden: RefCell<Vec<PathBuf>>,
    run_as: Option<u32>,
}

/// A profile and its folders.
pub(crate) struct Profile {
    /// The user data directory or Firefox root.
    pub(crate) root: PathBuf,
    /// The profile's folder in it.
    pub(crate) dir: PathBuf,
    /// The profile's cache folder.
    pub(crate) cache: PathBuf,
}

impl Profile {
    /// Returns a path in the profile.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }
}

impl Lab {
    /// Makes an empty home.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("signoff-lab-").tempdir().unwrap();
        for name in ["home", "tmp", "outside"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("outside/somebody-elses"), "nothing may touch this").unwrap();
        Self { folder, forbidden: RefCell::default(), run_as: None }
    }

    /// Makes a home with one Chromium and one Firefox profile.
    pub(crate) fn with_both() -> (Self, Profile, Profile) {
        let lab = Self::new();
        let (chromium, firefox) = (lab.chromium(&["Default"]), lab.firefox());
        (lab, chromium, firefox)
    }

    /// Returns the home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Returns a folder beside the home that nothing may touch.
    pub(crate) fn outside(&self) -> PathBuf {
        self.folder.path().join("outside")
    }

    /// Returns the lab's own folder, for files of the test.
    pub(crate) fn bench(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// Makes Chromium profiles in the home and returns the first one.
    pub(crate) fn chromium(&self, dirs: &[&str]) -> Profile {
        self.chromium_at(&self.home().join(".config/chromium"), &self.home().join(".cache/chromium"), dirs)
    }

    /// Makes Chromium profiles anywhere in the lab and returns the first one.
    pub(crate) fn chromium_at(&self, root: &Path, cache: &Path, dirs: &[&str]) -> Profile {
        self.check(root);
        let (user_data, caches) = (NewFolder::at(root).unwrap(), NewFolder::at(cache).unwrap());
        let named: Vec<_> = dirs.iter().map(|dir| (*dir, "Sample Student")).collect();
        chromium_user_data(&user_data, &named).unwrap();
        for dir in dirs {
            chromium_profile(&user_data, &caches, dir, Sample::small()).unwrap();
        }
        let first = dirs.first().unwrap();
        Profile { root: root.to_path_buf(), dir: root.join(first), cache: cache.join(first) }
    }

    /// Makes a Firefox profile in the home.
    pub(crate) fn firefox(&self) -> Profile {
        let (root, cache) = (self.home().join(".config/mozilla/firefox"), self.home().join(".cache/mozilla/firefox"));
        let dir = "sample01.default-release";
        let (new_root, new_cache) = (NewFolder::at(&root).unwrap(), NewFolder::at(&cache).unwrap());
        firefox_root(&new_root, &[(dir, "default-release")]).unwrap();
        firefox_profile(&new_root, &new_cache, dir, Sample::small()).unwrap();
        Profile { dir: root.join(dir), cache: cache.join(dir), root }
    }

    /// Returns a command that runs Signoff in this home with a cleared environment.
    pub(crate) fn signoff(&self) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::from_std(self.plain_signoff());
        command.timeout(HANGS);
        command
    }

    /// Returns the same as a plain command, for tests that do something while it runs.
    pub(crate) fn plain_signoff(&self) -> Command {
        self.within(Path::new(env!("CARGO_BIN_EXE_signoff")))
    }

    /// Returns a command that runs another program in the same environment.
    pub(crate) fn within(&self, program: &Path) -> Command {
        self.check(&self.home());
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.home()).env("LANG", "C").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        // No account has this home: without it, an unattended run would work on the developer's own.
        command.env("SIGNOFF_TEST_HOME", self.home());
        command.env("TMPDIR", self.folder.path().join("tmp")).current_dir(self.folder.path().join("tmp"));
        if let Some(uid) = self.run_as {
            command.uid(uid).gid(uid);
        }
        command
    }

    /// Returns a command that runs a program as root, in a lab that belongs to another user.
    pub(crate) fn as_root(&self, program: &str) -> Command {
        self.check(&self.home());
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }

    /// Runs a command with `--json` and returns its output.
    pub(crate) fn run(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.signoff().args(args).arg("--json").output().unwrap())
    }

    /// Runs a command with `--json` and a PATH that contains no program.
    pub(crate) fn run_without_programs(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.signoff().env("PATH", self.outside()).args(args).arg("--json").output().unwrap())
    }

    /// Runs `end-session --yes --close never`, so that the developer's own browsers are not asked to close.
    pub(crate) fn end_session(&self) -> RunOutput {
        self.run(&["end-session", "--yes", "--close", "never"])
    }

    /// If the tests run as root, gives the lab to an ordinary user and runs Signoff as that user from now on.
    pub(crate) fn without_rights(mut self) -> Self {
        if is_root() {
            for entry in walkdir::WalkDir::new(self.folder.path()) {
                lchown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
            self.run_as = Some(NOBODY);
        }
        self
    }

    /// Removes all permissions from a file or folder until the lab is dropped.
    pub(crate) fn forbid(&self, path: &Path) {
        self.check(path);
        self.forbidden.borrow_mut().push(path.to_path_buf());
        fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
    }

    /// Gives a file or folder, with its content, to another user. Needs root.
    pub(crate) fn give_away(&self, path: &Path) {
        self.check(path);
        for entry in walkdir::WalkDir::new(path) {
            chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    /// Makes an interrupted run, and all files that are there, look a while older.
    pub(crate) fn was_a_while_ago(&self) {
        let before = SystemTime::now() - Duration::from_hours(1);
        for entry in walkdir::WalkDir::new(self.home()) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                fs::File::options().append(true).open(entry.path()).unwrap().set_modified(before).unwrap();
            }
        }
        let marker = self.home().join(MARKER);
        let mut noted: serde_json::Value = serde_json::from_slice(&fs::read(&marker).unwrap()).unwrap();
        for run in noted["owed"].as_array_mut().unwrap() {
            run["since"] = (run["since"].as_i64().unwrap() - 60).into();
        }
        fs::write(&marker, noted.to_string()).unwrap();
    }

    /// Returns what is in the home now.
    pub(crate) fn snapshot(&self) -> Snapshot {
        snapshot(&self.home())
    }

    /// Returns what is beside the home now.
    pub(crate) fn snapshot_outside(&self) -> Snapshot {
        snapshot(&self.outside())
    }

    fn check(&self, path: &Path) {
        let lab = self.folder.path();
        assert!(lab.starts_with(std::env::temp_dir()), "not in the temporary folder: {}", lab.display());
        assert!(path.starts_with(lab) && path != lab, "not in the lab: {}", path.display());
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for path in self.forbidden.borrow().iter() {
            // The test may have removed it.
            drop(fs::set_permissions(path, Permissions::from_mode(0o700)));
        }
    }
}
