//! Which browsers Fix sign-in closes, and the login page that it opens afterwards in the same profile.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::browser::{self, Browser as _, Ended, Kind};
use crate::chromium::{self, Chromium};
use crate::firefox::{self, Firefox};
use crate::lab::{Lab, Windows, up_to_three, wait_until};
use crate::search::Searcher;
use crate::server::Server;
use crate::signoff;
use crate::sites::{LOGIN, Sites};
use crate::values::Values;

/// A site that no set names.
const OTHER: &str = "widget.example.net";

/// Chromium holds a chosen site, Firefox does not; both are open.
pub(crate) fn only_what_holds_something_is_closed() -> Result<()> {
    let values = Values::named([LOGIN, OTHER])?;
    let what = "a sign-in in Chromium, and Firefox beside it";
    let (mut chromium, mut firefox, _server, lab) = up_to_three(what, || {
        let lab = Lab::new(Windows::Managed)?;
        let server = Server::start(Sites::new(Values::draw()?))?;
        let mut firefox = Firefox::start(&lab, &server)?;
        firefox.visit(&format!("https://{OTHER}/site"))?;
        firefox.page("return plant(arguments[0]);", &json!([values.of(OTHER)?]))?;
        let mut chromium = Chromium::start(&lab, &server)?;
        sign_in(&mut chromium, &values)?;
        let home = [lab.home()];
        let searcher = Searcher::of(&values)?;
        wait_until("both cookies to be on the disk", 60, || {
            let found = searcher.search(&home).finds;
            let lies = |site, part| found.iter().any(|find| find.is_in(site, part));
            Ok(lies(LOGIN, "chromium/Default/Cookies") && lies(OTHER, "/cookies.sqlite"))
        })?;
        Ok((chromium, firefox, server, lab))
    })?;
    let preview = signoff::run(&lab, &["fix-sign-in", "--dry-run"])?;
    let reported = (&preview.json["running"], &preview.json["left_open"]);
    ensure!(reported == (&json!(["chromium"]), &json!(["firefox"])), "{}", preview.said);
    let ran = signoff::run(&lab, &["fix-sign-in", "--yes"])?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
    ensure!(chromium.process().has_ended()?, "Chromium is open: {}", ran.said);
    ensure!(!firefox.process().has_ended()?, "Firefox was closed for nothing: {}", ran.said);
    let queried = firefox.page("return tell();", &json!([]))?;
    ensure!(queried["local"] == values.of(OTHER)?, "Firefox lost what it had: {queried}");
    let of_chosen = Searcher::of(&values)?.search(&[lab.home().join(".config/chromium/Default")]);
    let left: Vec<_> = of_chosen.finds.iter().filter(|find| find.store == LOGIN).collect();
    ensure!(left.is_empty(), "left in Chromium: {left:#?}");
    browser::end(&mut firefox, Kind::Firefox, &lab, Ended::ByWindow)
}

/// With `--then-open` the browser that was closed runs again, in the same profile and at the login page.
pub(crate) fn the_login_page_is_opened_in_the_same_profile(kind: Kind) -> Result<()> {
    let values = Values::named([LOGIN])?;
    let (server, lab) = up_to_three(&format!("a sign-in in {}", kind.name()), || {
        // Alone: the browser is started with an option that names its data folder.
        let lab = Lab::alone(Windows::Managed)?;
        let server = Server::start(Sites::new(Values::draw()?))?;
        let mut browser: Box<dyn browser::Browser> = match kind {
            Kind::Chromium => {
                let mut chromium = Chromium::start(&lab, &server)?;
                sign_in(&mut chromium, &values)?;
                Box::new(chromium)
            }
            Kind::Firefox => {
                let mut firefox = Firefox::start(&lab, &server)?;
                firefox.visit(&format!("https://{LOGIN}/site"))?;
                firefox.page("return plant(arguments[0]);", &json!([values.of(LOGIN)?]))?;
                Box::new(firefox)
            }
        };
        browser::end(browser.as_mut(), kind, &lab, Ended::ByWindow)?;
        Ok((server, lab))
    })?;
    let page = format!("{LOGIN}/");
    ensure!(!server.was_asked_for(&page), "the login page was visited before");
    let profiles = profiles(kind, &lab)?;
    ensure!(profiles.len() == 1, "more than one profile: {profiles:?}");
    let started = Opened { lab: &lab };
    let port = firefox::free_port()?;
    let rules = chromium::host_rules(&server)?;
    let folder = wrapped(&lab, kind, &rules)?;
    let ran = signoff::run_with(&lab, &["fix-sign-in", "--sites", "microsoft", "--yes", "--then-open"], |command| {
        reaching(command, &server, port, &folder);
    })?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
    wait_until(&format!("the login page to be asked for\n{}", ran.said), 60, || Ok(server.was_asked_for(&page)))?;
    let profile = profiles.first().context("no profile")?;
    let expected = match (kind, profile.parent()) {
        (Kind::Chromium, Some(root)) => {
            vec![format!("--user-data-dir={}", root.display()), "--profile-directory=Default".into()]
        }
        _ => vec!["--profile".into(), profile.display().to_string()],
    };
    let mut lines = fs::read_dir("/proc")?.flatten().filter_map(|entry| fs::read(entry.path().join("cmdline")).ok());
    // Chromium rewrites its command line, with spaces between the arguments.
    let has_arguments = |line: Vec<u8>| {
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        expected.iter().all(|one| line.contains(one))
    };
    ensure!(lines.any(has_arguments), "no process has the arguments {expected:?}: {}", ran.said);
    ensure!(self::profiles(kind, &lab)? == profiles, "another profile was made: {}", ran.said);
    let dead: Vec<_> = crate::process::of_home(&lab.home())?.into_iter().filter(|(id, _)| is_dead(*id)).collect();
    ensure!(dead.is_empty(), "ended, and nobody took note: {dead:?}");
    browser::close_all(kind, &lab)?;
    drop(started);
    Ok(())
}

fn sign_in(chromium: &mut Chromium, values: &Values) -> Result<()> {
    let devtools = chromium.devtools();
    let page = devtools.open(&format!("https://{LOGIN}/site"))?;
    devtools.evaluate(&page, &format!("plant({})", json!(values.of(LOGIN)?))).map(drop)
}

/// Lets the browser that Signoff starts reach the server: Firefox by its environment, Chromium, which takes no settings
/// from there, by a start script of its name.
pub(crate) fn reaching(command: &mut Command, server: &Server, port: u16, folder: &Path) {
    command.env("MOZ_MARIONETTE", "1").env(firefox::PREFERENCES, firefox::preferences(port, server));
    let mut path = folder.as_os_str().to_owned();
    path.push(":/usr/local/bin:/usr/bin:/bin");
    command.env("PATH", path);
}

pub(crate) fn wrapped(lab: &Lab, kind: Kind, rules: &str) -> Result<PathBuf> {
    let folder = lab.home().join("bin");
    fs::create_dir(&folder)?;
    if kind == Kind::Chromium {
        let program = folder.join("chromium");
        fs::write(&program, format!("#!/bin/sh\nexec /usr/bin/chromium --password-store=basic '{rules}' \"$@\"\n"))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700))?;
    }
    Ok(folder)
}

/// The folders of profiles.
fn profiles(kind: Kind, lab: &Lab) -> Result<Vec<PathBuf>> {
    let (root, file) = match kind {
        Kind::Chromium => (".config/chromium", "Preferences"),
        Kind::Firefox => (".config/mozilla/firefox", "cookies.sqlite"),
    };
    let mut all: Vec<_> = fs::read_dir(lab.home().join(root))?.flatten().map(|entry| entry.path()).collect();
    all.retain(|path| path.join(file).is_file());
    all.sort();
    Ok(all)
}

/// Whether a process has ended and waits for its parent to notice.
fn is_dead(id: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
}

/// A browser that Signoff started; it does not outlive its lab.
pub(crate) struct Opened<'a> {
    pub(crate) lab: &'a Lab,
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        for (id, _name) in crate::process::of_home(&self.lab.home()).unwrap_or_default() {
            if let Some(id) = i32::try_from(id).ok().and_then(Pid::from_raw) {
                // It may have ended meanwhile.
                kill_process(id, Signal::KILL).unwrap_or_default();
            }
        }
    }
}
