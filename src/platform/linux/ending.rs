//! Ending this program at once, and printing without waiting for another thread or a reader.

use std::io;
use std::os::fd::AsFd as _;
use std::sync::Arc;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::SIGXFSZ;

/// How long to wait for somebody to read what was printed before.
const READER: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };

/// Makes a write beyond the limit of file sizes an error: by default the system ends the program in the middle of it.
pub fn survive_file_size_limit() -> io::Result<()> {
    signal_hook::flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// Ends this program without running anything else: what runs at an exit may wait for a thread that hangs.
pub(in crate::platform) fn end_process(exit: u8) -> ! {
    signal_hook::low_level::exit(exit.into())
}

/// Writes to stdout without the lock that a hanging thread may hold. Gives up if nobody reads.
#[expect(clippy::disallowed_methods, reason = "the last words are a face's own, and wait for nobody")]
pub(in crate::platform) fn write_now(text: &[u8]) {
    let out = io::stdout();
    let mut rest = text;
    while !rest.is_empty() {
        let ready = poll(&mut [PollFd::new(&out, PollFlags::OUT)], Some(&READER));
        // Up to this length a pipe that has space for something takes all.
        let part = rest.get(..4096).unwrap_or(rest);
        match ready.and_then(|ready| if ready > 0 { rustix::io::write(out.as_fd(), part) } else { Ok(0) }) {
            Ok(0) => return,
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

/// Lets other programs go first: for the processor, and with it for the disk (the disk's priority follows, `ioprio_set(2)`).
pub fn let_others_go_first() {
    // If the system refuses, it is as fast as others.
    rustix::process::nice(19).map(drop).unwrap_or_default();
}
