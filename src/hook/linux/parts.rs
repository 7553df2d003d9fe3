//! The parts of an installation: which there are, where each lies, and what it should contain.

use super::part::{Content, Part, named};
use super::{display_parts, system_units, unit_files};
use crate::hook::status::{HookError, HookScope, InstallOptions, PartKind};
use crate::model::RelPath;
use crate::platform::Places;
use crate::safefs::{ConfigDir, FileAccess, Home};

/// What starts the user's units.
pub(super) const START: [&str; 2] = ["default.target", "graphical-session.target"];

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

#[cfg(test)]
mod tests {
    use super::super::scripts;
    use super::*;

    #[test]
    fn the_page_on_hooks_has_the_commands_that_are_installed() {
        let page = include_str!("../../../installer/hooks.md");
        let table = page.lines().skip_while(|line| *line != "| when | command |").skip(2);
        let table = table.take_while(|line| line.starts_with('|'));
        let said: Vec<_> = table.map(|line| line.split("`signoff ").nth(1).unwrap().trim_end_matches("` |")).collect();
        let options = InstallOptions { program: "/usr/bin/signoff".into(), budget: 30 };
        let units = [unit_files::end_unit, unit_files::finish_unit, unit_files::finish_entry];
        let system = [system_units::all_unit, system_units::rest_unit, system_units::begins_unit];
        let scripts = [scripts::end_lines, scripts::begin_lines];
        let texts = units.into_iter().chain(system).chain(scripts).map(|text| text(&options).unwrap());
        let command = |text: String| {
            let line = text.lines().find(|line| line.contains("/usr/bin/signoff")).unwrap().to_owned();
            let (_, words) = line.split_once("signoff").unwrap();
            let (words, _) = words.split_once(" --user=").unwrap_or((words, ""));
            words.trim_start_matches(['"', '\'']).trim().to_owned()
        };
        let installed: Vec<_> = texts.map(command).collect();
        assert!(said.len() > 4 && installed.iter().all(|one| said.contains(&one.as_str())), "{installed:#?}");
        assert!(said.iter().all(|one| installed.iter().any(|installed| installed == one)), "{said:#?}");
    }
}
