//! The house's walls: who may import whom, where the operating system may show, how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn sources(below: &str) -> BTreeMap<PathBuf, String> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(top.join(below)).sort_by_file_name().into_iter().map(Result::unwrap);
    files
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|file| (file.path().strip_prefix(top).unwrap().to_owned(), std::fs::read_to_string(file.path()).unwrap()))
        .collect()
}

/// The table of house rules: module → modules it may use besides itself.
fn allowed() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    [
        ("model", vec![]),
        ("platform", vec!["model"]),
        ("safefs", vec!["model"]),
        ("i18n", vec!["model"]),
        ("store", vec!["model", "safefs"]),
        ("catalog", vec!["model"]),
        ("policy", vec!["model", "safefs"]),
        ("receipts", vec!["model", "safefs", "store"]),
        ("engine", vec!["model", "platform", "safefs", "store", "catalog", "policy", "receipts"]),
        ("demo", vec!["model", "platform", "safefs", "store"]),
        ("hook", vec!["model", "platform", "safefs", "policy"]),
        ("cli", vec!["model", "platform", "engine", "policy", "receipts", "hook", "demo", "i18n", "catalog", "safefs"]),
        ("gui", vec!["model", "platform", "engine", "policy", "receipts", "hook", "demo", "i18n", "catalog", "safefs"]),
    ]
    .into_iter()
    .map(|(module, uses)| (module, uses.into_iter().collect()))
    .collect()
}

#[test]
fn modules_import_only_from_layers_above() {
    let allowed = allowed();
    let mut seen = 0;
    for (path, text) in sources("src") {
        let parts: Vec<_> = path.iter().map(|part| part.to_str().unwrap()).collect();
        let [_, module, _, ..] = parts.as_slice() else { continue };
        let Some(may) = allowed.get(module) else { continue };
        for used in text.split("crate::").skip(1) {
            let used: String = used.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
            if allowed.contains_key(used.as_str()) && used != **module {
                seen += 1;
                assert!(may.contains(used.as_str()), "{} uses crate::{used}", path.display());
            }
        }
    }
    assert!(seen > 20, "the search for imports found only {seen}");
}

#[test]
fn files_are_short() {
    let files: Vec<_> = sources("src").into_iter().chain(sources("tests")).collect();
    assert!(files.len() > 20);
    for (path, text) in files {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
    }
}

#[test]
fn the_operating_system_shows_only_in_platform_and_safefs() {
    for (path, text) in sources("src") {
        let free = path.starts_with("src/platform") || path.starts_with("src/safefs");
        let shows = text.contains("cfg(target_os") || text.contains("cfg(windows") || text.contains("cfg(unix");
        assert!(free || !shows, "{}", path.display());
    }
}

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
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list: Ignored = toml::from_str(&std::fs::read_to_string(top.join("tests/ignored.toml")).unwrap()).unwrap();
    let listed: BTreeSet<_> = list
        .ignored
        .iter()
        .flat_map(|group| group.tests.iter().map(|test| (group.reason.clone(), test.clone())))
        .collect();
    let mut found = BTreeSet::new();
    for text in sources("tests").into_values().chain(sources("src").into_values()) {
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

#[test]
fn every_test_file_is_part_of_a_target() {
    let files = sources("tests");
    let all: String = files.values().cloned().collect();
    for path in files.keys() {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let named = if stem == "mod" { path.parent().unwrap().file_name().unwrap().to_str().unwrap() } else { stem };
        assert!(named == "main" || all.contains(&format!("mod {named};")), "{} is in no target", path.display());
    }
}
