//! A file that decides what a run does is read only where nobody else can have written it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use crate::model::OwnerId;
use crate::safefs::{NotTrusted, read_trusted, sys};

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn only_what_nobody_else_can_have_written_is_read() {
    let lab = tempfile::tempdir().unwrap();
    let (folder, us) = (lab.path().join("etc"), sys::effective_owner());
    let file = folder.join("policy.toml");
    let read = |owner| read_trusted(&file, owner, 100);
    assert!(matches!(read(us), Ok(None)), "no folder, no file");
    fs::create_dir(&folder).unwrap();
    mode(&folder, 0o755);
    assert!(matches!(read(us), Ok(None)));
    fs::write(&file, "text").unwrap();
    mode(&file, 0o644);
    assert_eq!(read(us).unwrap().as_deref(), Some(&b"text"[..]));
    if !sys::is_system(us) {
        assert!(matches!(read(OwnerId::from_system(0)), Err(NotTrusted::Owner { .. })));
    }
    for wrong in [0o664, 0o646, 0o666] {
        mode(&file, wrong);
        assert!(matches!(read(us), Err(NotTrusted::Writable { path }) if path == file), "{wrong:o}");
    }
    mode(&file, 0o644);
    for wrong in [0o775, 0o757, 0o1777] {
        mode(&folder, wrong);
        assert!(matches!(read(us), Err(NotTrusted::Writable { path }) if path == folder), "{wrong:o}");
    }
    mode(&folder, 0o755);
    fs::write(&file, "x".repeat(101)).unwrap();
    assert!(matches!(read(us), Err(NotTrusted::TooLarge { .. })));
    fs::remove_file(&file).unwrap();
    symlink(lab.path().join("elsewhere"), &file).unwrap();
    assert!(matches!(read(us), Err(NotTrusted::NotAFile { .. })));
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    mode(&file, 0o755);
    assert!(matches!(read(us), Err(NotTrusted::NotAFile { .. })));
}
