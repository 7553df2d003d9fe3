//! Loading the settings and the policy. A file that exists but cannot be trusted, read or parsed stops the run; in an
//! unattended run only the policy does, and broken settings of a user are ignored with a warning.

use std::path::{Path, PathBuf};

use super::choices::Choices;
use super::locks::{Locks, effective};
use super::mistake::{Mistake, MistakeKind};
use super::parse::{IsShared, Whose, read};
use super::settings::Settings;
use crate::model::{Attendance, OwnerId};
use crate::safefs::{NotTrusted, read_trusted};

/// The largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// Where the files are, and which user must own them.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    /// The machine policy.
    pub machine: &'a Path,
    /// The required owner of the machine policy.
    pub administrator: OwnerId,
    /// The user's settings.
    pub user: &'a Path,
    /// The required owner of the settings.
    pub person: OwnerId,
    /// Says which names are public suffixes, and so no sites.
    pub is_shared: IsShared,
    /// How much of the user's settings counts.
    pub attendance: Attendance,
}

/// Why a file stops the run.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// It has a mistake.
    #[error("{}:{mistake}", path.display())]
    Mistaken {
        /// The first mistake.
        mistake: Mistake,
        /// The file.
        path: PathBuf,
    },
    /// Another user could have written it, or it cannot be read. The message names line 1, because it has no place.
    #[error("{}:1:1: {cause}", path.display())]
    Untrusted {
        /// Why.
        #[source]
        cause: NotTrusted,
        /// The file.
        path: PathBuf,
    },
}

/// The merged content of both files.
#[derive(Debug)]
pub struct Loaded {
    /// The values in effect.
    pub settings: Settings,
    /// The values that the user cannot change.
    pub locks: Locks,
    /// What does not stop the run.
    pub warnings: Vec<Warning>,
}

/// What is wrong with a file without stopping the run.
#[derive(Debug, thiserror::Error)]
pub enum Warning {
    /// A mistake; the rest of the file counts.
    #[error("{}:{mistake}", path.display())]
    Mistake {
        /// The mistake.
        mistake: Mistake,
        /// The file.
        path: PathBuf,
    },
    /// The user's settings are broken, and nothing of them counts.
    #[error(transparent)]
    Ignored(Broken),
}

/// Reads and merges both files.
pub fn load(files: &Files<'_>) -> Result<Loaded, Broken> {
    let mut warnings = Vec::new();
    let admin = choices(files, Whose::Machine, &mut warnings)?;
    let user = match (choices(files, Whose::User, &mut warnings), files.attendance) {
        (Ok(user), Attendance::Attended) => user,
        (Ok(user), Attendance::Unattended) => user.strengthening(),
        (Err(broken), Attendance::Attended) => return Err(broken),
        (Err(broken), Attendance::Unattended) => {
            warnings.push(Warning::Ignored(broken));
            Choices::default()
        }
    };
    let (settings, locks) = effective(&user, &admin);
    Ok(Loaded { settings, locks, warnings })
}

fn choices(files: &Files<'_>, whose: Whose, warnings: &mut Vec<Warning>) -> Result<Choices, Broken> {
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
        warnings.push(Warning::Mistake { mistake, path: path.to_owned() });
    }
    Ok(choices)
}

/// Parses a file's bytes, and returns its choices and all its mistakes.
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
