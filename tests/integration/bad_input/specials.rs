//! FIFOs and sockets: opening one could wait for ever, so none is opened.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{chromium_is_clean, firefox_is_clean, there};
use crate::support::Lab;

fn fifo(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}

#[test]
fn fifos_and_sockets_go_like_files() {
    let (lab, chromium, firefox) = Lab::with_both();
    let mut sockets = Vec::new();
    for profile in [&chromium, &firefox] {
        fifo(&profile.at("fifo"));
        fifo(&profile.cache.join("fifo"));
        // The name of a socket has room for about a hundred letters: bound here, then moved.
        let bound = lab.bench().join("s");
        sockets.push(UnixListener::bind(&bound).unwrap());
        fs::rename(bound, profile.at("socket")).unwrap();
    }
    fs::remove_file(chromium.at("Cookies")).unwrap();
    fifo(&chromium.at("Cookies"));
    fs::remove_file(firefox.at("cookies.sqlite")).unwrap();
    fifo(&firefox.at("cookies.sqlite"));
    lab.end_session().exits(0);
    for profile in [&chromium, &firefox] {
        assert!(!there(&profile.at("fifo")) && !there(&profile.at("socket")) && !there(&profile.cache.join("fifo")));
    }
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn a_fifo_in_the_place_of_a_kept_file_goes() {
    for name in [".config/chromium/Default/Preferences", ".config/chromium/Default/Bookmarks"] {
        kept_file_is_a_fifo(name);
    }
    for name in ["prefs.js", "places.sqlite"] {
        kept_file_is_a_fifo(&format!(".config/mozilla/firefox/sample01.default-release/{name}"));
    }
}

fn kept_file_is_a_fifo(name: &str) {
    let (lab, chromium, firefox) = Lab::with_both();
    let path = lab.home().join(name);
    fs::remove_file(&path).unwrap();
    fifo(&path);
    lab.end_session().exits(0);
    assert!(!there(&path), "{name}");
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}

#[test]
fn a_fifo_in_the_place_of_a_list_does_not_hang() {
    for name in [".config/chromium/Local State", ".config/mozilla/firefox/profiles.ini"] {
        let (lab, chromium, firefox) = Lab::with_both();
        let path = lab.home().join(name);
        fs::remove_file(&path).unwrap();
        fifo(&path);
        // The browser would read nothing there either.
        let ran = lab.end_session().exits(0);
        assert_eq!(ran.leftovers().len() + ran.skipped().len(), 0, "{:#}", ran.json);
        assert!(!there(&path), "{name}");
        firefox_is_clean(&firefox);
        chromium_is_clean(&chromium);
    }
}

#[test]
fn a_fifo_in_a_kept_folder_stays() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fifo(&chromium.at("Extensions/fifo"));
    let ran = lab.end_session().exits(0);
    assert!(ran.leftovers().is_empty(), "{:?}", ran.leftovers());
    assert!(there(&chromium.at("Extensions/fifo")));
    chromium_is_clean(&chromium);
}

#[test]
fn a_folder_in_the_place_of_a_file_goes() {
    let (lab, chromium, firefox) = Lab::with_both();
    let folders =
        [chromium.at("Cookies"), chromium.at("Preferences"), firefox.at("prefs.js"), firefox.at("places.sqlite")];
    for path in &folders {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
        fs::write(path.join("inside"), "sample").unwrap();
    }
    let ran = lab.end_session().exits(0);
    assert!(ran.leftovers().is_empty() && ran.skipped().is_empty(), "{:#}", ran.json);
    for path in &folders {
        assert!(!there(path), "{}", path.display());
    }
    chromium_is_clean(&chromium);
    firefox_is_clean(&firefox);
}
