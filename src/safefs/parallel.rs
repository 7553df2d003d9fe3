//! Splitting the names of one large folder between two threads that look at them. Small folders are not worth a second
//! thread. Neither is removing: an unlink locks the folder, a look does not.

use std::thread;

use super::listing::Name;

/// From this number of names on, a second thread helps.
const WORTH_SHARING: usize = 1024;

/// Does the same work on all names, in two threads if that is faster. `None` for a part whose work panicked.
pub(super) fn run_in_parallel<T: Send>(names: &[Name], work: impl Fn(&[Name]) -> T + Sync) -> Vec<Option<T>> {
    if names.len() < WORTH_SHARING {
        return vec![Some(work(names))];
    }
    let (ours, theirs) = names.split_at(names.len() / 2);
    thread::scope(|scope| {
        let helper = thread::Builder::new().spawn_scoped(scope, || work(theirs));
        let first = work(ours);
        let second = match helper {
            Ok(helper) => helper.join().ok(),
            // Without a second thread, this one does both halves.
            Err(_) => Some(work(theirs)),
        };
        vec![Some(first), second]
    })
}
