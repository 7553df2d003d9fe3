//! What a person sees and does on the lab's display: windows, their titles, closing one with its button.
//!
//! Refuses to know anything of browsers' insides; it is an independent look at X11, not Signoff's own code.

use anyhow::{Context as _, Result, bail};
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, ImageFormat, InputFocus, MapState,
    Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use crate::lab::wait_until;

/// A connection to one display.
pub(crate) struct Screen {
    connection: RustConnection,
    root: Window,
}

/// A window that is on the screen.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) id: Window,
    #[expect(dead_code, reason = "read by `Debug` when a test fails")]
    pub(crate) title: String,
    pub(crate) class: String,
}

/// Whether a window manager has announced itself on the display.
pub(crate) fn is_managed(display: &str) -> Result<bool> {
    let screen = Screen::open(display)?;
    let check = screen.atom("_NET_SUPPORTING_WM_CHECK")?;
    Ok(!screen.property(screen.root, check)?.is_empty())
}

impl Screen {
    /// Connects to `display`.
    pub(crate) fn open(display: &str) -> Result<Self> {
        let (connection, number) = x11rb::connect(Some(display)).with_context(|| format!("no X display {display}"))?;
        let root = connection.setup().roots.get(number).context("no X screen")?.root;
        Ok(Self { connection, root })
    }

    /// Offers something on the clipboard and as marked text, as a program does from which a person copied.
    pub(crate) fn offer(&self) -> Result<()> {
        let window = self.connection.generate_id()?;
        let (aux, class) = (CreateWindowAux::new(), WindowClass::INPUT_OUTPUT);
        self.connection.create_window(0, window, self.root, 0, 0, 1, 1, 0, class, 0, &aux)?.check()?;
        for name in ["CLIPBOARD", "PRIMARY"] {
            self.connection.set_selection_owner(window, self.atom(name)?, x11rb::CURRENT_TIME)?.check()?;
        }
        Ok(())
    }

    /// How many of the two have something to offer.
    pub(crate) fn offers(&self) -> Result<usize> {
        let mut found = 0;
        for name in ["CLIPBOARD", "PRIMARY"] {
            found += usize::from(self.connection.get_selection_owner(self.atom(name)?)?.reply()?.owner != x11rb::NONE);
        }
        Ok(found)
    }

    /// Every window on the screen that has a title or a class, without menus and panels.
    pub(crate) fn windows(&self) -> Result<Vec<Seen>> {
        let mut seen = Vec::new();
        let mut waiting = vec![self.root];
        while let Some(window) = waiting.pop() {
            // A window may go between two requests; that is not an error.
            let Ok(tree) = self.connection.query_tree(window)?.reply() else { continue };
            for id in tree.children {
                waiting.push(id);
                let Ok(attributes) = self.connection.get_window_attributes(id)?.reply() else { continue };
                // Menus and panels have no close button.
                if attributes.map_state != MapState::VIEWABLE || attributes.override_redirect {
                    continue;
                }
                let title = self.text(id, "_NET_WM_NAME").or_else(|_| self.text(id, "WM_NAME")).unwrap_or_default();
                let class = self.text(id, "WM_CLASS").unwrap_or_default().replace('\0', " ");
                if !title.is_empty() || !class.is_empty() {
                    seen.push(Seen { id, title, class });
                }
            }
        }
        Ok(seen)
    }

    /// Presses the close buttons of a program's windows, again if it was too busy to hear them, until it has ended.
    pub(crate) fn close_until(&self, class: &str, mut has_ended: impl FnMut() -> Result<bool>) -> Result<()> {
        for _ in 0..10 {
            for window in self.windows_of(class)? {
                self.close(window.id)?;
            }
            if wait_until("the program to end", 3, &mut has_ended).is_ok() {
                return Ok(());
            }
        }
        bail!("{class} stays although its windows were closed: {:?}", self.windows()?)
    }

    /// The windows of programs whose class contains `class` and that can be closed with a button.
    pub(crate) fn windows_of(&self, class: &str) -> Result<Vec<Seen>> {
        let delete = self.atom("WM_DELETE_WINDOW")?.to_ne_bytes();
        let protocols = self.atom("WM_PROTOCOLS")?;
        let mut windows = self.windows()?;
        windows.retain(|window| {
            window.class.to_lowercase().contains(class)
                && self.property(window.id, protocols).is_ok_and(|all| all.chunks(4).any(|one| one == delete))
        });
        Ok(windows)
    }

    /// How many pixels of the display are as blue as Chromium's main buttons.
    pub(crate) fn blue(&self) -> Result<usize> {
        let size = self.connection.get_geometry(self.root)?.reply()?;
        let (width, height) = (size.width, size.height);
        let image =
            self.connection.get_image(ImageFormat::Z_PIXMAP, self.root, 0, 0, width, height, u32::MAX)?.reply()?;
        // 24-bit displays give blue, green, red and a byte of nothing.
        let blue = |pixel: &&[u8]| matches!(pixel, [190..=230, 60..=110, 0..=40, _]);
        Ok(image.data.chunks_exact(4).filter(blue).count())
    }

    /// Does what the window's close button does.
    pub(crate) fn close(&self, window: Window) -> Result<()> {
        let (protocols, delete) = (self.atom("WM_PROTOCOLS")?, self.atom("WM_DELETE_WINDOW")?);
        let event = ClientMessageEvent::new(32, window, protocols, [delete, x11rb::CURRENT_TIME, 0, 0, 0]);
        self.connection.send_event(false, window, EventMask::NO_EVENT, event)?;
        self.connection.flush()?;
        Ok(())
    }

    /// Gives a window the keyboard.
    pub(crate) fn focus(&self, window: Window) -> Result<()> {
        self.connection.set_input_focus(InputFocus::PARENT, window, x11rb::CURRENT_TIME)?.check()?;
        Ok(())
    }

    fn atom(&self, name: &str) -> Result<u32> {
        Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }

    fn property(&self, window: Window, name: u32) -> Result<Vec<u8>> {
        let reply = self.connection.get_property(false, window, name, AtomEnum::ANY, 0, 1024)?.reply()?;
        Ok(reply.value)
    }

    fn text(&self, window: Window, name: &str) -> Result<String> {
        let value = self.property(window, self.atom(name)?)?;
        if value.is_empty() {
            bail!("no {name}");
        }
        Ok(String::from_utf8_lossy(&value).trim_end_matches('\0').to_owned())
    }
}
