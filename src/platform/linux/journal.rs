//! The system's log: writes a line with fields to systemd's journal, or else to syslog. Never blocks.
//!
//! The journal's protocol is a datagram of lines `KEY=value`: <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.

use std::os::unix::net::UnixDatagram;

use crate::model::is_visible;
use crate::platform::places::Places;

/// Syslog's severity "informational" (RFC 5424).
const INFO: &str = "6";
/// The same severity with facility "user", as a syslog line begins.
const SYSLOG_INFO: &str = "<14>";

/// Writes a line with fields and returns whether a log accepted it. Each field's name is prefixed with `SIGNOFF_`.
pub fn log_line(places: &Places, line: &str, fields: &[(&str, String)]) -> bool {
    let one_line = |text: &str| text.replace(|letter: char| !is_visible(letter), " ");
    let mut entry = format!("MESSAGE={}\nPRIORITY={INFO}\nSYSLOG_IDENTIFIER=signoff\n", one_line(line));
    let mut syslog_line = format!("{SYSLOG_INFO}signoff: {}", one_line(line));
    for (name, value) in fields {
        entry.extend(["SIGNOFF_", name, "=", &one_line(value), "\n"]);
        syslog_line.extend(["; ", &name.to_lowercase(), "=", &one_line(value)]);
    }
    let send = |to: &std::path::Path, text: &str| {
        let socket = UnixDatagram::unbound()?;
        socket.set_nonblocking(true)?;
        socket.send_to(text.as_bytes(), to)
    };
    send(&places.os.journal, &entry).is_ok() || send(&places.os.syslog, &syslog_line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_is_asked_first_and_syslog_where_there_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let mut places = Places::below(folder.path());
        (places.os.journal, places.os.syslog) = (folder.path().join("j"), folder.path().join("s"));
        let say = || log_line(&places, "clean\nForged=1", &[("FILES", "3".to_owned())]);
        assert!(!say(), "there is no log yet");
        let received = |socket: &UnixDatagram| {
            let mut bytes = [0; 400];
            let length = socket.recv(&mut bytes).unwrap();
            String::from_utf8(bytes[..length].to_vec()).unwrap()
        };
        let syslog = UnixDatagram::bind(&places.os.syslog).unwrap();
        assert!(say());
        assert_eq!(received(&syslog), "<14>signoff: clean Forged=1; files=3");
        let journal = UnixDatagram::bind(&places.os.journal).unwrap();
        assert!(say());
        assert_eq!(
            received(&journal),
            "MESSAGE=clean Forged=1\nPRIORITY=6\nSYSLOG_IDENTIFIER=signoff\nSIGNOFF_FILES=3\n"
        );
    }
}
