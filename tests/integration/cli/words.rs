//! The texts of results in three languages.

use std::os::unix::fs::symlink;

use super::said;
use crate::support::Lab;

const LANGUAGES: [(&str, [&str; 3]); 3] = [
    ("C", ["Clean and verified", "Not finished", "Nothing was done"]),
    ("fi_FI.UTF-8", ["Puhdas ja tarkistettu", "Kesken", "Mitään ei tehty"]),
    ("sv_FI.UTF-8", ["Rent och kontrollerat", "Inte klart", "Inget gjordes"]),
];

#[track_caller]
fn begins(lab: &Lab, language: &str, args: &[&str], code: i32, words: &str) -> String {
    let (exit, stdout, stderr) = said(lab, language, args);
    assert_eq!(exit, Some(code), "{stdout}{stderr}");
    assert!(stdout.starts_with(words), "{stdout}");
    assert!(!stdout.contains('\u{1b}') && !stderr.contains('\u{1b}'), "{stdout}{stderr}");
    stdout
}

#[test]
fn the_first_line_says_how_it_ended() {
    for (language, [clean, left, nothing]) in LANGUAGES {
        let (lab, _chromium, _firefox) = Lab::with_both();
        let end = ["end-session", "--yes", "--close", "never"];
        begins(&lab, language, &["end-session", "--yes", "--expect", "0123456789abcdef"], 3, nothing);
        begins(&lab, language, &end, 0, clean);
        begins(&lab, language, &end, 0, clean);
        symlink(lab.outside(), lab.home().join(".config/vivaldi")).unwrap();
        let text = begins(&lab, language, &end, 1, left);
        assert!(text.contains(".config/vivaldi"), "{text}");
    }
}

#[test]
fn sizes_are_written_as_the_language_does() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    for (language, unit) in [("C", "\u{a0}MB"), ("fi_FI.UTF-8", "\u{a0}Mt"), ("sv_FI.UTF-8", "\u{a0}MB")] {
        let (code, stdout, _progress) = said(&lab, language, &["preview"]);
        assert_eq!(code, Some(0));
        assert!(stdout.lines().next().unwrap().ends_with(unit), "{stdout}");
    }
}

#[test]
fn a_partial_result_claims_no_more_than_was_done() {
    let (lab, _chromium, _firefox) = Lab::with_both();
    let claim = "No sign-ins, history or cache are left";
    let args = ["end-session", "--yes", "--close", "never"];
    let part = begins(&lab, "C", &[&args[..], &["--only", "cache"]].concat(), 0, "Clean and verified");
    assert!(!part.contains(claim), "{part}");
    let whole = begins(&lab, "C", &args, 0, "Clean and verified");
    assert!(whole.contains(claim), "{whole}");
}

#[test]
fn names_that_others_chose_cannot_forge_a_line() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    std::fs::write(chromium.at("x\nClean and verified\u{1b}[2J"), "sample").unwrap();
    let (code, stdout, _progress) = said(&lab, "C", &["preview", "--all-items"]);
    assert_eq!(code, Some(0));
    assert!(stdout.contains("x\\nClean and verified\\u{1b}"), "{stdout}");
    assert!(!stdout.lines().any(|line| line.starts_with("Clean")), "{stdout}");
}
