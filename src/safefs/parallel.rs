//! Sharing the names of one large folder between two threads that look at them. Small ones are not worth a second
//! thread, and removing is not either: an unlink locks the folder, a look does not.

use std::thread;

use super::listing::Name;

/// From so many names on, a second thread helps.
const WORTH_SHARING: usize = 1024;

/// Does the same work on all names, by two threads where that is faster. `None` stands for a part whose work panicked.
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
            // No thread to be had: the work is done all the same.
            Err(_) => Some(work(theirs)),
        };
        vec![Some(first), second]
    })
}
