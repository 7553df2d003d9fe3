#![expect(clippy::disallowed_methods, reason = "the test looks at the database as a browser would")]
use std::collections::BTreeSet;

use rusqlite::Connection;

use crate::model::{Category, Edit, RelPath, RowRule, Stop, StopReason};
use crate::store::error::{EditError, Edited};
use crate::store::testing::{Lab, PLACES, edit, verify};

const EDIT: Edit = Edit::Rows { rule: RowRule::PlacesHistory, category: Category::History };

/// Adds a page that was visited once.
fn visit(database: &Connection, id: i64, host: &str, path: &str) {
    let url = format!("https://{host}/{path}");
    let reversed: String = host.chars().rev().chain(['.']).collect();
    database
        .execute("INSERT OR IGNORE INTO moz_origins(prefix, host, frecency) VALUES('https://', ?1, 50)", [host])
        .unwrap();
    database
        .execute(
            "INSERT INTO moz_places(id, url, title, rev_host, visit_count, typed, frecency, last_visit_date, guid,
             url_hash, description, preview_image_url, site_name, origin_id)
             SELECT ?1, ?2, 'Title of ' || ?3, ?4, 1, 1, 2000, 1700000000000000, 'guid' || ?1, ?1, 'About ' || ?3,
             ?2 || '.png', ?3, id FROM moz_origins WHERE host = ?3",
            (id, &url, host, &reversed),
        )
        .unwrap();
    let also = [
        "INSERT INTO moz_historyvisits(place_id, visit_date, visit_type) VALUES(?1, 1700000000000000, 1)",
        "INSERT INTO moz_inputhistory(place_id, input, use_count) SELECT ?1, title, 1 FROM moz_places WHERE id = ?1",
        "INSERT INTO moz_annos(place_id, anno_attribute_id, content) SELECT ?1, 1, url FROM moz_places WHERE id = ?1",
        "INSERT INTO moz_places_metadata(place_id) VALUES(?1)",
        "INSERT INTO moz_places_metadata_search_queries(terms) SELECT title || ?1 FROM moz_places WHERE id = ?1",
        "INSERT INTO moz_places_extra(place_id, sync_json) SELECT ?1, url FROM moz_places WHERE id = ?1",
    ];
    for statement in also {
        database.execute(statement, [id]).unwrap();
    }
}

/// A used profile: two sites that were only visited, and one that is bookmarked, tagged, has a keyword, and was
/// visited.
fn fill(database: &Connection) {
    database.execute_batch(
        "INSERT INTO moz_anno_attributes VALUES(1, 'downloads/destinationFileURI'), (2, 'bookmarkProperties/description');
         INSERT INTO moz_meta VALUES('origin_frecency_count', 3);",
    ).unwrap();
    visit(database, 10, "visited-alpha.test", "p1?q=secretquery");
    visit(database, 11, "www.visited-beta.example", "form");
    visit(database, 12, "bookmarked.example", "kept/page");
    visit(database, 13, "bookmarked.example", "private/other-page");
    // Part of a kept host's name, and of nothing else that is kept.
    visit(database, 14, "marked.example", "");
    database
        .execute_batch(
            "INSERT INTO moz_bookmarks(id, type, fk, parent, position, title, guid, syncChangeCounter) VALUES
           (20, 1, 12, 3, 0, 'My page', 'bm20________', 1), (21, 2, NULL, 4, 0, 'my tag', 'bm21________', 1),
           (22, 1, 12, 21, 0, NULL, 'bm22________', 1), (23, 3, NULL, 3, 1, NULL, 'bm23________', 1);
         INSERT INTO moz_keywords(keyword, place_id, post_data) VALUES('mine', 12, 'a=b'), ('theirs', 10, 'c=d');
         INSERT INTO moz_items_annos(item_id, anno_attribute_id, content) VALUES(20, 2, 'About my page'), (99, 1, 'x');
         UPDATE moz_places SET foreign_count = 3 WHERE id = 12;
         INSERT INTO moz_bookmarks_deleted(guid, dateRemoved) VALUES('bm30________', 5);
         ANALYZE;",
        )
        .unwrap();
}

fn rows(database: &Connection, query: &str) -> Vec<String> {
    let mut statement = database.prepare(query).unwrap();
    let width = statement.column_count();
    let row_text = |row: &rusqlite::Row<'_>| {
        let values: Vec<String> = (0..width)
            .map(|column| match row.get_unwrap::<_, rusqlite::types::Value>(column) {
                rusqlite::types::Value::Text(text) => text,
                rusqlite::types::Value::Integer(number) => number.to_string(),
                other => format!("{other:?}"),
            })
            .collect();
        Ok(values.join("|"))
    };
    statement.query_map([], row_text).unwrap().map(Result::unwrap).collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn used(lab: &Lab, journal: &str) -> RelPath {
    fill(&lab.database("places.sqlite", PLACES, journal));
    crate::store::testing::rel("places.sqlite")
}

#[test]
fn bookmarks_with_tags_and_keywords_survive_and_the_history_does_not() {
    for journal in ["wal", "delete"] {
        let lab = Lab::new();
        let at = used(&lab, journal);
        let before = Connection::open(lab.path("places.sqlite")).unwrap();
        let bookmarks = rows(&before, "SELECT * FROM moz_bookmarks ORDER BY id");
        before.close().unwrap();

        assert!(matches!(verify(&lab.root, &at, &EDIT), Err(EditError::Residue(_))));
        assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
        assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));

        let after = Connection::open(lab.path("places.sqlite")).unwrap();
        let check = |query: &str, expected: &[&str]| assert_eq!(rows(&after, query), expected, "{journal}: {query}");
        assert_eq!(rows(&after, "SELECT * FROM moz_bookmarks ORDER BY id"), bookmarks);
        check(
            "SELECT id, url, title, rev_host, visit_count, typed, hidden, frecency, last_visit_date, foreign_count,
             description, preview_image_url, site_name, recalc_frecency FROM moz_places",
            &["12|https://bookmarked.example/kept/page|Null|elpmaxe.dekramkoob.|0|0|0|-1|Null|3|Null|Null|Null|1"],
        );
        check("SELECT keyword, place_id, post_data FROM moz_keywords", &["mine|12|a=b"]);
        check("SELECT host FROM moz_origins", &["bookmarked.example"]);
        check("SELECT o.host FROM moz_places p JOIN moz_origins o ON o.id = p.origin_id", &["bookmarked.example"]);
        check("SELECT item_id, content FROM moz_items_annos", &["20|About my page"]);
        check("SELECT name FROM moz_anno_attributes", &["bookmarkProperties/description"]);
        check("SELECT guid FROM moz_bookmarks_deleted", &["bm30________"]);
        for table in [
            "moz_historyvisits",
            "moz_inputhistory",
            "moz_annos",
            "moz_meta",
            "moz_places_metadata",
            "moz_places_metadata_search_queries",
            "moz_places_extra",
            "sqlite_stat1",
        ] {
            check(&format!("SELECT * FROM {table}"), &[]);
        }
        check("PRAGMA integrity_check", &["ok"]);
        check("PRAGMA journal_mode", &[journal]);
        check("PRAGMA user_version", &["86"]);
        check("PRAGMA page_size", &["32768"]);
        after.close().unwrap();
        assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: false }), "a second time nothing changes");
    }
}

/// Copies a database as a killed browser leaves it: frames in the log, deleted rows in free pages.
fn killed(lab: &Lab) -> RelPath {
    let database = lab.database("live.sqlite", PLACES, "wal");
    database.execute_batch("PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0;").unwrap();
    fill(&database);
    database.execute_batch("BEGIN").unwrap();
    for id in 1000..3000 {
        visit(&database, id, &format!("host{id}.deleted-gamma.test"), "some/rather/long/path/of/a/page");
    }
    database.execute_batch("COMMIT").unwrap();
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    database
        .execute_batch(
            "DELETE FROM moz_places WHERE id >= 1000; DELETE FROM moz_origins WHERE host LIKE 'host%';
         DELETE FROM moz_inputhistory; DELETE FROM moz_annos; DELETE FROM moz_places_metadata_search_queries;
         DELETE FROM moz_places_extra WHERE place_id >= 1000",
        )
        .unwrap();
    visit(&database, 5000, "only-in-the-log.test", "late");
    for suffix in ["", "-wal"] {
        std::fs::copy(lab.path(&format!("live.sqlite{suffix}")), lab.path(&format!("places.sqlite{suffix}"))).unwrap();
    }
    database.close().unwrap();
    crate::store::testing::rel("places.sqlite")
}

#[test]
fn no_value_of_a_removed_site_remains_in_the_file() {
    let lab = Lab::new();
    let at = killed(&lab);
    let removed = [
        "visited-alpha",
        "ahpla-detisiv",
        "secretquery",
        "visited-beta",
        "deleted-gamma",
        "ammag-deteled",
        "only-in-the-log",
        "gol-eht-ni-ylno",
        "private/other-page",
    ];
    let before = [lab.get("places.sqlite"), lab.get("places.sqlite-wal")].concat();
    assert!(!contains(&lab.get("places.sqlite"), "only-in-the-log") && contains(&before, "only-in-the-log"));
    for value in removed {
        assert!(contains(&before, value), "{value} was not planted");
    }

    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
    let names: BTreeSet<_> =
        std::fs::read_dir(lab.root.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    for side in ["places.sqlite-wal", "places.sqlite-journal", "places.sqlite-shm"] {
        assert!(!names.contains(std::ffi::OsStr::new(side)), "{side}");
    }
    let after = lab.get("places.sqlite");
    for value in removed {
        assert!(!contains(&after, value), "{value}");
    }
    assert!(contains(&after, "bookmarked.example/kept/page") && contains(&after, "my tag") && contains(&after, "mine"));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
}

#[test]
fn a_foreign_schema_is_kept_and_reported() {
    let foreign = [
        "CREATE TABLE moz_something_new(id INTEGER PRIMARY KEY, url TEXT)",
        "ALTER TABLE moz_places ADD COLUMN last_thought TEXT",
        "ALTER TABLE moz_places RENAME COLUMN visit_count TO visits",
        "DROP TABLE moz_historyvisits",
        "DROP TABLE moz_inputhistory; CREATE VIEW moz_inputhistory AS SELECT 1",
    ];
    for change in foreign {
        let lab = Lab::new();
        let at = used(&lab, "delete");
        Connection::open(lab.path("places.sqlite")).unwrap().execute_batch(change).unwrap();
        let before = lab.get("places.sqlite");
        for result in [edit(&lab.root, &at, &EDIT).map(drop), verify(&lab.root, &at, &EDIT)] {
            assert!(matches!(result, Err(EditError::UnknownSchema(_))), "{change}: {result:?}");
        }
        assert!(lab.get("places.sqlite") == before, "{change}");
    }
}

#[test]
fn an_older_schema_is_known() {
    let lab = Lab::new();
    let at = used(&lab, "delete");
    Connection::open(lab.path("places.sqlite")).unwrap().execute_batch(
        "DROP TABLE moz_newtab_story_click; DROP TABLE moz_places_extra; DROP INDEX moz_places_altfrecencyindex;
         ALTER TABLE moz_places DROP COLUMN alt_frecency; ALTER TABLE moz_places DROP COLUMN recalc_frecency;
         CREATE TABLE moz_hosts(id INTEGER PRIMARY KEY, host TEXT); INSERT INTO moz_hosts VALUES(1, 'visited-old.test')",
    ).unwrap();
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
    assert!(!contains(&lab.get("places.sqlite"), "visited-old"));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
}

#[test]
fn a_locked_database_is_locked_and_unchanged() {
    for (journal, lock) in [
        ("wal", "BEGIN; SELECT * FROM moz_places"),
        ("delete", "BEGIN; SELECT * FROM moz_places"),
        ("wal", "BEGIN IMMEDIATE"),
        ("delete", "BEGIN EXCLUSIVE"),
        ("wal", "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT"),
    ] {
        let lab = Lab::new();
        let at = used(&lab, journal);
        let before = lab.get("places.sqlite");
        let browser = Connection::open(lab.path("places.sqlite")).unwrap();
        browser.execute_batch(lock).unwrap();
        assert_eq!(edit(&lab.root, &at, &EDIT), Err(EditError::Locked), "{journal}: {lock}");
        assert_eq!(verify(&lab.root, &at, &EDIT), Err(EditError::Locked), "{journal}: {lock}");
        assert!(lab.get("places.sqlite") == before, "{journal}: {lock}");
        let visits: i64 = browser.query_row("SELECT count(*) FROM moz_historyvisits", [], |row| row.get(0)).unwrap();
        assert_eq!(visits, 5, "{journal}: {lock}");
    }
}

#[test]
fn triggers_of_the_file_do_not_run() {
    let lab = Lab::new();
    let at = used(&lab, "delete");
    let database = Connection::open(lab.path("places.sqlite")).unwrap();
    database
        .execute_batch("CREATE TRIGGER t AFTER DELETE ON moz_historyvisits BEGIN DELETE FROM moz_bookmarks; END")
        .unwrap();
    database.close().unwrap();
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
    let after = Connection::open(lab.path("places.sqlite")).unwrap();
    assert_eq!(rows(&after, "SELECT count(*) FROM moz_bookmarks"), ["10"]);
}

#[test]
fn what_is_no_database_of_one_name_is_left_alone() {
    let lab = Lab::new();
    let damaged = lab.put("places.sqlite", [&b"SQLite format 3\0"[..], &[7; 5000]].concat());
    assert!(matches!(edit(&lab.root, &damaged, &EDIT), Err(EditError::Damaged(_))));
    let text = lab.put("text.sqlite", "this is no database, but long enough to have a header; ".repeat(20));
    assert!(matches!(edit(&lab.root, &text, &EDIT), Err(EditError::Damaged(_))));
    assert_eq!(edit(&lab.root, &lab.put("empty.sqlite", ""), &EDIT), Ok(Edited { changed: false }));
    let at = crate::store::testing::rel;
    assert_eq!(edit(&lab.root, &at("absent.sqlite"), &EDIT), Err(EditError::Missing));
    std::fs::create_dir(lab.path("folder.sqlite")).unwrap();
    assert_eq!(edit(&lab.root, &at("folder.sqlite"), &EDIT), Err(EditError::NotAFile));

    fill(&lab.database("real.sqlite", PLACES, "wal"));
    let before = lab.get("real.sqlite");
    crate::safefs::testing::link("real.sqlite", lab.path("link.sqlite")).unwrap();
    assert_eq!(edit(&lab.root, &at("link.sqlite"), &EDIT), Err(EditError::NotAFile));
    crate::safefs::testing::link("elsewhere", lab.path("real.sqlite-wal")).unwrap();
    assert_eq!(edit(&lab.root, &at("real.sqlite"), &EDIT), Err(EditError::NotAFile));
    std::fs::remove_file(lab.path("real.sqlite-wal")).unwrap();
    std::fs::hard_link(lab.path("real.sqlite"), lab.path("second.sqlite")).unwrap();
    assert_eq!(edit(&lab.root, &at("real.sqlite"), &EDIT), Err(EditError::NotAFile));
    assert!(lab.get("real.sqlite") == before);
    assert!(std::fs::symlink_metadata(lab.path("elsewhere")).is_err());
}

#[test]
fn a_page_that_a_bookmark_mentions_is_no_finding() {
    let lab = Lab::new();
    let database = lab.database("places.sqlite", PLACES, "wal");
    visit(&database, 10, "mentioned.test", "");
    visit(&database, 11, "archive.example", "web/https://mentioned.test/");
    database
        .execute_batch("INSERT INTO moz_bookmarks(id, type, fk, parent, title) VALUES(20, 1, 11, 3, 'Archive')")
        .unwrap();
    database.close().unwrap();
    let at = crate::store::testing::rel("places.sqlite");
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
}

#[test]
fn work_on_a_large_database_can_be_stopped() {
    let lab = Lab::new();
    let at = used(&lab, "delete");
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
                INSERT INTO moz_historyvisits(place_id, visit_date, visit_type) SELECT 1, i, 1 FROM n";
    let database = Connection::open(lab.path("places.sqlite")).unwrap();
    database.execute_batch(many).unwrap();
    let visits = |database: &Connection| -> i64 {
        database.query_row("SELECT count(*) FROM moz_historyvisits", [], |row| row.get(0)).unwrap()
    };
    let before = visits(&database);
    drop(database);
    let stop = Stop::default();
    stop.ask(StopReason::OutOfTime);
    assert_eq!(crate::store::edit(&lab.root, &at, &EDIT, &stop), Err(EditError::Stopped));
    assert_eq!(visits(&Connection::open(lab.path("places.sqlite")).unwrap()), before);
    edit(&lab.root, &at, &EDIT).unwrap();
    verify(&lab.root, &at, &EDIT).unwrap();
}
