//! Chromium's JSON files: `Local State`, `Preferences` and `Bookmarks`. As in a real profile, they mix settings of the
//! institution with traces of the user.

use serde_json::{Map, Value, json};

use super::sites::{ACCOUNT, BOOKMARKS, EXTENSION, PAGES, stamp};

/// Returns `Local State`, which lists the profiles.
pub(super) fn local_state(profiles: &[(&str, &str)]) -> String {
    let info: Map<String, Value> = profiles
        .iter()
        .map(|(dir, name)| {
            let entry = json!({
                "active_time": 1_764_000_000.5_f64,
                "avatar_icon": "chrome://theme/IDR_PROFILE_AVATAR_26",
                "background_apps": false,
                "gaia_given_name": "Sample",
                "gaia_id": "sample-000000000000000000001",
                "gaia_name": name,
                "is_using_default_avatar": true,
                "is_using_default_name": false,
                "name": name,
                "user_name": ACCOUNT,
            });
            ((*dir).to_owned(), entry)
        })
        .collect();
    let dirs: Vec<&str> = profiles.iter().map(|(dir, _name)| *dir).collect();
    json!({
        "browser": {
            "default_browser_infobar_declined_count": 1,
            "first_run_finished": true,
            "shortcut_migration_version": "156.0.8078.79"
        },
        "hardware_acceleration_mode_previous": true,
        "intl": { "app_locale": "en" },
        "legacy": { "profile": { "name": { "migrated": true } } },
        "local": { "password_hash_data_list": ["sample-not-a-hash"] },
        "os_crypt": { "portal": { "prev_desktop": "sample" } },
        "profile": {
            "info_cache": info,
            "last_active_profiles": dirs,
            "last_used": dirs.first(),
            "picker_shown": false,
            "profiles_created": dirs.len(),
            "profiles_order": dirs
        },
        "profile_network_context_service": { "http_cache_finch_experiment_groups": "None None None None" },
        "uninstall_metrics": { "installation_date2": "1760000000" },
        "user_experience_metrics": { "low_entropy_source3": 4_711, "reporting_enabled": false },
        "variations_last_fetch_time": "13400000000000000"
    })
    .to_string()
}

/// Returns `Preferences`.
pub(super) fn preferences(dir: &str, now: i64) -> String {
    let hosts = PAGES.iter().map(|page| (format!("https://{}:443,*", page.host), now - page.ago * 60));
    let engagement: Map<String, Value> = hosts
        .map(|(key, last)| (key, json!({ "last_modified": stamp(last).to_string(), "setting": { "rawScore": 3.2 } })))
        .collect();
    let mut extension = Map::new();
    let installed =
        json!({ "active_permissions": { "api": ["storage"] }, "location": 1, "path": format!("{EXTENSION}/1.0_0") });
    extension.insert(EXTENSION.to_owned(), installed);
    json!({
        "account_info": [{
            "account_id": "sample-000000000000000000001",
            "email": ACCOUNT,
            "full_name": "Sample Student",
            "gaia": "sample-000000000000000000001"
        }],
        "account_values": { "homepage": "https://employer.example/" },
        "autofill": { "last_version_deduped": 156 },
        "bookmark_bar": { "show_on_all_tabs": true },
        "browser": { "has_seen_welcome_page": true, "show_home_button": true, "window_placement": { "maximized": true } },
        "download": { "prompt_for_download": true },
        "extensions": { "last_chrome_version": "156.0.8078.79", "settings": extension },
        "google": { "services": { "last_username": ACCOUNT, "signin": { "LAST_SIGNIN_TIME": stamp(now).to_string() } } },
        "homepage": "https://www.tuni.fi/",
        "homepage_is_newtabpage": false,
        "intl": { "selected_languages": "en,fi,sv" },
        "partition": { "per_host_zoom_levels": { "x": { "library.example": { "zoom_level": 1.2 } } } },
        "profile": {
            "content_settings": {
                "exceptions": {
                    "notifications": {
                        "https://webmail.example.net:443,*": { "last_modified": stamp(now).to_string(), "setting": 1 }
                    },
                    "site_engagement": engagement
                },
                "pref_version": 1
            },
            "created_by_version": "156.0.8078.79",
            "exit_type": "Normal",
            "last_engagement_time": stamp(now).to_string(),
            "name": format!("Sample Student ({dir})")
        },
        "protection": {
            "macs": {
                "account_values": { "homepage": "53414D504C4530" },
                "browser": { "show_home_button": "53414D504C4531" },
                "extensions": { "settings": { EXTENSION: "53414D504C4532" } },
                "google": { "services": { "last_username": "53414D504C4533" } },
                "homepage": "53414D504C4534",
                "homepage_is_newtabpage": "53414D504C4535",
                "pinned_tabs": "53414D504C4536"
            },
            "super_mac": "53414D504C4537"
        },
        "savefile": { "default_directory": "Downloads" },
        "sessions": { "event_log": [{ "time": stamp(now).to_string(), "type": 2 }] },
        "webkit": { "webprefs": { "default_font_size": 18 } }
    })
    .to_string()
}

/// Returns `Bookmarks`.
pub(super) fn bookmarks(now: i64) -> String {
    let added = stamp(now - 90 * 86_400).to_string();
    let children: Vec<Value> = (10_u32..)
        .zip(BOOKMARKS)
        .map(|(id, (name, url))| {
            json!({
                "date_added": added,
                "date_last_used": "0",
                "guid": format!("00000000-0000-4000-8000-0000000000{id}"),
                "id": id.to_string(),
                "name": name,
                "type": "url",
                "url": url
            })
        })
        .collect();
    let folder = |id: u32, name: &str, children: Vec<Value>| {
        json!({
            "children": children,
            "date_added": added,
            "date_modified": added,
            "guid": format!("0bc5d13f-2cba-5d74-951f-3f233fe6c9{id:02}"),
            "id": id.to_string(),
            "name": name,
            "type": "folder"
        })
    };
    json!({
        "checksum": "00000000000000000000000000000000",
        "roots": {
            "bookmark_bar": folder(1, "Bookmarks bar", children),
            "other": folder(2, "Other bookmarks", Vec::new()),
            "synced": folder(3, "Mobile bookmarks", Vec::new())
        },
        "sync_metadata": "c2FtcGxlLW5vdC1yZWFs",
        "version": 1
    })
    .to_string()
}
