//! Single sign-on outside the browsers: brokers, Kerberos tickets and policies. Checks only whether files exist and
//! what policies allow; reads no ticket, token or account.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::SignInAid;
use crate::platform::environment::variable;
use crate::platform::places::Places;

/// Source: file lists of the packages `microsoft-identity-broker` and `intune-portal` in public package recipes.
const BROKER: [&str; 3] = [
    "opt/microsoft/identity-broker/bin/microsoft-identity-broker",
    "usr/bin/microsoft-identity-broker",
    "usr/share/dbus-1/services/com.microsoft.identity.broker1.service",
];
const PORTAL: [&str; 2] = ["opt/microsoft/intune/bin/intune-portal", "usr/bin/intune-portal"];
/// Source: install targets of siemens/linux-entra-sso.
const HELPER: &str = "linux_entra_sso.json";
const HELPERS: [&str; 5] = [
    "etc/opt/chrome/native-messaging-hosts",
    "etc/chromium/native-messaging-hosts",
    "etc/opt/edge/native-messaging-hosts",
    "usr/lib/mozilla/native-messaging-hosts",
    "usr/lib64/mozilla/native-messaging-hosts",
];
const HELPERS_OF_USER: [&str; 4] = [
    ".mozilla/native-messaging-hosts",
    ".config/google-chrome/NativeMessagingHosts",
    ".config/chromium/NativeMessagingHosts",
    ".config/microsoft-edge/NativeMessagingHosts",
];
const POLICIES: [&str; 4] = [
    "etc/opt/chrome/policies/managed",
    "etc/chromium/policies/managed",
    "etc/opt/edge/policies/managed",
    "etc/firefox/policies",
];
/// Names of policies that allow Kerberos: Chromium's, and Firefox's `Authentication`.
const KERBEROS: [&str; 3] = ["\"AuthServerAllowlist\"", "\"AuthServerWhitelist\"", "\"SPNEGO\""];
/// The largest policy file that is read, in bytes. Usual ones have a few kilobytes.
const LARGEST_POLICY: u64 = 1 << 20;

/// Returns what can sign this user in without a password on this computer.
pub fn sign_in_aids(places: &Places) -> Vec<SignInAid> {
    let uid = rustix::process::getuid().as_raw();
    aids(Path::new("/"), places, variable("KRB5CCNAME").as_deref(), uid)
}

fn aids(top: &Path, places: &Places, tickets: Option<&OsStr>, uid: u32) -> Vec<SignInAid> {
    let any = |names: &[&str]| names.iter().any(|name| is_there(&top.join(name)));
    let helpers = HELPERS.iter().map(|folder| top.join(folder));
    let helpers = helpers.chain(HELPERS_OF_USER.iter().map(|folder| places.home.join(folder)));
    let found = [
        (SignInAid::IdentityBroker, any(&BROKER)),
        (SignInAid::CompanyPortal, any(&PORTAL)),
        (SignInAid::KerberosTickets, has_tickets(top, tickets, uid)),
        (SignInAid::BrokerExtension, helpers.into_iter().any(|folder| is_there(&folder.join(HELPER)))),
        (SignInAid::KerberosPolicy, POLICIES.iter().any(|folder| allows_kerberos(&top.join(folder)))),
    ];
    found.into_iter().filter_map(|(aid, there)| there.then_some(aid)).collect()
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Says whether there is a Kerberos ticket cache. A cache in the kernel's keyring or in a daemon counts if the variable
/// names it. Without the variable the default file is checked.
fn has_tickets(top: &Path, named: Option<&OsStr>, uid: u32) -> bool {
    let Some(named) = named.and_then(OsStr::to_str) else { return is_there(&top.join(format!("tmp/krb5cc_{uid}"))) };
    match named.split_once(':') {
        Some(("FILE" | "DIR", path)) => is_there(Path::new(path)),
        Some((_kind, _rest)) => true,
        None => is_there(Path::new(named)),
    }
}

fn allows_kerberos(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|ending| ending == "json"));
    files.into_iter().any(|path| policy(&path).is_some_and(|text| KERBEROS.iter().any(|name| text.contains(name))))
}

fn policy(path: &PathBuf) -> Option<String> {
    let size = path.symlink_metadata().ok()?.len();
    if size > LARGEST_POLICY { None } else { fs::read_to_string(path).ok() }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test makes its own computer")]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_and_nothing_else() {
        let computer = tempfile::tempdir().unwrap();
        let top = computer.path();
        let places = Places::below(&top.join("home/u"));
        let put = |at: &str, text: &str| {
            let path = top.join(at);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let found = |tickets: Option<&str>| aids(top, &places, tickets.map(OsStr::new), 1000);
        assert_eq!(found(None), []);
        put("opt/microsoft/identity-broker/bin/microsoft-identity-broker", "");
        put("tmp/krb5cc_1001", "");
        put("etc/opt/chrome/policies/managed/sample.json", r#"{"HomepageLocation":"https://tuni.fi"}"#);
        assert_eq!(found(None), [SignInAid::IdentityBroker]);
        put("tmp/krb5cc_1000", "");
        put("home/u/.mozilla/native-messaging-hosts/linux_entra_sso.json", "{}");
        put("etc/chromium/policies/managed/sso.json", r#"{"AuthServerAllowlist":"*.example.org"}"#);
        put("opt/microsoft/intune/bin/intune-portal", "");
        let all = [
            SignInAid::IdentityBroker,
            SignInAid::CompanyPortal,
            SignInAid::KerberosTickets,
            SignInAid::BrokerExtension,
            SignInAid::KerberosPolicy,
        ];
        assert_eq!(found(None), all);
        assert!(!found(Some("FILE:/nowhere/at/all")).contains(&SignInAid::KerberosTickets));
        assert!(found(Some("KCM:")).contains(&SignInAid::KerberosTickets));
    }
}
