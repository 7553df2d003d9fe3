//! Which file something is, and whose: values to compare, made by the code that looks at files. Reads nothing itself.

use std::path::{Component, Path, PathBuf};

use serde::Serialize;

use super::relpath::{NotRelative, RelPath};

/// Which file something is, whatever its name: two names with the same id stand for one file.
///
/// It is written as `device` and `inode`, the words that a plan's digest is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FileId {
    /// The volume it lies on.
    #[serde(rename = "device")]
    pub volume: u64,
    /// Its number there; some systems' numbers have 128 bits.
    #[serde(rename = "inode")]
    pub file: u128,
}

/// A file or folder in which a check failed: which one, and how it was then. It says neither where it is nor what was
/// looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FailedCheck {
    /// The folder that it is in.
    pub folder: FileId,
    /// Which file it is.
    pub file: FileId,
    /// Its length in bytes.
    pub len: u64,
    /// When its content changed last, in Unix seconds.
    pub modified: i64,
}

/// Whose something is. It is compared, and never counted with: only `safefs` and `platform` know what is in it.
///
/// Unix has a number of 32 bits; what tells one Windows account from another has 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerId(u128);

impl OwnerId {
    /// Makes an owner of what a system says.
    pub const fn from_system(number: u128) -> Self {
        Self(number)
    }
}

/// As the system writes it, for names that have it in them.
impl std::fmt::Display for OwnerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A volume, from whose top a folder outside HOME is reached. Unix has one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct VolumeId {
    top: PathBuf,
}

impl VolumeId {
    /// Returns the volume of an absolute path; `None` where the path depends on the current folder.
    pub fn of(path: &Path) -> Option<Self> {
        let is_of_top = |part: &Component<'_>| matches!(part, Component::Prefix(_) | Component::RootDir);
        path.is_absolute().then(|| Self { top: path.components().take_while(is_of_top).collect() })
    }

    /// Splits an absolute path into its volume and the way from that one's top.
    pub fn split(path: &Path) -> Result<(Self, RelPath), NotRelative> {
        let volume = Self::of(path).ok_or(NotRelative::Absolute)?;
        let at = RelPath::below(&volume.top, path)?;
        Ok((volume, at))
    }

    /// Returns the path of the volume's top.
    pub fn path(&self) -> &Path {
        &self.top
    }
}

/// Written as `top` where there is one volume: a plan's digest is made of that word.
impl Serialize for VolumeId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.top == Path::new("/") {
            serializer.serialize_str("top")
        } else {
            serializer.collect_str(&self.top.display())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RelPath, RootBase, RootKind, RootProof};

    #[test]
    fn an_absolute_path_is_split_at_the_top() {
        let (volume, at) = VolumeId::split(Path::new("/var/tmp")).unwrap();
        assert_eq!((volume.path(), at.to_string().as_str()), (Path::new("/"), "var/tmp"));
        for wrong in ["/", "", "tmp", "/tmp/../etc"] {
            assert!(VolumeId::split(Path::new(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_proof_is_written_as_in_digests_of_before() {
        let id = FileId { volume: 66_305, file: u64::MAX.into() };
        let at = RelPath::parse(".config/chromium").unwrap();
        let proof = RootProof { kind: RootKind::Browser, base: RootBase::Home, at, marker: None, id };
        let expected = r#"{"kind":"browser","base":"home","at":".config/chromium","marker":null,"device":66305,"inode":18446744073709551615}"#;
        assert_eq!(serde_json::to_string(&proof).unwrap(), expected);
        let base = RootBase::Volume(VolumeId::of(Path::new("/")).unwrap());
        assert_eq!(serde_json::to_string(&base).unwrap(), "\"top\"");
    }
}
