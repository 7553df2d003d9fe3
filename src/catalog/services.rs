//! Services and their sites, as data: which hosts and cookies a sign-in leaves, and what tells that one is live.
//!
//! A set names exact hosts, sites with everything below them, and cookies by name; each with its reason. Sets do not
//! include each other. A name that a person types is a set's or a site's; public suffixes (`fi`, `ac.uk`) are nobody's
//! site and refused.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::site_names::{NotASiteName, is_public_suffix, site_of};
use crate::model::{CookieName, NotASite, Site, SiteRules};

/// Why a file of a service is not one.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Not TOML of the form that this version reads; the message has line and column.
    #[error("{cause}in {file}")]
    Toml {
        /// What the TOML reader says.
        #[source]
        cause: Box<toml::de::Error>,
        /// Which file.
        file: String,
    },
    /// A set for a newer version of Signoff.
    #[error("schema {schema} is not 1 in {file}")]
    Schema {
        /// What was written.
        schema: u32,
        /// Which file.
        file: String,
    },
    /// A host that is none.
    #[error("{host:?} is no host name ({cause}) in {file}")]
    Host {
        /// What is wrong with it.
        cause: NotASite,
        /// What was written.
        host: String,
        /// Which file.
        file: String,
    },
    /// A site that everybody shares.
    #[error("{site} is a public suffix in {file}")]
    PublicSuffix {
        /// The site.
        site: Site,
        /// Which file.
        file: String,
    },
    /// A line that names neither a site nor a host, or both.
    #[error("a line must have either \"site\" or \"host\" in {file}")]
    Pattern {
        /// Which file.
        file: String,
    },
    /// An address that is not one of the web.
    #[error("{address:?} does not begin with https:// in {file}")]
    Address {
        /// What was written.
        address: String,
        /// Which file.
        file: String,
    },
    /// A fact without its reason.
    #[error("an empty reason or source in {file}")]
    NoReason {
        /// Which file.
        file: String,
    },
    /// Two sets of one name.
    #[error("set {id:?} is defined twice, the second time in {file}")]
    TwiceDefined {
        /// The set's name.
        id: String,
        /// Which file.
        file: String,
    },
}

/// Why what was asked for names no sites.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASelection {
    /// Neither a set nor a site.
    #[error("there is no set {asked:?}")]
    UnknownSet {
        /// What was asked for.
        asked: String,
        /// The sets that there are.
        near: Vec<String>,
    },
    /// Not a host name, address or set.
    #[error("{asked:?} is neither a set nor a site")]
    NoSite {
        /// What was asked for.
        asked: String,
    },
    /// A name below which everybody has sites.
    #[error("{asked:?} is a public suffix, not a site")]
    PublicSuffix {
        /// What was asked for.
        asked: String,
    },
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The name of its set on the command line.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The page at which one signs in, where that is known.
    pub login: Option<String>,
    /// Its sites and cookies.
    pub rules: SiteRules,
    /// What tells that somebody is signed in.
    pub signed_in: Vec<SignedIn>,
}

/// Cookies that mean "signed in".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// On this host and below it; `None` for any host.
    pub site: Option<Site>,
    /// Any of these.
    pub cookies: Vec<CookieName>,
    /// Whether each sign-in sets all of them, so that different ages mean different sign-ins.
    pub set_together: bool,
    /// The page that signs out.
    pub sign_out: Option<String>,
}

/// Every service that is known, in the order in which they are shown.
#[derive(Debug, Clone, Default)]
pub struct Services {
    all: Vec<Service>,
    /// The sets that are meant where none is asked for.
    default: BTreeSet<String>,
}

/// Sites that were asked for by the names of sets and of sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The names, as asked.
    pub asked: BTreeSet<String>,
    /// What they come to.
    pub rules: SiteRules,
    /// The sets among them, in the order in which they are shown.
    pub sets: Vec<String>,
    /// The sites among them.
    pub sites: BTreeSet<Site>,
}

impl Service {
    /// Parses and checks one file.
    pub fn parse(file: &str, text: &str) -> Result<Self, ServiceError> {
        let raw: Raw = toml::from_str(text)
            .map_err(|cause| ServiceError::Toml { cause: Box::new(cause), file: file.to_owned() })?;
        Checker { file }.service(raw)
    }

    /// Says whether a cookie tells that somebody is signed in to this service.
    pub fn is_signed_in(&self, host: &str, name: &str) -> bool {
        self.signed_in.iter().any(|sign| sign.is(host, name))
    }

    /// Returns the page that signs out of what a cookie is of: its own, or for a host of this service the first that is
    /// known. The session of somebody else's host is not ended by this service's page.
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
    /// The sets that are meant where none is asked for and no policy says otherwise.
    pub const DEFAULT: [&str; 2] = ["microsoft", "tuni"];

    /// Returns the services that are built into the program.
    ///
    /// An error here is a mistake in `assets/services`; a test keeps it from being released.
    pub fn builtin() -> Result<Self, ServiceError> {
        Self::of(&[
            ("microsoft.toml", include_str!("../../assets/services/microsoft.toml")),
            ("tuni.toml", include_str!("../../assets/services/tuni.toml")),
            ("microsoft-365.toml", include_str!("../../assets/services/microsoft-365.toml")),
            ("google.toml", include_str!("../../assets/services/google.toml")),
        ])
    }

    /// Parses services; each comes with the name that its errors carry.
    pub fn of(files: &[(&str, &str)]) -> Result<Self, ServiceError> {
        let mut services: Vec<Service> = Vec::new();
        for (file, text) in files {
            let service = Service::parse(file, text)?;
            if services.iter().any(|known| known.id == service.id) {
                return Err(ServiceError::TwiceDefined { id: service.id, file: (*file).to_owned() });
            }
            services.push(service);
        }
        Ok(Self { all: services, default: Self::DEFAULT.map(str::to_owned).into() })
    }

    /// Returns the services.
    pub fn iter(&self) -> impl Iterator<Item = &Service> {
        self.all.iter()
    }

    /// Returns a service by the name of its set.
    pub fn get(&self, id: &str) -> Option<&Service> {
        self.all.iter().find(|service| service.id == id)
    }

    /// Takes in a service, in the place of the one with the same name of its set, or after all others.
    pub fn put(&mut self, service: Service) {
        match self.all.iter_mut().find(|known| known.id == service.id) {
            Some(known) => *known = service,
            None => self.all.push(service),
        }
    }

    /// Says which sets are meant where none is asked for.
    pub fn set_default(&mut self, default: BTreeSet<String>) {
        self.default = default;
    }

    /// Returns what names of sets and sites come to. No name at all means the default sets.
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

    /// Returns all services of which it is known what tells that somebody is signed in.
    pub fn with_sign_in(&self) -> impl Iterator<Item = &Service> {
        self.all.iter().filter(|service| !service.signed_in.is_empty())
    }

    /// Returns the page to sign in at after what was chosen is gone: of the last set that has one, because the default
    /// is about getting into TUNI, past a Microsoft sign-in; else the first site's.
    pub fn login_page(&self, chosen: &Selection) -> Option<String> {
        let mut pages = chosen.sets.iter().rev().filter_map(|set| self.get(set)?.login.clone());
        pages.next().or_else(|| chosen.sites.first().map(|site| format!("https://{site}/")))
    }

    /// Returns the sites that are named. A set is not one.
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

struct Checker<'a> {
    file: &'a str,
}

impl Checker<'_> {
    fn service(&self, raw: Raw) -> Result<Service, ServiceError> {
        if raw.schema != 1 {
            return Err(ServiceError::Schema { schema: raw.schema, file: self.file.to_owned() });
        }
        let reasons = std::iter::once(&raw.source)
            .chain(raw.site.iter().map(|site| &site.reason))
            .chain(raw.cookie.iter().map(|cookie| &cookie.reason))
            .chain(raw.signed_in.iter().map(|sign| &sign.source));
        for reason in reasons {
            if reason.trim().is_empty() {
                return Err(ServiceError::NoReason { file: self.file.to_owned() });
            }
        }
        let mut rules = SiteRules::default();
        for pattern in &raw.site {
            match (&pattern.site, &pattern.host) {
                (Some(site), None) => rules.sites.insert(self.site(site)?),
                (None, Some(host)) => rules.hosts.insert(self.site(host)?),
                (Some(_), Some(_)) | (None, None) => {
                    return Err(ServiceError::Pattern { file: self.file.to_owned() });
                }
            };
        }
        rules.cookies = raw.cookie.into_iter().map(|cookie| cookie.name).collect();
        let signed_in = raw.signed_in.into_iter().map(|sign| {
            let site = sign.site.as_deref().map(|site| self.site(site)).transpose()?;
            let sign_out = self.address(sign.sign_out)?;
            Ok(SignedIn { site, cookies: sign.cookies, set_together: sign.set_together, sign_out })
        });
        let signed_in = signed_in.collect::<Result<_, _>>()?;
        Ok(Service { id: raw.id, name: raw.name, login: self.address(raw.login)?, rules, signed_in })
    }

    fn site(&self, host: &str) -> Result<Site, ServiceError> {
        let site = Site::parse(host).map_err(|cause| ServiceError::Host {
            cause,
            host: host.to_owned(),
            file: self.file.to_owned(),
        })?;
        if is_public_suffix(&site) {
            return Err(ServiceError::PublicSuffix { site, file: self.file.to_owned() });
        }
        Ok(site)
    }

    fn address(&self, address: Option<String>) -> Result<Option<String>, ServiceError> {
        match address {
            Some(address) if !address.starts_with("https://") => {
                Err(ServiceError::Address { address, file: self.file.to_owned() })
            }
            address => Ok(address),
        }
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
