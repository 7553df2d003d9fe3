//! Quotes a program's path for systemd units, desktop entries and shell scripts.
//!
//! Refuses a path that is not one line of UTF-8 text.

use std::path::Path;

use crate::hook::status::NotQuotable;

/// Returns the path as one line of text, if it is absolute and has no control characters.
fn text(path: &Path) -> Result<&str, NotQuotable> {
    let text = path.to_str().filter(|text| text.starts_with('/') && !text.chars().any(char::is_control));
    text.ok_or_else(|| NotQuotable(path.to_owned()))
}

fn escaped(text: &str, special: &[char]) -> String {
    text.chars().fold(String::new(), |mut quoted, letter| {
        if special.contains(&letter) {
            quoted.push('\\');
        }
        quoted.push(letter);
        quoted
    })
}

/// Returns the path quoted for `ExecStart=` and the like (systemd.service(5), "Command lines"): in double quotes, with
/// C escapes, and `%` doubled because of specifiers. The colon before it keeps `$` literal. systemd (252) refuses a
/// program path with a quote or backslash however it is quoted, but accepts it as an argument of `/usr/bin/env`.
pub(super) fn systemd(path: &Path) -> Result<String, NotQuotable> {
    let text = text(path)?;
    let quoted = format!("\"{}\"", escaped(text, &['\\', '"']).replace('%', "%%"));
    let needs_another = text.contains(['"', '\'', '\\']);
    Ok(if needs_another { format!(":/usr/bin/env {quoted}") } else { format!(":{quoted}") })
}

/// Returns the path quoted for `Exec=` (Desktop Entry Specification, "The Exec key"): in double quotes with four
/// characters escaped, `%` doubled because of field codes, then every backslash doubled, because the value is parsed as
/// a string first. systemd's generator (252) reads `%%` in a program path as two characters and skips the entry; there
/// our unit does the work.
pub(super) fn desktop(path: &Path) -> Result<String, NotQuotable> {
    let quoted = format!("\"{}\"", escaped(text(path)?, &['"', '`', '$', '\\']).replace('%', "%%"));
    Ok(quoted.replace('\\', "\\\\"))
}

/// Returns the path quoted for `/bin/sh`: in single quotes, within which only a single quote is special.
pub(super) fn shell(path: &Path) -> Result<String, NotQuotable> {
    Ok(format!("'{}'", text(path)?.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_paths_are_quoted_for_each_reader() {
        let check = |path: &str, in_unit: &str, in_entry: &str, in_shell: &str| {
            let path = Path::new(path);
            assert_eq!(systemd(path).unwrap(), in_unit);
            assert_eq!(desktop(path).unwrap(), in_entry);
            assert_eq!(shell(path).unwrap(), in_shell);
        };
        check("/usr/bin/signoff", r#":"/usr/bin/signoff""#, r#""/usr/bin/signoff""#, "'/usr/bin/signoff'");
        check("/o p/signoff", r#":"/o p/signoff""#, r#""/o p/signoff""#, "'/o p/signoff'");
        check("/100%/s", r#":"/100%%/s""#, r#""/100%%/s""#, "'/100%/s'");
        check(r#"/a"b/s"#, r#":/usr/bin/env "/a\"b/s""#, r#""/a\\"b/s""#, r#"'/a"b/s'"#);
        check("/a'b/s", r#":/usr/bin/env "/a'b/s""#, r#""/a'b/s""#, r"'/a'\''b/s'");
        check("/$a/`b`", r#":"/$a/`b`""#, r#""/\\$a/\\`b\\`""#, "'/$a/`b`'");
        check(r"/a\b", r#":/usr/bin/env "/a\\b""#, r#""/a\\\\b""#, r"'/a\b'");
        check("/ä ö/s", r#":"/ä ö/s""#, r#""/ä ö/s""#, "'/ä ö/s'");
    }

    #[test]
    fn what_is_not_one_line_of_text_is_refused() {
        use std::os::unix::ffi::OsStrExt as _;
        for path in [&b"/a\nb"[..], b"/a\xff", b"relative/a", b"/a\x1bb"] {
            let path = Path::new(std::ffi::OsStr::from_bytes(path));
            for quoted in [systemd(path), desktop(path), shell(path)] {
                assert_eq!(quoted, Err(NotQuotable(path.to_owned())));
            }
        }
    }
}
