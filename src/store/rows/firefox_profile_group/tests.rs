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
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: true }));
    assert_eq!(verify(&lab.root, &at, &EDIT), Ok(()));
    assert_eq!(edit(&lab.root, &at, &EDIT), Ok(Edited { changed: false }));

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
fn a_foreign_schema_is_kept_and_reported() {
    let lab = Lab::new();
    let database = lab.database("g.sqlite", PROFILE_GROUP, "delete");
    database
        .execute_batch("INSERT INTO Profiles VALUES(1, 'p', 'Aino', 'star', 't', 'f', 'b'); CREATE TABLE People(name)")
        .unwrap();
    database.close().unwrap();
    let before = lab.get("g.sqlite");
    assert_eq!(edit(&lab.root, &rel("g.sqlite"), &EDIT), Err(EditError::UnknownSchema("table \"People\"".into())));
    assert!(lab.get("g.sqlite") == before);
}
