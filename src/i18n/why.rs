//! Texts for "Why?": sentences about each profile, a table of sign-ins, and a text for the help desk that names no
//! site. They show names and dates of cookies, never their values.

use super::names::{self, browser, shown};
use super::texts::Tr;
use crate::model::{CookieSign, ProfileSignIns, ServiceSignIn, SignInAid, SignInReport};

const DAY: i64 = 86_400;

/// A sentence about a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Whether it names a likely cause of the sign-in problem.
    pub is_warning: bool,
    /// The sentence.
    pub text: String,
}

/// A row of the table: one cookie that shows a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The cookie's name.
    pub mark: String,
    /// Its host.
    pub host: String,
    /// The day on which it was created, and its age in days.
    pub created: String,
    /// The day on which it was last used.
    pub used: String,
    /// When it expires.
    pub lasts: String,
}

/// A part of the table: one service in one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// The browser and the profile.
    pub whose: String,
    /// The service's set, or the site.
    pub set: String,
    /// The service's display name.
    pub service: String,
    /// Its cookies that show a sign-in.
    pub signs: Vec<Row>,
    /// A note on its other data; `None` if there are none.
    pub rest: Option<String>,
}

/// Returns the whole answer as one paragraph. `remedy` names the button or command that removes the sign-ins.
pub fn paragraph(tr: &Tr, known: &SignInReport, remedy: &str) -> String {
    let about = known.profiles.iter().flat_map(|profile| about(tr, known, profile));
    let mut sentences: Vec<String> = about.map(|sentence| sentence.text).collect();
    sentences.extend(nothing(tr, known));
    sentences.extend(outside(tr, known));
    sentences.push(what_helps(tr, known, remedy));
    sentences.join(" ")
}

/// Returns a sentence if no profile has a sign-in.
pub fn nothing(tr: &Tr, known: &SignInReport) -> Option<String> {
    let sites = || shown(&known.asked.join(", "));
    known.profiles.is_empty().then(|| tr.with("explain-none", &[("sites", sites().into())]))
}

/// Returns the sentences about a profile.
pub fn about(tr: &Tr, known: &SignInReport, profile: &ProfileSignIns) -> Vec<Sentence> {
    let whose = names::profile(tr, &profile.profile);
    let name = || ("whose", whose.as_str().into());
    let plain = |text: String| Sentence { is_warning: false, text };
    if profile.is_open {
        return vec![plain(tr.with("explain-open", &[name()]))];
    }
    let mut sentences = Vec::new();
    for holding in &profile.services {
        let service = ("service", shown(&holding.name).into());
        if holding.signs.is_empty() {
            sentences.push(plain(tr.with("explain-rest", &[name(), service, ("n", holding.rest.into())])));
            continue;
        }
        let age = ("days", days(known.now, holding.oldest().unwrap_or(known.now)).into());
        sentences.push(plain(tr.with("explain-holds", &[name(), service.clone(), age])));
        sentences.push(plain(tr.text(if holding.stays() { "explain-stays" } else { "explain-ends" })));
        if holding.several {
            sentences.push(Sentence { is_warning: true, text: tr.with("explain-several", &[name(), service]) });
        }
    }
    if profile.unread > 0 {
        sentences.push(plain(tr.with("explain-unread", &[name(), ("n", profile.unread.into())])));
    }
    sentences
}

/// Returns a sentence for each thing outside the browsers that signs in automatically.
pub fn outside(tr: &Tr, known: &SignInReport) -> Vec<String> {
    known.outside.iter().map(|aid| tr.text(aid_key(*aid))).collect()
}

/// Returns what the remedy can and cannot do.
pub fn what_helps(tr: &Tr, known: &SignInReport, remedy: &str) -> String {
    let holds = known.profiles.iter().any(|profile| !profile.services.is_empty() || profile.is_open);
    let can = holds.then(|| tr.with("explain-can", &[("how", remedy.into())]));
    let cannot = tr.text(if known.outside.is_empty() { "explain-cannot" } else { "explain-cannot-outside" });
    can.into_iter().chain([cannot]).collect::<Vec<_>>().join(" ")
}

/// Returns the table of sign-ins, by profile and service.
pub fn table(tr: &Tr, known: &SignInReport) -> Vec<Rows> {
    let of = |profile: &ProfileSignIns, holding: &ServiceSignIn| Rows {
        whose: names::profile(tr, &profile.profile),
        set: shown(&holding.service),
        service: shown(&holding.name),
        signs: holding.signs.iter().map(|sign| row(tr, known, sign)).collect(),
        rest: (holding.rest > 0).then(|| tr.with("explain-others", &[("n", holding.rest.into())])),
    };
    let profiles = known.profiles.iter();
    profiles.flat_map(|profile| profile.services.iter().map(move |holding| of(profile, holding))).collect()
}

fn row(tr: &Tr, known: &SignInReport, sign: &CookieSign) -> Row {
    Row {
        mark: shown(&sign.mark.name),
        host: shown(&sign.host),
        created: made(tr, known.now, sign.mark.created),
        used: sign.mark.last_used.map_or_else(none, |moment| tr.date(moment)),
        lasts: lasts(tr, sign.mark.expires),
    }
}

fn none() -> String {
    "–".to_owned()
}

/// Returns the day of a creation time, and its age in days.
pub(super) fn made(tr: &Tr, now: i64, moment: Option<i64>) -> String {
    let day = |made| format!("{} ({})", tr.date(made), tr.with("explain-days", &[("n", days(now, made).into())]));
    moment.map_or_else(none, day)
}

/// Returns when something expires: on a day, or when the browser closes.
pub(super) fn lasts(tr: &Tr, until: Option<i64>) -> String {
    until.map_or_else(
        || tr.text("explain-session"),
        |until| tr.with("explain-until", &[("date", tr.date(until).into())]),
    )
}

/// Returns the text for the help desk: counts and services, but no site, profile or cookie.
pub fn for_help_desk(tr: &Tr, known: &SignInReport) -> String {
    let mut lines = vec![tr.with("desk-title", &[("version", env!("CARGO_PKG_VERSION").into())])];
    for (number, profile) in known.profiles.iter().enumerate() {
        let whose = format!("{} · {}", browser(&profile.profile.browser_name, profile.profile.layout), number + 1);
        if profile.is_open {
            lines.push(format!("{whose}: {}", tr.text("desk-open")));
        }
        for holding in &profile.services {
            let persistent = holding.signs.iter().filter(|sign| sign.mark.expires.is_some()).count();
            let values =
                [("n", holding.signs.len().into()), ("persistent", persistent.into()), ("rest", holding.rest.into())];
            // A site that the user named is not shown. Its service is the site itself.
            let name = if holding.service == holding.name { tr.text("desk-site") } else { shown(&holding.name) };
            let oldest = |oldest| tr.with("desk-oldest", &[("n", days(known.now, oldest).into())]);
            let several = holding.several.then(|| tr.text("desk-several"));
            let parts = [Some(tr.with("desk-signs", &values)), holding.oldest().map(oldest), several];
            let parts: Vec<_> = parts.into_iter().flatten().collect();
            lines.push(format!("{whose}: {name}: {}", parts.join("; ")));
        }
        if profile.unread > 0 {
            lines.push(format!("{whose}: {}", tr.with("desk-unread", &[("n", profile.unread.into())])));
        }
    }
    if known.profiles.is_empty() {
        lines.push(tr.text("desk-none"));
    }
    lines.extend(outside(tr, known));
    lines.join("\n") + "\n"
}

fn days(now: i64, moment: i64) -> u64 {
    u64::try_from((now - moment) / DAY).unwrap_or_default()
}

const fn aid_key(aid: SignInAid) -> &'static str {
    match aid {
        SignInAid::IdentityBroker => "outside-broker",
        SignInAid::CompanyPortal => "outside-portal",
        SignInAid::KerberosTickets => "outside-tickets",
        SignInAid::BrokerExtension => "outside-extension",
        SignInAid::KerberosPolicy => "outside-policy",
    }
}
