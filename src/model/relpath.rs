//! Paths below a proven root. Nothing else can name something to remove.

use std::cmp::Ordering;
use std::ffi::{OsStr, OsString};
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use super::name;
use super::shown::escaped;

/// A path below a folder: at least one name, and no name that could lead out of it.
///
/// It is never empty or absolute, and no name in it is `.` or `..` or has NUL or a separator.
///
/// Paths are compared as the system compares names; see [`name`].
#[derive(Debug, Clone)]
pub struct RelPath {
    names: Vec<OsString>,
}

/// Why a text is not a path below a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRelative {
    /// It has no names.
    #[error("the path is empty")]
    Empty,
    /// It begins at the root of the file system or of a drive.
    #[error("the path is absolute")]
    Absolute,
    /// A name is not plain: it is `.` or `..`, or has NUL, a separator or what the system does not allow.
    #[error("the path has a name that could lead elsewhere")]
    Name,
}

impl RelPath {
    /// Parses a text with `/` between the names, as in catalogs and `profiles.ini`.
    pub fn parse(text: &str) -> Result<Self, NotRelative> {
        if text.is_empty() {
            return Err(NotRelative::Empty);
        }
        if text.starts_with('/') {
            return Err(NotRelative::Absolute);
        }
        let names = text.split('/').map(OsString::from).collect::<Vec<_>>();
        Self::from_names(names)
    }

    /// Returns the path of one name, as a directory listing gives it.
    pub fn from_name(name: &OsStr) -> Result<Self, NotRelative> {
        Self::from_names(vec![name.to_os_string()])
    }

    /// Returns the path from `base` to `path`, or an error if `path` is not below `base`.
    pub fn below(base: &Path, path: &Path) -> Result<Self, NotRelative> {
        let rest = name::below(base, path).ok_or(NotRelative::Absolute)?;
        Self::from_names(rest.components().map(|part| part.as_os_str().to_os_string()).collect())
    }

    fn from_names(names: Vec<OsString>) -> Result<Self, NotRelative> {
        if names.is_empty() {
            return Err(NotRelative::Empty);
        }
        if names.iter().all(|name| name::is_plain(name)) { Ok(Self { names }) } else { Err(NotRelative::Name) }
    }

    /// Returns this path with one more name.
    pub fn join(&self, name: &OsStr) -> Result<Self, NotRelative> {
        let mut names = self.names.clone();
        names.push(name.to_os_string());
        Self::from_names(names)
    }

    /// Returns this path followed by `rest`.
    #[must_use]
    pub fn extend(&self, rest: &Self) -> Self {
        let mut names = self.names.clone();
        names.extend(rest.names.iter().cloned());
        Self { names }
    }

    /// Returns this path as seen from the root, if it is relative to `folder`; `None` is the root itself.
    #[must_use]
    pub fn within(&self, folder: Option<&Self>) -> Self {
        folder.map_or_else(|| self.clone(), |folder| folder.extend(self))
    }

    /// Returns the names from the top down.
    pub fn names(&self) -> &[OsString] {
        &self.names
    }

    /// Returns the last name.
    pub fn file_name(&self) -> &OsStr {
        self.names.last().map_or(OsStr::new(""), OsString::as_os_str)
    }

    /// Returns the path without its last name, or `None` if it has only one.
    pub fn parent(&self) -> Option<Self> {
        let (_last, above) = self.names.split_last()?;
        (!above.is_empty()).then(|| Self { names: above.to_vec() })
    }

    /// Says whether this, or a folder above it, is a member of a set. Asks that once for each.
    pub fn is_in(&self, mut is_member: impl FnMut(&Self) -> bool) -> bool {
        std::iter::successors(Some(self.clone()), Self::parent).any(|above| is_member(&above))
    }

    /// Says whether this is `other` or below it.
    pub fn starts_with(&self, other: &Self) -> bool {
        let above = self.names.get(..other.names.len());
        above.is_some_and(|above| above.iter().zip(&other.names).all(|(one, other)| name::same(one, other)))
    }

    /// Returns a relative path for the operating system.
    pub fn to_path(&self) -> PathBuf {
        self.names.iter().collect()
    }
}

impl PartialEq for RelPath {
    fn eq(&self, other: &Self) -> bool {
        self.names.len() == other.names.len() && self.starts_with(other)
    }
}

impl Eq for RelPath {}

impl PartialOrd for RelPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RelPath {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |name| name::key(OsString::as_os_str(name));
        self.names.iter().map(key).cmp(other.names.iter().map(key))
    }
}

impl Hash for RelPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.names.len().hash(state);
        self.names.iter().for_each(|name| name::key(name).hash(state));
    }
}

impl std::fmt::Display for RelPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, name) in self.names.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            f.write_str(&escaped(name))?;
        }
        Ok(())
    }
}

/// Written escaped, for the digest and for JSON. It is never parsed.
impl serde::Serialize for RelPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_plain_names_are_accepted() {
        let check = |text: &str, expected: Result<&str, NotRelative>| {
            let got = RelPath::parse(text).map(|path| path.to_string());
            assert_eq!(got, expected.map(str::to_owned), "{text:?}");
        };
        check("Default/Cookies", Ok("Default/Cookies"));
        check("", Err(NotRelative::Empty));
        check("/etc/passwd", Err(NotRelative::Absolute));
        check("..", Err(NotRelative::Name));
        check("a/../../b", Err(NotRelative::Name));
        check("a//b", Err(NotRelative::Name));
        check("a/.", Err(NotRelative::Name));
        check("a\0b", Err(NotRelative::Name));
    }

    #[test]
    fn a_path_is_looked_up_once_for_itself_and_each_folder_above_it_however_many_there_are() {
        let at = |path: String| RelPath::parse(&path).unwrap();
        let planned: std::collections::BTreeSet<RelPath> =
            (0..10_000).map(|number| at(format!("files/{number}"))).collect();
        let mut asked = 0;
        let mut is_planned = |at: &RelPath| {
            asked += 1;
            planned.contains(at)
        };
        for number in 0..10_000 {
            assert!(at(format!("files/{number}/below")).is_in(&mut is_planned));
            assert!(!at(format!("files/new{number}")).is_in(&mut is_planned));
        }
        assert_eq!(asked, 4 * 10_000);
    }

    proptest! {
        #[test]
        fn a_path_never_leads_out_of_its_folder(text in ".*") {
            if let Ok(path) = RelPath::parse(&text) {
                let joined = Path::new("/base").join(path.to_path());
                prop_assert!(joined.starts_with("/base") && joined != Path::new("/base"));
                prop_assert!(!joined.components().any(|part| part == std::path::Component::ParentDir));
            }
        }
    }
}
