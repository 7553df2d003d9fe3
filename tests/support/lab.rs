//! A throw-away home with profiles of real schemas. Refuses to run Signoff on a home outside its own folder, and its
//! own folder outside the system's temporary one.

use std::cell::RefCell;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, lchown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use signoff::demo::{NewFolder, Sample, chromium_profile, chromium_user_data, firefox_profile, firefox_root};

use super::{RunOutput, Snapshot, is_root, snapshot};

/// A run that takes longer hangs.
const HANGS: Duration = Duration::from_mins(2);
/// "nobody" on Debian and most others; any number that is not ours would do.
const NOBODY: u32 = 65_534;

/// A throw-away home, and a folder beside it that nothing may touch.
pub(crate) struct Lab {
    folder: tempfile::TempDir,
    /// Folders that the test made inaccessible; they would stay behind.
    forbidden: RefCell<Vec<PathBuf>>,
    run_as: Option<u32>,
}

/// A profile, and the folders that belong to it.
pub(crate) struct Profile {
    /// The user data directory or Firefox root.
    pub(crate) root: PathBuf,
    /// The profile in it.
    pub(crate) dir: PathBuf,
    /// Its cache.
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

    /// Returns a folder for the test's own things.
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

    /// Returns Signoff, to be run in this home and with nothing else in its environment.
    pub(crate) fn signoff(&self) -> assert_cmd::Command {
        let mut command = assert_cmd::Command::from_std(self.plain_signoff());
        command.timeout(HANGS);
        command
    }

    /// As `signoff`, for tests that start it and do something meanwhile.
    pub(crate) fn plain_signoff(&self) -> Command {
        self.within(Path::new(env!("CARGO_BIN_EXE_signoff")))
    }

    /// Returns another program, in the same surroundings.
    pub(crate) fn within(&self, program: &Path) -> Command {
        self.check(&self.home());
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.home()).env("LANG", "C").env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command.env("TMPDIR", self.folder.path().join("tmp")).current_dir(self.folder.path().join("tmp"));
        if let Some(uid) = self.run_as {
            command.uid(uid).gid(uid);
        }
        command
    }

    /// As `within`, but with root's rights in a lab that was given away.
    pub(crate) fn as_root(&self, program: &str) -> Command {
        self.check(&self.home());
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }

    /// Runs a command of Signoff and reads its JSON.
    pub(crate) fn run(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.signoff().args(args).arg("--json").output().unwrap())
    }

    /// The same where no program of this computer is found by its name.
    pub(crate) fn run_without_programs(&self, args: &[&str]) -> RunOutput {
        RunOutput::of(self.signoff().env("PATH", self.outside()).args(args).arg("--json").output().unwrap())
    }

    /// Runs `end-session --yes`. It asks no browser to close: the lab has none, and others are none of its business.
    pub(crate) fn end_session(&self) -> RunOutput {
        self.run(&["end-session", "--yes", "--close", "never"])
    }

    /// Gives the whole lab to a user without rights, and runs Signoff as that user from now on. As an ordinary user
    /// this changes nothing.
    pub(crate) fn without_rights(mut self) -> Self {
        if is_root() {
            for entry in walkdir::WalkDir::new(self.folder.path()) {
                lchown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
            }
            self.run_as = Some(NOBODY);
        }
        self
    }

    /// Takes all permissions from a file or folder until the lab goes.
    pub(crate) fn forbid(&self, path: &Path) {
        self.check(path);
        self.forbidden.borrow_mut().push(path.to_path_buf());
        fs::set_permissions(path, Permissions::from_mode(0o000)).unwrap();
    }

    /// Gives a file or folder, and what is in it, to another user. Only root can.
    pub(crate) fn give_away(&self, path: &Path) {
        self.check(path);
        for entry in walkdir::WalkDir::new(path) {
            chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
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
            // It may be gone; what stays behind is below the temporary folder.
            drop(fs::set_permissions(path, Permissions::from_mode(0o700)));
        }
    }
}
