//! `extensions = "managed-only"`: of two extensions in a real Firefox, one installed as its policies do and one as a
//! person does, the policy's stays and works, and of the other one no name is left.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::browser::{self, Browser as _, Ended, Kind};
use crate::firefox::Firefox;
use crate::lab::{Lab, Windows, up_to_three};
use crate::server::Server;
use crate::signoff;
use crate::sites::Sites;
use crate::values::Values;

const BY_POLICY: &str = "managed@signoff.example";
const BY_PERSON: &str = "person@signoff.example";

/// Packs an extension, and installs it with the source that the browser notes.
const INSTALL: &str = r#"
    const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
    const [id, source] = arguments;
    const manifest = { manifest_version: 2, name: `Name of ${id}`, version: "1.0", browser_specific_settings: { gecko: { id } } };
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

/// Installs both, ends the session, and asks the browser afterwards.
pub(crate) fn only_a_policys_stay() -> Result<()> {
    let kind = Kind::Firefox;
    let (lab, server) = up_to_three("two extensions in firefox", || {
        let lab = Lab::alone(Windows::Managed)?;
        let server = Server::start(Sites::new(Values::draw()?))?;
        let mut firefox = Firefox::start(&lab, &server)?;
        for (id, source) in [(BY_POLICY, "enterprise-policy"), (BY_PERSON, "about:addons")] {
            let active = firefox.browser(INSTALL, &json!([id, source]))?;
            ensure!(active == Value::Bool(true), "{id} is not active");
        }
        ensure!(firefox.browser(ACTIVE, &json!([]))? == json!([BY_POLICY, BY_PERSON]), "not both are there");
        browser::end(&mut firefox, kind, &lab, Ended::ByWindow)?;
        Ok((lab, server))
    })?;
    let home = lab.home();
    ensure!(naming(&home, BY_PERSON)?.len() > 2, "the search finds nothing of what was installed");

    let settings = home.join(".config/signoff");
    fs::create_dir_all(&settings)?;
    fs::write(settings.join("settings.toml"), "extensions = \"managed-only\"\n")?;
    let preview = signoff::run(&lab, &["preview"])?;
    let told = &preview.json["extensions"];
    ensure!(told[0]["name"] == format!("Name of {BY_PERSON}") && told[0]["goes"] == true, "{}", preview.said);
    ensure!(told.as_array().is_some_and(|all| all.len() == 1), "{}", preview.said);
    let ran = signoff::run(&lab, &["end-session", "--yes"])?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
    let left = naming(&home, BY_PERSON)?;
    ensure!(left.is_empty(), "still named in {left:?}");
    ensure!(!naming(&home, BY_POLICY)?.is_empty(), "the policy's went too");

    let mut firefox = Firefox::start(&lab, &server)?;
    let active = firefox.browser(ACTIVE, &json!([]))?;
    ensure!(active == json!([BY_POLICY]), "active afterwards: {active}");
    browser::end(&mut firefox, kind, &lab, Ended::ByWindow)?;
    let again = signoff::run(&lab, &["end-session", "--yes"])?;
    ensure!(again.code == Some(0), "{}", again.said);
    let mut firefox = Firefox::start(&lab, &server)?;
    let active = firefox.browser(ACTIVE, &json!([]))?;
    ensure!(active == json!([BY_POLICY]), "active after a second session: {active}");
    ensure!(!firefox.process().has_ended()?, "Firefox ended");
    Ok(())
}

/// Files below a folder whose name or content says this.
fn naming(folder: &Path, text: &str) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        let is_named = entry.file_name().to_string_lossy().contains(text);
        let holds = entry.file_type().is_file()
            && fs::read(entry.path())?.windows(text.len()).any(|window| window == text.as_bytes());
        if is_named || holds {
            found.push(entry.path().display().to_string());
        }
    }
    Ok(found)
}
