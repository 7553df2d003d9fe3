//! One part of an installation: how its state is found out, and how it is installed and removed. Changes only what has
//! our seal, or nothing in its place.

use std::path::PathBuf;

use super::script_block::{self, Block};
use crate::hook::seal;
use crate::hook::status::{HookError, PartKind, PartState};
use crate::model::RelPath;
use crate::safefs::{ConfigDir, ConfigDirError, FileAccess, FileState};

/// The largest file that is read, in bytes: more than our files and hand-written scripts have.
pub(super) const LIMIT: u64 = 256 << 10;

/// One file or link of an installation.
pub(in crate::hook) struct Part {
    kind: PartKind,
    at: RelPath,
    content: Content,
    /// If set, the part should not be installed, and this is why.
    against: Option<PartState>,
}

impl Part {
    pub(super) const fn new(kind: PartKind, at: RelPath, content: Content) -> Self {
        Self { kind, at, content, against: None }
    }
}

pub(super) enum Content {
    /// A file of our own.
    File(String, FileAccess),
    /// A link, as `systemctl enable` creates it.
    Link(PathBuf),
    /// Lines in a script that may be the administrator's; the whole script if there is none.
    Block { lines: String, script: String },
}

impl Part {
    /// Returns the part with the reason why it should not be installed, if there is one.
    pub(super) fn unless(self, against: Option<PartState>) -> Self {
        Self { against, ..self }
    }

    /// Says whether it is a script that is there and cannot be started.
    pub(super) fn is_not_runnable(&self, base: &ConfigDir) -> Result<bool, ConfigDirError> {
        let is_script = matches!(self.content, Content::File(_, FileAccess::Run) | Content::Block { .. });
        Ok(is_script && !base.is_program(&self.at)?)
    }

    /// Returns its purpose.
    pub(in crate::hook) const fn kind(&self) -> PartKind {
        self.kind
    }

    /// Returns the path of its file or link.
    pub(in crate::hook) fn path(&self, base: &ConfigDir) -> PathBuf {
        base.path(&self.at)
    }

    /// Returns its state, or why it should not be installed.
    pub(in crate::hook) fn state(&self, base: &ConfigDir) -> Result<PartState, ConfigDirError> {
        self.against.clone().map_or_else(|| self.installed_state(base), Ok)
    }

    /// Returns its state, even if it should not be installed.
    pub(in crate::hook) fn installed_state(&self, base: &ConfigDir) -> Result<PartState, ConfigDirError> {
        let found = base.read(&self.at, LIMIT)?;
        Ok(match (&self.content, &found) {
            (_, FileState::Nothing) => PartState::Absent,
            (Content::Link(to), FileState::Link(leads)) if to.as_os_str() == leads => PartState::Installed,
            (Content::File(text, _), FileState::File(bytes)) => of_file(bytes, text),
            (Content::Block { lines, script }, FileState::File(bytes)) => match of_file(bytes, script) {
                PartState::Modified => self.of_script(base, bytes, lines),
                state => state,
            },
            _ => PartState::Modified,
        })
    }

    fn of_script(&self, base: &ConfigDir, bytes: &[u8], lines: &str) -> PartState {
        let blocked = || PartState::Blocked { by: base.path(&self.at), line: lines.trim_end().to_owned() };
        // A script that is not UTF-8 could not be written back unchanged.
        let Ok(text) = std::str::from_utf8(bytes) else { return blocked() };
        match script_block::find(text) {
            Block::Intact { lines: found, .. } if script_block::around(lines).contains(found) => PartState::Installed,
            Block::Intact { .. } => PartState::Outdated,
            Block::Changed => PartState::Modified,
            // Our whole script, modified.
            Block::None if text.contains("# Signoff ") => PartState::Modified,
            Block::None if script_block::inserted(text, lines).is_some() => PartState::Absent,
            Block::None => blocked(),
        }
    }

    /// Installs it. The caller has checked that it is absent or outdated.
    pub(in crate::hook) fn install(&self, base: &ConfigDir) -> Result<(), ConfigDirError> {
        match &self.content {
            Content::File(text, access) => base.write(&self.at, text.as_bytes(), *access),
            Content::Link(to) => base.link(&self.at, to),
            Content::Block { lines, script } => match base.read(&self.at, LIMIT)? {
                FileState::File(bytes) if !seal::checksum_matches(&String::from_utf8_lossy(&bytes)) => {
                    let text = without(&bytes);
                    let with = script_block::inserted(&text, lines).unwrap_or(text);
                    base.write(&self.at, with.as_bytes(), FileAccess::Run)
                }
                _ => base.write(&self.at, script.as_bytes(), FileAccess::Run),
            },
        }
    }

    /// Removes it. The caller has checked that its seal is intact.
    pub(in crate::hook) fn remove(&self, base: &ConfigDir) -> Result<(), ConfigDirError> {
        match (&self.content, base.read(&self.at, LIMIT)?) {
            (Content::Block { .. }, FileState::File(bytes))
                if !seal::checksum_matches(&String::from_utf8_lossy(&bytes)) =>
            {
                base.write(&self.at, without(&bytes).as_bytes(), FileAccess::Run)
            }
            _ => base.remove(&self.at),
        }
    }
}

/// Returns a script without our block.
fn without(script: &[u8]) -> String {
    let text = String::from_utf8_lossy(script);
    match script_block::find(&text) {
        Block::Intact { before, after, .. } => format!("{before}{after}"),
        Block::None | Block::Changed => text.into_owned(),
    }
}

fn of_file(bytes: &[u8], wanted: &str) -> PartState {
    match std::str::from_utf8(bytes) {
        Ok(text) if text == wanted => PartState::Installed,
        Ok(text) if seal::checksum_matches(text) => PartState::Outdated,
        _ => PartState::Modified,
    }
}

/// Returns a path of ours.
pub(super) fn named(name: &str) -> Result<RelPath, HookError> {
    RelPath::parse(name).map_err(HookError::Name)
}
