//! The real window, measured from outside on an X display, and its preview with many profiles.
//!
//! Run by `cargo bench --bench window`; behind `--`, `--start`, `--removal`, `--idle` and `--scrolling` choose among the
//! four. It uses the display in `DISPLAY`, else it starts an Xvfb of its own. What is measured:
//!
//! - *start*: from starting the program to its ground on the screen, beside a window of eframe with nothing in it. Both
//!   are looked at in the same way by somebody else, and take turns.
//! - *removal*: frames that reach the display while 100,000 files are removed by the window's own worker, and whether
//!   each key that is pressed meanwhile is answered.
//! - *idle*: processor time of the open window while nobody touches it.
//! - *scrolling*: time for a frame of the preview with many profiles beside few, on the processor alone and without a
//!   display.
//!
//! Ratios mean something on an idle machine only.

#![expect(clippy::print_stdout, reason = "the numbers are the result")]
#![expect(clippy::disallowed_methods, reason = "it makes its own homes, and starts the programs that it measures")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot go on has nothing to tell")]

mod empty;
#[path = "../home.rs"]
mod home;
mod idle;
#[path = "../../support/many.rs"]
mod many;
mod program;
mod removal;
mod screen;
mod scrolling;
mod start;

use screen::Screen;

fn main() {
    if empty::is_asked() {
        return empty::open();
    }
    let words: Vec<_> = std::env::args().collect();
    let names = ["--start", "--removal", "--idle", "--scrolling"];
    let is_asked = |name: &str| words.iter().any(|word| word == name);
    let is_wanted = |name: &str| is_asked(name) || !names.into_iter().any(is_asked);
    if is_wanted("--scrolling") {
        scrolling::tell();
    }
    if names.into_iter().take(3).any(is_wanted) {
        let mut screen = Screen::find();
        if is_wanted("--start") {
            start::tell(&screen);
        }
        if is_wanted("--idle") {
            idle::tell(&mut screen);
        }
        if is_wanted("--removal") {
            removal::tell(&mut screen);
        }
    }
}

/// Returns the middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
