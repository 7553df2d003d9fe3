//! Names that others chose, on every face of the command line: none moves the cursor, turns the writing, hides a
//! character or begins a line.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use signoff::model::is_visible;

use crate::support::{Lab, Profile};

/// What a name may do: colour, move, ring, end a line, turn, hide, tag; and bytes that are no text.
const TRICKS: &[u8] =
    b"\x1b[2J\x1b]0;x\x07\x9b31m\nClean and verified: all\r\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8b\xe2\x80\xa8\
    \xd8\x9c\xef\xbb\xbf\xf3\xa0\x81\x81\xc2\x9b\xff\xfe";

/// Fails if an output has a character that is not seen, but the ends of lines.
#[track_caller]
fn is_plain(what: &str, output: &[u8]) {
    let text = std::str::from_utf8(output);
    assert!(text.is_ok(), "{what}: {text:?}: {output:?}");
    let text = text.unwrap_or_default();
    let bad: Vec<_> = text.chars().filter(|letter| *letter != '\n' && !is_visible(*letter)).collect();
    assert!(bad.is_empty(), "{what}: {bad:?} in {text:?}");
    assert!(!text.lines().any(|line| line.starts_with("Clean and verified: all")), "{what}: a forged line in {text:?}");
}

/// Puts a name wherever somebody else may choose one.
fn plant(lab: &Lab, chromium: &Profile, firefox: &Profile, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).replace('\0', "");
    let file: Vec<u8> = bytes.iter().copied().filter(|byte| !matches!(byte, 0 | b'/')).take(200).collect();
    let file = if matches!(&file[..], [] | [b'.'] | [b'.', b'.']) { b"\x1b".to_vec() } else { file };
    let name = Path::new(OsStr::from_bytes(&file));
    let put = |at: &Path| fs::write(at, "x").unwrap();
    put(&chromium.dir.join(name));
    put(&firefox.dir.join(name));
    put(&chromium.dir.join("Extensions").join(name));
    fs::create_dir_all(chromium.root.join(name)).unwrap();
    put(&chromium.root.join(name).join("Preferences"));
    symlink("elsewhere", firefox.root.join(name)).unwrap();
    let state = serde_json::json!({"profile": {"info_cache": {"Default": {"name": text}}}});
    fs::write(chromium.root.join("Local State"), state.to_string()).unwrap();
    let list = [b"[Profile0]\nName=", bytes, b"\nIsRelative=0\nPath=/", bytes, b"\n[Profile1]\nPath="].concat();
    fs::write(firefox.root.join("profiles.ini"), [&list, &file[..], b"\n"].concat()).unwrap();
    let _lock_in_place = fs::remove_file(chromium.root.join("SingletonLock"));
    symlink(OsStr::from_bytes(&[&file[..], b"-7"].concat()), chromium.root.join("SingletonLock")).unwrap();
    fs::create_dir_all(lab.home().join(".config/Vendor").join(name)).unwrap();
    let other = lab.home().join(".config/Vendor").join(name);
    fs::write(other.join("Local State"), state.to_string()).unwrap();
    fs::create_dir_all(other.join("Default")).unwrap();
    put(&other.join("Default/Preferences"));
}

/// Runs what shows names, as text and as JSON, in three languages.
fn look(lab: &Lab, text: &str) {
    let commands: [&[&str]; 7] = [
        &["browsers", "--unknown"],
        &["preview", "--all-items"],
        &["why"],
        &["preview", "--profile", text],
        &["end-session", "--yes", "--close", "never"],
        &["finish"],
        &["log"],
    ];
    for (number, command) in commands.into_iter().enumerate() {
        for json in [None, Some("--json")] {
            let is_silent = command[0] == "finish" && json.is_some();
            if is_silent || command.iter().any(|word| word.contains('\0')) {
                continue;
            }
            let language = ["en", "fi", "sv"][number % 3];
            let ran = lab.signoff().env("LANG", language).args(command).args(json).output().unwrap();
            is_plain(&format!("{command:?} {json:?}, result"), &ran.stdout);
            is_plain(&format!("{command:?} {json:?}, error"), &ran.stderr);
        }
    }
}

/// Does the same with settings that hold the text as a key, a value and a line that is none.
fn look_at_settings(lab: &Lab, text: &str) {
    let settings = lab.home().join(".config/signoff/settings.toml");
    fs::create_dir_all(settings.parent().unwrap()).unwrap();
    let quoted = text.chars().fold(String::new(), |all, letter| all + &format!("\\U{:08x}", u32::from(letter)));
    for content in [format!("\"{quoted}\" = 1\n"), format!("level = \"{quoted}\"\n"), format!("{text}]x = ")] {
        fs::write(&settings, content).unwrap();
        for args in [&["preview"][..], &["policy", "check", settings.to_str().unwrap()]] {
            let ran = lab.signoff().args(args).output().unwrap();
            is_plain(&format!("{args:?}"), &[ran.stdout, ran.stderr].concat());
        }
    }
}

fn names_of(bytes: &[u8]) {
    let (lab, chromium, firefox) = Lab::with_both();
    plant(&lab, &chromium, &firefox, bytes);
    let text = String::from_utf8_lossy(bytes).replace('\0', "");
    look(&lab, &text);
    look_at_settings(&lab, &text);
}

#[test]
fn no_name_forges_a_line_or_moves_the_cursor() {
    names_of(TRICKS);
}

#[test]
fn whatever_bytes_are_a_name_only_what_is_seen_is_shown() {
    let mut runner = TestRunner::new(Config { cases: 4, failure_persistence: None, ..Config::default() });
    let bytes = prop::collection::vec(any::<u8>(), 1..120);
    let tricks = any::<String>().prop_map(String::into_bytes);
    runner
        .run(&prop_oneof![bytes, tricks], |bytes| {
            names_of(&bytes);
            Ok(())
        })
        .unwrap();
}
