//! What `services --json` prints. Form: `assets/schema/services.schema.json`. Names of services, never values.

use serde::Serialize;

use crate::i18n::names::shown;
use crate::model::{Layout, OpenedPages, PageFailure, ProfilePlace, SCHEMA, SignIns, SignedIn};

/// The live sign-ins, and with `--open` the pages that were opened.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct ServicesView {
    schema: u32,
    demonstration: bool,
    services: Vec<Service>,
    unknown: Vec<Unknown>,
    skipped: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened: Option<Vec<Tried>>,
}

#[derive(Debug, Serialize)]
struct Place {
    browser: String,
    layout: Layout,
    profile: String,
}

/// Times are seconds since 1970; null if the browser does not store them.
#[derive(Debug, Serialize)]
struct Service {
    #[serde(rename = "service")]
    set: String,
    name: String,
    #[serde(flatten)]
    place: Place,
    since: Option<i64>,
    until: Option<i64>,
    persistent: bool,
    sign_out: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Unknown {
    #[serde(flatten)]
    place: Place,
    running: bool,
    unread: u64,
}

#[derive(Debug, Serialize)]
struct Tried {
    service: String,
    #[serde(flatten)]
    place: Place,
    opened: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl ServicesView {
    pub(in crate::cli) fn of(found: &SignIns, opened: Option<&OpenedPages>, demonstration: bool) -> Self {
        let open = found.open.iter().map(|place| Unknown { place: place.into(), running: true, unread: 0 });
        let unread = found.unread.iter();
        let unread = unread.map(|(place, n)| Unknown { place: place.into(), running: false, unread: *n });
        Self {
            schema: SCHEMA,
            demonstration,
            services: found.live.iter().map(Service::from).collect(),
            unknown: open.chain(unread).collect(),
            skipped: found.skipped.len(),
            opened: opened.map(tried),
        }
    }
}

fn tried(opened: &OpenedPages) -> Vec<Tried> {
    let one = |one: &SignedIn, reason: Option<&'static str>| Tried {
        service: shown(&one.service),
        place: (&one.place).into(),
        opened: reason.is_none(),
        reason,
    };
    let done = opened.opened.iter().map(|done| one(done, None));
    let code = |why: &PageFailure| match why {
        PageFailure::NoPage => "no-page",
        PageFailure::NoWay => "no-way",
        PageFailure::Start(_) => "not-started",
    };
    done.chain(opened.failed.iter().map(|(failed, why)| one(failed, Some(code(why))))).collect()
}

impl From<&ProfilePlace> for Place {
    fn from(place: &ProfilePlace) -> Self {
        Self {
            browser: shown(&place.profile.browser.0),
            layout: place.profile.layout,
            profile: shown(place.profile.name()),
        }
    }
}

impl From<&SignedIn> for Service {
    fn from(live: &SignedIn) -> Self {
        Self {
            set: shown(&live.service),
            name: shown(&live.name),
            place: (&live.place).into(),
            since: live.since(),
            until: live.until(),
            persistent: live.stays(),
            sign_out: live.sign_out.iter().map(|page| shown(page)).collect(),
        }
    }
}
