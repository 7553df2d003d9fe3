//! The parts of an installation: each file's path, expected content and state, and how it is installed and removed.

use std::path::PathBuf;

use super::script_block::{self, Block};
use super::unit_files;
use crate::hook::seal;
use crate::hook::status::{HookError, HookScope, InstallOptions, PartKind, PartState};
use crate::model::RelPath;
use crate::platform::Places;
use crate::safefs::{ConfigDir, ConfigDirError, FileAccess, FileState, Home};

/// The largest file that is read, in bytes: more than our files and hand-written scripts have.
const LIMIT: u64 = 256 << 10;

/// One file or link of an installation.
pub(in crate::hook) struct Part {
    kind: PartKind,
    at: RelPath,
    content: Content,
    /// If set, the part should not be installed, and this is why.
    against: Option<PartState>,
}

impl Part {
    const fn new(kind: PartKind, at: RelPath, content: Content) -> Self {
        Self { kind, at, content, against: None }
    }
}

enum Content {
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
        let unit = at(&format!("systemd/user/{name}"))?;
        let to = base.path(&unit);
        parts.push(Part::new(kind, unit, Content::File(text, FileAccess::Read)));
        for target in ["default.target", "graphical-session.target"] {
            let link = at(&format!("systemd/user/{target}.wants/{name}"))?;
            parts.push(Part::new(kind, link, Content::Link(to.clone())));
        }
    }
    let entry = Content::File(unit_files::finish_entry(options)?, FileAccess::Read);
    let name = at(&format!("autostart/{}", unit_files::FINISH_ENTRY))?;
    parts.push(Part::new(PartKind::Autostart, name, entry));
    if scope == HookScope::Machine {
        parts.extend(light_dm(options, base)?);
        parts.push(gdm(options, base)?);
    }
    Ok(parts)
}

/// Returns a path below the settings folder, relative to HOME.
fn below_config(places: &Places, name: &str) -> Result<RelPath, HookError> {
    let outside = |_not| HookError::Outside { path: places.config.clone() };
    RelPath::below(&places.home, &places.config.join(name)).map_err(outside)
}

fn named(name: &str) -> Result<RelPath, HookError> {
    RelPath::parse(name).map_err(HookError::Name)
}

fn is_folder(base: &ConfigDir, name: &str) -> Result<bool, HookError> {
    Ok(matches!(base.read(&named(name)?, LIMIT)?, FileState::Other))
}

const LIGHT_DM: &str = "lightdm/lightdm.conf.d";
const LIGHT_DM_OURS: &str = "50-signoff.conf";

/// Returns LightDM's parts. LightDM runs one script only, which the last configuration file names; if an administrator
/// has configured one, ours is not installed.
fn light_dm(options: &InstallOptions, base: &ConfigDir) -> Result<Vec<Part>, HookError> {
    let against = if is_folder(base, "lightdm")? { others_script(options, base)? } else { Some(PartState::NotNeeded) };
    let (script, conf) = (named("signoff/lightdm-session-cleanup")?, named(&format!("{LIGHT_DM}/{LIGHT_DM_OURS}"))?);
    let text = unit_files::light_dm(&base.path(&script))?;
    let script = Part::new(PartKind::LightDm, script, Content::File(unit_files::script(options)?, FileAccess::Run));
    let conf = Part::new(PartKind::LightDm, conf, Content::File(text, FileAccess::Read));
    Ok([script, conf].map(|part| Part { against: against.clone(), ..part }).into())
}

/// Returns the state `Blocked` if an administrator's file configures a script for LightDM.
fn others_script(options: &InstallOptions, base: &ConfigDir) -> Result<Option<PartState>, HookError> {
    let mut others = vec![named("lightdm/lightdm.conf")?];
    for name in base.names(&named(LIGHT_DM)?)? {
        if name != LIGHT_DM_OURS && name.as_encoded_bytes().ends_with(b".conf") {
            others.extend(named(LIGHT_DM)?.join(&name));
        }
    }
    for other in others {
        if let FileState::File(bytes) = base.read(&other, LIMIT)?
            && String::from_utf8_lossy(&bytes).lines().any(names_script)
        {
            let line = unit_files::script_lines(options)?.trim_end().to_owned();
            return Ok(Some(PartState::Blocked { by: base.path(&other), line }));
        }
    }
    Ok(None)
}

fn names_script(line: &str) -> bool {
    line.trim_start().strip_prefix("session-cleanup-script").is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// Returns the script that GDM runs after a session; Debian's GDM has another folder.
fn gdm(options: &InstallOptions, base: &ConfigDir) -> Result<Part, HookError> {
    let is_debians = is_folder(base, "gdm3")?;
    let against = (!is_debians && !is_folder(base, "gdm")?).then_some(PartState::NotNeeded);
    let folder = if is_debians || against.is_some() { "gdm3" } else { "gdm" };
    let content = Content::Block { lines: unit_files::script_lines(options)?, script: unit_files::script(options)? };
    let part = Part::new(PartKind::Gdm, named(&format!("{folder}/PostSession/Default"))?, content);
    Ok(Part { against, ..part })
}

impl Part {
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
