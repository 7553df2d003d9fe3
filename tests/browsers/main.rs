//! Tests with real browsers: plant, prove that it is on the disk, run Signoff, prove that it is gone.
//!
//! Has its own `main` so that a missing browser shows as ignored with the reason; with `CI=true` it fails instead.
//! Started as root, it starts itself again as `nobody`.

#![expect(clippy::indexing_slicing, reason = "serde_json gives null where a key is missing; nothing else is indexed")]
#![expect(
    clippy::disallowed_methods,
    reason = "the harness makes homes, starts browsers and serves sites; the fence is the product's"
)]

use std::process::ExitCode;

use libtest_mimic::Arguments;

mod browser;
mod case;
mod chromium;
mod chromium_queried;
mod chromium_ten;
mod clean_window;
mod desktop;
mod devtools;
mod extensions;
mod firefox;
mod firefox_queried;
mod firefox_ten;
mod fixed;
mod idle;
mod kept;
mod lab;
mod layouts;
mod marionette;
mod moved;
mod opened;
mod preview;
mod process;
mod programs;
mod screen;
mod search;
mod selfcheck;
mod server;
mod signed_in;
mod signoff;
mod sites;
mod snapshot;
mod stores;
mod table;
mod ten;
mod trials;
mod user;
mod values;
mod window;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let refusal = if user::is_root() && !arguments.list {
        match user::run_again() {
            Ok(code) => return code,
            Err(error) => Some(format!("{error:#}")),
        }
    } else {
        None
    };
    libtest_mimic::run(&arguments, trials::all(refusal.as_deref())).exit_code()
}
