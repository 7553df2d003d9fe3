//! A clean window starts empty, leaves nothing, does not close the person's own browser, and is removed later if
//! Signoff was killed.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::browser::{self, Kind};
use crate::chromium::{self, Chromium};
use crate::firefox::Firefox;
use crate::lab::{Lab, Running, Windows, wait_until};
use crate::opened::Opened;
use crate::process;
use crate::programs;
use crate::screen::Screen;
use crate::server::Server;
use crate::sites::Sites;
use crate::snapshot::Snapshot;
use crate::values::Values;

/// A host that sets a cookie on each of its pages.
const HOST: &str = "widget.example.net";

/// Opens a window without a cookie, lets the page set one, closes the window, and fails if anything of it is left.
pub(crate) fn leaves_nothing(kind: Kind) -> Result<()> {
    let (lab, server) = lab()?;
    chromium::trust(&lab, &server)?;
    // Every Firefox makes this folder in the home where it is missing.
    fs::create_dir(lab.home().join("Downloads"))?;
    let before = Snapshot::of(&lab.home())?;
    let started = Opened { lab: &lab };
    let mut window = open(kind, &lab, &server)?;
    let screen = Screen::open(lab.display())?;
    wait_until("the window", 30, || Ok(!screen.windows_of(kind.class())?.is_empty()))?;
    ensure!(!window.process.has_ended()?, "it does not wait: {}", window.said()?);
    ensure!(window.room()?.is_some(), "its folder is not where it should be");
    screen.close_until(kind.class(), || window.process.has_ended())?;
    ensure!(window.said()?.contains("Clean and verified"), "{}", window.said()?);
    ensure!(process::are_gone(&lab)?, "a process is left: {:?}", process::of_home(&lab.home())?);
    ensure!(window.room()?.is_none(), "its folder is left: {}", window.said()?);
    let difference = before.difference(&Snapshot::of(&lab.home())?).without_own_files();
    ensure!(difference.is_empty(), "the home is another: {difference:?}");
    drop(started);
    Ok(())
}

/// Ends a clean window beside an open browser of the same kind, which must stay open and keep its data.
pub(crate) fn leaves_others_alone(kind: Kind) -> Result<()> {
    let (lab, server) = lab()?;
    let page = format!("https://{HOST}/own");
    let mut own: Box<dyn browser::Browser> = match kind {
        Kind::Chromium => {
            let mut chromium = Chromium::start(&lab, &server)?;
            chromium.devtools().open(&page)?;
            Box::new(chromium)
        }
        Kind::Firefox => {
            let mut firefox = Firefox::start(&lab, &server)?;
            firefox.visit(&page)?;
            Box::new(firefox)
        }
    };
    let screen = Screen::open(lab.display())?;
    let windows = screen.windows_of(kind.class())?.len();
    let mut window = open(kind, &lab, &server)?;
    wait_until("a second window", 30, || Ok(screen.windows_of(kind.class())?.len() > windows))?;
    window.process.signal(Signal::INT)?;
    window.process.wait(40)?;
    let said = window.said()?;
    ensure!(said.contains("Clean and verified") && window.room()?.is_none(), "{said}");
    ensure!(!own.process().has_ended()?, "the person's own browser was closed: {said}");
    ensure!(screen.windows_of(kind.class())?.len() == windows, "another window is gone or left: {said}");
    browser::end(own.as_mut(), kind, &lab, browser::Ended::ByWindow)
}

/// Kills Signoff: the profile's folder must stay while the browser uses it, and go once that is killed too.
pub(crate) fn is_removed_later(kind: Kind) -> Result<()> {
    let (lab, server) = lab()?;
    chromium::trust(&lab, &server)?;
    let started = Opened { lab: &lab };
    let mut window = open(kind, &lab, &server)?;
    window.process.signal(Signal::KILL)?;
    window.process.wait(5)?;
    let finish = || -> Result<(Option<i32>, String)> {
        let out = lab.command([programs::signoff()])?.arg("finish").output()?;
        Ok((out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned()))
    };
    let used = finish()?;
    ensure!(used.0 == Some(1) && used.1.contains("Not finished"), "{used:?}");
    ensure!(!users(&lab.home().join(ROOMS))?.is_empty() && window.room()?.is_some(), "it was in use: {used:?}");
    let rooms = lab.home().join(ROOMS);
    // Found by their open files: Chromium's main process overwrites its environment.
    for id in users(&rooms)? {
        let id = Pid::from_raw(id).context("no process id")?;
        // One that ended with its parent meanwhile is as good as killed.
        kill_process(id, Signal::KILL).unwrap_or_default();
    }
    wait_until("the browser to be dead", 20, || Ok(users(&rooms)?.is_empty()))?;
    match kind {
        Kind::Chromium => {
            let mut done = (None, String::new());
            // Processes that have no file open end a moment later.
            wait_until("nobody to use it", 20, || {
                done = finish()?;
                Ok(done.0 == Some(0))
            })?;
            ensure!(done.1.contains("Clean and verified"), "{done:?}");
            ensure!(window.room()?.is_none(), "it is left: {done:?}");
            ensure!(finish()? == (Some(0), String::new()), "nothing is left, and still it speaks");
        }
        Kind::Firefox => {
            let mut next = open(kind, &lab, &server)?;
            let rooms = fs::read_dir(lab.home().join(ROOMS))?.flatten().filter(|entry| entry.path().is_dir()).count();
            ensure!(rooms == 1, "the next window left what was there before");
            next.process.signal(Signal::INT)?;
            next.process.wait(40)?;
            ensure!(next.said()?.contains("an earlier clean window"), "{}", next.said()?);
        }
    }
    drop(started);
    Ok(())
}

/// The processes of this user that have a file below a folder open.
fn users(folder: &Path) -> Result<Vec<i32>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let Some((id, open)) = id.zip(fs::read_dir(entry.path().join("fd")).ok()) else { continue };
        if open.flatten().any(|file| fs::read_link(file.path()).is_ok_and(|to| to.starts_with(folder))) {
            found.push(id);
        }
    }
    Ok(found)
}

const ROOMS: &str = ".local/state/signoff/clean-window";

/// A clean window at work.
struct Window<'a> {
    lab: &'a Lab,
    process: Running,
}

impl Window<'_> {
    fn said(&self) -> Result<String> {
        Ok(fs::read_to_string(self.lab.log("clean-window"))?)
    }

    /// The window's folder, while there is one.
    fn room(&self) -> Result<Option<PathBuf>> {
        let all = fs::read_dir(self.lab.home().join(ROOMS))?.flatten().map(|entry| entry.path());
        Ok(all.into_iter().find(|path| path.is_dir()))
    }
}

fn lab() -> Result<(Lab, Server)> {
    // Alone: the browser is started with an option that names its data folder.
    let lab = Lab::alone(Windows::Managed)?;
    let server = Server::start(Sites::new(Values::draw()?))?;
    Ok((lab, server))
}

/// Opens a window at a page, fails if the request has a cookie, and waits until the page's own cookie is sent back.
fn open<'a>(kind: Kind, lab: &'a Lab, server: &Server) -> Result<Window<'a>> {
    let folder = reaching(kind, lab, server)?;
    let page = format!("{HOST}/clean");
    let asked = server.cookies_for(&page).len();
    let mut command: Command = lab.command([programs::signoff()])?;
    command.args(["clean-window", "--browser", kind.name(), &format!("https://{page}")]);
    command.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display()));
    let mut window = Window { lab, process: lab.start_command("clean-window", command)? };
    let waited = wait_until("the page to be asked for", 60, || {
        ensure!(!window.process.has_ended()?, "ended: {}", window.said()?);
        Ok(server.cookies_for(&page).len() > asked)
    });
    waited.with_context(|| window.said().unwrap_or_default())?;
    let cookies = server.cookies_for(&page).get(asked).cloned().context("not asked")?;
    ensure!(cookies.is_empty(), "it is not empty at the start: {cookies}");
    // The page sets a cookie; asked for its icon, the browser sends it.
    wait_until("the cookie to be sent back", 30, || {
        Ok(server.cookies_for(&format!("{HOST}/favicon.ico")).iter().any(|cookies| cookies.contains("seen=1")))
    })?;
    Ok(window)
}

/// Makes start scripts with the browsers' names, which let a browser reach the server: Chromium by an option, Firefox
/// by the server's authority in the profile that its command line names.
fn reaching(kind: Kind, lab: &Lab, server: &Server) -> Result<PathBuf> {
    let folder = lab.temp().join("bin");
    fs::create_dir_all(&folder)?;
    let script = match kind {
        Kind::Chromium => {
            format!("exec /usr/bin/chromium '{}' \"$@\"\n", chromium::host_rules(server)?)
        }
        Kind::Firefox => {
            let file = lab.log("own-authority.pem");
            fs::write(&file, server.authority())?;
            let wanted = lab.log("reaching.js");
            let port = server.port();
            fs::write(
                &wanted,
                format!(
                    "user_pref(\"network.dns.forceResolve\", \"127.0.0.1\");\n\
                     user_pref(\"network.socket.forcePort\", \"443={port};80={port}\");\n\
                     user_pref(\"network.captive-portal-service.enabled\", false);\n\
                     user_pref(\"network.trr.mode\", 5);\n"
                ),
            )?;
            let (trusted, file, wanted) = ("C,,", file.display(), wanted.display());
            format!(
                "cat {wanted} >> \"$2/user.js\"\ncertutil -N --empty-password -d \"sql:$2\"\n\
                 certutil -A -d \"sql:$2\" -t {trusted} -n authority -i {file}\nexec /usr/bin/firefox-esr \"$@\"\n"
            )
        }
    };
    let program = folder.join(kind.name());
    fs::write(&program, format!("#!/bin/sh\n{script}"))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}
