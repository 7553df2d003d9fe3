//! A block of our lines in an administrator's shell script: between two marker lines, right below the first line, so
//! that an earlier `exit` does not skip it. Never changes the rest of the script.

use crate::hook::seal;

const BEGIN: &str = "# >>> Signoff\n";
const END: &str = "# <<< Signoff\n";

/// Our block in a script.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block<'t> {
    /// No block.
    None,
    /// A modified block, or more than one.
    Changed,
    /// An unmodified block: its lines, and the text before and after it.
    Intact { before: &'t str, lines: &'t str, after: &'t str },
}

/// Returns a block with these lines.
pub(super) fn around(lines: &str) -> String {
    format!("{BEGIN}{}{END}", seal::with_checksum("", lines))
}

/// Returns the block of a script.
pub(super) fn find(script: &str) -> Block<'_> {
    let marks = script.matches(BEGIN).count() + script.matches(END).count();
    if marks == 0 {
        return Block::None;
    }
    let parts = script.split_once(BEGIN).and_then(|(before, rest)| {
        let (lines, after) = rest.split_once(END)?;
        Some((before, lines, after))
    });
    match parts {
        Some((before, lines, after)) if marks == 2 && seal::checksum_matches(lines) => {
            Block::Intact { before, lines, after }
        }
        _ => Block::Changed,
    }
}

/// Returns a script with the block right below its first line; `None` if that line does not name a shell.
pub(super) fn inserted(script: &str, lines: &str) -> Option<String> {
    let (first, rest) = script.split_once('\n')?;
    let words: Vec<_> = first.strip_prefix("#!")?.split_whitespace().collect();
    let shell = match words.as_slice() {
        [env, name, ..] if env.ends_with("/env") => *name,
        [path, ..] => path.rsplit('/').next()?,
        [] => return None,
    };
    let is_shell = ["sh", "dash", "bash", "ksh", "zsh"].contains(&shell);
    is_shell.then(|| format!("{first}\n{}{rest}", around(lines)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inserted_can_be_taken_out_again() {
        let script = "#!/bin/sh\n# the administrator's\nexit 0\n";
        let with = inserted(script, "true\n").unwrap();
        assert!(with.starts_with("#!/bin/sh\n# >>> Signoff\n"), "{with}");
        let Block::Intact { before, lines, after } = find(&with) else { panic!("{with}") };
        assert_eq!(format!("{before}{after}"), script);
        assert!(lines.ends_with("true\n"));
        assert_eq!(find(script), Block::None);
    }

    #[test]
    fn a_changed_block_is_nobodys_to_take() {
        let with = inserted("#!/bin/sh\n", "true\n").unwrap();
        for changed in [with.replace("true", "false"), with.replace(END, ""), with.replace(BEGIN, ""), with.repeat(2)] {
            assert_eq!(find(&changed), Block::Changed, "{changed}");
        }
    }

    #[test]
    fn only_a_shells_script_is_added_to() {
        for first in ["#!/bin/sh", "#! /bin/bash -e", "#!/usr/bin/env sh", "#!/usr/bin/zsh"] {
            assert!(inserted(&format!("{first}\n"), "true\n").is_some(), "{first}");
        }
        for script in ["#!/usr/bin/python3\n", "#!/usr/bin/env python3\n", "exit 0\n", "", "#!/bin/sh", "#!\n"] {
            assert_eq!(inserted(script, "true\n"), None, "{script:?}");
        }
    }
}
