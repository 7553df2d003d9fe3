//! The sources as tokens, and the paths of modules and imports in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The package's folder.
pub(super) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the Rust files below a folder of the package, each with its text. Names are relative to the package.
pub(super) fn files(below: &str) -> BTreeMap<PathBuf, String> {
    let found = walkdir::WalkDir::new(top().join(below)).into_iter().map(Result::unwrap);
    let files: BTreeMap<_, _> = found
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "rs"))
        .map(|file| {
            (file.path().strip_prefix(top()).unwrap().to_owned(), std::fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    assert!(!files.is_empty(), "no sources below {below}");
    files
}

/// Returns the tokens of a file without those of its unit tests.
pub(super) fn product(text: &str) -> Vec<TokenTree> {
    without_tests(TokenStream::from_str(text).unwrap())
}

/// Returns all tokens of a file.
pub(super) fn tokens(text: &str) -> Vec<TokenTree> {
    TokenStream::from_str(text).unwrap().into_iter().collect()
}

/// Leaves out what is behind `#[cfg(test)]`: the item up to its `;` or its braces.
fn without_tests(stream: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut skips = false;
    for token in stream {
        let is_test = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket
            && matches!(group.stream().to_string().replace(' ', "").as_str(), "cfg(test)"));
        if is_test {
            // The `#` before it.
            kept.pop();
            skips = true;
        } else if skips {
            let ends_item = match &token {
                TokenTree::Punct(mark) => mark.as_char() == ';',
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Ident(_) | TokenTree::Literal(_) => false,
            };
            skips = !ends_item;
        } else {
            kept.push(token);
        }
    }
    kept
}

/// Calls `each` with every run of sibling tokens in the tree: the file's own, and those of each group.
pub(super) fn each_level(tokens: &[TokenTree], each: &mut impl FnMut(&[TokenTree])) {
    each(tokens);
    for token in tokens {
        if let TokenTree::Group(group) = token {
            each_level(&without_tests(group.stream()), each);
        }
    }
}

/// A path in the code, such as `crate::model::Stop`, and whether it is re-exported by `pub use`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Used {
    pub(super) names: Vec<String>,
    pub(super) is_reexport: bool,
}

/// Returns every path of at least two names: of `use` trees one for each leaf, of other code and macros as written.
pub(super) fn paths(text: &str) -> BTreeSet<Used> {
    let mut found = BTreeSet::new();
    collect(&product(text), &mut found);
    found
}

fn collect(level: &[TokenTree], found: &mut BTreeSet<Used>) {
    let mut at = 0;
    while at < level.len() {
        if let TokenTree::Group(group) = &level[at] {
            // `pub(in crate::a)` imports nothing.
            let is_visibility = at > 0 && ident(&level[at - 1]).as_deref() == Some("pub");
            if is_visibility {
                at += 1;
                continue;
            }
            collect(&without_tests(group.stream()), found);
            at += 1;
            continue;
        }
        let is_use = ident(&level[at]).as_deref() == Some("use");
        let is_reexport = is_use && is_public(&level[..at]);
        let start = at + usize::from(is_use);
        let mut leaves = Vec::new();
        let end = tree(level, start, &[], &mut leaves);
        found.extend(leaves.into_iter().filter(|names| names.len() > 1).map(|names| Used { names, is_reexport }));
        at = end.max(at + 1);
    }
}

/// Reads one `use` tree, or a plain path, from `at`; returns where it ends.
fn tree(level: &[TokenTree], mut at: usize, prefix: &[String], leaves: &mut Vec<Vec<String>>) -> usize {
    let mut names = prefix.to_vec();
    loop {
        match level.get(at) {
            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
            Some(TokenTree::Punct(mark)) if mark.as_char() == '*' && names.len() > prefix.len() => {
                names.push("*".into());
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace && names.len() > prefix.len() => {
                let inner: Vec<_> = group.stream().into_iter().collect();
                for part in inner.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',')) {
                    inner_tree(part, &names, leaves);
                }
                return at + 1;
            }
            _ => return at,
        }
        at += 1;
        if !is_path_mark(level, at) {
            leaves.push(names);
            return at;
        }
        at += 2;
    }
}

/// A part of a group may begin with a group or a star of its own, which `tree` takes only behind a name.
fn inner_tree(part: &[TokenTree], prefix: &[String], leaves: &mut Vec<Vec<String>>) {
    match part {
        [TokenTree::Punct(mark), ..] if mark.as_char() == '*' => leaves.push([prefix, &["*".to_owned()]].concat()),
        _ => {
            tree(part, 0, prefix, leaves);
        }
    }
}

fn is_path_mark(level: &[TokenTree], at: usize) -> bool {
    let is_colon = |at: usize| matches!(level.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
    is_colon(at) && is_colon(at + 1)
}

fn is_public(before: &[TokenTree]) -> bool {
    match before {
        [.., last] if ident(last).as_deref() == Some("pub") => true,
        [.., first, TokenTree::Group(_)] => ident(first).as_deref() == Some("pub"),
        _ => false,
    }
}

/// Returns the name that a token is.
pub(super) fn ident(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(name) => Some(name.to_string()),
        _ => None,
    }
}

/// Returns the module that a file of src is, as names below the crate.
pub(super) fn module_of(file: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        file.iter().skip(1).map(|name| name.to_str().unwrap().trim_end_matches(".rs").to_owned()).collect();
    if names.last().is_some_and(|last| last == "mod" || last == "lib") {
        names.pop();
    }
    names
}

#[test]
fn paths_are_found_in_groups_and_macros() {
    let text = "pub use a::{b, c::{d as e, *}}; use crate::model::Stop; fn f() { vec![super::super::x::y()]; }
        pub(in crate::a) struct S;
        #[cfg(test)] mod tests { use crate::hidden::Thing; }";
    let found: Vec<_> = paths(text).into_iter().map(|used| (used.names.join("::"), used.is_reexport)).collect();
    let expected = [
        ("a::b", true),
        ("a::c::*", true),
        ("a::c::d", true),
        ("crate::model::Stop", false),
        ("super::super::x::y", false),
    ];
    assert_eq!(found, expected.map(|(path, is_reexport)| (path.to_owned(), is_reexport)));
}
