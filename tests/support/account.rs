//! A user account that exists only during a test, in a mount namespace with an `/etc` of its own.

use std::process::Command;

use super::Lab;

/// The account's name.
pub(crate) const NAME: &str = "signoff-somebody";
/// The account's user id.
pub(crate) const UID: u32 = 65_534;

/// Returns a command that runs the arguments added by the caller as root, where this account exists beside root and has
/// the lab's home. `before` is put in front of these arguments.
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
