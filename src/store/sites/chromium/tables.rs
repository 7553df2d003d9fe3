//! Chromium's databases with rows that belong to sites, and which columns name the site.
//!
//! Observed in Chromium 156 (cookies 24, quota 11); columns of earlier versions are listed as far as they are known.

use rusqlite::{Connection, Row};

use super::keys::chosen_key;
use crate::model::{CookieMark, SiteRules};
use crate::store::error::EditError;
use crate::store::sites::origin::chosen_origin;
use crate::store::sites::rows::{Others, Table, Tables, text};
use crate::store::sqlite::schema::{KnownTable, Schema, known};

const META: KnownTable = known("meta", "key value");

/// `Cookies`: selected by host, by the top-level site of a partitioned cookie, or by name.
pub(in crate::store::sites) const COOKIES: Tables = Tables {
    known: &[
        META,
        known(
            "cookies",
            "host_key name value creation_utc top_frame_site_key encrypted_value path expires_utc is_secure is_httponly last_access_utc has_expires is_persistent priority samesite source_scheme source_port is_same_party last_update_utc source_type has_cross_site_ancestor secure httponly persistent firstpartyonly",
        ),
    ],
    others: Others::Stay,
    by_site: &[Table {
        cookie_name: Some("name"),
        ..Table::of("cookies", &["host_key", "top_frame_site_key"], |row, rules| {
            let (host, around) = (text(row, 1)?, text(row, 2)?);
            if rules.covers_host(&host) {
                return Ok(Some(host.into_owned()));
            }
            Ok(chosen_origin(rules, &around))
        })
    }],
    then_clear: None,
    cookie: Some(cookie),
};

/// `QuotaManager`, the list of who stored something: selected by host and by storage key.
pub(in crate::store::sites) const QUOTA: Tables = Tables {
    known: &[
        META,
        known(
            "buckets",
            "id storage_key host type name use_count last_accessed last_modified expiration quota persistent durability",
        ),
        known("quota", "host type quota"),
        // Before buckets.
        known("HostQuotaTable", "host type quota"),
        known("OriginInfoTable", "origin type used_count last_access_time last_modified_time"),
        known("EvictionInfoTable", "origin type last_eviction_time"),
    ],
    others: Others::Stay,
    by_site: &[
        Table::of("buckets", &["storage_key"], |row, rules| Ok(chosen_key(rules, &text(row, 1)?))),
        Table::of("quota", &["host"], by_host),
        Table::of("HostQuotaTable", &["host"], by_host),
        Table::of("OriginInfoTable", &["origin"], by_origin),
        Table::of("EvictionInfoTable", &["origin"], by_origin),
    ],
    then_clear: None,
    cookie: None,
};

/// Lists in which no row is worth keeping once it mentions a chosen site: reports and where they are sent, sites that
/// redirect, sessions that are bound to the computer. Their tables differ from version to version.
pub(in crate::store::sites) const MENTIONS: Tables =
    Tables { known: &[META], others: Others::Go, by_site: &[], then_clear: None, cookie: None };

fn by_host(row: &Row<'_>, rules: &SiteRules) -> Result<Option<String>, EditError> {
    let host = text(row, 1)?;
    Ok(rules.covers_host(&host).then(|| host.into_owned()))
}

fn by_origin(row: &Row<'_>, rules: &SiteRules) -> Result<Option<String>, EditError> {
    Ok(chosen_key(rules, &text(row, 1)?))
}

/// Seconds from 1601, where Chromium's clock starts, to 1970.
const BEFORE_UNIX: i64 = 11_644_473_600;

fn cookie(connection: &Connection, schema: &Schema, id: i64) -> Result<CookieMark, EditError> {
    let column = |name| if schema.has("cookies", name) { name } else { "NULL" };
    let [name, created, used, expires] = ["name", "creation_utc", "last_access_utc", "expires_utc"].map(column);
    let query = format!("SELECT {name}, {created}, {used}, {expires} FROM cookies WHERE rowid = ?1");
    let mut statement = connection.prepare_cached(&query)?;
    Ok(statement.query_row([id], |row| {
        let seconds = |column| {
            let time: Option<i64> = row.get(column)?;
            Ok::<_, rusqlite::Error>(time.filter(|time| *time > 0).map(|time| time / 1_000_000 - BEFORE_UNIX))
        };
        Ok(CookieMark {
            name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
            created: seconds(1)?,
            last_used: seconds(2)?,
            expires: seconds(3)?,
        })
    })?)
}
