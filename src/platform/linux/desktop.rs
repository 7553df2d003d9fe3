//! Services of the desktop for the window: one window for each session, and notifications. Both use the D-Bus session
//! bus; without a bus neither works.

use std::collections::HashMap;
use std::sync::mpsc::channel;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::fdo::{RequestNameFlags, RequestNameReply};
use zbus::zvariant::OwnedValue;

/// The program's bus name and object path. The path follows from the name:
/// <https://specifications.freedesktop.org/desktop-entry-spec/latest/dbus.html>.
const NAME: &str = "org.signoff.Signoff";
const PATH: &str = "/org/signoff/Signoff";
const APPLICATION: &str = "org.freedesktop.Application";
/// The bus name and object path of the Desktop Notifications Specification.
const NOTIFICATIONS: (&str, &str) = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications");
/// Stop waiting for an answer after this long.
const PATIENCE: Duration = Duration::from_secs(3);

type Listener = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

/// The claim to be the only window of this session; released on drop.
pub struct OnlyWindow {
    _bus: Connection,
    listener: Listener,
}

/// The result of claiming to be the only window.
pub enum Claim {
    /// This is the only window.
    Acquired(OnlyWindow),
    /// Another window is open and has been asked to come to the front.
    Taken,
    /// There is no session bus, or it does not answer.
    Unknown,
}

impl OnlyWindow {
    /// Calls `listener` each time the program is started again in this session.
    pub fn on_start(&self, listener: impl Fn() + Send + Sync + 'static) {
        // Only the first listener is used; there is one window.
        drop(self.listener.set(Box::new(listener)));
    }
}

/// Claims to be the only window of this session. Waits only a moment: the greeting of a bus has no time limit.
pub fn claim_window() -> Claim {
    let (sender, claimed) = channel();
    // Sending fails only after the wait, and the claim is released again.
    let ask = move || drop(sender.send(claim()));
    // Without a thread nothing is received, and it is not known.
    drop(thread::Builder::new().name("only-window".to_owned()).spawn(ask));
    claimed.recv_timeout(PATIENCE * 2).map_or(Claim::Unknown, |claim| claim.unwrap_or(Claim::Unknown))
}

fn claim() -> zbus::Result<Claim> {
    let listener = Listener::default();
    let front = Front { listener: Arc::clone(&listener) };
    let bus = Builder::session()?.method_timeout(PATIENCE).serve_at(PATH, front)?.build()?;
    match bus.request_name_with_flags(NAME, RequestNameFlags::DoNotQueue.into()) {
        Ok(RequestNameReply::PrimaryOwner | RequestNameReply::AlreadyOwner) => {
            Ok(Claim::Acquired(OnlyWindow { _bus: bus, listener }))
        }
        Ok(_) | Err(zbus::Error::NameTaken) => {
            let nothing: HashMap<&str, OwnedValue> = HashMap::new();
            Proxy::new(&bus, NAME, PATH, APPLICATION)?.call_method("Activate", &nothing)?;
            Ok(Claim::Taken)
        }
        Err(error) => Err(error),
    }
}

/// Receives the second start's `Activate` call.
struct Front {
    listener: Listener,
}

#[zbus::interface(name = "org.freedesktop.Application")]
impl Front {
    /// `desktop` may name the screen, which is not needed.
    fn activate(&self, desktop: HashMap<String, OwnedValue>) {
        drop(desktop);
        if let Some(listener) = self.listener.get() {
            listener();
        }
    }
}

/// Shows a notification and returns whether the desktop accepted it.
pub fn notify(summary: &str, body: &str) -> bool {
    show(summary, body).is_ok()
}

fn show(summary: &str, body: &str) -> zbus::Result<()> {
    let bus = Builder::session()?.method_timeout(PATIENCE).build()?;
    let (name, path) = NOTIFICATIONS;
    let (actions, hints): (&[&str], HashMap<&str, OwnedValue>) = (&[], HashMap::new());
    let (replaces, as_long_as_the_desktop_likes) = (0_u32, -1_i32);
    let message = ("Signoff", replaces, "signoff-app", summary, body, actions, hints, as_long_as_the_desktop_likes);
    Proxy::new(&bus, name, path, name)?.call_method("Notify", &message).map(drop)
}
