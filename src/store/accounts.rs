//! Finds account addresses in the files where browsers keep them, so that verification can search what was kept for
//! them. Takes only text that looks like an e-mail address; shows and logs nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::error::{EditError, catch_panic};
use super::keys::{self, json, prefs_js};
use crate::model::RelPath;
use crate::safefs::Root;

/// Paths in JSON files that name accounts: Chromium's `Preferences` and `Local State`, Firefox's `signedInUser.json`.
const PLACES: [&[&str]; 6] = [
    &["account_info"],
    &["account_values"],
    &["google", "services"],
    &["signin"],
    &["profile", "info_cache"],
    &["accountData"],
];

/// Prefixes of settings in `prefs.js` that name accounts.
const PREFS: [&str; 2] = ["services.sync.", "identity.fxaccounts."];

/// How many addresses of one file are searched for. A person has a few; a file may name any number.
const MOST: usize = 1_000;

/// Account addresses to search for.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// The addresses, in lower case.
    pub found: BTreeSet<String>,
    /// Whether a file names more than are searched for.
    pub is_cut: bool,
}

impl Addresses {
    fn add(&mut self, address: String) {
        if self.found.len() < MOST {
            self.found.insert(address);
        } else {
            self.is_cut |= !self.found.contains(&address);
        }
    }
}

/// Returns the account addresses in a file below a root. A missing or unreadable file counts as naming none: the search
/// for addresses is only a second check, and the edit of the file reports that it cannot be read.
pub fn addresses(root: &Root, file: &RelPath) -> Addresses {
    catch_panic(|| in_file(root, file)).unwrap_or_default()
}

fn in_file(root: &Root, file: &RelPath) -> Result<Addresses, EditError> {
    let bytes = keys::read(root, file)?;
    let mut found = Addresses::default();
    if file.file_name() == "prefs.js" {
        let take = |pref: prefs_js::Pref| {
            let text = pref.text.filter(|_text| PREFS.iter().any(|begin| pref.name.starts_with(begin)));
            if let Some(address) = text.as_deref().and_then(address) {
                found.add(address);
            }
        };
        prefs_js::each_pref(&bytes, take);
    } else {
        let top = json::parse(&bytes).map_err(EditError::Damaged)?;
        for place in PLACES {
            if let Some(value) = json::look_up(&top, place.iter().copied()) {
                strings(value, &mut |text| {
                    if let Some(address) = address(text) {
                        found.add(address);
                    }
                });
            }
        }
    }
    Ok(found)
}

fn strings(value: &Value, take: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => take(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, take)),
        Value::Object(members) => members.iter().for_each(|(key, value)| {
            take(key);
            strings(value, take);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

/// Returns the text in lower case if it looks like an address.
fn address(text: &str) -> Option<String> {
    let (name, host) = text.split_once('@')?;
    let letters =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_{|}~-".contains(&byte));
    let likely = !name.is_empty() && letters(name) && host.contains('.') && !host.starts_with('.') && letters(host);
    (likely && text.len() <= 254).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Lab, rel};

    #[test]
    fn addresses_are_read_where_accounts_are_named() {
        let lab = Lab::new();
        lab.put(
            "Preferences",
            r#"{"account_info":[{"email":"Aino.Example@tuni.fi","gaia":"1@2"}],"homepage":"https://x@y.example",
               "google":{"services":{"last_username":"bo@example.org"}},"other":{"email":"not@here.example"}}"#,
        );
        lab.put(
            "Local State",
            r#"{"profile":{"info_cache":{"Default":{"user_name":"cleo@example.org","name":"C @ home"}}}}"#,
        );
        lab.put("signedInUser.json", r#"{"version":1,"accountData":{"email":"dag@example.org"}}"#);
        lab.put(
            "prefs.js",
            "user_pref(\"services.sync.username\", \"eva@example.org\");\nuser_pref(\"x\", \"f@example.org\");\n",
        );
        lab.put("damaged.json", "{");
        let files = ["Preferences", "Local State", "signedInUser.json", "prefs.js", "damaged.json", "absent"].map(rel);
        let expected =
            ["aino.example@tuni.fi", "bo@example.org", "cleo@example.org", "dag@example.org", "eva@example.org"];
        let found: BTreeSet<_> = files.iter().flat_map(|file| addresses(&lab.root, file).found).collect();
        assert_eq!(found, expected.map(String::from).into());
    }

    #[test]
    fn a_file_that_names_any_number_of_addresses_is_read_in_part_and_says_so() {
        let lab = Lab::new();
        let line = |number: usize| format!("user_pref(\"services.sync.{number}\", \"a{number}@example.org\");\n");
        let at = lab.put("prefs.js", (0..=MOST).map(line).collect::<String>());
        let found = addresses(&lab.root, &at);
        assert!(found.is_cut && found.found.len() == MOST);
        lab.put("prefs.js", (0..MOST).chain(0..MOST).map(line).collect::<String>());
        assert!(!addresses(&lab.root, &at).is_cut, "the same ones again are no more");
    }
}
