//! Opening a page in a browser. The browser is started as the person would start it, and is then on its own.

use std::ffi::OsString;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Program {
    /// The first of these that is there: names are looked for in `PATH`.
    Native(Vec<OsString>),
    /// A Flatpak, by its application id.
    Flatpak(String),
    /// A Snap, by its name.
    Snap(String),
}

/// Why no page was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// None of the programs is there.
    #[error("the browser's program was not found")]
    NotFound,
    /// It cannot be started.
    #[error("the browser cannot be started")]
    Start(#[source] io::Error),
}

/// Starts a browser with these arguments and does not wait for it.
pub fn open_page(program: &Program, arguments: &[OsString]) -> Result<(), OpenError> {
    let path = super::variable("PATH").unwrap_or_default();
    let (executable, first): (PathBuf, Vec<OsString>) = match program {
        Program::Native(names) => (find(names, &path).ok_or(OpenError::NotFound)?, Vec::new()),
        Program::Flatpak(id) => {
            let flatpak = find(&["flatpak".into()], &path).ok_or(OpenError::NotFound)?;
            (flatpak, vec!["run".into(), id.into()])
        }
        Program::Snap(name) => {
            let snap = find(&["snap".into()], &path).ok_or(OpenError::NotFound)?;
            (snap, vec!["run".into(), name.into()])
        }
    };
    #[expect(clippy::disallowed_methods, reason = "the one place where a browser is started")]
    let mut command = Command::new(executable);
    command.args(first).args(arguments);
    // In a group of its own, so that Ctrl+C on our terminal is not the browser's end.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command.spawn().map(drop).map_err(OpenError::Start)
}

/// Returns the first of some programs that can be run.
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

/// A link to a program is a program: the system's own are often links.
fn can_run(file: &Path) -> bool {
    let seen = std::fs::File::open(file).and_then(|file| file.metadata());
    seen.is_ok_and(|seen| seen.is_file() && seen.permissions().mode() & 0o111 != 0)
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
}
