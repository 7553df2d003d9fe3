//! Finds the names of chosen sites and cookies in content of which no rule says what it is: columns, tables, records
//! and folder names that a newer browser has added. Only whole names count: `notlive.com` does not mention `live.com`.

use crate::model::{RuleMode, Site, SiteRules};

/// Returns the first chosen host that the bytes mention, in letters of one byte or two; it is empty if they mention the
/// name of a chosen cookie.
pub(super) fn mentioned(bytes: &[u8], rules: &SiteRules) -> Option<String> {
    let first = |bytes: &[u8]| words(bytes).find_map(|word| named(word, rules));
    let narrow = || bytes.iter().copied().filter(|byte| *byte != 0).collect::<Vec<_>>();
    first(bytes).or_else(|| bytes.contains(&0).then(|| first(&narrow()))?)
}

/// As [`mentioned`], for samples of rows, in which columns follow each other without a border: a part of a name counts
/// too.
pub(super) fn mentioned_in_sample(bytes: &[u8], rules: &SiteRules) -> Option<String> {
    let holds = |name: &[u8]| bytes.windows(name.len()).any(|part| part.eq_ignore_ascii_case(name));
    let has = |site: &&Site| {
        let name = site.as_str().as_bytes();
        holds(name) || holds(&name.iter().rev().copied().collect::<Vec<_>>())
    };
    match rules.mode {
        RuleMode::Include => rules.sites.iter().chain(&rules.hosts).find(has).map(|site| site.as_str().to_owned()),
        RuleMode::Exclude => mentioned(bytes, rules),
    }
}

/// Returns the parts of the bytes that could be a host or the name of a cookie. `%2C` and the like stand between words,
/// as in `%28https%2Clive.com%29`.
fn words(bytes: &[u8]) -> impl Iterator<Item = &str> {
    let mut rest = bytes;
    let words = std::iter::from_fn(move || {
        loop {
            let (first, behind) = rest.split_first()?;
            if is_of_word(*first) {
                break;
            }
            let is_code = *first == b'%' && behind.get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
            rest = behind.get(if is_code { 2 } else { 0 }..).unwrap_or_default();
        }
        let end = rest.iter().position(|byte| !is_of_word(*byte)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at_checked(end)?;
        rest = behind;
        Some(word)
    });
    words.filter_map(|word| std::str::from_utf8(word).ok())
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')
}

/// Returns what a word names: the host, also one written in reverse as Firefox did, or one between underscores as in
/// `https_login.live.com_0`.
fn named(word: &str, rules: &SiteRules) -> Option<String> {
    if rules.mode == RuleMode::Include && rules.cookies.iter().any(|name| name.matches(word)) {
        return Some(String::new());
    }
    let between = word.split('_').filter(|part| part.len() < word.len());
    let parts = std::iter::once(word).chain(between).flat_map(|part| [Some(part), before_tag(part)]).flatten();
    parts.filter(|part| part.contains('.')).find_map(|part| {
        if is_chosen(part, rules) {
            return Some(part.to_owned());
        }
        let reversed: String = part.chars().rev().collect();
        (rules.mode == RuleMode::Include && rules.covers_host(&reversed)).then_some(reversed)
    })
}

/// Returns what is before a digit or capital letter at the end of a word: in protocol buffers the number of the next field
/// follows a host without a border.
fn before_tag(word: &str) -> Option<&str> {
    let part = word.strip_suffix(|last: char| last.is_ascii_digit() || last.is_ascii_uppercase())?;
    part.ends_with(|last: char| last.is_ascii_lowercase()).then_some(part)
}

/// Where all sites but some are chosen, a word must look like a host: numbers have dots too.
fn is_chosen(word: &str, rules: &SiteRules) -> bool {
    let ending = word.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_host = ending.len() > 1 && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    (rules.mode == RuleMode::Include || is_host) && rules.covers_host(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sites::testing::{rules, with_cookies};

    #[test]
    fn whole_names_are_found_however_they_are_written() {
        let rules = with_cookies(rules(&["live.com", "tuni.fi"]), "_shibsession_*");
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(mentioned(text.as_bytes(), &rules).as_deref(), expected, "{text}");
        };
        check("https://login.live.com:8443/^31", Some("login.live.com"));
        check("\u{12}\u{e}.LOGIN.live.com.\0", Some(".LOGIN.live.com."));
        check("https_login.live.com_0.indexeddb.leveldb", Some("login.live.com"));
        check("https+++a.example^partitionKey=%28https%2Clive.com%29", Some("live.com"));
        check("^partitionKey=%28https%2Ctuni.fi%2C8443%29", Some("tuni.fi"));
        check("ten.nigol moc.evil.nigol.:https:443", Some(".login.live.com"));
        check("[\"_shibsession_616\"]", Some(""));
        check("\u{2a}\u{8}live.com2\u{4}abcd", Some("live.com"));
        check("l\0o\0g\0i\0n\0.\0l\0i\0v\0e\0.\0c\0o\0m\0", Some("login.live.com"));
        for text in [
            "notlive.com",
            "live.community",
            "live.com.example.org",
            "%2Fnotlive.com",
            "x_shibsession_1",
            "",
            "100%",
            "live",
            "%2",
        ] {
            check(text, None);
        }
    }
}
