//! What systemd makes of a unit: which file counts, and which drop-ins change it. Decides from what was read; reads
//! nothing.
//!
//! As systemd.unit(5) says (252 and 257): the first folder of the search path that has a unit's file counts, whatever is
//! in it. Drop-ins of all folders count together; of those with the same name only the first does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use super::disk::Entry;
use crate::hook::findings::{Effect, Finding, FindingKind};
use crate::hook::status::PartKind;

/// The drop-ins of one folder by name; `None` if it cannot be listed.
pub(super) type DropIns = Option<Vec<(String, Entry)>>;

/// What one folder of the search path has about a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    /// The unit's file, and what it is.
    pub(super) unit: (PathBuf, Entry),
    /// The links that make the unit start.
    pub(super) wants: Vec<(PathBuf, Entry)>,
    /// The folders with drop-ins, those for this unit alone first.
    pub(super) drop_ins: Vec<(PathBuf, DropIns)>,
}

/// A unit of ours.
#[derive(Debug, Clone, Copy)]
pub(super) struct OurUnit {
    /// The part that it is.
    pub(super) part: PartKind,
    /// The setting with the time that it gets.
    pub(super) time_key: &'static str,
    /// The time that it needs.
    pub(super) needs: Duration,
}

/// Settings that change nothing about whether a unit of ours runs, and what.
const HARMLESS: [&str; 16] = [
    "Unit.Description",
    "Unit.Documentation",
    "Service.Nice",
    "Service.IOSchedulingClass",
    "Service.IOSchedulingPriority",
    "Service.CPUWeight",
    "Service.IOWeight",
    "Service.OOMScoreAdjust",
    "Service.OOMPolicy",
    "Service.StandardOutput",
    "Service.StandardError",
    "Service.SyslogIdentifier",
    "Service.LogLevelMax",
    "Service.TimeoutStopFailureMode",
    "Service.TimeoutStartFailureMode",
    "Service.TimeoutAbortSec",
];
/// The most settings that a finding names.
const NAMED: usize = 6;

/// Returns what the search path does to a unit whose file is in the folder number `ours`.
pub(super) fn findings(unit: OurUnit, path: &[Layer], ours: usize) -> Vec<Finding> {
    let finding = |kind, at: &PathBuf, detail: String| Finding {
        effect: Effect::Stops,
        part: unit.part,
        kind,
        path: at.clone(),
        detail,
    };
    let mut found = Vec::new();
    let unit_of_ours = path.get(ours).map(|layer| &layer.unit);
    // The person may have installed the same.
    let is_same = |entry: &Entry| unit_of_ours.is_some_and(|(_, ours)| entry == ours);
    for layer in path.iter().take(ours) {
        let kind = match &layer.unit.1 {
            Entry::Nothing => None,
            same if is_same(same) => None,
            Entry::Mask => Some(FindingKind::Masked),
            Entry::Text(_) | Entry::Link(_) => Some(FindingKind::Replaced),
            Entry::Unread => Some(FindingKind::Unread),
        };
        found.extend(kind.map(|kind| finding(kind, &layer.unit.0, String::new())));
        for (at, link) in &layer.wants {
            let kind = match link {
                Entry::Nothing => continue,
                // systemd looks whether the target is empty; ours is not.
                Entry::Link(to) if unit_of_ours.is_some_and(|(file, _)| file == to) => continue,
                Entry::Link(to) if layer.unit.0 == *to && is_same(&layer.unit.1) => continue,
                Entry::Mask => FindingKind::Masked,
                Entry::Unread => FindingKind::Unread,
                Entry::Text(_) | Entry::Link(_) => FindingKind::Replaced,
            };
            found.push(finding(kind, at, String::new()));
        }
    }
    for layer in path {
        for (folder, listed) in &layer.drop_ins {
            if listed.is_none() {
                found.push(finding(FindingKind::Unread, folder, String::new()));
            }
        }
    }
    for (at, entry) in drop_ins(path) {
        match entry {
            Entry::Nothing | Entry::Mask => {}
            Entry::Link(_) | Entry::Unread => found.push(finding(FindingKind::Unread, &at, String::new())),
            Entry::Text(text) => {
                let (changed, time) = changes(text, unit);
                if !changed.is_empty() {
                    let named: Vec<_> = changed.into_iter().take(NAMED).collect();
                    found.push(finding(FindingKind::DropIn, &at, named.join(", ")));
                }
                found.extend(time.map(|time| finding(FindingKind::TooShort, &at, time)));
            }
        }
    }
    found
}

/// Returns the drop-ins that count, in the order in which systemd reads them.
fn drop_ins(path: &[Layer]) -> Vec<(PathBuf, &Entry)> {
    let mut first: BTreeMap<&str, (PathBuf, &Entry)> = BTreeMap::new();
    let folders = path.iter().map(|layer| layer.drop_ins.len()).max().unwrap_or(0);
    // A folder for this unit alone comes before one for all services, wherever both are.
    for number in 0..folders {
        for (folder, listed) in path.iter().filter_map(|layer| layer.drop_ins.get(number)) {
            for (name, entry) in listed.iter().flatten() {
                first.entry(name).or_insert_with(|| (folder.join(name), entry));
            }
        }
    }
    first.into_values().collect()
}

/// Returns the settings of a drop-in that may change whether a unit runs, and the time that it gets if that is too
/// short.
fn changes(text: &str, unit: OurUnit) -> (BTreeSet<String>, Option<String>) {
    let (mut changed, mut short) = (BTreeSet::new(), None);
    for setting in settings(text) {
        let name = format!("{}.{}", setting.section, setting.key);
        let is_harmless = HARMLESS.contains(&name.as_str()) || setting.section == "Install";
        if is_harmless || setting.key.starts_with("X-") || setting.section.starts_with("X-") {
            continue;
        }
        if setting.key == unit.time_key || setting.key == "TimeoutSec" {
            match time(&setting.value) {
                Some(Time::Within(given)) if given < unit.needs => short = Some(setting.value.clone()),
                Some(_) => {}
                None => drop(changed.insert(setting.key.clone())),
            }
        } else if !(setting.key.starts_with("Timeout") && setting.section == "Service") {
            changed.insert(setting.key.clone());
        }
    }
    (changed, short)
}

/// One line of a unit file or a file of that form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) section: String,
    pub(super) key: String,
    pub(super) value: String,
}

/// Returns the settings of a file of systemd's form (systemd.syntax(7)): a line that ends with a backslash goes on in
/// the next.
pub(super) fn settings(text: &str) -> Vec<Setting> {
    let (mut found, mut section, mut open) = (Vec::<Setting>::new(), String::new(), None::<String>);
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with(['#', ';']) {
            continue;
        }
        let whole = open.take().map_or_else(|| line.to_owned(), |before| before + " " + line);
        if let Some(goes_on) = whole.strip_suffix('\\') {
            open = Some(goes_on.to_owned());
            continue;
        }
        if let Some(name) = whole.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.clone_into(&mut section);
        } else if let Some((key, value)) = whole.split_once('=') {
            let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
            found.push(Setting { section: section.clone(), key, value });
        }
    }
    found
}

/// A time as systemd reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Time {
    /// At most so long.
    Within(Duration),
    /// As long as it takes.
    Endless,
}

/// Returns the time that a setting gives (systemd.time(7)); `None` if it is not understood.
pub(super) fn time(text: &str) -> Option<Time> {
    if text == "infinity" || text == "0" {
        return Some(Time::Endless);
    }
    let mut millis = 0_u64;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let digits = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let each = match unit {
            "" | "s" | "sec" | "second" | "seconds" => 1000,
            "ms" | "msec" => 1,
            "m" | "min" | "minute" | "minutes" => 60_000,
            "h" | "hr" | "hour" | "hours" => 3_600_000,
            "d" | "day" | "days" => 86_400_000,
            _ => return None,
        };
        millis = number.parse::<u64>().ok()?.checked_mul(each)?.checked_add(millis)?;
        rest = after.trim_start();
    }
    (!text.trim().is_empty()).then(|| Time::Within(Duration::from_millis(millis)))
}

/// Returns the last value that a setting has in a unit's file and its drop-ins, with the file.
pub(super) fn value(path: &[Layer], key: &str) -> Option<(PathBuf, String)> {
    let unit = path.iter().map(|layer| &layer.unit).find(|(_, entry)| *entry != Entry::Nothing);
    let unit = unit.map(|(at, entry)| (at.clone(), entry));
    let mut last = None;
    for (at, entry) in unit.into_iter().chain(drop_ins(path)) {
        if let Entry::Text(text) = entry {
            let found = settings(text).into_iter().rfind(|setting| setting.key == key);
            last = found.map(|setting| (at, setting.value)).or(last);
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: OurUnit = OurUnit { part: PartKind::End, time_key: "TimeoutStopSec", needs: Duration::from_secs(40) };

    fn layer(folder: &str, unit: Entry) -> Layer {
        Layer {
            unit: (PathBuf::from(folder).join("u.service"), unit),
            wants: Vec::new(),
            drop_ins: ["u.service.d", "service.d"]
                .map(|name| (PathBuf::from(folder).join(name), Some(Vec::new())))
                .into(),
        }
    }

    fn ours() -> Layer {
        layer("/etc", Entry::Text("[Service]\nExecStop=x\n".to_owned()))
    }

    /// Returns a layer with a drop-in for the unit alone.
    fn with(folder: &str, name: &str, text: &str) -> Layer {
        let mut layer = layer(folder, Entry::Nothing);
        layer.drop_ins[0].1 = Some(vec![(name.to_owned(), Entry::Text(text.to_owned()))]);
        layer
    }

    #[track_caller]
    fn told(path: &[Layer], ours: usize) -> Vec<(FindingKind, String, String)> {
        let told = findings(END, path, ours).into_iter();
        told.map(|one| (one.kind, one.path.display().to_string(), one.detail)).collect()
    }

    fn one(kind: FindingKind, path: &str, detail: &str) -> Vec<(FindingKind, String, String)> {
        vec![(kind, path.to_owned(), detail.to_owned())]
    }

    #[test]
    fn a_mask_or_another_unit_counts_only_ahead_of_ours() {
        let other = || layer("/home", Entry::Text("[Service]\n".to_owned()));
        assert_eq!(told(&[ours()], 0), []);
        assert_eq!(told(&[other(), ours()], 1), one(FindingKind::Replaced, "/home/u.service", ""));
        assert_eq!(told(&[ours(), other()], 0), []);
        // The same unit, which the person has installed, too.
        let mut own = layer("/home", ours().unit.1);
        own.wants = vec![("/home/w".into(), Entry::Link("/home/u.service".into()))];
        assert_eq!(told(&[own, ours()], 1), []);
        for (entry, kind) in [
            (Entry::Mask, FindingKind::Masked),
            (Entry::Unread, FindingKind::Unread),
            (Entry::Link("/x".into()), FindingKind::Replaced),
        ] {
            assert_eq!(told(&[layer("/home", entry), ours()], 1), one(kind, "/home/u.service", ""));
        }
    }

    #[test]
    fn a_start_that_is_masked_ahead_of_ours_is_told() {
        let mut above = layer("/home", Entry::Nothing);
        above.wants = vec![("/home/w".into(), Entry::Mask), ("/home/v".into(), Entry::Link("/etc/u.service".into()))];
        assert_eq!(told(&[above.clone(), ours()], 1), one(FindingKind::Masked, "/home/w", ""));
        assert_eq!(told(&[ours(), above], 0), []);
    }

    #[test]
    fn a_drop_in_anywhere_counts_unless_a_mask_of_its_name_comes_first() {
        for text in ["[Service]\nExecStop=", "[Service]\nExecStop = \\\n /bin/true\n", "[Service]\n# x\nExecStop=a=b"] {
            let below = with("/usr", "x.conf", text);
            let wanted = one(FindingKind::DropIn, "/usr/u.service.d/x.conf", "ExecStop");
            assert_eq!(told(&[ours(), below.clone()], 0), wanted, "{text}");
            let mut above = layer("/home", Entry::Nothing);
            above.drop_ins[0].1 = Some(vec![("x.conf".to_owned(), Entry::Mask)]);
            assert_eq!(told(&[above, ours(), below], 1), []);
        }
        // A name that a folder for all services has too counts once, for this unit.
        let mut all = layer("/home", Entry::Nothing);
        all.drop_ins[1].1 = Some(vec![("x.conf".to_owned(), Entry::Text("[Unit]\nConditionHost=no".to_owned()))]);
        assert_eq!(
            told(&[all.clone(), ours()], 1),
            one(FindingKind::DropIn, "/home/service.d/x.conf", "ConditionHost")
        );
        assert_eq!(told(&[all, ours(), with("/usr", "x.conf", "[Service]\nNice=5")], 1), []);
    }

    #[test]
    fn what_changes_nothing_is_not_told_and_what_is_unknown_is() {
        let text = "[Unit]\nDescription=x\n[Service]\nTimeoutStopFailureMode=abort\nTimeoutStopSec=2min\nX-A=b\n";
        assert_eq!(told(&[ours(), with("/usr", "x.conf", text)], 0), []);
        let text = "[Service]\nBrandNew=1\nRemainAfterExit=no\n[Unit]\nConditionPathExists=/x\n";
        assert_eq!(
            told(&[ours(), with("/usr", "x.conf", text)], 0),
            one(FindingKind::DropIn, "/usr/u.service.d/x.conf", "BrandNew, ConditionPathExists, RemainAfterExit")
        );
        let text = "[Service]\nTimeoutStopSec=3\n";
        assert_eq!(
            told(&[ours(), with("/usr", "x.conf", text)], 0),
            one(FindingKind::TooShort, "/usr/u.service.d/x.conf", "3")
        );
    }

    #[test]
    fn a_folder_that_cannot_be_listed_is_not_an_empty_one() {
        let mut above = layer("/home", Entry::Nothing);
        above.drop_ins[0].1 = None;
        assert_eq!(told(&[above, ours()], 1), one(FindingKind::Unread, "/home/u.service.d", ""));
    }

    #[test]
    fn times_are_read_as_systemd_reads_them() {
        let within = |seconds| Some(Time::Within(Duration::from_secs(seconds)));
        for (text, wanted) in [
            ("90", within(90)),
            ("120s", within(120)),
            ("2min 5s", within(125)),
            ("1h", within(3600)),
            ("infinity", Some(Time::Endless)),
            ("0", Some(Time::Endless)),
            ("soon", None),
            ("", None),
            ("5 fortnights", None),
        ] {
            assert_eq!(time(text), wanted, "{text}");
        }
    }

    #[test]
    fn the_last_value_counts() {
        let unit = layer("/usr", Entry::Text("[Service]\nTimeoutStopSec=120s\n".to_owned()));
        let at = |path: &str, value: &str| Some((PathBuf::from(path), value.to_owned()));
        assert_eq!(value(std::slice::from_ref(&unit), "TimeoutStopSec"), at("/usr/u.service", "120s"));
        let drop_in = with("/etc", "x.conf", "[Service]\nTimeoutStopSec=5\nTimeoutStopSec=7\n");
        assert_eq!(value(&[drop_in, unit], "TimeoutStopSec"), at("/etc/u.service.d/x.conf", "7"));
    }
}
