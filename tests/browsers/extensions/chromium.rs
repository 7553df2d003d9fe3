//! Both extensions in a real Chromium: one by a machine policy that only this browser sees, and one that a program of
//! the person's offers.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::{Both, Extended, Seen};
use crate::browser::{self, Ended, Kind};
use crate::chromium;
use crate::devtools::{Devtools, text};
use crate::lab::{Lab, wait_until};
use crate::server::Server;

/// Stores something, so that its id is on the disk outside its package too.
const WORKER: &str = "chrome.storage.local.set({ seen: true });";

/// Of the page that each has.
const TITLE: &str = "At work";

const ACTIVE: &str = "chrome.developerPrivate.getExtensionsInfo({ includeDisabled: false })\
     .then(all => all.filter(one => one.state === 'ENABLED').map(one => one.id).join(' '))";

/// Where a policy's package and its list are, beside the person's. Gone before the session is ended: then what works
/// afterwards cannot have been fetched anew.
const FETCHED: [&str; 2] = ["By policy.crx", "updates.xml"];

/// Chromium.
pub(crate) struct Chromium;

impl Extended for Chromium {
    const NAME: &str = "two extensions in chromium";
    /// Empty: on Linux an extension may change no setting.
    const SETS: &[&str] = &[];
    const MARKED: &[&str] = &["/Default/Preferences"];

    fn install(lab: &Lab, server: &Server) -> Result<Both> {
        let folder = lab.temp().join("packages");
        fs::create_dir(&folder)?;
        let both = Both {
            by_policy: pack(lab, &folder, "By policy", &[])?,
            by_person: pack(lab, &folder, "By person", &["https://*/*"])?,
        };
        offer(&folder, &both.by_policy)?;
        let external = lab.home().join(".config/chromium/External Extensions");
        fs::create_dir_all(&external)?;
        let brought = json!({ "external_crx": folder.join("By person.crx"), "external_version": "1.0" });
        fs::write(external.join(format!("{}.json", both.by_person)), brought.to_string())?;
        let mut chromium = start(lab, server)?;
        wait_until("both extensions", 30, || {
            let active = active(&mut chromium, &both)?;
            Ok(active.len() == 2)
        })?;
        browser::end(&mut chromium, Kind::Chromium, lab, Ended::ByWindow)?;
        for file in FETCHED {
            fs::remove_file(folder.join(file))?;
        }
        Ok(both)
    }

    fn see(lab: &Lab, server: &Server, both: &Both) -> Result<Seen> {
        let mut chromium = start(lab, server)?;
        let active = active(&mut chromium, both)?;
        browser::end(&mut chromium, Kind::Chromium, lab, Ended::ByWindow)?;
        Ok(Seen { active, set: Vec::new() })
    }

    fn mark(lab: &Lab, server: &Server, both: &Both, mark: &str) -> Result<()> {
        let mut chromium = start(lab, server)?;
        let devtools = chromium.devtools();
        let list = devtools.open("chrome://extensions/")?;
        let id = &both.by_person;
        let grant = format!(
            "chrome.developerPrivate.updateExtensionConfiguration({{ extensionId: '{id}', hostAccess: 'ON_SPECIFIC_SITES' }})\
             .then(() => chrome.developerPrivate.addHostPermission('{id}', 'https://{mark}.example/*')).then(() => 'granted')"
        );
        let granted = text(&devtools.evaluate(&list, &grant)?);
        ensure!(granted == "granted", "{granted}");
        devtools.close(&list)?;
        browser::end(&mut chromium, Kind::Chromium, lab, Ended::ByWindow)
    }

    fn shows_what_stays(_lab: &Lab, _server: &Server) -> Result<()> {
        Ok(())
    }
}

/// Starts it with the packages' folder over that of the computer's policies, for it and what it starts.
fn start(lab: &Lab, server: &Server) -> Result<chromium::Chromium> {
    let policies = lab.temp().join("packages").display().to_string();
    let shown = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", &policies, "/etc/chromium"];
    chromium::Chromium::start_under(&shown, lab, server)
}

/// Returns those that the browser has on its list, and of which it shows a page: without its files one stays on the
/// list.
fn active(chromium: &mut chromium::Chromium, both: &Both) -> Result<Vec<String>> {
    let devtools = chromium.devtools();
    let list = devtools.open("chrome://extensions/")?;
    let listed = text(&devtools.evaluate(&list, ACTIVE)?);
    devtools.close(&list)?;
    let mut active: Vec<_> = listed.split(' ').map(str::to_owned).collect();
    active.retain(|id| (*id == both.by_policy || *id == both.by_person) && shows(devtools, id).is_ok());
    Ok(active)
}

/// Opens an extension's page in a tab, and waits for its title. `DevTools` may not attach to a policy's extension.
fn shows(devtools: &mut Devtools, id: &str) -> Result<()> {
    let address = format!("chrome-extension://{id}/page.html");
    let opened = devtools.browser("Target.createTarget", &json!({ "url": address }))?;
    wait_until("the extension's page", 5, || {
        let all = devtools.browser("Target.getTargets", &json!({}))?;
        let all = all["targetInfos"].as_array().context("no targets")?;
        Ok(all.iter().any(|one| one["targetId"] == opened["targetId"] && one["title"] == TITLE))
    })
}

/// Packs an extension, and returns its id.
fn pack(lab: &Lab, folder: &Path, name: &str, hosts: &[&str]) -> Result<String> {
    let source = folder.join(name);
    fs::create_dir(&source)?;
    let manifest = json!({
        "manifest_version": 3, "name": name, "version": "1.0", "permissions": ["storage"],
        "background": { "service_worker": "worker.js" }, "host_permissions": hosts,
    });
    fs::write(source.join("manifest.json"), manifest.to_string())?;
    fs::write(source.join("worker.js"), WORKER)?;
    fs::write(source.join("page.html"), format!("<title>{TITLE}</title>"))?;
    lab.finish(["chromium".to_owned(), format!("--pack-extension={}", source.display())])?;
    let package = fs::read(folder.join(format!("{name}.crx")))?;
    id(&package).with_context(|| format!("no id in the package {name}"))
}

/// The id that a package is signed for: its only field of 16 bytes there, in letters from a to p. Source:
/// `components/crx_file/crx3.proto`.
fn id(package: &[u8]) -> Option<String> {
    const BEFORE: [u8; 6] = [0x82, 0xf1, 0x04, 0x12, 0x0a, 0x10];
    let at = package.windows(BEFORE.len()).position(|window| window == BEFORE)? + BEFORE.len();
    let digits = package.get(at..at + 16)?.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    Some(digits.map(|digit| char::from(b'a' + digit)).collect())
}

/// Has the policy want the package, and the list say where it is.
fn offer(folder: &Path, id: &str) -> Result<()> {
    let [package, list] = FETCHED.map(|name| folder.join(name).display().to_string().replace(' ', "%20"));
    let updates = format!(
        "<?xml version='1.0' encoding='UTF-8'?>\
         <gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\
         <app appid='{id}'><updatecheck codebase='file://{package}' version='1.0'/></app></gupdate>"
    );
    fs::write(folder.join(FETCHED[1]), updates)?;
    let policies = folder.join("policies/managed");
    fs::create_dir_all(&policies)?;
    let wanted = json!({ "ExtensionInstallForcelist": [format!("{id};file://{list}")] });
    fs::write(policies.join("policy.json"), wanted.to_string())?;
    Ok(())
}
