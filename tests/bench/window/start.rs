//! From starting a program to its first frame on the screen.

use std::path::Path;
use std::time::Instant;

use super::median;
use super::program::{self, Program, Renderer};
use super::screen::Screen;

/// Of each.
const ROUNDS: usize = 9;

/// Prints how long it takes beside an empty window.
pub(super) fn tell(screen: &Screen) {
    let home = tempfile::Builder::new().prefix("signoff-bench-").tempdir().unwrap();
    program::prepare(home.path());
    let empty = || seconds(screen, || Program::empty(screen, home.path()));
    if empty().is_none() {
        println!("no window of eframe opens on {}: there is no OpenGL to compare with", screen.name());
        return;
    }
    for renderer in Renderer::ALL {
        let ours = || seconds(screen, || Program::signoff(screen, home.path(), renderer)).expect("it opens");
        // The first start finds a cold cache.
        ours();
        let (mut us, mut them) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            if round.is_multiple_of(2) {
                us.push(ours());
                them.push(empty().expect("it did before"));
            } else {
                them.push(empty().expect("it did before"));
                us.push(ours());
            }
        }
        let ratio = median(us.iter().zip(&them).map(|(us, them)| us / them).collect());
        let (us, them) = (median(us) * 1e3, median(them) * 1e3);
        println!(
            "\nstart to first frame, of {ROUNDS}: signoff-app --renderer {} {us:.0} ms, empty eframe window {them:.0} ms",
            renderer.name()
        );
        println!("median: start, {} : empty eframe window {ratio:.2}", renderer.name());
    }
}

/// Returns how long it took until the window was painted; `None` where the program ended.
fn seconds(screen: &Screen, start: impl FnOnce() -> Program) -> Option<f64> {
    let began = Instant::now();
    let mut program = start();
    screen.painted(&mut program).map(|_window| began.elapsed().as_secs_f64())
}

/// Starts the window and returns it once it is painted.
pub(super) fn opened(screen: &Screen, home: &Path, renderer: Renderer) -> Option<(Program, super::screen::Shown)> {
    let mut program = Program::signoff(screen, home, renderer);
    let shown = screen.painted(&mut program)?;
    Some((program, shown))
}
