//! The clipboard and the selected text of an X display. Their content is never read.
//!
//! X stores neither: the program that owns a selection hands out its content. Taking the ownership and giving it up
//! empties it. On Wayland only the focused program can do that, so X's clipboard there is a copy at best.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;

use x11rb::connection::Connection as _;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, CreateWindowAux, EventMask, PropMode, WindowClass};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, NONE};

use super::x11::{connect, wait_for_answer};

use super::places::Display;
use crate::model::Stop;
use crate::platform::system::Clipboard;

/// What to do with a clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClipboardOp {
    /// Check whether it is empty.
    Check,
    /// Empty it, then check.
    Empty,
}

/// Returns the state of a display's clipboard and selected text after the operation.
pub(super) fn state_after(display: &Display, host: &str, operation: ClipboardOp, stop: &Stop) -> Clipboard {
    let Some(name) = display.x11.clone() else { return Clipboard::NoDisplay };
    let (keys, host): (Option<PathBuf>, _) = (display.keys.clone(), host.to_owned());
    let (sender, receiver) = mpsc::channel();
    let ask = move || {
        let answer =
            connect(&name, keys.as_deref(), &host).map(|(connection, screen)| work(&connection, screen, operation));
        // Sending fails only if the caller has stopped waiting.
        drop(sender.send(answer));
    };
    if thread::Builder::new().name("clipboard".to_owned()).spawn(ask).is_err() {
        return Clipboard::Unknown;
    }
    match wait_for_answer(&receiver, stop) {
        Some(Some(Ok(is_empty))) => {
            if is_empty {
                Clipboard::Empty
            } else {
                Clipboard::Full
            }
        }
        _ => Clipboard::Unknown,
    }
}

fn work(connection: &RustConnection, screen: usize, operation: ClipboardOp) -> Result<bool, ReplyOrIdError> {
    let clipboard = connection.intern_atom(false, b"CLIPBOARD")?.reply()?.atom;
    let selections = [clipboard, AtomEnum::PRIMARY.into()];
    if operation == ClipboardOp::Empty
        && let Some(screen) = connection.setup().roots.get(screen)
    {
        let window = connection.generate_id()?;
        let attributes = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                screen.root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                COPY_FROM_PARENT,
                &attributes,
            )?
            .check()?;
        // Taking ownership needs a timestamp of the display, which comes with any property change. Without it, a
        // program with a later timestamp would keep the ownership.
        connection.change_property8(PropMode::APPEND, window, AtomEnum::WM_NAME, AtomEnum::STRING, b"")?;
        connection.flush()?;
        let now = loop {
            if let x11rb::protocol::Event::PropertyNotify(event) = connection.wait_for_event()? {
                break event.time;
            }
        };
        for selection in selections {
            connection.set_selection_owner(window, selection, now)?;
            connection.set_selection_owner(NONE, selection, now)?;
        }
        connection.destroy_window(window)?;
    }
    for selection in selections {
        if connection.get_selection_owner(selection)?.reply()?.owner != NONE {
            return Ok(false);
        }
    }
    Ok(true)
}
