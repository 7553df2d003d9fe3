//! What stays is read as what it says: an account's address in a kept file of End session, a chosen site in a file that
//! Fix sign-in does not know, in each form in which browsers write.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use rusqlite::Connection;
use rusty_leveldb::{DB, Options};

use crate::support::{Lab, RunOutput};

const ADDRESS: &str = "only.here@tuni.example";

/// Writes a text into files of all forms in a folder; returns their names.
fn plant(dir: &Path, text: &str) -> Vec<&'static str> {
    fs::create_dir_all(dir).unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(dir.join(name), bytes).unwrap();
    let value = format!("{{\"name\":\"{text}\",\"more\":\"{}\"}}", "0123456789".repeat(700));
    let wide = |bytes: fn(u16) -> [u8; 2]| value.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    put("plain.txt", value.as_bytes());
    put("escaped.json", value.replace(['@', '.'], "\\u002e").replace("here\\u002e", "here\\u0040").as_bytes());
    put("percent.txt", value.replace('@', "%40").replace('.', "%2E").as_bytes());
    put("wide", &wide(u16::to_le_bytes));
    put("wide-other", &wide(u16::to_be_bytes));
    let length = u32::try_from(value.len()).unwrap().to_le_bytes();
    put("packed.jsonlz4", &[b"mozLz40\0".as_slice(), &length, &lz4_flex::block::compress(value.as_bytes())].concat());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(value.as_bytes()).unwrap();
    put("packed.gz", &gzip.finish().unwrap());
    let mut snappy = snap::write::FrameEncoder::new(Vec::new());
    snappy.write_all(value.as_bytes()).unwrap();
    put("packed.sz", &snappy.into_inner().unwrap());
    let database = Connection::open(dir.join("rows.sqlite")).unwrap();
    database.execute_batch("PRAGMA page_size = 1024; CREATE TABLE never_seen(a, b)").unwrap();
    let row = |row: &[u8]| database.execute("INSERT INTO never_seen VALUES(7, ?1)", [row]).unwrap();
    row(&wide(u16::to_le_bytes));
    let database = Connection::open(dir.join("packed.sqlite")).unwrap();
    database.execute_batch("CREATE TABLE never_seen(a, b)").unwrap();
    let packed = snap::raw::Encoder::new().compress_vec(value.as_bytes()).unwrap();
    database.execute("INSERT INTO never_seen VALUES(7, ?1)", [&packed]).unwrap();
    let mut level = DB::open(dir.join("level"), Options::default()).unwrap();
    level.put(b"key", &wide(u16::to_be_bytes)).unwrap();
    level.flush().unwrap();
    level.compact_range(b"a", b"z").unwrap();
    drop(level);
    vec![
        "escaped.json",
        "packed.gz",
        "packed.jsonlz4",
        "packed.sqlite",
        "packed.sz",
        "percent.txt",
        "plain.txt",
        "rows.sqlite",
        "wide",
        "wide-other",
    ]
}

fn named(ran: &RunOutput, reason: &str) -> Vec<String> {
    let left = ran.json["leftovers"].as_array().unwrap().iter();
    left.filter(|left| left["reason"] == reason).map(|left| left["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_address_is_found_in_a_kept_file_of_any_form() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    fs::write(chromium.at("Preferences"), format!(r#"{{"account_info":[{{"email":"{ADDRESS}"}}]}}"#)).unwrap();
    let code = chromium.at("Extensions/aaaa/1.0_0");
    let planted = plant(&code, ADDRESS);
    plant(&chromium.at("Extensions/bbbb/1.0_0"), "some.one@else.example");
    let ran = lab.end_session().exits(1);
    let found = named(&ran, "found");
    for name in planted {
        assert!(found.iter().any(|path| path.ends_with(&format!("aaaa/1.0_0/{name}"))), "{name}: {found:?}");
    }
    assert!(found.iter().any(|path| path.contains("aaaa/1.0_0/level/")), "{found:?}");
    assert!(found.iter().all(|path| path.contains("aaaa")), "{found:?}");
    assert_eq!(ran.json["checked"]["searched"], ran.json["checked"]["searchable"]);
}

#[test]
fn a_chosen_site_is_named_in_a_file_of_any_form_that_nobody_knows() {
    let lab = Lab::new();
    let chromium = lab.chromium(&["Default"]);
    let dir = chromium.at("StoreOfNextMonth");
    let planted = plant(&dir, "https://login.microsoftonline.com");
    plant(&chromium.at("StoreOfOthers"), "https://notmicrosoftonline.com/microsoftonline.com.evil.example");
    fs::create_dir_all(chromium.at("Places/https+++login.live.com")).unwrap();
    fs::create_dir_all(chromium.at("Places/https+++live.example.com")).unwrap();
    let before = fs::read(dir.join("rows.sqlite")).unwrap();
    for _run in 0..2 {
        let ran = lab.run(&["fix-sign-in", "--yes", "--close", "never"]).exits(1);
        let found = named(&ran, "mentioned");
        for name in planted.iter().chain(&["level"]) {
            assert!(
                found.iter().any(|path| path.starts_with(&format!("StoreOfNextMonth/{name}"))),
                "{name}: {found:?}"
            );
        }
        assert!(found.contains(&"Places/https+++login.live.com".to_owned()), "{found:?}");
        assert!(found.iter().all(|path| !path.contains("Others") && !path.contains("example.com")), "{found:?}");
    }
    assert_eq!(fs::read(dir.join("rows.sqlite")).unwrap(), before, "what is not understood is kept");
    fs::remove_dir_all(dir).unwrap();
    fs::remove_dir_all(chromium.at("Places")).unwrap();
    lab.run(&["fix-sign-in", "--yes", "--close", "never"]).exits(0);
}

#[test]
fn what_fix_sign_in_keeps_may_name_a_chosen_site() {
    let lab = Lab::new();
    let (chromium, firefox) = (lab.chromium(&["Default"]), lab.firefox());
    let site = "https://login.microsoftonline.com/";
    for file in ["History-journal", "Local Extension Settings/aaaa/000003.log", "Bookmarks.bak", "Bookmarks.old"] {
        fs::create_dir_all(chromium.at(file).parent().unwrap()).unwrap();
        fs::write(chromium.at(file), site).unwrap();
    }
    fs::write(firefox.at("user.js"), format!("user_pref(\"browser.startup.homepage\", \"{site}\");\n")).unwrap();
    let ran = lab.run(&["fix-sign-in", "--yes", "--close", "never"]).exits(1);
    assert_eq!(named(&ran, "mentioned"), ["Bookmarks.old"], "only what nobody knows");
}
