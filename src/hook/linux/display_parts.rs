//! The parts of the display managers: scripts that run as root before and after a session.

use std::path::{Path, PathBuf};

use super::disk::{Disk, Entry, NotListed, is_conf, machine_bases, top};
use super::display_manager;
use super::part::{Content, LIMIT, Part, named};
use super::scripts;
use crate::hook::status::{HookError, InstallOptions, PartKind, PartState};
use crate::platform::Places;
use crate::safefs::{ConfigDir, FileAccess, FileState};

fn is_folder(base: &ConfigDir, name: &str) -> Result<bool, HookError> {
    Ok(matches!(base.read(&named(name)?, LIMIT)?, FileState::Other))
}

/// One of LightDM's two scripts.
struct Script {
    kind: PartKind,
    key: &'static str,
    file: &'static str,
    settings: &'static str,
}

const LIGHT_DM: [Script; 2] = [
    Script {
        kind: PartKind::LightDm,
        key: "session-cleanup-script",
        file: "signoff/lightdm-session-cleanup",
        settings: "50-signoff.conf",
    },
    Script {
        kind: PartKind::LightDmBegins,
        key: "session-setup-script",
        file: "signoff/lightdm-session-setup",
        settings: "50-signoff-begins.conf",
    },
];

/// Returns LightDM's parts. LightDM runs one script of a kind only, which the last of its settings names; if somebody
/// else's file names one, ours is not installed.
pub(super) fn light_dm(options: &InstallOptions, places: &Places, base: &ConfigDir) -> Result<Vec<Part>, HookError> {
    let is_here = is_folder(base, "lightdm")?;
    let others = if is_here { others(places) } else { Vec::new() };
    let mut parts = Vec::new();
    for script in LIGHT_DM {
        let lines = match script.kind {
            PartKind::LightDm => scripts::end_lines(options)?,
            _ => scripts::begin_lines(options)?,
        };
        let blocked = display_manager::sets_last(&others, script.key)
            .map(|by| PartState::Blocked { by: by.clone(), line: lines.trim_end().to_owned() });
        let against = if is_here { blocked } else { Some(PartState::NotNeeded) };
        let at = named(script.file)?;
        let settings = scripts::light_dm(script.key, &base.path(&at))?;
        let program = Part::new(script.kind, at, Content::File(scripts::whole(&lines), FileAccess::Run));
        let conf = named(&format!("lightdm/lightdm.conf.d/{}", script.settings))?;
        let conf = Part::new(script.kind, conf, Content::File(settings, FileAccess::Read));
        parts.extend([program, conf].map(|part| part.unless(against.clone())));
    }
    Ok(parts)
}

/// Returns LightDM's settings but ours, in the order in which it reads them: a later file counts instead of an earlier.
fn others(places: &Places) -> Vec<(PathBuf, Entry)> {
    settings(places).into_iter().filter(|(at, _)| !is_ours(at)).collect()
}

fn is_ours(at: &Path) -> bool {
    at.file_name().is_some_and(|name| LIGHT_DM.iter().any(|script| script.settings == name))
}

/// Returns LightDM's settings in the order in which it reads them. A folder that cannot be listed is among them.
pub(super) fn settings(places: &Places) -> Vec<(PathBuf, Entry)> {
    let etc = &places.os.machine;
    let disk = Disk::open(&machine_bases(places));
    let usr = top(etc).join("usr");
    let folders = [
        usr.join("share/lightdm/lightdm.conf.d"),
        usr.join("local/share/lightdm/lightdm.conf.d"),
        etc.join("xdg/lightdm/lightdm.conf.d"),
        etc.join("lightdm/lightdm.conf.d"),
    ];
    let mut files = Vec::new();
    for folder in folders {
        match disk.names(&folder) {
            Ok(names) => {
                files.extend(
                    names
                        .into_iter()
                        .filter(|name| is_conf(name))
                        .map(|name| folder.join(name))
                        .map(|file| (file.clone(), disk.entry(&file))),
                );
            }
            Err(NotListed) => files.push((folder, Entry::Unread)),
        }
    }
    let last = etc.join("lightdm/lightdm.conf");
    files.push((last.clone(), disk.entry(&last)));
    files
}

/// Returns the scripts that GDM runs before and after a session; Debian's GDM has another folder.
pub(super) fn gdm(options: &InstallOptions, base: &ConfigDir) -> Result<Vec<Part>, HookError> {
    let is_debians = is_folder(base, "gdm3")?;
    let against = (!is_debians && !is_folder(base, "gdm")?).then_some(PartState::NotNeeded);
    let folder = if is_debians || against.is_some() { "gdm3" } else { "gdm" };
    let part = |kind, name: &str, lines: String| -> Result<Part, HookError> {
        let script = scripts::whole(&lines);
        let at = named(&format!("{folder}/{name}/Default"))?;
        Ok(Part::new(kind, at, Content::Block { lines, script }).unless(against.clone()))
    };
    let end = part(PartKind::Gdm, "PostSession", scripts::end_lines(options)?)?;
    Ok(vec![end, part(PartKind::GdmBegins, "PreSession", scripts::begin_lines(options)?)?])
}
