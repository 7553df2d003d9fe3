//! Becoming another user (`--user`), for an administrator's logout script: drops root's rights for good and starts the
//! program again as that user, before reading any of that user's folders.
//!
//! Never gains rights. Drops the groups first, then the group, then the user: each step needs the rights that the next
//! one drops.

use std::ffi::{CString, OsString};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

use nix::errno::Errno;
use nix::unistd::{Gid, Uid, User, getresgid, getresuid, initgroups, setresgid, setresuid};

use crate::model::OwnerId;
use crate::platform::account::{Account, AccountError};
use crate::platform::environment::variable;

/// The only variables that are passed on: language, terminal and display, none that names a folder. Everything else
/// comes from the account.
const KEPT: [&str; 12] = [
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "LC_CTYPE",
    "LC_MESSAGES",
    "LC_NUMERIC",
    "LC_TIME",
    "TZ",
    "TERM",
    "NO_COLOR",
    "DISPLAY",
    "WAYLAND_DISPLAY",
];
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Returns this user's home folder from the account database; `None` if it does not answer or does not know the user.
pub(in crate::platform) fn account_home() -> Option<OsString> {
    // A test's home has no account.
    #[cfg(any(test, feature = "testing"))]
    if let Some(home) = variable("SIGNOFF_TEST_HOME") {
        return Some(home);
    }
    Some(User::from_uid(Uid::effective()).ok()??.dir.into_os_string())
}

/// Returns this user's name from the account database: variables may name somebody else.
pub(super) fn account_name() -> Option<String> {
    Some(User::from_uid(Uid::effective()).ok()??.name)
}

/// Returns at once if this program already runs as the user. Otherwise, if it runs as root, becomes that user and
/// starts again with the same arguments; then it returns only an error.
pub fn become_user(name: &str) -> Result<(), AccountError> {
    let found =
        User::from_name(name).map_err(|errno| AccountError::Database { name: name.to_owned(), cause: errno.into() })?;
    let user = found.ok_or_else(|| AccountError::Unknown { name: name.to_owned() })?;
    if is_wholly(user.uid) {
        return Ok(());
    }
    if !Uid::effective().is_root() {
        return Err(AccountError::NotRoot { name: name.to_owned() });
    }
    drop_to(&user).map_err(|errno| AccountError::Drop(errno.into()))?;
    let start = || -> io::Error {
        let program = match std::env::current_exe() {
            Ok(program) => program,
            Err(error) => return error,
        };
        #[expect(clippy::disallowed_methods, reason = "only platform starts programs")]
        let mut again = Command::new(program);
        again.args(std::env::args_os().skip(1)).current_dir("/").env_clear();
        again.env("HOME", &user.dir).env("USER", name).env("LOGNAME", name).env("SHELL", &user.shell).env("PATH", PATH);
        for kept in KEPT {
            again.envs(variable(kept).map(|value| (kept, value)));
        }
        again.exec()
    };
    Err(AccountError::Start { name: name.to_owned(), cause: start() })
}

/// Says whether the real, effective and saved user ids are all this one.
fn is_wholly(uid: Uid) -> bool {
    getresuid().is_ok_and(|ids| [ids.real, ids.effective, ids.saved].iter().all(|one| *one == uid))
}

fn drop_to(user: &User) -> Result<(), Errno> {
    let name = CString::new(user.name.as_bytes()).map_err(|_nul| Errno::EINVAL)?;
    initgroups(&name, user.gid)?;
    setresgid(user.gid, user.gid, user.gid)?;
    setresuid(user.uid, user.uid, user.uid)?;
    let group = getresgid()?;
    let all_groups = [group.real, group.effective, group.saved].iter().all(|one: &Gid| *one == user.gid);
    // Check the result, and that root's rights cannot be regained.
    let is_root = user.uid.is_root();
    let back = setresuid(Uid::from_raw(0), Uid::from_raw(0), Uid::from_raw(0));
    if is_wholly(user.uid) && all_groups && (is_root || back.is_err()) { Ok(()) } else { Err(Errno::EPERM) }
}

/// Returns the effective user.
pub fn current_owner() -> OwnerId {
    OwnerId::from_system(rustix::process::geteuid().as_raw().into())
}

/// Returns the account of the effective user; `None` if the account database does not know it.
pub fn current_account() -> Option<Account> {
    let user = User::from_uid(Uid::effective()).ok().flatten()?;
    Some(Account { name: user.name, number: user.uid.to_string() })
}
