//! What systemd, desktops and display managers will make of the installed parts: reads what they read, and leaves the
//! judgement to the files beside this one.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::disk::{Disk, Entry, NotListed, is_conf, machine_bases, top};
use super::part::Part;
use super::parts::START;
use super::systemd::{self, Layer, OurUnit, Time};
use super::unit_files::{self, HELD, MARGIN};
use super::{display_manager, display_parts, logind, system_units};
use crate::hook::findings::{Effect, Finding, FindingKind};
use crate::hook::status::{HookScope, InstallOptions, PartKind, PartStatus};
use crate::platform::{Account, Places, current_account, current_owner};
use crate::safefs::ConfigDir;

/// Seconds after its budget at which a run ends itself.
const WATCHDOG: u64 = 5;
/// The most accounts that are named because they linger.
const NAMED: usize = 20;

/// Returns what decides whether the parts will run.
pub(in crate::hook) fn findings(
    scope: HookScope,
    places: &Places,
    options: &InstallOptions,
    base: &ConfigDir,
    parts: &[Part],
    statuses: &[PartStatus],
) -> Vec<Finding> {
    let look = Look::new(scope, places, options, statuses);
    let mut found = Vec::new();
    for part in parts.iter().filter(|part| look.is_there(part.kind())) {
        let path = part.path(base);
        let is_there = statuses.iter().any(|status| status.path == path && status.state.is_there());
        if is_there && !part.is_not_runnable(base).is_ok_and(|is_not| !is_not) {
            found.push(stops(part.kind(), FindingKind::NotRunnable, path));
        }
    }
    found.extend(look.user_units());
    found.extend(look.system_units());
    found.extend(look.autostart());
    found.extend(look.display_managers());
    if look.is_there(PartKind::End) {
        found.extend(look.end_of_the_manager());
    }
    found
}

const fn stops(part: PartKind, kind: FindingKind, path: PathBuf) -> Finding {
    Finding { effect: Effect::Stops, part, kind, path, detail: String::new() }
}

struct Look<'a> {
    scope: HookScope,
    places: &'a Places,
    budget: u64,
    statuses: &'a [PartStatus],
    disk: Disk,
    account: Option<Account>,
    top: PathBuf,
    etc: &'a Path,
}

impl<'a> Look<'a> {
    fn new(scope: HookScope, places: &'a Places, options: &InstallOptions, statuses: &'a [PartStatus]) -> Self {
        let (etc, account) = (&places.os.machine, current_account());
        let top = top(etc);
        let mut bases = machine_bases(places);
        let runtime = account.as_ref().map(|account| runtime_dir(&top, account));
        let persons = places.homes().chain(places.configs()).chain(places.datas()).cloned().chain(runtime);
        bases.extend(persons.map(|base| (base, current_owner())));
        let disk = Disk::open(&bases);
        Self { scope, places, budget: options.budget, statuses, disk, account, top, etc }
    }

    fn is_there(&self, kind: PartKind) -> bool {
        self.statuses.iter().any(|status| status.kind == kind && status.state.is_there())
    }

    /// Reads what a folder of the search path has about a unit.
    fn layer(&self, folder: &Path, unit: &str, wanted_by: &[&str]) -> Layer {
        let entry = |path: PathBuf| {
            let entry = self.disk.entry(&path);
            (path, entry)
        };
        let drop_ins = drop_in_folders(unit).into_iter().map(|name| {
            let within = folder.join(name);
            let names = self.disk.names(&within).map(|names| {
                names
                    .into_iter()
                    .filter(|name| is_conf(name))
                    .map(|name| (name.clone(), self.disk.entry(&within.join(name))))
                    .collect()
            });
            (within, names.ok())
        });
        Layer {
            unit: entry(folder.join(unit)),
            wants: wanted_by.iter().map(|target| entry(folder.join(format!("{target}.wants")).join(unit))).collect(),
            drop_ins: drop_ins.collect(),
        }
    }

    /// Returns what the folders of a search path do to a unit of ours in the folder `home`.
    fn unit(&self, folders: &[PathBuf], home: &Path, name: &str, wanted_by: &[&str], unit: OurUnit) -> Vec<Finding> {
        if !self.is_there(unit.part) {
            return Vec::new();
        }
        let layers: Vec<_> = folders.iter().map(|folder| self.layer(folder, name, wanted_by)).collect();
        let ours = folders.iter().position(|folder| folder == home).unwrap_or(folders.len());
        systemd::findings(unit, &layers, ours)
    }

    fn user_units(&self) -> Vec<Finding> {
        let home = match self.scope {
            HookScope::User => self.places.config.join("systemd/user"),
            HookScope::Machine => self.etc.join("systemd/user"),
        };
        let folders = self.user_folders();
        let end = OurUnit {
            part: PartKind::End,
            time_key: "TimeoutStopSec",
            needs: Duration::from_secs(self.budget + WATCHDOG),
        };
        let finish = OurUnit { part: PartKind::Finish, time_key: "TimeoutStartSec", needs: Duration::from_secs(HELD) };
        let mut found = self.unit(&folders, &home, unit_files::END_UNIT, &START, end);
        found.extend(self.unit(&folders, &home, unit_files::FINISH_UNIT, &START, finish));
        found.extend(START.into_iter().filter_map(|target| self.masked_target(&folders, target)));
        found
    }

    /// Returns what switches off a target that starts our units, and with it the units.
    fn masked_target(&self, folders: &[PathBuf], target: &str) -> Option<Finding> {
        let files = folders.iter().map(|folder| folder.join(target));
        let (path, entry) =
            files.map(|path| (path.clone(), self.disk.entry(&path))).find(|(_, entry)| *entry != Entry::Nothing)?;
        let kind = match entry {
            Entry::Mask => FindingKind::Masked,
            Entry::Unread => FindingKind::Unread,
            Entry::Nothing | Entry::Text(_) | Entry::Link(_) => return None,
        };
        self.is_there(PartKind::End).then(|| stops(PartKind::End, kind, path))
    }

    /// Returns the search path of a user's systemd (systemd.unit(5), table 2), first what counts most. What the
    /// environment says of the person's folders and what is usual are both in it: either may be what systemd gets.
    fn user_folders(&self) -> Vec<PathBuf> {
        let (places, etc) = (self.places, self.etc);
        let configs = distinct(places.configs().cloned(), places.home.join(".config"));
        let datas = distinct(places.datas().cloned(), places.home.join(".local/share"));
        let runtime = self.account.as_ref().map(|account| runtime_dir(&self.top, account).join("systemd"));
        let running = |names: &[&str]| -> Vec<PathBuf> {
            runtime.iter().flat_map(|dir| names.iter().map(|name| dir.join(name))).collect()
        };
        let mut folders: Vec<PathBuf> = configs.iter().map(|config| config.join("systemd/user.control")).collect();
        folders.extend(running(&["user.control", "transient", "generator.early"]));
        folders.extend(configs.iter().map(|config| config.join("systemd/user")));
        // As Debian has it, the first is a link to the second.
        let xdg = etc.join("xdg/systemd/user");
        if !matches!(self.disk.entry(&xdg), Entry::Link(to) if to.ends_with("systemd/user")) {
            folders.push(xdg);
        }
        folders.push(etc.join("systemd/user"));
        folders.extend(running(&["user"]));
        folders.push(self.top.join("run/systemd/user"));
        folders.extend(running(&["generator"]));
        folders.extend(datas.iter().map(|data| data.join("systemd/user")));
        let vendors = ["local/share", "share", "local/lib", "lib"];
        folders.extend(vendors.map(|name| self.top.join("usr").join(name).join("systemd/user")));
        folders.extend(running(&["generator.late"]));
        folders
    }

    fn system_units(&self) -> Vec<Finding> {
        let folders = self.system_folders();
        let home = self.etc.join("systemd/system");
        let boot = &["multi-user.target", "graphical.target"][..];
        let needs = Duration::from_secs(HELD);
        let mut found = Vec::new();
        for (part, name, wanted_by) in [
            (PartKind::FinishAll, system_units::ALL_UNIT, boot),
            (PartKind::FinishRest, system_units::REST_UNIT, boot),
            (PartKind::SessionBegins, system_units::BEGINS_UNIT, &["user@.service"]),
        ] {
            let unit = OurUnit { part, time_key: "TimeoutStartSec", needs };
            found.extend(self.unit(&folders, &home, name, wanted_by, unit));
        }
        found
    }

    /// Returns the search path of the computer's systemd (systemd.unit(5), table 1).
    fn system_folders(&self) -> Vec<PathBuf> {
        let (etc, run, usr) = (self.etc.join("systemd"), self.top.join("run/systemd"), self.top.join("usr"));
        vec![
            etc.join("system.control"),
            run.join("system.control"),
            run.join("transient"),
            run.join("generator.early"),
            etc.join("system"),
            etc.join("system.attached"),
            run.join("system"),
            run.join("system.attached"),
            run.join("generator"),
            usr.join("local/lib/systemd/system"),
            usr.join("lib/systemd/system"),
            run.join("generator.late"),
        ]
    }

    /// Returns the entries that count instead of the computer's: a person's file of the same name does, whatever is in
    /// it (Desktop Application Autostart Specification, "Autostart directories").
    fn autostart(&self) -> Vec<Finding> {
        if self.scope == HookScope::User || !self.is_there(PartKind::Autostart) {
            return Vec::new();
        }
        let configs = distinct(self.places.configs().cloned(), self.places.home.join(".config"));
        let ours = self.disk.entry(&self.etc.join("xdg/autostart").join(unit_files::FINISH_ENTRY));
        let mut found = Vec::new();
        for config in configs {
            let path = config.join("autostart").join(unit_files::FINISH_ENTRY);
            let kind = match self.disk.entry(&path) {
                Entry::Nothing => continue,
                entry if entry == ours => continue,
                Entry::Unread => FindingKind::Unread,
                Entry::Mask => FindingKind::Masked,
                Entry::Text(text) if is_hidden(&text) => FindingKind::Masked,
                Entry::Text(_) | Entry::Link(_) => FindingKind::Replaced,
            };
            found.push(stops(PartKind::Autostart, kind, path));
        }
        found
    }

    fn display_manager_files(&self) -> [PathBuf; 2] {
        [self.etc.join("systemd/system/display-manager.service"), self.etc.join("X11/default-display-manager")]
    }

    fn started_display_managers(&self) -> Vec<String> {
        let [link, debians] = self.display_manager_files().map(|path| self.disk.entry(&path));
        display_manager::started(&link, &debians)
    }

    fn display_managers(&self) -> Vec<Finding> {
        let started = self.started_display_managers();
        let mut found = Vec::new();
        for (kind, name) in [(PartKind::LightDm, "lightdm"), (PartKind::Gdm, "gdm")] {
            if self.is_there(kind)
                && let Some(number) = started.iter().position(|one| one != name)
                && let (Some(other), Some(path)) = (started.get(number), self.display_manager_files().get(number))
            {
                let path = path.clone();
                found.push(Finding {
                    effect: Effect::Note,
                    detail: other.clone(),
                    ..stops(kind, FindingKind::OtherDisplayManager, path)
                });
            }
        }
        if self.is_there(PartKind::LightDm) || self.is_there(PartKind::LightDmBegins) {
            let settings = display_parts::settings(self.places).into_iter();
            let unread = settings.filter(|(_, entry)| matches!(entry, Entry::Unread | Entry::Link(_)));
            found.extend(unread.map(|(path, _)| stops(PartKind::LightDm, FindingKind::Unread, path)));
        }
        found
    }

    /// Says whether the display manager that this computer starts runs a script of ours at the end of each session.
    fn has_script(&self) -> bool {
        let started = self.started_display_managers();
        let runs = |kind, name: &str| self.is_there(kind) && started.iter().all(|one| one == name);
        runs(PartKind::LightDm, "lightdm") || runs(PartKind::Gdm, "gdm")
    }

    /// Returns what keeps a user's systemd from ending at the logout, at which End session waits for it.
    fn end_of_the_manager(&self) -> Vec<Finding> {
        let has_script = self.has_script();
        let mut found: Vec<_> = self.stop_time().into_iter().collect();
        let effect = if has_script { Effect::Note } else { Effect::Stops };
        let linger = self.top.join("var/lib/systemd/linger");
        let told = |kind, path, detail| Finding { effect, detail, ..stops(PartKind::End, kind, path) };
        let names = match (self.scope, &self.account) {
            (HookScope::Machine, _) => self.disk.names(&linger),
            (HookScope::User, Some(account)) => match self.disk.entry(&linger.join(&account.name)) {
                Entry::Nothing => Ok(Vec::new()),
                Entry::Unread => Err(NotListed),
                _ => Ok(vec![account.name.clone()]),
            },
            (HookScope::User, None) => Ok(Vec::new()),
        };
        match names {
            Ok(names) => found
                .extend(names.into_iter().take(NAMED).map(|name| told(FindingKind::Lingers, linger.join(&name), name))),
            Err(NotListed) => found.push(told(FindingKind::Unread, linger, String::new())),
        }
        if !has_script {
            let note = |kind, path, detail| Finding { effect: Effect::Note, ..told(kind, path, detail) };
            found.extend(self.keeps_programs().map(|path| note(FindingKind::ProgramsOutlive, path, String::new())));
            if let Some(account) = &self.account {
                let path = self.top.join("run/systemd/users").join(&account.number);
                let sessions = logind::sessions(&self.disk.entry(&path));
                if sessions > 1 {
                    found.push(note(FindingKind::OtherSessions, path, sessions.to_string()));
                }
            }
        }
        found
    }

    /// Returns whether systemd stops a user's units before End session has had its time.
    fn stop_time(&self) -> Option<Finding> {
        let folders = self.system_folders();
        let layers: Vec<_> = folders.iter().map(|folder| self.layer(folder, "user@.service", &[])).collect();
        let (path, given) = systemd::value(&layers, "TimeoutStopSec")?;
        let Some(Time::Within(time)) = systemd::time(&given) else { return None };
        let is_short = time < Duration::from_secs(self.budget + MARGIN);
        is_short.then(|| Finding { detail: given, ..stops(PartKind::End, FindingKind::TooShort, path) })
    }

    fn keeps_programs(&self) -> Option<PathBuf> {
        let dirs =
            [self.etc.to_owned(), self.top.join("run"), self.top.join("usr/local/lib"), self.top.join("usr/lib")];
        let dirs = dirs.map(|dir| dir.join("systemd"));
        let entry = |path: PathBuf| {
            let entry = self.disk.entry(&path);
            (path, entry)
        };
        let main = dirs.iter().map(|dir| entry(dir.join("logind.conf"))).find(|(_, entry)| *entry != Entry::Nothing);
        let mut drop_ins = std::collections::BTreeMap::new();
        for dir in dirs.iter().map(|dir| dir.join("logind.conf.d")) {
            for name in self.disk.names(&dir).unwrap_or_default().into_iter().filter(|name| is_conf(name)) {
                let at = dir.join(&name);
                drop_ins.entry(name).or_insert_with(|| entry(at));
            }
        }
        let drop_ins: Vec<_> = drop_ins.into_values().collect();
        logind::keeps_programs(&main.unwrap_or((dirs.into_iter().next()?, Entry::Nothing)), &drop_ins)
    }
}

/// Returns the folder of what lasts as long as a user is logged in.
fn runtime_dir(top: &Path, account: &Account) -> PathBuf {
    top.join("run/user").join(&account.number)
}

/// Returns some folders, with the usual one among them.
fn distinct(paths: impl Iterator<Item = PathBuf>, usual: PathBuf) -> Vec<PathBuf> {
    let mut paths: Vec<_> = paths.collect();
    if !paths.contains(&usual) {
        paths.push(usual);
    }
    paths
}

/// Returns the names of the folders with a unit's drop-ins, its own first: `a-b.service` has `a-b.service.d`,
/// `a-.service.d` and `service.d`.
fn drop_in_folders(unit: &str) -> Vec<String> {
    let (stem, kind) = unit.rsplit_once('.').unwrap_or((unit, "service"));
    let mut names = vec![format!("{unit}.d")];
    let (mut stem, at) = stem.strip_suffix('@').map_or((stem, ""), |stem| (stem, "@"));
    while let Some((shorter, _)) = stem.rsplit_once('-') {
        names.push(format!("{shorter}-{at}.{kind}.d"));
        stem = shorter;
    }
    names.push(format!("{kind}.d"));
    names
}

/// Says whether a desktop entry is switched off (`Hidden`, and GNOME's own key).
fn is_hidden(entry: &str) -> bool {
    systemd::settings(entry).iter().any(|setting| {
        let value = setting.value.as_str();
        (setting.key == "Hidden" && value == "true") || (setting.key == "X-GNOME-Autostart-enabled" && value == "false")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drop_ins_of_all_services_count_for_ours() {
        assert_eq!(
            drop_in_folders("signoff-end-session.service"),
            ["signoff-end-session.service.d", "signoff-end-.service.d", "signoff-.service.d", "service.d"]
        );
        assert_eq!(drop_in_folders("user@.service"), ["user@.service.d", "service.d"]);
    }
}
