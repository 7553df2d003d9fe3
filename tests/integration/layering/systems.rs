//! Where an operating system may show: in one folder for each system, chosen in one place.

use std::path::Path;

use proc_macro2::{Delimiter, TokenTree};

use super::sources::{each_level, files, ident, product, tokens};

/// The folders in which a system may show.
const ROOMS: [&str; 5] =
    ["src/platform/linux", "src/platform/windows", "src/hook/linux", "src/hook/windows", "src/safefs/sys"];
/// The files in which a system is chosen, each with the conditions on systems that it has: `mod` and `use … as os` for
/// each system, and what the file itself explains.
const DOORS: [(&str, &[&str]); 4] = [
    ("src/platform/mod.rs", &["target_os", "windows", "target_os", "windows"]),
    ("src/platform/restart.rs", &["unix", "unix"]),
    ("src/safefs/sys/mod.rs", &["target_os", "unix", "windows", "target_os", "windows"]),
    ("src/hook/mod.rs", &["target_os", "windows", "windows", "target_os", "windows"]),
];

fn is_in_a_room(file: &Path) -> bool {
    ROOMS.iter().any(|room| file.starts_with(room)) || file.starts_with("src/safefs/tests")
}

/// Returns what a file says of one system: crates that only some have, `std::os`, and conditions.
fn shows(tokens: &[TokenTree]) -> Vec<String> {
    const CRATES: [&str; 9] =
        ["rustix", "nix", "libc", "signal_hook", "x11rb", "zbus", "wayland_client", "wayland_protocols", "windows_sys"];
    const CONDITIONS: [&str; 5] = ["unix", "windows", "target_os", "target_family", "target_env"];
    let mut found = Vec::new();
    each_level(tokens, &mut |level| {
        for (at, token) in level.iter().enumerate() {
            let Some(name) = ident(token) else { continue };
            let next: String = level.iter().skip(at + 1).take(3).map(ToString::to_string).collect();
            if CRATES.contains(&name.as_str()) && next.starts_with("::") {
                found.push(name.clone());
            }
            if name == "std" && next == "::os" {
                found.push("std::os".into());
            }
            if matches!(name.as_str(), "OwnedFd" | "BorrowedFd" | "CStr" | "CString") {
                found.push(name.clone());
            }
            let condition = level.iter().skip(at + 1).find_map(|token| match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => Some(group.stream()),
                _ => None,
            });
            if matches!(name.as_str(), "cfg" | "cfg_attr")
                && let Some(condition) = condition
            {
                each_level(&condition.into_iter().collect::<Vec<_>>(), &mut |inner| {
                    let names = inner.iter().filter_map(ident);
                    found.extend(
                        names.filter(|name| CONDITIONS.contains(&name.as_str())).map(|name| format!("cfg({name})")),
                    );
                });
            }
        }
    });
    found
}

#[test]
fn a_system_shows_only_in_its_own_folders() {
    let mut found = Vec::new();
    let mut inside = 0;
    for (file, text) in files("src") {
        let is_door = DOORS.iter().any(|(door, _)| file == Path::new(door));
        // Unit tests beside the code count too: they use `safefs::testing`, which names no system.
        for shown in shows(&tokens(&text)) {
            let is_condition = shown.starts_with("cfg(");
            inside += 1;
            if !(is_door || is_in_a_room(&file) && !is_condition) {
                found.push(format!("{}: {shown}", file.display()));
            }
        }
    }
    assert!(inside > 50, "the search found only {inside}");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn each_door_chooses_once_for_each_system() {
    for (door, expected) in DOORS {
        let text = std::fs::read_to_string(super::sources::top().join(door)).unwrap();
        let conditions: Vec<_> = shows(&product(&text)).into_iter().filter(|shown| shown.starts_with("cfg(")).collect();
        let expected: Vec<_> = expected.iter().map(|condition| format!("cfg({condition})")).collect();
        assert_eq!(conditions, expected, "{door}");
    }
}

#[test]
fn system_is_implemented_by_each_system_and_one_fake_and_has_no_default_bodies() {
    let mut implementations = Vec::new();
    for (file, text) in files("src").into_iter().chain(files("tests")) {
        each_level(&tokens(&text), &mut |level| {
            let words: Vec<_> = level.iter().map(|token| ident(token).unwrap_or_default()).collect();
            if words.windows(3).any(|three| three == ["impl", "System", "for"]) {
                implementations.push(file.to_str().unwrap().to_owned());
            }
        });
    }
    let expected = ["src/platform/linux/computer.rs", "src/platform/testing.rs", "src/platform/windows/computer.rs"];
    assert_eq!(implementations, expected);

    let text = std::fs::read_to_string(super::sources::top().join("src/platform/system.rs")).unwrap();
    let file = tokens(&text);
    let start = file
        .windows(2)
        .position(|two| ident(&two[0]).as_deref() == Some("trait") && ident(&two[1]).as_deref() == Some("System"));
    let body = file[start.unwrap()..].iter().find_map(|token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.stream()),
        _ => None,
    });
    let members: Vec<_> = body.unwrap().into_iter().collect();
    assert!(members.iter().filter(|token| ident(token).as_deref() == Some("fn")).count() > 10);
    let bodies = members
        .iter()
        .filter(|token| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace));
    assert_eq!(bodies.count(), 0, "a method of System has a body");
}

/// What is left of Linux in code for all systems: file and text. It may only become shorter.
const LEFT: [(&str, &str); 2] = [
    (
        "src/engine/context.rs",
        "\"the programs that run cannot be listed: /proc is not mounted, or belongs to another container\"",
    ),
    ("src/catalog/definition.rs", "\"snap\""),
];

#[test]
fn no_path_or_name_of_one_system_is_in_the_engine_or_the_catalog() {
    let places = ["/proc", "/etc", "/dev", "/run", ".var/app", "snap", "linux"];
    let mut found = Vec::new();
    for (file, text) in files("src/engine").into_iter().chain(files("src/catalog")) {
        let is_free = ["src/engine/areas", "src/engine/clean_window", "src/engine/testing.rs"];
        if is_free.iter().any(|free| file.starts_with(free)) || file.ends_with("tests.rs") {
            continue;
        }
        each_level(&product(&text), &mut |level| {
            for literal in level.iter().filter(|token| matches!(token, TokenTree::Literal(_))) {
                let literal = literal.to_string();
                let is_doc = level.first().and_then(ident).as_deref() == Some("doc");
                if !is_doc && places.iter().any(|place| literal.contains(place)) {
                    found.push((file.to_str().unwrap().to_owned(), literal));
                }
            }
        });
    }
    let found: Vec<_> = found.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    assert_eq!(found, LEFT);
}
