//! What is known of sign-ins: which profile holds which, how old it is, and what signs in by itself. Hosts, names and
//! dates; never values.

use super::browser::ProfileRef;
use super::site::CookieMark;

/// What a profile holds of the chosen services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// Whether the browser is open, so that nothing is known.
    pub is_open: bool,
    /// Stores that could not be read.
    pub unread: u64,
    /// Services of which something is there, in the order in which they are shown.
    pub holdings: Vec<Holding>,
}

/// What a profile holds of one service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// The service's set, or the site.
    pub service: String,
    /// Its name for people.
    pub name: String,
    /// Cookies that mean "signed in", newest first.
    pub signs: Vec<Sign>,
    /// Cookies and stored items besides.
    pub rest: u64,
    /// Whether the marks are of more than one sign-in.
    pub several: bool,
}

/// A cookie that means "signed in".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Its host.
    pub host: String,
    /// Its name and dates.
    pub mark: CookieMark,
}

impl Holding {
    /// Says whether a sign-in outlives the browser.
    pub fn stays(&self) -> bool {
        self.signs.iter().any(|sign| sign.mark.expires.is_some())
    }

    /// Returns when the oldest sign-in was made.
    pub fn oldest(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.created).min()
    }

    /// Returns when a sign-in was used last.
    pub fn last_used(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.last_used.or(sign.mark.created)).max()
    }
}

/// Something outside the browsers that can sign in by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignInAid {
    /// Microsoft Identity Broker: signs in to Entra ID for Edge, and for others through an extension.
    IdentityBroker,
    /// Intune's Company Portal: the computer may be managed by an organisation.
    CompanyPortal,
    /// Kerberos tickets of this user: sign in at services of the organisation.
    KerberosTickets,
    /// An extension's helper that hands the broker's sign-in to a browser.
    BrokerExtension,
    /// A policy that lets a browser sign in with Kerberos.
    KerberosPolicy,
}

/// What is known of the sign-ins that were asked about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The sets and sites, as asked.
    pub asked: Vec<String>,
    /// The profiles of which there is something to say.
    pub profiles: Vec<Explained>,
    /// What outside the browsers signs in by itself.
    pub outside: Vec<SignInAid>,
    /// When they were looked into, in seconds since 1970; ages are counted from then.
    pub now: i64,
}
