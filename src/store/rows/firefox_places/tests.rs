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
        assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
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
        ] {
            check(&format!("SELECT * FROM {table}"), &[]);
        }
        check("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'", &[]);
        check("PRAGMA integrity_check", &["ok"]);
        check("PRAGMA user_version", &["86"]);
        check("PRAGMA page_size", &["32768"]);
        after.close().unwrap();
        assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::UNCHANGED), "a second time nothing changes");
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

    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
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

/// Edits a used database after a change, and returns it with what the edit said.
fn edited_after(change: &str) -> (Lab, Connection, Edited) {
    let lab = Lab::new();
    let at = used(&lab, "delete");
    Connection::open(lab.path("places.sqlite")).unwrap().execute_batch(change).expect(change);
    let edited = edit(&lab.root, &at, &EDIT).unwrap();
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()), "{change}");
    let after = Connection::open(lab.path("places.sqlite")).unwrap();
    assert_eq!(rows(&after, "PRAGMA integrity_check"), ["ok"], "{change}");
    (lab, after, edited)
}

/// What every bookmark of a database says, with its page.
fn bookmarks(database: &Connection) -> Vec<String> {
    rows(
        database,
        "SELECT b.title, p.url FROM moz_bookmarks AS b JOIN moz_places AS p ON p.id = b.fk WHERE b.title <> ''",
    )
}

const KEPT: [&str; 1] = ["My page|https://bookmarked.example/kept/page"];

#[test]
fn of_a_schema_that_is_not_known_the_bookmarks_are_carried_over() {
    let changes = [
        "CREATE TABLE moz_something_new(id INTEGER PRIMARY KEY, url TEXT); INSERT INTO moz_something_new VALUES(1, 'planted')",
        "ALTER TABLE moz_places ADD COLUMN last_thought TEXT; UPDATE moz_places SET last_thought = 'planted'",
        "ALTER TABLE moz_bookmarks ADD COLUMN last_use TEXT; UPDATE moz_bookmarks SET last_use = 'planted'",
        "ALTER TABLE moz_places RENAME COLUMN visit_count TO visits",
        "DROP TABLE moz_historyvisits",
        "DROP TABLE moz_inputhistory; CREATE VIEW moz_inputhistory AS SELECT 'planted'",
        "CREATE VIRTUAL TABLE planted USING fts5(text); INSERT INTO planted VALUES('planted')",
        "PRAGMA user_version = 4711",
    ];
    for change in changes {
        let (lab, after, edited) = edited_after(change);
        assert_eq!(bookmarks(&after), KEPT, "{change}");
        assert_eq!(edited, Edited::CHANGED, "{change}");
        assert_eq!(rows(&after, "PRAGMA user_version"), ["86"], "the newest version that we know: {change}");
        assert!(!contains(&lab.get("places.sqlite"), "planted"), "{change}");
        assert!(!contains(&lab.get("places.sqlite"), "visited-alpha"), "{change}");
    }
}

#[test]
fn what_a_file_does_when_it_is_read_or_changed_neither_runs_nor_stays() {
    let endless = "instr(hex(zeroblob(16000000)), hex(zeroblob(8000000)) || '1')";
    let changes = [
        format!("CREATE INDEX planted ON moz_bookmarks(CASE WHEN title = 'x' THEN {endless} ELSE 0 END)"),
        format!("CREATE INDEX planted ON moz_places(url) WHERE CASE WHEN url = 'x' THEN {endless} ELSE 0 END"),
        format!("ALTER TABLE moz_bookmarks ADD COLUMN planted AS (CASE WHEN id > 0 THEN {endless} END)"),
        "CREATE TRIGGER planted AFTER DELETE ON moz_historyvisits BEGIN DELETE FROM moz_bookmarks; END".to_owned(),
    ];
    for change in changes {
        let (lab, after, edited) = edited_after(&change);
        assert_eq!((bookmarks(&after).len(), edited), (1, Edited::CHANGED), "{change}");
        assert!(!contains(&lab.get("places.sqlite"), "planted"), "{change}");
    }
}

#[test]
fn a_file_without_a_readable_bookmark_goes_and_that_is_said() {
    for change in [
        "DROP TABLE moz_bookmarks",
        "DELETE FROM sqlite_schema",
        "ALTER TABLE moz_bookmarks RENAME TO planted; CREATE VIEW moz_bookmarks AS SELECT * FROM planted",
    ] {
        let lab = Lab::new();
        let at = used(&lab, "delete");
        let database = Connection::open(lab.path("places.sqlite")).unwrap();
        database.execute_batch(&format!("PRAGMA writable_schema = ON; {change}")).unwrap();
        drop(database);
        let edited = edit(&lab.root, &at, &EDIT).unwrap();
        assert!(edited.changed && !lab.path("places.sqlite").exists(), "{change}");
        assert_eq!(edited.is_incomplete, change != "DELETE FROM sqlite_schema", "{change}");
    }
}

#[test]
fn an_older_schema_stays_that_of_its_version() {
    let (lab, after, edited) = edited_after(
        "DROP TABLE moz_newtab_story_click; DROP TABLE moz_places_extra; DROP INDEX moz_places_altfrecencyindex;
         ALTER TABLE moz_places DROP COLUMN alt_frecency; ALTER TABLE moz_places DROP COLUMN recalc_frecency;
         CREATE TABLE moz_hosts(id INTEGER PRIMARY KEY, host TEXT); INSERT INTO moz_hosts VALUES(1, 'visited-old.test');
         PRAGMA user_version = 75",
    );
    assert_eq!(edited, Edited::CHANGED);
    assert_eq!(bookmarks(&after), KEPT);
    assert!(!contains(&lab.get("places.sqlite"), "visited-old"));
    assert_eq!(rows(&after, "PRAGMA user_version"), ["75"]);
    let columns = rows(&after, "SELECT name FROM pragma_table_info('moz_places')");
    assert!(!columns.iter().any(|name| name == "alt_frecency" || name == "recalc_frecency"), "{columns:?}");
    assert_eq!(rows(&after, "SELECT name FROM sqlite_schema WHERE name LIKE 'moz_newtab_story_%click'"), [""; 0]);
}

#[test]
fn whatever_an_older_file_lacks_its_bookmarks_are_carried_over() {
    let whole = Connection::open_in_memory().unwrap();
    whole.execute_batch(PLACES).unwrap();
    let needed = "SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
                  WHERE t.name LIKE 'moz%' AND t.name || '.' || c.name NOT IN ('moz_bookmarks.id', 'moz_bookmarks.type',
                  'moz_bookmarks.fk', 'moz_bookmarks.title', 'moz_places.id', 'moz_places.url') AND c.pk = 0";
    let columns = rows(&whole, needed);
    assert!(columns.len() > 50, "{columns:?}");
    let tables: BTreeSet<_> = columns.iter().filter_map(|column| column.split('|').next()).collect();
    let drops = tables.into_iter().filter(|table| !["moz_bookmarks", "moz_places"].contains(table));
    let drops = drops.map(|table| format!("DROP TABLE {table}"));
    let columns = columns.iter().filter_map(|column| column.split_once('|'));
    let columns = columns.map(|(table, column)| format!("ALTER TABLE {table} RENAME COLUMN {column} TO gone"));
    for change in drops.chain(columns) {
        let (lab, after, _edited) =
            edited_after(&format!("PRAGMA foreign_keys = OFF; {change}; PRAGMA user_version = 40"));
        assert_eq!(bookmarks(&after), KEPT, "{change}");
        assert!(!contains(&lab.get("places.sqlite"), "visited-alpha"), "{change}");
    }
}

#[test]
fn around_a_damaged_page_the_bookmarks_are_carried_over() {
    let lab = Lab::new();
    let database = lab.database("places.sqlite", PLACES, "delete");
    visit(&database, 10, "bookmarked.example", "page");
    for id in 100..3000 {
        let add =
            "INSERT INTO moz_bookmarks(id, type, fk, parent, title, guid) VALUES(?1, 1, 10, 3, 'Title ' || ?1, ?1)";
        database.execute(add, [id]).unwrap();
    }
    let page: i64 = database
        .query_row(
            "SELECT pageno FROM dbstat WHERE name = 'moz_bookmarks' AND pagetype = 'leaf' LIMIT 1 OFFSET 2",
            [],
            |row| row.get(0),
        )
        .unwrap();
    database.close().unwrap();
    let mut bytes = lab.get("places.sqlite");
    let from = usize::try_from((page - 1) * 32768).unwrap();
    bytes[from..from + 2000].fill(0xa5);
    let at = lab.put("places.sqlite", bytes);
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true, is_incomplete: true }));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
    let after = Connection::open(lab.path("places.sqlite")).unwrap();
    let ids = rows(&after, "SELECT count(*), min(id), max(id) FROM moz_bookmarks WHERE type = 1");
    let count: usize = ids[0].split('|').next().unwrap().parse().unwrap();
    assert!((1500..2900).contains(&count) && ids[0].ends_with("|100|2999"), "{ids:?}");
    assert_eq!(rows(&after, "PRAGMA integrity_check"), ["ok"]);
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
fn what_is_no_database_goes() {
    let lab = Lab::new();
    let at = crate::store::testing::rel;
    let gone = Ok(Edited { changed: true, is_incomplete: true });
    let damaged = lab.put("places.sqlite", [&b"SQLite format 3\0"[..], &[7; 5000]].concat());
    let text = lab.put("text.sqlite", "this is no database, but long enough to have a header; ".repeat(20));
    lab.put("text.sqlite-wal", "a log");
    for file in [damaged, text] {
        assert_eq!(edit(&lab.root, &file, &EDIT), gone, "{file}");
        assert_eq!(verify(&lab.root, &file, &EDIT), Err(EditError::Missing), "{file}");
    }
    assert_eq!(lab.root.list(None).unwrap().len(), 1, "the log is gone too");
    assert_eq!(edit(&lab.root, &lab.put("empty.sqlite", ""), &EDIT), Ok(Edited::UNCHANGED));
    assert_eq!(edit(&lab.root, &at("absent.sqlite"), &EDIT), Err(EditError::Missing));
    lab.put("log-alone.sqlite-wal", "a log");
    assert_eq!(edit(&lab.root, &at("log-alone.sqlite"), &EDIT), Ok(Edited::CHANGED));
    assert!(!lab.path("log-alone.sqlite-wal").exists());
    lab.put("folder.sqlite/inside/file", "x");
    assert_eq!(edit(&lab.root, &at("folder.sqlite"), &EDIT), gone);
    assert!(!lab.path("folder.sqlite").exists());
}

#[test]
fn a_link_in_the_place_of_a_database_goes_as_a_link() {
    let lab = Lab::new();
    let at = crate::store::testing::rel;
    fill(&lab.database("real.sqlite", PLACES, "wal"));
    let before = lab.get("real.sqlite");
    crate::safefs::testing::link("real.sqlite", lab.path("link.sqlite")).unwrap();
    let gone = Ok(Edited { changed: true, is_incomplete: true });
    assert_eq!(edit(&lab.root, &at("link.sqlite"), &EDIT), gone);
    assert!(std::fs::symlink_metadata(lab.path("link.sqlite")).is_err());
    assert!(lab.get("real.sqlite") == before);
    crate::safefs::testing::link("elsewhere", lab.path("real.sqlite-wal")).unwrap();
    assert_eq!(edit(&lab.root, &at("real.sqlite"), &EDIT), Ok(Edited::CHANGED), "its log is no reason to lose it");
    assert!(std::fs::symlink_metadata(lab.path("elsewhere")).is_err(), "nothing is written through the link");
}

#[test]
fn a_second_name_of_a_database_or_of_its_log_does_not_change() {
    let lab = Lab::new();
    let at = killed(&lab);
    for name in ["places.sqlite", "places.sqlite-wal"] {
        std::fs::hard_link(lab.path(name), lab.path(&format!("second-{name}"))).unwrap();
    }
    let before = ["second-places.sqlite", "second-places.sqlite-wal"].map(|name| lab.get(name));
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
    assert!(before == ["second-places.sqlite", "second-places.sqlite-wal"].map(|name| lab.get(name)));
    assert_eq!(bookmarks(&Connection::open(lab.path("places.sqlite")).unwrap()), KEPT);
}

#[test]
fn a_journal_that_names_a_further_file_is_not_used() {
    let lab = Lab::new();
    let at = used(&lab, "delete");
    let victim = lab.path("thesis");
    std::fs::write(&victim, "").unwrap();
    let name = victim.to_str().unwrap().as_bytes();
    let sum = name.iter().fold(0_u32, |sum, byte| sum.wrapping_add(u32::from(*byte)));
    let mark = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let mut journal =
        [&mark[..], &[0; 12], &86_u32.to_be_bytes(), &512_u32.to_be_bytes(), &32768_u32.to_be_bytes()].concat();
    journal.resize(512, 0);
    journal.extend(0x0040_0000_u32.to_be_bytes());
    journal.extend(name);
    journal.extend(u32::try_from(name.len()).unwrap().to_be_bytes());
    journal.extend(sum.to_be_bytes());
    journal.extend(mark);
    lab.put("places.sqlite-journal", journal);
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
    assert!(victim.exists(), "SQLite removes such a file after the last change that it names");
    assert!(!lab.path("places.sqlite-journal").exists());
    assert_eq!(bookmarks(&Connection::open(lab.path("places.sqlite")).unwrap()), KEPT);
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
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
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
