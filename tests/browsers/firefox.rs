//! Firefox: started on the profile that it chooses itself, planted and asked through Marionette.
//!
//! Page contents are driven as web content; bookmarks, zoom, permissions, passwords and settings through the browser's
//! own services in its privileged context, where its menus and settings pages make the same calls.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::browser::{Browser, Queried};
use crate::devtools::text;
use crate::lab::{Lab, Running, wait_until};
use crate::marionette::{Context, Marionette};
use crate::server::Server;
use crate::sites::{LOGIN, MAIN, Sites};

/// The settings that are changed, and to what.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("browser.startup.homepage", "\"https://www.example.org/home\""),
    ("font.size.variable.x-western", "22"),
    ("browser.download.useDownloadDir", "false"),
];

/// A running Firefox.
pub(crate) struct Firefox {
    marionette: Marionette,
    process: Running,
}

impl Firefox {
    /// Starts it and connects.
    pub(crate) fn start(lab: &Lab, server: &Server) -> Result<Self> {
        let port = free_port()?;
        let wanted = preferences(port, server);
        let mut command = lab.command(["firefox-esr", "-marionette", "-remote-allow-system-access"])?;
        // Since Firefox 159 the option alone does not do.
        command.env(PREFERENCES, wanted).env("MOZ_REMOTE_ALLOW_SYSTEM_ACCESS", "1");
        let mut process = lab.start_command("firefox", command)?;
        let mut marionette = None;
        wait_until("Firefox to listen", 60, || {
            ensure!(!process.has_ended()?, "Firefox ended: {}", fs::read_to_string(lab.log("firefox"))?);
            marionette = Marionette::connect(port).ok();
            Ok(marionette.is_some())
        })?;
        let mut marionette = marionette.context("no connection")?;
        marionette.context(Context::Browser)?;
        let body: String = server.authority().lines().filter(|line| !line.starts_with("-----")).collect();
        let trust = "Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB)\
                     .addCertFromBase64(arguments[0], 'CT,,');";
        marionette.run(trust, &json!([body]))?;
        Ok(Self { marionette, process })
    }

    /// Loads an address in the current tab.
    pub(crate) fn visit(&mut self, address: &str) -> Result<()> {
        self.marionette.context(Context::Page)?;
        self.marionette.go(address)
    }

    /// Runs a script with the browser's rights.
    pub(crate) fn browser(&mut self, script: &str, arguments: &Value) -> Result<Value> {
        self.marionette.context(Context::Browser)?;
        self.marionette.run(script, arguments)
    }

    /// Runs a script in the page that is shown.
    pub(crate) fn page(&mut self, script: &str, arguments: &Value) -> Result<Value> {
        self.marionette.context(Context::Page)?;
        self.marionette.run(script, arguments)
    }

    /// Opens a tab and makes it the current one.
    pub(crate) fn tab(&mut self) -> Result<()> {
        self.marionette.open_tab()
    }

    fn type_text(&mut self, value: &str) -> Result<()> {
        self.marionette.context(Context::Page)?;
        self.marionette.type_into("#field", value)
    }
}

impl Browser for Firefox {
    fn plant(&mut self, lab: &Lab, sites: &Sites) -> Result<()> {
        let values = sites.values();
        self.visit(&sites.main_page()?)?;
        let failed = text(&self.marionette.run("return plant();", &json!([]))?);
        ensure!(failed.is_empty(), "the page could not plant everything: {failed}");
        self.marionette.open_tab()?;
        self.visit(&format!("https://{LOGIN}/login"))?;
        for store in ["site", "permission", "hsts"] {
            self.visit(&format!("https://{}/", sites.host(store)?))?;
        }
        self.visit(&sites.bookmarked_page()?)?;
        self.visit(&format!("https://{MAIN}/form"))?;
        self.type_text(&values.of("typed-text")?)?;
        self.type_text("\u{E007}")?;
        wait_until("the form to be sent", 10, || {
            Ok(self.marionette.run("return location.pathname;", &json!([]))? == "/done")
        })?;

        self.visit(&format!("https://{}/", sites.host("zoom")?))?;
        let zoom = "ZoomManager.setZoomForBrowser(gBrowser.selectedBrowser, 1.5); \
                    return FullZoom._applyZoomToPref(gBrowser.selectedBrowser);";
        self.browser(zoom, &json!([]))?;

        let (address, name) = sites.download()?;
        self.visit(&sites.closed_page()?)?;
        let fetch = "const link = document.createElement('a'); link.href = arguments[0]; link.download = ''; \
                     document.body.append(link); link.click();";
        // The same host, so that the link's `download` counts.
        self.marionette.run(fetch, &json!([address]))?;
        wait_until("the download", 20, || {
            Ok(fs::metadata(lab.home().join("Downloads").join(&name)).is_ok_and(|meta| meta.len() > 0))
        })?;

        let permit = "Services.perms.addFromPrincipal(Services.scriptSecurityManager\
                      .createContentPrincipalFromOrigin(arguments[0]), 'geo', Services.perms.ALLOW_ACTION);";
        self.browser(permit, &json!([format!("https://{}", sites.host("permission")?)]))?;
        let bookmark = "return PlacesUtils.bookmarks.insert({parentGuid: PlacesUtils.bookmarks.toolbarGuid, \
                        url: arguments[0], title: 'kept bookmark'}).then(() => true);";
        self.browser(bookmark, &json!([sites.bookmarked_page()?]))?;
        let password = "const login = Cc['@mozilla.org/login-manager/loginInfo;1'].createInstance(Ci.nsILoginInfo); \
                        login.init(arguments[0], arguments[0], null, 'person', 'not searched for', '', ''); \
                        return Services.logins.addLoginAsync(login).then(() => true);";
        self.browser(password, &json!([format!("https://{}", sites.host("password")?)]))?;
        for (name, value) in SETTINGS {
            let set = match serde_json::from_str(value)? {
                Value::Bool(_) => "setBoolPref",
                Value::Number(_) => "setIntPref",
                _ => "setStringPref",
            };
            self.browser(&format!("Services.prefs.{set}('{name}', {value});"), &json!([]))?;
        }
        self.marionette.close_tab()?;
        self.marionette.open_tab()?;
        self.visit(&sites.open_page()?)
    }

    /// Makes the browser hang. A page's question would not do: Marionette answers it, whatever its session's settings
    /// say.
    fn become_stubborn(&mut self) -> Result<()> {
        self.process.signal(Signal::STOP)
    }

    fn queried(&mut self, _lab: &Lab) -> Result<Queried> {
        let list =
            |value: Value| value.as_array().map(|all| all.iter().map(text).collect::<Vec<_>>()).context("no list");
        let tabs =
            list(self.browser("return gBrowser.tabs.map(tab => tab.linkedBrowser.currentURI.spec);", &json!([]))?)?;
        let cookies = list(self.browser("return Services.cookies.cookies.map(cookie => cookie.value);", &json!([]))?)?;
        let bookmarks = "const all = []; const tree = await PlacesUtils.promiseBookmarksTree(''); \
                         const walk = node => { if (node.uri) all.push(node.uri); (node.children || []).forEach(walk); }; \
                         walk(tree); return all;";
        let bookmarks = list(self.browser(&format!("return (async () => {{ {bookmarks} }})();"), &json!([]))?)?;
        let mut settings = Vec::new();
        for (name, value) in SETTINGS {
            let get = match serde_json::from_str(value)? {
                Value::Bool(_) => "getBoolPref",
                Value::Number(_) => "getIntPref",
                _ => "getStringPref",
            };
            let now = self.browser(&format!("return Services.prefs.{get}('{name}');"), &json!([]))?;
            settings.push(((*name).to_owned(), now.to_string()));
        }
        let offers = "const all = []; if (SessionStore.canRestoreLastSession) all.push('the last session'); \
                      if (SessionStore.getClosedTabCount()) all.push('closed tabs'); \
                      if (SessionStore.getClosedWindowCount()) all.push('closed windows'); return all;";
        let offers = list(self.browser(offers, &json!([]))?)?;
        Ok(Queried { bookmarks, settings, tabs, cookies, offers })
    }

    fn process(&mut self) -> &mut Running {
        &mut self.process
    }
}

/// The variable from which Marionette takes preferences.
pub(crate) const PREFERENCES: &str = "MOZ_MARIONETTE_PREF_STATE_ACROSS_RESTARTS";

/// What leads every site to the server. Marionette sets these before the browser reads them; no file of the profile is
/// touched by the test.
pub(crate) fn preferences(port: u16, server: &Server) -> String {
    let wanted = json!({
        "marionette.port": port,
        "remote.prefs.recommended": false,
        "network.dns.forceResolve": "127.0.0.1",
        "network.socket.forcePort": format!("443={0};80={0}", server.port()),
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
        "network.trr.mode": 5,
        // The extensions of a trial are nobody's signed ones.
        "xpinstall.signatures.required": false,
    });
    wanted.to_string()
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    let socket = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0))?;
    Ok(socket.local_addr()?.port())
}
