//! Whatever the input, less than 200 MB of memory is used. The program runs under a limit of the system's, above which
//! it gets no more: no measurement, and no time.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use rusqlite::Connection;

use crate::support::{Lab, RunOutput};

/// The largest part of memory that a program writes to, in KiB: 200 MB without the 15 MB or so of its own file.
const LIMIT: u32 = 180_000;

/// Runs a command with `--json` and this much memory.
fn bounded(lab: &Lab, args: &[&str]) -> RunOutput {
    let mut shell = lab.within(Path::new("/bin/sh"));
    shell.arg("-c").arg(format!("ulimit -d {LIMIT} && exec \"$@\"")).arg("sh");
    RunOutput::of(shell.arg(env!("CARGO_BIN_EXE_signoff")).args(args).arg("--json").output().unwrap())
}

/// Adds cookies to a database of Chromium's, whose hosts are an expression of `i`.
fn add_cookies(file: &Path, number: u32, host: &str) {
    let database = Connection::open(file).unwrap();
    database.execute_batch("PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF").unwrap();
    let columns: Vec<String> = {
        let mut info = database.prepare("SELECT name FROM pragma_table_info('cookies')").unwrap();
        info.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let value = |column: &String| match column.as_str() {
        "host_key" => host.to_owned(),
        "name" => "'n' || i".to_owned(),
        "creation_utc" | "last_access_utc" | "last_update_utc" | "expires_utc" => "13440020414633751 + i".to_owned(),
        "encrypted_value" => "zeroblob(60)".to_owned(),
        "value" | "top_frame_site_key" => "''".to_owned(),
        "path" => "'/'".to_owned(),
        _ => "1".to_owned(),
    };
    let values: Vec<_> = columns.iter().map(value).collect();
    let insert = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         INSERT INTO cookies SELECT {} FROM n",
        values.join(", ")
    );
    database.execute_batch(&insert).unwrap();
}

#[test]
fn a_database_of_a_million_cookies_is_edited_and_rebuilt() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let file = chromium.at("Cookies");
    add_cookies(&file, 1_000_000, "iif(i % 1000, 'www.site' || (i / 20) || '.example', 'login' || i || '.live.com')");
    let (before, size) = (fs::metadata(&file).unwrap().ino(), fs::metadata(&file).unwrap().len());
    assert!(size > u64::from(LIMIT) << 9, "it is too small to show anything: {size}");
    // What a browser removed itself is still in the file's pages, so that it has to be rebuilt.
    let database = Connection::open(&file).unwrap();
    database
        .execute_batch("PRAGMA secure_delete = OFF; DELETE FROM cookies WHERE host_key = 'login5000.live.com'")
        .unwrap();
    let others = "SELECT count(*) FROM cookies WHERE host_key LIKE '%.example'";
    let kept: i64 = database.query_row(others, [], |row| row.get(0)).unwrap();
    drop(database);
    bounded(&lab, &["fix-sign-in", "--yes", "--close", "never"]).exits(0);
    assert_ne!(fs::metadata(&file).unwrap().ino(), before, "it was not rebuilt");
    let database = Connection::open(&file).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM cookies WHERE host_key LIKE '%live.com'"), 0);
    assert_eq!(count(others), kept);
}

#[test]
fn three_hundred_thousand_hosts_of_a_chosen_site_are_found_and_removed() {
    let (lab, chromium, _firefox) = Lab::with_both();
    add_cookies(&chromium.at("Cookies"), 300_000, "'h' || i || '.live.com'");
    bounded(&lab, &["fix-sign-in", "--yes", "--close", "never"]).exits(0);
    let database = Connection::open(chromium.at("Cookies")).unwrap();
    let left = "SELECT count(*) FROM cookies WHERE host_key LIKE '%live.com'";
    assert_eq!(database.query_row(left, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn settings_of_sixty_megabytes_are_reduced() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let mut text = String::from("{\"homepage\":\"https://a.example/\",\"other\":{");
    for number in 0..2_500_000 {
        write!(text, "\"key{number}\":[{{}},\"value\"],").unwrap();
    }
    fs::write(chromium.at("Preferences"), text + "\"last\":1}}").unwrap();
    assert!(fs::metadata(chromium.at("Preferences")).unwrap().len() > 50 << 20);
    bounded(&lab, &["end-session", "--yes", "--close", "never"]).exits(0);
    assert!(fs::metadata(chromium.at("Preferences")).unwrap().len() < 1 << 20);
}

/// Writes files that take as much memory as any to be read: a long one, a long value, much in little.
fn put_large(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    for (name, len) in [("long.js", 300 << 20), ("other.js", 60 << 20)] {
        fs::write(dir.join(name), vec![b'a'; len]).unwrap();
    }
    let packed = |len: u32, plain: &[u8]| [b"mozLz40\0".as_slice(), &len.to_le_bytes(), plain].concat();
    let inner = packed(30 << 20, &lz4_flex::block::compress(&vec![b'x'; 30 << 20]));
    let outer = [inner, vec![b'x'; 50 << 20]].concat();
    let len = u32::try_from(outer.len()).unwrap();
    fs::write(dir.join("much.jsonlz4"), packed(len, &lz4_flex::block::compress(&outer))).unwrap();
    let database = Connection::open(dir.join("rows.sqlite")).unwrap();
    database.execute_batch("CREATE TABLE rows(value)").unwrap();
    let value = snap::raw::Encoder::new().compress_vec(&vec![b'x'; 31 << 20]).unwrap();
    database.execute("INSERT INTO rows VALUES(?1), (zeroblob(30 << 20))", [value]).unwrap();
}

#[test]
fn kept_and_unknown_files_of_any_size_are_searched() {
    let (lab, chromium, _firefox) = Lab::with_both();
    let unknown = chromium.at("StoreOfNextMonth");
    put_large(&unknown);
    // What is packed in what is packed, and damaged there, is not read.
    let ran = bounded(&lab, &["fix-sign-in", "--yes", "--close", "never"]).exits(1);
    let left = ["chromium StoreOfNextMonth/much.jsonlz4: unverified".to_owned()];
    assert_eq!(ran.leftovers().into_iter().collect::<Vec<_>>(), left);
    let code = chromium.at("Extensions/aaaabbbbccccddddeeeeffffgggghhhh/1.0_0");
    fs::create_dir_all(code.parent().unwrap()).unwrap();
    fs::rename(unknown, &code).unwrap();
    fs::remove_file(code.join("much.jsonlz4")).unwrap();
    let account = r#"{"account_info":[{"email":"somebody@example.org"}]}"#;
    fs::write(chromium.at("Preferences"), account).unwrap();
    let ran = bounded(&lab, &["end-session", "--yes", "--close", "never"]).exits(0);
    assert_eq!(ran.json["checked"]["searched"], ran.json["checked"]["searchable"], "{:#}", ran.json);
}

#[test]
fn a_preview_of_many_profiles_is_printed_whole() {
    let (lab, chromium, _firefox) = Lab::with_both();
    for number in 0..2_000 {
        let at = chromium.root.join(format!("Profile {number}"));
        fs::create_dir(&at).unwrap();
        for file in ["Preferences", "History", "Cookies", "Login Data", "Web Data"] {
            fs::write(at.join(file), "{}").unwrap();
        }
    }
    bounded(&lab, &["preview", "--all-items"]).exits(0);
}

#[test]
fn launchers_of_any_number_are_read_one_by_one() {
    let (lab, ..) = Lab::with_both();
    let applications = lab.home().join(".local/share/applications");
    fs::create_dir_all(&applications).unwrap();
    for number in 0..5_000 {
        // They take no space on the disk.
        fs::File::create(applications.join(format!("webapp-{number}.desktop"))).unwrap().set_len(64 << 10).unwrap();
    }
    bounded(&lab, &["end-session", "--yes", "--close", "never"]).exits(0);
}
