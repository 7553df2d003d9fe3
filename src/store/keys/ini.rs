//! Settings files of Qt programs: keeps the allowed keys. Whole lines are kept or removed, never rewritten. A line that
//! cannot be parsed is removed: it might be half of a value that must be removed.
//!
//! Rules name a key `Group.key`, or a whole group by its name. Source: `QSettings` (Qt 5), which writes each value on
//! one line and escapes line breaks in it.

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// The name of the group for keys before the first group header.
const GENERAL: &str = "General";

/// Returns the file without what the scope does not keep, or `None` if nothing is removed. A group without keys left is
/// removed.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut changes = 0;
    // `None` below a header that cannot be read.
    let mut group = Some(GENERAL.to_owned());
    let mut head: Option<&[u8]> = None;
    for raw in bytes.split_inclusive(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(raw).ok().map(str::trim);
        if line == Some("") {
            // An empty line is removed if it follows the header of a group of which no key is kept yet.
            if head.is_none() {
                kept.extend_from_slice(raw);
            }
        } else if let Some(name) = line.and_then(|line| line.strip_prefix('[')) {
            group = name.strip_suffix(']').map(str::to_owned);
            changes += u64::from(group.is_none());
            head = Some(raw);
        } else if is_kept(line, group.as_deref(), scope) {
            kept.extend_from_slice(head.take().unwrap_or_default());
            kept.extend_from_slice(raw);
        } else {
            changes += 1;
        }
    }
    (changes > 0).then_some(Reduced::of(kept, changes))
}

/// Says whether a line is a setting that the scope keeps. A comment may contain anything, so it is removed.
fn is_kept(line: Option<&str>, group: Option<&str>, scope: &Scope<String>) -> bool {
    let Some((line, group)) = line.zip(group).filter(|(line, _group)| !line.starts_with([';', '#'])) else {
        return false;
    };
    let Some((key, _value)) = line.split_once('=') else { return false };
    scope.at(group.split('.').chain([key.trim()])) == Some(Fate::Keep)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(keep: &[&str]) -> Scope<String> {
        let mut scope = Scope::new(Fate::Remove);
        for key in keep {
            scope.keep(&key.split('.').map(str::to_owned).collect::<Vec<_>>());
        }
        scope
    }

    #[test]
    fn only_named_keys_and_groups_stay() {
        let text = "[SessionRestore]\nisRunning=true\n\n[Web-URL-Settings]\nhomepage=\"https://a.example, b\"\n\n\
                    [DownloadManager]\nlastDownloadPath=/home/u/x\nCloseManagerOnFinish=true\n\n[Empty]\n";
        let keep = scope(&["Web-URL-Settings", "DownloadManager.CloseManagerOnFinish"]);
        let reduced = reduce(text.as_bytes(), &keep).unwrap();
        let expected = "[Web-URL-Settings]\nhomepage=\"https://a.example, b\"\n\n\
                        [DownloadManager]\nCloseManagerOnFinish=true\n\n";
        assert_eq!(String::from_utf8(reduced.bytes).unwrap(), expected);
        assert_eq!(reduced.changes, 2);
        assert_eq!(reduce(expected.as_bytes(), &keep), None, "and once more nothing goes");
    }

    #[test]
    fn keys_before_a_group_are_general() {
        let reduced = reduce(b"a=1\n[x]\nb=2\n", &scope(&["General"])).unwrap();
        assert_eq!(reduced.bytes, b"a=1\n");
    }

    #[test]
    fn what_is_not_understood_goes_and_the_rest_stays() {
        let rest = b"[x]\nb=2\n";
        for text in [&b"[x\na=1\n"[..], b"no equals sign\n", b"\0\n", b"\xff=1\n", b"[x]\na=\xff\n"] {
            let reduced = reduce(&[text, &rest[..]].concat(), &scope(&["x"])).unwrap();
            assert_eq!(String::from_utf8_lossy(&reduced.bytes), "[x]\nb=2\n", "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            drop(reduce(&bytes, &scope(&["x", "y.z"])));
        }
    }
}
