//! Settings files of Qt programs: keeps the allowed keys. Whole lines are kept or removed, never rewritten. A line that
//! cannot be parsed makes the whole file damaged: it might be half of a value that must be removed.
//!
//! Rules name a key `Group.key`, or a whole group by its name. Source: `QSettings` (Qt 5), which writes each value on
//! one line and escapes line breaks in it.

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// The name of the group for keys before the first group header.
const GENERAL: &str = "General";

/// Returns the file without what the scope does not keep, or `None` if nothing is removed. A group without keys left is
/// removed.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Result<Option<Reduced>, String> {
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut changes = 0;
    let mut group = GENERAL.to_owned();
    let mut head: Option<&[u8]> = None;
    for (index, raw) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let wrong = || format!("line {} cannot be read", index + 1);
        let line = std::str::from_utf8(raw).map_err(|_cause| wrong())?.trim();
        if line.is_empty() {
            // An empty line is removed if it follows the header of a group of which no key is kept yet.
            if head.is_none() {
                kept.extend_from_slice(raw);
            }
        } else if let Some(name) = line.strip_prefix('[') {
            name.strip_suffix(']').ok_or_else(wrong)?.clone_into(&mut group);
            head = Some(raw);
        } else if line.starts_with([';', '#']) {
            // A comment may contain anything, so it is removed.
            changes += 1;
        } else {
            let (key, _value) = line.split_once('=').ok_or_else(wrong)?;
            let steps = group.split('.').chain([key.trim()]);
            if scope.at(steps) == Some(Fate::Keep) {
                kept.extend_from_slice(head.take().unwrap_or_default());
                kept.extend_from_slice(raw);
            } else {
                changes += 1;
            }
        }
    }
    Ok((changes > 0).then_some(Reduced { bytes: kept, changes }))
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
        let reduced = reduce(text.as_bytes(), &keep).unwrap().unwrap();
        let expected = "[Web-URL-Settings]\nhomepage=\"https://a.example, b\"\n\n\
                        [DownloadManager]\nCloseManagerOnFinish=true\n\n";
        assert_eq!(String::from_utf8(reduced.bytes).unwrap(), expected);
        assert_eq!(reduced.changes, 2);
        assert_eq!(reduce(expected.as_bytes(), &keep).unwrap(), None, "and once more nothing goes");
    }

    #[test]
    fn keys_before_a_group_are_general() {
        let reduced = reduce(b"a=1\n[x]\nb=2\n", &scope(&["General"])).unwrap().unwrap();
        assert_eq!(reduced.bytes, b"a=1\n");
    }

    #[test]
    fn what_is_not_understood_is_damaged() {
        for text in ["[x\na=1\n", "[x]\nno equals sign\n", "[x]\n\u{0}\n"] {
            assert!(reduce(text.as_bytes(), &scope(&["x"])).is_err(), "{text:?}");
        }
        assert!(reduce(b"[x]\na=\xff\n", &scope(&["x"])).is_err());
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
            drop(reduce(&bytes, &scope(&["x", "y.z"])));
        }
    }
}
