//! Every ignored test is listed with its reason in tests/ignored.toml.

use std::collections::BTreeSet;

use super::sources::{files, top};

#[derive(serde::Deserialize)]
struct Ignored {
    ignored: Vec<Reason>,
}

#[derive(serde::Deserialize)]
struct Reason {
    reason: String,
    tests: Vec<String>,
}

#[test]
fn what_is_ignored_is_listed_with_its_reason() {
    let list: Ignored = toml::from_str(&std::fs::read_to_string(top().join("tests/ignored.toml")).unwrap()).unwrap();
    let listed: BTreeSet<_> = list
        .ignored
        .iter()
        .flat_map(|group| group.tests.iter().map(|test| (group.reason.clone(), test.clone())))
        .collect();
    let mut found = BTreeSet::new();
    for text in files("tests").into_values().chain(files("src").into_values()) {
        // In two parts, so that this line is not one of them.
        for marked in text.split(concat!("#[", "ignore")).skip(1) {
            let reason = marked.split('"').nth(1).unwrap();
            let test = marked.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).unwrap();
            found.insert((reason.to_owned(), test.to_owned()));
        }
    }
    assert!(!found.is_empty(), "the search found nothing");
    assert_eq!(found, listed, "tests/ignored.toml and the sources differ");
}
