//! A Firefox profile, as it is after the browser was closed normally.

use rusqlite::{Transaction, params};

use super::cache::{filler, firefox_entries};
use super::database::{Schema, database};
use super::error::DemoError;
use super::firefox_session::{mozlz4, session};
use super::firefox_settings::{PREFS, extensions, installs_ini, logins, profiles_ini};
use super::folder::NewFolder;
use super::sample::Sample;
use super::sites::{ACCOUNT, BOOKMARKS, PAGES, STORING, VALUE, cookies};

/// Creates the files above the profiles. `profiles` are the profiles' folders and names; the first is the default.
pub fn firefox_root(root: &NewFolder, profiles: &[(&str, &str)]) -> Result<(), DemoError> {
    root.file("profiles.ini", profiles_ini(profiles))?;
    root.file("installs.ini", installs_ini(profiles))?;
    root.file("Crash Reports/InstallTime20261101000000", "1760000000")?;
    root.folder("Pending Pings").map(drop)
}

/// Creates the profile `dir` and its cache folder.
pub fn firefox_profile(root: &NewFolder, cache: &NewFolder, dir: &str, sample: Sample) -> Result<(), DemoError> {
    let profile = root.folder(dir)?;
    profile.file("prefs.js", PREFS)?;
    profile.file("times.json", r#"{"created":1760000000000,"firstUse":1760000001000}"#)?;
    profile.file("compatibility.ini", "[Compatibility]\nLastVersion=153.7.0_20261101000000/20261101000000\n")?;
    profile.file("extensions.json", extensions())?;
    profile.file("extensions/sample@signoff.example.xpi", filler(20, 6_000))?;
    profile.file(
        "xulstore.json",
        r#"{"chrome://browser/content/browser.xhtml":{"main-window":{"sizemode":"maximized"}}}"#,
    )?;
    profile.file("pkcs11.txt", "library=\nname=NSS Internal PKCS #11 Module\n")?;
    profile.files(&["cert9.db", "key4.db"], "")?;
    databases(&profile, sample)?;
    storage(&profile, sample.now)?;
    leftovers(&profile, sample)?;

    let cache = cache.folder(dir)?;
    firefox_entries(&cache.folder("cache2/entries")?, sample.cached)?;
    cache.file("cache2/index", filler(21, 4_000))?;
    cache.file("startupCache/startupCache.8.little", filler(22, 60_000))?;
    for number in 0..6 {
        cache.file(&format!("thumbnails/{number:032x}.png"), filler(number, 9_000))?;
    }
    Ok(())
}

fn databases(profile: &NewFolder, sample: Sample) -> Result<(), DemoError> {
    let now = sample.now;
    database(profile, "places.sqlite", Schema::FIREFOX_PLACES, |rows| fill_places(rows, now))?;
    database(profile, "cookies.sqlite", Schema::FIREFOX_COOKIES, |rows| fill_cookies(rows, sample))?;
    database(profile, "favicons.sqlite", Schema::FIREFOX_FAVICONS, |rows| {
        for (id, page) in (1_i64..).zip(&PAGES) {
            let icon = format!("https://{}/favicon.ico", page.host);
            let sql =
                "INSERT INTO moz_icons(id, icon_url, fixed_icon_url_hash, width, data) VALUES(?1, ?2, ?1, 16, ?3)";
            rows.execute(sql, params![id, icon, filler(23, 400)])?;
            rows.execute("INSERT INTO moz_pages_w_icons VALUES(?1, ?2, ?1)", params![id, page.url()])?;
            rows.execute("INSERT INTO moz_icons_to_pages(page_id, icon_id) VALUES(?1, ?1)", [id])?;
        }
        Ok(())
    })?;
    database(profile, "formhistory.sqlite", Schema::FIREFOX_FORM_HISTORY, |rows| {
        let sql = "INSERT INTO moz_formhistory(fieldname, value, timesUsed, firstUsed, lastUsed, guid) \
            VALUES(?1, ?2, 1, ?3, ?3, 'sample' || ?1)";
        let typed = [("email", ACCOUNT), ("searchbar-history", "sample thesis template")];
        typed
            .iter()
            .try_for_each(|(field, text)| rows.execute(sql, params![field, text, micros(now - 1_400)]).map(drop))
    })?;
    database(profile, "permissions.sqlite", Schema::FIREFOX_PERMISSIONS, |rows| {
        let sql = "INSERT INTO moz_perms(origin, type, permission, expireType, expireTime, modificationTime) \
            VALUES('https://webmail.example.net', 'desktop-notification', 1, 0, 0, ?1)";
        rows.execute(sql, [now * 1_000])?;
        let sql = "INSERT INTO moz_origin_interactions VALUES('https://' || ?1, ?2)";
        STORING.iter().try_for_each(|host| rows.execute(sql, params![host, now * 1_000]).map(drop))
    })?;
    database(profile, "content-prefs.sqlite", Schema::FIREFOX_CONTENT_PREFS, |rows| {
        rows.execute("INSERT INTO groups VALUES(1, 'library.example')", [])?;
        rows.execute("INSERT INTO settings VALUES(1, 'browser.content.full-zoom')", [])?;
        rows.execute("INSERT INTO prefs VALUES(1, 1, 1, 1.3, ?1)", [now]).map(drop)
    })
}

/// Returns Firefox's time: microseconds since 1970.
const fn micros(unix: i64) -> i64 {
    unix * 1_000_000
}

fn fill_places(rows: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    for page in &PAGES {
        let id = place(rows, &page.url(), page.title)?;
        let last = micros(now - page.ago * 60);
        let sql =
            "UPDATE moz_places SET visit_count = ?2, last_visit_date = ?3, frecency = 2000, typed = 1 WHERE id = ?1";
        rows.execute(sql, [id, page.visits, last])?;
        for visit in 0..page.visits {
            let sql = "INSERT INTO moz_historyvisits(from_visit, place_id, visit_date, visit_type, session) \
                VALUES(0, ?1, ?2, 1, 0)";
            rows.execute(sql, [id, last - visit * 240_000_000])?;
        }
        rows.execute("INSERT INTO moz_inputhistory VALUES(?1, substr(?2, 1, 3), 2)", params![id, page.host])?;
        let sql = "INSERT INTO moz_places_metadata(place_id, created_at, updated_at, total_view_time) \
            VALUES(?1, ?2, ?2, 90000)";
        rows.execute(sql, [id, last / 1_000])?;
    }
    rows.execute("INSERT INTO moz_places_metadata_search_queries VALUES(1, 'sample thesis template')", [])?;
    rows.execute("INSERT INTO moz_anno_attributes VALUES(1, 'downloads/destinationFileURI')", [])?;
    let sql = "INSERT INTO moz_annos(place_id, anno_attribute_id, content, expiration, type) \
        VALUES(6, 1, 'file:///sample/sample-assignment.pdf', 4, 3)";
    rows.execute(sql, [])?;
    // A folder in the toolbar, and the bookmarks in it.
    let sql = "INSERT INTO moz_bookmarks(type, parent, position, title, dateAdded, lastModified, guid) \
        VALUES(2, 3, 0, 'Sample folder', ?1, ?1, 'samplefolder')";
    rows.execute(sql, [micros(now - 90 * 86_400)])?;
    let folder = rows.last_insert_rowid();
    for (position, (title, url)) in (0_i64..).zip(BOOKMARKS) {
        let known = rows.query_row("SELECT id FROM moz_places WHERE url = ?1", [url], |row| row.get(0));
        let id = known.or_else(|_none| place(rows, url, title))?;
        let sql = "INSERT INTO moz_bookmarks(type, fk, parent, position, title, dateAdded, lastModified, guid) \
            VALUES(1, ?1, ?2, ?3, ?4, ?5, ?5, 'samplemark0' || ?3)";
        rows.execute(sql, params![id, folder, position, title, micros(now - 90 * 86_400)])?;
        rows.execute("UPDATE moz_places SET foreign_count = foreign_count + 1 WHERE id = ?1", [id])?;
    }
    Ok(())
}

/// Adds a page and its host, and returns the page's id.
fn place(rows: &Transaction<'_>, url: &str, title: &str) -> rusqlite::Result<i64> {
    let host = url.trim_start_matches("https://").split('/').next().unwrap_or_default();
    let sql = "INSERT OR IGNORE INTO moz_origins(prefix, host, frecency) VALUES('https://', ?1, 100)";
    rows.execute(sql, [host])?;
    let mut reversed: String = host.chars().rev().collect();
    reversed.push('.');
    let sql = "INSERT INTO moz_places(url, title, rev_host, guid, url_hash, origin_id) \
        VALUES(?1, ?2, ?3, printf('sampleplc%03d', (SELECT count(*) FROM moz_places)), ?4, \
        (SELECT id FROM moz_origins WHERE host = ?5))";
    rows.execute(sql, params![url, title, reversed, url_hash(url), host])?;
    Ok(rows.last_insert_rowid())
}

/// Returns Firefox's hash of an address: 16 bits of its scheme's hash above 32 bits of its own.
fn url_hash(url: &str) -> i64 {
    let hash = |text: &str| {
        text.bytes().fold(0_u32, |sum, byte| (sum.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x9e37_79b9))
    };
    let scheme = url.split(':').next().unwrap_or_default();
    (i64::from(hash(scheme) & 0xffff) << 32) + i64::from(hash(url))
}

fn fill_cookies(rows: &Transaction<'_>, sample: Sample) -> rusqlite::Result<()> {
    // Session cookies are not in this database, but in the session file.
    for cookie in cookies(sample.sign_in).into_iter().filter(|cookie| cookie.stays) {
        let attributes = match cookie.partition.split_once("://") {
            Some((scheme, site)) => format!("^partitionKey=%28{scheme}%2C{site}%29"),
            None => String::new(),
        };
        let sql = "INSERT INTO moz_cookies(originAttributes, name, value, host, path, expiry, lastAccessed, \
            creationTime, isSecure, isHttpOnly, schemeMap, isPartitionedAttributeSet) \
            VALUES(?1, ?2, ?3, ?4, '/', ?5, ?6, ?7, 1, 1, 2, ?8)";
        let values = params![
            attributes,
            cookie.name,
            VALUE,
            cookie.host,
            (sample.now + 43 * 86_400) * 1_000,
            micros(sample.now - 700),
            micros(sample.now - cookie.age * 86_400 - 3_600),
            !cookie.partition.is_empty(),
        ];
        rows.execute(sql, values)?;
    }
    Ok(())
}

/// Creates data of sites.
fn storage(profile: &NewFolder, now: i64) -> Result<(), DemoError> {
    for host in STORING {
        let origin = format!("https://{host}");
        let site = profile.folder(&format!("storage/default/https+++{host}"))?;
        site.file(".metadata-v2", [&[0; 12], origin.as_bytes()].concat())?;
        site.file("ls/usage", filler(24, 16))?;
        database(&site.folder("ls")?, "data.sqlite", Schema::FIREFOX_LOCAL_STORAGE, |rows| {
            rows.execute("INSERT INTO database(origin) VALUES(?1)", [&origin])?;
            let sql = "INSERT INTO data VALUES('sample-key', 12, 1, 0, ?1, CAST('sample-value' AS BLOB))";
            rows.execute(sql, [micros(now)]).map(drop)
        })?;
        site.file("idb/0000000001sample.files/1", filler(25, 3_000))?;
    }
    profile.file("storage/permanent/chrome/.metadata-v2", filler(26, 30))?;
    database(profile, "storage.sqlite", Schema::FIREFOX_STORAGE, |rows| {
        rows.execute("INSERT OR IGNORE INTO repository VALUES(2, 'default')", [])?;
        let sql = "INSERT INTO origin(repository_id, group_, origin, client_usages, usage, last_access_time, \
            last_maintenance_date, accessed, persisted) VALUES(2, ?1, 'https://' || ?1, 'L120', 120, ?2, 0, 1, 0)";
        STORING.iter().try_for_each(|host| rows.execute(sql, params![host, micros(now)]).map(drop))
    })
}

/// Creates the rest: tabs, passwords, and files without a rule in the catalog.
fn leftovers(profile: &NewFolder, sample: Sample) -> Result<(), DemoError> {
    let tabs = session(sample);
    profile.file("sessionstore.jsonlz4", mozlz4(&tabs))?;
    profile.file("sessionstore-backups/previous.jsonlz4", mozlz4(&tabs))?;
    profile.file("sessionCheckpoints.json", r#"{"profile-after-change":true,"profile-before-change":true}"#)?;
    profile.file("logins.json", logins(sample.now))?;
    profile.file("bookmarkbackups/bookmarks-2026-01-01_3_sample.jsonlz4", mozlz4(r#"{"guid":"root________"}"#))?;
    profile.file("serviceworker.txt", worker("https://outlook.office.com/"))?;
    profile.file("containers.json", r#"{"version":5,"lastUserContextId":5,"identities":[]}"#)?;
    profile.file("datareporting/session-state.json", r#"{"sessionId":null,"profileSubsessionCounter":3}"#)?;
    profile.file("a-file-that-no-rule-names", "Sample: it goes, because no keep list names it.\n")?;
    profile.file(".parentlock", "")?;
    Ok(())
}

/// Returns the list of service workers as Firefox 153 writes it, with one entry.
fn worker(site: &str) -> String {
    // Origin, scope and script; then fetch mode, cache, times and permissions.
    let rest = "true\n{5a4d504c-4500-4000-8000-000000000000}\n0\n0\n0\n0\n0\ntrue\n0\n2\n0\n-1\n0\n#\n";
    format!("12\n\n{site}\n{site}sw-sample.js\n{rest}")
}
