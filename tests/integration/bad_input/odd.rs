//! Files and folders of a size, depth or name that nobody makes by hand.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;

use rustix::fs::{Mode, OFlags, mkdirat, openat};

use super::{chromium_is_clean, there};
use crate::support::Lab;

const TERABYTE: u64 = 1 << 40;

#[test]
fn names_of_every_byte_go() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let folder = chromium.at("Every byte");
    fs::create_dir(&folder).unwrap();
    for byte in (1..=255_u8).filter(|byte| *byte != b'/' && *byte != b'.') {
        File::create_new(folder.join(std::ffi::OsStr::from_bytes(&[byte]))).unwrap();
    }
    let longest = [0xff_u8; 255];
    fs::create_dir(folder.join(std::ffi::OsStr::from_bytes(&longest))).unwrap();
    lab.end_session().exits(0);
    assert!(!there(&folder));
    chromium_is_clean(&chromium);
}

#[test]
fn a_tree_of_five_thousand_folders_goes() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let open = |dir: &dyn std::os::fd::AsFd, name: &str| {
        openat(dir.as_fd(), name, OFlags::DIRECTORY | OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()).unwrap()
    };
    // Deeper than any path can say.
    for top in [chromium.dir.clone(), chromium.cache.clone()] {
        let mut here = std::os::fd::OwnedFd::from(File::open(top).unwrap());
        for _ in 0..5000 {
            mkdirat(&here, "deep", Mode::RWXU).unwrap();
            here = open(&here, "deep");
        }
        openat(&here, "bottom", OFlags::CREATE | OFlags::WRONLY | OFlags::CLOEXEC, Mode::RUSR).unwrap();
    }
    let preview = lab.run(&["preview"]).exits(0);
    assert_eq!(preview.json["total"]["certainty"], "exact");
    lab.end_session().exits(0);
    assert!(!there(&chromium.at("deep")) && !there(&chromium.cache.join("deep")));
    chromium_is_clean(&chromium);
}

#[test]
fn a_sparse_terabyte_is_neither_read_nor_kept() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    for name in ["Cookies", "Unknown store", "Preferences"] {
        File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(chromium.at(name))
            .unwrap()
            .set_len(TERABYTE)
            .unwrap();
    }
    let preview = lab.run(&["preview"]).exits(0);
    assert!(preview.json["total"]["bytes"].as_u64().unwrap() > 2 * TERABYTE);
    let ran = lab.end_session().exits(0);
    assert_eq!(ran.json["lost"][0]["path"], "Preferences", "settings of this size are none");
    assert!(chromium.at("Preferences").metadata().unwrap().len() < 1 << 20, "what its beginning holds");
    chromium_is_clean(&chromium);
}

#[test]
fn a_kept_file_too_large_to_search_is_said() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    File::create(chromium.at("Extensions/huge")).unwrap().set_len(TERABYTE).unwrap();
    let ran = lab.end_session().exits(1);
    let checked = &ran.json["checked"];
    assert_eq!(checked["searched"].as_u64().unwrap() + 1, checked["searchable"].as_u64().unwrap());
    assert_eq!(ran.leftovers(), ["chromium Extensions/huge: unverified".to_owned()].into());
    chromium_is_clean(&chromium);
}

#[test]
#[ignore = "needs root"]
fn an_immutable_file_stays_and_is_reported() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let lab = lab.without_rights();
    let change = |mark: &str| {
        let done = lab.as_root("chattr").arg(mark).arg(chromium.at("History")).status().unwrap();
        assert!(done.success(), "chattr {mark}");
    };
    change("+i");
    let ran = lab.end_session();
    change("-i");
    assert_eq!(ran.exits(1).leftovers(), ["chromium History: no-permission".to_owned()].into());
    assert!(!there(&chromium.at("Cookies")));
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}

#[test]
#[ignore = "slow"]
fn a_folder_of_a_million_names_goes() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let folder = chromium.cache.join("Cache/Cache_Data");
    fs::create_dir_all(&folder).unwrap();
    for number in 0..1_000_000 {
        File::create_new(folder.join(format!("{number:016x}_0"))).unwrap();
    }
    let preview = lab.run(&["preview"]).exits(0);
    assert!(preview.json["total"]["files"].as_u64().unwrap() > 1_000_000);
    lab.end_session().exits(0);
    assert!(fs::read_dir(&chromium.cache).unwrap().next().is_none());
    chromium_is_clean(&chromium);
}

#[test]
fn names_of_every_byte_are_printed_escaped() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    for byte in (1..=255_u8).filter(|byte| *byte != b'/' && *byte != b'.') {
        File::create_new(chromium.at("").join(std::ffi::OsStr::from_bytes(&[b'_', byte, b'_']))).unwrap();
    }
    for args in [&["preview", "--all-items"][..], &["browsers", "--unknown"]] {
        let shown = lab.signoff().args(args).output().unwrap();
        let text = String::from_utf8(shown.stdout).expect("text");
        assert!(text.contains("_\\u{1b}_") && text.contains("_\\xff_") && text.contains("_\\n_"), "{text}");
        let raw: Vec<char> = text.chars().filter(|letter| letter.is_control() && *letter != '\n').collect();
        assert!(raw.is_empty(), "{raw:?}");
        let json = lab.run(args).exits(0).json.to_string();
        assert!(json.contains(r"_\\xff_"), "{json}");
    }
    lab.end_session().exits(0);
}

/// Only a network file system makes such names by itself; here the system's answer for them is made up.
#[test]
#[ignore = "needs strace"]
fn what_a_network_disk_holds_for_a_reader_is_in_use() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let name = ".nfs000000000badcafe00000001";
    File::create_new(chromium.at("Sessions").join(name)).unwrap();
    let mut strace = lab.within(std::path::Path::new("strace"));
    strace.args(["-f", "-qq", "-o", "/dev/null", "-P", name, "-e", "trace=unlinkat", "-e"]);
    strace.args(["inject=unlinkat:error=EBUSY", env!("CARGO_BIN_EXE_signoff")]);
    let output = strace.args(["end-session", "--yes", "--close", "never", "--json"]).output().unwrap();
    let ran = crate::support::RunOutput::of(output).exits(1);
    assert_eq!(ran.leftovers(), [format!("chromium Sessions/{name}: in-use")].into());
    assert!(!there(&chromium.at("Cookies")));
    lab.end_session().exits(0);
    chromium_is_clean(&chromium);
}
