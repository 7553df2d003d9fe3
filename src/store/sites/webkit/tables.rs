//! The databases of `WebKitGTK` and `libsoup` with rows that belong to sites, and which columns name the site.
//!
//! Observed in `WebKitGTK` 2.50.6 and `libsoup` 3.2 (Debian 12).

use rusqlite::Connection;

use crate::model::{CookieMark, SiteRules};
use crate::store::error::EditError;
use crate::store::sites::origin::{chosen_origin, host_in_name};
use crate::store::sites::rows::{Others, Table, Tables, text};
use crate::store::sqlite::schema::{Schema, known};

/// `cookies.sqlite`: selected by host; a leading dot means the whole domain. There are no partitions.
pub(in crate::store::sites) const COOKIES: Tables = Tables {
    known: &[known("moz_cookies", "id name host value path expiry lastAccessed isSecure isHttpOnly sameSite")],
    others: Others::Stay,
    by_site: &[Table {
        cookie_name: Some("name"),
        ..Table::of("moz_cookies", &["host"], |row, rules| {
            let host = text(row, 1)?;
            Ok(rules.covers_host(&host).then(|| host.into_owned()))
        })
    }],
    then_clear: None,
    cookie: Some(cookie),
};

/// `ServiceWorkerRegistrations-8.sqlite3`: selected by the worker's origin and that of the top-level page.
pub(in crate::store::sites) const WORKERS: Tables = Tables {
    known: &[known(
        "Records",
        "key origin scopeURL topOrigin lastUpdateCheckTime updateViaCache scriptURL workerType contentSecurityPolicy crossOriginEmbedderPolicy referrerPolicy scriptResourceMap certificateInfo preloadState",
    )],
    others: Others::Stay,
    by_site: &[Table::of("Records", &["origin", "topOrigin"], |row, rules| {
        Ok(chosen_worker(rules, &text(row, 1)?, &text(row, 2)?))
    })],
    then_clear: None,
    cookie: None,
};

/// Returns the chosen host that a worker belongs to, by its own origin and by the written form of the top-level page's.
pub(in crate::store::sites) fn chosen_worker(rules: &SiteRules, origin: &str, around: &str) -> Option<String> {
    chosen_origin(rules, origin).or_else(|| host_in_name(around).filter(|host| rules.covers_host(host)))
}

/// Session cookies are not written, and the time of creation is not stored.
fn cookie(connection: &Connection, schema: &Schema, id: i64) -> Result<CookieMark, EditError> {
    let column = |name| if schema.has("moz_cookies", name) { name } else { "NULL" };
    let [name, used, expires] = ["name", "lastAccessed", "expiry"].map(column);
    let query = format!("SELECT {name}, {used}, {expires} FROM moz_cookies WHERE rowid = ?1");
    let mut statement = connection.prepare_cached(&query)?;
    Ok(statement.query_row([id], |row| {
        Ok(CookieMark {
            name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
            created: None,
            last_used: row.get(1)?,
            expires: row.get(2)?,
        })
    })?)
}
