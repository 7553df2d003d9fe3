//! Edits qutebrowser's permissions for single sites: values under the site's pattern in `autoconfig.yml`. Keeps
//! everything else in the file. Observed in qutebrowser 2.5.3.

use super::editor::SiteEditor;
use super::findings::{Findings, none_left};
use super::origin::chosen_origin;
use crate::model::{RelPath, SiteFinding, SiteRules, Stop};
use crate::safefs::Root;
use crate::store::error::{EditError, Edited};
use crate::store::keys::reduced::Reduced;
use crate::store::keys::{self, autoconfig};

/// The values of sites in `autoconfig.yml`.
pub(super) struct Permissions;

impl SiteEditor for Permissions {
    fn inspect(&self, root: &Root, at: &RelPath, rules: &SiteRules) -> Result<Vec<SiteFinding>, EditError> {
        Ok(reduced(&keys::read(root, at)?, rules)?.1.list())
    }

    fn edit(&self, root: &Root, at: &RelPath, rules: &SiteRules, _stop: &Stop) -> Result<Edited, EditError> {
        let (Some(reduced), _found) = reduced(&keys::read(root, at)?, rules)? else {
            return Ok(Edited::UNCHANGED);
        };
        root.replace(at, &reduced.bytes)?;
        none_left(&self.inspect(root, at, rules)?)?;
        Ok(Edited::CHANGED)
    }
}

fn reduced(bytes: &[u8], rules: &SiteRules) -> Result<(Option<Reduced>, Findings), EditError> {
    let mut found = Findings::default();
    let reduced = autoconfig::without(bytes, |_option, pattern| {
        let host = chosen_pattern(rules, pattern);
        if let Some(host) = &host {
            found.add(host, None);
        }
        host.is_some()
    });
    Ok((reduced.map_err(EditError::Damaged)?, found))
}

/// Returns the chosen host in a pattern: `https://host:443/*`, `*://*.host/*`; `None` for `global`.
fn chosen_pattern(rules: &SiteRules, pattern: &str) -> Option<String> {
    let (_scheme, rest) = pattern.split_once("://")?;
    chosen_origin(rules, &format!("any://{}", rest.strip_prefix("*.").unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SiteStore;
    use crate::store::sites;
    use crate::store::sites::testing::{edit, rules, verify};
    use crate::store::testing::Lab;

    const BEFORE: &str = "config_version: 2\nsettings:\n  content.notifications.enabled:\n\
        \x20   http://login.live.com:8080: true\n    https://notlive.com: true\n    global: ask\n\
        \x20 content.geolocation:\n    '*://*.live.com/*': true\n  url.start_pages:\n    global: https://live.com/\n";

    const AFTER: &str = "config_version: 2\nsettings:\n  content.notifications.enabled:\n\
        \x20   https://notlive.com: true\n    global: ask\n  url.start_pages:\n    global: https://live.com/\n";

    #[test]
    fn what_is_allowed_to_a_chosen_site_goes_and_settings_stay() {
        let lab = Lab::new();
        let at = lab.put("autoconfig.yml", BEFORE);
        let (store, rules) = (SiteStore::QutebrowserPermissions, rules(&["live.com"]));
        let found = sites::inspect(&lab.root, &at, store, &rules).unwrap();
        assert_eq!(found.iter().map(|found| found.host.as_str()).collect::<Vec<_>>(), ["live.com", "login.live.com"]);
        assert!(edit(&lab.root, &at, store, &rules).unwrap().changed);
        assert_eq!(String::from_utf8(lab.get("autoconfig.yml")).unwrap(), AFTER);
        verify(&lab.root, &at, store, &rules).unwrap();
        assert!(!edit(&lab.root, &at, store, &rules).unwrap().changed);
    }

    #[test]
    fn another_form_is_kept_and_reported() {
        let lab = Lab::new();
        let at = lab.put("autoconfig.yml", "settings:\n  a: {https://live.com: true}\n");
        let error = edit(&lab.root, &at, SiteStore::QutebrowserPermissions, &rules(&["live.com"])).unwrap_err();
        assert!(matches!(error, EditError::Damaged(_)), "{error}");
    }
}
