//! What follows a run: locking, logging out or restarting, and the policy's second choice if that fails. The caller
//! decides whether anything follows.

use super::context::Engine;
use crate::model::{AfterRun, FollowUp};

impl Engine<'_> {
    /// Does the action, or the second choice if it fails, and returns what was tried.
    pub fn follow(&self, action: AfterRun) -> FollowUp {
        let mut follow_up = FollowUp::default();
        for action in [action, self.policy.afterwards_else.value] {
            let is_tried = follow_up.tried.iter().any(|(tried, _)| *tried == action);
            if action == AfterRun::Nothing || is_tried {
                break;
            }
            let result = self.system.run_after_action(action);
            follow_up.tried.push((action, result));
            if result.is_ok() {
                break;
            }
        }
        follow_up
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::model::AfterRunError;
    use crate::platform::Places;
    use crate::platform::testing::FakeSystem;
    use crate::policy::Settings;

    #[test]
    fn the_second_choice_follows_only_if_the_first_fails() {
        let catalog = Catalog::builtin().unwrap();
        let places = Places::below(std::path::Path::new("/nowhere"));
        let check = |second, can: &'static [AfterRun], expected: &[(AfterRun, Result<(), AfterRunError>)]| {
            let on_follow = Box::new(|action| can.contains(&action).then_some(()).ok_or(AfterRunError::NotLocked));
            let system = FakeSystem { on_follow, ..FakeSystem::new() };
            let mut settings = Settings::default();
            settings.afterwards_else.value = second;
            let engine = Engine { catalog: &catalog, policy: &settings, places: &places, system: &system };
            assert_eq!(engine.follow(AfterRun::Lock).tried, expected);
            assert_eq!(engine.follow(AfterRun::Nothing).tried, []);
        };
        let (lock, log_out) = (AfterRun::Lock, AfterRun::LogOut);
        check(log_out, &[AfterRun::Lock], &[(lock, Ok(()))]);
        check(log_out, &[AfterRun::LogOut], &[(lock, Err(AfterRunError::NotLocked)), (log_out, Ok(()))]);
        let failed = Err(AfterRunError::NotLocked);
        check(log_out, &[], &[(lock, failed), (log_out, failed)]);
        check(AfterRun::Nothing, &[], &[(lock, failed)]);
        check(lock, &[], &[(lock, failed)]);
    }
}
