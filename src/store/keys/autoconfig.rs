//! qutebrowser's `autoconfig.yml`: keeps global values of allowed options, removes values for single sites. Whole lines
//! are kept or removed, never rewritten. Of a form that the browser does not write, nothing is kept.
//!
//! The browser writes `settings:`, indents an option by two spaces, and below it, by four, `global:` or a pattern in
//! quotes. A value may continue on deeper lines or as a list. Rules name an option `settings.OPTION.global`, where `*`
//! stands for any option. Source: `qutebrowser/config/configfiles.py` of 2.5, files that it wrote, and how `PyYAML`
//! writes lists and long texts.

use super::reduced::Reduced;
use crate::model::{Fate, Scope};

/// Returns the file without what the scope does not keep, or `None` if nothing is removed. An option without values
/// left is removed. If no option is left, `settings` becomes an empty map, because the browser rejects an empty value
/// there.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    let goes = |option: &str, key: &str| scope.at(["settings", option, key]) != Some(Fate::Keep);
    without(bytes, goes)
        .unwrap_or_else(|_another_form| Some(Reduced { bytes: EMPTY.to_vec(), changes: 1, is_incomplete: true }))
}

/// A file without settings.
const EMPTY: &[u8] = b"config_version: 2\nsettings: {}\n";

/// As [`reduce`], with the rule as a function, and an error for another form: `goes` gets an option's name and a pattern or `global`, and returns
/// whether that value is removed.
pub(in crate::store) fn without(
    bytes: &[u8],
    mut goes: impl FnMut(&str, &str) -> bool,
) -> Result<Option<Reduced>, String> {
    let text = std::str::from_utf8(bytes).map_err(|cause| cause.to_string())?;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some(at) = lines.iter().position(|line| line.trim_end() == "settings:") else {
        let is_empty_map = lines.iter().any(|line| line.trim_end() == "settings: {}");
        return if is_empty_map { Ok(None) } else { Err("it has no settings".into()) };
    };
    let (above, below) = lines.split_at_checked(at).ok_or("it has no settings")?;
    let end = below.iter().skip(1).position(|line| is_top(line)).map_or(below.len(), |end| end + 1);
    let (settings, after) = below.split_at_checked(end).ok_or("it has no settings")?;
    let (kept, changes) = options(settings.get(1..).unwrap_or_default(), at + 2, &mut goes)?;
    let head = if kept.is_empty() { "settings: {}\n" } else { "settings:\n" };
    let bytes = [above.concat(), head.to_owned(), kept, after.concat()].concat().into_bytes();
    Ok((changes > 0).then_some(Reduced::of(bytes, changes)))
}

/// Returns whether a line is not indented.
fn is_top(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with(' ')
}

/// Returns the kept lines of the options, and how many values were removed. `first` is the number of the first line.
fn options(lines: &[&str], first: usize, goes: &mut impl FnMut(&str, &str) -> bool) -> Result<(String, u64), String> {
    let (mut kept, mut changes) = (String::new(), 0);
    let (mut option, mut head, mut stays) = ("", None, None);
    for (index, raw) in lines.iter().enumerate() {
        let wrong = || format!("line {} is not as qutebrowser writes it", first + index);
        let line = raw.trim_end();
        let name = line.trim_start();
        match line.len() - name.len() {
            // An empty line is a line break inside a value.
            _ if name.is_empty() && stays == Some(true) => kept.push_str(raw),
            _ if name.is_empty() => {}
            2 => {
                option = name.strip_suffix(':').ok_or_else(wrong)?;
                (head, stays) = (Some(raw), None);
            }
            // Items of a list are indented as far as the key above them.
            4 if !option.is_empty() && !name.starts_with('-') => {
                let key = key(name).ok_or_else(wrong)?;
                if goes(option, key) {
                    changes += 1;
                    stays = Some(false);
                } else {
                    kept.push_str(head.take().copied().unwrap_or_default());
                    kept.push_str(raw);
                    stays = Some(true);
                }
            }
            // A further line of the value above.
            4.. => {
                if stays.ok_or_else(wrong)? {
                    kept.push_str(raw);
                }
            }
            _ => return Err(wrong()),
        }
    }
    Ok((kept, changes))
}

/// Returns the key of a line. It may be in quotes, and a pattern contains colons.
fn key(line: &str) -> Option<&str> {
    for quote in ['\'', '"'] {
        if let Some(rest) = line.strip_prefix(quote) {
            let (key, value) = rest.split_once(quote)?;
            return value.starts_with(':').then_some(key);
        }
    }
    // Inside a plain key no space follows a colon.
    line.find(": ").and_then(|at| line.get(..at)).or_else(|| line.strip_suffix(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn global() -> Scope<String> {
        let mut scope = Scope::new(Fate::Remove);
        scope.keep(&["settings", "*", "global"].map(str::to_owned));
        scope
    }

    const BEFORE: &str = "# If a config.py file exists, this file is ignored unless it's explicitly loaded\n---\n\
        config_version: 2\nsettings:\n  content.notifications.enabled:\n    http://plant.example:8080: true\n\
        \x20 url.searchengines:\n    global:\n      DEFAULT: https://search.example/?q={}\n      w: https://w.example/{}\n\
        \x20 url.start_pages:\n    'https://*.plant.example/*': [x]\n    global: https://start.example/\n";

    #[test]
    fn patterns_go_and_what_is_for_everybody_stays() {
        let reduced = reduce(BEFORE.as_bytes(), &global()).unwrap();
        let text = String::from_utf8(reduced.bytes).unwrap();
        assert!(!text.contains("plant"), "{text}");
        assert_eq!(reduced.changes, 2);
        for line in ["      w: https://w.example/{}\n", "    global: https://start.example/\n", "config_version: 2\n"] {
            assert!(text.contains(line), "{text}");
        }
        assert!(!text.contains("notifications"), "an option without a value: {text}");
        assert_eq!(reduce(text.as_bytes(), &global()), None, "and once more nothing goes");
    }

    #[test]
    fn lists_and_long_texts_stay_or_go_whole() {
        let text = "settings:\n  c.l:\n    global:\n    - a\n    - b: c\n    https://plant.example/*:\n    - plant\n\
                    \x20 m:\n    global: 'a: b long\n      long\n\n\n      end'\n    '*://plant.example/*': 'x\n\n      y'\n";
        let reduced = reduce(text.as_bytes(), &global()).unwrap();
        let expected = "settings:\n  c.l:\n    global:\n    - a\n    - b: c\n\
                        \x20 m:\n    global: 'a: b long\n      long\n\n\n      end'\n";
        assert_eq!(String::from_utf8(reduced.bytes).unwrap(), expected);
        assert_eq!(reduced.changes, 2);
    }

    #[test]
    fn settings_without_any_left_are_an_empty_map() {
        let text = "config_version: 2\nsettings:\n  a.b:\n    https://plant.example: true\n";
        let reduced = reduce(text.as_bytes(), &global()).unwrap();
        assert_eq!(String::from_utf8(reduced.bytes).unwrap(), "config_version: 2\nsettings: {}\n");
        assert_eq!(reduce(b"config_version: 2\nsettings: {}\n", &global()), None);
    }

    #[test]
    fn of_another_form_nothing_stays() {
        for text in ["", "a: 1\n", "settings:\n  a: {global: 1}\n", "settings:\n   a:\n", "settings:\n  a:\n    b\n"] {
            let reduced = reduce(text.as_bytes(), &global()).unwrap();
            assert!(reduced.bytes == EMPTY && reduced.is_incomplete, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(settings:|  a:|    global: 1|    'x': 1|      y|\n|[ -~]{0,9}){0,12}") {
            drop(reduce(text.as_bytes(), &global()));
        }
    }
}
