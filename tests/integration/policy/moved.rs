//! A site may have moved caches or browsers' folders by a link or a mount; only what its policy names is entered.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::{END, places, run, set};
use crate::support::{Lab, RunOutput, snapshot};

/// Moves a folder of the home to beside the home, and leaves a link.
fn move_away(lab: &Lab, at: &str) -> std::path::PathBuf {
    let to = lab.bench().join("elsewhere").join(at.replace('/', "-"));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(lab.home().join(at), &to).unwrap();
    symlink(&to, lab.home().join(at)).unwrap();
    to
}

fn skipped(report: &serde_json::Value) -> Vec<String> {
    let skips = report["skipped"].as_array().unwrap().iter();
    skips.map(|skip| format!("{}: {}", skip["at"].as_str().unwrap(), skip["reason"].as_str().unwrap())).collect()
}

#[test]
fn a_linked_cache_is_entered_only_where_the_policy_names_it() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let to = move_away(&lab, ".cache");
    let before = snapshot(&to);
    let report = run(&places(&lab), &END, 1);
    assert_eq!(skipped(&report), [".cache/chromium: link", ".cache/mozilla/firefox: link"]);
    assert_eq!(snapshot(&to), before);
    let other = set(&lab, "moved = [\"~/.config\"]");
    run(&other, &END, 1);
    assert_eq!(snapshot(&to), before, "another place was named");

    let said = signoff::cli::run_with_places(&places(&lab), &["preview"]);
    assert!(said.result.contains("moved = [\"~/.cache\"]"), "{}", said.result);

    let named = set(&lab, "moved = [\"~/.cache\"]");
    let report = run(&named, &END, 0);
    assert!(skipped(&report).is_empty());
    assert!(!to.join("chromium/Default/Cache").exists() && to.join("chromium/Default").exists());
    assert!(!chromium.at("Cookies").exists());
    assert!(fs::symlink_metadata(lab.home().join(".cache")).unwrap().is_symlink());
}

#[test]
fn a_linked_browser_root_is_entered_only_where_the_policy_names_it() {
    let (lab, _chromium, firefox) = Lab::with_both();
    let to = move_away(&lab, ".config/chromium");
    let before = snapshot(&to);
    assert_eq!(skipped(&run(&places(&lab), &END, 1)), [".config/chromium: link"]);
    assert_eq!(snapshot(&to), before);
    assert!(!firefox.at("cookies.sqlite").exists());
    run(&set(&lab, "moved = [\"~/.config/chromium\"]"), &END, 0);
    assert!(!to.join("Default/Cookies").exists() && to.join("Default/Bookmarks").exists());
}

#[test]
fn profiles_that_are_links_are_named_with_the_line_that_allows_them_and_cleaned_with_it() {
    for level in ["traces", "everything"] {
        let (lab, _chromium, firefox) = Lab::with_both();
        let chromium = move_away(&lab, ".config/chromium/Default");
        let name = format!(".config/mozilla/firefox/{}", firefox.dir.file_name().unwrap().display());
        let moved = move_away(&lab, &name);
        let before = (snapshot(&chromium), snapshot(&moved));
        let line = format!("moved = [\"~/.config/chromium/Default\", \"~/{name}\"]");
        let report = run(&places(&lab), &END, 1);
        assert_eq!(skipped(&report), [".config/chromium/Default: link".to_owned(), format!("{name}: link")]);
        assert_eq!((snapshot(&chromium), snapshot(&moved)), before);
        let said = signoff::cli::run_with_places(&places(&lab), &["preview"]);
        assert!(said.result.contains(&line), "{}", said.result);
        let report = run(&set(&lab, &line), &[&END[..], &["--level", level]].concat(), 0);
        assert!(skipped(&report).is_empty());
        assert!(!chromium.join("Cookies").exists() && !moved.join("cookies.sqlite").exists(), "{level}");
        assert_eq!(chromium.join("Bookmarks").exists(), level == "traces");
        for link in [".config/chromium/Default", &name] {
            assert!(fs::symlink_metadata(lab.home().join(link)).unwrap().is_symlink(), "{link}");
        }
    }
}

#[test]
fn a_link_in_a_moved_folder_is_not_entered() {
    let (lab, ..) = Lab::with_both();
    let to = move_away(&lab, ".cache");
    fs::remove_dir_all(to.join("chromium")).unwrap();
    symlink(lab.outside(), to.join("chromium")).unwrap();
    let outside = lab.snapshot_outside();
    let report = run(&set(&lab, "moved = [\"~/.cache\"]"), &END, 1);
    assert_eq!(skipped(&report), [".cache/chromium: link"]);
    assert_eq!(lab.snapshot_outside(), outside);
}

#[test]
fn a_moved_folder_that_leads_back_into_the_home_is_not_entered() {
    for back in [".config", ".", ".."] {
        let (lab, chromium, _firefox) = Lab::with_both();
        fs::remove_dir_all(lab.home().join(".cache")).unwrap();
        symlink(lab.home().join(back), lab.home().join(".cache")).unwrap();
        let report = run(&set(&lab, "moved = [\"~/.cache\"]"), &END, 1);
        let skipped = skipped(&report);
        let is_in_cache = |skip: &String| skip.starts_with(".cache/");
        assert!(!skipped.is_empty() && skipped.iter().all(is_in_cache), "{report:#}");
        assert!(chromium.at("Bookmarks").exists(), "{back}");
    }
}

#[test]
fn a_link_turned_after_the_preview_leads_to_nothing() {
    let (lab, ..) = Lab::with_both();
    let to = move_away(&lab, ".cache");
    let places = set(&lab, "moved = [\"~/.cache\"]");
    let digest = run(&places, &["preview", "--json"], 0)["digest"].as_str().unwrap().to_owned();
    let other = lab.bench().join("elsewhere/other");
    fs::create_dir_all(other.join("chromium/Default/Cache")).unwrap();
    fs::remove_file(lab.home().join(".cache")).unwrap();
    symlink(&other, lab.home().join(".cache")).unwrap();
    run(&places, &[&END[..], &["--expect", &digest]].concat(), 3);
    assert!(other.join("chromium/Default/Cache").exists() && to.join("chromium/Default/Cache").exists());
}

/// Runs End session with a policy in the very place where it is looked for, in mounts of its own.
fn with_mount(lab: &Lab, policy: &str) -> RunOutput {
    let script = r#"
        mount -t tmpfs -o mode=755 signoff /etc
        mkdir -m 755 /etc/signoff
        printf '%s\n' "$4" > /etc/signoff/policy.toml
        mount --bind "$1" "$2"
        exec "$3" end-session --yes --close never --json"#;
    let mut unshare = lab.within(Path::new("unshare"));
    unshare.args(["--mount", "sh", "-ec", script, "sh"]);
    unshare.arg(lab.bench().join("elsewhere")).arg(lab.home().join(".cache"));
    unshare.arg(env!("CARGO_BIN_EXE_signoff")).arg(policy);
    let output = unshare.output().unwrap();
    assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    RunOutput::of(output)
}

#[test]
#[ignore = "needs root"]
fn a_mounted_cache_is_entered_only_where_the_policy_names_it() {
    let (lab, ..) = Lab::with_both();
    fs::rename(lab.home().join(".cache"), lab.bench().join("elsewhere")).unwrap();
    fs::create_dir(lab.home().join(".cache")).unwrap();
    let cached = lab.bench().join("elsewhere/chromium/Default/Cache");
    assert!(with_mount(&lab, "level = \"traces\"").exits(1).skipped().contains("chromium .cache/chromium: mount"));
    assert!(cached.exists());
    let ran = with_mount(&lab, "moved = [\"~/.cache\"]").exits(0);
    assert!(ran.skipped().is_empty() && !cached.exists());
}
