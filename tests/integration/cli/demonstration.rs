//! `--demo` runs every command on a sample home.

use super::said;
use crate::support::Lab;

#[test]
fn the_demonstration_is_marked_and_touches_nothing_of_the_persons() {
    let lab = Lab::new();
    lab.chromium(&["Default"]);
    let before = lab.snapshot();
    for (language, mark, clean) in [
        ("C", "Demonstration", "Clean and verified"),
        ("fi_FI.UTF-8", "Esittely", "Puhdas ja tarkistettu"),
        ("sv_FI.UTF-8", "Demonstration", "Rent och kontrollerat"),
    ] {
        let (code, stdout, stderr) = said(&lab, language, &["--demo"]);
        assert_eq!(code, Some(0), "{stdout}{stderr}");
        assert!(stdout.lines().next().unwrap().contains(mark), "{stdout}");
        let result = stdout.lines().find(|line| line.starts_with(clean)).unwrap();
        assert!(result.contains(mark), "{result}");
        assert!(stderr.lines().all(|line| line.contains(mark)), "{stderr}");
        for name in ["Google Chrome", "Microsoft Edge", "Firefox"] {
            assert!(stdout.contains(name), "{name} is not in {stdout}");
        }
    }
    assert!(lab.snapshot() == before, "the demonstration changed the home");
    let left: Vec<_> = std::fs::read_dir(lab.bench().join("tmp")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn every_command_has_a_demonstration() {
    let lab = Lab::new();
    for (args, code) in [
        (&["--demo", "browsers"][..], 0),
        (&["preview", "--demo"], 0),
        (&["--demo", "end-session", "--yes"], 0),
        (&["--demo", "fix-sign-in", "--dry-run"], 0),
        (&["--demo", "fix-sign-in", "--yes"], 0),
        (&["--demo", "why"], 0),
        (&["--demo", "why", "--for-help-desk"], 0),
        (&["--demo", "services"], 0),
        (&["--demo", "services", "--open", "tuni"], 3),
        (&["--demo", "end-session", "--yes", "--expect", "0123456789abcdef"], 3),
    ] {
        let (exit, stdout, stderr) = said(&lab, "C", args);
        assert_eq!(exit, Some(code), "{args:?}: {stdout}{stderr}");
        assert!(stdout.lines().next().unwrap().contains("Demonstration"), "{args:?}: {stdout}");
    }
    let ran = lab.run(&["--demo", "preview"]).exits(0);
    assert_eq!(ran.json["demonstration"], true);
    assert!(lab.snapshot().is_empty());
}
