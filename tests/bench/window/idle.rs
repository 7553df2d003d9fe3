//! Processor time of an open window that nobody touches.

use std::time::Duration;

use super::program::{self, Renderer};
use super::screen::{Screen, pause};
use super::start;

const LONG: Duration = Duration::from_secs(10);

/// Prints the processor time that a window takes in ten seconds on its first screen.
pub(super) fn tell(screen: &mut Screen) {
    println!();
    for renderer in Renderer::ALL {
        let home = super::home::make(0);
        program::prepare(home.path());
        let Some((program, shown)) = start::opened(screen, home.path(), renderer) else { continue };
        screen.button(shown).expect("End session can be pressed");
        // The fade of a control that has just come.
        pause(Duration::from_secs(1));
        let before = program.processor();
        pause(LONG);
        let took = program.processor().saturating_sub(before).as_secs_f64() * 1e3;
        println!("median: idle, {}: {took:.1} ms in {} s", renderer.name(), LONG.as_secs());
    }
}
