//! One line to the system's log: to systemd's journal with fields of its own, or else to syslog. Sends and forgets: a log
//! that does not answer holds up nothing.
//!
//! The journal's form is described at <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>: a datagram of lines `KEY=value`.

use std::os::unix::net::UnixDatagram;

use crate::platform::places::Places;

/// "Informational" in the numbering of syslog (RFC 5424).
const INFO: &str = "6";
/// The same from a user program, as syslog's first word has it.
const SYSLOG_INFO: &str = "<14>";

/// Sends a line with its facts. Returns whether anybody took it. A field's name gets `SIGNOFF_` before it.
pub fn log_line(places: &Places, line: &str, fields: &[(&str, String)]) -> bool {
    let plain = |text: &str| text.replace(|letter: char| letter.is_control(), " ");
    let mut entry = format!("MESSAGE={}\nPRIORITY={INFO}\nSYSLOG_IDENTIFIER=signoff\n", plain(line));
    let mut whole = format!("{SYSLOG_INFO}signoff: {}", plain(line));
    for (name, value) in fields {
        entry.extend(["SIGNOFF_", name, "=", &plain(value), "\n"]);
        whole.extend(["; ", &name.to_lowercase(), "=", &plain(value)]);
    }
    let send = |to: &std::path::Path, text: &str| {
        let socket = UnixDatagram::unbound()?;
        socket.set_nonblocking(true)?;
        socket.send_to(text.as_bytes(), to)
    };
    send(&places.os.journal, &entry).is_ok() || send(&places.os.syslog, &whole).is_ok()
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
        assert!(!say(), "nobody listens");
        let heard = |socket: &UnixDatagram| {
            let mut bytes = [0; 400];
            let length = socket.recv(&mut bytes).unwrap();
            String::from_utf8(bytes[..length].to_vec()).unwrap()
        };
        let syslog = UnixDatagram::bind(&places.os.syslog).unwrap();
        assert!(say());
        assert_eq!(heard(&syslog), "<14>signoff: clean Forged=1; files=3");
        let journal = UnixDatagram::bind(&places.os.journal).unwrap();
        assert!(say());
        assert_eq!(heard(&journal), "MESSAGE=clean Forged=1\nPRIORITY=6\nSYSLOG_IDENTIFIER=signoff\nSIGNOFF_FILES=3\n");
    }
}
