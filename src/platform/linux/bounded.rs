//! Reading small files that somebody may have replaced: without waiting for one that never answers, as a FIFO, and
//! without reading one that never ends, as a device. Below a proven root use `safefs`.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rustix::fs::{FileType, Mode, OFlags, fstat, open};

/// Whether a path's last name may be a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// It may, as those of the system's programs often are.
    Follow,
    /// It may not: the person could have made it, to anything.
    Refuse,
}

/// Opens a regular file. Anything else is an error of the kind `InvalidInput`.
pub(super) fn open_regular(path: &Path, links: Links) -> io::Result<File> {
    let links = if links == Links::Refuse { OFlags::NOFOLLOW } else { OFlags::empty() };
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | links;
    let handle = open(path, flags, Mode::empty())?;
    if FileType::from_raw_mode(fstat(&handle)?.st_mode) != FileType::RegularFile {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    Ok(handle.into())
}

/// Reads the first `at_most` bytes of a regular file.
pub(super) fn read_begin(path: &Path, links: Links, at_most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path, links)?.take(at_most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
mod tests {
    use super::*;

    #[test]
    fn a_fifo_a_device_and_a_link_to_one_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let made = std::process::Command::new("mkfifo").arg(at("fifo")).status().unwrap();
        assert!(made.success());
        std::fs::write(at("file"), "four").unwrap();
        for (link, target) in [("to-zero", Path::new("/dev/zero")), ("to-file", &at("file")), ("to-fifo", &at("fifo"))]
        {
            std::os::unix::fs::symlink(target, at(link)).unwrap();
        }
        for links in [Links::Follow, Links::Refuse] {
            for refused in ["fifo", "to-zero", "to-fifo", "."] {
                assert!(read_begin(&at(refused), links, 8).is_err(), "{refused}");
            }
            assert_eq!(read_begin(&at("file"), links, 3).unwrap(), b"fou");
        }
        assert_eq!(read_begin(&at("to-file"), Links::Follow, 8).unwrap(), b"four");
        assert!(read_begin(&at("to-file"), Links::Refuse, 8).is_err());
    }
}
