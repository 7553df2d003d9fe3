//! Databases with the browsers' own schemas, from `assets/schema/browsers`. Existing files are never opened.

use rusqlite::{Connection, Transaction};

use super::error::DemoError;
use super::folder::NewFolder;

/// The schema of a browser's database, and how the browser writes it.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    sql: &'static str,
    journal: Journal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Journal {
    /// With an empty `-journal` file beside it, as Chromium leaves for most databases.
    EmptyBeside,
    /// Without a file beside it.
    None,
    /// In write-ahead mode. The log is gone, as after the browser was closed normally.
    Wal,
}

macro_rules! schemas {
    ($($(#[$doc:meta])* $name:ident = $file:literal, $journal:ident;)*) => {
        impl Schema {
            $($(#[$doc])*
            pub const $name: Self = Self {
                sql: include_str!(concat!("../../assets/schema/browsers/", $file, ".sql")),
                journal: Journal::$journal,
            };)*
        }
    };
}

schemas! {
    /// Chromium's `Cookies`.
    CHROMIUM_COOKIES = "chromium-156-cookies", EmptyBeside;
    /// Chromium's `DIPS`: sites that stored something.
    CHROMIUM_DIPS = "chromium-156-dips", Wal;
    /// Chromium's `Favicons`.
    CHROMIUM_FAVICONS = "chromium-156-favicons", EmptyBeside;
    /// Chromium's `History`.
    CHROMIUM_HISTORY = "chromium-156-history", EmptyBeside;
    /// Chromium's `Login Data`.
    CHROMIUM_LOGINS = "chromium-156-login-data", EmptyBeside;
    /// Chromium's `Network Action Predictor`.
    CHROMIUM_PREDICTOR = "chromium-156-network-action-predictor", EmptyBeside;
    /// Chromium's `WebStorage/QuotaManager`.
    CHROMIUM_QUOTA = "chromium-156-quota-manager", EmptyBeside;
    /// Chromium's `Shortcuts`: what was typed into the address bar.
    CHROMIUM_SHORTCUTS = "chromium-156-shortcuts", EmptyBeside;
    /// Chromium's `Top Sites`.
    CHROMIUM_TOP_SITES = "chromium-156-top-sites", EmptyBeside;
    /// Chromium's `Web Data`: form entries, addresses, cards.
    CHROMIUM_WEB_DATA = "chromium-156-web-data", EmptyBeside;
    /// Firefox's `content-prefs.sqlite`: zoom of each site.
    FIREFOX_CONTENT_PREFS = "firefox-153-content-prefs", None;
    /// Firefox's `cookies.sqlite`.
    FIREFOX_COOKIES = "firefox-153-cookies", Wal;
    /// Firefox's `favicons.sqlite`.
    FIREFOX_FAVICONS = "firefox-153-favicons", Wal;
    /// Firefox's `formhistory.sqlite`.
    FIREFOX_FORM_HISTORY = "firefox-153-formhistory", None;
    /// A site's `ls/data.sqlite` in Firefox.
    FIREFOX_LOCAL_STORAGE = "firefox-153-localstorage", None;
    /// Firefox's `permissions.sqlite`.
    FIREFOX_PERMISSIONS = "firefox-153-permissions", None;
    /// Firefox's `places.sqlite`: history and bookmarks.
    FIREFOX_PLACES = "firefox-153-places", Wal;
    /// Firefox's `storage.sqlite`: the list of sites that store something.
    FIREFOX_STORAGE = "firefox-153-storage", None;
}

/// Creates a database and fills it with the rows of `fill`.
///
/// It is built in memory and written at once, so that the file has no remains of intermediate steps in free pages.
pub fn database(
    folder: &NewFolder,
    name: &str,
    schema: Schema,
    fill: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
) -> Result<(), DemoError> {
    let path = folder.file(name, "")?;
    let build = || {
        let mut memory = Connection::open_in_memory()?;
        memory.execute_batch(schema.sql)?;
        // The sample home need not survive a power cut, and syncing would take most of the time.
        memory.execute_batch("PRAGMA synchronous = OFF")?;
        let rows = memory.transaction()?;
        fill(&rows)?;
        rows.commit()?;
        // SQLite needs the path as UTF-8. A lossy conversion would name another file.
        let name = path.to_str().ok_or_else(|| rusqlite::Error::InvalidPath(path.clone()))?;
        memory.execute("VACUUM INTO ?1", [name])?;
        if schema.journal == Journal::Wal {
            memory.execute("ATTACH DATABASE ?1 AS written", [name])?;
            memory.execute_batch("PRAGMA written.synchronous = OFF")?;
            let set: String = memory.query_row("PRAGMA written.journal_mode = WAL", [], |row| row.get(0))?;
            debug_assert_eq!(set, "wal");
            memory.execute_batch("DETACH DATABASE written")?;
        }
        Ok(())
    };
    build().map_err(|cause| DemoError::Database { path: path.clone(), cause })?;
    if schema.journal == Journal::EmptyBeside {
        folder.file(&format!("{name}-journal"), "")?;
    }
    Ok(())
}
