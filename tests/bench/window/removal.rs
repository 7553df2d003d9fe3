//! The window while its worker removes 100,000 files: frames that reach the display, and keys that are answered.
//!
//! F1 lays the page of help over the screen of the run, Escape takes it away. Each is pressed when the one before was
//! answered on the display; a key that is not answered within a second is counted as lost.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::program::{self, Renderer};
use super::screen::{Frames, Key, Screen, Shown, left_edge, pause};
use super::{home, median, start};

/// A key that takes longer is lost.
const LOST: Duration = Duration::from_secs(1);
/// Nobody presses keys faster than that.
const BETWEEN: Duration = Duration::from_millis(30);
/// The run may take so long.
const PATIENCE: Duration = Duration::from_mins(2);
/// Where the page of help and the screen of the run are told apart: their headings are of different heights.
const BAND: (u16, u16) = (200, 60);

/// What was seen of a run.
struct Seen {
    /// Seconds that it took.
    took: f64,
    /// Frames in each second of it, and the longest time without one.
    frames: f64,
    longest: f64,
    sent: usize,
    answered: Vec<f64>,
}

/// Prints how it goes.
pub(super) fn tell(screen: &mut Screen) {
    for renderer in Renderer::ALL {
        let Some(seen) = run(screen, renderer) else { continue };
        let count = seen.answered.len();
        let (answer, worst) = (median(seen.answered.clone()), seen.answered.iter().copied().fold(0.0, f64::max));
        println!(
            "\n{} files removed in {:.2} s under the window ({}): {:.0} frames a second, at most {:.0} ms without one; \
             {count} of {} keys answered, after {:.0} ms, at most {:.0} ms",
            home::FILES,
            seen.took,
            renderer.name(),
            seen.frames,
            seen.longest * 1e3,
            seen.sent,
            answer * 1e3,
            worst * 1e3
        );
        println!("median: removal, {}: {:.0} frames/s, {} keys lost", renderer.name(), seen.frames, seen.sent - count);
    }
}

/// Ends a session in the window; `None` where this window does not open here.
fn run(screen: &Screen, renderer: Renderer) -> Option<Seen> {
    let home = home::make(home::FILES);
    program::prepare(home.path());
    rustix::fs::sync();
    let (mut program, shown) = start::opened(screen, home.path(), renderer)?;
    let end_session = screen.button(shown).expect("End session can be pressed");
    let mut frames = screen.watch(shown);
    let cache = home.path().join(home::CACHED);
    // What a folder lists first is removed first.
    let first = listed_first(&cache).expect("a file in the cache");
    let home_screen = band(screen, shown);
    screen.click(shown, end_session);
    let (mut sent, mut answered) = (0, Vec::new());
    let patience = Instant::now() + PATIENCE;
    let mut wait = |frames: &mut Frames<'_>, until: &mut dyn FnMut() -> bool, long: Duration| {
        let end = Instant::now() + long;
        while Instant::now() < end {
            frames.look();
            if until() {
                return true;
            }
            assert!(program.is_running() && Instant::now() < patience, "the window went, or the run lasts for ever");
            pause(Duration::from_millis(1));
        }
        false
    };
    assert!(
        wait(&mut frames, &mut || !first.exists() && band(screen, shown) != home_screen, PATIENCE),
        "nothing is removed"
    );
    let began = Instant::now();
    let run_screen = band(screen, shown);
    let mut is_help = false;
    while listed_first(&cache).is_some() {
        let key = if is_help { Key::Escape } else { Key::F1 };
        screen.press(key);
        sent += 1;
        let pressed = Instant::now();
        if !wait(&mut frames, &mut || (band(screen, shown) == run_screen) == is_help, LOST) {
            // With the run went the screen that would have answered.
            if listed_first(&cache).is_none() {
                sent -= 1;
            }
            break;
        }
        answered.push(pressed.elapsed().as_secs_f64());
        is_help = !is_help;
        wait(&mut frames, &mut || false, BETWEEN);
    }
    let ended = Instant::now();
    if is_help {
        screen.press(Key::Escape);
    }
    // The result's own button: the run was not stopped by a key that came twice.
    assert!(screen.button(shown).is_some(), "no result");
    assert_eq!(home::cached(home.path()), 0, "files are left");
    let drawn = frames.between(began, ended);
    let all = [began].into_iter().chain(drawn.iter().copied()).chain([ended]).collect::<Vec<_>>();
    let longest = all.windows(2).map(|pair| pair.last().unwrap().duration_since(*pair.first().unwrap())).max().unwrap();
    let took = ended.duration_since(began).as_secs_f64();
    let frames = f64::from(u32::try_from(drawn.len()).unwrap()) / took;
    Some(Seen { took, frames, longest: longest.as_secs_f64(), sent, answered })
}

/// Cheaper than to count them all.
fn listed_first(folder: &Path) -> Option<PathBuf> {
    std::fs::read_dir(folder).ok()?.next().map(|entry| entry.unwrap().path())
}

/// What stands where headings are.
fn band(screen: &Screen, shown: Shown) -> Vec<[u8; 3]> {
    screen.pixels(shown, (left_edge(shown), 60), BAND).unwrap_or_default()
}
