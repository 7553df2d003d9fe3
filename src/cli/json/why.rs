//! What `why --json` prints. Form: `assets/schema/why.schema.json`. Names of sites and cookies, never values.

use serde::Serialize;

use crate::i18n::names::shown;
use crate::model::{CookieSign, Layout, ProfileSignIns, SCHEMA, ServiceSignIn, SignInAid, SignInReport};

/// The sign-ins to the chosen sites, by profile.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct WhyView {
    schema: u32,
    demonstration: bool,
    sites: Vec<String>,
    profiles: Vec<Profile>,
    outside: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Profile {
    browser: String,
    layout: Layout,
    #[serde(rename = "profile")]
    name: String,
    running: bool,
    unread: u64,
    services: Vec<Service>,
}

#[derive(Debug, Serialize)]
struct Service {
    #[serde(rename = "service")]
    set: String,
    several_sign_ins: bool,
    sign_ins: Vec<SignIn>,
    others: u64,
}

/// Times are seconds since 1970; null if the browser does not store them.
#[derive(Debug, Serialize)]
struct SignIn {
    host: String,
    cookie: String,
    created: Option<i64>,
    last_used: Option<i64>,
    expires: Option<i64>,
    persistent: bool,
}

impl WhyView {
    pub(in crate::cli) fn of(known: &SignInReport, demonstration: bool) -> Self {
        Self {
            schema: SCHEMA,
            demonstration,
            sites: known.asked.iter().map(|name| shown(name)).collect(),
            profiles: known.profiles.iter().map(Profile::from).collect(),
            outside: known.outside.iter().map(|aid| code(*aid)).collect(),
        }
    }
}

impl From<&ProfileSignIns> for Profile {
    fn from(found: &ProfileSignIns) -> Self {
        Self {
            browser: shown(&found.profile.browser.0),
            layout: found.profile.layout,
            name: shown(found.profile.name()),
            running: found.is_open,
            unread: found.unread,
            services: found.services.iter().map(Service::from).collect(),
        }
    }
}

impl From<&ServiceSignIn> for Service {
    fn from(holding: &ServiceSignIn) -> Self {
        Self {
            set: shown(&holding.service),
            several_sign_ins: holding.several,
            sign_ins: holding.signs.iter().map(SignIn::from).collect(),
            others: holding.rest,
        }
    }
}

impl From<&CookieSign> for SignIn {
    fn from(sign: &CookieSign) -> Self {
        Self {
            host: shown(&sign.host),
            cookie: shown(&sign.mark.name),
            created: sign.mark.created,
            last_used: sign.mark.last_used,
            expires: sign.mark.expires,
            persistent: sign.mark.expires.is_some(),
        }
    }
}

const fn code(aid: SignInAid) -> &'static str {
    match aid {
        SignInAid::IdentityBroker => "identity-broker",
        SignInAid::CompanyPortal => "company-portal",
        SignInAid::KerberosTickets => "kerberos-tickets",
        SignInAid::BrokerExtension => "broker-extension",
        SignInAid::KerberosPolicy => "kerberos-policy",
    }
}
