//! The answer to "Why?": the sign-ins in each profile, their ages, and what else signs in automatically. It has hosts,
//! names and dates of cookies, never their values.

use super::browser::ProfileRef;
use super::site::CookieMark;

/// The sign-ins of a profile to the chosen services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSignIns {
    /// The browser and profile.
    pub profile: ProfileRef,
    /// Whether the browser is open. If so, its stores were not read.
    pub is_open: bool,
    /// The number of stores that could not be read.
    pub unread: u64,
    /// Services with data in this profile, in the order in which they are shown.
    pub services: Vec<ServiceSignIn>,
}

/// The sign-ins of a profile to one service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceSignIn {
    /// The service's set, or the site.
    pub service: String,
    /// The display name.
    pub name: String,
    /// Cookies that show a sign-in, newest first.
    pub signs: Vec<CookieSign>,
    /// The number of its other cookies and stored items.
    pub rest: u64,
    /// Whether the cookies are from more than one sign-in.
    pub several: bool,
}

/// A cookie that shows a sign-in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CookieSign {
    /// Its host.
    pub host: String,
    /// Its name and dates.
    pub mark: CookieMark,
}

impl ServiceSignIn {
    /// Says whether a sign-in outlives the browser.
    pub fn stays(&self) -> bool {
        self.signs.iter().any(|sign| sign.mark.expires.is_some())
    }

    /// Returns when the oldest of its cookies was created, in Unix seconds.
    pub fn oldest(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.created).min()
    }

    /// Returns when one of its cookies was last sent, in Unix seconds.
    pub fn last_used(&self) -> Option<i64> {
        self.signs.iter().filter_map(|sign| sign.mark.last_used.or(sign.mark.created)).max()
    }
}

/// Something outside the browsers that can sign in automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignInAid {
    /// Microsoft Identity Broker: signs Edge in to Entra ID, and other browsers through an extension.
    IdentityBroker,
    /// Intune's Company Portal: the computer may be managed by an organisation.
    CompanyPortal,
    /// Kerberos tickets of this user: they sign in to services of the organisation.
    KerberosTickets,
    /// The native part of the extension that passes the broker's sign-in to a browser.
    BrokerExtension,
    /// A policy that lets a browser sign in with Kerberos.
    KerberosPolicy,
}

/// The whole answer: all sign-ins to the chosen services.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignInReport {
    /// The sets and sites, as named by the user.
    pub asked: Vec<String>,
    /// The profiles with sign-ins, or that could not be read.
    pub profiles: Vec<ProfileSignIns>,
    /// What signs in automatically outside the browsers.
    pub outside: Vec<SignInAid>,
    /// When the stores were read, in Unix seconds. Ages are relative to it.
    pub now: i64,
}
