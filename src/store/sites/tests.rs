#![expect(clippy::disallowed_methods, reason = "the test makes and looks at databases as a browser would")]
//! Databases of browsers that nobody has seen: real schemas, changed at random. The oracle reads bytes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;

use super::inspect;
use super::testing::{edit, holds, rules, verify};
use crate::model::SiteStore;
use crate::store::error::EditError;
use crate::store::testing::{Lab, rel};

macro_rules! schema {
    ($name:literal) => {
        include_str!(concat!("../../../assets/schema/browsers/", $name, ".sql"))
    };
}

/// A store: its schema, and a statement that adds a row of the host `?1`.
type Sample = (SiteStore, &'static str, &'static str);

const SAMPLES: [Sample; 8] = [
    (
        SiteStore::ChromiumCookies,
        schema!("chromium-156-cookies"),
        "INSERT INTO cookies VALUES(1, ?1, '', 'name', 'v', x'00', '/', 0, 1, 1, 1, 1, 1, 1, 0, 2, 443, 1, 1, 0)",
    ),
    (
        SiteStore::ChromiumQuota,
        schema!("chromium-156-quota-manager"),
        "INSERT INTO buckets(storage_key, host, name, use_count, last_accessed, last_modified, expiration, quota,
         persistent, durability) VALUES('https://' || ?1 || '/', ?1, '_default', 1, 0, 0, 0, 0, 0, 0)",
    ),
    (SiteStore::ChromiumMentions, schema!("chromium-156-dips"), "INSERT INTO bounces(site) VALUES(?1)"),
    (
        SiteStore::FirefoxCookies,
        schema!("firefox-153-cookies"),
        "INSERT INTO moz_cookies(host, name, value, path) VALUES(?1, 'name', 'v', '/')",
    ),
    (
        SiteStore::FirefoxPermissions,
        schema!("firefox-153-permissions"),
        "INSERT INTO moz_perms(origin, type) VALUES('https://' || ?1, 'geo')",
    ),
    (SiteStore::FirefoxContentPrefs, schema!("firefox-153-content-prefs"), "INSERT INTO groups(name) VALUES(?1)"),
    (
        SiteStore::FirefoxStorageIndex,
        schema!("firefox-153-storage"),
        "INSERT INTO origin(repository_id, suffix, group_, origin, client_usages, usage, last_access_time,
         last_maintenance_date, accessed, persisted) VALUES(2, '', '', 'https://' || ?1, '', 1, 2, 3, 1, 0)",
    ),
    (
        SiteStore::FirefoxOldStorage,
        schema!("firefox-153-webappsstore"),
        "INSERT INTO webappsstore2(originAttributes, originKey, scope, key, value)
         VALUES('', ?2 || ':https:443', ?2 || ':https:443', 'k', 'v')",
    ),
];

const CHOSEN: &str = "login.chosen-mark.example";
const OTHER: &str = "www.other-mark.example";

/// A change that a later version could make; `which` selects the table and column.
#[derive(Debug, Clone, Copy)]
enum Change {
    AddColumn { mention: bool },
    AddTable { mention: bool, numberless: bool },
    RenameTable,
    RenameColumn,
    Version,
    View,
    Trigger,
    Index,
    Computed,
}

fn changes() -> impl Strategy<Value = Vec<(Change, usize)>> {
    let flag = any::<bool>();
    let change = prop_oneof![
        flag.prop_map(|mention| Change::AddColumn { mention }),
        (flag, flag).prop_map(|(mention, numberless)| Change::AddTable { mention, numberless }),
        Just(Change::RenameTable),
        Just(Change::RenameColumn),
        Just(Change::Version),
        Just(Change::View),
        Just(Change::Trigger),
        Just(Change::Index),
        Just(Change::Computed),
    ];
    proptest::collection::vec((change, 0..100_usize), 0..4)
}

fn names(database: &Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn apply(database: &Connection, (change, which): (Change, usize), number: usize) {
    let tables = names(
        database,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    let table = &tables[which % tables.len()];
    let columns = names(database, &format!("SELECT name FROM pragma_table_info('{table}')"));
    let column = &columns[which % columns.len()];
    let mark = |mention: bool| if mention { CHOSEN } else { "nobody" };
    let sql = match change {
        Change::AddColumn { mention } => format!(
            "ALTER TABLE \"{table}\" ADD COLUMN new{number} TEXT; UPDATE \"{table}\" SET new{number} = 'https://{}/'",
            mark(mention)
        ),
        Change::AddTable { mention, numberless } => format!(
            "CREATE TABLE added{number}(word TEXT PRIMARY KEY) {}; INSERT INTO added{number} VALUES('{}')",
            if numberless { "WITHOUT ROWID" } else { "" },
            mark(mention)
        ),
        Change::RenameTable => format!("ALTER TABLE \"{table}\" RENAME TO \"renamed{number}\""),
        Change::RenameColumn => format!("ALTER TABLE \"{table}\" RENAME COLUMN \"{column}\" TO \"renamed{number}\""),
        Change::Version => format!("PRAGMA user_version = {}", 1000 + number),
        Change::View => format!("CREATE VIEW seen{number} AS SELECT * FROM \"{table}\""),
        Change::Trigger => {
            format!("CREATE TRIGGER t{number} BEFORE DELETE ON \"{table}\" BEGIN SELECT raise(ABORT, 'no'); END")
        }
        Change::Index => format!("CREATE INDEX i{number} ON \"{table}\"(\"{column}\"); ANALYZE"),
        Change::Computed => format!("CREATE INDEX i{number} ON \"{table}\"(length(\"{column}\"))"),
    };
    // Some changes exclude each other, such as a renamed column and a view of it.
    drop(database.execute_batch(&sql));
}

/// All cells of all tables in which the other site's mark stands.
fn others(lab: &Lab) -> BTreeSet<String> {
    let database = Connection::open(lab.path("store")).unwrap();
    let mut found = BTreeSet::new();
    let tables =
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
    for table in names(&database, tables) {
        let mut all = database.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let width = all.column_count();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<String> = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect();
            let row = cells.join("|");
            let is_other = row.contains(&format!("{:?}", OTHER.as_bytes()).replace(['[', ']'], ""));
            let reversed: Vec<u8> = OTHER.bytes().rev().collect();
            if is_other || row.contains(&format!("{reversed:?}").replace(['[', ']'], "")) {
                found.insert(format!("{table}|{row}"));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    #[test]
    fn in_a_browser_that_nobody_has_seen_sign_ins_go_or_are_named(
        sample in 0..SAMPLES.len(),
        planted in any::<bool>(),
        before in changes(),
        after in changes(),
    ) {
        let (store, schema, insert) = SAMPLES[sample];
        let lab = Lab::new();
        let database = lab.database("store", schema, "delete");
        database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        let reversed = |host: &str| host.chars().rev().collect::<String>() + ".";
        for (host, is_there) in [(CHOSEN, planted), (OTHER, true)] {
            let by_place = insert.contains("?2");
            let placed: Vec<String> = if by_place { vec![host.into(), reversed(host)] } else { vec![host.into()] };
            if is_there {
                database.execute(insert, rusqlite::params_from_iter(placed)).unwrap();
            }
        }
        for (number, change) in before.into_iter().chain(after).enumerate() {
            apply(&database, change, number);
        }
        database.close().unwrap();
        let (at, chosen) = (rel("store"), rules(&["chosen-mark.example"]));
        let mentions = || {
            let bytes = lab.get("store");
            holds(&bytes, CHOSEN) || holds(&bytes, &reversed(CHOSEN))
        };
        let (was_there, theirs) = (mentions(), others(&lab));
        prop_assert!(!theirs.is_empty());
        let said = inspect(&lab.root, &at, store, &chosen);
        prop_assert_eq!(said != Ok(Vec::new()), was_there, "{:?}", said);
        let result = edit(&lab.root, &at, store, &chosen);
        let is_named = matches!(result, Err(EditError::UnknownSchema(_)));
        prop_assert!(is_named || result.is_ok(), "{:?}", result);
        prop_assert_eq!(mentions(), is_named, "{:?}", result);
        let verified = verify(&lab.root, &at, store, &chosen);
        prop_assert_eq!(verified.is_err(), is_named, "{:?}", verified);
        // A row of the other site may name the chosen one too, in a list that keeps no such row.
        if store != SiteStore::ChromiumMentions {
            prop_assert_eq!(others(&lab), theirs);
        }
    }
}
