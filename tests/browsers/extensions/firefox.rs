//! Both extensions in a real Firefox, installed by its own add-on manager with the source that it stores for each.
//! Policies cannot be used: Firefox reads them only from the administrator's folders.

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::{Both, Extended, Seen};
use crate::browser::{self, Ended, Kind};
use crate::firefox;
use crate::lab::{Lab, wait_until};
use crate::server::Server;

/// Packs an extension, and installs it with the source that the browser notes.
const INSTALL: &str = r#"
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const [id, name, source, more] = arguments;
    const manifest = { manifest_version: 2, name, version: "1.0", browser_specific_settings: { gecko: { id } }, ...more };
    const script = "browser.browserSettings?.newTabPosition.set({ value: 'afterCurrent' });";
    const file = Services.dirsvc.get("TmpD", Ci.nsIFile);
    file.append(`${source}.xpi`);
    const zip = Cc["@mozilla.org/zipwriter;1"].createInstance(Ci.nsIZipWriter);
    zip.open(file, 0x04 | 0x08 | 0x20);
    for (const [entry, content] of [["manifest.json", JSON.stringify(manifest)], ["script.js", script]]) {
        const text = Cc["@mozilla.org/io/string-input-stream;1"].createInstance(Ci.nsIStringInputStream);
        text.setByteStringData(content);
        zip.addEntryStream(entry, Date.now() * 1000, Ci.nsIZipWriter.COMPRESSION_NONE, text, false);
    }
    zip.close();
    return (async () => {
        const install = await AddonManager.getInstallForFile(file, "application/x-xpinstall", { source });
        await install.install();
        file.remove(false);
        return install.addon?.isActive ?? false;
    })();
"#;

const ACTIVE: &str = r#"
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    return AddonManager.getAddonsByTypes(["extension"])
        .then(all => all.filter(addon => addon.isActive && addon.id.endsWith("@signoff.example")).map(addon => addon.id));
"#;

/// What is left of what the person's has set, once the browser has all its engines: a setting, a search engine, a
/// button.
const SET: &str = r#"
    const { SearchService } = ChromeUtils.importESModule("moz-src:///toolkit/components/search/SearchService.sys.mjs");
    return SearchService.promiseInitialized.then(() => SearchService.getEngines()).then(engines => [
        ["setting", Services.prefs.prefHasUserValue("browser.tabs.insertAfterCurrent")],
        ["engine", engines.some(engine => engine.name === "By person")],
        ["button", Services.prefs.getStringPref("browser.uiCustomization.state", "").includes("person_signoff_example")],
    ].filter(([_, there]) => there).map(([what, _]) => what));
"#;

/// Makes a search engine of the person's the default.
const MARK: &str = r#"
    const { SearchService } = ChromeUtils.importESModule("moz-src:///toolkit/components/search/SearchService.sys.mjs");
    const [mark] = arguments;
    return (async () => {
        const url = `https://${mark}.example/?key=${mark}&q={searchTerms}`;
        const engine = await SearchService.addUserEngine({ name: mark, url, alias: mark });
        await SearchService.setDefault(engine, SearchService.CHANGE_REASON?.USER ?? 1);
        return SearchService.defaultEngine.name === mark;
    })();
"#;

/// The page of the browser's window, and a choice that stays: its menu bar is shown.
const WINDOW: &str = "chrome://browser/content/browser.xhtml";

/// The default search engine, and whether the menu bar hides itself.
const SHOWN: &str = r#"
    const { SearchService } = ChromeUtils.importESModule("moz-src:///toolkit/components/search/SearchService.sys.mjs");
    const menu = Services.xulStore.getValue(arguments[0], "toolbar-menubar", "autohide");
    return SearchService.promiseInitialized.then(() => [SearchService.defaultEngine.id, menu]);
"#;

/// Firefox.
pub(crate) struct Firefox;

impl Extended for Firefox {
    const NAME: &str = "two extensions in firefox";
    const SETS: &[&str] = &["setting", "engine", "button"];
    const MARKED: &[&str] = &["/search.json.mozlz4", "/xulstore.json"];

    fn install(lab: &Lab, server: &Server) -> Result<Both> {
        let both = Both { by_policy: "managed@signoff.example".into(), by_person: "person@signoff.example".into() };
        let mut firefox = firefox::Firefox::start(lab, server)?;
        let engine = json!({ "name": "By person", "search_url": "https://engine.example/?q={searchTerms}" });
        let more = json!({
            "permissions": ["browserSettings"],
            "background": { "scripts": ["script.js"] },
            "browser_action": { "default_area": "navbar" },
            "chrome_settings_overrides": { "search_provider": engine },
        });
        let each = [
            (&both.by_policy, "By policy", "enterprise-policy", json!({})),
            (&both.by_person, "By person", "about:addons", more),
        ];
        for (id, name, source, more) in each {
            let active = firefox.browser(INSTALL, &json!([id, name, source, more]))?;
            ensure!(active == Value::Bool(true), "{id} is not active");
        }
        wait_until("everything to be set", 20, || Ok(list(&firefox.browser(SET, &json!([]))?)? == Self::SETS))?;
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        Ok(both)
    }

    fn see(lab: &Lab, server: &Server, _both: &Both) -> Result<Seen> {
        let mut firefox = firefox::Firefox::start(lab, server)?;
        let active = list(&firefox.browser(ACTIVE, &json!([]))?)?;
        let set = list(&firefox.browser(SET, &json!([]))?)?;
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        Ok(Seen { active, set })
    }

    fn mark(lab: &Lab, server: &Server, _both: &Both, mark: &str) -> Result<()> {
        let mut firefox = firefox::Firefox::start(lab, server)?;
        ensure!(firefox.browser(MARK, &json!([mark]))? == Value::Bool(true), "the engine is not the default");
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        // The browser writes this file half a minute later, or not at all.
        let windows = json!({ WINDOW: {
            "toolbar-menubar": { "autohide": "-moz-missing\n" }, "sidebar-title": { "value": mark },
        } });
        let files = walkdir::WalkDir::new(lab.home()).into_iter().filter_map(Result::ok);
        let mut profiles = files.filter(|file| file.file_name() == "search.json.mozlz4");
        let profile = profiles.next().context("no profile with search engines")?;
        Ok(std::fs::write(profile.path().with_file_name("xulstore.json"), windows.to_string())?)
    }

    fn shows_what_stays(lab: &Lab, server: &Server) -> Result<()> {
        let mut firefox = firefox::Firefox::start(lab, server)?;
        let shown = firefox.browser(SHOWN, &json!([WINDOW]))?;
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        ensure!(shown == json!(["google", "-moz-missing\n"]), "the default engine, and the menu bar: {shown}");
        Ok(())
    }
}

fn list(answer: &Value) -> Result<Vec<String>> {
    Vec::deserialize(answer).context("not a list of names")
}
