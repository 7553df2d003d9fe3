//! The output of a run of Signoff.

use std::collections::BTreeSet;
use std::process::Output;

use serde_json::Value;

/// Exit code, JSON from stdout, and stderr.
pub(crate) struct RunOutput {
    /// The exit code; `None` if it was ended by a signal.
    pub(crate) code: Option<i32>,
    /// The JSON result; null if nothing was printed.
    pub(crate) json: Value,
    /// Progress and messages.
    pub(crate) stderr: String,
}

impl RunOutput {
    pub(crate) fn of(output: Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let text = String::from_utf8(output.stdout).unwrap();
        let json = if text.trim().is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text:?}; stderr: {stderr}"))
        };
        Self { code: output.status.code(), json, stderr }
    }

    /// Panics unless the exit code is this.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{:#}\n{}", self.json, self.stderr);
        self
    }

    /// Returns the leftovers as `browser path: reason`.
    pub(crate) fn leftovers(&self) -> BTreeSet<String> {
        let line = |left: &Value| format!("{} {}: {}", word(left, "browser"), word(left, "path"), word(left, "reason"));
        self.json["leftovers"].as_array().map(|left| left.iter().map(line).collect()).unwrap_or_default()
    }

    /// Returns the reasons of the leftovers.
    pub(crate) fn reasons(&self) -> BTreeSet<String> {
        let reason = |left: &Value| word(left, "reason").to_owned();
        self.json["leftovers"].as_array().map(|left| left.iter().map(reason).collect()).unwrap_or_default()
    }

    /// Returns the skipped folders as `browser place: reason`.
    pub(crate) fn skipped(&self) -> BTreeSet<String> {
        let line = |skip: &Value| format!("{} {}: {}", word(skip, "browser"), word(skip, "at"), word(skip, "reason"));
        self.json["skipped"].as_array().map(|skips| skips.iter().map(line).collect()).unwrap_or_default()
    }

    /// Returns the profiles that `browsers` found as `browser folder`.
    pub(crate) fn profiles(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for browser in self.json["browsers"].as_array().into_iter().flatten() {
            for profile in browser["profiles"].as_array().into_iter().flatten() {
                found.insert(format!("{} {}", word(browser, "browser"), word(profile, "dir")));
            }
        }
        found
    }
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
