//! Hosts that a person granted to Chromium's extensions while using them, in `Preferences`: once the list of what was
//! granted later is gone, these hosts go from the other lists of the extension too. What its manifest asks for stays:
//! without it Chromium turns the extension off.
//!
//! Source: Chromium 156, `extensions/browser/extension_prefs.cc` and `permissions_manager.cc`: hosts that are granted in
//! the browser's menus, or on the extension's question, stand in `runtime_granted_permissions` and in the two others.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The list of extensions.
const EXTENSIONS: [&str; 2] = ["extensions", "settings"];

/// What was granted later.
const LATER: &str = "runtime_granted_permissions";

/// What an extension has, and what was ever granted to it.
const OTHERS: [&str; 2] = ["active_permissions", "granted_permissions"];

/// Where each of these names hosts.
const HOSTS: [&str; 2] = ["explicit_host", "scriptable_host"];

/// Removes from each extension the hosts that only a list that is not kept says it has.
pub(super) fn remove_hosts(before: &Value, after: &mut Value) {
    let extensions = EXTENSIONS.iter().try_fold(before, |value, key| value.get(key));
    let Some(extensions) = extensions.and_then(Value::as_object) else { return };
    let all = EXTENSIONS.iter().try_fold(after, |value, key| value.get_mut(key));
    let Some(all) = all.and_then(Value::as_object_mut) else { return };
    for (id, extension) in extensions {
        let Some(later) = extension.get(LATER) else { continue };
        let Some(left) = all.get_mut(id).and_then(Value::as_object_mut).filter(|left| !left.contains_key(LATER)) else {
            continue;
        };
        let asked_for = extension.get("manifest").map(hosts_of_manifest).unwrap_or_default();
        for (list, hosts) in OTHERS.iter().flat_map(|list| HOSTS.map(|hosts| (list, hosts))) {
            let granted: BTreeSet<&str> = strings(later.get(hosts)).collect();
            // A manifest writes a pattern in other ways than these lists do.
            let goes = |host: &Value| {
                host.as_str().is_some_and(|host| granted.contains(host) && !asked_for.contains(name_of_host(host)))
            };
            remove_from(left, list, hosts, goes);
        }
    }
}

fn remove_from(extension: &mut Map<String, Value>, list: &str, hosts: &str, goes: impl Fn(&Value) -> bool) {
    let hosts = extension.get_mut(list).and_then(|list| list.get_mut(hosts)).and_then(Value::as_array_mut);
    if let Some(hosts) = hosts {
        hosts.retain(|host| !goes(host));
    }
}

/// Returns the names of the hosts in a manifest: those without which the extension is not installed.
fn hosts_of_manifest(manifest: &Value) -> BTreeSet<&str> {
    let scripts = manifest.get("content_scripts").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let matches = scripts.iter().flat_map(|script| strings(script.get("matches")));
    let lists = ["permissions", "host_permissions"].into_iter().flat_map(|list| strings(manifest.get(list)));
    matches.chain(lists).map(name_of_host).collect()
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Returns the name of the host in a pattern, without what is in front of it; `*` for all hosts.
fn name_of_host(pattern: &str) -> &str {
    let rest = pattern.split_once("://").map_or(if pattern == "<all_urls>" { "*" } else { pattern }, |(_, rest)| rest);
    let name = rest.split('/').next().unwrap_or_default();
    name.strip_prefix("*.").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn left(manifest: &Value, later: &[&str]) -> Value {
        let all = json!({"api": ["tabs"], "explicit_host": ["https://needed.example/*", "https://granted.example/*"],
            "scriptable_host": ["https://granted.example/*", "*://*/*"]});
        let before = json!({"extensions": {"settings": {"aaaa": {
            "active_permissions": all, "granted_permissions": all, "manifest": manifest,
            "runtime_granted_permissions": {"explicit_host": later, "scriptable_host": later}}}}});
        let mut after = before.clone();
        let unchanged = after.clone();
        remove_hosts(&before, &mut after);
        assert_eq!(after, unchanged, "while the list of later grants stays, all of them do");
        after["extensions"]["settings"]["aaaa"].as_object_mut().unwrap().shift_remove(LATER);
        remove_hosts(&before, &mut after);
        let extension = &after["extensions"]["settings"]["aaaa"];
        assert_eq!(extension["active_permissions"], extension["granted_permissions"]);
        extension["granted_permissions"].clone()
    }

    #[test]
    fn hosts_that_were_granted_later_go_and_those_of_the_manifest_stay() {
        let manifest = json!({"host_permissions": ["https://needed.example/"],
            "content_scripts": [{"matches": ["<all_urls>"]}]});
        let wanted = json!({"api": ["tabs"], "explicit_host": ["https://needed.example/*"],
            "scriptable_host": ["*://*/*"]});
        let later = ["https://needed.example/*", "https://granted.example/*", "*://*/*"];
        assert_eq!(left(&manifest, &later), wanted);
        let wanted = json!({"api": ["tabs"], "explicit_host": ["https://needed.example/*"], "scriptable_host": []});
        assert_eq!(left(&Value::Null, &later[1..]), wanted, "without a manifest");
    }
}
