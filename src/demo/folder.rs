//! Creating new folders and files. Existing files are never written to.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::error::DemoError;

/// A folder of the sample home.
#[derive(Debug, Clone)]
pub struct NewFolder(PathBuf);

impl NewFolder {
    /// Creates the folder and those above it, unless they exist.
    pub fn at(path: &Path) -> Result<Self, DemoError> {
        std::fs::create_dir_all(path).map_err(|cause| DemoError::Make { path: path.to_path_buf(), cause })?;
        Ok(Self(path.to_path_buf()))
    }

    /// Creates a folder below this one.
    pub fn folder(&self, name: &str) -> Result<Self, DemoError> {
        Self::at(&self.0.join(name))
    }

    /// Creates a file below this folder, and the folders on the way.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf, DemoError> {
        let path = self.0.join(name);
        if let Some(above) = path.parent() {
            Self::at(above)?;
        }
        let write = || File::create_new(&path)?.write_all(bytes.as_ref());
        write().map_err(|cause| DemoError::Make { path: path.clone(), cause })?;
        Ok(path)
    }

    /// Creates several files with the same content.
    pub fn files(&self, names: &[&str], bytes: impl AsRef<[u8]>) -> Result<(), DemoError> {
        names.iter().try_for_each(|name| self.file(name, bytes.as_ref()).map(drop))
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}
