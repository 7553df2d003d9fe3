#![expect(clippy::disallowed_methods, reason = "the test makes and looks at databases as a browser would")]
use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;

use crate::model::{SiteFinding, SiteRules, SiteStore};
use crate::store::error::{EditError, Edited};
use crate::store::leveldb;
use crate::store::leveldb::testing::{Change, all_bytes, delete, plant, put};
use crate::store::sites::inspect;
use crate::store::sites::testing::{edit, holds, rules, verify, with_cookies};
use crate::store::testing::{Lab, rel};

const COOKIES: &str = include_str!("../../../../assets/schema/browsers/chromium-156-cookies.sql");
const QUOTA: &str = include_str!("../../../../assets/schema/browsers/chromium-156-quota-manager.sql");
const DIPS: &str = include_str!("../../../../assets/schema/browsers/chromium-156-dips.sql");

fn chosen() -> SiteRules {
    with_cookies(rules(&["live.com", "tuni.fi"]), "_shibsession_*")
}

/// Edits, then checks the result, that a second edit changes nothing, and that verification passes.
fn edited(lab: &Lab, at: &str, store: SiteStore) -> Vec<SiteFinding> {
    let (root, at, chosen) = (&lab.root, rel(at), chosen());
    let found = inspect(root, &at, store, &chosen).unwrap();
    assert!(verify(root, &at, store, &chosen).is_err(), "not verified before");
    assert_eq!(edit(root, &at, store, &chosen), Ok(Edited::CHANGED));
    assert_eq!(verify(root, &at, store, &chosen), Ok(()));
    assert_eq!(edit(root, &at, store, &chosen), Ok(Edited::UNCHANGED));
    assert_eq!(inspect(root, &at, store, &chosen), Ok(Vec::new()));
    found
}

fn hosts(found: &[SiteFinding]) -> Vec<(&str, u64)> {
    found.iter().map(|found| (found.host.as_str(), found.count)).collect()
}

fn texts(lab: &Lab, at: &str, query: &str) -> BTreeSet<String> {
    let database = Connection::open(lab.path(at)).unwrap();
    let mut statement = database.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn keys(lab: &Lab, at: &str) -> Vec<String> {
    let contents = leveldb::read(&lab.root, &rel(at)).unwrap().unwrap();
    contents.live.keys().map(|key| String::from_utf8_lossy(key).replace('\0', "|")).collect()
}

/// Host, top-level site, name, and whether it is to be removed.
const ROWS: [(&str, &str, &str, bool); 14] = [
    ("login.live.com", "", "MSPAuth", true),
    (".live.com", "", "WLSSC", true),
    ("login.live.com", "https://example.org", "third", true),
    ("www.example.org", "https://live.com", "under", true),
    ("www.example.org", "https://tuni.fi", "under", true),
    ("tuni.fi", "", "s", true),
    ("sp.example.org", "", "_shibsession_616263", true),
    ("notlive.com", "", "WLSSC", false),
    (".live.com.example.org", "", "WLSSC", false),
    ("mytuni.fi", "", "s", false),
    ("www.example.org", "", "s", false),
    ("sp.example.org", "", "x_shibsession_616263", false),
    ("www.example.org", "https://live.com.example", "s2", false),
    ("www.example.org", "https://notlive.com", "s3", false),
];

fn cookies(lab: &Lab, schema: &str, journal: &str) -> Connection {
    let database = lab.database("Cookies", schema, journal);
    let has_partitions = schema.contains("top_frame_site_key");
    for (host, around, name, goes) in ROWS.into_iter().filter(|row| has_partitions || row.1.is_empty()) {
        let value = format!("{}-{host}", if goes { "removed" } else { "kept" });
        database
            .execute(
                "INSERT INTO cookies(host_key, name, value, encrypted_value, path, creation_utc, expires_utc, is_secure,
                 is_httponly, last_access_utc, has_expires, is_persistent, priority, samesite, source_scheme,
                 source_port, last_update_utc) VALUES(?1, ?2, ?3, x'00', '/', 13440020414633751, 0, 1, 1,
                 13440020414633751, 1, 1, 1, 1, 2, 443, 13440020414633751)",
                (host, name, value),
            )
            .unwrap();
        if has_partitions {
            let row = database.last_insert_rowid();
            database.execute("UPDATE cookies SET top_frame_site_key = ?1 WHERE rowid = ?2", (around, row)).unwrap();
        }
    }
    database
}

/// Today's schema with columns that older versions of this browser had.
fn older(version: u32) -> String {
    let mut schema = COOKIES
        .replace("NOT NULL,top_frame_site_key TEXT NOT NULL", "NOT NULL,top_frame_site_key TEXT NOT NULL DEFAULT ''");
    schema = schema.replace("source_type INTEGER NOT NULL", "source_type INTEGER NOT NULL DEFAULT 0");
    schema = schema
        .replace("has_cross_site_ancestor INTEGER NOT NULL", "has_cross_site_ancestor INTEGER NOT NULL DEFAULT 0");
    if version < 23 {
        schema = schema.replace(",has_cross_site_ancestor INTEGER NOT NULL DEFAULT 0", "");
        schema = schema.replace("top_frame_site_key, has_cross_site_ancestor,", "top_frame_site_key,");
    }
    if version < 22 {
        schema = schema.replace(",source_type INTEGER NOT NULL DEFAULT 0", "");
    }
    if version < 21 {
        schema = schema
            .replace("last_update_utc INTEGER", "is_same_party INTEGER NOT NULL DEFAULT 0,last_update_utc INTEGER");
    }
    schema
}

#[test]
fn cookies_go_by_host_partition_and_name_in_every_schema() {
    for version in [18, 20, 21, 22, 23, 24] {
        for journal in ["delete", "wal"] {
            let lab = Lab::new();
            cookies(&lab, &older(version), journal).close().unwrap();
            let found = edited(&lab, "Cookies", SiteStore::ChromiumCookies);
            assert_eq!(found.iter().map(|found| found.count).sum::<u64>(), 7, "{version}: {found:?}");
            let marks: Vec<_> = found.iter().flat_map(|found| &found.cookies).collect();
            assert!(
                marks.iter().all(|mark| mark.created == Some(1_795_546_814) && mark.expires.is_none()),
                "{marks:?}"
            );
            let query = "SELECT host_key || '|' || top_frame_site_key || '|' || name FROM cookies";
            let kept = ROWS.iter().filter(|row| !row.3).map(|row| format!("{}|{}|{}", row.0, row.1, row.2));
            assert_eq!(texts(&lab, "Cookies", query), kept.collect(), "{version}");
            assert!(!holds(&lab.get("Cookies"), "removed-"), "{version}");
        }
    }
}

#[test]
fn an_unknown_column_is_no_reason_to_leave_a_sign_in() {
    let lab = Lab::new();
    cookies(&lab, &older(24).replace("source_type", "who_knows"), "delete").close().unwrap();
    edited(&lab, "Cookies", SiteStore::ChromiumCookies);
    assert!(!holds(&lab.get("Cookies"), "removed-") && holds(&lab.get("Cookies"), "kept-"));
}

fn local(key: &str, item: &str) -> Change {
    put(&format!("_{key}\0\u{1}{item}"), &format!("value of {key}"))
}

#[test]
fn local_storage_goes_by_origin_and_partition() {
    let lab = Lab::new();
    let going = [
        "https://login.live.com",
        "https://login.live.com/^0https://example.org",
        "https://a.example/^0https://tuni.fi",
    ];
    let staying = ["https://notlive.com", "https://live.com.example.org", "https://a.example/^0https://notlive.com"];
    let of = |key: &&str| [local(key, "k"), put(&format!("META:{key}"), "1"), put(&format!("METAACCESS:{key}"), "1")];
    let table: Vec<_> = going.iter().chain(&staying).flat_map(of).collect();
    let log = [put("VERSION", "1"), delete("_https://www.tuni.fi\0\u{1}old"), local("https://notlive.com", "k")];
    plant(&lab, "Local Storage/leveldb", &table, &log);
    let found = edited(&lab, "Local Storage/leveldb", SiteStore::ChromiumLocalStorage);
    assert_eq!(hosts(&found), [("login.live.com", 6), ("tuni.fi", 3), ("www.tuni.fi", 1)]);
    let mut kept: Vec<_> = staying
        .iter()
        .flat_map(|key| [format!("META:{key}"), format!("METAACCESS:{key}"), format!("_{key}|\u{1}k")])
        .collect();
    kept.push("VERSION".into());
    kept.sort();
    assert_eq!(keys(&lab, "Local Storage/leveldb"), kept);
    assert!(!holds(&all_bytes(&lab, "Local Storage"), "login.live.com"));
}

#[test]
fn what_is_new_in_local_storage_counts_only_if_it_mentions_a_chosen_site() {
    let (at, store) = (rel("leveldb"), SiteStore::ChromiumLocalStorage);
    for (new, is_named) in [
        (put("VERSION", "2"), false),
        (put("NEWMETA:https://notlive.com", "1"), false),
        (put("NEWMETA:https://live.com", "1"), true),
        (put("_https://live.com", "1"), true),
        (put("NEWMETA:1", "\u{12}\u{10}https://live.com"), true),
    ] {
        let lab = Lab::new();
        let old = [local("https://live.com", "k"), local("https://notlive.com", "k")];
        plant(&lab, "leveldb", &old, std::slice::from_ref(&new));
        assert!(!inspect(&lab.root, &at, store, &chosen()).unwrap().is_empty());
        let said = edit(&lab.root, &at, store, &chosen());
        assert_eq!(matches!(said, Err(EditError::UnknownSchema(_))), is_named, "{said:?}");
        assert_eq!(verify(&lab.root, &at, store, &chosen()).is_err(), is_named);
        assert_eq!(keys(&lab, "leveldb").len(), 2, "the known record goes, the other and the new one stay");
    }
    let lab = Lab::new();
    let newer = lab.put("LocalStorage", b"SQLite format 3\0 and so on");
    assert_eq!(edit(&lab.root, &newer, store, &chosen()), Ok(Edited::UNCHANGED));
    lab.put("LocalStorage", b"SQLite format 3\0 and login.live.com");
    assert!(matches!(edit(&lab.root, &newer, store, &chosen()), Err(EditError::UnknownSchema(_))));
    assert_eq!(edit(&lab.root, &at, store, &chosen()), Err(EditError::Missing));
}

#[test]
fn session_storage_maps_go_with_the_last_tab_that_refers_to_them() {
    let lab = Lab::new();
    let (one, two) = ("6af54a2d_e104_451e_b921_b9d87224f4cc", "7af54a2d_e104_451e_b921_b9d87224f4cc");
    let tab = |tab: &str, key: &str, map: &str| put(&format!("namespace-{tab}-{key}"), map);
    let table = [
        put("version", "1"),
        put("next-map-id", "4"),
        tab(one, "https://login.live.com/", "0"),
        tab(two, "https://login.live.com/", "0"),
        tab(one, "https://notlive.com/", "1"),
        tab(two, "https://notlive.com/", "1"),
        put("map-0-secret", "removed-value"),
        put("map-1-k", "kept"),
        put("map-2-k", "removed-orphan"),
    ];
    plant(&lab, "Session Storage", &table, &[put("map-3-k", "removed-deleted"), delete("map-3-k")]);
    let found = edited(&lab, "Session Storage", SiteStore::ChromiumSessionStorage);
    assert_eq!(hosts(&found), [("login.live.com", 2)]);
    let kept = [
        "map-1-k".to_owned(),
        format!("namespace-{one}-https://notlive.com/"),
        format!("namespace-{two}-https://notlive.com/"),
        "next-map-id".into(),
        "version".into(),
    ];
    assert_eq!(keys(&lab, "Session Storage"), kept);
    assert!(!holds(&all_bytes(&lab, "Session Storage"), "removed-"));
}

#[test]
fn indexed_databases_go_by_the_name_of_their_folder() {
    let lab = Lab::new();
    let names = ["https_login.live.com_0", "https_tuni.fi_8443", "https_notlive.com_0", "https_live.com.example.org_0"];
    for name in names {
        lab.put(&format!("IndexedDB/{name}.indexeddb.leveldb/000003.log"), "records");
        lab.put(&format!("IndexedDB/{name}.indexeddb.blob/1/00/1"), "blob");
    }
    let found = edited(&lab, "IndexedDB", SiteStore::ChromiumOrigins);
    assert_eq!(hosts(&found), [("login.live.com", 2), ("tuni.fi", 2)]);
    assert_eq!(lab.root.list(Some(&rel("IndexedDB"))).unwrap().len(), 4);
    lab.put("IndexedDB/who knows/x", "of notlive.com");
    assert_eq!(edit(&lab.root, &rel("IndexedDB"), SiteStore::ChromiumOrigins, &chosen()), Ok(Edited::UNCHANGED));
    lab.put("IndexedDB/who knows/y", "l\0o\0g\0i\0n\0.\0l\0i\0v\0e\0.\0c\0o\0m\0");
    assert!(verify(&lab.root, &rel("IndexedDB"), SiteStore::ChromiumOrigins, &chosen()).is_err());
    let said = edit(&lab.root, &rel("IndexedDB"), SiteStore::ChromiumOrigins, &chosen());
    assert!(matches!(said, Err(EditError::UnknownSchema(_))), "{said:?}");
}

#[test]
fn buckets_go_with_their_rows() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("WebStorage")).unwrap();
    let database = lab.database("WebStorage/QuotaManager", QUOTA, "delete");
    let keys = [
        "https://login.live.com/^0https://example.org",
        "https://a.example/^0https://tuni.fi",
        "https://www.example.org/",
        "https://a.example/^0https://notlive.com",
    ];
    for (key, id) in keys.iter().zip(1..) {
        let host = crate::model::origin_host(key);
        let insert = "INSERT INTO buckets VALUES(?1, ?2, ?3, '_default', 1, 0, 0, 0, 0, 0, 0)";
        database.execute(insert, (id, key, host)).unwrap();
        lab.put(&format!("WebStorage/{id}/IndexedDB/indexeddb.leveldb/000003.log"), "records");
    }
    database.close().unwrap();
    let found = edited(&lab, "WebStorage", SiteStore::ChromiumBuckets);
    assert_eq!(hosts(&found), [("login.live.com", 1), ("tuni.fi", 1)]);
    let left = lab.root.list(Some(&rel("WebStorage"))).unwrap();
    assert_eq!(left.iter().map(|listed| listed.name.to_str().unwrap()).collect::<Vec<_>>(), ["3", "4", "QuotaManager"]);
    let query = "SELECT storage_key FROM buckets";
    assert_eq!(texts(&lab, "WebStorage/QuotaManager", query), keys[2..].iter().map(|key| (*key).to_owned()).collect());
}

#[test]
fn private_files_go_with_the_record_of_their_folder() {
    let lab = Lab::new();
    let origins = [
        put("LAST_PATH", "001"),
        put("ORIGIN:https_login.live.com_0", "000"),
        put("ORIGIN:https_notlive.com_0", "001"),
    ];
    plant(&lab, "File System/Origins", &[], &origins);
    lab.put("File System/000/t/00/00000001", "removed");
    lab.put("File System/001/t/00/00000001", "kept");
    let found = edited(&lab, "File System", SiteStore::ChromiumFiles);
    assert_eq!(hosts(&found), [("login.live.com", 1)]);
    assert_eq!(keys(&lab, "File System/Origins"), ["LAST_PATH", "ORIGIN:https_notlive.com_0"]);
    assert_eq!(lab.root.list(Some(&rel("File System"))).unwrap().len(), 2);
    assert_eq!(lab.get("File System/001/t/00/00000001"), b"kept");
}

/// A message with a number and two texts.
fn message(number: (u8, u8), texts: &[(u8, &str)]) -> String {
    let mut message = String::from_utf8(vec![number.0 << 3, number.1]).unwrap();
    for (field, text) in texts {
        message.push(char::from(field << 3 | 2));
        message.push(char::from(u8::try_from(text.len()).unwrap()));
        message.push_str(text);
    }
    message
}

fn worker(host: &str, number: u8) -> Vec<Change> {
    let (key, script) = (format!("https://{host}/"), format!("https://{host}/worker.js"));
    vec![
        put(&format!("INITDATA_UNIQUE_ORIGIN:{key}"), ""),
        put(&format!("REG:{key}\0{number}"), &message((4, number), &[(2, &key), (3, &script)])),
        put(&format!("REGID_TO_ORIGIN:{number}"), &key),
        put(&format!("RES:{number}\0{number}"), &message((1, number), &[(2, &script)])),
        put(&format!("REG_USER_DATA:{number}\0name"), "data"),
        put(&format!("REG_HAS_USER_DATA:name\0{number}"), ""),
    ]
}

fn script(number: &str) -> Vec<u8> {
    let mut file = 0xfcfb_6d1b_a772_5c30_u64.to_le_bytes().to_vec();
    for part in [5, u32::try_from(number.len()).unwrap(), 0, 0] {
        file.extend(part.to_le_bytes());
    }
    [file, format!("{number}script").into_bytes()].concat()
}

#[test]
fn service_workers_go_with_their_scripts_and_caches() {
    let lab = Lab::new();
    let records = [
        worker("login.live.com", 1),
        worker("notlive.com", 2),
        vec![put("INITDATA_DB_VERSION", "2"), put("URES:3", "")],
    ];
    plant(&lab, "Service Worker/Database", &records.concat(), &[]);
    for (name, number) in [("aaaaaaaaaaaaaaaa_0", "1"), ("bbbbbbbbbbbbbbbb_0", "2"), ("cccccccccccccccc_0", "3")] {
        lab.put(&format!("Service Worker/ScriptCache/{name}"), script(number));
    }
    lab.put("Service Worker/ScriptCache/index", "index");
    for (folder, key) in
        [("aa", "https://tuni.fi/"), ("bb", "https://mytuni.fi/"), ("cc", "https://a.example/^0https://live.com")]
    {
        lab.put(&format!("Service Worker/CacheStorage/{folder}/index.txt"), message((4, 2), &[(2, key), (3, key)]));
        lab.put(&format!("Service Worker/CacheStorage/{folder}/uuid/x_0"), "page");
    }
    let found = edited(&lab, "Service Worker", SiteStore::ChromiumServiceWorkers);
    assert_eq!(hosts(&found), [("live.com", 1), ("login.live.com", 3), ("tuni.fi", 1)]);
    let kept = keys(&lab, "Service Worker/Database");
    assert_eq!(kept.len(), 8, "{kept:?}");
    assert!(!kept.iter().any(|key| key.contains("login.live.com") || key.ends_with('1') || key.starts_with("RES:1")));
    let names = |at: &str| {
        let listed = lab.root.list(Some(&rel(at))).unwrap();
        listed.into_iter().map(|listed| listed.name.into_string().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(names("Service Worker/ScriptCache"), ["bbbbbbbbbbbbbbbb_0", "index"]);
    assert_eq!(names("Service Worker/CacheStorage"), ["bb"]);

    lab.put("Service Worker/CacheStorage/dd/index.txt", "\u{7f}");
    let at = rel("Service Worker");
    assert_eq!(edit(&lab.root, &at, SiteStore::ChromiumServiceWorkers, &chosen()), Ok(Edited::UNCHANGED));
    lab.put("Service Worker/CacheStorage/dd/1/0_0", "https://login.live.com/page");
    let said = edit(&lab.root, &rel("Service Worker"), SiteStore::ChromiumServiceWorkers, &chosen());
    assert!(matches!(said, Err(EditError::UnknownSchema(_))), "{said:?}");
}

#[test]
fn permissions_and_zoom_go_and_every_other_setting_stays() {
    let lab = Lab::new();
    let before = r#"{"homepage":"https://login.live.com/","profile":{"content_settings":{"exceptions":{
        "notifications":{"https://login.live.com:443,*":{"setting":1},"https://notlive.com:443,*":{"setting":1}},
        "cookies":{"*,https://[*.]tuni.fi":{"setting":1},"[*.]live.com.example.org,*":{"setting":2}}},"pref_version":1}},
        "partition":{"per_host_zoom_levels":{"x":{"live.com":{"zoom_level":1.5},"mytuni.fi":{"zoom_level":0.5227586988632231}}}},
        "protection":{"macs":{"homepage":"00"}}}"#;
    lab.put("Preferences", before);
    let found = edited(&lab, "Preferences", SiteStore::ChromiumPermissions);
    assert_eq!(hosts(&found), [("live.com", 1), ("login.live.com", 1), ("tuni.fi", 1)]);
    let after: serde_json::Value = serde_json::from_slice(&lab.get("Preferences")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(
        r#"{"homepage":"https://login.live.com/","profile":{"content_settings":{"exceptions":{
        "notifications":{"https://notlive.com:443,*":{"setting":1}},
        "cookies":{"[*.]live.com.example.org,*":{"setting":2}}},"pref_version":1}},
        "partition":{"per_host_zoom_levels":{"x":{"mytuni.fi":{"zoom_level":0.5227586988632231}}}},
        "protection":{"macs":{"homepage":"00"}}}"#,
    )
    .unwrap();
    assert_eq!(after, expected);

    let guarded = before.replace(r#""homepage":"00""#, r#""profile":{"content_settings":{"exceptions":"00"}}"#);
    lab.put("Preferences", &guarded);
    let said = edit(&lab.root, &rel("Preferences"), SiteStore::ChromiumPermissions, &chosen());
    assert!(matches!(said, Err(EditError::UnknownSchema(_))), "{said:?}");
    assert_eq!(lab.get("Preferences"), guarded.into_bytes());
}

#[test]
fn buckets_without_their_index_count_only_if_they_mention_a_chosen_site() {
    let (at, store) = (rel("WebStorage"), SiteStore::ChromiumBuckets);
    let lab = Lab::new();
    plant(&lab, "WebStorage/1/IndexedDB/indexeddb.leveldb", &[put("k", "of notlive.com")], &[]);
    assert_eq!(edit(&lab.root, &at, store, &chosen()), Ok(Edited::UNCHANGED));
    plant(&lab, "WebStorage/2/IndexedDB/indexeddb.leveldb", &[put("k", "https://login.live.com/")], &[]);
    assert!(matches!(edit(&lab.root, &at, store, &chosen()), Err(EditError::UnknownSchema(_))));
    assert!(matches!(verify(&lab.root, &at, store, &chosen()), Err(EditError::UnknownSchema(_))));
}

#[test]
fn of_reports_and_redirects_only_rows_that_mention_a_chosen_site_go() {
    let lab = Lab::new();
    std::fs::create_dir(lab.path("Default")).unwrap();
    let database = lab.database("Default/DIPS", DIPS, "delete");
    for site in ["live.com", "notlive.com", "live.com.example.org"] {
        database.execute("INSERT INTO bounces(site) VALUES(?1)", [site]).unwrap();
    }
    database.execute("INSERT INTO popups VALUES('a.example', 'tuni.fi', 1, 1, 0, 0)", []).unwrap();
    database.close().unwrap();
    edited(&lab, "Default/DIPS", SiteStore::ChromiumMentions);
    let left = texts(&lab, "Default/DIPS", "SELECT site FROM bounces UNION SELECT popup_site FROM popups");
    assert_eq!(left, ["notlive.com", "live.com.example.org"].map(String::from).into());
}

proptest! {
    #[test]
    fn random_origins_go_as_the_oracle_says(hosts in proptest::collection::btree_set("(a\\.|not|)(live\\.com|tuni\\.fi|b\\.c)(\\.d|)", 1..12)) {
        let lab = Lab::new();
        let changes: Vec<_> = hosts.iter().map(|host| local(&format!("https://{host}"), "k")).collect();
        plant(&lab, "leveldb", &changes, &[put("VERSION", "1")]);
        edit(&lab.root, &rel("leveldb"), SiteStore::ChromiumLocalStorage, &chosen()).unwrap();
        let stays = |host: &&String| !["live.com", "a.live.com", "tuni.fi", "a.tuni.fi"].contains(&host.as_str());
        let mut expected: Vec<_> = hosts.iter().filter(stays).map(|host| format!("_https://{host}|\u{1}k")).collect();
        expected.insert(0, "VERSION".into());
        expected.sort();
        let mut kept = keys(&lab, "leveldb");
        kept.sort();
        prop_assert_eq!(kept, expected);
    }
}
