//! Starting browsers, natively or by Flatpak and Snap, as the user would start them: to open a page, or for a clean
//! window, which waits for the browser's end.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;

use super::bounded::{Links, open_regular, read_begin};
use crate::platform::environment::variable;
use crate::platform::system::{OpenError, Program, Started};

/// Starts a browser with these arguments and does not wait for it.
pub(super) fn open_page(program: &Program, arguments: &[OsString]) -> Result<(), OpenError> {
    start(program, arguments, &[]).map(drop)
}

/// Starts a browser with these arguments and extra environment variables.
pub(super) fn start(
    program: &Program,
    arguments: &[OsString],
    variables: &[(&str, OsString)],
) -> Result<Started, OpenError> {
    let (executable, first) = command_of(program).ok_or(OpenError::NotFound)?;
    #[expect(clippy::disallowed_methods, reason = "the one place where a browser is started")]
    let mut command = Command::new(executable);
    command.args(first).args(arguments);
    for (name, value) in variables {
        command.env(name, value);
    }
    // In its own process group, so that Ctrl+C in our terminal does not end the browser.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let mut child = command.spawn().map_err(OpenError::Start)?;
    let (sender, exit) = mpsc::channel();
    // Without this wait the ended browser would stay a zombie process for as long as we run.
    let wait = move || {
        let code = child.wait().ok().and_then(|status| status.code());
        // Sending fails if the caller does not wait for the end, as `open_page` does not.
        sender.send(code).unwrap_or_default();
    };
    thread::Builder::new().name("browser".to_owned()).spawn(wait).map_err(OpenError::Start)?;
    Ok(Started { exit })
}

/// Says whether a program is installed.
pub(super) fn can_start(program: &Program) -> bool {
    command_of(program).is_some()
}

/// Returns the program file to run, and its first arguments.
fn command_of(program: &Program) -> Option<(PathBuf, Vec<OsString>)> {
    let path = search_path();
    let runner = |name: &str| find(&[name.into()], &path);
    match program {
        Program::Native(names) => Some((find(names, &path).filter(|file| !is_of_a_snap(file))?, Vec::new())),
        Program::Flatpak(id) => {
            let home = variable("HOME").map(PathBuf::from).unwrap_or_default();
            let exported = ["/var/lib/flatpak".into(), home.join(".local/share/flatpak")];
            let is_there = exported.iter().any(|base| can_run(&base.join("exports/bin").join(id)));
            Some((runner("flatpak").filter(|_| is_there)?, vec!["run".into(), id.into()]))
        }
        Program::Snap(name) => {
            let is_there = SNAPS.iter().any(|base| can_run(&Path::new(base).join(name)));
            Some((runner("snap").filter(|_| is_there)?, vec!["run".into(), name.into()]))
        }
    }
}

/// Folders with the commands of Snaps.
const SNAPS: [&str; 2] = ["/snap/bin", "/var/lib/snapd/snap/bin"];

/// Where root's programs are searched: a logout script's PATH may be somebody else's.
const SYSTEM_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Returns the folders in which a program is searched.
pub(super) fn search_path() -> OsString {
    // Tests put programs of their own in the place of those that lock a screen or restart the computer, as root too.
    let is_root = rustix::process::geteuid().is_root() && !cfg!(any(test, feature = "testing"));
    path_for(is_root, variable("PATH"))
}

fn path_for(is_root: bool, path: Option<OsString>) -> OsString {
    if is_root { SYSTEM_PATH.into() } else { path.unwrap_or_default() }
}

/// Returns the first of these programs that is executable.
pub(super) fn find(names: &[OsString], path: &OsString) -> Option<PathBuf> {
    names.iter().find_map(|name| {
        let name = Path::new(name);
        if name.is_absolute() {
            return can_run(name).then(|| name.to_owned());
        }
        std::env::split_paths(path)
            .filter(|folder| folder.is_absolute())
            .map(|dir| dir.join(name))
            .find(|it| can_run(it))
    })
}

/// Says whether a program file starts a Snap: by its folder, as a link to `snap`, or as a script such as Ubuntu's
/// `/usr/bin/firefox`. A Snap cannot read the profile of a native browser.
fn is_of_a_snap(file: &Path) -> bool {
    let links_to_snap = || std::fs::read_link(file).is_ok_and(|target| target.ends_with("snap"));
    SNAPS.iter().any(|base| file.starts_with(base)) || links_to_snap() || is_script_for_a_snap(file)
}

fn is_script_for_a_snap(file: &Path) -> bool {
    let begin = read_begin(file, Links::Follow, SCRIPT).unwrap_or_default();
    let text = String::from_utf8_lossy(&begin);
    text.starts_with("#!") && SNAPS.iter().any(|base| text.contains(&format!("exec {base}/")))
}

/// The largest script that is searched for the start of a Snap, in bytes.
const SCRIPT: u64 = 4096;

/// Says whether a file is executable. Follows links, because the system's programs are often links.
fn can_run(file: &Path) -> bool {
    let meta = open_regular(file, Links::Follow).and_then(|file| file.metadata());
    meta.is_ok_and(|meta| meta.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own programs")]
mod tests {
    use super::*;

    #[test]
    fn the_first_program_that_can_be_run_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, mode: u32| {
            let path = folder.path().join(name);
            std::fs::write(&path, "#!/bin/sh\n").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            path
        };
        let (plain, program) = (put("plain", 0o600), put("program", 0o700));
        let path = folder.path().as_os_str().to_owned();
        let find = |names: &[&str]| find(&names.iter().map(OsString::from).collect::<Vec<_>>(), &path);
        assert_eq!(find(&["none", "plain", "program"]), Some(program.clone()));
        assert_eq!(find(&[program.to_str().unwrap()]), Some(program));
        assert_eq!(find(&[plain.to_str().unwrap(), "none"]), None);
    }

    #[test]
    fn a_hostile_path_is_not_roots() {
        let hostile = OsString::from("/tmp/evil:/usr/bin");
        assert_eq!(path_for(true, Some(hostile.clone())), SYSTEM_PATH);
        assert_eq!(path_for(true, None), SYSTEM_PATH);
        assert_eq!(path_for(false, Some(hostile.clone())), hostile);
    }

    #[test]
    fn what_starts_a_snap_is_no_native_browser() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        };
        assert!(is_of_a_snap(Path::new("/snap/bin/chromium")));
        assert!(is_of_a_snap(&put("firefox", "#!/bin/sh\nif true; then\n  exec /snap/bin/firefox \"$@\"\nfi\n")));
        assert!(!is_of_a_snap(&put("chrome", "#!/bin/sh\nexec /opt/google/chrome/chrome \"$@\"\n")));
        std::os::unix::fs::symlink("/usr/bin/snap", folder.path().join("linked")).unwrap();
        assert!(is_of_a_snap(&folder.path().join("linked")));
    }

    #[test]
    fn how_a_program_ended_is_told_once() {
        let ended = |words: &[&str]| {
            let words: Vec<_> = words.iter().map(OsString::from).collect();
            start(&Program::Native(vec!["sh".into()]), &words, &[("SAMPLE", "7".into())]).unwrap().exit.recv().unwrap()
        };
        assert_eq!(ended(&["-c", "exit $SAMPLE"]), Some(7));
        assert_eq!(ended(&["-c", "kill -9 $$"]), None);
    }
}
