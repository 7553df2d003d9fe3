//! Both in a real Firefox, by its own add-on manager with the source that it notes of each. Its policies can only be in
//! folders of the administrator.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{Both, Extended};
use crate::browser::{self, Ended, Kind};
use crate::firefox;
use crate::lab::Lab;
use crate::server::Server;

/// Packs an extension, and installs it with the source that the browser notes.
const INSTALL: &str = r#"
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const [id, name, source] = arguments;
    const manifest = { manifest_version: 2, name, version: "1.0", browser_specific_settings: { gecko: { id } } };
    const file = Services.dirsvc.get("TmpD", Ci.nsIFile);
    file.append(`${source}.xpi`);
    const zip = Cc["@mozilla.org/zipwriter;1"].createInstance(Ci.nsIZipWriter);
    zip.open(file, 0x04 | 0x08 | 0x20);
    const text = Cc["@mozilla.org/io/string-input-stream;1"].createInstance(Ci.nsIStringInputStream);
    text.setByteStringData(JSON.stringify(manifest));
    zip.addEntryStream("manifest.json", Date.now() * 1000, Ci.nsIZipWriter.COMPRESSION_NONE, text, false);
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

/// Firefox.
pub(crate) struct Firefox;

impl Extended for Firefox {
    const NAME: &str = "two extensions in firefox";

    fn install(lab: &Lab, server: &Server) -> Result<Both> {
        let both = Both { by_policy: "managed@signoff.example".into(), by_person: "person@signoff.example".into() };
        let mut firefox = firefox::Firefox::start(lab, server)?;
        let each =
            [(&both.by_policy, "By policy", "enterprise-policy"), (&both.by_person, "By person", "about:addons")];
        for (id, name, source) in each {
            let active = firefox.browser(INSTALL, &json!([id, name, source]))?;
            ensure!(active == Value::Bool(true), "{id} is not active");
        }
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        Ok(both)
    }

    fn active(lab: &Lab, server: &Server, _both: &Both) -> Result<Vec<String>> {
        let mut firefox = firefox::Firefox::start(lab, server)?;
        let active = firefox.browser(ACTIVE, &json!([]))?;
        browser::end(&mut firefox, Kind::Firefox, lab, Ended::ByWindow)?;
        serde_json::from_value(active).context("not a list of ids")
    }
}
