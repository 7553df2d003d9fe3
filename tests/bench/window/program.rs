//! A started window: its home, its process, and what the kernel says of it.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use signoff::gui::preferences::{ColourScheme, Preferences, save};
use signoff::platform::Places;

use super::empty;
use super::screen::Screen;

const APP: &str = env!("CARGO_BIN_EXE_signoff-app");

/// What draws it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Renderer {
    /// OpenGL, by eframe.
    Gpu,
    /// The processor alone.
    Cpu,
}

impl Renderer {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Gpu, Self::Cpu];

    /// As on the command line.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
        }
    }
}

/// A process that ends with this value.
pub(super) struct Program(Child);

impl Program {
    /// Starts Signoff's window in a home.
    pub(super) fn signoff(screen: &Screen, home: &Path, renderer: Renderer) -> Self {
        Self::start(screen, home, APP, &["--renderer", renderer.name()])
    }

    /// Starts a window with nothing in it.
    pub(super) fn empty(screen: &Screen, home: &Path) -> Self {
        let this = std::env::current_exe().unwrap();
        Self::start(screen, home, this.to_str().unwrap(), &empty::arguments())
    }

    fn start(screen: &Screen, home: &Path, program: &str, arguments: &[&str]) -> Self {
        // Signoff ends the session of the home that it is given.
        let temporary = std::env::temp_dir();
        assert!(home.starts_with(&temporary) && home != temporary, "not in the temporary folder: {}", home.display());
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .env("HOME", home)
            .env("DISPLAY", screen.name())
            .env("PATH", "/usr/bin:/bin");
        command.envs(std::env::vars_os().filter(|(name, _)| name == "XAUTHORITY"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Its number.
    pub(super) fn pid(&self) -> u32 {
        self.0.id()
    }

    /// Says whether it is still there.
    pub(super) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// Processor time so far of all its threads. Ticks, which every kernel counts, are too coarse.
    pub(super) fn processor(&self) -> Duration {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.pid())).unwrap();
        let of = |thread: std::io::Result<std::fs::DirEntry>| {
            let told = std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
            told.split_whitespace().next().unwrap().parse::<u64>().unwrap()
        };
        Duration::from_nanos(threads.map(of).sum())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Writes down in a home that the computer is shared, so that the window does not ask, and that it is light.
pub(super) fn prepare(home: &Path) {
    let chosen = Preferences { shared: Some(true), colours: ColourScheme::Light, ..Preferences::default() };
    save(&Places::below(home), &chosen).unwrap();
}
