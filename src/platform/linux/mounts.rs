//! Which file systems are mounted where a person could have removed files.
//!
//! Only reads. A file system on a network that is gone makes whoever looks at it wait for ever, so each of those is
//! tried by a thread of its own, and one that does not answer is said to be so.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, CWD, statat};

/// How long all file systems on networks together may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Kinds of file system that hold no person's files.
const OF_THE_SYSTEM: [&str; 29] = [
    "autofs",
    "binfmt_misc",
    "bpf",
    "cgroup",
    "cgroup2",
    "configfs",
    "debugfs",
    "devpts",
    "devtmpfs",
    "efivarfs",
    "fuse.gvfsd-fuse",
    "fuse.lxcfs",
    "fuse.portal",
    "fusectl",
    "hugetlbfs",
    "iso9660",
    "mqueue",
    "nsfs",
    "overlay",
    "proc",
    "pstore",
    "ramfs",
    "rpc_pipefs",
    "securityfs",
    "selinuxfs",
    "squashfs",
    "sysfs",
    "tracefs",
    "udf",
];
/// Kinds that wait for another computer.
const OF_A_NETWORK: [&str; 10] =
    ["9p", "afs", "ceph", "cifs", "fuse.rclone", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3"];

/// A file system where a person's trash may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mount {
    /// Where it is mounted.
    pub(super) at: PathBuf,
    /// Whether it answered. One on a network that is gone does not, and whoever looks at it waits for ever.
    pub(super) answers: bool,
}

/// Lists them, sorted.
pub(super) fn mounts() -> Vec<Mount> {
    let text = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let found = listed(&text);
    let asked: BTreeSet<PathBuf> = found.iter().filter(|(_, waits)| **waits).map(|(at, _)| at.clone()).collect();
    let answering = answering(&asked);
    let answers = |at: &Path, waits: bool| !waits || answering.contains(at);
    found.into_iter().map(|(at, waits)| Mount { answers: answers(&at, waits), at }).collect()
}

/// Returns where file systems are mounted, and whether they wait for another computer.
fn listed(mountinfo: &[u8]) -> BTreeMap<PathBuf, bool> {
    let mut found = BTreeMap::new();
    for line in mountinfo.split(|byte| *byte == b'\n') {
        let mut fields = line.split(|byte| *byte == b' ');
        // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
        let (Some(at), Some(kind)) = (fields.nth(4), fields.skip_while(|field| *field != b"-").nth(1)) else {
            continue;
        };
        let Ok(kind) = std::str::from_utf8(kind) else { continue };
        let at = PathBuf::from(OsString::from_vec(plain(at)));
        if OF_THE_SYSTEM.contains(&kind) || ["/proc", "/sys", "/dev"].iter().any(|top| at.starts_with(top)) {
            // What is mounted over something else hides it.
            found.remove(&at);
        } else {
            found.insert(at, OF_A_NETWORK.contains(&kind) || kind.starts_with("fuse."));
        }
    }
    found
}

/// Takes back `\040` and its like, by which spaces and other separators are written.
fn plain(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.first_chunk::<3>().filter(|_| *first == b'\\');
        let number = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok());
        bytes.push(number.unwrap_or(*first));
        rest = if number.is_some() { after.get(3..).unwrap_or_default() } else { after };
    }
    bytes
}

/// Returns those that can be looked at within a short time.
fn answering(asked: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let (tell, told) = mpsc::channel();
    for at in asked {
        let (at, tell) = (at.clone(), tell.clone());
        let look = move || {
            if statat(CWD, &at, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
                // Whoever gave up waiting does not want the answer any more.
                drop(tell.send(at));
            }
        };
        drop(thread::Builder::new().name("mount".to_owned()).spawn(look));
    }
    drop(tell);
    let end = Instant::now() + PATIENCE;
    let mut found = BTreeSet::new();
    while let Ok(at) = told.recv_timeout(end.saturating_duration_since(Instant::now())) {
        found.insert(at);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_with_files_of_people_are_listed() {
        let text = b"22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n\
            28 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw\n\
            40 28 8:17 / /media/u/MY\\040STICK rw - vfat /dev/sdb1 rw\n\
            41 28 0:44 / /net/home rw,relatime - nfs4 server:/home rw\n\
            42 28 8:18 / /mnt rw - ext4 /dev/sdb2 rw\n\
            43 42 0:50 / /mnt rw - overlay overlay rw\n\
            cut short";
        let found: Vec<_> = listed(text).into_iter().collect();
        let expected = [("/", false), ("/media/u/MY STICK", false), ("/net/home", true)];
        assert_eq!(found, expected.map(|(at, waits)| (PathBuf::from(at), waits)));
    }

    #[test]
    fn this_computer_has_a_file_system() {
        assert!(mounts().is_sorted());
    }

    #[test]
    fn what_is_there_answers_and_what_is_not_does_not() {
        let there = tempfile::tempdir().unwrap();
        let asked = [there.path().to_owned(), there.path().join("gone")].into();
        assert_eq!(answering(&asked), [there.path().to_owned()].into());
    }
}
