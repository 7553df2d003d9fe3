//! What the desktop does for a window: there is one of it in a session, and it may say that something has ended while the
//! person looks elsewhere. Both go over the session bus; where there is none, neither is there.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::fdo::{RequestNameFlags, RequestNameReply};
use zbus::zvariant::OwnedValue;

/// The name of the program on the bus, and where it answers. Both follow from each other:
/// <https://specifications.freedesktop.org/desktop-entry-spec/latest/dbus.html>.
const NAME: &str = "org.signoff.Signoff";
const PATH: &str = "/org/signoff/Signoff";
const APPLICATION: &str = "org.freedesktop.Application";
/// The desktop's own service, as the Desktop Notifications Specification names it.
const NOTIFICATIONS: (&str, &str) = ("org.freedesktop.Notifications", "/org/freedesktop/Notifications");
/// Whoever does not answer for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(3);

type Listener = Arc<OnceLock<Box<dyn Fn() + Send + Sync>>>;

/// The right to be the only window of this session; given back when it goes.
pub struct OnlyWindow {
    _bus: Connection,
    listener: Listener,
}

/// Whether this is the only window.
pub enum Claim {
    /// It is.
    Acquired(OnlyWindow),
    /// Another is open and has been asked to come to the front.
    Taken,
    /// Nobody can tell.
    Unknown,
}

impl OnlyWindow {
    /// Calls `listener` whenever the program is started once more.
    pub fn on_start(&self, listener: impl Fn() + Send + Sync + 'static) {
        // The first one stays; there is one window.
        drop(self.listener.set(Box::new(listener)));
    }
}

/// Claims to be the only window of this session.
pub fn claim_window() -> Claim {
    claim().unwrap_or(Claim::Unknown)
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

/// Answers to a second start.
struct Front {
    listener: Listener,
}

#[zbus::interface(name = "org.freedesktop.Application")]
impl Front {
    /// `desktop` could say on which of several screens.
    fn activate(&self, desktop: HashMap<String, OwnedValue>) {
        drop(desktop);
        if let Some(listener) = self.listener.get() {
            listener();
        }
    }
}

/// Shows a notification; returns whether the desktop took it.
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
