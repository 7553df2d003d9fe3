//! The text of an error with its causes. An error's own text leaves out its cause, so that each is shown once.

use std::error::Error;
use std::iter::successors;

/// Returns an error's text, followed by those of its causes.
pub fn with_causes(error: &dyn Error) -> String {
    successors(Some(error), |&error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Trouble {
        #[error("the wheel")]
        Wheel,
        #[error("the axle")]
        Axle(#[source] Box<Trouble>),
    }

    #[test]
    fn every_cause_is_named_in_its_turn() {
        assert_eq!(with_causes(&Trouble::Wheel), "the wheel");
        let deep = Trouble::Axle(Box::new(Trouble::Axle(Box::new(Trouble::Wheel))));
        assert_eq!(with_causes(&deep), "the axle: the axle: the wheel");
    }
}
