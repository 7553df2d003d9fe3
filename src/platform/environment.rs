//! What our own environment says: the session's language and screen. The only file that reads a variable; nothing else
//! in the program does.

use std::ffi::OsString;

/// Returns the language of the person's session, such as `fi-FI`; `None` where none is set.
pub fn locale() -> Option<String> {
    sys_locale::get_locale().filter(|name| spoken(name))
}

/// Tells a language from the absence of one.
fn spoken(name: &str) -> bool {
    !matches!(name.split(['.', '@']).next(), None | Some("" | "C" | "POSIX"))
}

/// Tells whether the screen is another computer's, where OpenGL is slow or missing.
pub fn is_remote_desktop() -> bool {
    variable("SESSIONNAME").is_some_and(|name| name.to_string_lossy().starts_with("RDP-"))
}

/// Returns a variable of our own environment, if it says anything.
#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
pub(super) fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn no_language_is_no_locale() {
        for none in ["", "C", "POSIX", "C.UTF-8", "C@x"] {
            assert!(!spoken(none), "{none:?}");
        }
        for some in ["fi-FI", "sv", "en-US", "Cs"] {
            assert!(spoken(some), "{some:?}");
        }
    }
}
