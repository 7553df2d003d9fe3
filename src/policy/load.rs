//! Reading both files. One that is there and cannot be trusted, read or understood stops the run.

use std::path::{Path, PathBuf};

use super::choices::Choices;
use super::locks::{Locks, effective};
use super::mistake::{Mistake, MistakeKind};
use super::parse::{IsShared, Whose, read};
use super::settings::Settings;
use crate::safefs::{NotTrusted, read_trusted};

/// Larger than any policy.
const LIMIT: u64 = 1 << 20;

/// Where the files are, and who must have written them.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// The administrator's policy.
    pub machine: &'a Path,
    /// The administrator.
    pub administrator: u32,
    /// The person's settings.
    pub user: &'a Path,
    /// The person.
    pub person: u32,
    /// Which names are nobody's sites.
    pub is_shared: IsShared,
}

/// Why a file stops every run.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It says something that is not understood.
    #[error("{}:{mistake}", path.display())]
    Mistaken {
        /// The first mistake.
        mistake: Mistake,
        /// The file.
        path: PathBuf,
    },
    /// Others could have written it, or it cannot be read. There is no line to name, so the first one is.
    #[error("{}:1:1: {cause}", path.display())]
    Untrusted {
        /// Why.
        #[source]
        cause: NotTrusted,
        /// The file.
        path: PathBuf,
    },
}

/// What both files say together.
#[derive(Debug)]
pub struct Loaded {
    /// What counts.
    pub settings: Settings,
    /// What of it is fixed.
    pub locks: Locks,
    /// What was passed over, with the file that it is in.
    pub warnings: Vec<(PathBuf, Mistake)>,
}

/// Reads both files and puts them together.
pub fn load(files: &Files<'_>) -> Result<Loaded, Broken> {
    let mut warnings = Vec::new();
    let admin = choices(files, Whose::Machine, &mut warnings)?;
    let user = choices(files, Whose::User, &mut warnings)?;
    let (settings, locks) = effective(&user, &admin);
    Ok(Loaded { settings, locks, warnings })
}

fn choices(files: &Files<'_>, whose: Whose, warnings: &mut Vec<(PathBuf, Mistake)>) -> Result<Choices, Broken> {
    let (path, owner) = match whose {
        Whose::Machine => (files.machine, files.administrator),
        Whose::User => (files.user, files.person),
    };
    let bytes = match read_trusted(path, owner, LIMIT) {
        Ok(None) => return Ok(Choices::default()),
        Ok(Some(bytes)) => bytes,
        Err(cause) => return Err(Broken::Untrusted { cause, path: path.to_owned() }),
    };
    let (choices, mistakes) = check(&bytes, whose, files.is_shared);
    for mistake in mistakes {
        if !mistake.kind.is_warning() {
            return Err(Broken::Mistaken { mistake, path: path.to_owned() });
        }
        warnings.push((path.to_owned(), mistake));
    }
    Ok(choices)
}

/// Reads a file's bytes, and returns everything that is wrong in it.
pub fn check(bytes: &[u8], whose: Whose, is_shared: IsShared) -> (Choices, Vec<Mistake>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text, whose, is_shared),
        Err(error) => {
            let start = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
            let kind = MistakeKind::Toml("not UTF-8".to_owned());
            (Choices::default(), vec![kind.at(&start, &(start.len()..start.len()))])
        }
    }
}
