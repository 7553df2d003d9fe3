//! Which processes are a browser that uses a root, and which others hold files there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::catalog::Browser;
use crate::model::RelPath;
use crate::platform::{App, Proc, System};
use crate::safefs::Root;

/// What of this user's processes touches a browser's root.
#[derive(Debug, Default, Clone)]
pub(super) struct Users {
    /// Processes that are the browser and use the root.
    pub(super) browser: BTreeSet<u32>,
    /// The computer that has the profile open, where it is another one.
    pub(super) other_host: Option<String>,
}

/// Says whether a process is this browser: by its executable, its Flatpak id or its Snap name.
pub(super) fn is_browser(process: &Proc, browser: &Browser) -> bool {
    match &process.app {
        Some(App::Flatpak(id)) => browser.flatpak.contains(id),
        Some(App::Snap(name)) => browser.snap.contains(name),
        None => {
            let exe = process.exe.as_deref().and_then(|exe| exe.file_name()).and_then(|name| name.to_str());
            exe.is_some_and(|name| browser.processes.iter().any(|known| known == name))
        }
    }
}

/// Finds who uses a root and the cache folders that belong to it.
pub(super) fn users(
    system: &dyn System,
    processes: &[Proc],
    browser: &Browser,
    root: &Root,
    dirs: &[PathBuf],
    profiles: &[RelPath],
) -> Users {
    let candidates: BTreeMap<u32, &Proc> =
        processes.iter().filter(|process| is_browser(process, browser)).map(|process| (process.pid, process)).collect();
    let mut users = Users::default();
    match singleton_lock(root) {
        Some((host, _)) if host != system.host_name() => users.other_host = Some(host),
        Some((_, pid)) if candidates.contains_key(&pid) => {
            users.browser.insert(pid);
        }
        // A lock of this computer whose process is gone or is something else is stale: it proves nothing.
        _ => {}
    }
    if candidates.is_empty() {
        return users;
    }
    for profile in profiles {
        let lock = root.path().join(profile.to_path()).join(".parentlock");
        users.browser.extend(system.lock_owner(&lock).filter(|pid| candidates.contains_key(pid)));
    }
    let held = system.files_held_below(dirs);
    users.browser.extend(held.iter().map(|file| file.pid).filter(|pid| candidates.contains_key(pid)));
    users
}

/// Reads Chromium's `SingletonLock`: a link whose text is `<host>-<pid>`. It is never followed.
fn singleton_lock(root: &Root) -> Option<(String, u32)> {
    let text = root.read_link(&RelPath::parse("SingletonLock").ok()?).ok()?;
    let (host, pid) = text.to_str()?.rsplit_once('-')?;
    Some((host.to_owned(), pid.parse().ok()?))
}

/// Returns the topmost process of the same browser above each of `pids`: the one that closes all the others.
pub(super) fn mains(processes: &[Proc], browser: &Browser, pids: &BTreeSet<u32>) -> Vec<Proc> {
    let of_browser: BTreeMap<u32, &Proc> =
        processes.iter().filter(|process| is_browser(process, browser)).map(|process| (process.pid, process)).collect();
    let mut mains = BTreeMap::new();
    for pid in pids {
        let mut top = of_browser.get(pid);
        // Bounded by the number of processes: a process table read while it changes could hold a circle.
        for _ in 0..of_browser.len() {
            let Some(above) = top.and_then(|process| of_browser.get(&process.parent)) else { break };
            top = Some(above);
        }
        if let Some(process) = top {
            mains.insert(process.pid, (*process).clone());
        }
    }
    mains.into_values().collect()
}

/// Returns a process and everything that descends from it.
pub(super) fn family(processes: &[Proc], main: u32) -> Vec<u32> {
    let mut family = BTreeSet::from([main]);
    loop {
        let more: Vec<u32> = processes
            .iter()
            .filter(|process| family.contains(&process.parent) && !family.contains(&process.pid))
            .map(|process| process.pid)
            .collect();
        if more.is_empty() {
            return family.into_iter().collect();
        }
        family.extend(more);
    }
}
