//! The parts of an installation: each file's path, expected content and state, and how it is installed and removed.

use std::path::PathBuf;

use super::script_block::{self, Block};
use super::unit_files;
use super::{display_parts, system_units};
use crate::hook::seal;
use crate::hook::status::{HookError, HookScope, InstallOptions, PartKind, PartState};
use crate::model::RelPath;
use crate::platform::Places;
use crate::safefs::{ConfigDir, ConfigDirError, FileAccess, FileState, Home};

/// The largest file that is read, in bytes: more than our files and hand-written scripts have.
pub(super) const LIMIT: u64 = 256 << 10;

/// What starts the user's units.
pub(super) const START: [&str; 2] = ["default.target", "graphical-session.target"];

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

/// Opens the folder that contains all parts.
pub(in crate::hook) fn base(scope: HookScope, places: &Places) -> Result<ConfigDir, HookError> {
    Ok(match scope {
        HookScope::User => ConfigDir::user(&Home::open(&places.home)?)?,
        HookScope::Machine => ConfigDir::machine(&places.os.machine, places.os.administrator)?,
    })
}

/// Returns all parts with their expected content.
pub(in crate::hook) fn parts(
    scope: HookScope,
    places: &Places,
    options: &InstallOptions,
    base: &ConfigDir,
) -> Result<Vec<Part>, HookError> {
    let at = |name: &str| match scope {
        HookScope::User => below_config(places, name),
        HookScope::Machine => {
            let under = if name.starts_with("autostart/") { format!("xdg/{name}") } else { name.to_owned() };
            named(&under)
        }
    };
    let mut parts = Vec::new();
    let end = (PartKind::End, unit_files::END_UNIT, unit_files::end_unit(options)?);
    let units = [end, (PartKind::Finish, unit_files::FINISH_UNIT, unit_files::finish_unit(options)?)];
    for (kind, name, text) in units {
        parts.extend(with_links(base, kind, text, |file| at(&format!("systemd/user/{file}")), name, &START)?);
    }
    let entry = Content::File(unit_files::finish_entry(options)?, FileAccess::Read);
    let name = at(&format!("autostart/{}", unit_files::FINISH_ENTRY))?;
    parts.push(Part::new(PartKind::Autostart, name, entry));
    if scope == HookScope::Machine {
        parts.extend(system_parts(options, base)?);
        parts.extend(display_parts::light_dm(options, places, base)?);
        parts.extend(display_parts::gdm(options, base)?);
    }
    Ok(parts)
}

/// Returns a unit with the links that start it.
fn with_links(
    base: &ConfigDir,
    kind: PartKind,
    text: String,
    at: impl Fn(&str) -> Result<RelPath, HookError>,
    name: &str,
    wanted_by: &[&str],
) -> Result<Vec<Part>, HookError> {
    let unit = at(name)?;
    let to = base.path(&unit);
    let mut parts = vec![Part::new(kind, unit, Content::File(text, FileAccess::Read))];
    for target in wanted_by {
        let link = at(&format!("{target}.wants/{name}"))?;
        parts.push(Part::new(kind, link, Content::Link(to.clone())));
    }
    Ok(parts)
}

/// Returns the units of the computer's own systemd.
fn system_parts(options: &InstallOptions, base: &ConfigDir) -> Result<Vec<Part>, HookError> {
    let boot = &["multi-user.target", "graphical.target"][..];
    let all = (PartKind::FinishAll, system_units::ALL_UNIT, system_units::all_unit(options)?, boot);
    let rest = (PartKind::FinishRest, system_units::REST_UNIT, system_units::rest_unit(options)?, boot);
    let begins = system_units::begins_unit(options)?;
    let begins = (PartKind::SessionBegins, system_units::BEGINS_UNIT, begins, &["user@.service"][..]);
    let mut parts = Vec::new();
    for (kind, name, text, wanted_by) in [all, rest, begins] {
        parts.extend(with_links(base, kind, text, |file| named(&format!("systemd/system/{file}")), name, wanted_by)?);
    }
    Ok(parts)
}

/// Returns a path below the settings folder, relative to HOME.
fn below_config(places: &Places, name: &str) -> Result<RelPath, HookError> {
    let outside = |_not| HookError::Outside { path: places.config.clone() };
    RelPath::below(&places.home, &places.config.join(name)).map_err(outside)
}

pub(super) fn named(name: &str) -> Result<RelPath, HookError> {
    RelPath::parse(name).map_err(HookError::Name)
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
