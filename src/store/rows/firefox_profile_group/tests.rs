#![expect(clippy::disallowed_methods, reason = "the test makes and looks at databases as a browser would")]
use rusqlite::Connection;

use crate::model::{Category, Edit, RowRule};
use crate::store::error::{EditError, Edited};
use crate::store::testing::{Lab, PROFILE_GROUP, edit, rel, verify};

const EDIT: Edit = Edit::Rows { rule: RowRule::ProfileGroup, category: Category::Account };

#[test]
fn folders_stay_and_people_go() {
    let lab = Lab::new();
    let database = lab.database("0c57e899.sqlite", PROFILE_GROUP, "wal");
    database
        .execute_batch(
            "INSERT INTO Profiles VALUES
           (1, 'a1.default-esr', 'Aino Example', 'briefcase', 'default-theme@mozilla.org', '#fff', '#000'),
           (4, 'b2.Profile', 'Profile 2', '6a5b0f6e-0d57-4d1c-9f0a-5b2a7a1c9e10', 't', 'f', 'b'),
           (7, 'c3.Work', 'Bo', 'heart-rate', 't', 'f', 'b');
         INSERT INTO SharedPrefs(name, value) VALUES('toolkit.telemetry.cachedProfileGroupID', 'c0ffee');
         INSERT INTO MessagingSystemMessageImpressions(messageId) VALUES('SOME_MESSAGE');",
        )
        .unwrap();
    database.close().unwrap();
    let at = rel("0c57e899.sqlite");

    assert!(matches!(verify(&lab.root, &at, &EDIT), Err(EditError::Residue(_))));
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::CHANGED));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited::UNCHANGED));

    let bytes = lab.get("0c57e899.sqlite");
    for gone in ["Aino", "c0ffee", "SOME_MESSAGE", "6a5b0f6e"] {
        assert!(!bytes.windows(gone.len()).any(|window| window == gone.as_bytes()), "{gone}");
    }
    let after = Connection::open(lab.path("0c57e899.sqlite")).unwrap();
    let mut statement =
        after.prepare("SELECT path || '|' || name || '|' || avatar || '|' || themeId FROM Profiles").unwrap();
    let profiles: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        profiles,
        [
            "a1.default-esr|Profile 1|briefcase|default-theme@mozilla.org",
            "b2.Profile|Profile 2|star|t",
            "c3.Work|Profile 3|heart-rate|t",
        ]
    );
}

#[test]
fn of_a_newer_schema_the_folders_are_carried_over() {
    let lab = Lab::new();
    let database = lab.database("g.sqlite", PROFILE_GROUP, "delete");
    database
        .execute_batch(
            "INSERT INTO Profiles VALUES(1, 'p', 'Aino', 'star', 't', 'f', 'b'); CREATE TABLE People(name);
             INSERT INTO People VALUES('Aino'); ALTER TABLE Profiles ADD COLUMN owner; UPDATE Profiles SET owner = 'Aino';
             PRAGMA user_version = 9",
        )
        .unwrap();
    database.close().unwrap();
    assert_eq!(edit(&lab.root, &rel("g.sqlite"), &EDIT), Ok(Edited::CHANGED));
    let after = Connection::open(lab.path("g.sqlite")).unwrap();
    let kept: String = after.query_row("SELECT path || '|' || name FROM Profiles", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "p|Profile 1");
    assert_eq!(after.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)), Ok(7));
    assert!(!lab.get("g.sqlite").windows(4).any(|window| window == b"Aino"));
}

#[test]
fn a_list_that_firefox_had_just_begun_is_not_left() {
    // As a killed Firefox leaves it: nothing, a first page alone, or everything in the log.
    for (begun, is_there) in [("", false), (PROFILE_GROUP, true)] {
        let lab = Lab::new();
        let database = lab.database("live.sqlite", "", "wal");
        database.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
        database.execute_batch(begun).unwrap();
        for end in ["", "-wal"] {
            let from = lab.path(&format!("live.sqlite{end}"));
            if from.exists() {
                std::fs::copy(from, lab.path(&format!("g.sqlite{end}"))).unwrap();
            }
        }
        assert_eq!(edit(&lab.root, &rel("g.sqlite"), &EDIT), Ok(Edited::CHANGED), "{begun}");
        assert_eq!(lab.path("g.sqlite").exists(), is_there);
        assert!(!lab.path("g.sqlite-wal").exists());
        let verified = verify(&lab.root, &rel("g.sqlite"), &EDIT);
        assert_eq!(verified, if is_there { Ok(()) } else { Err(EditError::Missing) });
    }
}
