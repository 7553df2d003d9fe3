//! `services` lists a sign-in once its browser is closed, and opens the sign-out page in the same profile: the request
//! carries the sign-in's cookie.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::browser::{self, Browser, Ended, Kind};
use crate::chromium::{self, Chromium};
use crate::firefox::{self, Firefox};
use crate::lab::{Lab, Windows, up_to_three, wait_until};
use crate::opened::{Opened, reaching, wrapped};
use crate::server::Server;
use crate::signoff;
use crate::sites::{LOGIN, Sites};
use crate::values::Values;

const PAGE: &str = "/common/oauth2/v2.0/logout";

/// Signs in, closes the browser, lists the sign-in, and opens its page.
pub(crate) fn its_page_opens_there(kind: Kind) -> Result<()> {
    let values = Values::named([LOGIN])?;
    let value = values.of(LOGIN)?;
    let (server, lab) = up_to_three(&format!("a sign-in in {}", kind.name()), || {
        let lab = Lab::alone(Windows::Managed)?;
        let server = Server::start(Sites::new(Values::draw()?))?;
        let mut browser = signed_in(kind, &lab, &server, &value)?;
        let open = signoff::run(&lab, &["services"])?;
        ensure!(open.code == Some(0) && open.json["services"] == json!([]), "{}", open.said);
        ensure!(open.json["unknown"][0]["running"] == true, "an open browser is called empty: {}", open.said);
        let nowhere = signoff::run(&lab, &["services", "--open", "microsoft"])?;
        ensure!(nowhere.code == Some(1) && nowhere.json["opened"] == json!([]), "{}", nowhere.said);
        browser::end(browser.as_mut(), kind, &lab, Ended::ByWindow)?;
        Ok((server, lab))
    })?;
    let listed = signoff::run(&lab, &["services"])?;
    let service = &listed.json["services"][0];
    ensure!(listed.json["services"].as_array().is_some_and(|all| all.len() == 1), "{}", listed.said);
    ensure!(service["service"] == "microsoft" && service["persistent"] == true, "{}", listed.said);
    ensure!(service["sign_out"] == json!([format!("https://{LOGIN}{PAGE}")]), "{}", listed.said);
    ensure!(!listed.said.contains(&value), "the cookie's value is printed");
    let started = Opened { lab: &lab };
    let rules = chromium::host_rules(&server)?;
    let (port, folder) = (firefox::free_port()?, wrapped(&lab, kind, &rules)?);
    let ran = signoff::run_with(&lab, &["services", "--open", "Microsoft"], |command| {
        reaching(command, &server, port, &folder);
    })?;
    ensure!(ran.code == Some(0) && ran.json["opened"][0]["opened"] == true, "{}", ran.said);
    let page = format!("{LOGIN}{PAGE}");
    wait_until(&format!("the sign-out page to be asked for\n{}", ran.said), 60, || Ok(server.was_asked_for(&page)))?;
    let cookies = server.cookies_for(&page);
    ensure!(cookies.iter().all(|cookies| cookies.contains(&value)), "asked for from another profile: {cookies:?}");
    browser::close_all(kind, &lab)?;
    drop(started);
    Ok(())
}

fn signed_in(kind: Kind, lab: &Lab, server: &Server, value: &str) -> Result<Box<dyn Browser>> {
    let cookie = format!("document.cookie = 'ESTSAUTHPERSISTENT={value}; Max-Age=86400; Path=/; Secure'");
    Ok(match kind {
        Kind::Chromium => {
            let mut chromium = Chromium::start(lab, server)?;
            let page = chromium.devtools().open(&format!("https://{LOGIN}/login"))?;
            chromium.devtools().evaluate(&page, &cookie)?;
            Box::new(chromium)
        }
        Kind::Firefox => {
            let mut firefox = Firefox::start(lab, server)?;
            firefox.visit(&format!("https://{LOGIN}/login"))?;
            firefox.page(&cookie, &json!([]))?;
            Box::new(firefox)
        }
    })
}
