//! Refuses a database that runs code of its own when it is read or changed: expressions in indexes and columns. One can
//! be made so that a single call never ends, which nothing in SQLite interrupts. Triggers, views and checks are switched
//! off instead, for each connection.

use rusqlite::Connection;

use crate::store::error::EditError;

/// Returns an error if an index or a column is computed. Comparing a column with NULL is no computing.
pub(super) fn refuse(connection: &Connection) -> Result<(), EditError> {
    let mut computed = connection.prepare(
        "SELECT t.name FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c
         WHERE t.schema = 'main' AND t.type = 'table' AND c.hidden IN (2, 3)
         UNION ALL
         SELECT i.name FROM pragma_table_list AS t, pragma_index_list(t.name) AS i, pragma_index_xinfo(i.name) AS c
         WHERE t.schema = 'main' AND t.type = 'table' AND c.cid = -2",
    )?;
    if let Some(name) = computed.query([])?.next()? {
        return Err(EditError::UnknownSchema(format!("{:?} is computed", name.get::<_, String>(0)?)));
    }
    let mut partial = connection.prepare(
        "SELECT i.name, s.sql FROM pragma_table_list AS t, pragma_index_list(t.name) AS i
         JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = i.name
         WHERE t.schema = 'main' AND t.type = 'table' AND i.partial",
    )?;
    let mut rows = partial.query([])?;
    while let Some(row) = rows.next()? {
        let (name, sql): (String, String) = (row.get(0)?, row.get(1)?);
        if !compares_only_with_null(&sql) {
            return Err(EditError::UnknownSchema(format!("index {name:?} has a condition")));
        }
    }
    Ok(())
}

/// Says whether the condition of an index can do no more than `IS NULL`, as one of Firefox's storage.
fn compares_only_with_null(sql: &str) -> bool {
    let Some((columns, condition)) = sql.rsplit_once(')') else { return false };
    let is_plain =
        |text: &str| text.chars().all(|letter| letter.is_alphanumeric() || "_ \t\r\n,.\"`[]".contains(letter));
    let patterns = ["LIKE", "GLOB", "REGEXP", "MATCH"];
    let mut words = condition.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    columns.matches('(').count() == 1
        && is_plain(&columns.replacen('(', "", 1))
        && is_plain(condition)
        && !words.any(|word| patterns.iter().any(|pattern| word.eq_ignore_ascii_case(pattern)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str) -> Result<(), EditError> {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t(a, b)").unwrap();
        connection.execute_batch(sql).unwrap();
        refuse(&connection)
    }

    #[test]
    fn what_is_computed_is_refused() {
        for sql in [
            "CREATE INDEX i ON t(instr(a, b))",
            "CREATE INDEX i ON t(a, (b || a))",
            "CREATE INDEX i ON t(a) WHERE length(b) > 1",
            "CREATE INDEX i ON t(a) WHERE b LIKE a",
            "CREATE INDEX i ON t(a) WHERE a || b IS NULL",
            "CREATE TABLE g(a, b AS (hex(a)))",
            "CREATE TABLE g(a, b AS (hex(a)) STORED)",
        ] {
            assert!(matches!(check(sql), Err(EditError::UnknownSchema(_))), "{sql}");
        }
    }

    #[test]
    fn indexes_of_browsers_are_accepted() {
        for sql in [
            "CREATE INDEX i ON t(a, b)",
            "CREATE UNIQUE INDEX i ON t(a COLLATE NOCASE DESC)",
            "CREATE INDEX i ON t (a, b) WHERE b IS NOT NULL",
            "CREATE TABLE u(a PRIMARY KEY, b UNIQUE) WITHOUT ROWID",
        ] {
            assert_eq!(check(sql), Ok(()), "{sql}");
        }
    }
}
