//! Mistakes in files of the catalog, each named with its file.

/// A mistake, and the file that it is in.
#[derive(Debug, thiserror::Error)]
#[error("{mistake} in {file}")]
pub struct InFile<M> {
    /// The mistake.
    pub mistake: M,
    /// The file's name.
    pub file: String,
}

impl<M> InFile<M> {
    /// Returns what names the file of a mistake.
    pub(super) fn of(file: &str) -> impl Fn(M) -> Self {
        |mistake| Self { mistake, file: file.to_owned() }
    }
}
