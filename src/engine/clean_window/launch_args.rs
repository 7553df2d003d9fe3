//! The arguments and variables with which a browser starts on an empty profile, asks nothing, and writes only to its
//! throw-away folder.
//!
//! HOME, the desktop's settings and the downloads folder stay the user's, so that downloads are found afterwards.
//! Caches and what a browser writes beside its profile go into the throw-away folder (Chromium 156 and Firefox 153 ESR,
//! run on an empty home and watched with strace, 2026-11-25).

use std::ffi::OsString;

use super::throwaway::{CACHE, CONFIG, PROFILE, ThrowawayError, ThrowawayProfile};
use crate::catalog::{Base, Browser};
use crate::engine::open_page::option;
use crate::model::{Family, Layout, RelPath};
use crate::platform::Places;
use crate::safefs::{Kind, Root};

/// The settings of a new Firefox profile: no welcome pages, no questions, no telemetry, no restored session.
const USER_JS: &str = r#"user_pref("app.normandy.enabled", false);
user_pref("app.shield.optoutstudies.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.preonboarding.enabled", false);
user_pref("browser.rights.3.shown", true);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.startup.homepage_override.mstone", "ignore");
user_pref("datareporting.healthreport.uploadEnabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.usage.uploadEnabled", false);
user_pref("startup.homepage_welcome_url", "");
user_pref("toolkit.telemetry.reportingpolicy.firstRun", false);
"#;

/// The arguments and environment variables of a browser.
pub(super) struct LaunchArgs {
    pub(super) arguments: Vec<OsString>,
    pub(super) variables: Vec<(&'static str, OsString)>,
}

/// Prepares a throw-away folder for a browser, and returns how to start the browser in it. `None` for a family that is
/// not known to write only to the profile that it is given.
pub(super) fn prepare(
    throwaway: &ThrowawayProfile,
    browser: &Browser,
    (family, layout): (Family, Layout),
    page: &str,
    places: &Places,
) -> Option<Result<LaunchArgs, ThrowawayError>> {
    let profile = throwaway.at(PROFILE).into_os_string();
    match family {
        Family::Chromium => Some(Ok(LaunchArgs {
            arguments: vec![
                option("--user-data-dir=", &profile),
                "--no-first-run".into(),
                "--no-default-browser-check".into(),
                "--disable-background-mode".into(),
                // Otherwise it stores a key in the desktop's keyring, outside the profile.
                "--password-store=basic".into(),
                page.into(),
            ],
            // Crash reports go below the usual settings folder, whatever profile is used.
            variables: variables(
                layout,
                [("XDG_CACHE_HOME", throwaway.at(CACHE)), ("CHROME_CONFIG_HOME", throwaway.at(CONFIG))],
            ),
        })),
        Family::Firefox => Some(prepare_firefox(throwaway, browser, layout, places).map(|()| {
            let caches = [("XDG_CACHE_HOME", throwaway.at(CACHE)), ("XDG_CONFIG_HOME", throwaway.at(CONFIG))];
            let mut variables = variables(layout, caches);
            variables.extend((layout == Layout::Native).then(|| ("MOZ_CRASHREPORTER_DISABLE", "1".into())));
            let arguments = ["--profile".into(), profile, "--no-remote".into(), "--new-instance".into(), page.into()];
            LaunchArgs { arguments: arguments.into(), variables }
        })),
        Family::Electron | Family::Epiphany | Family::Falkon | Family::Qutebrowser | Family::KeyStore => None,
    }
}

/// Returns the variables for a native browser, and none for a packaged one, which has its own folders and does not see
/// the variables.
fn variables<const N: usize>(
    layout: Layout,
    all: [(&'static str, std::path::PathBuf); N],
) -> Vec<(&'static str, OsString)> {
    let is_native = layout == Layout::Native;
    all.into_iter().filter(|_| is_native).map(|(name, path)| (name, path.into_os_string())).collect()
}

/// Firefox has one settings folder for all its profiles, and creates it if it is missing. It gets one of its own, in a
/// settings folder in which all else links to the user's: how the desktop looks, where downloads go.
fn prepare_firefox(
    throwaway: &ThrowawayProfile,
    browser: &Browser,
    layout: Layout,
    places: &Places,
) -> Result<(), ThrowawayError> {
    let parse =
        |path: &str| RelPath::parse(path).map_err(|_never| ThrowawayError::Io(std::io::ErrorKind::InvalidInput.into()));
    let settings = parse(PROFILE)?.extend(&parse("user.js")?);
    throwaway
        .root()
        .replace(&settings, USER_JS.as_bytes())
        .map_err(|error| ThrowawayError::Io(std::io::Error::other(error)))?;
    if layout != Layout::Native {
        return Ok(());
    }
    let Ok(at) = RelPath::below(throwaway.home().path(), &places.config) else { return Ok(()) };
    // If there is no settings folder, or it is outside HOME, there is nothing to link to.
    let Ok(config) = Root::prove(throwaway.home(), &at, crate::model::RootKind::Mixed, None) else { return Ok(()) };
    let own: Vec<_> = browser.roots.iter().filter(|root| root.at.base == Base::Config).collect();
    let is_own = |name: &OsString| own.iter().any(|root| root.at.rest.names().first() == Some(name));
    for listed in config.list(None).map_err(ThrowawayError::Io)? {
        if is_own(&listed.name) || !matches!(listed.kind, Kind::File | Kind::Folder | Kind::Link) {
            continue;
        }
        let Ok(name) = parse(CONFIG)?.join(&listed.name) else { continue };
        throwaway.link(&name, &places.config.join(&listed.name)).map_err(ThrowawayError::Io)?;
    }
    Ok(())
}
