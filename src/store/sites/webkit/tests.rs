use std::collections::BTreeSet;

use proptest::prelude::*;

use super::hashed_dirs::{ORIGIN_FILE, parse_origins, string};
use crate::model::{RelPath, SiteStore};
use crate::store::error::{EditError, Edited};
use crate::store::sites;
use crate::store::sites::folders::remove_all_except;
use crate::store::sites::testing::{edit, rules, verify, with_cookies};
use crate::store::testing::{Lab, rel};

const COOKIES: &str = "CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, name TEXT, value TEXT, host TEXT, path TEXT, \
    expiry INTEGER, lastAccessed INTEGER, isSecure INTEGER, isHttpOnly INTEGER, sameSite INTEGER);";

const WORKERS: &str = "CREATE TABLE Records(key TEXT NOT NULL ON CONFLICT FAIL UNIQUE ON CONFLICT REPLACE, \
    origin TEXT NOT NULL, scopeURL TEXT NOT NULL, topOrigin TEXT NOT NULL, lastUpdateCheckTime DOUBLE, scriptURL TEXT);";

/// The salt of a folder of scripts, and names in it, as `WebKitGTK` 2.50.6 made them.
const SALT: [u8; 8] = [0x8b, 0x77, 0x0f, 0x38, 0x00, 0xac, 0x4c, 0x08];
const OF_WWW: &str = "TNxyBdUjwM-QcIrm5SjD8Ik6VM-ulijTnFPmhnZSkmY/eF5iIDe68fR19VoVMudNC3KRDfh8LjL-RdFgw5be_K4";
const OF_NOTWWW: &str = "wNj4gvYLNt8G58FSruzPOvMJbxB7PEr63ESN-j7gSfY/VI1jju563rtPTEGKxe7hIXFLmcsDQDvTs8pS49WL7fY";

/// The content of a file `origin`, with or without a port.
fn telling(around: &str, own: &str, port: Option<u16>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for host in [around, own] {
        for text in ["https", host] {
            bytes.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            bytes.push(1);
            bytes.extend(text.as_bytes());
        }
        bytes.push(u8::from(port.is_some()));
        bytes.extend(port.iter().flat_map(|port| port.to_le_bytes()));
    }
    bytes
}

fn names(lab: &Lab, at: &str) -> BTreeSet<String> {
    let names = lab.root.list(Some(&rel(at))).unwrap().into_iter();
    names.map(|listed| listed.name.into_string().unwrap()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn what_webkit_wrote_is_read() {
    let written = b"\x04\0\0\0\x01http\x0d\0\0\0\x01www.localhost\x01\x6b\x95\x04\0\0\0\x01http\x0d\0\0\0\x01www.localhost\x01\x6b\x95";
    assert_eq!(parse_origins(written).unwrap(), ["www.localhost", "www.localhost"]);
    let wide: Vec<u8> = "www".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [&[3, 0, 0, 0, 0], wide.as_slice()].concat();
    assert_eq!(string(&wide).unwrap(), ("www".into(), [].as_slice()));
    for cut in 0..written.len() {
        assert_eq!(parse_origins(&written[..cut]), None, "{cut}");
    }
    assert_eq!(parse_origins(&[written.as_slice(), b"more"].concat()), None);
}

proptest! {
    #[test]
    fn any_bytes_are_told_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        parse_origins(&bytes);
    }

    #[test]
    fn what_was_written_is_told(around in "[a-z.]{0,20}", own in "[a-z.]{0,20}", port in any::<Option<u16>>()) {
        prop_assert_eq!(parse_origins(&telling(&around, &own, port)), Some([own, around]));
    }
}

#[test]
fn folders_go_by_what_is_told_in_them() {
    let lab = Lab::new();
    let tell = |folder: &str, around: &str, own: &str| {
        lab.put(&format!("storage/{folder}/origin"), telling(around, own, None));
        lab.put(&format!("storage/{folder}/LocalStorage/localstorage.sqlite3"), "data");
    };
    tell("A/A", "login.live.com", "login.live.com");
    tell("A/B", "login.live.com", "cdn.example.org");
    tell("C/C", "www.example.org", "www.example.org");
    tell("C/A", "www.example.org", "live.com");
    tell("D", "notlive.com", "live.com.example.org");
    tell("E", "live.com", "live.com");
    lab.put("storage/salt", SALT);
    let (at, rules) = (rel("storage"), rules(&["live.com"]));
    let found = sites::inspect(&lab.root, &at, SiteStore::WebkitHashedDirs, &rules).unwrap();
    assert_eq!(found.iter().map(|found| found.count).sum::<u64>(), 4);
    assert!(edit(&lab.root, &at, SiteStore::WebkitHashedDirs, &rules).unwrap().changed);
    assert_eq!(names(&lab, "storage"), set(&["C", "D", "salt"]));
    assert_eq!(names(&lab, "storage/C"), set(&["C"]));
    assert_eq!(names(&lab, "storage/C/C"), set(&["LocalStorage", "origin"]));
    verify(&lab.root, &at, SiteStore::WebkitHashedDirs, &rules).unwrap();
}

#[test]
fn a_folder_that_tells_nothing_stays_and_is_reported() {
    let lab = Lab::new();
    lab.put("storage/A/A/origin", telling("live.com", "live.com", Some(8443)));
    lab.put("storage/B/B/origin", "of a later version of www.live.com");
    lab.put("storage/C/C/origin", "of a later version of notlive.com");
    lab.put("storage/B/B/data", "kept");
    let (at, rules) = (rel("storage"), rules(&["live.com"]));
    let error = edit(&lab.root, &at, SiteStore::WebkitHashedDirs, &rules).unwrap_err();
    assert!(matches!(error, EditError::UnknownSchema(_)), "{error}");
    assert_eq!(names(&lab, "storage"), set(&["B", "C"]));
    assert_eq!(lab.get("storage/B/B/data"), b"kept");
    assert!(verify(&lab.root, &at, SiteStore::WebkitHashedDirs, &rules).is_err());
}

#[test]
fn what_a_killed_run_left_still_tells_whose_it_is() {
    let lab = Lab::new();
    let folder = rel("storage/A/A");
    lab.put("storage/A/A/origin", telling("live.com", "live.com", None));
    lab.put("storage/A/A/IndexedDB/1/IndexedDB.sqlite3", "data");
    remove_all_except(&lab.root, &folder, ORIGIN_FILE).unwrap();
    assert_eq!(names(&lab, "storage/A/A"), set(&["origin"]));
    assert!(edit(&lab.root, &rel("storage"), SiteStore::WebkitHashedDirs, &rules(&["live.com"])).unwrap().changed);
    assert_eq!(names(&lab, "storage"), set(&[]));
}

#[test]
fn files_go_by_the_origin_in_their_name() {
    let lab = Lab::new();
    let at = rel("localstorage");
    let going =
        ["https_live.com_0.localstorage", "http_login.live.com_8080.localstorage", "https_live.com_0.localstorage-wal"];
    let staying = ["https_notlive.com_0.localstorage", "https_live.com.example.org_0.localstorage"];
    for name in going.iter().chain(&staying) {
        lab.put(&format!("localstorage/{name}"), "data");
    }
    assert!(edit(&lab.root, &at, SiteStore::WebkitOriginDirs, &rules(&["live.com"])).unwrap().changed);
    assert_eq!(names(&lab, "localstorage"), set(&staying));
    lab.put("localstorage/StorageTracker.db", "an older version's list, of https://www.example.org");
    assert_eq!(edit(&lab.root, &at, SiteStore::WebkitOriginDirs, &rules(&["live.com"])), Ok(Edited::UNCHANGED));
    let error = edit(&lab.root, &at, SiteStore::WebkitOriginDirs, &rules(&["example.org"])).unwrap_err();
    assert!(matches!(error, EditError::UnknownSchema(_)), "{error}");
    assert_eq!(names(&lab, "localstorage").len(), 2, "another host's, and what is unclear");
}

#[test]
fn cookies_go_by_host_and_by_name() {
    let lab = Lab::new();
    let cookies = lab.database("cookies.sqlite", COOKIES, "delete");
    for (name, host) in [
        ("a", ".live.com"),
        ("b", "login.live.com"),
        ("c", "notlive.com"),
        ("_shibsession_1", "www.example.org"),
        ("d", "www.example.org"),
    ] {
        let insert = "INSERT INTO moz_cookies VALUES (NULL, ?1, 'value', ?2, '/', 1795645943, 1785645943, 1, 1, 0)";
        cookies.execute(insert, [name, host]).unwrap();
    }
    cookies.close().unwrap();
    let (at, rules) = (rel("cookies.sqlite"), with_cookies(rules(&["live.com"]), "_shibsession_*"));
    let found = sites::inspect(&lab.root, &at, SiteStore::WebkitCookies, &rules).unwrap();
    let marks: Vec<_> = found.iter().flat_map(|found| &found.cookies).collect();
    assert_eq!((found.len(), marks.len()), (3, 3));
    assert!(marks.iter().all(|mark| mark.expires == Some(1_795_645_943) && mark.last_used == Some(1_785_645_943)));
    assert!(edit(&lab.root, &at, SiteStore::WebkitCookies, &rules).unwrap().changed);
    let left = lab.database("cookies.sqlite", "", "delete");
    let left: Vec<String> = left
        .prepare("SELECT name FROM moz_cookies ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(left, ["c", "d"]);
}

/// Registers two workers with their scripts, as the browser does.
fn workers(lab: &Lab) -> RelPath {
    lab.put("serviceworkers/Scripts/V1/salt", SALT);
    lab.put(&format!("serviceworkers/Scripts/V1/{OF_WWW}/script"), "of www");
    lab.put(&format!("serviceworkers/Scripts/V1/{OF_NOTWWW}/script"), "of notwww");
    let rows = lab.database("serviceworkers/ServiceWorkerRegistrations-8.sqlite3", WORKERS, "wal");
    for host in ["www.localhost", "notwww.localhost"] {
        let origin = format!("http://{host}:38251");
        let around = format!("http_{host}_38251");
        let insert = "INSERT INTO Records VALUES (?1 || '_' || ?2 || '/', ?2, '/', ?1, 0, ?2 || '/worker.js')";
        rows.execute(insert, [around, origin]).unwrap();
    }
    rows.close().unwrap();
    rel("serviceworkers")
}

#[test]
fn a_worker_goes_with_its_scripts() {
    let lab = Lab::new();
    let (at, rules) = (workers(&lab), rules(&["www.localhost"]));
    let store = SiteStore::WebkitServiceWorkers;
    assert_eq!(sites::inspect(&lab.root, &at, store, &rules).unwrap().len(), 1);
    assert!(edit(&lab.root, &at, store, &rules).unwrap().changed);
    assert!(sites::inspect(&lab.root, &at, store, &rules).unwrap().is_empty());
    let (of_www, _) = OF_WWW.split_once('/').unwrap();
    assert!(!names(&lab, "serviceworkers/Scripts/V1").contains(of_www));
    assert_eq!(lab.get(&format!("serviceworkers/Scripts/V1/{OF_NOTWWW}/script")), b"of notwww");
    verify(&lab.root, &at, store, &rules).unwrap();
}

#[test]
fn scripts_that_no_worker_explains_stay_and_are_reported() {
    let lab = Lab::new();
    let (at, rules) = (workers(&lab), rules(&["www.localhost"]));
    lab.put("serviceworkers/Scripts/V1/unheard/of/script", "of another");
    assert!(edit(&lab.root, &at, SiteStore::WebkitServiceWorkers, &rules).unwrap().changed);
    lab.put("serviceworkers/Scripts/V1/unheard/of/script", "of www.localhost");
    let error = edit(&lab.root, &at, SiteStore::WebkitServiceWorkers, &rules).unwrap_err();
    assert!(matches!(error, EditError::UnknownSchema(_)), "{error}");
    assert_eq!(lab.get("serviceworkers/Scripts/V1/unheard/of/script"), b"of www.localhost");
}

#[test]
fn a_newer_list_of_workers_beside_the_old_one_is_read_by_its_columns() {
    let lab = Lab::new();
    let (at, rules) = (workers(&lab), rules(&["www.localhost"]));
    let newer = WORKERS.replace("scriptURL TEXT", "scriptURL TEXT, routes BLOB, lastUse DOUBLE");
    let rows = lab.database("serviceworkers/ServiceWorkerRegistrations-9.sqlite3", &newer, "delete");
    rows.execute_batch(
        "PRAGMA user_version = 9; CREATE TABLE Scopes(id INTEGER);
         INSERT INTO Records(key, origin, scopeURL, topOrigin) VALUES('k', 'http://www.localhost:38251', '/', 'http_www.localhost_38251')",
    )
    .unwrap();
    rows.close().unwrap();
    let found = sites::inspect(&lab.root, &at, SiteStore::WebkitServiceWorkers, &rules).unwrap();
    assert_eq!(found.iter().map(|found| found.count).sum::<u64>(), 2);
    assert!(edit(&lab.root, &at, SiteStore::WebkitServiceWorkers, &rules).unwrap().changed);
    assert_eq!(verify(&lab.root, &at, SiteStore::WebkitServiceWorkers, &rules), Ok(()));
    assert_eq!(names(&lab, "serviceworkers/Scripts/V1").len(), 2, "the salt and the other worker's scripts");
}
