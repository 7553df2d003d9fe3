//! Whether a person watches a run.

/// Whether a person started a run, or a hook or a kiosk's window did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Attendance {
    /// A person started it: their environment and their settings count.
    #[default]
    Attended,
    /// Nobody watches: HOME comes from the account database, and a person's settings can only add to the run.
    Unattended,
}
