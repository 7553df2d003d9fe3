//! Services, such as Microsoft or Google: the hosts and cookies that a sign-in leaves, and the cookies that show that
//! the user is signed in.
//!
//! A service's set names sites (with subdomains), exact hosts, and cookies, each with its reason. Sets do not include
//! each other. Users name sets and sites; public suffixes (`fi`, `ac.uk`) are refused, because unrelated sites share
//! them.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::mistake::InFile;
use super::site_names::{NotASiteName, is_public_suffix, site_of};
use crate::model::{CookieName, NotASite, Site, SiteRules};

/// Why a file with a service is invalid.
pub type ServiceError = InFile<ServiceMistake>;

/// A mistake in a file with a service.
#[derive(Debug, thiserror::Error)]
pub enum ServiceMistake {
    /// Not TOML, or not with the fields that this version knows; the message has line and column.
    #[error("{}", .0.to_string().trim_end())]
    Toml(Box<toml::de::Error>),
    /// A schema version that this version does not know.
    #[error("schema {0} is not 1")]
    Schema(u32),
    /// A text that is not a host name.
    #[error("{0:?} is no host name ({1})")]
    Host(String, NotASite),
    /// A public suffix instead of a site.
    #[error("{0} is a public suffix")]
    PublicSuffix(Site),
    /// An entry with both `site` and `host`, or with neither.
    #[error("a line must have either \"site\" or \"host\"")]
    Pattern,
    /// An address that does not begin with `https://`.
    #[error("{0:?} does not begin with https://")]
    Address(String),
    /// An entry with an empty `reason` or `source`.
    #[error("an empty reason or source")]
    NoReason,
    /// Two sets with the same id.
    #[error("set {0:?} is defined twice, the second time")]
    TwiceDefined(String),
}

/// Why a name means neither a set nor a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASelection {
    /// A single word that is not the name of a set.
    #[error("there is no set {asked:?}")]
    UnknownSet {
        /// The name that was asked for.
        asked: String,
        /// All sets.
        near: Vec<String>,
    },
    /// Not a host name, address or set.
    #[error("{asked:?} is neither a set nor a site")]
    NoSite {
        /// The name that was asked for.
        asked: String,
    },
    /// A public suffix: unrelated sites lie below it.
    #[error("{asked:?} is a public suffix, not a site")]
    PublicSuffix {
        /// The name that was asked for.
        asked: String,
    },
}

/// A service, with its set of sites and cookies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name of its set on the command line.
    pub id: String,
    /// The display name.
    pub name: String,
    /// The sign-in page, if known.
    pub login: Option<String>,
    /// Its sites and cookies.
    pub rules: SiteRules,
    /// The cookies that show that the user is signed in.
    pub signed_in: Vec<SignedIn>,
}

/// Cookies that mean "signed in".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The site that they belong to, with its subdomains; `None` for any host.
    pub site: Option<Site>,
    /// Their names. One of them is enough.
    pub cookies: Vec<CookieName>,
    /// Whether each sign-in sets all of them at once. If so, different ages mean different sign-ins.
    pub set_together: bool,
    /// The sign-out page, if known.
    pub sign_out: Option<String>,
}

/// All services, in the order in which they are shown.
#[derive(Debug, Clone, Default)]
pub struct Services {
    all: Vec<Service>,
    /// The sets to use if a request names none.
    default: BTreeSet<String>,
}

/// The sites of a request that names sets and sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The names in the request.
    pub asked: BTreeSet<String>,
    /// The sites and cookies that they mean.
    pub rules: SiteRules,
    /// The sets among them, in the order in which they are shown.
    pub sets: Vec<String>,
    /// The sites among them.
    pub sites: BTreeSet<Site>,
}

impl Service {
    /// Parses and checks a file.
    pub fn parse(file: &str, text: &str) -> Result<Self, ServiceError> {
        let raw = toml::from_str(text).map_err(|cause| ServiceMistake::Toml(cause.into()));
        raw.and_then(checked).map_err(InFile::of(file))
    }

    /// Says whether a cookie shows that the user is signed in to this service.
    pub fn is_signed_in(&self, host: &str, name: &str) -> bool {
        self.signed_in.iter().any(|sign| sign.is(host, name))
    }

    /// Returns the page that ends the session of a cookie: the one given for the cookie, or, if the cookie's host
    /// belongs to this service, the first one given for any cookie. Sessions on other hosts are not ended by that page.
    pub fn sign_out(&self, host: &str, name: &str) -> Option<&str> {
        let mut own = self.signed_in.iter().filter(|sign| sign.is(host, name));
        let of_own = own.find_map(|sign| sign.sign_out.as_deref());
        let first = || self.signed_in.iter().find_map(|sign| sign.sign_out.as_deref());
        of_own.or_else(|| first().filter(|_| self.rules.covers_host(host)))
    }
}

impl SignedIn {
    /// Says whether a cookie is one of these.
    pub fn is(&self, host: &str, name: &str) -> bool {
        self.site.as_ref().is_none_or(|site| site.covers(host)) && self.cookies.iter().any(|rule| rule.matches(name))
    }
}

impl Services {
    /// The default sets, unless a policy sets others.
    pub const DEFAULT: [&str; 2] = ["microsoft", "tuni"];

    /// Returns the built-in services.
    ///
    /// An error is a mistake in `assets/services`; a test keeps it from being released.
    pub fn builtin() -> Result<Self, ServiceError> {
        Self::of(&[
            ("microsoft.toml", include_str!("../../assets/services/microsoft.toml")),
            ("tuni.toml", include_str!("../../assets/services/tuni.toml")),
            ("microsoft-365.toml", include_str!("../../assets/services/microsoft-365.toml")),
            ("google.toml", include_str!("../../assets/services/google.toml")),
        ])
    }

    /// Parses files, given as name and text. The name is for error messages.
    pub fn of(files: &[(&str, &str)]) -> Result<Self, ServiceError> {
        let mut services: Vec<Service> = Vec::new();
        for (file, text) in files {
            let service = Service::parse(file, text)?;
            if services.iter().any(|known| known.id == service.id) {
                return Err(InFile::of(file)(ServiceMistake::TwiceDefined(service.id)));
            }
            services.push(service);
        }
        Ok(Self { all: services, default: Self::DEFAULT.map(str::to_owned).into() })
    }

    /// Returns all services.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.all.iter()
    }

    /// Returns the service with this set.
    pub fn get(&self, id: &str) -> Option<&Service> {
        self.all.iter().find(|service| service.id == id)
    }

    /// Adds a service at the end, or replaces the one with the same set.
    pub fn put(&mut self, service: Service) {
        match self.all.iter_mut().find(|known| known.id == service.id) {
            Some(known) => *known = service,
            None => self.all.push(service),
        }
    }

    /// Changes the default sets.
    pub fn set_default(&mut self, default: BTreeSet<String>) {
        self.default = default;
    }

    /// Returns the selection that names of sets and sites mean. No names mean the default sets.
    pub fn choose(&self, asked: &[String]) -> Result<Selection, NotASelection> {
        let asked = if asked.is_empty() { self.default.clone() } else { asked.iter().cloned().collect() };
        let mut rules = SiteRules::default();
        let mut sites = BTreeSet::new();
        for name in &asked {
            match self.get(name) {
                Some(service) => rules.add(&service.rules),
                None => {
                    sites.insert(self.site(name)?);
                }
            }
        }
        rules.sites.extend(sites.iter().cloned());
        let sets = self.all.iter().map(|service| &service.id).filter(|id| asked.contains(*id)).cloned().collect();
        Ok(Selection { asked, rules, sets, sites })
    }

    /// Returns the services with known sign-in cookies.
    pub fn with_sign_in(&self) -> impl Iterator<Item = &Service> {
        self.all.iter().filter(|service| !service.signed_in.is_empty())
    }

    /// Returns the page to sign in at after a Fix sign-in: that of the last chosen set that has one, else the first
    /// site's. The last, because the default sets are for a sign-in to TUNI that an old Microsoft sign-in blocks.
    pub fn login_page(&self, chosen: &Selection) -> Option<String> {
        let mut pages = chosen.sets.iter().rev().filter_map(|set| self.get(set)?.login.clone());
        pages.next().or_else(|| chosen.sites.first().map(|site| format!("https://{site}/")))
    }

    /// Returns the sites with these names. Names of sets are refused.
    pub fn sites(&self, names: &[String]) -> Result<BTreeSet<Site>, NotASelection> {
        names.iter().map(|name| self.site(name)).collect()
    }

    fn site(&self, name: &str) -> Result<Site, NotASelection> {
        let asked = || name.to_owned();
        site_of(name).map_err(|not| match not {
            NotASiteName::OneWord => {
                NotASelection::UnknownSet { asked: asked(), near: self.all.iter().map(|set| set.id.clone()).collect() }
            }
            NotASiteName::PublicSuffix => NotASelection::PublicSuffix { asked: asked() },
            NotASiteName::Form => NotASelection::NoSite { asked: asked() },
        })
    }
}

fn checked(raw: Raw) -> Result<Service, ServiceMistake> {
    if raw.schema != 1 {
        return Err(ServiceMistake::Schema(raw.schema));
    }
    let reasons = std::iter::once(&raw.source)
        .chain(raw.site.iter().map(|site| &site.reason))
        .chain(raw.cookie.iter().map(|cookie| &cookie.reason))
        .chain(raw.signed_in.iter().map(|sign| &sign.source));
    for reason in reasons {
        if reason.trim().is_empty() {
            return Err(ServiceMistake::NoReason);
        }
    }
    let mut rules = SiteRules::default();
    for pattern in &raw.site {
        match (&pattern.site, &pattern.host) {
            (Some(site), None) => rules.sites.insert(known_site(site)?),
            (None, Some(host)) => rules.hosts.insert(known_site(host)?),
            (Some(_), Some(_)) | (None, None) => return Err(ServiceMistake::Pattern),
        };
    }
    rules.cookies = raw.cookie.into_iter().map(|cookie| cookie.name).collect();
    let signed_in = raw.signed_in.into_iter().map(|sign| {
        let site = sign.site.as_deref().map(known_site).transpose()?;
        let sign_out = address(sign.sign_out)?;
        Ok(SignedIn { site, cookies: sign.cookies, set_together: sign.set_together, sign_out })
    });
    let signed_in = signed_in.collect::<Result<_, _>>()?;
    Ok(Service { id: raw.id, name: raw.name, login: address(raw.login)?, rules, signed_in })
}

fn known_site(host: &str) -> Result<Site, ServiceMistake> {
    let site = Site::parse(host).map_err(|cause| ServiceMistake::Host(host.to_owned(), cause))?;
    if is_public_suffix(&site) {
        return Err(ServiceMistake::PublicSuffix(site));
    }
    Ok(site)
}

fn address(address: Option<String>) -> Result<Option<String>, ServiceMistake> {
    match address {
        Some(address) if !address.starts_with("https://") => Err(ServiceMistake::Address(address)),
        address => Ok(address),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    schema: u32,
    id: String,
    name: String,
    login: Option<String>,
    source: String,
    #[serde(default)]
    site: Vec<RawSite>,
    #[serde(default)]
    cookie: Vec<RawCookie>,
    #[serde(default)]
    signed_in: Vec<RawSignedIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSite {
    site: Option<String>,
    host: Option<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCookie {
    name: CookieName,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSignedIn {
    site: Option<String>,
    cookies: Vec<CookieName>,
    #[serde(default)]
    set_together: bool,
    sign_out: Option<String>,
    source: String,
}

#[cfg(test)]
mod tests;
