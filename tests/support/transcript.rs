//! Compares everything that commands print, exit codes included, with a file below `tests/snapshots/cli`.
//!
//! Values that depend on the machine or the time (paths, dates, sizes, digests) are replaced by placeholders in
//! brackets. All other text must be equal. With `CI` set, no file is written, whatever `INSTA_UPDATE` says.

use std::env;
use std::path::Path;

use crate::support::Lab;

/// Runs commands one after the other in a lab, with this `LANG`, and compares what they print.
#[track_caller]
pub(crate) fn compare(lab: &Lab, language: &str, name: &str, commands: &[&str]) {
    compare_said(lab, name, commands, |command| {
        let mut signoff = lab.signoff();
        signoff.env("LANG", language).env("TZ", "UTC");
        let said = signoff.args(command.split_whitespace().skip(1)).output().unwrap();
        let code = said.status.code().map_or_else(|| "none".to_owned(), |code| code.to_string());
        (utf8(said.stdout), utf8(said.stderr), code)
    });
}

/// As [`compare`], of commands that `say` runs: it returns the result, the messages and the exit code.
#[track_caller]
pub(crate) fn compare_said(lab: &Lab, name: &str, commands: &[&str], say: impl Fn(&str) -> (String, String, String)) {
    let text: String = commands.iter().map(|command| transcript(lab, command, say(command))).collect();
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, name) in VARYING {
        settings.add_filter(pattern, name);
    }
    let update = env::var("INSTA_UPDATE").unwrap_or_default();
    let may_write = !matches!(update.as_str(), "" | "auto" | "no");
    assert!(!may_write || env::var_os("CI").is_none(), "INSTA_UPDATE={update} would write in CI");
    assert!(env::var_os("INSTA_FORCE_PASS").is_none(), "INSTA_FORCE_PASS hides differences");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Patterns of values that vary, with their placeholders. They are applied in this order.
const VARYING: [(&str, &str); 9] = [
    (r"signoff-demo-\w+", "[demonstration]"),
    (r"\b\d{4}-\d\d-\d\d \d\d:\d\d\b", "[date and time]"),
    (r"\b\d{4}-\d\d-\d\d\b", "[date]"),
    (r"\b[0-9a-f]{16}\b", "[digest]"),
    // The unit is kept, because it is translated.
    ("\\d+[.,]\\d\u{a0}", "[size] "),
    (r#""(bytes|millis)": \d+"#, r#""$1": [number]"#),
    (r#""(created|last_used|expires|since|until|started)": \d+"#, r#""$1": [time]"#),
    // Depends on whether this computer has a journal.
    (r#""journal": (true|false)"#, r#""journal": [whether]"#),
    (env!("CARGO_PKG_VERSION"), "[version]"),
];

fn transcript(lab: &Lab, command: &str, (result, messages, code): (String, String, String)) -> String {
    let (result, messages) = (plain(lab, &result), plain(lab, &messages));
    let heading = if messages.is_empty() { "" } else { "[stderr]\n" };
    format!("$ {}\n{}{heading}{messages}[exit {code}]\n\n", plain(lab, command), readable(&result))
}

fn utf8(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

/// Replaces the paths of this run by placeholders.
fn plain(lab: &Lab, text: &str) -> String {
    let this = env::current_exe().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_signoff")).to_owned();
    let paths = [(program, "[program]"), (this, "[program]"), (lab.home(), "[home]"), (lab.bench(), "[lab]")];
    paths.iter().fold(text.to_owned(), |text, (path, name)| text.replace(path.to_str().unwrap(), name))
}

/// Formats JSON on several lines with its keys in their order, so that a difference is one line.
fn readable(result: &str) -> String {
    if result.starts_with('{')
        && result.lines().count() == 1
        && let Ok(json) = serde_json::from_str::<serde_json::Value>(result)
    {
        return format!("[json]\n{json:#}\n");
    }
    result.to_owned()
}
