//! File access below proven roots, and the only code that removes or replaces files.
//!
//! Everything starts from a [`Home`] and a [`Root`] proven below it. From there on it works by open folder handles and
//! single names. There is deliberately no function that removes by absolute path, follows a link, or crosses into
//! another mount: code that cannot name a target below a root must not remove it. Roots outside HOME (temporary
//! folders, trash on other file systems) have proofs of their own.
//!
//! Failures are data: [`Root::reset`] continues after each one, and returns them beside what it removed.

mod boundary;
mod config_dir;
mod dir_stack;
mod file;
mod home;
mod listing;
mod measure;
mod outside_home;
mod own;
mod parallel;
mod random_name;
mod remove;
mod replace;
mod root;
mod run_lock;
mod staging;
mod survey;
mod sys;
mod template;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make and look at what they need in a folder of their own")]
mod tests;
mod trusted;

pub use config_dir::{ConfigDir, ConfigDirError, FileAccess, FileState};
pub use file::{FileError, FileLock, PlainFile, ReadError};
pub use home::{Home, HomeError};
pub use remove::{Failure, Removed};
pub use replace::ReplaceError;
pub use root::{Listed, NotARoot, Root};
pub use run_lock::{HeldLock, LockAttempt, RunLock};
pub use staging::{Staged, is_staging_path, staging_dir_of};
pub use survey::{SurveyEnd, SurveyLimits, Surveyor};
pub use sys::{IO_FAILURE, Kind};
pub use template::{Template, TemplateDiff};
pub use trusted::{NotTrusted, read_trusted, trusted_program};
