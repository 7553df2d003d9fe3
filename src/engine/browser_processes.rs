//! Which processes are a browser that uses a root, and which belong to it. Only reads the process table, locks and open
//! files.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
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

/// The names of processes, listed once: a program may have any number of files open.
#[derive(Default)]
pub(super) struct ProcessNames(BTreeMap<u32, String>);

impl ProcessNames {
    /// Lists the processes if any of these files is open.
    pub(super) fn of(open: &[OpenFile], system: &dyn System) -> Self {
        let processes = if open.is_empty() { Vec::new() } else { system.processes() };
        Self(processes.into_iter().map(|process| (process.pid, process.name)).collect())
    }

    /// Returns a process's name; its number, if it has ended.
    pub(super) fn of_process(&self, pid: u32) -> String {
        self.0.get(&pid).cloned().unwrap_or_else(|| pid.to_string())
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
    let folders = profiles.iter().map(Some).chain([None]);
    for folder in folders {
        match parent_lock(system, root, folder) {
            Some(0) if users.elsewhere.is_none() => users.elsewhere = Some(SkipReason::InUseOn(None)),
            Some(pid) if candidates.contains(&pid) => drop(users.browser.insert(pid)),
            None if users.elsewhere.is_none() => users.elsewhere = firefox_elsewhere(system, root, folder),
            _ => {}
        }
    }
    if candidates.is_empty() {
        return users;
    }
    let held = in_use.files_below(dirs);
    users.browser.extend(held.iter().map(|file| file.pid).filter(|pid| candidates.contains(pid)));
    users
}

/// Says whether a profile, or the browser whose folder this is (`None`), is open on another computer or in another
/// container.
pub(super) fn is_locked_elsewhere(system: &dyn System, root: &Root, profile: Option<&RelPath>) -> bool {
    let link = RelPath::parse("SingletonLock").map(|link| link.within(profile));
    let text = link.ok().and_then(|link| root.read_link(&link).ok());
    let host = text.as_ref().and_then(|text| Some(text.to_str()?.rsplit_once('-')?.0));
    host.is_some_and(|host| is_elsewhere(system, root, host))
        || match parent_lock(system, root, profile) {
            Some(owner) => owner == 0,
            None => firefox_elsewhere(system, root, profile).is_some(),
        }
}

/// Returns the process that holds the lock of a Firefox profile, whose folder this is (`None`: the root).
fn parent_lock(system: &dyn System, root: &Root, profile: Option<&RelPath>) -> Option<u32> {
    let folder = profile.map_or_else(|| root.path(), |profile| root.path().join(profile.to_path()));
    system.lock_owner(&folder.join(".parentlock"))
}

/// Says whether a lock that names this host is of another computer that shares the home. On a disk of this computer it
/// is left over from before the computer got another name.
fn is_elsewhere(system: &dyn System, root: &Root, host: &str) -> bool {
    host != system.host_name() && system.is_on_network(&root.path())
}

/// Returns where a Firefox profile is open by its `lock`, a link with the text `<IPv4 address>:<pid>`, or `:+<pid>` where
/// Firefox holds `.parentlock` too (nsProfileLock.cpp). Not every network file system tells who holds that, so the link
/// counts as Chromium's does: if it names another computer, on a file system that such a one may use.
fn firefox_elsewhere(system: &dyn System, root: &Root, profile: Option<&RelPath>) -> Option<SkipReason> {
    let link = RelPath::parse("lock").ok()?.within(profile);
    let text = root.read_link(&link).ok()?;
    let address: Ipv4Addr = text.to_str()?.split_once(':')?.0.parse().ok()?;
    // Where a computer's own name has no address, each calls itself 127.0.0.1 or, in Debian, 127.0.1.1.
    let is_foreign = !address.is_loopback() && system.is_on_network(&root.path()) && !system.has_address(address);
    is_foreign.then(|| SkipReason::InUseOn(Some(address.to_string())))
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

    #[test]
    fn a_firefox_lock_of_another_address_counts_on_a_network_home_only() {
        let catalog = Catalog::builtin().unwrap();
        let (_, firefox) = catalog.browsers().find(|(_, browser)| browser.id.0 == "firefox").unwrap();
        let profiles = [RelPath::parse("a.default").unwrap()];
        let check = |text: &str, on_network, held: Option<u32>, expected: Option<&str>| {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir_all(folder.path().join("root/a.default")).unwrap();
            crate::safefs::testing::link(text, folder.path().join("root/a.default/lock")).unwrap();
            let home = Home::open(folder.path()).unwrap();
            let root = Root::prove(&home, &RelPath::parse("root").unwrap(), RootKind::Browser, None).unwrap();
            let locks = held.map(|pid| ("a.default/.parentlock".into(), pid)).into_iter().collect();
            let open = vec![FakeProcess::new(7, "/usr/lib/firefox/firefox", &[])].into();
            let computer = FakeSystem { open, locks, on_network, ..FakeSystem::new() };
            let found = users(&InUse::now(&computer, home.path()), firefox, &root, &[], &profiles);
            let expected = expected.map(|host| SkipReason::InUseOn(Some(host.to_owned())));
            assert_eq!(found.elsewhere, expected, "{text} {on_network} {held:?}");
            assert_eq!(
                is_locked_elsewhere(&computer, &root, profiles.first()),
                expected.is_some(),
                "{text} {on_network}"
            );
        };
        check("192.0.2.9:+4711", true, None, Some("192.0.2.9"));
        check("192.0.2.9:4711", true, None, Some("192.0.2.9"));
        check("192.0.2.9:+4711", false, None, None);
        // A process of this computer holds the profile; only the address is an old one.
        check("192.0.2.9:+4711", true, Some(7), None);
        check("192.0.2.1:+4711", true, None, None);
        check("127.0.1.1:+4711", true, None, None);
        check("\u{1b}[2J:+4711", true, None, None);
        check("nothing", true, None, None);
    }
}
