//! The packaged application (Flatpak, Snap) that a process belongs to.
//!
//! A Flatpak is known by the file `.flatpak-info` in its root folder, a Snap by its program's path. The control group
//! is used only if these cannot be read: it is inherited, so a browser started from a Snap's terminal is in the Snap's
//! group.

use std::fs;
use std::io;
use std::path::{Component, Path};

use super::bounded::{Links, read_begin};
use crate::platform::system::App;

/// The most that is read of `.flatpak-info`, in bytes.
const ENOUGH: u64 = 64 * 1024;

/// Returns the packaged application that a process belongs to.
pub(super) fn of(pid: u32, exe: Option<&Path>) -> Option<App> {
    let group = || fs::read_to_string(format!("/proc/{pid}/cgroup")).ok().and_then(|text| in_group(&text));
    match note(pid) {
        Ok(text) => return flatpak_in(&text),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        Err(_) => {
            if let Some(app @ App::Flatpak(_)) = group() {
                return Some(app);
            }
        }
    }
    match exe {
        Some(exe) => snap_of(exe),
        None => group().filter(|app| matches!(app, App::Snap(_))),
    }
}

/// Reads `.flatpak-info`, which Flatpak puts into the root folder of every application.
fn note(pid: u32) -> io::Result<String> {
    let info = format!("/proc/{pid}/root/.flatpak-info");
    // The process can put anything there.
    let text = match read_begin(Path::new(&info), Links::Refuse, ENOUGH) {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(io::ErrorKind::NotFound.into()),
        read => read?,
    };
    String::from_utf8(text).map_err(|_not_text| io::ErrorKind::InvalidData.into())
}

fn flatpak_in(note: &str) -> Option<App> {
    let mut lines = note.lines().map(str::trim).skip_while(|line| *line != "[Application]").skip(1);
    let name = lines.by_ref().take_while(|line| !line.starts_with('[')).find_map(|line| line.strip_prefix("name="))?;
    Some(App::Flatpak(name.trim().to_owned()))
}

fn snap_of(exe: &Path) -> Option<App> {
    let below = ["/snap", "/var/lib/snapd/snap"].iter().find_map(|base| exe.strip_prefix(base).ok())?;
    match below.components().next()? {
        // `bin` and `snapd` belong to Snap itself.
        Component::Normal(name) if name == "bin" || name == "snapd" => None,
        Component::Normal(name) => Some(App::Snap(name.to_str()?.to_owned())),
        _ => None,
    }
}

fn in_group(text: &str) -> Option<App> {
    text.lines().flat_map(|line| line.split('/')).find_map(|part| {
        let scope = part.strip_suffix(".scope").or_else(|| part.strip_suffix(".service"))?;
        if let Some(rest) = scope.strip_prefix("app-flatpak-") {
            let (id, _number) = rest.rsplit_once('-')?;
            return Some(App::Flatpak(id.replace("\\x2d", "-")));
        }
        let (name, _rest) = scope.strip_prefix("snap.")?.split_once('.')?;
        Some(App::Snap(name.replace("\\x2d", "-")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flatpak(name: &str) -> App {
        App::Flatpak(name.into())
    }

    fn snap(name: &str) -> App {
        App::Snap(name.into())
    }

    #[test]
    fn a_flatpak_names_itself_under_application_only() {
        let note = "[Instance]\nname=no\n[Application]\nruntime=r/x\nname=org.mozilla.firefox\n[Context]\nname=no\n";
        assert_eq!(flatpak_in(note), Some(flatpak("org.mozilla.firefox")));
        assert_eq!(flatpak_in("[Application]\nruntime=r\n[Context]\nname=no\n"), None);
        assert_eq!(flatpak_in(""), None);
    }

    #[test]
    fn control_groups_name_flatpaks_and_snaps() {
        let base = "0::/user.slice/user-1000.slice/user@1000.service/app.slice";
        assert_eq!(
            in_group(&format!("{base}/app-flatpak-org.mozilla.firefox-4242.scope")),
            Some(flatpak("org.mozilla.firefox"))
        );
        assert_eq!(in_group(&format!("{base}/app-flatpak-a.b\\x2dc-1.scope")), Some(flatpak("a.b-c")));
        assert_eq!(in_group(&format!("{base}/snap.firefox.firefox-0f3b.scope")), Some(snap("firefox")));
        assert_eq!(in_group(&format!("{base}/app-gnome-firefox-7.scope")), None);
    }

    #[test]
    fn a_snap_is_known_by_where_its_program_lies() {
        assert_eq!(snap_of(Path::new("/snap/firefox/4136/usr/lib/firefox/firefox")), Some(snap("firefox")));
        assert_eq!(snap_of(Path::new("/var/lib/snapd/snap/chromium/1/chrome")), Some(snap("chromium")));
        assert_eq!(snap_of(Path::new("/snap/bin/firefox")), None);
        assert_eq!(snap_of(Path::new("/usr/lib/snap/firefox/x")), None);
    }

    #[test]
    fn we_are_in_no_package() {
        assert_eq!(of(std::process::id(), std::env::current_exe().ok().as_deref()), None);
    }
}
