#![expect(clippy::disallowed_methods, reason = "the test takes a file away, as a browser would")]
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::testing::{Change, all_bytes, delete, files_of, log_of, plant, put, table_of};
use super::*;
use crate::store::testing::{Lab, rel};

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn live(contents: &Contents) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    contents.live.iter().map(|(key, value)| (text(key), text(value))).collect()
}

fn pairs(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn the_last_change_of_a_key_counts() {
    let table = [put("a", "old"), put("b", "1"), put("c", "1"), put("a", "older than the log"), put("e", "1")];
    let contents = parse(&files_of(&table, &[put("a", "new"), delete("b"), put("d", "1")])).unwrap();
    assert_eq!(live(&contents), pairs(&[("a", "new"), ("c", "1"), ("d", "1"), ("e", "1")]));
    let past = |key: &str, value: &str| (key.as_bytes().to_vec(), value.as_bytes().to_vec());
    assert_eq!(
        contents.old_versions,
        [past("a", "old"), past("a", "older than the log"), past("b", ""), past("b", "1")].into()
    );
    assert!(!contents.has_remains);
}

#[test]
fn a_rebuilt_database_holds_what_is_kept_and_nothing_else() {
    let lab = Lab::new();
    let table: Vec<_> = (0..50).map(|number| put(&format!("kept-{number:02}"), &"value ".repeat(number))).collect();
    let log = [put("gone-1", "removed-one"), put("kept-07", "new"), delete("kept-08"), put("gone-2", "removed-two")];
    plant(&lab, "db", &table, &log);
    lab.put("db/.signoff-0123", "removed-by-a-run-that-was-killed");
    let before = read(&lab.root, &rel("db")).unwrap().unwrap();
    assert!(before.has_remains);
    rebuild(&lab.root, &rel("db"), &before, |key| !key.starts_with(b"gone")).unwrap();
    let after = read(&lab.root, &rel("db")).unwrap().unwrap();
    let mut expected = before.live.clone();
    expected.retain(|key, _value| !key.starts_with(b"gone"));
    assert_eq!(after.live, expected);
    assert!(after.old_versions.is_empty() && !after.has_remains);
    let bytes = all_bytes(&lab, "db");
    assert!(!holds(&bytes, "removed-") && !holds(&bytes, "gone-") && !holds(&bytes, "kept-08"));
    let names: Vec<_> = lab.root.list(Some(&rel("db"))).unwrap().into_iter().map(|listed| listed.name).collect();
    assert_eq!(names, ["000009.log", "CURRENT", "LOCK", "MANIFEST-000008"]);
}

#[test]
fn killed_between_any_two_steps_it_is_the_old_or_the_new_one() {
    let old = files_of(&[put("gone", "1"), put("kept", "old")], &[put("kept", "new")]);
    let before = parse(&old).unwrap();
    let kept: BTreeMap<_, _> = before.live.iter().filter(|(key, _value)| *key != b"gone").collect();
    let new = NewDatabase::write(&kept, before.next, before.sequence);
    let (were, are) = (pairs(&[("gone", "1"), ("kept", "new")]), pairs(&[("kept", "new")]));

    let mut files = old.clone();
    files.insert(new.log_name.clone(), new.log.clone());
    assert_eq!(live(&parse(&files).unwrap()), were, "after the log");
    files.insert(new.manifest_name.clone(), new.manifest.clone());
    let between = parse(&files).unwrap();
    assert_eq!(live(&between), were, "after the list");
    assert!(between.has_remains);
    files.insert(CURRENT.into(), new.current.clone());
    let switched = parse(&files).unwrap();
    assert_eq!(live(&switched), are, "after the switch");
    // The next run sees what this run could not remove.
    assert!(switched.has_remains);
    for name in old.keys().filter(|name| *name != CURRENT) {
        files.remove(name);
        assert_eq!(live(&parse(&files).unwrap()), are, "after {name}");
    }
    assert!(!parse(&files).unwrap().has_remains);
}

#[test]
fn what_a_killed_browser_left_unfinished_is_remains_and_what_is_damaged_is_said() {
    let mut files = files_of(&[], &[put("a", "1"), put("b", "2"), put("c", "3"), put("d", "4")]);
    let log = files["000006.log"].clone();
    files.insert("000006.log".into(), log[..log.len() - 1].to_vec());
    let cut = parse(&files).unwrap();
    assert_eq!(live(&cut), pairs(&[("a", "1"), ("b", "2"), ("c", "3")]));
    assert!(cut.has_remains);

    let mut flipped = log;
    flipped[20] ^= 1;
    files.insert("000006.log".into(), flipped);
    assert!(matches!(parse(&files), Err(EditError::Damaged(_))));
    files.remove("000006.log");
    files.remove("000005.ldb");
    assert!(matches!(parse(&files), Err(EditError::Damaged(_))));
}

#[test]
fn a_database_that_a_browser_holds_is_locked() {
    let lab = Lab::new();
    plant(&lab, "db", &[], &[put("a", "1")]);
    assert!(lock(&lab.root, &rel("db")).unwrap().is_some());
    std::fs::remove_file(lab.path("db/LOCK")).unwrap();
    assert!(lock(&lab.root, &rel("db")).unwrap().is_none());
    crate::safefs::testing::link("/dev/null", lab.path("db/LOCK")).unwrap();
    assert!(lock(&lab.root, &rel("db")).is_err());
}

#[test]
fn a_link_in_the_folder_is_not_read() {
    let lab = Lab::new();
    plant(&lab, "db", &[], &[put("a", "1")]);
    crate::safefs::testing::link("/etc/passwd", lab.path("db/000007.log")).unwrap();
    assert_eq!(read(&lab.root, &rel("db")), Err(EditError::NotAFile));
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    vec((vec(97..100_u8, 0..4), proptest::option::of(vec(any::<u8>(), 0..40))), 0..60)
}

proptest! {
    #[test]
    fn kept_and_removed_are_what_was_before(table in changes(), log in changes(), first in 97..100_u8) {
        let mut expected = BTreeMap::new();
        for (key, value) in table.iter().chain(&log) {
            match value {
                Some(value) => drop(expected.insert(key.clone(), value.clone())),
                None => drop(expected.remove(key)),
            }
        }
        let before = parse(&files_of(&table, &log)).unwrap();
        prop_assert_eq!(&before.live, &expected);
        let kept: BTreeMap<_, _> = before.live.iter().filter(|(key, _value)| key.first() != Some(&first)).collect();
        let after = parse(&NewDatabase::write(&kept, before.next, before.sequence).files()).unwrap();
        let mut both = after.live.clone();
        both.extend(before.live.clone().into_iter().filter(|(key, _value)| key.first() == Some(&first)));
        prop_assert_eq!(both, expected);
        prop_assert!(after.live.keys().all(|key| key.first() != Some(&first)));
    }

    #[test]
    fn records_of_any_length_are_read_as_they_were_written(lengths in vec(0..70_000_usize, 0..6)) {
        let records: Vec<_> = lengths.into_iter().map(|length| vec![7; length]).collect();
        let log = log::read(&log::write(records.iter().map(Vec::as_slice))).unwrap();
        prop_assert_eq!(log, log::Log { records, is_truncated: false });
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in vec(any::<u8>(), 0..400)) {
        drop(log::read(&bytes));
        drop(table::entries(&bytes));
        drop(manifest::read(&bytes));
        let batch = log::write([bytes.as_slice()]);
        drop(manifest::read(&batch));
        for name in ["000006.log", "000005.ldb", "MANIFEST-000004", "CURRENT"] {
            for bytes in [&bytes, &batch] {
                let mut files = files_of(&[put("a", "1")], &[put("b", "2")]);
                files.insert(name.into(), bytes.clone());
                drop(parse(&files));
            }
        }
    }

    #[test]
    fn flipped_bits_are_read_without_a_panic(at in any::<prop::sample::Index>(), bit in 0..8_u8, packed: bool) {
        let changes: Vec<_> = (0..20).map(|number| put(&format!("key {number}"), "value")).collect();
        for mut bytes in [table_of(&changes, 1, packed), log_of(&changes, 1)] {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            drop(table::entries(&bytes));
            drop(log::read(&bytes));
        }
    }

    #[test]
    fn names_say_what_files_are(number in any::<u64>()) {
        prop_assert_eq!(Role::of(&format!("{number:06}.ldb")), Role::Table(number));
        prop_assert_eq!(Role::of(&format!("MANIFEST-{number:06}")), Role::Manifest(number));
        prop_assert_eq!(Role::of(&format!("+{number}.log")), Role::Stray);
    }

    #[test]
    fn a_map_is_written_and_read(kept in btree_map(vec(any::<u8>(), 0..9), vec(any::<u8>(), 0..9), 0..40)) {
        let references = kept.iter().collect();
        prop_assert_eq!(parse(&NewDatabase::write(&references, 3, 9).files()).unwrap().live, kept);
    }
}
