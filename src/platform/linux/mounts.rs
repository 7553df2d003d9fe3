//! The mounted file systems that may have a trash.
//!
//! Only reads. A network file system whose server is gone blocks every access, so each is tried in its own thread, with
//! a time limit.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, CWD, statat};

/// How long to wait for all network file systems together.
const PATIENCE: Duration = Duration::from_secs(2);

/// Types of file system that hold no user's files.
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
/// Types of file system whose files another computer may use at the same time: what systemd (`fstype_is_network`) and
/// util-linux (`mnt_fstype_is_netfs`) call a network's, file systems of clusters, and the shared folders of virtual
/// machines. For those in user space see [`is_shared`].
const OF_A_NETWORK: [&str; 28] = [
    "9p",
    "acfs",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "coda",
    "davfs",
    "gfs",
    "gfs2",
    "glusterfs",
    "gpfs",
    "lustre",
    "ncp",
    "ncpfs",
    "nfs",
    "nfs4",
    "ocfs2",
    "orangefs",
    "panfs",
    "prl_fs",
    "pvfs2",
    "smb3",
    "smbfs",
    "sshfs",
    "vboxsf",
    "virtiofs",
    "vmhgfs",
];

/// A file system that may have a trash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mount {
    /// Mount point.
    pub(super) at: PathBuf,
    /// Whether it answered in time.
    pub(super) answers: bool,
}

/// Returns the file systems that may have a trash, sorted by mount point.
pub(super) fn mounts() -> Vec<Mount> {
    let text = fs::read("/proc/self/mountinfo").unwrap_or_default();
    let found = listed(&text);
    let waiting: BTreeSet<PathBuf> = found.iter().filter(|(_, waits)| **waits).map(|(at, _)| at.clone()).collect();
    let answering = answering(&waiting);
    let answers = |at: &Path, waits: bool| !waits || answering.contains(at);
    found.into_iter().map(|(at, waits)| Mount { answers: answers(&at, waits), at }).collect()
}

/// Says whether a path lies on a file system of another computer, or may. Asks the kernel's list, because the file
/// system itself may not answer.
pub(super) fn is_on_network(path: &Path) -> bool {
    let Ok(text) = fs::read("/proc/self/mountinfo") else { return true };
    kind_at(&text, path).is_some_and(|kind| is_shared(&kind))
}

/// Says whether another computer may use the files of this type of file system. One in user space (`fuse`, `fuse.sshfs`)
/// is a program, which may fetch its files from anywhere; `fuseblk` is a disk's.
fn is_shared(kind: &str) -> bool {
    kind == "fuse" || kind.starts_with("fuse.") || OF_A_NETWORK.contains(&kind)
}

/// Returns the type of the file system that a path lies on.
fn kind_at(mountinfo: &[u8], path: &Path) -> Option<String> {
    let lines = mountinfo.split(|byte| *byte == b'\n').filter_map(mount_of);
    let around = lines.filter(|(at, _)| path.starts_with(at));
    // Of several at the same place the last one hides the others, and `max_by_key` returns the last.
    around.max_by_key(|(at, _)| at.components().count()).map(|(_, kind)| kind.to_owned())
}

/// Returns the mount point and the type in a line of the kernel's list.
fn mount_of(line: &[u8]) -> Option<(PathBuf, &str)> {
    let mut fields = line.split(|byte| *byte == b' ');
    // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    let (at, kind) = (fields.nth(4)?, fields.skip_while(|field| *field != b"-").nth(1)?);
    Some((PathBuf::from(OsString::from_vec(decoded(at))), std::str::from_utf8(kind).ok()?))
}

/// Returns each mount point, and whether its file system waits for another computer.
fn listed(mountinfo: &[u8]) -> BTreeMap<PathBuf, bool> {
    let mut found = BTreeMap::new();
    for line in mountinfo.split(|byte| *byte == b'\n') {
        let Some((at, kind)) = mount_of(line) else { continue };
        if OF_THE_SYSTEM.contains(&kind) || ["/proc", "/sys", "/dev"].iter().any(|top| at.starts_with(top)) {
            // A later mount at the same place hides the earlier one.
            found.remove(&at);
        } else {
            found.insert(at, is_shared(kind));
        }
    }
    found
}

/// Decodes `\040` and the like, by which the kernel writes spaces and other separators.
fn decoded(text: &[u8]) -> Vec<u8> {
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

/// Returns those of the mount points that answer within [`PATIENCE`].
fn answering(waiting: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let (sender, receiver) = mpsc::channel();
    for at in waiting {
        let (at, sender) = (at.clone(), sender.clone());
        let look = move || {
            if statat(CWD, &at, AtFlags::SYMLINK_NOFOLLOW).is_ok() {
                // Sending fails only if the caller has stopped waiting.
                drop(sender.send(at));
            }
        };
        drop(thread::Builder::new().name("mount".to_owned()).spawn(look));
    }
    drop(sender);
    let end = Instant::now() + PATIENCE;
    let mut found = BTreeSet::new();
    while let Ok(at) = receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
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
    fn the_mount_around_a_path_tells_whether_it_is_of_another_computer() {
        let text = b"28 1 8:2 / / rw - ext4 /dev/sda2 rw\n\
            41 28 0:44 / /home rw - nfs4 server:/home rw\n\
            42 41 0:45 / /home/local rw - ext4 /dev/sdb1 rw\n\
            43 28 0:46 / /srv rw - nfs server:/srv rw\n\
            44 28 0:47 / /srv rw - tmpfs tmpfs rw\n\
            cut short";
        let check =
            |path: &str, expected| assert_eq!(kind_at(text, Path::new(path)).as_deref(), Some(expected), "{path}");
        check("/home/u/.config/chromium", "nfs4");
        check("/home/local/u", "ext4");
        check("/homes", "ext4");
        check("/srv/u", "tmpfs");
        assert!(!is_on_network(Path::new("/proc/self")));
    }

    #[test]
    fn a_lock_counts_where_another_computer_may_have_made_it() {
        for kind in
            ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs", "fuse", "fuse.unknown"]
        {
            assert!(is_shared(kind), "{kind}");
        }
        for kind in ["ext4", "btrfs", "xfs", "zfs", "tmpfs", "overlay", "fuseblk", "ecryptfs", "vfat"] {
            assert!(!is_shared(kind), "{kind}");
        }
        assert!(OF_A_NETWORK.is_sorted());
    }

    #[test]
    fn this_computer_has_a_file_system() {
        // An independent list of the same: device, folder, kind.
        let table = fs::read_to_string("/proc/self/mounts").unwrap();
        let mut fields = table.lines().map(|line| line.split(' ').collect::<Vec<_>>());
        let kind = fields.rfind(|fields| fields[1] == "/").map(|fields| fields[2].to_owned());
        let found = mounts();
        let is_listed = found.iter().any(|mount| mount.at == Path::new("/") && mount.answers);
        let expected = kind.as_ref().is_some_and(|kind| !OF_THE_SYSTEM.contains(&kind.as_str()));
        assert_eq!(is_listed, expected, "{kind:?}: {found:?}");
    }

    #[test]
    fn what_is_there_answers_and_what_is_not_does_not() {
        let there = tempfile::tempdir().unwrap();
        let waiting = [there.path().to_owned(), there.path().join("gone")].into();
        assert_eq!(answering(&waiting), [there.path().to_owned()].into());
    }
}
