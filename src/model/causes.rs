//! Errors with what caused them. An error's own text leaves its cause out, because whoever shows it may show that too.

use std::error::Error;
use std::iter::successors;

/// Returns an error with its causes, as one sentence.
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
