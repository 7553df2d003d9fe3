//! How long a file may be, and that every test file is compiled.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use proc_macro2::TokenTree;

use super::sources::{each_level, files, ident, tokens, top};

#[test]
fn files_are_short() {
    let all: Vec<_> = files("src").into_iter().chain(files("tests")).collect();
    for (path, text) in all {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
    }
}

/// Returns the modules that a file declares, each with the file that `#[path]` names for it.
fn declared(text: &str) -> Vec<(String, Option<String>)> {
    let mut found = Vec::new();
    each_level(&tokens(text), &mut |level| {
        for at in 0..level.len() {
            let [Some(word), Some(name)] = [at, at + 1].map(|at| level.get(at).and_then(ident)) else { continue };
            if word == "mod" && matches!(level.get(at + 2), Some(TokenTree::Punct(mark)) if mark.as_char() == ';') {
                found.push((name, path_before(&level[..at])));
            }
        }
    });
    found
}

/// Reads `#[path = "…"]` from the end of what stands before a module.
fn path_before(before: &[TokenTree]) -> Option<String> {
    let Some(TokenTree::Group(group)) = before.iter().rev().find(|token| ident(token).is_none()) else { return None };
    let inner: Vec<_> = group.stream().into_iter().collect();
    match inner.as_slice() {
        [word, _, TokenTree::Literal(path)] if ident(word).as_deref() == Some("path") => {
            Some(path.to_string().trim_matches('"').to_owned())
        }
        _ => None,
    }
}

/// Adds the files that are reached from `file` by its `mod` lines.
fn reach(file: &Path, reached: &mut BTreeSet<PathBuf>) {
    if !reached.insert(file.to_owned()) {
        return;
    }
    let folder = file.parent().unwrap();
    let is_map = file.file_stem().is_some_and(|stem| stem == "mod" || stem == "main");
    let below = if is_map { folder.to_owned() } else { folder.join(file.file_stem().unwrap()) };
    for (name, path) in declared(&std::fs::read_to_string(top().join(file)).unwrap()) {
        let candidates = match path {
            Some(path) => vec![folder.join(path)],
            None => vec![below.join(format!("{name}.rs")), below.join(&name).join("mod.rs")],
        };
        let found: Vec<_> = candidates.iter().filter(|candidate| top().join(candidate).is_file()).collect();
        assert_eq!(found.len(), 1, "{name}, declared in {}", file.display());
        reach(&plain(found[0]), reached);
    }
}

/// Resolves `..` by name: `#[path]` leads to `../support`.
fn plain(path: &Path) -> PathBuf {
    path.iter().fold(PathBuf::new(), |mut plain, name| {
        if name == ".." {
            plain.pop();
        } else {
            plain.push(name);
        }
        plain
    })
}

#[test]
fn every_test_file_is_part_of_a_target() {
    let manifest: toml::Table = toml::from_str(&std::fs::read_to_string(top().join("Cargo.toml")).unwrap()).unwrap();
    let targets = ["test", "bench", "example"].into_iter().filter_map(|kind| manifest.get(kind)?.as_array()).flatten();
    let mut reached = BTreeSet::new();
    for target in targets {
        reach(Path::new(target["path"].as_str().unwrap()), &mut reached);
    }
    let all: BTreeSet<_> = files("tests").into_keys().collect();
    let outside: Vec<_> = all.difference(&reached).collect();
    assert!(reached.len() > 50 && outside.is_empty(), "in no target: {outside:#?}");
}

#[test]
fn only_the_maps_of_test_targets_lead_elsewhere_and_only_to_support() {
    let mut seen = 0;
    for (file, text) in files("src").into_iter().chain(files("tests")) {
        for (name, path) in declared(&text) {
            let Some(path) = path else { continue };
            seen += 1;
            let is_map = file.starts_with("tests") && file.ends_with("main.rs");
            // The benchmark of the window uses the other's homes.
            let is_shared =
                ["../support/", "../../support/", "../home.rs"].iter().any(|shared| path.starts_with(shared));
            assert!(is_map && is_shared, "{} has #[path = {path:?}] mod {name}", file.display());
        }
    }
    assert!(seen > 0, "the search found nothing");
}
