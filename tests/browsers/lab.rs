//! One throw-away home with its own display, and every process started in it.
//!
//! Refuses to point a browser, Signoff or a search at anything outside the folder it made itself, and refuses to run
//! as root: browsers drop their sandbox there, and files of root would hide ownership mistakes.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use rustix::process::Signal;

/// Prefix of every folder that these tests make; they are skipped when `/tmp` is searched for what a browser left.
pub(crate) const PREFIX: &str = "signoff-browsers-";

/// What manages the windows on the lab's display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Windows {
    /// openbox: closing goes through `_NET_CLOSE_WINDOW`.
    Managed,
    /// No window manager: closing goes to the window itself.
    Bare,
    /// openbox on a display without OpenGL's extension.
    WithoutGlx,
    /// No window manager, on a display without the extension that tells its screens.
    WithoutRandr,
    /// No window manager, on a display of 256 colours.
    FewColours,
}

impl Windows {
    const fn is_managed(self) -> bool {
        matches!(self, Self::Managed | Self::WithoutGlx)
    }
}

/// A throw-away home, temp folder, runtime folder and display.
pub(crate) struct Lab {
    // Fields drop in order: processes end before their folder goes.
    windows: Option<Running>,
    _display: Display,
    name: String,
    began: Instant,
    folder: tempfile::TempDir,
    _lock: LabLock,
}

/// Held by each lab. All labs are the same user's, so every one sees a browser whose command line names a data folder
/// in another lab, and reports it as outside its own home. A lab with such a browser runs alone.
static LABS: RwLock<()> = RwLock::new(());

/// A lab's hold on [`LABS`]: shared, or alone.
enum LabLock {
    Shared(#[expect(dead_code, reason = "held")] RwLockReadGuard<'static, ()>),
    Alone(#[expect(dead_code, reason = "held")] RwLockWriteGuard<'static, ()>),
}

impl Lab {
    /// Makes the folders and starts the display.
    pub(crate) fn new(windows: Windows) -> Result<Self> {
        let others = LABS.read().map_err(|error| anyhow!("{error}"))?;
        Self::with(LabLock::Shared(others), windows)
    }

    /// The same, while no other lab runs.
    pub(crate) fn alone(windows: Windows) -> Result<Self> {
        let alone = LABS.write().map_err(|error| anyhow!("{error}"))?;
        Self::with(LabLock::Alone(alone), windows)
    }

    fn with(lock: LabLock, windows: Windows) -> Result<Self> {
        ensure!(!rustix::process::geteuid().is_root(), "no lab is made as root");
        let mut folder = tempfile::Builder::new().prefix(PREFIX).tempdir().context("no throw-away folder")?;
        folder.disable_cleanup(std::env::var_os("SIGNOFF_BROWSERS_KEEP").is_some());
        for name in ["home", "tmp", "run", "logs"] {
            let path = folder.path().join(name);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        }
        let display = Display::start(folder.path(), windows)?;
        let name = format!(":{}", display.number);
        let mut lab = Self { windows: None, _display: display, name, began: Instant::now(), folder, _lock: lock };
        if windows.is_managed() {
            lab.windows = Some(lab.start("openbox", ["openbox", "--sm-disable"])?);
            wait_until("openbox to manage the display", 10, || crate::screen::is_managed(&lab.name))?;
        }
        Ok(lab)
    }

    /// The home folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The user's temp folder.
    pub(crate) fn temp(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// The runtime folder.
    pub(crate) fn runtime(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    /// The display's name, such as `:40`.
    pub(crate) fn display(&self) -> &str {
        &self.name
    }

    /// Where the output of the process called `name` is written.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join("logs").join(name)
    }

    /// Everything that a person's data could have been written to: home, temp and runtime folder, and whatever of
    /// this user's appeared in `/tmp` since the lab was made.
    pub(crate) fn places(&self) -> Result<Vec<PathBuf>> {
        let mut places = vec![self.home(), self.temp(), self.runtime()];
        let age = self.began.elapsed();
        for entry in fs::read_dir("/tmp")?.flatten() {
            let (name, Ok(meta)) = (entry.file_name(), entry.path().symlink_metadata()) else { continue };
            let fresh = meta.modified().is_ok_and(|at| at.elapsed().is_ok_and(|since| since <= age));
            let ours = meta.uid() == rustix::process::geteuid().as_raw();
            if ours && fresh && !name.to_string_lossy().starts_with(PREFIX) {
                places.push(entry.path());
            }
        }
        Ok(places)
    }

    /// A command in this lab's environment and no other.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, line: impl IntoIterator<Item = S>) -> Result<Command> {
        self.refuse_outside(&self.home())?;
        let mut words = line.into_iter();
        let mut command = Command::new(words.next().context("an empty command")?);
        let bus = format!("unix:path={}", self.runtime().join("no-bus").display());
        command.args(words).env_clear().current_dir(self.home()).stdin(Stdio::null());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", self.home()).env("TMPDIR", self.temp());
        // No account has this home: `finish` would work on the home of the account that runs the trials.
        command.env("SIGNOFF_TEST_HOME", self.home());
        command.env("XDG_RUNTIME_DIR", self.runtime()).env("DISPLAY", &self.name).env("LANG", "C.UTF-8");
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus).env("DBUS_SYSTEM_BUS_ADDRESS", &bus);
        command.env("NO_AT_BRIDGE", "1").env("USER", "person").env("LOGNAME", "person");
        Ok(command)
    }

    /// Starts a program whose output goes to the log `name`.
    pub(crate) fn start<S: AsRef<OsStr>>(&self, name: &str, line: impl IntoIterator<Item = S>) -> Result<Running> {
        let command = self.command(line)?;
        self.start_command(name, command)
    }

    /// As [`Lab::start`], with a command that was prepared further.
    pub(crate) fn start_command(&self, name: &str, mut command: Command) -> Result<Running> {
        let log = File::create(self.log(name))?;
        command.stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        Ok(Running { child })
    }

    /// Runs a program to its end and returns what it printed; an exit code other than 0 is an error.
    pub(crate) fn finish<S: AsRef<OsStr>>(&self, line: impl IntoIterator<Item = S>) -> Result<String> {
        let mut command = self.command(line)?;
        let out = command.output().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        ensure!(out.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&out.stderr));
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }

    /// An error unless `path` is below this lab's own folder.
    pub(crate) fn refuse_outside(&self, path: &Path) -> Result<()> {
        let own = self.folder.path().canonicalize()?;
        let named = own.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        ensure!(named && path.canonicalize()?.starts_with(&own), "{} is outside the test's own folder", path.display());
        Ok(())
    }
}

/// A process of the lab; ends with it.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    /// Whether the process has ended.
    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Sends a signal to this one process.
    pub(crate) fn signal(&self, signal: Signal) -> Result<()> {
        let id =
            i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw).context("no such process")?;
        rustix::process::kill_process(id, signal).context("cannot send the signal")
    }

    /// Waits until the process has ended.
    pub(crate) fn wait(&mut self, seconds: u64) -> Result<()> {
        wait_until("the process to end", seconds, || self.has_ended())
    }

    /// The exit code of a process that has ended by itself.
    pub(crate) fn exit_code(&mut self) -> Result<Option<i32>> {
        Ok(self.child.wait()?.code())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Errors mean that it has ended already, which is what is wanted.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Waits until `check` says yes; an error after `seconds`.
pub(crate) fn wait_until(what: &str, seconds: u64, mut check: impl FnMut() -> Result<bool>) -> Result<()> {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if check().with_context(|| format!("while waiting for {what}"))? {
            return Ok(());
        }
        if Instant::now() >= end {
            bail!("waited {seconds} s for {what}");
        }
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

/// Prepares a trial, with up to three attempts, and prints why an attempt failed.
///
/// Real browsers sometimes fail before Signoff runs: Firefox keeps a service worker in memory only, GNOME Web never
/// requests its first page. Only preparation is repeated, never what follows Signoff's run.
#[expect(clippy::print_stderr, reason = "what failed is for whoever reads the test's output")]
pub(crate) fn up_to_three<T>(what: &str, mut make: impl FnMut() -> Result<T>) -> Result<T> {
    for attempt in 1..3 {
        match make() {
            Ok(ready) => return Ok(ready),
            Err(error) => eprintln!("{what}, try {attempt} of 3: {error:#}"),
        }
    }
    make().with_context(|| format!("{what}, try 3 of 3"))
}

/// The displays of labs that run at the same time.
static TAKEN: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// A display of the lab's own.
struct Display {
    number: u32,
    server: Running,
}

impl Display {
    /// Starts Xvfb on a free display and waits until it reports that it is ready.
    ///
    /// Only one starts at a time: two servers that remove the same stale lock can end up on one display.
    fn start(folder: &Path, windows: Windows) -> Result<Self> {
        let mut taken = TAKEN.lock().map_err(|error| anyhow!("{error}"))?;
        for number in (40..60).filter(|number| !taken.contains(number)).collect::<Vec<_>>() {
            let mut command = Command::new("Xvfb");
            let screen = if windows == Windows::FewColours { "1280x900x8" } else { "1280x900x24" };
            command.args([&format!(":{number}"), "-displayfd", "1", "-screen", "0", screen]);
            // Without -noreset it resets whenever its last client leaves, which can be before the next one connects.
            command.args(["-nolisten", "tcp", "-noreset"]);
            let without = match windows {
                Windows::WithoutGlx => Some("GLX"),
                Windows::WithoutRandr => Some("RANDR"),
                Windows::Managed | Windows::Bare | Windows::FewColours => None,
            };
            command.args(without.iter().flat_map(|extension| ["-extension", extension]));
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(folder.join("logs/xvfb"))?);
            let mut server = Running { child: command.spawn().context("cannot start Xvfb")? };
            let out = server.child.stdout.take().context("Xvfb without output")?;
            let mut line = String::new();
            if BufReader::new(out).read_line(&mut line).is_ok_and(|read| read > 0) {
                taken.insert(number);
                return Ok(Self { number, server });
            }
        }
        bail!("no free X display between :40 and :59")
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        // SIGTERM lets it remove its lock and socket; the kill that follows finds it gone.
        let asked = self.server.signal(Signal::TERM).and_then(|()| self.server.wait(5));
        drop(asked);
        if let Ok(mut taken) = TAKEN.lock() {
            taken.remove(&self.number);
        }
    }
}
