//! What the program says on its two streams: nothing else writes to them, so no text that others chose gets there as it
//! is. Decides nothing about the words.

#![expect(clippy::disallowed_methods, reason = "this is the door to the streams")]

use std::io::{self, IsTerminal as _, Write as _};

use crate::model::visible_lines;

/// Writes a result to stdout. A closed pipe is no error: the reader has read enough.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(visible_lines(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

/// Says something on stderr, which may be closed: that is no reason to stop.
pub fn say(text: &str) {
    io::stderr().write_all(visible_lines(text).as_bytes()).ok();
}

/// Says whether a person reads stdout as it is written.
pub fn is_result_watched() -> bool {
    io::stdout().is_terminal()
}

/// Says whether a person reads stderr as it is written.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Says whether a person can be asked something.
pub fn can_ask() -> bool {
    io::stdin().is_terminal() && is_watched()
}
