//! The accounts of this computer that may have a home here, for root's `finish --all`: those that `/etc/passwd` names,
//! and the owners of folders beside their homes, because a directory service lists nobody.
//!
//! Opens nothing in anybody's home: it only asks who owns it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User};
use rustix::fs::{AtFlags, CWD, FileType, stat, statat};

const PASSWD: &str = "/etc/passwd";
/// The first id of a person's account (`UID_MIN` in login.defs(5), of Debian and most others).
const FIRST_PERSON: u32 = 1000;
/// How many folders beside the homes are looked at.
const MOST_FOLDERS: usize = 20_000;

/// Calls `found` with the name of every account that owns its home, each once, until it returns false. Those of this
/// computer come first: a directory service may take long to answer.
pub(super) fn each(found: &mut dyn FnMut(String) -> bool) {
    let text = fs::read_to_string(PASSWD).unwrap_or_default();
    let mut parents = BTreeSet::new();
    let mut known = BTreeSet::new();
    for account in text.lines().filter_map(account) {
        if !owns(account.uid, &account.home) || !known.insert(account.uid) {
            continue;
        }
        if account.uid >= FIRST_PERSON {
            parents.extend(account.home.parent().filter(|parent| parent.parent().is_some()).map(Path::to_owned));
        }
        if !found(account.name) {
            return;
        }
    }
    for uid in parents.iter().flat_map(|parent| owners(parent)).take(MOST_FOLDERS) {
        if uid < FIRST_PERSON || !known.insert(uid) {
            continue;
        }
        let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
        if user.is_some_and(|user| owns(uid, &user.dir) && !found(user.name)) {
            return;
        }
    }
}

/// A line of `/etc/passwd`.
struct Account {
    name: String,
    uid: u32,
    home: PathBuf,
}

/// Returns the account of a line; `None` for a comment, a line of NIS, and a home that is no path.
fn account(line: &str) -> Option<Account> {
    let fields: Vec<_> = line.split(':').collect();
    let [name, _password, uid, _group, _comment, home, ..] = fields.as_slice() else { return None };
    let home = Path::new(home);
    let is_account = !name.is_empty() && !name.starts_with(['#', '+', '-']) && home.is_absolute();
    is_account.then_some(())?;
    Some(Account { name: (*name).to_owned(), uid: uid.parse().ok()?, home: home.to_owned() })
}

fn owns(uid: u32, home: &Path) -> bool {
    stat(home).is_ok_and(|meta| meta.st_uid == uid && FileType::from_raw_mode(meta.st_mode) == FileType::Directory)
}

/// Returns who owns the folders in a folder with homes, and in root's folders there: with a directory service a home is
/// often `/home/DOMAIN/NAME`.
fn owners(parent: &Path) -> impl Iterator<Item = u32> {
    folders(parent).flat_map(|(path, uid)| {
        let below = (uid == 0).then(|| folders(&path)).into_iter().flatten().map(|(_, uid)| uid);
        std::iter::once(uid).chain(below)
    })
}

/// Returns the folders in a folder, each with its owner. Follows no link.
fn folders(parent: &Path) -> impl Iterator<Item = (PathBuf, u32)> + use<> {
    fs::read_dir(parent).into_iter().flatten().flatten().filter_map(|entry| {
        let meta = statat(CWD, entry.path(), AtFlags::SYMLINK_NOFOLLOW).ok()?;
        (FileType::from_raw_mode(meta.st_mode) == FileType::Directory).then(|| (entry.path(), meta.st_uid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_account_is_passed_over() {
        let name = |line: &str| account(line).map(|account| account.name);
        assert_eq!(name("u:x:1000:1000:U,,,:/home/u:/bin/sh"), Some("u".to_owned()));
        assert_eq!(name("u:x:1000:1000:U:/home/u"), Some("u".to_owned()));
        for other in
            ["", "#u:x:1000:1000:U:/home/u:", "+::::::", "-u:x:1:1:U:/home/u:", "u:x:a:1:U:/home/u:", "u:x:1:1"]
        {
            assert_eq!(name(other), None, "{other:?}");
        }
        assert_eq!(name("u:x:1000:1000:U:home/u:/bin/sh"), None);
    }

    #[test]
    fn owners_of_folders_are_found_in_roots_folders_too() {
        let folder = tempfile::tempdir().unwrap();
        let ours = rustix::process::geteuid().as_raw();
        for name in ["a/b", "c"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let expected = if ours == 0 { 3 } else { 2 };
        assert_eq!(owners(folder.path()).collect::<Vec<_>>(), vec![ours; expected]);
        assert!(owns(ours, folder.path()) && !owns(ours + 1, folder.path()));
        assert!(!owns(ours, &folder.path().join("none")));
        assert_eq!(owners(&folder.path().join("none")).count(), 0);
    }

    #[test]
    fn each_account_is_told_once_and_not_after_no() {
        let mut all = Vec::new();
        each(&mut |name| {
            all.push(name);
            true
        });
        let names: BTreeSet<_> = all.iter().collect();
        assert_eq!(names.len(), all.len());
        let mut asked = 0;
        each(&mut |_name| {
            asked += 1;
            false
        });
        assert_eq!(asked, all.len().min(1));
    }
}
