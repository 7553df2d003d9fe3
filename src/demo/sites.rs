//! The sample user's pages, cookies and sites. Hosts other than the university's and Microsoft's are reserved names.

use super::sample::SignIn;

/// A page in the history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) host: &'static str,
    pub(super) path: &'static str,
    pub(super) title: &'static str,
    /// Minutes before the end of the session.
    pub(super) ago: i64,
    pub(super) visits: i64,
}

impl Page {
    pub(super) fn url(&self) -> String {
        format!("https://{}{}", self.host, self.path)
    }
}

const fn page(host: &'static str, path: &'static str, title: &'static str, ago: i64, visits: i64) -> Page {
    Page { host, path, title, ago, visits }
}

/// Pages in the order of their last visit, oldest first.
pub(super) const PAGES: [Page; 14] = [
    page("intranet.employer.example", "/sample/start", "Sample Employer: start page", 67_680, 3),
    page("login.microsoftonline.com", "/sample-employer/login", "Sign in to your account", 67_679, 2),
    page("www.tuni.fi", "/en", "Tampere Universities", 118, 4),
    page("intra.tuni.fi", "/en/sample-shortcuts", "Shortcuts | Intranet (sample)", 116, 3),
    page("login.microsoftonline.com", "/common/login?sample=1", "Sign in to your account", 115, 5),
    page("moodle.tuni.fi", "/course/view.php?id=1", "Sample course, autumn | Moodle", 112, 9),
    page("moodle.tuni.fi", "/mod/assign/view.php?id=2", "Sample assignment 2 | Moodle", 96, 6),
    page("sis-tuni.funidata.fi", "/student/sample", "Sample study plan", 88, 2),
    page("outlook.office.com", "/mail/sample", "Sample Student - Outlook", 73, 7),
    page("search.example", "/?q=sample+thesis+template", "sample thesis template - search", 61, 1),
    page("library.example", "/search?q=sample+statistics", "Library search: sample statistics", 55, 3),
    page("news.example.org", "/sample-story", "A sample story", 41, 1),
    page("shop.example.com", "/cart", "Your cart (1 sample)", 22, 2),
    page("webmail.example.net", "/inbox", "Inbox (3) - Sample mail", 12, 4),
];

/// A bookmark: title and address.
pub(super) const BOOKMARKS: [(&str, &str); 3] = [
    ("Sample: university library", "https://library.example/"),
    ("Sample: Moodle", "https://moodle.tuni.fi/"),
    ("Sample: opening hours", "https://hours.example/"),
];

/// A cookie. All have the same value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cookie {
    /// With a leading dot if it is valid for subdomains too.
    pub(super) host: &'static str,
    pub(super) name: &'static str,
    /// The site whose pages it is partitioned by; empty if it is not partitioned.
    pub(super) partition: &'static str,
    /// Days before the end of the session.
    pub(super) age: i64,
    /// Whether it remains when the browser closes.
    pub(super) stays: bool,
}

/// The value of all cookies.
pub(super) const VALUE: &str = "sample-value-not-a-real-cookie";

const fn cookie(host: &'static str, name: &'static str, age: i64, stays: bool) -> Cookie {
    Cookie { host, name, partition: "", age, stays }
}

/// Cookies of the other organisation: 47 days old, and kept because the user answered "Stay signed in?" with yes.
const STALE: [Cookie; 6] = [
    cookie(".login.microsoftonline.com", "ESTSAUTHPERSISTENT", 47, true),
    cookie(".login.microsoftonline.com", "ESTSAUTHLIGHT", 47, true),
    cookie("login.microsoftonline.com", "SignInStateCookie", 47, true),
    cookie("login.microsoftonline.com", "buid", 47, true),
    cookie(".login.live.com", "MSPAuth", 47, true),
    cookie("intranet.employer.example", "sample_employer_session", 47, true),
];

/// Cookies of the university, from today.
const NEW: [Cookie; 8] = [
    cookie(".login.microsoftonline.com", "ESTSAUTH", 0, false),
    cookie("login.microsoftonline.com", "esctx", 0, false),
    cookie("idp.tuni.fi", "shib_idp_session", 0, false),
    cookie("moodle.tuni.fi", "_shibsession_73616d706c65", 0, false),
    cookie("moodle.tuni.fi", "MoodleSession", 0, false),
    cookie("sis-tuni.funidata.fi", "_saml_idp", 0, true),
    cookie("outlook.office.com", "OpenIdConnect.token.v1", 0, true),
    Cookie { partition: "https://tuni.fi", ..cookie("login.microsoftonline.com", "brcap", 0, true) },
];

const REST: [Cookie; 6] = [
    cookie(".shop.example.com", "cart", 3, true),
    cookie(".news.example.org", "consent", 12, true),
    cookie("webmail.example.net", "session", 0, true),
    cookie("library.example", "language", 30, true),
    cookie(".search.example", "preferences", 5, true),
    Cookie { partition: "https://example.org", ..cookie("frame.example.net", "seen", 2, true) },
];

/// Returns the cookies of a sample.
pub(super) fn cookies(sign_in: SignIn) -> Vec<Cookie> {
    let stale: &[Cookie] = match sign_in {
        SignIn::StaleBesideNew => &STALE,
        SignIn::UniversityOnly => &[],
    };
    stale.iter().chain(&NEW).chain(&REST).copied().collect()
}

/// Sites with stored data.
pub(super) const STORING: [&str; 5] =
    ["moodle.tuni.fi", "login.microsoftonline.com", "outlook.office.com", "shop.example.com", "news.example.org"];

/// The account that the browser itself is signed in to.
pub(super) const ACCOUNT: &str = "sample.student@example.org";

/// The sample extension: an id has 32 letters from a to p.
pub(super) const EXTENSION: &str = "abcdefghijklmnopabcdefghijklmnop";

/// Returns Chromium's time: microseconds since 1601.
pub(super) const fn stamp(unix: i64) -> i64 {
    (unix + 11_644_473_600) * 1_000_000
}
