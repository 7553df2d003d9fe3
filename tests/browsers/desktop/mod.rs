//! GNOME Web, Falkon and qutebrowser, driven as by a person, without a debugging port.
//!
//! The pages store their data themselves ([`site`]). Bookmarks and settings are made with the keyboard or the browser's
//! command line.

mod case;
mod site;

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context as _, Result};
use signoff::catalog::Place;
use signoff::model::Family;

pub(crate) use case::Case;

use crate::lab::{Lab, Running, wait_until};
use crate::layouts::Used;
use crate::screen::Screen;
use crate::values::Values;

/// A browser without a remote protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Desktop {
    Epiphany,
    /// A web app of GNOME Web, which is a profile and a window of its own.
    WebApp,
    Falkon,
    Qutebrowser,
}

/// The name of the web app's folders.
const APP: &str = "org.gnome.Epiphany.WebApp_signoff";
/// The home page that is set in GNOME Web.
const HOME_PAGE: &str = "http://www.localhost/home";

/// GNOME Web fetches a list of advertisers before it shows the first page, and without a network it may wait for ever
/// (43.1).
const NO_ADBLOCK: &str = "gsettings set org.gnome.Epiphany.web:/org/gnome/epiphany/web/ enable-adblock false";

impl Desktop {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Epiphany, Self::WebApp, Self::Falkon, Self::Qutebrowser];

    /// Its name in the trials.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Epiphany => "epiphany",
            Self::WebApp => "epiphany-web-app",
            Self::Falkon => "falkon",
            Self::Qutebrowser => "qutebrowser",
        }
    }

    /// The programs that its trials need.
    pub(crate) fn programs(self) -> &'static [&'static str] {
        match self {
            Self::Epiphany | Self::WebApp => &["epiphany", "dbus-run-session", "gsettings", "xdotool"],
            Self::Falkon => &["falkon", "xdotool"],
            Self::Qutebrowser => &["qutebrowser"],
        }
    }

    /// Returns the reason why it cannot run here, though its programs are installed. Qt's browsers run without a sandbox.
    pub(crate) fn lacks_sandbox(self) -> Option<String> {
        match self {
            Self::Epiphany | Self::WebApp => crate::trials::without_namespaces(),
            Self::Falkon | Self::Qutebrowser => None,
        }
    }

    /// The word that its windows' class contains.
    fn class(self) -> &'static str {
        match self {
            Self::Epiphany | Self::WebApp => "epiphany",
            Self::Falkon => "falkon",
            Self::Qutebrowser => "qutebrowser",
        }
    }

    /// The folders below HOME that are this browser's.
    fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Epiphany | Self::WebApp => &[
                ".local/share/epiphany",
                ".cache/epiphany",
                ".config/epiphany",
                ".local/share/org.gnome.Epiphany.WebApp_signoff",
                ".cache/org.gnome.Epiphany.WebApp_signoff",
                ".config/org.gnome.Epiphany.WebApp_signoff",
            ],
            Self::Falkon => &[".config/falkon", ".cache/falkon"],
            Self::Qutebrowser => &[".local/share/qutebrowser", ".cache/qutebrowser", ".config/qutebrowser"],
        }
    }

    /// Its profile, once it was used and closed.
    fn used(self) -> Used {
        let is_app: fn(&Place) -> bool = |place| place.rest.to_string().contains("WebApp_");
        let (family, by, root, cache, config) = match self {
            Self::Epiphany => {
                (Family::Epiphany, "GNOME Web", ".local/share/epiphany", ".cache/epiphany", Some(".config/epiphany"))
            }
            Self::WebApp => (
                Family::Epiphany,
                "a web app of GNOME Web",
                ".local/share/org.gnome.Epiphany.WebApp_signoff",
                ".cache/org.gnome.Epiphany.WebApp_signoff",
                Some(".config/org.gnome.Epiphany.WebApp_signoff"),
            ),
            Self::Falkon => (Family::Falkon, "Falkon", ".config/falkon/profiles", ".cache/falkon", None),
            Self::Qutebrowser => (
                Family::Qutebrowser,
                "qutebrowser",
                ".local/share/qutebrowser",
                ".cache/qutebrowser",
                Some(".config/qutebrowser"),
            ),
        };
        let stores = self.stores().iter().map(|(store, _)| store).collect::<BTreeSet<_>>().len();
        let fits =
            if self == Self::WebApp { is_app } else { |place: &Place| !place.rest.to_string().contains("WebApp_") };
        Used { family, by, stores, root, cache, config, any: "signoff", fits }
    }

    /// The file that holds the bookmarks, and must still do so after a run.
    fn bookmarks(self) -> Option<&'static str> {
        match self {
            Self::Epiphany => Some(".local/share/epiphany/bookmarks.gvdb"),
            Self::WebApp => None,
            Self::Falkon => Some(".config/falkon/profiles/default/bookmarks.json"),
            Self::Qutebrowser => Some(".config/qutebrowser/bookmarks/urls"),
        }
    }

    /// A settings file, and what it says after the setting was changed.
    fn setting(self) -> Option<(&'static str, &'static str)> {
        match self {
            // Beside the browser's folders, in the desktop's database.
            Self::Epiphany => Some((".config/dconf/user", HOME_PAGE)),
            Self::WebApp => None,
            Self::Falkon => Some((".config/falkon/profiles/default/settings.ini", "SideBar=Bookmarks")),
            Self::Qutebrowser => Some((".config/qutebrowser/autoconfig.yml", "tabs.position:\n    global: left\n")),
        }
    }

    /// Where each planted store must be found before a run, once the browser is closed.
    fn stores(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Epiphany => &[
                ("cookie-host", "epiphany/cookies.sqlite"),
                ("local-storage", "epiphany/localstorage/"),
                ("indexeddb", "epiphany/databases/indexeddb/"),
                ("indexeddb-key", "epiphany/databases/indexeddb/"),
                ("indexeddb-blob", ".blob"),
                ("cache-storage", "epiphany/CacheStorage/"),
                ("service-worker", "epiphany/serviceworkers/"),
                ("http-cache", "epiphany/WebKitCache/"),
                // The page that it is started with is not put into the history.
                ("site", "ephy-history.db"),
                ("site", "itp/observations.db"),
                ("tab-open", "ephy-history.db"),
                ("bookmark", "bookmarks.gvdb"),
            ],
            Self::WebApp => &[
                ("cookie-host", "WebApp_signoff/cookies.sqlite"),
                ("local-storage", "WebApp_signoff/localstorage/"),
                ("indexeddb", "WebApp_signoff/databases/indexeddb/"),
                ("cache-storage", "WebApp_signoff/CacheStorage/"),
                ("service-worker", "WebApp_signoff/serviceworkers/"),
                ("http-cache", "WebApp_signoff/WebKitCache/"),
                ("history-url", "WebApp_signoff/ephy-history.db"),
            ],
            Self::Falkon => &[
                ("cookie-host", "default/Cookies"),
                ("cookie-session", "default/Cookies"),
                ("local-storage", "default/Local Storage/leveldb/"),
                ("session-storage", "default/Session Storage/"),
                ("indexeddb", "default/IndexedDB/"),
                ("indexeddb-key", "default/IndexedDB/"),
                ("indexeddb-blob", ".indexeddb.blob/"),
                ("cache-storage", "Service Worker/CacheStorage/"),
                ("service-worker", "Service Worker/ScriptCache/"),
                ("http-cache", "falkon/default/Cache/"),
                ("history-url", "browsedata.db"),
                ("history-title", "browsedata.db"),
                ("site", "browsedata.db"),
                ("tab-open", "session.dat"),
                ("bookmark", "bookmarks.json"),
            ],
            Self::Qutebrowser => &[
                ("cookie-host", "webengine/Cookies"),
                ("cookie-session", "webengine/Cookies"),
                ("local-storage", "webengine/Local Storage/leveldb/"),
                ("session-storage", "webengine/Session Storage/"),
                ("indexeddb", "webengine/IndexedDB/"),
                ("indexeddb-key", "webengine/IndexedDB/"),
                ("indexeddb-blob", ".indexeddb.blob/"),
                ("cache-storage", "Service Worker/CacheStorage/"),
                ("service-worker", "Service Worker/ScriptCache/"),
                ("http-cache", "qutebrowser/webengine/Cache/"),
                ("history-url", "history.sqlite"),
                ("history-title", "history.sqlite"),
                ("site", "history.sqlite"),
                ("permission", "autoconfig.yml"),
                ("bookmark", "bookmarks/urls"),
            ],
        }
    }

    /// Starts it on a page.
    fn start(self, lab: &Lab, page: &str) -> Result<Running> {
        match self {
            Self::Epiphany => {
                let script = format!(
                    "{NO_ADBLOCK} && gsettings set org.gnome.Epiphany homepage-url \"$0\" && exec epiphany \"$1\""
                );
                lab.start(self.name(), ["dbus-run-session", "--", "sh", "-c", &script, HOME_PAGE, page])
            }
            Self::WebApp => {
                let profile = install(lab)?;
                let option = format!("--profile={profile}");
                let script = format!("{NO_ADBLOCK} && exec epiphany --application-mode \"$0\" \"$1\"");
                lab.start(self.name(), ["dbus-run-session", "--", "sh", "-c", &script, &option, page])
            }
            Self::Falkon => lab.start(self.name(), ["falkon", page]),
            Self::Qutebrowser => lab.start(self.name(), ["qutebrowser", page]),
        }
    }

    /// Makes the bookmark of the page that is shown, and changes a setting.
    fn bookmark_and_set(self, lab: &Lab, page: &str, values: &Values) -> Result<()> {
        let screen = Screen::open(lab.display())?;
        let windows = || screen.windows_of(self.class());
        let key = |keys: &str| lab.finish(["xdotool", "key", keys]);
        match self {
            Self::WebApp => {}
            Self::Epiphany => {
                self.press_until("ctrl+d", lab, "the bookmark", || {
                    holds(lab, ".local/share/epiphany/bookmarks.gvdb", "kept bookmark")
                })?;
                key("Escape")?;
            }
            Self::Falkon => {
                self.press_until("ctrl+d", lab, "the dialogue", || Ok(windows()?.len() > 1))?;
                wait_until("the dialogue to close", 20, || {
                    key("Return")?;
                    Ok(windows()?.len() == 1)
                })?;
                // The sidebar shows in no window's title; the setting is looked for when the browser has ended.
                key("ctrl+shift+b")?;
            }
            Self::Qutebrowser => {
                let bookmark = format!(":bookmark-add {page} kept");
                let site = format!("http://{}.localhost", values.of("permission")?);
                let permit = format!(":set -u {site} content.notifications.enabled true");
                lab.finish(["qutebrowser", &bookmark, ":set tabs.position left", &permit])?;
            }
        }
        Ok(())
    }

    /// Presses a key, again if the browser was too busy to hear it.
    fn press_until(self, keys: &str, lab: &Lab, what: &str, mut done: impl FnMut() -> Result<bool>) -> Result<()> {
        let mut last = None;
        for _ in 0..5 {
            lab.finish(["xdotool", "key", keys])?;
            match wait_until(what, 3, &mut done) {
                Ok(()) => return Ok(()),
                Err(error) => last = Some(error),
            }
        }
        Err(last.with_context(|| format!("{keys} was not pressed"))?.context(self.name()))
    }

    /// Closes one that Signoff started, once its window is open.
    fn close_when_open(self, lab: &Lab) -> Result<()> {
        let screen = Screen::open(lab.display())?;
        wait_until("its window", 30, || Ok(!screen.windows_of(self.class())?.is_empty()))?;
        screen.close_until(self.class(), || crate::process::are_gone(lab))
    }

    /// Presses its windows' close buttons until it has ended.
    fn close(self, lab: &Lab, process: &mut Running) -> Result<()> {
        Screen::open(lab.display())?.close_until(self.class(), || process.has_ended())?;
        wait_until("its other processes to end", 20, || crate::process::are_gone(lab))
    }
}

/// Makes a web app's marked profile and launcher, as GNOME Web does through the desktop's portal, which is missing
/// here. Returns the profile.
fn install(lab: &Lab) -> Result<String> {
    let data = lab.home().join(".local/share");
    let (profile, launchers) = (data.join(APP), data.join("xdg-desktop-portal/applications"));
    if !profile.try_exists()? {
        fs::create_dir_all(&profile)?;
        fs::write(profile.join(".app"), "")?;
        fs::create_dir_all(&launchers)?;
        let run = format!("epiphany --application-mode --profile={} http://www.localhost", profile.display());
        let text =
            format!("[Desktop Entry]\nType=Application\nName=Signoff\nExec={run}\nStartupWMClass={APP}\nIcon={APP}\n");
        let (launcher, shown) = (launchers.join(format!("{APP}.desktop")), data.join("applications"));
        fs::write(&launcher, text)?;
        fs::create_dir_all(&shown)?;
        std::os::unix::fs::symlink(&launcher, shown.join(format!("{APP}.desktop")))?;
    }
    Ok(profile.display().to_string())
}

/// Whether a file in the home holds a text.
fn holds(lab: &Lab, file: &str, text: &str) -> Result<bool> {
    let path = lab.home().join(file);
    if !path.try_exists()? {
        return Ok(false);
    }
    Ok(String::from_utf8_lossy(&fs::read(path)?).contains(text))
}
