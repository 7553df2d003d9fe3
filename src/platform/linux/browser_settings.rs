//! What the machine's administrator and flags files say of where Chromium's family puts data. Reads a few small files,
//! bounded and without waiting; judges no folder.
//!
//! Source: the policies `DiskCacheDir` and `DownloadDirectory` with the variables that Linux has, `${user_name}` and
//! `${machine_name}` (chromium.org, "Supported directory variables"); Debian's `/usr/bin/chromium`, which sources
//! `/etc/chromium.d`; Arch's launchers, which read `~/.config/NAME-flags.conf`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::account::current_account;
use super::bounded::{Links, read_begin};
use super::mounts::is_on_network;
use crate::platform::places::Places;
use crate::platform::system::BrowserSetting;

/// The largest file that is read, in bytes. Usual ones have a few kilobytes.
const LARGEST: u64 = 1 << 20;
/// How many files of a folder are read.
const MOST: usize = 200;

/// Folders of policies below the machine's settings.
const POLICIES: [(&str, &str); 4] = [
    ("chromium", "chromium/policies/managed"),
    ("chrome", "opt/chrome/policies/managed"),
    ("edge", "opt/edge/policies/managed"),
    ("brave", "brave/policies/managed"),
];
/// A folder of shell snippets below the machine's settings.
const SNIPPETS: [(&str, &str); 1] = [("chromium", "chromium.d")];
/// Files with flags below the person's settings.
const FLAGS: [(&str, &str); 5] = [
    ("chromium", "chromium-flags.conf"),
    ("chrome", "chrome-flags.conf"),
    ("brave", "brave-flags.conf"),
    ("edge", "microsoft-edge-stable-flags.conf"),
    ("vivaldi", "vivaldi-stable.conf"),
];
const FLAG: &str = "--disk-cache-dir=";

/// Returns what policies and flags files say, for each browser of the catalog that they name.
pub fn browser_settings(places: &Places) -> Vec<BrowserSetting> {
    let user = current_account().map(|account| account.name).unwrap_or_default();
    let mut found = Vec::new();
    for (browser, folder) in POLICIES {
        for file in files(&places.os.machine.join(folder), "json") {
            let Some(policy) = text(&file, Links::Follow).and_then(|text| serde_json::from_str(&text).ok()) else {
                continue;
            };
            found.push(of_policy(browser, &policy, &user));
        }
    }
    for (browser, folder) in SNIPPETS {
        let snippets = files(&places.os.machine.join(folder), "");
        found.extend(snippets.iter().filter_map(|file| of_flags(browser, &text(file, Links::Follow)?, places)));
    }
    for (browser, name) in FLAGS {
        let files = places.configs().map(|config| config.join(name)).chain([places.os.machine.join(name)]);
        // A mount of the person's may never answer.
        let files = files.filter(|file| is_on_network(&places.home) || !is_on_network(file));
        found.extend(files.filter_map(|file| of_flags(browser, &text(&file, Links::Follow)?, places)));
    }
    found.retain(|said| said.cache.is_some() || said.downloads.is_some());
    found
}

fn of_policy(browser: &str, policy: &serde_json::Value, user: &str) -> BrowserSetting {
    let path = |name: &str| {
        let text = policy.get(name)?.as_str()?.replace("${user_name}", user);
        // What another variable stands for is not known.
        (!text.contains("${")).then(|| PathBuf::from(text))
    };
    BrowserSetting { browser: browser.to_owned(), cache: path("DiskCacheDir"), downloads: path("DownloadDirectory") }
}

/// Returns where the last flag of a text puts the cache.
fn of_flags(browser: &str, text: &str, places: &Places) -> Option<BrowserSetting> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let (_, rest) = lines.filter_map(|line| line.rsplit_once(FLAG)).next_back()?;
    let is_end = |letter: char| letter == '"' || letter == '\'' || letter.is_whitespace();
    let value = rest.trim_start_matches(['"', '\'']).split(is_end).next()?;
    let home = ["~/", "$HOME/", "${HOME}/"].iter().find_map(|home| value.strip_prefix(home));
    let cache = home.map_or_else(|| PathBuf::from(value), |rest| places.home.join(rest));
    Some(BrowserSetting { browser: browser.to_owned(), cache: Some(cache), downloads: None })
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST).map(|file| file.path());
    let mut files: Vec<_> = listed.filter(|path| path.extension().unwrap_or_default() == OsStr::new(ending)).collect();
    files.sort();
    files
}

fn text(file: &Path, links: Links) -> Option<String> {
    String::from_utf8(read_begin(file, links, LARGEST).ok()?).ok()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own computer")]
mod tests {
    use super::*;

    #[test]
    fn policies_and_flags_say_where_caches_and_downloads_are() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::below(home.path());
        let put = |at: PathBuf, text: &str| {
            fs::create_dir_all(at.parent().unwrap()).unwrap();
            fs::write(at, text).unwrap();
        };
        let policies = places.os.machine.join("opt/chrome/policies/managed");
        put(policies.join("a.json"), r#"{"DiskCacheDir":"/scratch/x","DownloadDirectory":"${machine_name}/d"}"#);
        put(policies.join("b.json"), "not JSON");
        put(places.os.machine.join("chromium.d/cache"), "export F=\"$F --disk-cache-dir=/var/tmp/c --x\"\n");
        put(places.config.join("brave-flags.conf"), "# --disk-cache-dir=/no\n--disk-cache-dir=\"$HOME/.fast\"\n");
        let found = browser_settings(&places);
        let caches: Vec<_> = found.iter().map(|said| (said.browser.as_str(), said.cache.clone().unwrap())).collect();
        let fast = home.path().join(".fast");
        assert_eq!(caches, [("chrome", "/scratch/x".into()), ("chromium", "/var/tmp/c".into()), ("brave", fast)]);
        assert!(found.iter().all(|said| said.downloads.is_none()));
    }
}
