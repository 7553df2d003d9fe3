//! Whether the user's systemd outlives the session, as logind decides it. Decides from what was read; reads nothing.

use std::path::PathBuf;

use super::disk::Entry;
use super::systemd;

/// Returns the file that says that programs which are left over after a logout go on (`KillUserProcesses=no`,
/// logind.conf(5)): while one does, logind keeps the session, and with it the user's systemd. The files come in the
/// order in which systemd reads them. Of the main file a line that is commented out counts too, if nothing else says
/// it: it shows the built-in value ("Entries in this file show the compile time defaults").
pub(super) fn keeps_programs(main: &(PathBuf, Entry), drop_ins: &[(PathBuf, Entry)]) -> Option<PathBuf> {
    let mut last = None;
    let shown = std::iter::once((main, true)).chain(std::iter::once((main, false)));
    for ((at, entry), is_commented) in shown.chain(drop_ins.iter().map(|one| (one, false))) {
        let Entry::Text(text) = entry else { continue };
        let text = if is_commented { text.replace('#', "") } else { text.clone() };
        let found = systemd::settings(&text).into_iter().rfind(|setting| setting.key == "KillUserProcesses");
        last = found.map(|setting| (at, setting.value)).or(last);
    }
    let (at, value) = last?;
    ["no", "n", "false", "f", "off", "0"].contains(&value.as_str()).then(|| at.clone())
}

/// Returns how many sessions logind's file about a user lists.
pub(super) fn sessions(user: &Entry) -> usize {
    let Entry::Text(text) = user else { return 0 };
    let listed = text.lines().find_map(|line| line.strip_prefix("SESSIONS="));
    listed.map_or(0, |names| names.split_whitespace().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_last_counts_and_the_comment_only_if_nothing_is() {
        let file = |text: &str| (PathBuf::from("/m"), Entry::Text(text.to_owned()));
        let more = |text: &str| vec![(PathBuf::from("/d"), Entry::Text(text.to_owned()))];
        let nothing = || (PathBuf::from("/m"), Entry::Nothing);
        for (main, drop_ins, wanted) in [
            (file("[Login]\n#KillUserProcesses=no\n"), Vec::new(), Some("/m")),
            (file("[Login]\n#KillUserProcesses=yes\n"), Vec::new(), None),
            (file("[Login]\nKillUserProcesses=yes\n#KillUserProcesses=no\n"), Vec::new(), None),
            (file("[Login]\n#KillUserProcesses=no\n"), more("[Login]\nKillUserProcesses=yes\n"), None),
            (file("[Login]\nKillUserProcesses=yes\n"), more("[Login]\nKillUserProcesses=no\n"), Some("/d")),
            (nothing(), Vec::new(), None),
        ] {
            assert_eq!(keeps_programs(&main, &drop_ins), wanted.map(PathBuf::from), "{main:?} {drop_ins:?}");
        }
    }

    #[test]
    fn sessions_are_counted() {
        assert_eq!(sessions(&Entry::Text("NAME=a\nSESSIONS=c2 5\nACTIVE_SESSIONS=c2\n".to_owned())), 2);
        assert_eq!(sessions(&Entry::Nothing), 0);
    }
}
