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

/// Firefox.
pub(crate) struct Firefox;

impl Extended for Firefox {
    const NAME: &str = "two extensions in firefox";
    const SETS: &[&str] = &["setting", "engine", "button"];

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
}

fn list(answer: &Value) -> Result<Vec<String>> {
    Vec::deserialize(answer).context("not a list of names")
}
