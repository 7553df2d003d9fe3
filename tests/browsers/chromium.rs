//! Chromium: started on its default user data directory, driven and queried through `DevTools`.
//!
//! Everything is done in the browser: its own settings, bookmarks and password pages make the changes, so that
//! what lands on disk is what a person's clicks leave there. No profile file is written by the test.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Browser, Queried};
use crate::devtools::{Devtools, Page, text};
use crate::lab::{Lab, Running, wait_until};
use crate::screen::Screen;
use crate::server::Server;
use crate::sites::{LOGIN, MAIN, Sites};

/// The settings that are changed, and to what.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("browser.show_home_button", "true"),
    ("webkit.webprefs.default_font_size", "22"),
    ("download.prompt_for_download", "true"),
];

/// A running Chromium.
pub(crate) struct Chromium {
    devtools: Devtools,
    process: Running,
}

impl Chromium {
    /// Starts it and connects.
    pub(crate) fn start(lab: &Lab, server: &Server) -> Result<Self> {
        Self::start_under(&[], lab, server)
    }

    /// As [`Chromium::start`], but through a command that runs the program given by its last arguments.
    pub(crate) fn start_under(command: &[&str], lab: &Lab, server: &Server) -> Result<Self> {
        trust(lab, server)?;
        let rules = host_rules(server)?;
        let own = ["chromium", "--no-first-run", "--password-store=basic", "--remote-debugging-port=0", &rules];
        let line = [command, &own].concat();
        let mut process = lab.start("chromium", line)?;
        let mut address = None;
        wait_until("Chromium to listen", 40, || {
            ensure!(!process.has_ended()?, "Chromium ended: {}", fs::read_to_string(lab.log("chromium"))?);
            let log = fs::read_to_string(lab.log("chromium"))?;
            address = log.lines().find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned));
            Ok(address.is_some())
        })?;
        let mut devtools = Devtools::connect(&address.context("no address")?)?;
        wait_until("Chromium's first tab", 20, || Ok(!devtools.tabs()?.is_empty()))?;
        Ok(Self { devtools, process })
    }

    /// The connection to the browser.
    pub(crate) fn devtools(&mut self) -> &mut Devtools {
        &mut self.devtools
    }

    fn bookmark(&mut self, page: &Page, address: &str, title: &str) -> Result<()> {
        self.devtools.go(page, "chrome://bookmarks/")?;
        let bookmark = json!({"parentId": "1", "title": title, "url": address});
        self.devtools.evaluate(page, &format!("chrome.bookmarks.create({bookmark})"))?;
        Ok(())
    }

    fn password(&mut self, page: &Page, sites: &Sites, value: &str) -> Result<()> {
        self.devtools.go(page, "chrome://password-manager/passwords")?;
        let address = format!("https://{}/login", sites.host("password")?);
        let entry = json!({"url": address, "username": value, "password": "not searched for", "note": "",
                           "useAccountStore": false});
        self.devtools.evaluate(page, &format!("chrome.passwordsPrivate.addPassword({entry})"))?;
        Ok(())
    }

    fn settings(&mut self, page: &Page, sites: &Sites) -> Result<()> {
        self.devtools.go(page, "chrome://settings/")?;
        for (name, value) in SETTINGS {
            let change = format!("chrome.settingsPrivate.setPref('{name}', {value}, '')");
            ensure!(self.devtools.evaluate(page, &change)? == true, "cannot set {name}");
        }
        let origin = format!("https://{}", sites.host("permission")?);
        // The list is read first, as the page does: Chromium crashes when a list is changed that no page has read.
        let permit = json!([origin, "", "notifications", "allow", false]);
        let change = format!(
            "import('chrome://settings/lazy_load.js').then(async settings => {{ \
               const sites = settings.SiteSettingsBrowserProxyImpl.getInstance(); \
               await sites.getExceptionList('notifications'); \
               sites.setCategoryPermissionForPattern(...{permit}); \
               return (await sites.getExceptionList('notifications')).length; }})"
        );
        ensure!(self.devtools.evaluate(page, &change)? == 1, "the permission was not stored");
        Ok(())
    }

    /// Zooms with the keyboard: neither `DevTools` nor any page of the browser can set one site's zoom.
    fn zoom(&mut self, lab: &Lab, sites: &Sites) -> Result<()> {
        let page = self.devtools.open(&format!("https://{}/", sites.host("zoom")?))?;
        self.devtools.page(&page, "Page.bringToFront", &json!({}))?;
        let screen = Screen::open(lab.display())?;
        let window = screen.windows_of("chromium")?.into_iter().next().context("Chromium has no window")?;
        let ratio = self.devtools.evaluate(&page, "devicePixelRatio")?;
        wait_until("the page to be zoomed", 15, || {
            screen.focus(window.id)?;
            lab.finish(["xdotool", "key", "ctrl+plus"])?;
            Ok(self.devtools.evaluate(&page, "devicePixelRatio")? != ratio)
        })?;
        self.devtools.close(&page)
    }
}

impl Browser for Chromium {
    fn plant(&mut self, lab: &Lab, sites: &Sites) -> Result<()> {
        let values = sites.values();
        let open = self.devtools.open(&sites.main_page()?)?;
        let failed = text(&self.devtools.evaluate(&open, "plant()")?);
        ensure!(failed.is_empty(), "the page could not plant everything: {failed}");

        let page = self.devtools.open(&format!("https://{LOGIN}/login"))?;
        for store in ["site", "permission", "hsts"] {
            self.devtools.go(&page, &format!("https://{}/", sites.host(store)?))?;
        }
        self.devtools.go(&page, &sites.bookmarked_page()?)?;
        self.devtools.go(&page, &format!("https://{MAIN}/form"))?;
        self.devtools.page(&page, "Page.bringToFront", &json!({}))?;
        self.devtools.evaluate(&page, "document.getElementById('field').focus()")?;
        self.devtools.type_text(&page, &values.of("typed-text")?)?;
        self.devtools.enter(&page)?;
        wait_until("the form to be sent", 10, || {
            Ok(self.devtools.evaluate(&page, "location.pathname").is_ok_and(|path| path == "/done"))
        })?;

        let (address, name) = sites.download()?;
        // A download ends the navigation without a page.
        drop(self.devtools.page(&page, "Page.navigate", &json!({"url": address})));
        wait_until("the download", 20, || Ok(lab.home().join("Downloads").join(&name).try_exists()?))?;

        self.zoom(lab, sites)?;
        self.bookmark(&page, &sites.bookmarked_page()?, "kept bookmark")?;
        self.password(&page, sites, &values.of("password")?)?;
        self.settings(&page, sites)?;
        self.devtools.go(&page, &sites.closed_page()?)?;
        self.devtools.close(&page)?;
        self.devtools.open(&sites.open_page()?)?;
        Ok(())
    }

    /// Opens a page that asks "Leave site?", and touches it.
    fn become_stubborn(&mut self) -> Result<()> {
        let page = self.devtools.open(&format!("https://{MAIN}/stay"))?;
        self.devtools.page(&page, "Page.bringToFront", &json!({}))?;
        self.devtools.evaluate(&page, "document.getElementById('field').focus()")?;
        self.devtools.type_text(&page, "x")
    }

    fn queried(&mut self, lab: &Lab) -> Result<Queried> {
        // No protocol reports the bubble "Restore pages?", so the screen is searched for its blue button. Another trial
        // shows that it would be seen.
        let screen = Screen::open(lab.display())?;
        // A window that is being opened flashes blue as a whole; a button is small and stays.
        let mut seen = 0;
        let watched = wait_until("a blue button", 4, || {
            seen = if (1_000..10_000).contains(&screen.blue()?) { seen + 1 } else { 0 };
            Ok(seen == 10)
        });
        let offers = watched.is_ok().then(|| "a bubble with a button".to_owned()).into_iter().collect();
        let tabs = self.devtools.tabs()?.into_iter().map(|(address, _)| address).collect();
        let cookies = self.devtools.browser("Storage.getCookies", &json!({}))?;
        let cookies =
            cookies["cookies"].as_array().context("no cookies")?.iter().map(|one| text(&one["value"])).collect();
        let page = self.devtools.open("chrome://bookmarks/")?;
        let found = self.devtools.evaluate(&page, "chrome.bookmarks.search({})")?;
        let bookmarks = found.as_array().context("no bookmarks")?.iter().filter_map(|one| one["url"].as_str());
        let bookmarks = bookmarks.map(str::to_owned).collect();
        self.devtools.go(&page, "chrome://settings/")?;
        let mut settings = Vec::new();
        for (name, _) in SETTINGS {
            let pref: Value = self.devtools.evaluate(&page, &format!("chrome.settingsPrivate.getPref('{name}')"))?;
            settings.push(((*name).to_owned(), text(&pref["value"])));
        }
        Ok(Queried { bookmarks, settings, tabs, cookies, offers })
    }

    fn process(&mut self) -> &mut Running {
        &mut self.process
    }
}

/// Returns the option that maps every site to the server. All other hosts are unknown: if they reached our server, the
/// browser would report a captive portal.
pub(crate) fn host_rules(server: &Server) -> Result<String> {
    let mut rules = "--host-resolver-rules=".to_owned();
    for host in server.hosts() {
        write!(rules, "MAP {host} 127.0.0.1:{}, ", server.port())?;
    }
    rules.push_str("MAP * ~NOTFOUND");
    Ok(rules)
}

/// Adds the server's authority to those that this user trusts, as an institution does with its own.
pub(crate) fn trust(lab: &Lab, server: &Server) -> Result<()> {
    let folder = lab.home().join(".pki/nssdb");
    if folder.try_exists()? {
        return Ok(());
    }
    fs::create_dir_all(&folder)?;
    let (database, file) = (format!("sql:{}", folder.display()), lab.log("authority.pem"));
    fs::write(&file, server.authority())?;
    lab.finish(["certutil", "-d", &database, "-N", "--empty-password"])?;
    let file = file.display().to_string();
    lab.finish(["certutil", "-d", &database, "-A", "-t", "C,,", "-n", "Signoff test authority", "-i", &file])?;
    Ok(())
}
