//! What a restarted Firefox still knows of the ten sites: its own services are asked, then the sites' pages.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::firefox::Firefox;
use crate::firefox_ten::going;
use crate::lab::wait_until;
use crate::ten::{CHOSEN, CONTAINER, FRAMES, OTHER};
use crate::values::Values;

/// Cookies, origins with storage, workers, permissions, zoom, passwords.
const ASK: &str = r"return (async () => {
  const queried = {};
  queried.cookies = Services.cookies.cookies.map(cookie => cookie.value);
  queried.origins = await new Promise((done, fail) => {
    const request = Services.qms.listOrigins();
    request.callback = () =>
      request.resultCode === Cr.NS_OK ? done([...request.result]) : fail(request.resultCode);
  });
  const workers = Cc['@mozilla.org/serviceworkers/manager;1'].getService(Ci.nsIServiceWorkerManager)
    .getAllRegistrations();
  queried.workers = [];
  for (let at = 0; at < workers.length; at++)
    queried.workers.push(workers.queryElementAt(at, Ci.nsIServiceWorkerRegistrationInfo).scope);
  queried.permissions = Services.perms.all.filter(one => one.type === 'geo').map(one => one.principal.origin);
  queried.zooms = await new Promise(done => {
    const all = [];
    Cc['@mozilla.org/content-pref/service;1'].getService(Ci.nsIContentPrefService2)
      .getByName('browser.content.full-zoom', null,
        {handleResult: one => all.push(one.domain), handleCompletion: () => done(all), handleError() {}});
  });
  queried.passwords = (await Services.logins.getAllLogins()).map(login => login.origin);
  return queried;
})();";

/// A bookmark of a chosen site and a setting; that the sites' pages are in the history is the browser's own doing.
pub(crate) fn leave(firefox: &mut Firefox) -> Result<()> {
    let left = "Services.prefs.setIntPref('font.size.variable.x-western', 22); \
                return PlacesUtils.bookmarks.insert({parentGuid: PlacesUtils.bookmarks.toolbarGuid, \
                url: arguments[0], title: 'sign in'}).then(() => true);";
    firefox.browser(left, &json!([BOOKMARK])).map(drop)
}

/// The address of the bookmark.
const BOOKMARK: &str = "https://login.live.com/bookmarked";

/// Bookmarks, settings and history are as they were, of chosen sites too.
fn what_is_left_stays(firefox: &mut Firefox) -> Result<()> {
    let ask = "return (async () => ({ \
                 size: Services.prefs.getIntPref('font.size.variable.x-western'), \
                 bookmark: !!await PlacesUtils.bookmarks.fetch({url: arguments[0]}), \
                 visited: await Promise.all(arguments[1].map(page => PlacesUtils.history.hasVisits(page))) }))();";
    let pages: Vec<String> = CHOSEN.iter().chain(&OTHER).map(|host| format!("https://{host}/site")).collect();
    let now = firefox.browser(ask, &json!([BOOKMARK, pages]))?;
    let expected = json!({"size": 22, "bookmark": true, "visited": vec![true; pages.len()]});
    ensure!(now == expected, "settings, bookmarks or history changed: {now}");
    Ok(())
}

/// Checks what the browser's services say.
pub(crate) fn by_the_browser(firefox: &mut Firefox, values: &Values) -> Result<()> {
    let queried = firefox.browser(ASK, &json!([]))?;
    let lists = |key: &str| -> Result<Vec<String>> {
        let all = queried[key].as_array().with_context(|| format!("no list of {key}: {queried}"))?;
        Ok(all.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect())
    };
    let cookies = lists("cookies")?;
    no_value(values, &cookies.concat())?;
    for (name, token) in values.tokens().iter().filter(|(name, _)| !going().contains(name)) {
        ensure!(cookies.iter().any(|cookie| cookie.contains(token.as_str())), "the browser lost the cookie of {name}");
    }
    for (key, form) in [("origins", ""), ("workers", "/"), ("permissions", ""), ("zooms", "-")] {
        let list = lists(key)?;
        let is = |one: &String, host: &str| match form {
            "-" => one == host,
            end => *one == format!("https://{host}{end}"),
        };
        for host in OTHER {
            ensure!(list.iter().any(|one| is(one, host)), "{host} is not in {key}: {list:?}");
        }
        for host in CHOSEN {
            let own = |one: &&String| {
                one.split('^').next().is_some_and(|one| is(&one.trim_end_matches('/').to_owned(), host))
                    || is(one, host)
            };
            ensure!(!list.iter().any(|one| own(&one)), "{host} is in {key}: {list:?}");
        }
    }
    let origins = lists("origins")?;
    let under = |site: &str| format!("^partitionKey=%28https%2C{site}%29");
    ensure!(!origins.iter().any(|origin| origin.ends_with(&under("tuni.fi"))), "{origins:?}");
    ensure!(origins.contains(&format!("https://widget.example.net{}", under("notlive.com"))), "{origins:?}");
    ensure!(lists("passwords")? == ["https://login.live.com"], "passwords changed");
    what_is_left_stays(firefox)?;
    session(firefox, values)
}

/// The last session is offered, and brings back other sites' tabs and the cookies that end with the browser. So does
/// Firefox without Signoff: 153 ESR, ended by SIGTERM or SIGKILL, starts at its home page, has none of the 13 session
/// cookies that are in its file, and has them all once the session is restored (tried 2026-11-24).
fn session(firefox: &mut Firefox, values: &Values) -> Result<()> {
    let offered = firefox.browser("return SessionStore.canRestoreLastSession;", &json!([]))?;
    ensure!(offered == true, "the last session is not offered");
    firefox.browser("SessionStore.restoreLastSession();", &json!([]))?;
    let mut state = String::new();
    wait_until("other sites' tabs to come back", 30, || {
        let text = firefox.browser("return SessionStore.getBrowserState();", &json!([]))?;
        text.as_str().context("no state")?.clone_into(&mut state);
        let stored = |host| values.of(host).is_ok_and(|value| state.contains(&format!("\"k\":\"{value}\"")));
        Ok(OTHER.into_iter().all(stored))
    })
    .with_context(|| state.clone())?;
    no_value(values, &state)?;
    for host in CHOSEN {
        ensure!(!state.contains(&format!("\"https://{host}")), "a tab or an entry of {host} came back: {state}");
    }
    for host in OTHER {
        ensure!(state.contains(&format!("\"https://{host}/site\"")), "the tab of {host} is lost: {state}");
    }
    Ok(())
}

/// Checks what the sites' own pages find in their stores.
pub(crate) fn by_the_pages(firefox: &mut Firefox, values: &Values) -> Result<()> {
    firefox.tab()?;
    for host in CHOSEN {
        let queried = queried(firefox, host)?;
        let empty = json!({"cookies": "", "local": "", "record": "", "cached": "", "worker": ""});
        ensure!(queried == empty, "{host} still finds {queried}");
    }
    for host in OTHER {
        let (queried, token) = (queried(firefox, host)?, values.token(host)?);
        for store in ["cookies", "local", "record", "cached", "worker"] {
            ensure!(queried[store].as_str().is_some_and(|text| text.contains(token)), "{host} lost {store}: {queried}");
        }
        let both = ["lasting=", "ending="]
            .iter()
            .all(|name| queried["cookies"].as_str().is_some_and(|all| all.contains(name)));
        ensure!(both, "{host} lost a cookie: {queried}");
    }
    for (around, third, name) in FRAMES {
        firefox.visit(&format!("https://{around}/site"))?;
        let queried = firefox.page("return framed(arguments[0], '');", &json!([third]))?;
        for store in ["local", "record", "cached"] {
            let there = queried[store].as_str().is_some_and(|text| text.contains(values.token(name).unwrap_or("?")));
            ensure!(there != going().contains(name), "{name} in {store}: {queried}");
        }
    }
    for (_, name) in CONTAINER {
        let all = firefox.browser("return Services.cookies.cookies.map(cookie => cookie.value).join();", &json!([]))?;
        let there = all.as_str().is_some_and(|all| all.contains(values.token(name).unwrap_or("?")));
        ensure!(there != going().contains(name), "{name}: {all}");
    }
    Ok(())
}

fn queried(firefox: &mut Firefox, host: &str) -> Result<Value> {
    firefox.visit(&format!("https://{host}/site"))?;
    firefox.page("return tell();", &json!([])).with_context(|| host.to_owned())
}

fn no_value(values: &Values, text: &str) -> Result<()> {
    for (name, token) in values.tokens().iter().filter(|(name, _)| going().contains(name)) {
        ensure!(!text.contains(token.as_str()), "the browser still knows {name}: {text}");
    }
    Ok(())
}
