//! No two files need each other, directly or around a corner: a reader can begin at one end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::sources::{Used, files, module_of, paths};

/// Every module that is a file, by its names.
type Modules = BTreeMap<Vec<String>, PathBuf>;

/// Returns a path as names below the crate; `None` where it leads out of it.
fn absolute(file: &Path, names: &[String], modules: &Modules) -> Option<Vec<String>> {
    let mut from = module_of(file);
    let mut rest = names;
    match names.first()?.as_str() {
        "crate" => (from, rest) = (Vec::new(), rest.get(1..)?),
        "self" => rest = rest.get(1..)?,
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                from.pop()?;
                rest = rest.get(1..)?;
            }
        }
        child => {
            let child = [from.as_slice(), &[child.to_owned()]].concat();
            modules.contains_key(&child).then_some(())?;
        }
    }
    Some([from, rest.to_vec()].concat())
}

/// Returns the file that defines what a path names: through a map's re-export it is the child's file.
fn definer(path: &[String], modules: &Modules, reexports: &BTreeMap<Vec<String>, Vec<String>>) -> Option<PathBuf> {
    let mut path = path.to_vec();
    // A re-export may lead to another, through a few maps at most.
    for _ in 0..8 {
        let target = (1..=path.len()).find_map(|len| {
            let target = reexports.get(path.get(..len)?)?;
            Some([target.as_slice(), path.get(len..)?].concat())
        });
        path = target.unwrap_or(path);
    }
    (1..=path.len()).rev().find_map(|len| modules.get(path.get(..len)?)).cloned()
}

/// File → files that it needs, each with a path that says so.
type Edges = BTreeMap<PathBuf, BTreeMap<PathBuf, String>>;

fn edges() -> Edges {
    let sources: BTreeMap<_, _> = files("src")
        .into_iter()
        .filter(|(file, _)| !file.iter().any(|name| name == "tests" || name == "tests.rs" || name == "bin"))
        .collect();
    let modules: Modules = sources.keys().map(|file| (module_of(file), file.clone())).collect();
    let used: BTreeMap<_, _> = sources.iter().map(|(file, text)| (file, paths(text))).collect();
    let mut reexports = BTreeMap::new();
    for (file, paths) in &used {
        for Used { names, .. } in paths.iter().filter(|used| used.is_reexport) {
            if let Some(target) = absolute(file, names, &modules)
                && let Some(name) = names.last()
            {
                let shown = [module_of(file), vec![name.clone()]].concat();
                // A function with the name of its module: the module's file defines it.
                if !target.starts_with(&shown) {
                    reexports.insert(shown, target);
                }
            }
        }
    }
    let mut edges = BTreeMap::new();
    for (file, paths) in &used {
        let targets = paths.iter().filter(|used| !used.is_reexport).filter_map(|used| {
            let target = definer(&absolute(file, &used.names, &modules)?, &modules, &reexports)?;
            Some((target, used.names.join("::")))
        });
        edges.insert((*file).clone(), targets.filter(|(target, _)| target != *file).collect());
    }
    edges
}

/// Returns the files that can be reached from one by imports.
fn reach<'e>(edges: &'e Edges, from: &'e Path) -> BTreeSet<&'e PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(file) = open.pop() {
        for next in edges.get(file).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let edges = edges();
    let count: usize = edges.values().map(BTreeMap::len).sum();
    assert!(count > 500, "the search for imports found only {count}");
    let reached: BTreeMap<_, _> = edges.keys().map(|file| (file, reach(&edges, file))).collect();
    let mut circles = BTreeSet::new();
    for (file, others) in &edges {
        for (other, path) in others {
            // An edge from which one comes back to where it began.
            if reached[other].contains(file) {
                circles.insert(format!("{} → {} by {path}", file.display(), other.display()));
            }
        }
    }
    assert!(circles.is_empty(), "{circles:#?}");
}
