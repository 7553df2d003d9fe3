//! Key stores of Mozilla's NSS, `cert9.db` and `key4.db`: certificates without a private key and the trust in them are
//! kept, and the key that encrypts saved passwords; private keys, public keys and the certificates that go with them are
//! not. The file becomes a new one, which holds nothing else. A file that cannot be read goes: NSS makes it anew.
//!
//! Source: certutil, pk12util and `SQLite` on stores made with NSS 3.87; `lib/softoken/sdb.c` (one column `aHEX` for each
//! PKCS #11 attribute; columns that are missing are no error) and `lib/util/pkcs11t.h`, `pkcs11n.h` (the numbers below).

use std::collections::BTreeSet;

use rusqlite::limits::Limit;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, ErrorCode, MAIN_DB, Row, params_from_iter};

use crate::model::{RelPath, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::sqlite::schema::quoted;
use crate::store::sqlite::{Database, close};

/// Which of the two files it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// `cert9.db`.
    Certificates,
    /// `key4.db`.
    Keys,
}

impl Part {
    const fn table(self) -> &'static str {
        match self {
            Self::Certificates => "nssPublic",
            Self::Keys => "nssPrivate",
        }
    }
}

/// The file with the private keys, beside the one with the certificates.
const KEYS: &str = "key4.db";

/// The table beside the private keys: the check of the password, and a signature for each protected attribute.
const CHECKS: &str = "metaData";

/// How large a new file becomes at most, and how many bytes of names and ids are held, in bytes. A store has some hundred
/// kilobytes.
const MOST_BYTES: usize = 16 << 20;

/// Columns, by the number of their attribute: `CKA_CLASS`, `CKA_LABEL`, `CKA_ISSUER`, `CKA_SERIAL_NUMBER`,
/// `CKA_SUBJECT`, `CKA_ID`.
const CLASS: &str = "a0";
const LABEL: &str = "a3";
const ISSUER: &str = "a81";
const SERIAL: &str = "a82";
const SUBJECT: &str = "a101";
const ID: &str = "a102";

/// Values of `CKA_CLASS`, as four bytes: `CKO_CERTIFICATE`, `CKO_PUBLIC_KEY`, `CKO_PRIVATE_KEY`, `CKO_SECRET_KEY`.
const CERTIFICATE: [u8; 4] = [0, 0, 0, 1];
const PUBLIC_KEY: [u8; 4] = [0, 0, 0, 2];
const PRIVATE_KEY: [u8; 4] = [0, 0, 0, 3];
const SECRET_KEY: [u8; 4] = [0, 0, 0, 4];
/// `CKO_TRUST`, and NSS's older form of it; `CKO_NSS_CRL`.
const TRUST: [[u8; 4]; 2] = [[0, 0, 0, 11], [0xCE, 0x53, 0x43, 0x53]];
const REVOCATIONS: [u8; 4] = [0xCE, 0x53, 0x43, 0x51];

/// Removes private keys and what goes with them from one file of a store.
pub(super) fn edit(root: &Root, at: &RelPath, part: Part, stop: &Stop) -> Result<Edited, EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(Edited::UNCHANGED) };
    let bytes = kept(root, at, &database, part, stop)?;
    let changed = !is_same(root, at, &database, &bytes)?;
    if changed {
        root.replace(at, &bytes)?;
    }
    Ok(Edited::of(changed))
}

/// Returns an error unless the file is as [`edit`] leaves it.
pub(super) fn verify(root: &Root, at: &RelPath, part: Part, stop: &Stop) -> Result<(), EditError> {
    let Some(database) = Database::find(root, at)? else { return Ok(()) };
    let rest = kept(root, at, &database, part, stop)?;
    let is_rest = database.side_files_are_empty()? && is_same(root, at, &database, &rest)?;
    if is_rest { Ok(()) } else { Err(EditError::Residue(1)) }
}

/// Says whether a file has this content.
fn is_same(root: &Root, at: &RelPath, database: &Database, bytes: &[u8]) -> Result<bool, EditError> {
    let len = bytes.len() as u64;
    Ok(database.len() == len && root.read(at, len)? == bytes)
}

/// Returns the file with what is kept, and nothing else.
fn kept(root: &Root, at: &RelPath, database: &Database, part: Part, stop: &Stop) -> Result<Vec<u8>, EditError> {
    let mut new = Connection::open_in_memory()?;
    let page: i64 = new.pragma_query_value(None, "page_size", |row| row.get(0))?;
    new.pragma_update(None, "max_page_count", i64::try_from(MOST_BYTES).unwrap_or(i64::MAX) / page.max(1))?;
    new.execute_batch("BEGIN")?;
    let beside = if part == Part::Certificates { private_keys(root, at, stop)? } else { Held::default() };
    let connection = database.open_until(stop)?;
    let objects = Table::of_objects(&connection, part.table())?;
    match part {
        Part::Certificates => {
            let mut keys = beside;
            objects.hold(&mut keys, PUBLIC_KEY, Table::id)?;
            let mut personal = Held::default();
            let name_of_personal = |table: &Table<'_>, row: &Row<'_>| {
                let is_personal = table.id(row).is_some_and(|id| keys.all.contains(&id));
                is_personal.then(|| table.certificate(row)).flatten()
            };
            objects.hold(&mut personal, CERTIFICATE, name_of_personal)?;
            objects.copy(&new, |row| {
                let is_of = |class| objects.is_of(row, class);
                let is_personal = || objects.id(row).is_some_and(|id| keys.all.contains(&id));
                let is_others = || objects.certificate(row).is_none_or(|name| !personal.all.contains(&name));
                Ok(is_of(CERTIFICATE) && !is_personal()
                    || TRUST.into_iter().any(is_of) && is_others()
                    || is_of(REVOCATIONS))
            })?;
        }
        Part::Keys => {
            let mut numbers = Held::default();
            objects.hold(&mut numbers, SECRET_KEY, |_objects, row| number(row))?;
            objects.copy(&new, |row| Ok(objects.is_of(row, SECRET_KEY)))?;
            let checks = Table::of_checks(&connection)?;
            checks
                .copy(&new, |row| Ok(row.get_ref(0)?.as_str().is_ok_and(|name| is_kept_check(name, &numbers.all))))?;
        }
    }
    close(connection)?;
    new.execute_batch("COMMIT")?;
    Ok(new.serialize(MAIN_DB)?.to_vec())
}

/// Returns the ids of the private keys beside a file with certificates. Keys that cannot be read cannot be used.
fn private_keys(root: &Root, certificates: &RelPath, stop: &Stop) -> Result<Held<Vec<u8>>, EditError> {
    let at = RelPath::parse(KEYS)?.within(certificates.parent().as_ref());
    let read = || {
        let mut ids = Held::default();
        if let Some(keys) = Database::find(root, &at)? {
            let connection = keys.open_until(stop)?;
            Table::of_objects(&connection, Part::Keys.table())?.hold(&mut ids, PRIVATE_KEY, Table::id)?;
            close(connection)?;
        }
        Ok(ids)
    };
    match read() {
        Err(EditError::Missing | EditError::NotAFile | EditError::Damaged(_) | EditError::UnknownSchema(_)) => {
            Ok(Held::default())
        }
        read => read,
    }
}

/// Says whether an entry of the table of checks is kept: that of the password, and the signatures of what is kept. A
/// signature is named `sig_cert_OBJECT_ATTRIBUTE` or `sig_key_OBJECT_ATTRIBUTE`, in hexadecimal.
fn is_kept_check(name: &str, keys: &BTreeSet<String>) -> bool {
    let object = |rest: &str| rest.split_once('_').map(|(object, _attribute)| object.to_owned());
    name == "password"
        || name.starts_with("sig_cert_")
        || name.strip_prefix("sig_key_").and_then(object).is_some_and(|object| keys.contains(&object))
}

/// What is remembered of a table while it is read again.
#[derive(Default)]
struct Held<T> {
    all: BTreeSet<T>,
    bytes: usize,
}

impl<T: Ord> Held<T> {
    fn add(&mut self, one: T, len: usize) -> Result<(), EditError> {
        self.bytes = self.bytes.saturating_add(len).saturating_add(size_of::<T>());
        if self.bytes > MOST_BYTES {
            return Err(too_large());
        }
        self.all.insert(one);
        Ok(())
    }
}

/// A table with the columns that are known. Its rows are never held all at once: each has some hundred columns, and
/// nearly all are empty.
struct Table<'c> {
    connection: &'c Connection,
    name: &'static str,
    columns: Vec<String>,
}

impl<'c> Table<'c> {
    /// Finds the objects of a store.
    fn of_objects(connection: &'c Connection, name: &'static str) -> Result<Self, EditError> {
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(MOST_BYTES).unwrap_or(i32::MAX))?;
        let mut listing = connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")?;
        let columns = listing.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let columns: Vec<String> = columns.into_iter().filter(|column| is_attribute(column)).collect();
        for needed in [CLASS, LABEL, ISSUER, SERIAL, SUBJECT, ID] {
            if !columns.iter().any(|column| column == needed) {
                return Err(EditError::UnknownSchema(format!("no column {needed:?} in {name:?}")));
            }
        }
        let columns = std::iter::once("id".to_owned()).chain(columns).collect();
        Ok(Self { connection, name, columns })
    }

    /// Finds the table of checks. It is missing in a store that was never used.
    fn of_checks(connection: &'c Connection) -> Result<Self, EditError> {
        let is_there = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name = ?1";
        let is_there: i64 = connection.query_row(is_there, [CHECKS], |row| row.get(0))?;
        if is_there == 0 {
            connection.execute_batch(&format!("CREATE TEMP TABLE {CHECKS} (id, item1, item2)"))?;
        }
        Ok(Self { connection, name: CHECKS, columns: ["id", "item1", "item2"].map(str::to_owned).to_vec() })
    }

    /// Calls `take` with each row, from the table's beginning to its end.
    fn each(&self, mut take: impl FnMut(&Row<'_>) -> Result<(), EditError>) -> Result<(), EditError> {
        let (columns, name) = (self.columns.join(", "), quoted(self.name));
        let mut all = self.connection.prepare(&format!("SELECT {columns} FROM {name} NOT INDEXED"))?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// Remembers what `name` says of each object of a class.
    fn hold<T: Ord + AsRef<[u8]>>(
        &self,
        held: &mut Held<T>,
        class: [u8; 4],
        name: impl Fn(&Self, &Row<'_>) -> Option<T>,
    ) -> Result<(), EditError> {
        self.each(|row| match self.is_of(row, class).then(|| name(self, row)).flatten() {
            Some(one) => {
                let len = one.as_ref().len();
                held.add(one, len)
            }
            None => Ok(()),
        })
    }

    fn blob<'r>(&self, row: &'r Row<'_>, column: &str) -> Option<&'r [u8]> {
        let at = self.columns.iter().position(|one| one == column)?;
        row.get_ref(at).ok()?.as_blob().ok()
    }

    fn is_of(&self, row: &Row<'_>, class: [u8; 4]) -> bool {
        self.blob(row, CLASS) == Some(class.as_slice())
    }

    /// Returns the id that an object shares with what belongs to it.
    fn id(&self, row: &Row<'_>) -> Option<Vec<u8>> {
        self.blob(row, ID).filter(|id| !id.is_empty()).map(<[u8]>::to_vec)
    }

    /// Returns issuer and serial number, by which trust names a certificate.
    fn certificate(&self, row: &Row<'_>) -> Option<Vec<u8>> {
        let (issuer, serial) = (self.blob(row, ISSUER)?, self.blob(row, SERIAL)?);
        Some([&issuer.len().to_le_bytes(), issuer, serial].concat())
    }

    /// Makes the table in a new database, with the rows that are wanted.
    fn copy(&self, new: &Connection, wanted: impl Fn(&Row<'_>) -> Result<bool, EditError>) -> Result<(), EditError> {
        let (name, columns) = (self.name, self.columns.get(1..).unwrap_or_default().join(", "));
        let conflict = if name == CHECKS { "REPLACE" } else { "ABORT" };
        new.execute_batch(&format!("CREATE TABLE {name} (id PRIMARY KEY UNIQUE ON CONFLICT {conflict}, {columns})"))?;
        if name != CHECKS {
            for (index, column) in [("issuer", ISSUER), ("subject", SUBJECT), ("label", LABEL), ("ckaid", ID)] {
                new.execute_batch(&format!("CREATE INDEX {index} ON {name} ({column})"))?;
            }
        }
        let marks = vec!["?"; self.columns.len()].join(", ");
        let mut insert = new.prepare(&format!("INSERT INTO {name} (id, {columns}) VALUES ({marks})"))?;
        self.each(|row| {
            if !wanted(row)? {
                return Ok(());
            }
            let values = (0..self.columns.len()).map(|at| row.get_ref(at)).collect::<Result<Vec<_>, _>>()?;
            match insert.execute(params_from_iter(values.into_iter().map(ToSqlOutput::Borrowed))) {
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => Err(too_large()),
                inserted => Ok(inserted.map(drop)?),
            }
        })
    }
}

/// Returns the number of an object, as the table of checks writes it.
fn number(row: &Row<'_>) -> Option<String> {
    Some(format!("{:08x}", row.get_ref(0).ok()?.as_i64().ok()?))
}

fn too_large() -> EditError {
    EditError::Damaged("too large for what it should be".into())
}

/// Says whether a column holds an attribute of an object.
fn is_attribute(column: &str) -> bool {
    let digits = column.strip_prefix('a').unwrap_or_default();
    (1..=8).contains(&digits.len()) && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
