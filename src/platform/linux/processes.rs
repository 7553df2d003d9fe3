//! The process table: id, user, start time and program of each process.
//!
//! Only reads. Process ids are reused, so a process is identified by its id and start time together.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, UpdateKind};

use super::sandbox;
use crate::platform::system::Proc;

/// Ticks a second in `/proc/PID/stat`: `USER_HZ`, which is 100 on every architecture that Linux distributions still
/// build for (proc(5); Alpha had 1024).
pub(super) const TICKS: u64 = 100;

/// The fields of `/proc/PID/stat` that are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stat {
    /// A zombie: ended, but its parent has not waited for it.
    pub(super) dead: bool,
    /// Id of the parent process, or 0.
    pub(super) parent: u32,
    /// Stopped by a signal or a debugger.
    pub(super) stopped: bool,
    /// Start time in clock ticks since boot.
    pub(super) start: u64,
}

/// Returns this user's running processes except our own, and the start time of each.
pub(super) fn table() -> (Vec<Proc>, BTreeMap<u32, u64>) {
    let Ok(mut system) = sysinfo::System::new() else { return (Vec::new(), BTreeMap::new()) };
    let what = ProcessRefreshKind::nothing()
        .without_tasks()
        .with_user(UpdateKind::Always)
        .with_exe(UpdateKind::Always)
        .with_cmd(UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, what);
    let us = our_uid();
    let found: BTreeMap<u32, (Proc, u64)> = system
        .processes()
        .values()
        .filter(|process| {
            process.user_id().is_some_and(|uid| **uid == us) && process.pid().as_u32() != std::process::id()
        })
        .filter_map(|process| {
            let pid = process.pid().as_u32();
            let stat = stat(pid).filter(|stat| !stat.dead)?;
            let exe = process.exe().filter(|exe| !exe.as_os_str().is_empty()).map(ToOwned::to_owned);
            let parent = process.parent().map_or(0, sysinfo::Pid::as_u32);
            let name = process.name().to_string_lossy().into_owned();
            let (app, data_dir) = (sandbox::of(pid, exe.as_deref()), data_dir(process.cmd()));
            let script = exe.as_deref().filter(|exe| is_python(exe)).and_then(|_| script(process.cmd()));
            Some((pid, (Proc { pid, parent, name, exe, script, app, data_dir }, stat.start)))
        })
        .collect();
    let starts = found.iter().map(|(pid, (_, start))| (*pid, *start)).collect();
    (found.into_values().map(|(proc, _)| proc).collect(), starts)
}

/// Says whether processes can be listed: `/proc` is mounted and belongs to our own process namespace.
pub(super) fn are_shown() -> bool {
    let named = fs::read_link("/proc/self").ok().and_then(|link| link.to_str()?.parse().ok());
    named == Some(std::process::id()) && sysinfo::System::new().is_ok()
}

fn is_python(exe: &Path) -> bool {
    exe.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("python"))
}

/// Returns the file name of the script in an interpreter's command line: the first word that is no option.
fn script(command: &[OsString]) -> Option<String> {
    let named = command.iter().skip(1).find(|word| !word.as_encoded_bytes().starts_with(b"-"))?;
    Some(Path::new(named).file_name()?.to_str()?.to_owned())
}

/// Options that name a browser's data folder: Chromium's, Firefox's (with one hyphen or two, value in the next word)
/// and GNOME Web's, qutebrowser's.
const DATA_DIR: [&str; 4] = ["--user-data-dir", "-profile", "--profile", "--basedir"];

/// Returns the browser's data folder from a command line, if it is an absolute path.
fn data_dir(command: &[OsString]) -> Option<PathBuf> {
    if let [line] = command {
        return data_dir_of_title(line.to_str()?, |path| path.symlink_metadata().is_ok());
    }
    let mut words = command.iter().skip(1);
    let named = loop {
        let word = words.next()?;
        let (option, value) = match word.to_str().and_then(|text| text.split_once('=')) {
            Some((option, value)) => (option, Some(value)),
            None => (word.to_str().unwrap_or_default(), None),
        };
        if DATA_DIR.contains(&option) {
            break value.map(OsString::from).or_else(|| words.next().cloned())?;
        }
    };
    Some(PathBuf::from(named)).filter(|path| path.is_absolute())
}

/// Returns the data folder from a process title. Chromium's main process replaces its command line by one text after
/// some seconds (Chromium 156). The ends of words are lost, so the longest existing path is taken.
fn data_dir_of_title(title: &str, is_there: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let (_, rest) = title.split_once(" --user-data-dir=")?;
    let ends = rest.match_indices(' ').map(|(at, _)| at).chain([rest.len()]);
    let paths = ends.filter_map(|end| rest.get(..end)).map(PathBuf::from).filter(|path| path.is_absolute());
    paths.filter(|path| is_there(path)).last()
}

/// Returns the ids of all processes that can be seen.
pub(super) fn all_pids() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// Returns the ids of this user's processes except our own.
pub(super) fn our_pids() -> Vec<u32> {
    let us = our_uid();
    let mut pids: Vec<u32> =
        all_pids().filter(|pid| *pid != std::process::id() && real_uid(*pid) == Some(us)).collect();
    pids.sort_unstable();
    pids
}

/// Returns our real user id.
pub(super) fn our_uid() -> u32 {
    rustix::process::getuid().as_raw()
}

/// Returns the real user id of a process.
pub(super) fn real_uid(pid: u32) -> Option<u32> {
    uid_in(&read(pid, "status")?)
}

/// Returns the state and start time of a process.
pub(super) fn stat(pid: u32) -> Option<Stat> {
    stat_in(&read(pid, "stat")?)
}

/// Returns when the first process started, in seconds since 1970. In a container that is when the container started,
/// while `btime` is when the computer did (proc(5)).
pub(super) fn booted() -> Option<i64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let computer: i64 = text.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    computer.checked_add_unsigned(stat(1)?.start / TICKS)
}

/// Returns the name of a process; the system cuts it to 15 bytes.
pub(super) fn name(pid: u32) -> Option<String> {
    read(pid, "comm").map(|text| text.trim_end_matches('\n').to_owned())
}

/// Returns a variable of the environment that a process was started with.
pub(super) fn variable(pid: u32, name: &str) -> Option<String> {
    variable_in(&fs::read(format!("/proc/{pid}/environ")).ok()?, name)
}

fn read(pid: u32, file: &str) -> Option<String> {
    // Process names can contain any bytes; the searched fields are ASCII.
    fs::read(format!("/proc/{pid}/{file}")).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn uid_in(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().next()?.parse().ok()
}

fn stat_in(stat: &str) -> Option<Stat> {
    // The name can contain spaces and brackets, so count from the last bracket: state is field 3, parent 4, start 22.
    let mut fields = stat.get(stat.rfind(')')? + 1..)?.split_whitespace();
    let state = fields.next()?;
    let (dead, stopped) = (matches!(state, "Z" | "X" | "x"), matches!(state, "T" | "t"));
    let parent = fields.next()?.parse().ok()?;
    Some(Stat { dead, parent, stopped, start: fields.nth(17)?.parse().ok()? })
}

fn variable_in(environ: &[u8], name: &str) -> Option<String> {
    let found = environ
        .split(|byte| *byte == 0)
        .find_map(|entry| entry.strip_prefix(name.as_bytes())?.strip_prefix(b"=").filter(|value| !value.is_empty()))?;
    String::from_utf8(found.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let line = "7 (a) S 1 (b) R 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 424242 22";
        assert_eq!(stat_in(line), Some(Stat { dead: false, parent: 3, stopped: false, start: 424_242 }));
        assert_eq!(stat_in(&line.replace(" R ", " T ")).map(|stat| stat.stopped), Some(true));
        assert_eq!(stat_in("7 (x) Z 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 1 9 3").map(|s| s.dead), Some(true));
        assert_eq!(stat_in("7 (x) S 3"), None);
        assert_eq!(stat_in(""), None);
    }

    #[test]
    fn the_real_user_is_the_first_of_four() {
        assert_eq!(uid_in("Name:\tx\nUid:\t1000\t0\t0\t0\nGid:\t5\t5\t5\t5\n"), Some(1000));
        assert_eq!(uid_in("Name:\tx\n"), None);
    }

    #[test]
    fn a_command_line_written_over_with_one_text_still_tells_where_the_data_is() {
        let there = ["/home/a", "/home/a b", "/home/a b/c d"];
        let check = |title: &str, expected: Option<&str>| {
            let found = data_dir_of_title(title, |path| there.iter().any(|known| path == Path::new(known)));
            assert_eq!(found.as_deref(), expected.map(Path::new), "{title}");
        };
        check("/usr/lib/chromium/chromium --x --user-data-dir=/home/a", Some("/home/a"));
        check("/usr/lib/chromium/chromium --user-data-dir=/home/a --y https://b.example", Some("/home/a"));
        check("chromium --user-data-dir=/home/a b/c d --y", Some("/home/a b/c d"));
        check("chromium --user-data-dir=/home/gone", None);
        check("chromium --user-data-dir=a", None);
        check("chromium", None);
    }

    #[test]
    fn a_script_is_known_by_its_own_name() {
        let check = |command: &str, expected: Option<&str>| {
            let words: Vec<OsString> = command.split(' ').map(OsString::from).collect();
            assert_eq!(script(&words).as_deref(), expected, "{command}");
        };
        check("python3 -I /usr/bin/qutebrowser https://a.example", Some("qutebrowser"));
        check("/usr/bin/python3 /usr/bin/qutebrowser", Some("qutebrowser"));
        check("python3", None);
        check("python3 -I", None);
    }

    #[test]
    fn a_command_line_may_move_the_data() {
        let check = |command: &str, expected: Option<&str>| {
            let words: Vec<OsString> = command.split(' ').map(OsString::from).collect();
            assert_eq!(data_dir(&words), expected.map(PathBuf::from), "{command}");
        };
        check("chrome --user-data-dir=/home/u/other --incognito", Some("/home/u/other"));
        check("firefox -no-remote -profile /home/u/p about:blank", Some("/home/u/p"));
        check("firefox --profile /home/u/p", Some("/home/u/p"));
        check("qutebrowser --basedir /home/u/b", Some("/home/u/b"));
        check("firefox -profile", None);
        check("firefox -profile p", None);
        check("--user-data-dir=/x", None);
        check("chrome --user-data-dirs=/x https://a.example/?--profile=/y", None);
    }

    #[test]
    fn a_variable_is_matched_whole() {
        let environ = b"XDISPLAY=:1\0DISPLAY_X=:2\0DISPLAY=\0DISPLAY=:3\0";
        assert_eq!(variable_in(environ, "DISPLAY").as_deref(), Some(":3"));
        assert_eq!(variable_in(environ, "WAYLAND_DISPLAY"), None);
    }

    #[test]
    fn we_have_not_changed_since_we_started() {
        let us = std::process::id();
        assert_eq!(stat(us), stat(us));
        assert!(stat(us).is_some_and(|stat| !stat.dead && stat.start > 0));
        assert_eq!(real_uid(us), Some(our_uid()));
    }
}
