//! Code and keys that a person leaves are no settings: each goes, or stays, by its own rule.

use std::fs;

use crate::support::Lab;

/// Adds to the firefox profile's user.js, ends the session, and returns what is left of that file.
fn user_js_after(level: &str) -> Option<String> {
    let lab = Lab::new();
    let firefox = lab.firefox();
    let lines = "// of aino\nuser_pref(\"services.sync.username\", \"aino@example.org\");\n\
                 user_pref(\"browser.cache.disk.parent_directory\", \"/tmp/x\");\nuser_pref(\"font.size\", 16);\n";
    fs::write(firefox.at("user.js"), lines).unwrap();
    lab.run(&["end-session", "--yes", "--close", "never", "--level", level]).exits(0);
    fs::read_to_string(firefox.at("user.js")).ok()
}

#[test]
fn lines_of_user_js_go_as_those_of_prefs_js() {
    assert_eq!(user_js_after("traces").as_deref(), Some("user_pref(\"font.size\", 16);\n"));
    assert_eq!(user_js_after("everything"), None);
}
