//! What browsers write outside their folders for web apps: launchers in menus, on the desktop and at login, and their
//! icons. They name a service and the person. Only a file that says itself what it is counts: its name has an app's id,
//! and its command starts a browser of the catalog with that app. Reads a few files with such names, and no other.
//!
//! Source: Chromium's `shell_integration_linux.cc` (`PREFIX-APP-PROFILE.desktop`, `Exec=… --app-id=APP`, the icon and the
//! menu by the same name); Linux Mint's webapp-manager (`webapp-NAME.desktop`, `WebApp-` as the window's class);
//! `PWAsForFirefox` (`FFPWA-SITE.desktop`, `Exec=firefoxpwa site launch SITE`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::search::{Search, folder, without_folders};
use crate::catalog::Catalog;
use crate::model::{BrowserId, Category, Entry, FolderKind, FoundBrowser, Layout, RelPath, RootKind, Size};
use crate::safefs::{Kind, Root};

/// The largest launcher or menu that is read, in bytes.
const LIMIT: u64 = 64 << 10;
/// How many names of icons are read at most. An icon theme of a person's own has some thousand.
const MOST_ICONS: usize = 50_000;

/// A launcher of a web app.
#[derive(Debug, PartialEq, Eq)]
struct Launcher {
    browser: BrowserId,
    /// What the names of its icons have in them.
    icon: Option<String>,
}

/// What was found in one folder, by the browser that it belongs to.
type Found = BTreeMap<BrowserId, Vec<Entry>>;

impl Search<'_> {
    /// Adds web apps' launchers and icons to the browsers that they start.
    pub(super) fn launchers(&mut self, browsers: &BTreeSet<BrowserId>) {
        let places = self.engine.places;
        let below = |bases: Vec<&std::path::PathBuf>, at: &str| -> Vec<_> {
            bases.into_iter().map(|base| base.join(at)).collect()
        };
        let mut folders = below(places.configs().collect(), "autostart");
        folders.extend(places.personal.iter().cloned());
        folders.extend(below(places.datas().collect(), "applications"));
        let (mut work, mut icons, mut names) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        for at in folders {
            let Some(root) = self.shared(&at) else { continue };
            let mut found = Found::new();
            self.each_candidate(&root, ".desktop", |name, text| {
                let Some(launcher) = launcher(self.engine.catalog, name, text) else { return };
                icons.extend(launcher.icon.map(|icon| (icon, launcher.browser.clone())));
                names.insert(name.to_owned(), launcher.browser.clone());
                found.entry(launcher.browser).or_default().extend(entry(name));
            });
            work.push((root, found));
        }
        if names.is_empty() {
            return;
        }
        let menus = below(places.configs().collect(), "menus/applications-merged");
        // The launchers tell which icons and menus are theirs, so they go last.
        let mut first: Vec<_> =
            menus.iter().filter_map(|at| self.shared(at)).map(|root| self.menus(root, &names)).collect();
        for at in below(places.datas().collect(), "icons") {
            first.extend(self.shared(&at).map(|root| self.icons(root, &icons)));
        }
        for (root, found) in first.into_iter().chain(work) {
            for (browser, entries) in found {
                if browsers.is_empty() || browsers.contains(&browser) {
                    self.add_launchers(&root, &browser, entries);
                }
            }
        }
    }

    /// Returns a folder in which only what is named is removed, if it is there and the person's own.
    fn shared(&self, at: &Path) -> Option<Root> {
        Root::prove(self.home, &self.below_home(at)?, RootKind::Mixed, None).ok()
    }

    /// Calls `take` with the name and text of each file of a folder whose name ends so and may be a web app's: one at a
    /// time, because there may be any number.
    fn each_candidate(&self, root: &Root, end: &str, mut take: impl FnMut(&str, &str)) {
        let listed = root.list(None).unwrap_or_default().into_iter().filter(|listed| listed.kind == Kind::File);
        let names = listed.filter_map(|listed| listed.name.into_string().ok());
        for name in names.filter(|name| name.ends_with(end) && (end != ".desktop" || may_be_web_app(name))) {
            if self.stop.asked().is_some() {
                break;
            }
            let at = RelPath::from_name(name.as_ref()).ok();
            let text = at.and_then(|at| root.read(&at, LIMIT).ok()).and_then(|bytes| String::from_utf8(bytes).ok());
            if let Some(text) = text {
                take(&name, &text);
            }
        }
    }

    /// Returns menus that list launchers of web apps and nothing else.
    fn menus(&self, root: Root, launchers: &BTreeMap<String, BrowserId>) -> (Root, Found) {
        let mut found = Found::new();
        self.each_candidate(&root, ".menu", |name, text| {
            let listed = text.split("<Filename>").skip(1).filter_map(|rest| rest.split("</Filename>").next());
            let listed: Vec<_> = listed.map(|listed| launchers.get(listed.trim())).collect();
            if let Some(Some(browser)) = listed.first().filter(|_| listed.iter().all(Option::is_some)) {
                found.entry((*browser).clone()).or_default().extend(entry(name));
            }
        });
        (root, found)
    }

    /// Returns the icons whose names have one of these in them.
    fn icons(&self, root: Root, icons: &BTreeMap<String, BrowserId>) -> (Root, Found) {
        let (mut found, mut looked) = (Found::new(), 0);
        let mut folders = vec![None];
        while let Some(dir) = folders.pop() {
            for listed in root.list(dir.as_ref()).unwrap_or_default() {
                looked += 1;
                if looked > MOST_ICONS || self.stop.asked().is_some() {
                    return (root, found);
                }
                let Ok(at) = RelPath::from_name(&listed.name).map(|name| name.within(dir.as_ref())) else { continue };
                match (listed.kind, listed.name.to_str()) {
                    (Kind::Folder, _) if at.names().len() < 4 => folders.push(Some(at)),
                    (Kind::File, Some(name)) => {
                        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                        let browser = icons.get(stem).or_else(|| icons.get(app_id(stem)?));
                        if let Some(browser) = browser {
                            found.entry(browser.clone()).or_default().push(as_entry(at));
                        }
                    }
                    _ => {}
                }
            }
        }
        (root, found)
    }

    fn add_launchers(&mut self, root: &Root, browser: &BrowserId, entries: Vec<Entry>) {
        let id = self.add_root(root);
        let mut folder = folder(id, None, FolderKind::Launchers, Vec::new());
        folder.entries = entries;
        if let Some(found) = self.found.browsers.iter_mut().find(|found| found.id == *browser) {
            found.folders.push(folder);
        } else if let Some((definition, known)) = self.engine.catalog.browsers().find(|(_, known)| known.id == *browser)
        {
            let found = without_folders(definition, known, Layout::Native);
            self.found.browsers.push(FoundBrowser { folders: vec![folder], ..found });
        }
    }
}

fn entry(name: &str) -> Option<Entry> {
    RelPath::from_name(name.as_ref()).ok().map(as_entry)
}

fn as_entry(at: RelPath) -> Entry {
    Entry { at, categories: vec![Category::Other], size: Size::UNKNOWN }
}

/// Returns the id of a Chromium app in a name such as `chrome-ID-Default`: 32 letters from a to p.
fn app_id(name: &str) -> Option<&str> {
    let is_id = |part: &&str| part.len() == 32 && part.bytes().all(|letter| matches!(letter, b'a'..=b'p'));
    name.split('-').skip(1).find(is_id)
}

/// Returns the site's id in `FFPWA-ID.desktop`.
fn site_id(name: &str) -> Option<&str> {
    let id = name.strip_prefix("FFPWA-")?.strip_suffix(".desktop")?;
    (!id.is_empty() && id.bytes().all(|letter| letter.is_ascii_alphanumeric())).then_some(id)
}

fn is_mint(name: &str) -> bool {
    name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("webapp-"))
}

/// Says whether a launcher with this name is worth reading.
fn may_be_web_app(name: &str) -> bool {
    app_id(name).is_some() || site_id(name).is_some() || is_mint(name)
}

/// Returns the web app's launcher that a file is; `None` if its command does not say so.
fn launcher(catalog: &Catalog, name: &str, text: &str) -> Option<Launcher> {
    let command = text.lines().find_map(|line| line.trim_start().strip_prefix("Exec="))?;
    let words: Vec<&str> = command.split([' ', '\t', '"', '\'']).filter(|word| !word.is_empty()).collect();
    let programs: BTreeSet<&str> = words.iter().filter_map(|word| word.rsplit('/').next()).collect();
    let has = |option: &str| words.iter().any(|word| word.starts_with(option));
    if let Some(site) = site_id(name).filter(|site| programs.contains("firefoxpwa") && words.contains(site)) {
        let icon = Some(format!("FFPWA-{site}"));
        return Some(Launcher { browser: BrowserId("firefox".into()), icon });
    }
    let starts = |browser: &crate::catalog::Browser| {
        browser.commands().any(|command| programs.contains(command))
            || browser.flatpak.iter().any(|id| words.contains(&id.as_str()))
    };
    let browser = catalog.browsers().map(|(_, browser)| browser).find(|browser| starts(browser))?.id.clone();
    let app = app_id(name).filter(|app| words.contains(&format!("--app-id={app}").as_str()));
    let is_mints = is_mint(name)
        && words.iter().any(|word| word.trim_start_matches("--class=").starts_with("WebApp-"))
        && ["--app=", "--profile", "--user-data-dir"].into_iter().any(has);
    (app.is_some() || is_mints).then(|| Launcher { browser, icon: app.map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "fmgjjmmmlfnkbppncabfkddbjimcfncm";

    fn check(name: &str, exec: &str, expected: Option<&str>) {
        let text = format!("[Desktop Entry]\nName=Mail\nExec={exec}\n");
        let found = launcher(&Catalog::builtin_for("linux").unwrap(), name, &text);
        assert_eq!(found.map(|found| found.browser.0).as_deref(), expected, "{name}: {exec}");
    }

    #[test]
    fn a_launcher_is_a_web_apps_only_by_its_name_and_its_command() {
        let name = format!("chrome-{ID}-Default.desktop");
        check(&name, &format!("/usr/bin/chromium --profile-directory=Default --app-id={ID}"), Some("chromium"));
        check(
            &name,
            &format!("\"/opt/google/chrome/google-chrome\" \"--profile-directory=Profile 1\" --app-id={ID}"),
            Some("chrome"),
        );
        let flatpak = format!("/usr/bin/flatpak run --branch=stable org.chromium.Chromium --app-id={ID} %U");
        check(&format!("org.chromium.Chromium.flextop.chrome-{ID}-Default.desktop"), &flatpak, Some("chromium"));
        check(
            "webapp-Outlook4821.desktop",
            "sh -c 'firefox --class WebApp-Outlook4821 --profile /h/x --no-remote'",
            Some("firefox"),
        );
        check(
            "WebApp-Teams1.desktop",
            "chromium --app=https://teams.example --class=WebApp-Teams1 --user-data-dir=/h/x",
            Some("chromium"),
        );
        check("FFPWA-01HX.desktop", "/usr/bin/firefoxpwa site launch 01HX --protocol %u", Some("firefox"));
        // A person's own launchers, another program's, and a name without its command.
        check("mail.desktop", &format!("chromium --app-id={ID}"), None);
        check(&name, "chromium https://mail.example/", None);
        check(&name, &format!("/home/u/my-tool --app-id={ID}"), None);
        check(&name, "chromium --app-id=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None);
        check("webapp-notes.desktop", "gedit /home/u/WebApp-notes", None);
        check("webapp-notes.desktop", "firefox https://a.example", None);
        check("FFPWA-01HX.desktop", "firefox 01HX", None);
    }
}
