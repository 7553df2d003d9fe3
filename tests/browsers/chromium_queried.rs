//! What a restarted Chromium still has of ten sites, queried through `DevTools`, its settings page, and the sites'
//! pages.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::browser::Ended;
use crate::chromium::Chromium;
use crate::devtools::text;
use crate::ten::{CHOSEN, FRAMES, HOSTS, OTHER};
use crate::values::Values;

/// Reads the stores that [`crate::ten::PAGE`] leaves out.
const MORE: &str = r"(async () => {
  const queried = await tell();
  queried.long = (localStorage.getItem('long') || '').split(' ').pop();
  queried.bucket = '';
  if ((await navigator.storageBuckets.keys()).includes('inbox')) {
    const bucket = await navigator.storageBuckets.open('inbox');
    queried.bucket = await new Promise((done, fail) => {
      const open = bucket.indexedDB.open('bucket', 1);
      open.onerror = () => fail(open.error);
      open.onsuccess = () => {
        const get = open.result.transaction('records').objectStore('records').get('k');
        get.onsuccess = () => done(get.result.text);
        get.onerror = () => fail(get.error);
      };
    });
  }
  queried.file = '';
  const root = await navigator.storage.getDirectory();
  for await (const [name, file] of root.entries()) queried.file = await (await file.getFile()).text();
  return queried;
})()";

/// Every lasting cookie, as one line of text.
pub(crate) fn cookies(chromium: &mut Chromium) -> Result<BTreeSet<String>> {
    let answer = chromium.devtools().browser("Storage.getCookies", &json!({}))?;
    let all = answer["cookies"].as_array().context("no cookies")?.iter();
    let keys = ["domain", "path", "name", "value", "partitionKey", "secure", "httpOnly", "sameSite", "sourcePort"];
    let row = |cookie: &Value| keys.map(|key| text(&cookie[key])).join(" ");
    Ok(all.filter(|cookie| cookie["session"] == false).map(row).collect())
}

/// The sites that may show notifications.
pub(crate) fn permitted(chromium: &mut Chromium) -> Result<BTreeSet<String>> {
    let devtools = chromium.devtools();
    let page = devtools.open("chrome://settings/")?;
    let ask = "import('chrome://settings/lazy_load.js').then(settings => \
               settings.SiteSettingsBrowserProxyImpl.getInstance().getExceptionList('notifications'))";
    let queried = devtools.evaluate(&page, ask)?;
    devtools.close(&page)?;
    let origins = queried.as_array().context("no list")?.iter();
    Ok(origins.map(|entry| text(&entry["origin"]).trim_end_matches(":443").replace("https://", "")).collect())
}

/// A bookmark, a password and a setting: data of a chosen site that Fix sign-in must keep.
const LEFT: [(&str, &str, &str, &str); 3] = [
    (
        "chrome://bookmarks/",
        "chrome.bookmarks.create({parentId: '1', title: 'sign in', url: 'https://login.live.com/bookmarked'})",
        "chrome.bookmarks.search({}).then(all => all.map(one => one.url).join())",
        "https://login.live.com/bookmarked",
    ),
    (
        "chrome://password-manager/passwords",
        "chrome.passwordsPrivate.addPassword({url: 'https://login.live.com/', username: 'person', note: '', \
         password: 'not searched for', useAccountStore: false})",
        "chrome.passwordsPrivate.getSavedPasswordList().then(all => all.map(one => one.username).join())",
        "person",
    ),
    (
        "chrome://settings/",
        "chrome.settingsPrivate.setPref('webkit.webprefs.default_font_size', 22, '')",
        "chrome.settingsPrivate.getPref('webkit.webprefs.default_font_size').then(pref => '' + pref.value)",
        "22",
    ),
];

/// Makes the bookmark, stores the password and changes the setting.
pub(crate) fn leave(chromium: &mut Chromium) -> Result<()> {
    for (page, change, _ask, _answer) in LEFT {
        let page = chromium.devtools().open(page)?;
        chromium.devtools().evaluate(&page, change)?;
        chromium.devtools().close(&page)?;
    }
    Ok(())
}

/// Fails unless only the other sites have permissions, and bookmarks, passwords and settings are unchanged. The
/// bookmark is not checked after a kill: Chromium sometimes had not written it within 90 s.
pub(crate) fn by_the_browser(chromium: &mut Chromium, ended: Ended) -> Result<()> {
    let is_written = |at: &str| ended != Ended::ByKill || at != "chrome://bookmarks/";
    for (at, _change, ask, answer) in LEFT.into_iter().filter(|(at, ..)| is_written(at)) {
        let page = chromium.devtools().open(at)?;
        let now = chromium.devtools().evaluate(&page, ask)?;
        ensure!(now == answer, "{at} says {now}");
        chromium.devtools().close(&page)?;
    }
    let expected: BTreeSet<String> = OTHER.iter().map(|host| (*host).to_owned()).collect();
    let now = permitted(chromium)?;
    ensure!(now == expected, "permissions of {now:?}");
    Ok(())
}

/// Fails unless each page of a chosen site finds its stores empty, and each other page finds what it stored.
pub(crate) fn by_the_pages(chromium: &mut Chromium, values: &Values, ended: Ended) -> Result<()> {
    // After a crash Chromium brings back what would have ended with its window.
    let cookies = |value: &str| match ended {
        Ended::ByKill => format!("lasting={value}; ending={value}"),
        _ => format!("lasting={value}"),
    };
    let devtools = chromium.devtools();
    for host in HOSTS {
        let page = devtools.open(&format!("https://{host}/site"))?;
        let queried = without_icon(devtools.evaluate(&page, MORE).context(host)?);
        let value = values.of(host)?;
        let expected = if CHOSEN.contains(&host) {
            json!({"cookies": "", "local": "", "record": "", "cached": "", "worker": "", "long": "", "bucket": "",
                   "file": ""})
        } else {
            json!({"cookies": cookies(&value), "local": value, "record": value, "cached": value,
                   "worker": format!("https://{host}/site-worker.js?{value}"), "long": format!("1999{value}"),
                   "bucket": value, "file": value})
        };
        ensure!(queried == expected, "{host} finds {queried}");
    }
    for (around, third, name) in FRAMES {
        let page = devtools.open(&format!("https://{around}/site"))?;
        let queried = devtools.evaluate(&page, &format!("framed({}, '')", json!(third))).context(name)?;
        let queried = without_icon(queried);
        let value = if name.starts_with("goes-") { String::new() } else { values.of(name)? };
        let kept = if value.is_empty() { String::new() } else { cookies(&value) };
        let expected = json!({"cookies": kept, "local": value, "record": value, "cached": value, "worker": ""});
        ensure!(queried == expected, "{third} in {around} finds {queried}");
    }
    Ok(())
}

/// Removes the cookie that the page's icon sets at an unknown moment.
fn without_icon(mut queried: Value) -> Value {
    let cookies = text(&queried["cookies"]);
    queried["cookies"] = cookies.split("; ").filter(|cookie| *cookie != "seen=1").collect::<Vec<_>>().join("; ").into();
    queried
}
