//! Key stores of Mozilla's NSS, `cert9.db` and `key4.db`: certificates without a private key and the trust in them are
//! kept, and the key that encrypts saved passwords; private keys, public keys and the certificates that go with them are
//! not. The file becomes a new one, which holds nothing else. A file that cannot be read goes: NSS makes it anew.
//!
//! Source: certutil, pk12util and `SQLite` on stores made with NSS 3.87; `lib/softoken/sdb.c` (one column `aHEX` for each
//! PKCS #11 attribute; columns that are missing are no error) and `lib/util/pkcs11t.h`, `pkcs11n.h` (the numbers below).

use std::collections::BTreeSet;

use rusqlite::types::Value;
use rusqlite::{Connection, MAIN_DB, params_from_iter};

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

/// More than this is not kept: a store has some hundred kilobytes.
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
    match part {
        Part::Certificates => {
            let mut objects = objects(database, part, stop)?;
            let mut keys = objects.ids(PUBLIC_KEY);
            keys.extend(private_keys(root, at, stop)?);
            objects.keep_certificates(&keys);
            objects.write(&new)?;
        }
        Part::Keys => {
            let connection = database.open_until(stop)?;
            let mut objects = Table::read(&connection, part.table())?;
            let mut checks = Table::read_checks(&connection)?;
            close(connection)?;
            let signed = |row: &[Value]| text(row.first()).map(str::to_owned);
            objects.rows.retain(|row| row.get(objects.class) == Some(&Value::Blob(SECRET_KEY.to_vec())));
            let numbers = objects.numbers();
            checks.rows.retain(|row| signed(row).is_some_and(|name| is_kept_check(&name, &numbers)));
            objects.write(&new)?;
            checks.write(&new)?;
        }
    }
    Ok(new.serialize(MAIN_DB)?.to_vec())
}

/// Returns the objects of one file.
fn objects(database: &Database, part: Part, stop: &Stop) -> Result<Table, EditError> {
    let connection = database.open_until(stop)?;
    let objects = Table::read(&connection, part.table())?;
    close(connection)?;
    Ok(objects)
}

/// Returns the ids of the private keys beside a file with certificates. Keys that cannot be read cannot be used.
fn private_keys(root: &Root, certificates: &RelPath, stop: &Stop) -> Result<BTreeSet<Vec<u8>>, EditError> {
    let at = RelPath::parse(KEYS)?.within(certificates.parent().as_ref());
    let keys =
        Database::find(root, &at).and_then(|found| found.map(|keys| objects(&keys, Part::Keys, stop)).transpose());
    match keys {
        Ok(keys) => Ok(keys.map(|keys| keys.ids(PRIVATE_KEY)).unwrap_or_default()),
        Err(EditError::Missing | EditError::NotAFile | EditError::Damaged(_) | EditError::UnknownSchema(_)) => {
            Ok(BTreeSet::new())
        }
        Err(error) => Err(error),
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

/// The rows of a table, with the columns that are known.
struct Table {
    name: &'static str,
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
    /// The place of the column with the object's class.
    class: usize,
}

impl Table {
    /// Reads the objects of a store.
    fn read(connection: &Connection, name: &'static str) -> Result<Self, EditError> {
        let mut listing = connection.prepare("SELECT name FROM pragma_table_xinfo(?1)")?;
        let columns = listing.query_map([name], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let columns: Vec<String> = columns.into_iter().filter(|column| is_attribute(column)).collect();
        for needed in [CLASS, LABEL, ISSUER, SERIAL, SUBJECT, ID] {
            if !columns.iter().any(|column| column == needed) {
                return Err(EditError::UnknownSchema(format!("no column {needed:?} in {name:?}")));
            }
        }
        let columns: Vec<String> = std::iter::once("id".to_owned()).chain(columns).collect();
        let class = columns.iter().position(|column| column == CLASS).unwrap_or_default();
        let rows = rows(connection, name, &columns)?;
        Ok(Self { name, columns, rows, class })
    }

    /// Reads the table of checks. It is missing in a store that was never used.
    fn read_checks(connection: &Connection) -> Result<Self, EditError> {
        let columns = ["id", "item1", "item2"].map(str::to_owned).to_vec();
        let is_there = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name = ?1";
        let is_there: i64 = connection.query_row(is_there, [CHECKS], |row| row.get(0))?;
        let rows = if is_there == 0 { Vec::new() } else { rows(connection, CHECKS, &columns)? };
        Ok(Self { name: CHECKS, columns, rows, class: 0 })
    }

    fn value<'r>(&self, row: &'r [Value], column: &str) -> Option<&'r Value> {
        row.get(self.columns.iter().position(|one| one == column)?)
    }

    fn is_of(&self, row: &[Value], class: [u8; 4]) -> bool {
        matches!(row.get(self.class), Some(Value::Blob(bytes)) if *bytes == class)
    }

    /// Returns the ids that objects of a class share with what belongs to them.
    fn ids(&self, class: [u8; 4]) -> BTreeSet<Vec<u8>> {
        let of_class = self.rows.iter().filter(|row| self.is_of(row, class));
        of_class.filter_map(|row| self.blob(row, ID)).filter(|id| !id.is_empty()).collect()
    }

    fn blob(&self, row: &[Value], column: &str) -> Option<Vec<u8>> {
        match self.value(row, column) {
            Some(Value::Blob(bytes)) => Some(bytes.clone()),
            _ => None,
        }
    }

    /// Returns the numbers of the objects, as the table of checks writes them.
    fn numbers(&self) -> BTreeSet<String> {
        let number = |row: &Vec<Value>| match row.first() {
            Some(Value::Integer(number)) => Some(format!("{number:08x}")),
            _ => None,
        };
        self.rows.iter().filter_map(number).collect()
    }

    /// Drops everything but certificates to which none of these keys belongs, trust in them, and lists of revoked ones.
    fn keep_certificates(&mut self, keys: &BTreeSet<Vec<u8>>) {
        let name = |table: &Self, row: &Vec<Value>| Some((table.blob(row, ISSUER)?, table.blob(row, SERIAL)?));
        let is_personal = |table: &Self, row: &Vec<Value>| table.blob(row, ID).is_some_and(|id| keys.contains(&id));
        let certificates = self.rows.iter().filter(|row| self.is_of(row, CERTIFICATE));
        let personal: BTreeSet<_> =
            certificates.filter(|row| is_personal(self, row)).filter_map(|row| name(self, row)).collect();
        let stays = |row: &Vec<Value>| {
            let is_trust = TRUST.iter().any(|class| self.is_of(row, *class));
            let is_others = || name(self, row).is_none_or(|name| !personal.contains(&name));
            self.is_of(row, CERTIFICATE) && !is_personal(self, row)
                || is_trust && is_others()
                || self.is_of(row, REVOCATIONS)
        };
        let rows = self.rows.iter().filter(|row| stays(row)).cloned().collect();
        self.rows = rows;
    }

    /// Makes the table in a new database.
    fn write(&self, new: &Connection) -> Result<(), EditError> {
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
        self.rows.iter().try_for_each(|row| insert.execute(params_from_iter(row)).map(drop))?;
        Ok(())
    }
}

/// Says whether a column holds an attribute of an object.
fn is_attribute(column: &str) -> bool {
    let digits = column.strip_prefix('a').unwrap_or_default();
    (1..=8).contains(&digits.len()) && digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

/// Reads these columns of all rows, in the order of their numbers.
fn rows(connection: &Connection, table: &str, columns: &[String]) -> Result<Vec<Vec<Value>>, EditError> {
    let mut all = connection.prepare(&format!("SELECT {} FROM {} ORDER BY 1", columns.join(", "), quoted(table)))?;
    let mut rows = all.query([])?;
    let (mut read, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let values = (0..columns.len()).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>()?;
        bytes += values.iter().map(|value| size_of::<Value>() + length(value)).sum::<usize>();
        if bytes > MOST_BYTES {
            return Err(EditError::Damaged("too large for what it should be".into()));
        }
        read.push(values);
    }
    Ok(read)
}

fn length(value: &Value) -> usize {
    match value {
        Value::Blob(bytes) => bytes.len(),
        Value::Text(text) => text.len(),
        _ => 0,
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
