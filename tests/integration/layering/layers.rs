//! A module imports only from the modules that ARCHITECTURE.md allows it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::sources::{files, module_of, paths, top};

/// Reads the map of ARCHITECTURE.md: module → modules that it may use besides itself.
fn allowed() -> BTreeMap<String, BTreeSet<String>> {
    let page = std::fs::read_to_string(top().join("ARCHITECTURE.md")).unwrap();
    let mut allowed = BTreeMap::new();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    let rows = page.lines().skip_while(|line| !line.starts_with("| layer |")).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        for module in quoted(cells[2]) {
            allowed.insert(module, quoted(cells[4]));
        }
    }
    allowed
}

/// Returns the module of the top level that a path leads to from a file, if it leads to one.
fn reached(file: &Path, names: &[String]) -> Option<String> {
    let mut from = module_of(file);
    let up = names.iter().take_while(|name| *name == "super").count();
    match names.first()?.as_str() {
        "crate" => names.get(1).cloned(),
        "super" => {
            from.truncate(from.len().checked_sub(up)?);
            from.first().or_else(|| names.get(up)).cloned()
        }
        _ => None,
    }
}

#[test]
fn modules_import_only_from_layers_above() {
    let allowed = allowed();
    let mut seen = 0;
    let mut found = Vec::new();
    for (file, text) in files("src") {
        let module = module_of(&file).first().cloned().unwrap_or_default();
        let Some(may) = allowed.get(&module) else {
            assert!(module.is_empty() || module == "bin", "{} is in no layer of ARCHITECTURE.md", file.display());
            continue;
        };
        for used in paths(&text) {
            if let Some(other) = reached(&file, &used.names)
                && other != module
            {
                seen += 1;
                if !may.contains(&other) {
                    found.push(format!("{} uses {}", file.display(), used.names.join("::")));
                }
            }
        }
    }
    assert!(seen > 200, "the search for imports found only {seen}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_path_leads_to_its_module() {
    let check = |file: &str, path: &str, expected: Option<&str>| {
        let names: Vec<_> = path.split("::").map(str::to_owned).collect();
        assert_eq!(reached(Path::new(file), &names).as_deref(), expected, "{path} in {file}");
    };
    check("src/store/keys/ini.rs", "crate::engine::Engine", Some("engine"));
    check("src/store/keys/ini.rs", "super::super::super::engine::Engine", Some("engine"));
    check("src/store/keys/ini.rs", "super::super::error::EditError", Some("store"));
    check("src/store/keys/mod.rs", "super::super::gui", Some("gui"));
    check("src/store/keys/ini.rs", "std::io", None);
}
