//! The user that the trials run as. Browsers drop their sandbox or refuse to start for root, and files of root would
//! hide mistakes about ownership, so trials that root starts are started again as another user.
//!
//! Makes no account: that user is `nobody`, with a home folder of the trials' own. A number without an account would
//! not do, because D-Bus's daemon looks its user up. Where root may not become another user, or that user cannot run
//! the programs, the reason is returned and no trial runs.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, ensure};
use nix::unistd::User;
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, getpid, kill_process, set_child_subreaper, wait};

use crate::lab::{PREFIX, wait_until};
use crate::programs::{self, COPIES};

const NAME: &str = "nobody";

/// The variables that the trials still see. Everything else that root has set is root's.
const VARIABLES: [&str; 5] =
    ["CI", "RUST_BACKTRACE", "SIGNOFF_BROWSERS_KEEP", "SIGNOFF_BROWSERS_SHOW", "SIGNOFF_WRITE_TABLE"];

/// Says whether this is root.
pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Runs this program with the same arguments as another user, and returns how it ended. An error means that no trial
/// ran.
#[expect(clippy::print_stderr, reason = "the trials have ended, and with them their report")]
pub(crate) fn run_again() -> Result<ExitCode> {
    let account = User::from_name(NAME).context("the account database cannot be read")?;
    let account = account.with_context(|| format!("there is no user {NAME}"))?;
    let (user, group) = (account.uid.as_raw(), account.gid.as_raw());
    ensure!(user != 0, "{NAME} is root");
    let give = |path: &Path| {
        chown(path, Some(user), Some(group)).with_context(|| format!("cannot give {} to {NAME}", path.display()))
    };

    let folder = tempfile::Builder::new().prefix(PREFIX).tempdir().context("no throw-away folder")?;
    let (program, table) = (folder.path().join("browsers"), folder.path().join("browsers.md"));
    let this = std::env::current_exe().context("this program has no path")?;
    for (from, to) in [
        (this, program.clone()),
        (programs::signoff(), folder.path().join("signoff")),
        (programs::window(), folder.path().join("signoff-app")),
        (programs::table(), table.clone()),
    ] {
        // The window is not built without the feature `gui`.
        if from.is_file() {
            fs::copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
            give(&to)?;
        }
    }
    fs::set_permissions(folder.path(), Permissions::from_mode(0o700))?;
    give(folder.path())?;
    set_child_subreaper(Some(getpid())).context("processes that lose their parent cannot be adopted")?;

    let mut command = Command::new(&program);
    command.args(std::env::args_os().skip(1)).current_dir(folder.path()).env_clear();
    command.envs(VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    command.env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", folder.path()).env("LANG", "C.UTF-8");
    command.env(COPIES, folder.path());
    // Root's other groups go with the change of the user.
    let trials = command.uid(user).gid(group).spawn().with_context(|| format!("cannot run as {NAME}"))?;
    let ended = end_of(Pid::from_child(&trials));
    let tidied = keep_table(&table).and(end_all());
    Ok(match ended.and_then(|code| tidied.map(|()| code)) {
        Ok(code) => code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("after the trials: {error:#}");
            ExitCode::FAILURE
        }
    })
}

/// Waits for a child, and meanwhile for those that have lost their parent, as the first process of a computer does.
/// Returns the child's exit code; `None` where a signal ended it.
fn end_of(child: Pid) -> Result<Option<i32>> {
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((ended, status))) if ended == child => return Ok(status.exit_status()),
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error).context("cannot wait for the trials"),
        }
    }
}

/// Puts the table where root has it, if the trials were to write it.
fn keep_table(written: &Path) -> Result<()> {
    if std::env::var_os("SIGNOFF_WRITE_TABLE").is_some() {
        fs::copy(written, programs::table()).context("cannot write docs/browsers.md")?;
    }
    Ok(())
}

/// Fails unless root's user, groups and capabilities are gone for good.
pub(crate) fn has_no_rights_of_root() -> Result<()> {
    let status = fs::read_to_string("/proc/self/status")?;
    let numbers = |name: &str| -> Result<Vec<&str>> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).context("no such line")?;
        Ok(line.split_whitespace().collect())
    };
    let (users, groups, more) = (numbers("Uid:")?, numbers("Gid:")?, numbers("Groups:")?);
    ensure!(users.len() == 4 && !users.contains(&"0"), "users {users:?}");
    // An ordinary user may be in any group.
    if programs::are_copied() {
        ensure!(groups.len() == 4 && !groups.contains(&"0") && more.is_empty(), "groups {groups:?} {more:?}");
        ensure!(numbers("CapPrm:")? == ["0000000000000000"], "capabilities");
    }
    Ok(())
}

/// Ends what the trials left running. Whatever has lost its parent is a child of this process.
fn end_all() -> Result<()> {
    wait_until("the trials' processes to end", 20, || {
        for child in children()? {
            // One that has ended meanwhile is what is wanted.
            kill_process(child, Signal::KILL).unwrap_or_default();
        }
        while let Ok(Some(_)) = wait(WaitOptions::NOHANG) {}
        Ok(children()?.is_empty())
    })
}

/// This process's children, also those that have ended and were not waited for.
fn children() -> Result<Vec<Pid>> {
    let us = getpid().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc")?.flatten() {
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw);
        // One may end between two looks.
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        if status.lines().any(|line| line.strip_prefix("PPid:").is_some_and(|parent| parent.trim() == us)) {
            found.extend(id);
        }
    }
    Ok(found)
}
