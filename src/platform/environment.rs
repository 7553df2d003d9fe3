//! Our own environment variables: the session's language and screen. No other file of the program reads a variable.

use std::ffi::OsString;

/// Returns the language of the session, such as `fi-FI`; `None` if none is set.
pub fn locale() -> Option<String> {
    sys_locale::get_locale().filter(|name| is_language(name))
}

/// Says whether a locale names a language: `C` and `POSIX` do not.
fn is_language(name: &str) -> bool {
    !matches!(name.split(['.', '@']).next(), None | Some("" | "C" | "POSIX"))
}

/// Says whether this is a remote desktop session, where OpenGL is slow or missing.
pub fn is_remote_desktop() -> bool {
    variable("SESSIONNAME").is_some_and(|name| name.to_string_lossy().starts_with("RDP-"))
}

/// Returns an environment variable; `None` if it is unset or empty.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::is_language;

    #[test]
    fn no_language_is_no_locale() {
        for none in ["", "C", "POSIX", "C.UTF-8", "C@x"] {
            assert!(!is_language(none), "{none:?}");
        }
        for some in ["fi-FI", "sv", "en-US", "Cs"] {
            assert!(is_language(some), "{some:?}");
        }
    }
}
