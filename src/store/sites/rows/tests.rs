#![expect(clippy::disallowed_methods, reason = "the test makes and looks at databases as a browser would")]
use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;

use crate::model::{RelPath, SiteRules, SiteStore, Stop, StopReason};
use crate::store::error::{EditError, Edited};
use crate::store::sites::testing::{edit, holds, rules, verify, with_cookies};
use crate::store::sites::{self, inspect};
use crate::store::testing::{Lab, rel};

const COOKIES: &str = include_str!("../../../../assets/schema/browsers/firefox-153-cookies.sql");
const PERMISSIONS: &str = include_str!("../../../../assets/schema/browsers/firefox-153-permissions.sql");
const CONTENT_PREFS: &str = include_str!("../../../../assets/schema/browsers/firefox-153-content-prefs.sql");
const STORAGE: &str = include_str!("../../../../assets/schema/browsers/firefox-153-storage.sql");
const OLD_STORAGE: &str = include_str!("../../../../assets/schema/browsers/firefox-153-webappsstore.sql");

const CHOSEN: [&str; 2] = ["live.com", "tuni.fi"];

/// Host, attributes, name, and whether it is to be removed.
const ROWS: [(&str, &str, &str, bool); 16] = [
    ("login.live.com", "", "MSPAuth", true),
    (".live.com", "", "WLSSC", true),
    ("live.com", "^userContextId=2", "container", true),
    ("login.live.com", "^partitionKey=%28https%2Cexample.org%29", "third", true),
    ("www.example.org", "^partitionKey=%28https%2Clive.com%29", "under", true),
    ("www.example.org", "^userContextId=1&partitionKey=%28https%2Ctuni.fi%2C8443%29", "under", true),
    ("www.example.org", "^firstPartyDomain=tuni.fi", "isolated", true),
    ("sp.example.org", "", "_shibsession_616263", true),
    ("notlive.com", "", "WLSSC", false),
    (".live.com.example.org", "", "WLSSC", false),
    ("mytuni.fi", "", "s", false),
    ("www.example.org", "", "s", false),
    ("www.example.org", "^userContextId=2", "s", false),
    ("sp.example.org", "", "x_shibsession_616263", false),
    ("www.example.org", "^partitionKey=%28https%2Clive.com.example.org%29", "s", false),
    ("www.example.org", "^partitionKey=%28https%2Cnotlive.com%29", "s", false),
];

fn chosen() -> SiteRules {
    with_cookies(rules(&CHOSEN), "_shibsession_*")
}

fn planted(database: &Connection) {
    let insert =
        "INSERT INTO moz_cookies(host, originAttributes, name, value, path, expiry, lastAccessed, creationTime)
                  VALUES(?1, ?2, ?3, ?4, '/', ?5, 1795546019355341, 1795546018355341)";
    for (host, suffix, name, goes) in ROWS {
        let value = format!("{}-{host}-value", if goes { "removed" } else { "kept" });
        database.execute(insert, (host, suffix, name, value, 1_795_632_419_355_i64)).unwrap();
    }
}

fn all(lab: &Lab, at: &str, query: &str) -> BTreeSet<String> {
    let database = Connection::open(lab.path(at)).unwrap();
    let mut statement = database.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Checks that an edit leaves exactly these texts, that a second edit changes nothing, and that verification passes.
fn check(lab: &Lab, at: &RelPath, store: SiteStore, rules: &SiteRules, found: u64) {
    let count = |lab: &Lab| inspect(&lab.root, at, store, rules).unwrap().iter().map(|found| found.count).sum::<u64>();
    assert_eq!(count(lab), found);
    assert!(matches!(verify(&lab.root, at, store, rules), Err(EditError::Residue(_))));
    assert_eq!(edit(&lab.root, at, store, rules), Ok(Edited::CHANGED));
    assert_eq!(verify(&lab.root, at, store, rules), Ok(()));
    assert_eq!(count(lab), 0);
    assert_eq!(edit(&lab.root, at, store, rules), Ok(Edited::UNCHANGED));
}

#[test]
fn cookies_of_chosen_sites_go_and_other_rows_read_the_same() {
    for journal in ["delete", "wal"] {
        let lab = Lab::new();
        let database = lab.database("cookies.sqlite", COOKIES, journal);
        planted(&database);
        database.close().unwrap();
        let every = "SELECT host || originAttributes || name || value || expiry || lastAccessed FROM moz_cookies";
        let before = all(&lab, "cookies.sqlite", every);
        check(&lab, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &chosen(), 8);
        let kept = |row: &String| row.contains("kept-");
        assert_eq!(all(&lab, "cookies.sqlite", every), before.into_iter().filter(kept).collect());
        let bytes = lab.get("cookies.sqlite");
        assert!(!holds(&bytes, "removed-") && holds(&bytes, "kept-notlive.com-value"));
    }
}

#[test]
fn a_cookie_is_told_by_name_and_dates_without_its_value() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "wal");
    planted(&database);
    database.execute("UPDATE moz_cookies SET expiry = 1795632419 WHERE name = 'WLSSC'", []).unwrap();
    drop(database);
    let found = inspect(&lab.root, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &rules(&["live.com"])).unwrap();
    let hosts: Vec<_> = found.iter().map(|found| (found.host.as_str(), found.count)).collect();
    assert_eq!(hosts, [("live.com", 3), ("login.live.com", 2)]);
    for cookie in found.iter().flat_map(|found| &found.cookies) {
        assert_eq!(cookie.expires, Some(1_795_632_419), "{cookie:?}");
        assert_eq!((cookie.created, cookie.last_used), (Some(1_795_546_018), Some(1_795_546_019)));
    }
    assert!(!format!("{found:?}").contains("removed-"));
}

#[test]
fn what_lies_in_the_log_is_seen_without_touching_the_file() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "wal");
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA wal_autocheckpoint = 0").unwrap();
    planted(&database);
    // As after the browser was killed: copied while it is open.
    for name in ["cookies.sqlite", "cookies.sqlite-wal"] {
        lab.put(&format!("killed/{name}"), lab.get(name));
    }
    let before = lab.get("killed/cookies.sqlite-wal");
    assert!(!holds(&lab.get("killed/cookies.sqlite"), "removed-") && holds(&before, "removed-"));
    let at = rel("killed/cookies.sqlite");
    let found = inspect(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).unwrap();
    assert_eq!(found.iter().map(|found| found.count).sum::<u64>(), 8);
    assert!(lab.get("killed/cookies.sqlite-wal") == before && !lab.path("killed/cookies.sqlite-shm").exists());

    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(Edited::CHANGED));
    assert!(!holds(&lab.get("killed/cookies.sqlite"), "removed-"));
    assert!(!lab.path("killed/cookies.sqlite-wal").exists() || lab.get("killed/cookies.sqlite-wal").is_empty());
}

#[test]
fn no_value_of_a_removed_site_remains_in_the_slack() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "delete");
    planted(&database);
    // Rows that the browser deleted without overwriting them.
    database.execute_batch("PRAGMA secure_delete = OFF; DELETE FROM moz_cookies WHERE value LIKE 'removed%'").unwrap();
    database.close().unwrap();
    assert!(holds(&lab.get("cookies.sqlite"), "removed-"), "the slack holds nothing, so this test shows nothing");
    let at = rel("cookies.sqlite");
    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(Edited::UNCHANGED));
    assert!(!holds(&lab.get("cookies.sqlite"), "removed-"));
}

#[test]
fn a_newer_schema_is_no_reason_to_leave_a_sign_in() {
    for change in [
        "ALTER TABLE moz_cookies ADD COLUMN partition TEXT",
        "CREATE TABLE moz_cookies_of_tomorrow(host TEXT); INSERT INTO moz_cookies_of_tomorrow VALUES('notlive.com')",
        "PRAGMA user_version = 99",
        "CREATE VIEW seen AS SELECT host FROM moz_cookies",
        "CREATE TRIGGER t BEFORE DELETE ON moz_cookies BEGIN SELECT raise(ABORT, 'no'); END",
        "CREATE INDEX i ON moz_cookies(host); ANALYZE",
        "ALTER TABLE moz_cookies DROP COLUMN isPartitionedAttributeSet",
    ] {
        let lab = Lab::new();
        let database = lab.database("cookies.sqlite", COOKIES, "delete");
        planted(&database);
        database.execute_batch(change).unwrap();
        database.close().unwrap();
        check(&lab, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &chosen(), 8);
        assert!(!holds(&lab.get("cookies.sqlite"), "removed-"), "{change}");
    }
}

#[test]
fn what_is_new_and_mentions_a_chosen_site_is_named_and_the_rest_goes() {
    for (change, left) in [
        (
            "ALTER TABLE moz_cookies ADD COLUMN around TEXT; UPDATE moz_cookies SET around = 'https://live.com/' WHERE name = 's'",
            0,
        ),
        ("CREATE TABLE of_tomorrow(key BLOB); INSERT INTO of_tomorrow VALUES(x'0e' || 'login.live.com' || x'00')", 0),
        ("CREATE TABLE keys(host TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO keys VALUES('moc.evil.nigol.')", 0),
        ("ALTER TABLE moz_cookies RENAME COLUMN host TO site", 4),
        ("ALTER TABLE moz_cookies RENAME COLUMN name TO title", 1),
        ("ALTER TABLE moz_cookies RENAME COLUMN originAttributes TO attributes", 3),
        ("ALTER TABLE moz_cookies RENAME TO cookies_of_tomorrow", 8),
    ] {
        let lab = Lab::new();
        let database = lab.database("cookies.sqlite", COOKIES, "delete");
        planted(&database);
        database.execute_batch(change).unwrap();
        database.close().unwrap();
        let at = rel("cookies.sqlite");
        let of = |found: Vec<crate::model::SiteFinding>| found.iter().map(|found| found.count).sum::<u64>();
        assert!(of(inspect(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).unwrap()) >= 8, "{change}");
        for result in [
            edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).map(drop),
            verify(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()),
        ] {
            assert!(matches!(result, Err(EditError::UnknownSchema(_))), "{change}: {result:?}");
        }
        let table = if change.contains("RENAME TO") { "cookies_of_tomorrow" } else { "moz_cookies" };
        let rows = all(&lab, "cookies.sqlite", &format!("SELECT value || id FROM {table}"));
        assert_eq!(rows.iter().filter(|value| value.starts_with("removed-")).count(), left, "{change}: {rows:?}");
        assert_eq!(rows.iter().filter(|value| value.starts_with("kept-")).count(), 8, "{change}: {rows:?}");
    }
}

#[test]
fn a_file_that_is_not_understood_counts_only_if_it_mentions_a_chosen_site() {
    let lab = Lab::new();
    let at = lab.put("cookies.sqlite.bak", vec![b'x'; 9000]);
    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(Edited::UNCHANGED));
    assert_eq!(verify(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(()));
    assert_eq!(inspect(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(Vec::new()));
    let strange = [vec![b'x'; 9000], b"login.live.com".to_vec()].concat();
    lab.put("cookies.sqlite.bak", &strange);
    for result in [
        edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).map(drop),
        verify(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()),
        inspect(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).map(drop),
    ] {
        assert!(matches!(result, Err(EditError::Damaged(_))), "{result:?}");
    }
    assert_eq!(lab.get("cookies.sqlite.bak"), strange);
    let computed = lab.database("computed.sqlite", COOKIES, "delete");
    computed.execute_batch("CREATE INDEX i ON moz_cookies(hex(host))").unwrap();
    let insert = "INSERT INTO moz_cookies(host, name) VALUES(?1, 'n')";
    computed.execute(insert, ["www.example.org"]).unwrap();
    let at = rel("computed.sqlite");
    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Ok(Edited::UNCHANGED));
    computed.execute(insert, ["login.live.com"]).unwrap();
    computed.close().unwrap();
    let said = edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen());
    assert!(matches!(said, Err(EditError::UnknownSchema(_))), "{said:?}");
    let empty = lab.put("empty.sqlite", "");
    assert_eq!(edit(&lab.root, &empty, SiteStore::FirefoxCookies, &chosen()), Ok(Edited::UNCHANGED));
    assert_eq!(edit(&lab.root, &rel("no.sqlite"), SiteStore::FirefoxCookies, &chosen()), Err(EditError::Missing));
}

#[test]
fn work_on_rows_of_sites_can_be_stopped() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "delete");
    planted(&database);
    database.close().unwrap();
    let (at, before, stop) = (rel("cookies.sqlite"), lab.get("cookies.sqlite"), Stop::default());
    stop.ask(StopReason::OutOfTime);
    let stopped = Err(EditError::Stopped);
    assert_eq!(sites::edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen(), &stop).map(drop), stopped);
    assert_eq!(sites::verify(&lab.root, &at, SiteStore::FirefoxCookies, &chosen(), &stop), stopped);
    assert_eq!(lab.get("cookies.sqlite"), before);
    edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()).unwrap();
}

#[test]
fn an_open_browser_is_noticed() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "wal");
    planted(&database);
    database.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    let at = rel("cookies.sqlite");
    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &chosen()), Err(EditError::Locked));
}

#[test]
fn older_cookie_tables_are_known() {
    let schemas = [
        // Firefox 45 to 60.
        "CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, baseDomain TEXT, originAttributes TEXT NOT NULL DEFAULT '',
         name TEXT, value TEXT, host TEXT, path TEXT, expiry INTEGER, lastAccessed INTEGER, creationTime INTEGER,
         isSecure INTEGER, isHttpOnly INTEGER, appId INTEGER DEFAULT 0, inBrowserElement INTEGER DEFAULT 0,
         CONSTRAINT moz_uniqueid UNIQUE (name, host, path, originAttributes))",
        // Firefox 78 to 120.
        "CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, originAttributes TEXT NOT NULL DEFAULT '', name TEXT,
         value TEXT, host TEXT, path TEXT, expiry INTEGER, lastAccessed INTEGER, creationTime INTEGER, isSecure INTEGER,
         isHttpOnly INTEGER, inBrowserElement INTEGER DEFAULT 0, sameSite INTEGER DEFAULT 0,
         rawSameSite INTEGER DEFAULT 0, schemeMap INTEGER DEFAULT 0,
         CONSTRAINT moz_uniqueid UNIQUE (name, host, path, originAttributes))",
    ];
    for schema in schemas {
        let lab = Lab::new();
        let database = lab.database("cookies.sqlite", schema, "wal");
        planted(&database);
        database.close().unwrap();
        check(&lab, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &chosen(), 8);
    }
}

#[test]
fn permissions_go_by_origin_and_by_the_site_that_was_let_in() {
    let lab = Lab::new();
    let database = lab.database("permissions.sqlite", PERMISSIONS, "delete");
    let perms = [
        ("https://login.live.com", "geo", true),
        ("https://www.example.org^partitionKey=%28https%2Ctuni.fi%29", "geo", true),
        ("https://www.example.org", "3rdPartyFrameStorage^https://live.com", true),
        ("https://www.example.org", "3rdPartyStorage^https://login.live.com", true),
        ("https://www.example.org", "3rdPartyFrameStorage^https://notlive.com", false),
        ("https://www.example.org", "storageAccessAPI", false),
        ("https://live.com.example.org", "geo", false),
        ("https://www.example.org", "other^https://live.com", false),
    ];
    for (origin, kind, _) in perms {
        database.execute("INSERT INTO moz_perms(origin, type) VALUES(?1, ?2)", (origin, kind)).unwrap();
    }
    database
        .execute_batch(
            "INSERT INTO moz_origin_interactions VALUES('https://moodle.tuni.fi', 1), ('https://mytuni.fi', 2);
             INSERT INTO moz_hosts(host, type) VALUES('live.com', 'popup'), ('notlive.com', 'popup')",
        )
        .unwrap();
    database.close().unwrap();
    check(&lab, &rel("permissions.sqlite"), SiteStore::FirefoxPermissions, &chosen(), 6);
    let kept = perms.iter().filter(|perm| !perm.2).map(|perm| format!("{} {}", perm.0, perm.1)).collect();
    assert_eq!(all(&lab, "permissions.sqlite", "SELECT origin || ' ' || type FROM moz_perms"), kept);
    let others = "SELECT origin FROM moz_origin_interactions UNION SELECT host FROM moz_hosts";
    assert_eq!(all(&lab, "permissions.sqlite", others), ["https://mytuni.fi", "notlive.com"].map(String::from).into());
}

#[test]
fn zoom_of_chosen_sites_goes_and_what_is_global_stays() {
    let lab = Lab::new();
    let database = lab.database("content-prefs.sqlite", CONTENT_PREFS, "delete");
    database
        .execute_batch(
            "INSERT INTO groups VALUES(1, 'login.live.com'), (2, 'mytuni.fi'), (3, 'file:///home/live.com');
             INSERT INTO settings VALUES(1, 'browser.content.full-zoom');
             INSERT INTO prefs(groupID, settingID, value) VALUES(1, 1, 1.5), (2, 1, 2), (3, 1, 3), (NULL, 1, 4)",
        )
        .unwrap();
    database.close().unwrap();
    check(&lab, &rel("content-prefs.sqlite"), SiteStore::FirefoxContentPrefs, &chosen(), 1);
    let groups = all(&lab, "content-prefs.sqlite", "SELECT name FROM groups");
    assert_eq!(groups, ["mytuni.fi", "file:///home/live.com"].map(String::from).into());
    let values = all(&lab, "content-prefs.sqlite", "SELECT cast(value AS TEXT) FROM prefs");
    assert_eq!(values, ["2", "3", "4"].map(String::from).into());
}

#[test]
fn the_index_of_storage_forgets_chosen_sites_and_is_made_anew() {
    let lab = Lab::new();
    let database = lab.database("storage.sqlite", STORAGE, "delete");
    database
        .execute_batch("INSERT INTO cache VALUES(1, 'build'); INSERT INTO repository VALUES(2, 'default')")
        .unwrap();
    let origins = [
        ("https://login.live.com^partitionKey=%28https%2Cexample.org%29", true),
        ("https://www.example.org^partitionKey=%28https%2Ctuni.fi%29", true),
        ("https://notlive.com", false),
    ];
    for (origin, _) in origins {
        let insert = "INSERT INTO origin VALUES(2, '', 'group', ?1, '', 1, 2, 3, 1, 0)";
        database.execute(insert, [origin]).unwrap();
    }
    database.close().unwrap();
    check(&lab, &rel("storage.sqlite"), SiteStore::FirefoxStorageIndex, &chosen(), 2);
    assert_eq!(all(&lab, "storage.sqlite", "SELECT origin FROM origin"), ["https://notlive.com".to_owned()].into());
    assert_eq!(all(&lab, "storage.sqlite", "SELECT cast(valid AS TEXT) FROM cache"), ["0".to_owned()].into());
}

#[test]
fn old_local_storage_goes_by_the_reversed_host() {
    for more in ["", "CREATE TABLE database(version INTEGER NOT NULL DEFAULT 0);"] {
        let lab = Lab::new();
        let database = lab.database("webappsstore.sqlite", &format!("{OLD_STORAGE}{more}"), "wal");
        let rows = [
            ("", "moc.evil.nigol.:https:443", true),
            ("^userContextId=2", "moc.evil.:https:443", true),
            ("^partitionKey=%28https%2Ctuni.fi%29", "gro.elpmaxe.:https:443", true),
            ("", "moc.eviltonn.:https:443", false),
            ("", "gro.elpmaxe.moc.evil.:https:443", false),
            ("", "if.inutym.:https:443", false),
        ];
        for (suffix, key, goes) in rows {
            let value = if goes { "removed-value" } else { "kept-value" };
            let insert = "INSERT INTO webappsstore2 VALUES(?1, ?2, ?2, 'k', ?3)";
            database.execute(insert, (suffix, key, value)).unwrap();
        }
        database.close().unwrap();
        check(&lab, &rel("webappsstore.sqlite"), SiteStore::FirefoxOldStorage, &chosen(), 3);
        let left = all(&lab, "webappsstore.sqlite", "SELECT originKey FROM webappsstore2");
        assert_eq!(left, rows.iter().filter(|row| !row.2).map(|row| row.1.to_owned()).collect());
        assert!(!holds(&lab.get("webappsstore.sqlite"), "removed-value"));
    }
}

#[test]
fn a_kept_sites_old_local_storage_stays_where_all_others_goes() {
    let lab = Lab::new();
    let database = lab.database("webappsstore.sqlite", OLD_STORAGE, "wal");
    for (key, value) in [("if.inut.pdi.:https:443", "kept-value"), ("moc.evil.:https:443", "removed-value")] {
        database.execute("INSERT INTO webappsstore2 VALUES('', ?1, ?1, 'k', ?2)", (key, value)).unwrap();
    }
    database.close().unwrap();
    let rules = SiteRules::all_except(&[crate::model::Site::parse("tuni.fi").unwrap()].into());
    check(&lab, &rel("webappsstore.sqlite"), SiteStore::FirefoxOldStorage, &rules, 1);
    let left = all(&lab, "webappsstore.sqlite", "SELECT value FROM webappsstore2");
    assert_eq!(left, ["kept-value".to_owned()].into());
}

/// Hosts of a few letters, so that chosen sites, similar ones and others all occur.
fn host() -> impl Strategy<Value = String> {
    "\\.?((a|b|xa)\\.)?(a|b|xa)\\.(fi|fix)(\\.a)?"
}

fn is_below(host: &str, site: &str) -> bool {
    let labels = |text: &str| text.trim_matches('.').split('.').rev().map(str::to_owned).collect::<Vec<_>>();
    labels(host).starts_with(&labels(site))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn what_is_kept_and_what_is_removed_is_what_there_was(
        rows in prop::collection::btree_set((host(), prop::option::of(host())), 0..30),
        site in "(a|b|xa)\\.(fi|fix)",
    ) {
        let lab = Lab::new();
        let database = lab.database("cookies.sqlite", COOKIES, "delete");
        let insert = "INSERT INTO moz_cookies(host, originAttributes, name, path) VALUES(?1, ?2, ?3, '/')";
        for (number, (host, partition)) in rows.iter().enumerate() {
            let suffix = partition.iter().map(|host| format!("^partitionKey=%28https%2C{}%29", host.trim_matches('.')));
            database.execute(insert, (host, suffix.collect::<String>(), number.to_string())).unwrap();
        }
        database.close().unwrap();
        let chosen = rules(&[&site]);
        edit(&lab.root, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &chosen).unwrap();
        verify(&lab.root, &rel("cookies.sqlite"), SiteStore::FirefoxCookies, &chosen).unwrap();
        let goes = |host: &String| is_below(host, &site);
        let expected: BTreeSet<String> = rows.iter().enumerate()
            .filter(|(_, (host, partition))| !goes(host) && !partition.as_ref().is_some_and(goes))
            .map(|(number, _)| number.to_string()).collect();
        prop_assert_eq!(all(&lab, "cookies.sqlite", "SELECT name FROM moz_cookies"), expected);
    }
}

#[test]
fn what_a_browser_that_is_open_has_written_is_seen_without_opening_its_database() {
    let lab = Lab::new();
    let (open, rules) = (lab.database("cookies.sqlite", COOKIES, "wal"), rules(&CHOSEN));
    let at = rel("cookies.sqlite");
    let may_hold = || sites::may_hold(&lab.root, &at, SiteStore::FirefoxCookies, &rules);
    let insert = "INSERT INTO moz_cookies(host, name, value, path) VALUES(?1, 'name', 'value', '/')";
    open.execute(insert, ["www.example.org"]).unwrap();
    let beside = || std::fs::read_dir(lab.path("")).unwrap().count();
    let before = beside();
    assert!(!may_hold());
    // Only in the log so far.
    open.execute(insert, ["login.live.com"]).unwrap();
    assert!(may_hold());
    assert_eq!(beside(), before);
    assert!(!sites::may_hold(&lab.root, &rel("no-such.sqlite"), SiteStore::FirefoxCookies, &rules));
    lab.put("strange.txt/folder", "");
    assert!(sites::may_hold(&lab.root, &rel("strange.txt"), SiteStore::FirefoxServiceWorkers, &rules));
}

#[test]
fn what_a_killed_edit_left_of_its_journal_goes_too() {
    let lab = Lab::new();
    let database = lab.database("cookies.sqlite", COOKIES, "delete");
    let insert = "INSERT INTO moz_cookies(host, name, value, path) VALUES('www.example.org', 'name', 'value', '/')";
    database.execute(insert, []).unwrap();
    database.close().unwrap();
    let (at, rules) = (rel("cookies.sqlite"), rules(&CHOSEN));
    let has_remains = || sites::has_remains(&lab.root, &at, SiteStore::FirefoxCookies, &rules).unwrap();
    assert!(!has_remains());
    // Already committed, as its zeroed header says, but still full of pages.
    lab.put("cookies.sqlite-journal", [&[0; 512][..], b"login.live.com and its value"].concat());
    assert!(has_remains());
    assert_eq!(edit(&lab.root, &at, SiteStore::FirefoxCookies, &rules), Ok(Edited::UNCHANGED));
    assert!(!has_remains() && !lab.path("cookies.sqlite-journal").exists());
    assert_eq!(all(&lab, "cookies.sqlite", "SELECT host FROM moz_cookies").len(), 1);
}
