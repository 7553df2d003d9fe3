//! Profiles that a list or a command line names and that lie in no browser's root, in another profile, or behind a link.
//! A folder becomes a root only if a profile is in it, and if it neither is nor contains one of the person's folders or
//! another root.

use std::path::Path;

use super::profiles;
use super::search::{Roots, Search};
use crate::catalog::{Browser, Definition};
use crate::model::{Layout, RelPath, RootKind, SkipReason};
use crate::safefs::Root;

/// How many files of a profile must be in a folder that lies in no browser's root: a list can name any folder, and one file
/// of that name may be the person's.
const SIGNS: usize = 2;

impl Search<'_> {
    /// Adds the Firefox profiles to which a root's list leads. Names those that must not be touched.
    pub(super) fn listed_elsewhere(
        &mut self,
        definition: &Definition,
        browser: &Browser,
        layout: Layout,
        listed: &[impl AsRef<Path>],
    ) {
        for at in listed {
            if self.stop.asked().is_some() {
                return;
            }
            self.named_profile(definition, browser, layout, at.as_ref());
        }
    }

    /// Adds a profile that is named by its path. Returns whether a profile is there, or cannot be looked for.
    pub(super) fn named_profile(
        &mut self,
        definition: &Definition,
        browser: &Browser,
        layout: Layout,
        at: &Path,
    ) -> bool {
        let Some(rel) = self.below_home(at) else {
            // Nothing outside HOME is looked at, because a mount may never answer.
            self.outside(&browser.id, at);
            return true;
        };
        if self.is_by_itself(&rel) {
            return true;
        }
        let root = match Root::prove(self.home, &rel, RootKind::Browser, None) {
            Ok(root) => root,
            Err(error) => return self.refused(&browser.id, rel, &error),
        };
        let signs = profiles::signs(definition.family);
        let is_in_root = self.is_known(&rel);
        match root.count_files(None, signs) {
            Ok(0) if root.has_any(None, signs).is_ok_and(|any| !any) => return false,
            // A folder in the browser's own is its profile, whatever is left of it.
            Ok(files) if is_in_root || files >= SIGNS && self.may_be_own_folder(&rel) => {
                self.lone_profile(definition, browser, layout, &root);
            }
            Ok(_few) => self.skip(&browser.id, rel, SkipReason::Outside),
            Err(_unreadable) => self.skip(&browser.id, rel, SkipReason::Unreadable),
        }
        true
    }

    /// Adds a profile that is a link, as profile-sync-daemon makes them, if the policy names it as moved. Otherwise the
    /// link is named, with the policy's line where that would help.
    pub(super) fn linked_profile(&mut self, definition: &Definition, browser: &Browser, layout: Layout, at: &RelPath) {
        let path = self.home.path().join(at.to_path());
        if let Some(root) = self.prove(&browser.id, &path, RootKind::Browser, None) {
            self.lone_profile(definition, browser, layout, &root);
        }
    }

    /// Adds a profile that is a root by itself.
    pub(super) fn lone_profile(&mut self, definition: &Definition, browser: &Browser, layout: Layout, root: &Root) {
        let name = root.proof().at.to_string();
        let found = vec![profiles::Profile::new(root, definition.family, None, name)];
        let roots = Roots { root, caches: &[], configs: &[] };
        self.add(definition, browser, layout, roots, profiles::Profiles { found, ..Default::default() });
    }
}
