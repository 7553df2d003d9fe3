//! The real window, whose parts are found by their accessible names and pressed.
//!
//! Independent of the window's toolkit: it speaks AT-SPI over D-Bus
//! (<https://gnome.pages.gitlab.gnome.org/at-spi2-core/>).

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::zvariant::OwnedObjectPath;

use crate::lab::{Lab, Running, Windows, wait_until};
use crate::programs;

/// Longer than the slowest machine needs for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
const SESSION: &str = include_str!("window_bus.conf");
/// Bits of `AtspiStateType`: enabled and sensitive.
const ENABLED: u32 = 1 << 8;
const SENSITIVE: u32 = 1 << 24;
/// `ATSPI_ROLE_PUSH_BUTTON`.
const BUTTON: u32 = 43;

/// A session bus with AT-SPI switched on.
pub(crate) struct Desk {
    /// Where the bus is.
    pub(crate) address: String,
    bus: Connection,
    reader: Connection,
    _daemon: Running,
}

/// Something in a window that has a name.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    role: u32,
    name: String,
    is_enabled: bool,
    at: (String, OwnedObjectPath),
}

impl Desk {
    /// Starts the bus and tells programs that a screen reader is there.
    pub(crate) fn open(lab: &Lab) -> Result<Self> {
        let socket = lab.runtime().join("bus");
        let address = format!("unix:path={}", socket.display());
        let config = lab.runtime().join("bus.conf");
        std::fs::write(&config, SESSION.replace("ADDRESS", &address))?;
        let mut command = with_bus(lab, &address, &["dbus-daemon", "--nofork", "--config-file"])?;
        command.arg(config);
        let daemon = lab.start_command("bus", command)?;
        wait_until("the session bus", 20, || Ok(std::fs::exists(&socket)?))?;
        let connect = |address: &str| Builder::address(address)?.method_timeout(PATIENCE).build();
        let bus = connect(&address)?;
        let reader: String =
            Proxy::new(&bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus")?.call("GetAddress", &())?;
        Proxy::new(&bus, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Status")?.set_property("IsEnabled", true)?;
        Ok(Self { address, reader: connect(&reader)?, bus, _daemon: daemon })
    }

    /// Starts Signoff's window on this desk; its output goes to the log `name`.
    fn start(&self, lab: &Lab, name: &str, arguments: &[&str]) -> Result<Running> {
        let mut command = with_bus(lab, &self.address, &[programs::window()])?;
        command.args(arguments);
        lab.start_command(name, command)
    }

    /// Whether some program has this name on the session bus.
    pub(crate) fn has(&self, name: &str) -> Result<bool> {
        let daemon = zbus::blocking::fdo::DBusProxy::new(&self.bus)?;
        Ok(daemon.name_has_owner(name.try_into()?)?)
    }

    /// Everything with a name in all windows.
    pub(crate) fn parts(&self) -> Result<Vec<Part>> {
        let root = ("org.a11y.atspi.Registry".to_owned(), "/org/a11y/atspi/accessible/root".try_into()?);
        let mut parts = Vec::new();
        let mut waiting = VecDeque::from(self.look(&root).context("the list of programs")?.1);
        while let Some(at) = waiting.pop_front() {
            // A part may disappear between two calls.
            let Ok((part, children)) = self.look(&at) else { continue };
            waiting.extend(children);
            if !part.name.is_empty() {
                parts.push(part);
            }
        }
        Ok(parts)
    }

    fn look(&self, at: &(String, OwnedObjectPath)) -> Result<(Part, Vec<(String, OwnedObjectPath)>)> {
        let (program, path) = at;
        let one = zbus::blocking::proxy::Builder::<Proxy<'_>>::new(&self.reader)
            .destination(program.as_str())?
            .path(path)?
            .interface("org.a11y.atspi.Accessible")?
            // Cached properties would need a signal for every change.
            .cache_properties(zbus::proxy::CacheProperties::No)
            .build()?;
        let states: Vec<u32> = one.call("GetState", &())?;
        let low = states.first().copied().unwrap_or_default();
        let (role, name) = (one.call("GetRole", &())?, one.get_property("Name")?);
        let is_enabled = low & (ENABLED | SENSITIVE) == ENABLED | SENSITIVE;
        Ok((Part { role, name, is_enabled, at: at.clone() }, one.call("GetChildren", &())?))
    }

    /// Waits for something of this name, and of this role where one is given.
    pub(crate) fn find(&self, role: Option<u32>, name: &str) -> Result<Part> {
        let mut last = Vec::new();
        let mut found = None;
        let waited = wait_until(&format!("{name:?} in the window"), 90, || {
            last = self.parts()?;
            found = last.iter().find(|part| part.name == name && role.is_none_or(|role| part.role == role)).cloned();
            Ok(found.is_some())
        });
        let seen = || last.iter().map(|part| format!("{} {:?}", part.role, part.name)).collect::<Vec<_>>();
        waited.with_context(|| format!("the window has only: {:#?}", seen()))?;
        found.context("nothing found")
    }

    /// Waits for a button that can be pressed, and presses it.
    pub(crate) fn press(&self, name: &str) -> Result<()> {
        let mut button = self.find(Some(BUTTON), name)?;
        wait_until(&format!("{name:?} can be pressed"), 60, || {
            button = self.find(Some(BUTTON), name)?;
            Ok(button.is_enabled)
        })?;
        let (program, path) = &button.at;
        let action = Proxy::new(&self.reader, program.as_str(), path, "org.a11y.atspi.Action")?;
        let done: bool = action.call("DoAction", &(0_i32))?;
        ensure!(done, "{button:?} cannot be pressed");
        Ok(())
    }
}

fn with_bus(lab: &Lab, address: &str, line: &[impl AsRef<OsStr>]) -> Result<Command> {
    let mut command = lab.command(line)?;
    command.env("DBUS_SESSION_BUS_ADDRESS", address).env_remove("NO_AT_BRIDGE");
    Ok(command)
}

/// Ends the session in the window, from the first question to "Safe to leave", and closes it.
pub(crate) fn ends_the_session(lab: &Lab, is_open: bool) -> Result<()> {
    let desk = Desk::open(lab)?;
    let mut window = desk.start(lab, "window", &[])?;
    desk.press("Yes, shared")?;
    desk.press("End session")?;
    if is_open {
        desk.press("Close browsers and continue")?;
    }
    desk.find(None, "Safe to leave")?;
    desk.press("Close")?;
    window.wait(30).context("the window stays open")
}

/// Starts the window twice: the second start ends at once, and the first window is still there.
pub(crate) fn a_display_that_cannot_show_it_is_said_in_one_sentence() -> Result<()> {
    for windows in [Windows::WithoutRandr, Windows::FewColours] {
        let lab = Lab::new(windows)?;
        let mut window = lab.start("window", [programs::window()])?;
        window.wait(60)?;
        let code = window.exit_code()?;
        let said = std::fs::read_to_string(lab.log("window"))?;
        // Mesa speaks for itself.
        let said: Vec<_> = said.lines().filter(|line| !line.starts_with("libEGL")).collect();
        ensure!(code == Some(3), "{windows:?}: {code:?}: {said:#?}");
        let sentence = "No window can be opened (the display lacks something that a window needs).";
        ensure!(said.len() == 1 && said.iter().all(|line| line.starts_with(sentence)), "{windows:?}: {said:#?}");
    }
    Ok(())
}

pub(crate) fn the_window_is_there_once() -> Result<()> {
    let lab = Lab::new(Windows::Managed)?;
    let desk = Desk::open(&lab)?;
    let mut first = desk.start(&lab, "first", &[])?;
    wait_until("the window's name on the bus", 60, || desk.has("org.signoff.Signoff"))?;
    desk.find(Some(BUTTON), "Yes, shared")?;
    let screen = crate::screen::Screen::open(lab.display())?;
    let count = || Ok::<_, anyhow::Error>(screen.windows()?.iter().filter(|one| one.class.contains("signoff")).count());
    wait_until("one window", 30, || Ok(count()? == 1))?;
    let mut second = desk.start(&lab, "second", &[])?;
    second.wait(30).context("the second start goes on")?;
    ensure!(!first.has_ended()? && count()? == 1, "the first window has gone");
    // A demonstration has another home, so its window may be open as well.
    let mut demonstration = desk.start(&lab, "demonstration", &["--demo"])?;
    wait_until("a second window", 60, || Ok(count()? == 2))?;
    ensure!(!demonstration.has_ended()?, "the demonstration has ended");
    Ok(())
}
