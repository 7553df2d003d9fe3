//! Texts about live sign-ins: a table, what could not be read, and the result of opening sign-out pages.

use super::names::{profile, shown};
use super::texts::Tr;
use super::why;
use crate::model::{OpenedPages, PageFailure, SignIns, SignedIn};

/// A row of the table: one sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The service's display name.
    pub service: String,
    /// The browser and the profile.
    pub whose: String,
    /// The day on which it began, and its age in days.
    pub since: String,
    /// When it ends.
    pub lasts: String,
    /// The sign-out pages, or a note that none is known.
    pub pages: Vec<String>,
}

/// Returns the table of all sign-ins.
pub fn table(tr: &Tr, found: &SignIns) -> Vec<Row> {
    found.live.iter().map(|live| row(tr, found.now, live)).collect()
}

/// Returns the row of a sign-in. `now` is the Unix second from which its age is counted.
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

/// Returns a sentence for each profile that could not be read, because its browser is open or a store is damaged.
pub fn not_known(tr: &Tr, found: &SignIns) -> Vec<String> {
    let open = found.open.iter().map(|place| tr.with("explain-open", &[("whose", profile(tr, &place.profile).into())]));
    let unread = found.unread.iter().map(|(place, n)| {
        tr.with("explain-unread", &[("whose", profile(tr, &place.profile).into()), ("n", (*n).into())])
    });
    open.chain(unread).collect()
}

/// Returns a sentence for each sign-out page: that it is open, or why it is not.
pub fn opened(tr: &Tr, opened: &OpenedPages) -> Vec<String> {
    let whose = |one: &SignedIn| ("whose", profile(tr, &one.place.profile).into());
    let service = |one: &SignedIn| ("service", shown(&one.name).into());
    let done = opened.opened.iter().map(|one| tr.with("services-opened", &[service(one), whose(one)]));
    let failed = opened.failed.iter().map(|(one, why)| {
        let why = match why {
            PageFailure::NoPage => tr.text("services-no-page"),
            PageFailure::NoWay => tr.text("services-no-way"),
            PageFailure::Start(words) => shown(words),
        };
        tr.with("services-not-opened", &[service(one), whose(one), ("why", why.into())])
    });
    done.chain(failed).collect()
}
