//! What the window's views may not do: say words of their own, or mix colours.

use std::collections::BTreeSet;

use proc_macro2::TokenTree;

use super::sources::{each_level, files, ident, product, top};

/// Calls whose text a person reads or hears.
const SHOWING: [&str; 12] = [
    "label",
    "heading",
    "button",
    "text",
    "small",
    "weak",
    "note",
    "subheading",
    "hover_text",
    "on_hover_text",
    "primary",
    "link",
];

#[test]
fn views_say_only_what_the_translations_have() {
    let english = std::fs::read_to_string(top().join("assets/i18n/en.ftl")).unwrap();
    let keys: BTreeSet<_> = english.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect();
    let mut seen = 0;
    let mut found = Vec::new();
    for (file, text) in files("src/gui/view") {
        each_level(&product(&text), &mut |level| {
            for (at, token) in level.iter().enumerate() {
                let (Some(name), Some(TokenTree::Group(group))) = (ident(token), level.get(at + 1)) else { continue };
                if !SHOWING.contains(&name.as_str()) && name != "new" {
                    continue;
                }
                for literal in group.stream().into_iter().filter(|token| matches!(token, TokenTree::Literal(_))) {
                    let literal = literal.to_string();
                    let words = literal.trim_matches('"');
                    seen += 1;
                    if words.contains(char::is_alphabetic) && literal.starts_with('"') && !keys.contains(words) {
                        found.push(format!("{}: {name}({literal})", file.display()));
                    }
                }
            }
        });
    }
    assert!(seen > 50, "the search found only {seen} texts");
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn colours_are_mixed_only_in_the_theme() {
    let mut inside = 0;
    for (file, text) in files("src/gui") {
        each_level(&product(&text), &mut |level| {
            let text: Vec<_> = level.iter().map(ToString::to_string).collect();
            let mixes = text.iter().any(|word| word == "hex_color")
                || text.windows(4).any(|four| four[0] == "Color32" && four[3].starts_with("from_"));
            let is_theme = file.starts_with("src/gui/theme");
            inside += usize::from(mixes && is_theme);
            assert!(is_theme || !mixes, "{} mixes a colour: it belongs into gui/theme", file.display());
        });
    }
    assert!(inside > 0, "the theme mixes no colour: the search is wrong");
}
