//! Services to which somebody is signed in, in words: a table, what is not known, and what became of sign-out pages.

use super::names::{profile, shown};
use super::texts::Tr;
use super::why;
use crate::model::{NotOpened, Opened, SignIns, SignedIn};

/// A sign-in, as a table shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The service's name for people.
    pub service: String,
    /// The browser and the profile.
    pub whose: String,
    /// The day on which it was made, and how long ago that is.
    pub since: String,
    /// Until when it lasts.
    pub lasts: String,
    /// The pages that sign out, or that none is known.
    pub pages: Vec<String>,
}

/// Returns a table of the sign-ins.
pub fn table(tr: &Tr, found: &SignIns) -> Vec<Row> {
    found.live.iter().map(|live| row(tr, found.now, live)).collect()
}

/// Returns a sign-in, as a table shows it at this second.
pub fn row(tr: &Tr, now: i64, live: &SignedIn) -> Row {
    let pages: Vec<_> = live.sign_out.iter().map(|page| shown(page)).collect();
    Row {
        service: shown(&live.name),
        whose: profile(tr, &live.place.profile),
        since: why::made(tr, now, live.since()),
        lasts: why::lasts(tr, live.until()),
        pages: if pages.is_empty() { vec![tr.text("services-no-page")] } else { pages },
    }
}

/// Returns what is not known: of browsers that are open, and of stores that could not be read.
pub fn not_known(tr: &Tr, found: &SignIns) -> Vec<String> {
    let open = found.open.iter().map(|place| tr.with("explain-open", &[("whose", profile(tr, &place.profile).into())]));
    let unread = found.unread.iter().map(|(place, n)| {
        tr.with("explain-unread", &[("whose", profile(tr, &place.profile).into()), ("n", (*n).into())])
    });
    open.chain(unread).collect()
}

/// Returns what became of sign-out pages, a sentence each.
pub fn opened(tr: &Tr, opened: &Opened) -> Vec<String> {
    let whose = |one: &SignedIn| ("whose", profile(tr, &one.place.profile).into());
    let service = |one: &SignedIn| ("service", shown(&one.name).into());
    let done = opened.opened.iter().map(|one| tr.with("services-opened", &[service(one), whose(one)]));
    let failed = opened.failed.iter().map(|(one, why)| {
        let why = match why {
            NotOpened::NoPage => tr.text("services-no-page"),
            NotOpened::NoWay => tr.text("services-no-way"),
            NotOpened::Start(words) => shown(words),
        };
        tr.with("services-not-opened", &[service(one), whose(one), ("why", why.into())])
    });
    done.chain(failed).collect()
}
