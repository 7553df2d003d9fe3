//! Reads origins as Firefox writes them: `https://host:port^attribute=value&attribute=value`. The attributes name the
//! site of a partitioned store, and its container.
//!
//! Observed in Firefox 153.7.0esr; older profiles have the earlier forms.

use crate::model::{SiteRules, origin_host};

/// Attributes that name the top-level site: of today's partitions, and of first-party isolation.
const PARTITIONS: [&str; 2] = ["partitionKey", "firstPartyDomain"];

/// Returns the chosen host that data belongs to: its own, or that of its partition.
pub(in crate::store::sites) fn chosen(rules: &SiteRules, host: &str, suffix: &str) -> Option<String> {
    if rules.covers_host(host) { Some(host.to_owned()) } else { chosen_partition(rules, suffix) }
}

/// As [`chosen`], for an origin with its attributes, or an address.
pub(in crate::store::sites) fn chosen_origin(rules: &SiteRules, origin: &str) -> Option<String> {
    let (address, suffix) = split(origin);
    chosen(rules, origin_host(address).unwrap_or_default(), suffix)
}

/// Returns the chosen site that these attributes name as the partition.
pub(in crate::store::sites) fn chosen_partition(rules: &SiteRules, suffix: &str) -> Option<String> {
    let attributes = suffix.strip_prefix('^')?.split('&');
    let partitions = attributes.filter_map(|attribute| {
        let (name, value) = attribute.split_once('=')?;
        PARTITIONS.contains(&name).then(|| site_of(&decoded(value)).to_owned())
    });
    partitions.into_iter().find(|site| rules.covers_host(site))
}

/// Returns the host in a partition's key: `(https,example.org)`, `(https,example.org,8443)`, or the host alone.
pub(in crate::store::sites) fn site_of(key: &str) -> &str {
    let inside = key.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inside.map_or(key, |inside| inside.split(',').nth(1).unwrap_or_default())
}

/// Splits an origin into address and attributes; the attributes keep their `^`.
pub(in crate::store::sites) fn split(origin: &str) -> (&str, &str) {
    origin.split_at(origin.find('^').unwrap_or(origin.len()))
}

/// Undoes percent-encoding. Invalid encoding stays as it is; such text names no host.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let byte = match behind.split_at_checked(2) {
            Some((digits, after)) if first == b'%' => {
                let code = std::str::from_utf8(digits).ok().and_then(|digits| u8::from_str_radix(digits, 16).ok());
                rest = if code.is_some() { after } else { behind };
                code.unwrap_or(first)
            }
            _ => {
                rest = behind;
                first
            }
        };
        bytes.push(byte);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::sites::testing::rules;

    #[test]
    fn a_host_or_a_partition_is_chosen() {
        let rules = rules(&["live.com", "tuni.fi"]);
        let check = |origin: &str, expected: Option<&str>| {
            assert_eq!(chosen_origin(&rules, origin).as_deref(), expected, "{origin}");
        };
        check("https://login.live.com", Some("login.live.com"));
        check("https://login.live.com:8443^userContextId=2", Some("login.live.com"));
        check("https://www.example.org^partitionKey=%28https%2Clive.com%29", Some("live.com"));
        check("https://www.example.org^userContextId=2&partitionKey=%28https%2Ctuni.fi%2C8443%29", Some("tuni.fi"));
        check("https://www.example.org^firstPartyDomain=live.com", Some("live.com"));
        check("moz-extension://6a5b0f6e^partitionKey=%28https%2Clive.com%29", Some("live.com"));
        check("https://notlive.com", None);
        check("https://live.com.example.org", None);
        check("https://www.example.org^partitionKey=%28https%2Clive.com.example.org%29", None);
        check("https://www.example.org^partitionKey=%28https%2Cnotlive.com%29", None);
        check("https://www.example.org/live.com", None);
        check("https://www.example.org^userContextId=live.com", None);
        check("file:///home/live.com", None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(origin in ".{0,80}", suffix in "\\^(partitionKey=[%0-9A-Za-z(),.é]{0,30}&?){0,3}") {
            let rules = rules(&["live.com"]);
            chosen_origin(&rules, &origin);
            chosen(&rules, "a.example", &suffix);
        }
    }
}
