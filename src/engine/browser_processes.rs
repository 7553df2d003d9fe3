//! Which processes are a browser that uses a root, and which belong to it. Only reads the process table, locks and open
//! files.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::catalog::Browser;
use crate::model::{RelPath, SkipReason};
use crate::platform::{App, OpenFile, Proc, System};
use crate::safefs::Root;

/// What uses a browser's root.
#[derive(Debug, Default, Clone)]
pub(super) struct RootUsers {
    /// Processes of the browser that use the root.
    pub(super) browser: BTreeSet<u32>,
    /// Why a profile counts as open on another computer or in another container, if it does.
    pub(super) elsewhere: Option<SkipReason>,
}

impl RootUsers {
    /// Says whether the root is unused.
    pub(super) fn is_unused(&self) -> bool {
        self.browser.is_empty() && self.elsewhere.is_none()
    }
}

/// Says whether a process is this browser: by its executable or script, its Flatpak id or its Snap name.
pub(super) fn is_browser(process: &Proc, browser: &Browser) -> bool {
    match &process.app {
        Some(App::Flatpak(id)) => browser.flatpak.contains(id),
        Some(App::Snap(name)) => browser.snap.contains(name),
        None => {
            let exe = process.exe.as_deref().and_then(|exe| exe.file_name()).and_then(|name| name.to_str());
            let named = exe.into_iter().chain(process.script.as_deref());
            named.into_iter().any(|name| browser.processes.iter().any(|known| known == name))
        }
    }
}

/// Which processes run and which files they have open, looked at once, when first asked for: there may be any number of
/// roots to ask about.
pub(super) struct InUse<'a> {
    system: &'a dyn System,
    processes: OnceCell<Vec<Proc>>,
    home: PathBuf,
    /// The open files below HOME, sorted by path.
    open: OnceCell<Vec<OpenFile>>,
}

impl<'a> InUse<'a> {
    pub(super) fn now(system: &'a dyn System, home: &Path) -> Self {
        Self { system, processes: OnceCell::new(), home: home.to_owned(), open: OnceCell::new() }
    }

    pub(super) fn processes(&self) -> &[Proc] {
        self.processes.get_or_init(|| self.system.processes())
    }

    /// Returns the open files below any of these folders, sorted by path.
    pub(super) fn files_below<'d>(&self, dirs: impl IntoIterator<Item = &'d PathBuf>) -> Vec<OpenFile> {
        // A folder that the policy names as moved lies outside HOME.
        let (inside, outside): (Vec<_>, Vec<_>) =
            dirs.into_iter().cloned().partition(|dir| dir.starts_with(&self.home));
        let inside: BTreeSet<PathBuf> = inside.into_iter().collect();
        let mut found = if outside.is_empty() { Vec::new() } else { self.system.open_files_below(&outside) };
        if !inside.is_empty() {
            let open = self.open.get_or_init(|| self.system.open_files_below(std::slice::from_ref(&self.home)));
            let is_below = |file: &&OpenFile| file.path.ancestors().any(|above| inside.contains(above));
            found.extend(open.iter().filter(is_below).cloned());
        }
        found.sort_by(|one, other| (&one.path, one.pid).cmp(&(&other.path, other.pid)));
        found.dedup();
        found
    }
}

/// Returns what uses a root and the cache folders that belong to it.
pub(super) fn users(
    in_use: &InUse<'_>,
    browser: &Browser,
    root: &Root,
    dirs: &[PathBuf],
    profiles: &[RelPath],
) -> RootUsers {
    let system = in_use.system;
    let candidates = in_use.processes().iter().filter(|process| is_browser(process, browser));
    let candidates: BTreeSet<u32> = candidates.map(|process| process.pid).collect();
    let mut users = RootUsers::default();
    match singleton_lock(root) {
        Some((host, _)) if is_elsewhere(system, root, &host) => {
            users.elsewhere = Some(SkipReason::InUseOn(Some(host)));
        }
        Some((host, pid)) if host == system.host_name() && candidates.contains(&pid) => {
            users.browser.insert(pid);
        }
        // A lock of this computer, or of its earlier name, whose process has ended or is another program is stale.
        _ => {}
    }
    let folders = profiles.iter().map(|profile| root.path().join(profile.to_path())).chain([root.path()]);
    for folder in folders {
        match system.lock_owner(&folder.join(".parentlock")) {
            Some(0) if users.elsewhere.is_none() => users.elsewhere = Some(SkipReason::InUseOn(None)),
            owner => users.browser.extend(owner.filter(|pid| candidates.contains(pid))),
        }
    }
    if candidates.is_empty() {
        return users;
    }
    let held = in_use.files_below(dirs);
    users.browser.extend(held.iter().map(|file| file.pid).filter(|pid| candidates.contains(pid)));
    users
}

/// Says whether a profile is open on another computer or in another container.
pub(super) fn is_locked_elsewhere(system: &dyn System, root: &Root, profile: &RelPath) -> bool {
    let text = profile.join("SingletonLock".as_ref()).ok().and_then(|at| root.read_link(&at).ok());
    let host = text.as_ref().and_then(|text| Some(text.to_str()?.rsplit_once('-')?.0));
    let is_foreign = host.is_some_and(|host| is_elsewhere(system, root, host));
    is_foreign || system.lock_owner(&root.path().join(profile.to_path()).join(".parentlock")) == Some(0)
}

/// Says whether a lock that names this host is of another computer that shares the home. On a disk of this computer it
/// is left over from before the computer got another name.
fn is_elsewhere(system: &dyn System, root: &Root, host: &str) -> bool {
    host != system.host_name() && system.is_on_network(&root.path())
}

/// Returns host and process of Chromium's `SingletonLock`, a link with the text `<host>-<pid>`. The link is never
/// followed.
fn singleton_lock(root: &Root) -> Option<(String, u32)> {
    let text = root.read_link(&RelPath::parse("SingletonLock").ok()?).ok()?;
    let (host, pid) = text.to_str()?.rsplit_once('-')?;
    Some((host.to_owned(), pid.parse().ok()?))
}

/// Returns the topmost process of the same browser above each of `pids`: closing it closes all the others.
pub(super) fn main_processes(processes: &[Proc], browser: &Browser, pids: &BTreeSet<u32>) -> Vec<Proc> {
    let of_browser: BTreeMap<u32, &Proc> =
        processes.iter().filter(|process| is_browser(process, browser)).map(|process| (process.pid, process)).collect();
    let mut main_processes = BTreeMap::new();
    for pid in pids {
        let mut top = of_browser.get(pid);
        // Bounded, because a process table that is read while it changes could contain a cycle.
        for _ in 0..of_browser.len() {
            let Some(above) = top.and_then(|process| of_browser.get(&process.parent)) else { break };
            top = Some(above);
        }
        if let Some(process) = top {
            main_processes.insert(process.pid, (*process).clone());
        }
    }
    main_processes.into_values().collect()
}

/// Returns a process and its descendants of the same browser: these are asked to close or ended. Another program that
/// was opened from the browser is a descendant too, and may hold unsaved work.
pub(super) fn same_browser(processes: &[Proc], browser: &Browser, main: u32) -> Vec<u32> {
    let is_own = |pid: &u32| {
        let process = processes.iter().find(|process| process.pid == *pid);
        *pid == main || process.is_some_and(|process| is_browser(process, browser))
    };
    family(processes, main).into_iter().filter(is_own).collect()
}

/// Returns a process and all its descendants.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::model::RootKind;
    use crate::platform::testing::{FakeProcess, FakeSystem};
    use crate::safefs::Home;

    #[test]
    fn a_script_is_the_browser_though_its_program_is_python() {
        let catalog = Catalog::builtin().unwrap();
        let (_, browser) = catalog.browsers().find(|(_, browser)| browser.id.0 == "qutebrowser").unwrap();
        let process = |script: Option<&str>| Proc {
            pid: 7,
            parent: 1,
            name: "qutebrowser".into(),
            exe: Some("/usr/bin/python3.11".into()),
            script: script.map(str::to_owned),
            app: None,
            data_dir: None,
        };
        assert!(is_browser(&process(Some("qutebrowser")), browser));
        assert!(!is_browser(&process(Some("mail.py")), browser));
        assert!(!is_browser(&process(None), browser), "a name that a process gives itself proves nothing");
    }

    #[test]
    fn a_program_opened_from_the_browser_is_not_asked_to_close_with_it() {
        let catalog = Catalog::builtin().unwrap();
        let (_, browser) = catalog.browsers().find(|(_, browser)| browser.id.0 == "firefox").unwrap();
        let process = |pid: u32, parent: u32, exe: &str| Proc {
            pid,
            parent,
            name: String::new(),
            exe: Some(exe.into()),
            script: None,
            app: None,
            data_dir: None,
        };
        let firefox = "/usr/lib/firefox-esr/firefox-esr";
        let all = [process(7, 1, firefox), process(8, 7, firefox), process(9, 7, "/usr/lib/libreoffice/soffice.bin")];
        assert_eq!(same_browser(&all, browser, 7), [7, 8]);
        assert_eq!(family(&all, 7), [7, 8, 9], "the searcher sees it");
    }

    #[test]
    fn whose_the_lock_is_decides() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("root")).unwrap();
        let home = Home::open(folder.path()).unwrap();
        let root = Root::prove(&home, &RelPath::parse("root").unwrap(), RootKind::Browser, None).unwrap();
        let catalog = Catalog::builtin().unwrap();
        let (_, firefox) = catalog.browsers().find(|(_, browser)| browser.id.0 == "firefox").unwrap();
        let check = |exe, lock: Option<u32>, browser: &[u32], elsewhere| {
            let locks = lock.map(|pid| ("a.default/.parentlock".into(), pid)).into_iter().collect();
            let open = vec![FakeProcess::new(7, exe, &[])].into();
            let computer = FakeSystem { open, locks, ..FakeSystem::new() };
            let profiles = [RelPath::parse("a.default").unwrap()];
            let found = users(&InUse::now(&computer, home.path()), firefox, &root, &[], &profiles);
            assert_eq!(found.browser, browser.iter().copied().collect(), "{exe} {lock:?}");
            assert_eq!(found.elsewhere, elsewhere, "{exe} {lock:?}");
        };
        check("/usr/lib/firefox/firefox", None, &[], None);
        check("/usr/lib/firefox/firefox", Some(7), &[7], None);
        check("/usr/bin/backup", Some(7), &[], None);
        // Another computer's or container's process has no number here.
        check("/usr/lib/firefox/firefox", Some(0), &[], Some(SkipReason::InUseOn(None)));
        check("/usr/bin/backup", Some(0), &[], Some(SkipReason::InUseOn(None)));
    }
}
