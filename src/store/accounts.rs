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

/// Returns the account addresses in these files below a root. A missing or unreadable file counts as naming none: the
/// search for addresses is only a second check, and the edit of the file reports that it cannot be read.
pub fn addresses(root: &Root, files: &[RelPath]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let read = catch_panic(|| in_file(root, file));
        found.extend(read.unwrap_or_default());
    }
    found
}

fn in_file(root: &Root, file: &RelPath) -> Result<BTreeSet<String>, EditError> {
    let bytes = keys::read(root, file)?;
    let mut found = BTreeSet::new();
    if file.file_name() == "prefs.js" {
        for pref in prefs_js::prefs(&bytes).map_err(EditError::Damaged)? {
            let text = pref.text.filter(|_text| PREFS.iter().any(|begin| pref.name.starts_with(begin)));
            found.extend(text.iter().filter_map(|text| address(text)));
        }
    } else {
        let top: Value = serde_json::from_slice(&bytes).map_err(|error| EditError::Damaged(error.to_string()))?;
        for place in PLACES {
            if let Some(value) = json::look_up(&top, place.iter().copied()) {
                strings(value, &mut |text| found.extend(address(text)));
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
        assert_eq!(addresses(&lab.root, &files), expected.map(String::from).into());
    }
}
