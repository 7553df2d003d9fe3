//! The seal of our files: a line with a checksum of the rest of the file. It tells a file that an earlier installation
//! wrote from one that was modified or that is not ours.

use sha2::{Digest as _, Sha256};

const BEGIN: &str = "# Signoff ";
const END: &str = ": written by \"signoff hook install\", taken away by \"signoff hook remove\"; what you change stays";

/// Returns a text with the seal between its two parts. A part that is not empty must end with a newline.
pub(super) fn with_checksum(before: &str, after: &str) -> String {
    format!("{before}{BEGIN}{}{END}\n{after}", digest(before, after))
}

/// Says whether a text has a seal, and the checksum matches the rest of it.
pub(super) fn checksum_matches(text: &str) -> bool {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(BEGIN) {
            let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + line.len()..).unwrap_or_default());
            return text == with_checksum(before, after);
        }
        at += line.len();
    }
    false
}

fn digest(before: &str, after: &str) -> String {
    let sum = Sha256::new().chain_update(before).chain_update([0]).chain_update(after).finalize();
    let first = sum.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{first:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_breaks_the_seal() {
        let text = with_checksum("#!/bin/sh\n", "echo\n");
        assert!(checksum_matches(&text), "{text}");
        assert!(checksum_matches(&with_checksum("", "x\n")));
        let changed = [
            text.replace("echo", "echo 1"),
            text.replace("#!/bin/sh", "#!/bin/bash"),
            text.clone() + "\n",
            text.replace("what you", "What you"),
            text.lines().filter(|line| !line.starts_with(BEGIN)).collect::<Vec<_>>().join("\n"),
            String::new(),
        ];
        for changed in changed {
            assert!(!checksum_matches(&changed), "{changed}");
        }
    }
}
