//! Firefox's databases with rows that belong to sites, and which columns name the site.
//!
//! Observed in Firefox 153.7.0esr; tables and columns of earlier versions are listed as far as they are known. A chosen
//! site may have storage access on pages of another site. That is the other site's permission but the chosen site's
//! storage, so it is removed, as when Firefox itself clears a site.

use rusqlite::{Connection, Row};

use super::attributes::{chosen, chosen_origin};
use crate::model::{CookieMark, SiteRules, origin_host};
use crate::store::error::EditError;
use crate::store::sites::rows::{Others, Table, Tables, text};
use crate::store::sqlite::schema::{Schema, known};

/// `cookies.sqlite`, and the copy of it that Firefox makes before it rebuilds a damaged one.
pub(in crate::store::sites) const COOKIES: Tables = Tables {
    known: &[known(
        "moz_cookies",
        "id originAttributes name host value path expiry lastAccessed creationTime updateTime isSecure isHttpOnly inBrowserElement sameSite rawSameSite schemeMap isPartitionedAttributeSet baseDomain appId",
    )],
    others: Others::Stay,
    by_site: &[Table {
        cookie_name: Some("name"),
        ..Table::of("moz_cookies", &["host", "originAttributes"], |row, rules| {
            Ok(chosen(rules, &text(row, 1)?, &text(row, 2)?))
        })
    }],
    then_clear: None,
    cookie: Some(cookie),
};

/// `permissions.sqlite`: selected by origin, or by host before 2015.
pub(in crate::store::sites) const PERMISSIONS: Tables = Tables {
    known: &[
        known("moz_perms", "id origin type permission expireType expireTime modificationTime"),
        known("moz_hosts", "id host type permission expireType expireTime modificationTime appId isInBrowserElement"),
        known("moz_origin_interactions", "origin lastInteractionTime"),
    ],
    others: Others::Stay,
    by_site: &[
        Table::of("moz_perms", &["origin", "type"], |row, rules| {
            Ok(chosen_origin(rules, &text(row, 1)?).or(storage_access(rules, &text(row, 2)?)))
        }),
        Table::of("moz_hosts", &["host"], |row, rules| {
            // Some versions wrote an origin here.
            let host = text(row, 1)?;
            Ok(chosen_origin(rules, &host).or_else(|| chosen(rules, &host, "")))
        }),
        Table::of("moz_origin_interactions", &["origin"], by_origin),
    ],
    then_clear: None,
    cookie: None,
};

/// `content-prefs.sqlite`, zoom and the like: selected by host.
pub(in crate::store::sites) const CONTENT_PREFS: Tables = Tables {
    known: &[
        known("groups", "id name"),
        known("settings", "id name"),
        known("prefs", "id groupID settingID value timestamp"),
    ],
    others: Others::Stay,
    by_site: &[Table {
        referred_by: Some(("prefs", "groupID")),
        ..Table::of("groups", &["name"], |row, rules| {
            let name = text(row, 1)?;
            let host = origin_host(&name).unwrap_or(&name);
            Ok(chosen(rules, host, ""))
        })
    }],
    then_clear: None,
    cookie: None,
};

/// `storage.sqlite`, the list of the folders in `storage`. After a removal the rest is marked as invalid, as Firefox
/// does while it runs: at its next start it reads the folders themselves.
pub(in crate::store::sites) const STORAGE_INDEX: Tables = Tables {
    known: &[
        known(
            "origin",
            "origin repository_id suffix group_ client_usages usage last_access_time last_maintenance_date accessed persisted",
        ),
        known("repository", "id name"),
        known("cache", "valid build_id"),
        known("database", "cache_version"),
    ],
    others: Others::Stay,
    by_site: &[Table::of("origin", &["origin"], by_origin)],
    then_clear: Some(("cache", "valid")),
    cookie: None,
};

/// `webappsstore.sqlite` and `storage/ls-archive.sqlite`: selected by the reversed host, as in
/// `ten.elpmaxe.:https:443`.
pub(in crate::store::sites) const OLD_STORAGE: Tables = Tables {
    known: &[
        known("webappsstore2", "scope originAttributes originKey key value secure owner"),
        known("database", "version"),
    ],
    others: Others::Stay,
    by_site: &[Table::of("webappsstore2", &["scope", "originKey", "originAttributes"], |row, rules| {
        let (scope, key, suffix) = (text(row, 1)?, text(row, 2)?, text(row, 3)?);
        let hosts: Vec<_> = [scope, key].iter().filter_map(|key| host_of_key(key)).collect();
        if hosts.is_empty() {
            return Ok(chosen(rules, "", &suffix));
        }
        Ok(hosts.iter().find_map(|host| chosen(rules, host, &suffix)))
    })],
    then_clear: None,
    cookie: None,
};

fn by_origin(row: &Row<'_>, rules: &SiteRules) -> Result<Option<String>, EditError> {
    Ok(chosen_origin(rules, &text(row, 1)?))
}

/// Returns the chosen host in the type of a permission such as `3rdPartyFrameStorage^https://login.live.com`.
fn storage_access(rules: &SiteRules, kind: &str) -> Option<String> {
    let (name, origin) = kind.split_once('^')?;
    matches!(name, "3rdPartyStorage" | "3rdPartyFrameStorage").then(|| chosen_origin(rules, origin))?
}

/// Returns the host in a key such as `ten.elpmaxe.:https:443`; an application's number may precede it.
fn host_of_key(key: &str) -> Option<String> {
    let mut parts = key.rsplitn(3, ':');
    let (_port, _scheme, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let reversed = if rest.contains(']') { rest } else { rest.rsplit(':').next()? };
    let host: String = reversed.strip_suffix('.')?.chars().rev().collect();
    (!host.is_empty()).then_some(host)
}

/// The smallest `expiry` that is in milliseconds, as since 2025; smaller ones are in seconds. Other times are in
/// microseconds.
const MILLISECONDS: i64 = 100_000_000_000;

fn cookie(connection: &Connection, schema: &Schema, id: i64) -> Result<CookieMark, EditError> {
    let column = |name| if schema.has("moz_cookies", name) { name } else { "NULL" };
    let [name, created, used, expires] = ["name", "creationTime", "lastAccessed", "expiry"].map(column);
    let query = format!("SELECT {name}, {created}, {used}, {expires} FROM moz_cookies WHERE rowid = ?1");
    let mut statement = connection.prepare_cached(&query)?;
    Ok(statement.query_row([id], |row| {
        let seconds = |time: Option<i64>| time.map(|time| time / 1_000_000);
        Ok(CookieMark {
            name: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
            created: seconds(row.get(1)?),
            last_used: seconds(row.get(2)?),
            expires: row.get::<_, Option<i64>>(3)?.map(|time| if time > MILLISECONDS { time / 1000 } else { time }),
        })
    })?)
}
