//! The user's default browser, from the desktop's `mimeapps.list` files. Only reads.

use std::path::{Path, PathBuf};

use super::bounded::{Links, read_begin};
use crate::platform::places::Places;

/// The key whose value is the default browser.
const KEY: &str = "x-scheme-handler/https";

/// The most that is read of a list, in bytes. Usual ones have a few thousand.
const ENOUGH: u64 = 1024 * 1024;

/// Returns the default browser's desktop entry without `.desktop`, such as `firefox-esr` or `org.mozilla.firefox`;
/// `None` if none is set.
pub fn default_browser(places: &Places) -> Option<String> {
    let user = [places.config.join("mimeapps.list"), places.data.join("applications/mimeapps.list")];
    let machine = ["/etc/xdg/mimeapps.list", "/usr/share/applications/mimeapps.list"].map(PathBuf::from);
    user.iter().chain(&machine).find_map(|file| browser_in(&read(file)?))
}

fn read(file: &Path) -> Option<String> {
    // Names in it need not be UTF-8.
    let bytes = read_begin(file, Links::Refuse, ENOUGH).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn browser_in(list: &str) -> Option<String> {
    let mut lines = list.lines().map(str::trim).skip_while(|line| *line != "[Default Applications]").skip(1);
    let value = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == KEY).then_some(value)
    })?;
    let first = value.split(';').map(str::trim).find(|name| !name.is_empty())?;
    Some(first.strip_suffix(".desktop").unwrap_or(first).to_owned())
}

#[cfg(test)]
mod tests {
    use super::browser_in;

    #[test]
    fn the_first_application_for_addresses_is_chosen() {
        let list = "[Added Associations]\nx-scheme-handler/https=no.desktop;\n\
                    [Default Applications]\ntext/html=no.desktop\n x-scheme-handler/https = firefox-esr.desktop;b.desktop\n";
        assert_eq!(browser_in(list).as_deref(), Some("firefox-esr"));
        assert_eq!(browser_in("[Default Applications]\n[Other]\nx-scheme-handler/https=no.desktop\n"), None);
        assert_eq!(browser_in("x-scheme-handler/https=no.desktop\n"), None);
    }
}
