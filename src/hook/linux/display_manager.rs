//! Which display manager runs, and which script LightDM's settings name. Decides from what was read; reads nothing.

use std::path::PathBuf;

use super::disk::Entry;

/// Returns the names of the display managers that this computer starts: of systemd's link `display-manager.service`,
/// and of Debian's `/etc/X11/default-display-manager`, without which its units refuse to start.
pub(super) fn started(link: &Entry, debians: &Entry) -> Vec<String> {
    let mut names = Vec::new();
    if let Entry::Link(to) = link {
        names.extend(to.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    if let Entry::Text(text) = debians {
        names.extend(text.trim().rsplit('/').next().filter(|name| !name.is_empty()).map(str::to_owned));
    }
    // Debian's GDM is called gdm3.
    for name in &mut names {
        if name == "gdm3" {
            "gdm".clone_into(name);
        }
    }
    names.dedup();
    names
}

/// Returns the file that sets one of LightDM's keys last, of files in the order in which LightDM reads them (`lightdm.c`
/// and `config.c`, 1.32): a later line counts instead of an earlier one.
pub(super) fn sets_last<'a>(files: &'a [(PathBuf, Entry)], key: &str) -> Option<&'a PathBuf> {
    let names = |entry: &Entry| match entry {
        Entry::Text(text) => text.lines().any(|line| sets(line, key)),
        _ => false,
    };
    files.iter().rfind(|(_, entry)| names(entry)).map(|(at, _)| at)
}

fn sets(line: &str, key: &str) -> bool {
    line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Entry {
        Entry::Text(text.to_owned())
    }

    #[test]
    fn both_that_name_a_display_manager_are_heard() {
        let link = |to: &str| Entry::Link(to.into());
        for (unit, debians, wanted) in [
            (link("/lib/systemd/system/lightdm.service"), text("/usr/sbin/lightdm\n"), &["lightdm"][..]),
            (link("/lib/systemd/system/gdm3.service"), text("/usr/sbin/gdm3"), &["gdm"]),
            (link("/usr/lib/systemd/system/sddm.service"), Entry::Nothing, &["sddm"]),
            (link("/lib/systemd/system/lightdm.service"), text("/usr/bin/sddm\n"), &["lightdm", "sddm"]),
            (Entry::Nothing, Entry::Nothing, &[]),
        ] {
            assert_eq!(started(&unit, &debians), wanted);
        }
    }

    #[test]
    fn the_last_file_of_lightdms_counts() {
        let files = [
            ("/usr/share/lightdm/a.conf", "[Seat:*]\n x-script = /a\n"),
            ("/etc/lightdm/b.conf", "[Seat:*]\nx-script=/b\n"),
            ("/etc/lightdm/c.conf", "[Seat:*]\n#x-script=/c\nx-script-more=/c\n"),
        ];
        let files = files.map(|(at, lines)| (PathBuf::from(at), text(lines)));
        assert_eq!(sets_last(&files, "x-script"), Some(&PathBuf::from("/etc/lightdm/b.conf")));
        assert_eq!(sets_last(&files, "y-script"), None);
    }
}
