//! A Chromium profile, as it is after the browser was closed normally.

use rusqlite::{Transaction, params};

use super::cache::{chromium_entries, filler, opaque};
use super::chromium_settings::{bookmarks, local_state, preferences};
use super::chromium_storage::storage;
use super::database::{Schema, database};
use super::error::DemoError;
use super::folder::NewFolder;
use super::sample::Sample;
use super::sites::{ACCOUNT, EXTENSION, PAGES, STORING, VALUE, cookies, stamp};

/// Creates the files above the profiles. `profiles` are the profiles' folders and display names.
pub fn chromium_user_data(user_data: &NewFolder, profiles: &[(&str, &str)]) -> Result<(), DemoError> {
    user_data.file("Local State", local_state(profiles))?;
    user_data.file("First Run", "")?;
    user_data.file("Last Version", "156.0.8078.79")?;
    user_data.file("Crash Reports/settings.dat", filler(1, 40))?;
    user_data.file("segmentation_platform/ukm_db", opaque("addresses of visited pages", 4_000))?;
    user_data.file("GrShaderCache/data_0", filler(2, 8_192))?;
    user_data.file("CertificateRevocation/1/crl-set", filler(3, 2_000))?;
    Ok(())
}

/// Creates the profile `dir` and its cache folder.
pub fn chromium_profile(user_data: &NewFolder, cache: &NewFolder, dir: &str, sample: Sample) -> Result<(), DemoError> {
    let profile = user_data.folder(dir)?;
    profile.file("Preferences", preferences(dir, sample.now))?;
    profile.file("Secure Preferences", r#"{"protection":{"super_mac":"5A4D504C45"}}"#)?;
    profile.file("Bookmarks", bookmarks(sample.now))?;
    profile.file("Bookmarks.bak", bookmarks(sample.now - 86_400))?;
    databases(&profile, sample)?;
    storage(&profile)?;
    leftovers(&profile)?;

    let cache = cache.folder(dir)?;
    chromium_entries(&cache.folder("Cache/Cache_Data")?, sample.cached)?;
    for number in 0..sample.cached / 12 {
        cache.file(&format!("Code Cache/js/{number:016x}_0"), filler(number, 5_000))?;
    }
    Ok(())
}

fn databases(profile: &NewFolder, sample: Sample) -> Result<(), DemoError> {
    let now = sample.now;
    database(profile, "Cookies", Schema::CHROMIUM_COOKIES, |rows| fill_cookies(rows, sample))?;
    database(profile, "History", Schema::CHROMIUM_HISTORY, |rows| fill_history(rows, now))?;
    database(profile, "Favicons", Schema::CHROMIUM_FAVICONS, |rows| fill_icons(rows, now))?;
    database(profile, "Login Data", Schema::CHROMIUM_LOGINS, |rows| {
        let sql = "INSERT INTO logins(origin_url, action_url, username_element, username_value, password_element, \
            password_value, signon_realm, date_created, blacklisted_by_user, scheme, times_used) \
            VALUES('https://webmail.example.net/', 'https://webmail.example.net/', 'user', 'sample.student', \
            'password', CAST('v10-sample-not-a-password' AS BLOB), 'https://webmail.example.net/', ?1, 0, 0, 2)";
        rows.execute(sql, [stamp(now - 4_000)]).map(drop)
    })?;
    database(profile, "Web Data", Schema::CHROMIUM_WEB_DATA, |rows| {
        let sql = "INSERT INTO autofill(name, value, value_lower, date_created, date_last_used, count) \
            VALUES(?1, ?2, lower(?2), ?3, ?3, 1)";
        let typed = [("email", ACCOUNT), ("name", "Sample Student"), ("address", "1 Sample Street")];
        typed.iter().try_for_each(|(field, text)| rows.execute(sql, params![field, text, now - 1_400]).map(drop))
    })?;
    database(profile, "Top Sites", Schema::CHROMIUM_TOP_SITES, |rows| {
        let sql = "INSERT INTO top_sites(url, url_rank, title) VALUES(?1, ?2, ?3)";
        (0_i64..)
            .zip(PAGES.iter().skip(2).take(6))
            .try_for_each(|(rank, page)| rows.execute(sql, params![page.url(), rank, page.title]).map(drop))
    })?;
    database(profile, "Shortcuts", Schema::CHROMIUM_SHORTCUTS, |rows| {
        let sql = "INSERT INTO omni_box_shortcuts(id, text, fill_into_edit, url, document_type, contents, \
            contents_class, description, description_class, transition, type, keyword, last_access_time, \
            number_of_hits) VALUES('00000000-0000-4000-8000-000000000001', 'moo', 'moodle.tuni.fi', \
            'https://moodle.tuni.fi/', 0, 'moodle.tuni.fi', '0,1', 'Moodle', '0,0', 1, 0, '', ?1, 3)";
        rows.execute(sql, [stamp(now - 6_720)]).map(drop)
    })?;
    database(profile, "Network Action Predictor", Schema::CHROMIUM_PREDICTOR, |rows| {
        let sql = "INSERT INTO network_action_predictor VALUES('00000000-0000-4000-8000-000000000002', 'lib', \
            'https://library.example/', 3, 1)";
        rows.execute(sql, []).map(drop)
    })?;
    database(profile, "DIPS", Schema::CHROMIUM_DIPS, |rows| {
        let sql = "INSERT INTO bounces(site, first_user_activation_time, last_user_activation_time) VALUES(?1, ?2, ?2)";
        ["tuni.fi", "microsoftonline.com", "example.com"]
            .iter()
            .try_for_each(|site| rows.execute(sql, params![site, stamp(now - 7_000)]).map(drop))
    })?;
    database(&profile.folder("WebStorage")?, "QuotaManager", Schema::CHROMIUM_QUOTA, |rows| {
        let sql = "INSERT INTO buckets(storage_key, host, name, use_count, last_accessed, last_modified, expiration, \
            quota, persistent, durability) VALUES('https://' || ?1 || '/', ?1, '_default', 4, ?2, ?2, 0, 0, 0, 0)";
        STORING.iter().try_for_each(|host| rows.execute(sql, params![host, stamp(now - 900)]).map(drop))
    })
}

fn fill_cookies(rows: &Transaction<'_>, sample: Sample) -> rusqlite::Result<()> {
    let sql = "INSERT INTO cookies VALUES(?1, ?2, ?3, ?4, '', ?5, '/', ?6, 1, 1, ?7, ?8, ?8, 1, 0, 2, 443, ?1, 0, ?9)";
    let value = format!("v10{VALUE}").into_bytes();
    for cookie in cookies(sample.sign_in) {
        let made = stamp(sample.now - cookie.age * 86_400 - 3_600);
        let until = if cookie.stays { stamp(sample.now + 43 * 86_400) } else { 0 };
        let values = params![
            made,
            cookie.host,
            cookie.partition,
            cookie.name,
            value,
            until,
            stamp(sample.now - 700),
            cookie.stays,
            !cookie.partition.is_empty(),
        ];
        rows.execute(sql, values)?;
    }
    Ok(())
}

fn fill_history(rows: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    for page in &PAGES {
        let last = stamp(now - page.ago * 60);
        let sql = "INSERT INTO urls(url, title, visit_count, typed_count, last_visit_time) VALUES(?1, ?2, ?3, 1, ?4)";
        rows.execute(sql, params![page.url(), page.title, page.visits, last])?;
        let id = rows.last_insert_rowid();
        for visit in 0..page.visits {
            let sql =
                "INSERT INTO visits(url, visit_time, transition, visit_duration) VALUES(?1, ?2, 805306368, 90000000)";
            rows.execute(sql, [id, last - visit * 240_000_000])?;
        }
        if page.path.contains("q=") {
            let sql = "INSERT INTO keyword_search_terms VALUES(2, ?1, ?2, lower(?2))";
            rows.execute(sql, params![id, "sample thesis template"])?;
        }
    }
    let sql = "INSERT INTO downloads(id, guid, current_path, target_path, start_time, received_bytes, total_bytes, \
        state, danger_type, interrupt_reason, hash, end_time, opened, last_access_time, transient, referrer, site_url, \
        embedder_download_data, tab_url, tab_referrer_url, http_method, by_ext_id, by_ext_name, by_web_app_id, etag, \
        last_modified, mime_type, original_mime_type) VALUES(1, '00000000-0000-4000-8000-000000000003', \
        'sample-assignment.pdf', 'sample-assignment.pdf', ?1, 48213, 48213, 1, 0, 0, x'', ?1, 1, ?1, 0, '', '', '', \
        'https://moodle.tuni.fi/mod/assign/view.php?id=2', '', '', '', '', '', '', '', 'application/pdf', \
        'application/pdf')";
    rows.execute(sql, [stamp(now - 5_700)]).map(drop)
}

fn fill_icons(rows: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    for page in &PAGES {
        rows.execute("INSERT INTO favicons(url) VALUES('https://' || ?1 || '/favicon.ico')", [page.host])?;
        let icon = rows.last_insert_rowid();
        rows.execute("INSERT INTO icon_mapping(page_url, icon_id) VALUES(?1, ?2)", params![page.url(), icon])?;
        let sql = "INSERT INTO favicon_bitmaps(icon_id, last_updated, image_data, width, height) \
            VALUES(?1, ?2, ?3, 16, 16)";
        rows.execute(sql, params![icon, stamp(now - page.ago * 60), filler(4, 500)])?;
    }
    Ok(())
}

/// Creates the rest: tabs, extension code, and files without a rule in the catalog.
fn leftovers(profile: &NewFolder) -> Result<(), DemoError> {
    let tabs = opaque(&PAGES.map(|page| page.url()).join(" "), 6_000);
    for name in ["Session_13400000000000001", "Tabs_13400000000000002"] {
        profile.file(&format!("Sessions/{name}"), &tabs)?;
        profile.file(&format!("Sessions_Encrypted/{name}"), filler(6, 6_000))?;
    }
    let code = profile.folder(&format!("Extensions/{EXTENSION}/1.0_0"))?;
    let manifest = r#"{"manifest_version":3,"name":"Sample extension","version":"1.0","permissions":["storage"]}"#;
    code.file("manifest.json", manifest)?;
    code.file("sample.js", "// A sample extension; it does nothing.\n")?;
    profile.file("Visited Links", filler(9, 2_000))?;
    profile.file("TransportSecurity", r#"{"sts":[{"host":"c2FtcGxl","mode":"force-https"}],"version":2}"#)?;
    profile.file("Network Persistent State", r#"{"net":{"http_server_properties":{"servers":[]}}}"#)?;
    profile.file("Custom Dictionary.txt", "samplewordoftheperson\nchecksum_v1 = 00000000000000000000000000000000")?;
    profile.file("A file that no rule names", opaque("it goes, because no keep list names it", 300))?;
    profile.files(&["LOCK", "LOG", "LOG.old", "README"], "")
}
