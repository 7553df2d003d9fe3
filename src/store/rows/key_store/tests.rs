#![expect(clippy::disallowed_methods, reason = "the test looks at the database as NSS would")]

use super::*;
use crate::model::{Category, Edit, RowRule};
use crate::store::testing::{Lab, edit, rel, verify};

/// Tables as NSS makes them, with some of the columns.
const COLUMNS: &str = "(id PRIMARY KEY UNIQUE ON CONFLICT ABORT, a0, a3, a81, a82, a101, a102, ace5363b4)";

fn cert(rule: RowRule) -> Edit {
    Edit::Rows { rule, category: Category::Certificates }
}

/// A store with a person's certificate and key, and an institution's certificate with trust in it. The key that encrypts
/// passwords is there too.
fn store() -> Lab {
    let lab = Lab::new();
    let public = lab.database("cert9.db", &format!("CREATE TABLE nssPublic {COLUMNS}"), "delete");
    public
        .execute_batch(
            "CREATE TABLE unknown(a); INSERT INTO unknown VALUES('canary in a table');
             CREATE INDEX issuer ON nssPublic (a81);
             INSERT INTO nssPublic VALUES(1, x'00000001', 'canary', x'01', x'02', x'03', x'aa', NULL);
             INSERT INTO nssPublic VALUES(2, x'00000002', NULL, NULL, NULL, x'03', x'aa', NULL);
             INSERT INTO nssPublic VALUES(3, x'CE534353', NULL, x'01', x'02', NULL, NULL, 'canary');
             INSERT INTO nssPublic VALUES(4, x'00000001', 'institution', x'11', x'12', x'13', x'bb', NULL);
             INSERT INTO nssPublic VALUES(5, x'CE534353', NULL, x'11', x'12', NULL, NULL, 'trusted');
             INSERT INTO nssPublic VALUES(6, x'CE534352', 'canary@mail.example', NULL, NULL, NULL, NULL, NULL);",
        )
        .unwrap();
    let private = lab.database("key4.db", &format!("CREATE TABLE nssPrivate {COLUMNS}"), "delete");
    private
        .execute_batch(
            "CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2);
             INSERT INTO nssPrivate VALUES(16, x'00000003', 'canary', NULL, NULL, x'03', x'aa', 'canary secret');
             INSERT INTO nssPrivate VALUES(17, x'00000004', 'passwords', NULL, NULL, NULL, x'f8', NULL);
             INSERT INTO metaData VALUES('password', 'salt', 'check'), ('sig_key_00000010_00000120', 'canary', NULL),
                ('sig_key_00000011_00000120', 'signature', NULL), ('sig_cert_00000005_ce536360', 'signature', NULL);",
        )
        .unwrap();
    lab
}

fn rows(lab: &Lab, file: &str, query: &str) -> String {
    let connection = Connection::open(lab.path(file)).unwrap();
    let mut statement = connection.prepare(query).unwrap();
    let rows: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    rows.join(" ")
}

#[test]
fn personal_certificates_and_keys_go_and_all_else_stays() {
    let lab = store();
    let (certificates, keys) = (rel("cert9.db"), rel("key4.db"));
    let steps = [(&certificates, RowRule::KeyStoreCertificates), (&keys, RowRule::KeyStoreKeys)];
    for (at, rule) in steps {
        assert_eq!(verify(&lab.root, at, &cert(rule)), Err(EditError::Residue(1)));
        assert_eq!(edit(&lab.root, at, &cert(rule)), Ok(Edited::CHANGED));
        assert_eq!(verify(&lab.root, at, &cert(rule)), Ok(()));
    }
    for (at, rule) in steps {
        assert_eq!(edit(&lab.root, at, &cert(rule)), Ok(Edited::UNCHANGED), "a second run");
        assert!(!String::from_utf8_lossy(&lab.get(&at.to_string())).contains("canary"), "{at}");
    }
    let left = "SELECT id || coalesce(a3, ace5363b4) FROM nssPublic";
    assert_eq!(rows(&lab, "cert9.db", left), "4institution 5trusted");
    assert_eq!(rows(&lab, "key4.db", "SELECT a3 FROM nssPrivate"), "passwords");
    let checks = "password sig_cert_00000005_ce536360 sig_key_00000011_00000120";
    assert_eq!(rows(&lab, "key4.db", "SELECT id FROM metaData ORDER BY id"), checks);
    let made = rows(&lab, "cert9.db", "SELECT sql FROM sqlite_schema WHERE sql NOT NULL");
    assert!(made.contains("id PRIMARY KEY UNIQUE ON CONFLICT ABORT") && made.contains("INDEX ckaid"), "{made}");
}

/// A run may have been ended after the keys, or the keys are in a file that cannot be read.
#[test]
fn without_its_private_key_a_certificate_is_known_by_the_public_one() {
    for keys in [None, Some("no database")] {
        let lab = store();
        std::fs::remove_file(lab.path("key4.db")).unwrap();
        keys.map(|text| lab.put("key4.db", text));
        edit(&lab.root, &rel("cert9.db"), &cert(RowRule::KeyStoreCertificates)).unwrap();
        assert_eq!(rows(&lab, "cert9.db", "SELECT group_concat(id) FROM nssPublic"), "4,5");
    }
}

#[test]
fn a_store_that_cannot_be_read_goes_with_its_journal() {
    for damage in ["no database", "CREATE TABLE nssPrivate(x)", "INDEX ON nssPrivate(hex(a0))"] {
        let lab = store();
        match damage {
            "no database" => drop(lab.put("key4.db", r#"{"path":"/tmp/planted"}"#)),
            "CREATE TABLE nssPrivate(x)" => {
                std::fs::remove_file(lab.path("key4.db")).unwrap();
                drop(lab.database("key4.db", damage, "delete"));
            }
            _ => {
                let connection = Connection::open(lab.path("key4.db")).unwrap();
                connection.execute_batch("CREATE INDEX odd ON nssPrivate(hex(a0))").unwrap();
            }
        }
        lab.put("key4.db-journal", "a journal");
        let at = rel("key4.db");
        assert_eq!(
            edit(&lab.root, &at, &cert(RowRule::KeyStoreKeys)),
            Ok(Edited { changed: true, is_incomplete: true }),
            "{damage}"
        );
        let left = ["key4.db", "key4.db-journal"].map(|name| lab.path(name).symlink_metadata().is_ok());
        assert_eq!(left, [false, false], "{damage}");
        assert_eq!(verify(&lab.root, &at, &cert(RowRule::KeyStoreKeys)), Err(EditError::Missing));
    }
}

#[test]
fn an_empty_store_stays_as_it_is() {
    let lab = Lab::new();
    let at = lab.put("key4.db", "");
    assert_eq!(edit(&lab.root, &at, &cert(RowRule::KeyStoreKeys)), Ok(Edited::UNCHANGED));
}

/// NSS has some hundred columns, of which an object fills about ten.
#[test]
fn a_store_of_many_objects_stays_and_its_personal_keys_go() {
    const OBJECTS: u32 = 6_000;
    let lab = Lab::new();
    let more: Vec<String> = (0x200..0x270).map(|number| format!("a{number:x}")).collect();
    let columns = COLUMNS.replace("ce5363b4)", &format!("ce5363b4, {})", more.join(", ")));
    let made = lab.database("key4.db", &format!("CREATE TABLE nssPrivate {columns}"), "delete");
    made.execute_batch(&format!(
        "CREATE TABLE metaData (id PRIMARY KEY UNIQUE ON CONFLICT REPLACE, item1, item2);
         WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {OBJECTS})
         INSERT INTO nssPrivate(id, a0, a3, a102, a200)
         SELECT n, iif(n % 2, x'00000004', x'00000003'), iif(n % 2, 'stays', 'canary'), n, randomblob(200) FROM n;
         INSERT INTO metaData VALUES('sig_key_00000001_00000120', 'signature', NULL),
            ('sig_key_00000002_00000120', 'canary', NULL);"
    ))
    .unwrap();
    drop(made);
    let at = rel("key4.db");
    assert_eq!(edit(&lab.root, &at, &cert(RowRule::KeyStoreKeys)), Ok(Edited::CHANGED));
    assert_eq!(verify(&lab.root, &at, &cert(RowRule::KeyStoreKeys)), Ok(()));
    assert_eq!(rows(&lab, "key4.db", "SELECT CAST(count(*) AS TEXT) FROM nssPrivate"), (OBJECTS / 2).to_string());
    assert_eq!(rows(&lab, "key4.db", "SELECT id FROM metaData"), "sig_key_00000001_00000120");
    assert!(!String::from_utf8_lossy(&lab.get("key4.db")).contains("canary"));
}
