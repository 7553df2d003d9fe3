//! Asking a program of the system something, such as `systemctl`: it must answer in time, and is ended otherwise.

use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(5);
/// The longest output that is read, in bytes. A pipe holds as much, so the program does not wait for us.
const LIMIT: u64 = 64 << 10;

/// What a program answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// It ended with exit code 0.
    pub(super) is_success: bool,
    /// A signal ended it, as when the session ends that it belongs to.
    pub(super) is_ended: bool,
    /// What it printed on stdout.
    pub(super) text: String,
}

/// Runs a program with these variables besides our own; `None` if it cannot be started or takes longer.
pub(super) fn ask(
    program: &Path,
    words: &[OsString],
    variables: &[(&str, OsString)],
    at_most: Duration,
) -> Option<Reply> {
    let until = Instant::now() + at_most;
    #[expect(clippy::disallowed_methods, reason = "only platform starts programs")]
    let mut command = Command::new(program);
    command.args(words).envs(variables.iter().map(|(name, value)| (OsStr::new(name), value)));
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if Instant::now() < until => thread::sleep(LOOK),
            Ok(None) | Err(_) => break None,
        }
    };
    let Some(status) = status else {
        // It may have ended by now, which is as well.
        child.kill().and_then(|()| child.wait()).ok();
        return None;
    };
    let mut bytes = Vec::new();
    child.stdout.take()?.take(LIMIT).read_to_end(&mut bytes).ok()?;
    let is_ended = status.code().is_none();
    Some(Reply { is_success: status.success(), is_ended, text: String::from_utf8_lossy(&bytes).into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_answer_is_ended() {
        let shell = |text: &str, at_most| ask(Path::new("/bin/sh"), &["-c".into(), text.into()], &[], at_most);
        let began = Instant::now();
        assert_eq!(shell("exec sleep 60", Duration::from_millis(50)), None);
        assert!(began.elapsed() < Duration::from_secs(30));
        let patience = Duration::from_secs(30);
        let reply = |is_success, text: &str| Some(Reply { is_success, is_ended: false, text: text.to_owned() });
        assert_eq!(shell("echo stopping; exit 1", patience), reply(false, "stopping\n"));
        assert_eq!(shell("echo $LC_ALL", patience), reply(true, "C\n"));
        assert!(shell("kill $$", patience).is_some_and(|reply| reply.is_ended && !reply.is_success));
        assert_eq!(ask(Path::new("/nowhere"), &[], &[], patience), None);
    }
}
