//! An account that only a test knows, on a computer whose other accounts are root's alone.

use std::process::Command;

use super::Lab;

/// Its name, in the account database that the test makes, in mounts of its own.
pub(crate) const NAME: &str = "signoff-somebody";
/// Its number.
pub(crate) const UID: u32 = 65_534;

/// Returns a command as root where this account and no other is known, and its home is the lab's. `before` comes before
/// the words that the caller adds, which are to be run.
pub(crate) fn with_account(lab: &Lab, before: &str) -> Command {
    let script = format!(
        r#"
        mount -t tmpfs -o mode=755 signoff /etc
        printf 'root:x:0:0::/root:/bin/sh\n{NAME}:x:{UID}:{UID}::%s:/bin/sh\n' "$1" > /etc/passwd
        printf 'root:x:0:\n{NAME}:x:{UID}:\nsecond:x:65533:{NAME}\n' > /etc/group
        shift
        exec {before} "$@""#
    );
    let mut unshare = lab.as_root("unshare");
    unshare.args(["--mount", "sh", "-ec", &script, "sh"]).arg(lab.home());
    unshare
}
