//! End session that keeps one of the ten sites: the browser then has that site's cookies and stored data, and none of
//! the nine others'.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Ended, Kind};
use crate::chromium_ten;
use crate::devtools::text;
use crate::firefox_ten;
use crate::lab::Lab;
use crate::signoff;
use crate::ten::HOSTS;
use crate::values::Values;

/// The site that is kept. Another of the ten ends with the same letters and is not kept.
const KEPT: &str = "notlive.com";

/// Plants the ten sites, ends the session, and queries the browser.
pub(crate) fn one_site_is_kept(kind: Kind) -> Result<()> {
    match kind {
        Kind::Chromium => {
            let mut planted = chromium_ten::Planted::new(Ended::ByWindow)?;
            end_session(planted.lab())?;
            let (chromium, values) = planted.restart()?;
            for host in HOSTS {
                let page = chromium.devtools().open(&format!("https://{host}/site"))?;
                let queried = chromium.devtools().evaluate(&page, "tell()").context(host)?;
                is_as_it_should_be(host, &queried, values)?;
            }
        }
        Kind::Firefox => {
            let mut planted = firefox_ten::Planted::new(Ended::ByWindow)?;
            end_session(planted.lab())?;
            let (firefox, values) = planted.restart()?;
            for host in HOSTS {
                firefox.visit(&format!("https://{host}/site"))?;
                let queried = firefox.page("return tell();", &json!([])).context(host)?;
                is_as_it_should_be(host, &queried, values)?;
            }
        }
    }
    Ok(())
}

fn end_session(lab: &Lab) -> Result<()> {
    let ran = signoff::run(lab, &["end-session", "--yes", "--keep-site", KEPT])?;
    ensure!(ran.code == Some(0) && ran.json["verified"] == true, "{}", ran.said);
    Ok(())
}

/// Fails unless a page finds what its site should have. Session cookies ended with the browser; a worker is installed
/// again by the visit.
fn is_as_it_should_be(host: &str, queried: &Value, values: &Values) -> Result<()> {
    let kept = host == KEPT;
    let value = if kept { values.of(host)? } else { String::new() };
    let lasting = format!("lasting={value}");
    let cookies = text(&queried["cookies"]);
    let cookies: Vec<_> = cookies.split("; ").filter(|cookie| !cookie.is_empty() && *cookie != "seen=1").collect();
    ensure!(cookies == if kept { vec![lasting.as_str()] } else { Vec::new() }, "{host} finds {queried}");
    for store in ["local", "record", "cached"] {
        ensure!(queried[store] == value, "{host} finds {store}: {queried}");
    }
    Ok(())
}
