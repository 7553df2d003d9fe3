//! The folders that a session's variables name (`HOME`, `XDG_CONFIG_HOME`, …), as values. Reads nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The most folders of a kind that are looked at besides the usual one. A desktop with many packaged programs has some
/// dozen, because each has folders of its own.
const MOST: usize = 64;

/// A kind of folder that a variable moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BaseFolder {
    /// `HOME`.
    Home,
    /// `XDG_CONFIG_HOME`.
    Config,
    /// `XDG_DATA_HOME`.
    Data,
    /// `XDG_CACHE_HOME`.
    Cache,
}

/// What the variables of one session, program or file name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct SessionFolders {
    /// HOME; `None` if it is not named.
    pub home: Option<PathBuf>,
    /// The folders that variables name, as written.
    pub folders: Vec<(BaseFolder, PathBuf)>,
}

/// Folders to look at besides the usual ones, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FurtherFolders {
    of: BTreeMap<BaseFolder, Vec<PathBuf>>,
    cut: bool,
}

impl FurtherFolders {
    /// Returns the folders of a kind, in the order in which they were found.
    pub fn of(&self, base: BaseFolder) -> &[PathBuf] {
        self.of.get(&base).map_or(&[], Vec::as_slice)
    }

    /// Says whether there were more folders than are looked at.
    pub fn is_cut(&self) -> bool {
        self.cut
    }

    /// Notes that not all that may name further folders was read.
    pub fn cut(&mut self) {
        self.cut = true;
    }

    pub(super) fn add(&mut self, base: BaseFolder, at: PathBuf) {
        let known = self.of.entry(base).or_default();
        if known.contains(&at) {
            return;
        }
        if known.len() < MOST {
            known.push(at);
        } else {
            self.cut = true;
        }
    }
}
