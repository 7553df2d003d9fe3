//! The idle time that Signoff gets from a real X display.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use signoff::platform::{Display, Idle, System as _, ThisComputer, watch_idle};

use crate::lab::{Lab, Windows};

const LIMIT: Duration = Duration::from_secs(1);
/// Longer than the slowest machine needs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Fails unless idle time is reported, ends when the pointer moves, and is reported again.
pub(crate) fn a_touch_is_noticed() -> Result<()> {
    let lab = Lab::new(Windows::Bare)?;
    let display = Display { x11: Some(lab.display().to_owned()), ..Display::default() };
    let events = watch(&display)?;
    let next = || events.recv_timeout(PATIENCE).context("no event");
    for place in ["100", "200"] {
        let Idle::For(time) = next()? else { anyhow::bail!("not idle") };
        ensure!(time >= LIMIT, "{time:?}");
        lab.finish(["xdotool", "mousemove", place, place])?;
        let after = std::iter::from_fn(|| next().ok()).find(|idle| !matches!(idle, Idle::For(_)));
        ensure!(after == Some(Idle::Over), "{after:?}");
    }
    for blind in [Display { wayland: Some("/nobody/answers".into()), ..display }, Display::default()] {
        let events = watch(&blind)?.recv_timeout(PATIENCE)?;
        ensure!(events == Idle::Unknown, "{blind:?}: {events:?}");
    }
    Ok(())
}

fn watch(display: &Display) -> Result<Receiver<Idle>> {
    let (tell, events) = channel();
    watch_idle(display, ThisComputer::new().host_name(), LIMIT, move |idle| tell.send(idle).is_ok())?;
    Ok(events)
}
