//! Code and keys that a person leaves are no settings: each goes, or stays, by its own rule.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};

use crate::support::{Lab, is_root};

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

#[test]
fn settings_behind_the_line_breaks_of_an_old_mac_go_too() {
    for file in ["prefs.js", "user.js"] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        let lines = "// Mozilla User Preferences\ruser_pref(\"services.sync.username\", \"aino\");\r\
                     // note\ruser_pref(\"font.size\", 16);\r\r\nuser_pref(\"planted.name\", 1);\r";
        fs::write(firefox.at(file), lines).unwrap();
        lab.end_session().exits(0);
        let left = fs::read_to_string(firefox.at(file)).unwrap();
        assert_eq!(left, "// Mozilla User Preferences\ruser_pref(\"font.size\", 16);\r\r\n", "{file}");
    }
}

#[test]
fn any_number_of_granted_hosts_keeps_no_run_up() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    // Every pair of them takes minutes to compare.
    let hosts = |end: &str| (0..140_000).map(|n| format!("https://host-{n:08}.{end}.example/*")).collect::<Vec<_>>();
    let extension = serde_json::json!({"manifest": {"name": "x"}, "active_permissions": {"explicit_host": hosts("a")},
        "runtime_granted_permissions": {"explicit_host": hosts("b")}});
    let settings = serde_json::json!({"extensions": {"settings": {"a".repeat(32): extension}}});
    fs::write(chromium.at("Preferences"), settings.to_string()).unwrap();
    let args = ["end-session", "--yes", "--close", "never", "--time-budget", "20"];
    lab.run(&args).exits(0);
}

#[test]
fn any_number_of_extensions_and_shortcuts_keeps_no_run_up() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let settings: serde_json::Map<_, _> =
        (0..70_000).map(|n| (format!("{n:032}"), serde_json::json!({"location": 5}))).collect();
    let commands: serde_json::Map<_, _> =
        (0..70_000).map(|n| (n.to_string(), serde_json::json!({"extension": format!("x{n:031}")}))).collect();
    let text = serde_json::json!({"extensions": {"settings": settings, "commands": commands}}).to_string();
    fs::write(chromium.at("Preferences"), text).unwrap();
    let began = std::time::Instant::now();
    lab.run(&["preview"]).exits(0);
    assert!(began.elapsed() < std::time::Duration::from_secs(40), "{:?}", began.elapsed());
}

/// Where key stores are, below a home: Chromium's, its newer one, and that of the lab's Firefox profile.
pub(crate) const STORES: [&str; 3] =
    [".pki/nssdb", ".local/share/pki/nssdb", ".config/mozilla/firefox/sample01.default-release"];

/// Makes key stores with a personal certificate and its key, and an institution's certificate.
pub(crate) fn store_keys(lab: &Lab) {
    let columns = "(id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a3, a81, a82, a101, a102)";
    for at in STORES {
        let folder = lab.home().join(at);
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in [
            (
                "cert9.db",
                format!(
                    "CREATE TABLE nssPublic {columns}; INSERT INTO nssPublic VALUES
                     (1, x'00000001', 'canary', x'01', x'02', x'03', x'aa'),
                     (2, x'00000001', 'institution', x'11', x'12', x'13', x'bb')"
                ),
            ),
            (
                "key4.db",
                format!(
                    "CREATE TABLE nssPrivate {columns}; CREATE TABLE metaData (id PRIMARY KEY, item1, item2);
                     INSERT INTO nssPrivate VALUES(3, x'00000003', 'canary', NULL, NULL, x'03', x'aa')"
                ),
            ),
        ] {
            drop(fs::remove_file(folder.join(file)));
            rusqlite::Connection::open(folder.join(file)).unwrap().execute_batch(&text).unwrap();
        }
    }
}

/// Returns how many stores hold the person's key or certificate, and how many the institution's certificate.
pub(crate) fn keys_left(lab: &Lab) -> (usize, usize) {
    let holds = |word: &[u8]| {
        let in_one = |at: &&&str| {
            let files =
                ["cert9.db", "key4.db"].map(|file| fs::read(lab.home().join(at).join(file)).unwrap_or_default());
            files.concat().windows(word.len()).any(|bytes| bytes == word)
        };
        STORES.iter().filter(in_one).count()
    };
    (holds(b"canary"), holds(b"institution"))
}

#[test]
fn personal_certificates_go_at_both_levels_and_others_stay_at_the_first() {
    for (arguments, left) in [
        (&["--level", "traces"][..], (0, 3)),
        (&["--level", "everything"], (0, 0)),
        (&["--only", "certificates"], (0, 3)),
        (&["--only", "certificates", "--level", "everything"], (0, 3)),
        (&["--only", "cache"], (3, 3)),
        (&["--browser", "firefox"], (2, 3)),
    ] {
        let (lab, ..) = Lab::with_both();
        store_keys(&lab);
        assert_eq!(keys_left(&lab), (3, 3));
        lab.run(&[&["end-session", "--yes", "--close", "never"], arguments].concat()).exits(0);
        assert_eq!(keys_left(&lab), left, "{arguments:?}");
    }
}

#[test]
fn a_preview_says_that_certificates_cannot_be_restored() {
    let (lab, ..) = Lab::with_both();
    store_keys(&lab);
    for level in ["traces", "everything"] {
        let said = lab.signoff().args(["preview", "--level", level]).output().unwrap();
        let text = String::from_utf8(said.stdout).unwrap();
        assert!(
            text.contains("personal certificates that go with them, if there are any. They cannot be restored."),
            "{text}"
        );
    }
    let kept = lab.signoff().args(["preview", "--only", "cache"]).output().unwrap();
    assert!(!String::from_utf8(kept.stdout).unwrap().contains("certificates"));
}

/// Programs and packages that a person leaves for the next one, below a home.
pub(crate) const PLANTED: [&str; 5] = [
    ".config/chromium/External Extensions/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json",
    ".config/chromium/NativeMessagingHosts/x.json",
    ".mozilla/native-messaging-hosts/x.json",
    ".mozilla/extensions/{ec8030f7-c20a-464f-9b0e-13a3a9e97384}/k@planted.xpi",
    ".config/mozilla/firefox/sample01.default-release/pkcs11.txt",
];

/// Makes what [`PLANTED`] names, and a mail program's extension beside Firefox's.
pub(crate) fn plant(lab: &Lab) {
    for at in PLANTED.into_iter().chain([MAIL]) {
        let file = lab.home().join(at);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "{\"path\":\"/tmp/planted\"}").unwrap();
    }
}

const MAIL: &str = ".mozilla/extensions/{3550f703-e582-4d05-9a08-453d09bdfdc6}/k@mail.xpi";

#[test]
fn what_extensions_start_and_what_installs_them_stays_at_level_traces_and_goes_at_level_everything() {
    for (level, left) in [("traces", PLANTED.len()), ("everything", 0)] {
        let (lab, ..) = Lab::with_both();
        plant(&lab);
        lab.run(&["end-session", "--yes", "--close", "never", "--level", level]).exits(0);
        let stays: Vec<_> = PLANTED.into_iter().filter(|at| lab.home().join(at).exists()).collect();
        assert_eq!(stays.len(), left, "{level}: {stays:?}");
        assert!(lab.home().join(MAIL).exists(), "that is no browser's");
    }
}

/// Needs root, to make files of root's.
#[test]
fn a_file_of_the_administrators_on_the_keep_list_stays_and_is_no_failure() {
    if !is_root() {
        return;
    }
    for level in ["traces", "everything"] {
        let lab = Lab::new();
        let firefox = lab.firefox();
        fs::write(firefox.at("user.js"), "user_pref(\"app.update.auto\", false);\n").unwrap();
        let lab = lab.without_rights();
        for (file, mode, code) in [("user.js", 0o644, 0), ("user.js", 0o666, 1), ("cookies.sqlite", 0o644, 1)] {
            let path = firefox.at(file);
            if !path.exists() {
                fs::write(&path, "made again").unwrap();
            }
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            chown(&path, Some(0), Some(0)).unwrap();
            let said = lab.run(&["end-session", "--yes", "--close", "never", "--level", level]).exits(code);
            assert!(path.exists());
            let theirs = said.json["administrators"].as_array().map_or(0, Vec::len);
            assert_eq!(
                (theirs, said.leftovers().len()),
                if code == 0 { (1, 0) } else { (0, 1) },
                "{level} {file} {mode:o}"
            );
            fs::remove_file(&path).unwrap();
        }
    }
}

#[test]
fn a_web_apps_launchers_and_icons_go_and_others_stay() {
    let (lab, ..) = Lab::with_both();
    let id = "fmgjjmmmlfnkbppncabfkddbjimcfncm";
    let put = |at: &str, text: &str| {
        let file = lab.home().join(at);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        file
    };
    let app = format!("[Desktop Entry]\nExec=/usr/bin/chromium --profile-directory=Default --app-id={id}\n");
    let launchers = [".local/share/applications", "Desktop", ".config/autostart"]
        .map(|at| put(&format!("{at}/chrome-{id}-Default.desktop"), &app));
    let icon = put(&format!(".local/share/icons/hicolor/48x48/apps/chrome-{id}-Default.png"), "a picture");
    let menu = format!("<Menu><Include><Filename>chrome-{id}-Default.desktop</Filename></Include></Menu>");
    let menu = put(".config/menus/applications-merged/user-chrome-apps.menu", &menu);
    let others = [
        put(".local/share/applications/own.desktop", "[Desktop Entry]\nExec=chromium --app=https://x.example\n"),
        put(".local/share/applications/chrome-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-Default.desktop", "Exec=gedit\n"),
        put(".local/share/icons/hicolor/48x48/apps/own.png", "a picture"),
        put(".config/menus/applications-merged/own.menu", "<Filename>own.desktop</Filename>"),
        put("Desktop/letter.txt", "a letter to canary@mail.example"),
    ];
    lab.run(&["end-session", "--yes", "--close", "never", "--only", "cache"]).exits(0);
    assert!(launchers.iter().chain([&icon, &menu]).all(|file| file.exists()));
    lab.end_session().exits(0);
    let left: Vec<_> = launchers.iter().chain([&icon, &menu]).filter(|file| file.exists()).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(others.iter().all(|file| file.exists()), "others' files are gone");
}
