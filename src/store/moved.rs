//! What a browser's settings say of where it puts data: caches and downloads. They are read before they are cleaned, also
//! where the file is damaged. Opens none of the folders that they name, and does not judge them: anybody may have
//! written such a setting.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use super::error::catch_panic;
use super::keys::{self, json, lenient, prefs_js};
use crate::model::{Fate, RelPath, Scope};
use crate::safefs::{ReadError, Root};

/// How many folders of one kind count. A browser has one of each; a damaged file may name any number.
const MOST: usize = 32;

/// Where settings lead. As written: a path need not be absolute, and nothing need be there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Folders above caches.
    pub caches: BTreeSet<PathBuf>,
    /// Folders for downloads.
    pub downloads: BTreeSet<PathBuf>,
    /// Folders in which the person saved something last.
    pub saved: BTreeSet<PathBuf>,
    /// Files that could not be read, or not where they name such a folder.
    pub unread: BTreeMap<RelPath, Gaps>,
}

/// Of what a file may say more than could be read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Gaps {
    /// Of caches.
    pub caches: bool,
    /// Of folders for downloads, and of those in which something was saved.
    pub downloads: bool,
}

impl Gaps {
    const ALL: Self = Self { caches: true, downloads: true };

    fn of(says: Says) -> Self {
        Self { caches: says == Says::Cache, downloads: says != Says::Cache }
    }

    fn add(&mut self, more: Self) {
        self.caches |= more.caches;
        self.downloads |= more.downloads;
    }
}

/// What a setting says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Cache,
    Downloads,
    Saved,
}

/// Firefox's settings, in the files of a profile. Source: `CacheObserver.cpp` and `DownloadPaths`, `DownloadLastDir.sys.mjs`
/// in Firefox. `browser.download.folderList` does not count: what it says now, it need not have said an hour ago.
const PREFS: [(&str, Says); 4] = [
    ("browser.cache.disk.parent_directory", Says::Cache),
    ("browser.cache.offline.parent_directory", Says::Cache),
    ("browser.download.dir", Says::Downloads),
    ("browser.download.lastDir", Says::Saved),
];

/// Chromium's settings, in `Preferences` and `Local State`. Source: `pref_names.h` in Chromium.
const KEYS: [(&[&str], Says); 3] = [
    (&["download", "default_directory"], Says::Downloads),
    (&["savefile", "default_directory"], Says::Saved),
    (&["browser", "disk_cache_dir"], Says::Cache),
];

impl Moved {
    /// Adds what the settings of a Firefox profile say.
    pub fn add_firefox(&mut self, root: &Root, profile: Option<&RelPath>) {
        for name in ["prefs.js", "user.js"] {
            self.file(root, profile, name, Self::prefs);
        }
    }

    /// Adds what a file of Chromium's says: `Preferences` in a profile, `Local State` above the profiles.
    pub fn add_chromium(&mut self, root: &Root, folder: Option<&RelPath>, name: &str) {
        self.file(root, folder, name, Self::json);
    }

    fn file(&mut self, root: &Root, folder: Option<&RelPath>, name: &str, take: fn(&mut Self, &[u8]) -> Gaps) {
        let Ok(at) = RelPath::parse(name).map(|name| name.within(folder)) else { return };
        let gaps = catch_panic(|| match keys::read_some(root, &at) {
            Ok((bytes, is_cut)) => {
                let mut gaps = if is_cut { Gaps::ALL } else { Gaps::default() };
                gaps.add(take(self, &bytes));
                Ok(gaps)
            }
            // A browser reads no folder, FIFO or device either. It follows links.
            Err(ReadError::Missing | ReadError::NotAFile) => Ok(Gaps::default()),
            Err(error) => Err(error.into()),
        });
        let gaps = gaps.unwrap_or(Gaps::ALL);
        if gaps != Gaps::default() {
            self.unread.insert(at, gaps);
        }
    }

    fn prefs(&mut self, bytes: &[u8]) -> Gaps {
        let mut gaps = Gaps::default();
        prefs_js::each_readable(bytes, |pref| match pref {
            Ok(pref) => {
                let says = PREFS.iter().find(|(name, _)| *name == pref.name);
                if let (Some((_, says)), Some(text)) = (says, pref.text) {
                    gaps.add(self.add(*says, text));
                }
            }
            Err(odd) => {
                for (_, says) in PREFS.iter().filter(|(name, _)| holds(odd, name)) {
                    gaps.add(Gaps::of(*says));
                }
            }
        });
        gaps
    }

    fn json(&mut self, bytes: &[u8]) -> Gaps {
        let mut scope = Scope::new(Fate::Remove);
        for (key, _) in KEYS {
            scope.keep(&key.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        }
        let read = lenient::read(bytes, &scope);
        let mut gaps = Gaps::default();
        for (key, says) in KEYS {
            match json::look_up(&read.object, key.iter().copied()) {
                Some(Value::String(text)) => gaps.add(self.add(says, text.clone())),
                None if read.is_incomplete && key.last().is_some_and(|name| holds(bytes, name)) => {
                    gaps.add(Gaps::of(says));
                }
                Some(_) | None => {}
            }
        }
        gaps
    }

    /// Adds a folder. Returns for what there was no room.
    fn add(&mut self, says: Says, text: String) -> Gaps {
        let into = match says {
            Says::Cache => &mut self.caches,
            Says::Downloads => &mut self.downloads,
            Says::Saved => &mut self.saved,
        };
        let path = PathBuf::from(text);
        if into.len() >= MOST && !into.contains(&path) {
            return Gaps::of(says);
        }
        if !path.as_os_str().is_empty() {
            into.insert(path);
        }
        Gaps::default()
    }
}

fn holds(bytes: &[u8], name: &str) -> bool {
    bytes.windows(name.len()).any(|part| part == name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{Lab, rel};

    fn check(found: &BTreeSet<PathBuf>, expected: &[&str]) {
        assert_eq!(*found, expected.iter().map(PathBuf::from).collect());
    }

    fn firefox(lab: &Lab) -> Moved {
        let mut moved = Moved::default();
        moved.add_firefox(&lab.root, None);
        moved
    }

    fn chromium(lab: &Lab) -> Moved {
        let mut moved = Moved::default();
        moved.add_chromium(&lab.root, None, "Preferences");
        moved.add_chromium(&lab.root, None, "Local State");
        moved
    }

    #[test]
    fn both_files_of_a_firefox_profile_say_where_data_are() {
        let lab = Lab::new();
        lab.put(
            "prefs.js",
            "user_pref(\"browser.cache.disk.parent_directory\", \"/a\");\nuser_pref(\"browser.download.dir\", \"/d\");\n\
             user_pref(\"browser.download.lastDir\", \"/s\");\nuser_pref(\"browser.download.folderList\", 2);\nodd\n",
        );
        lab.put(
            "user.js",
            "user_pref(\"browser.cache.disk.parent_directory\", \"/b\"); // mine\nuser_pref(\"x\", \"/x\");",
        );
        let moved = firefox(&lab);
        check(&moved.downloads, &["/d"]);
        check(&moved.saved, &["/s"]);
        // A comment behind a setting is a line that is not read, and names a folder for caches.
        check(&moved.caches, &["/a"]);
        assert_eq!(moved.unread, [(rel("user.js"), Gaps::of(Says::Cache))].into());
    }

    #[test]
    fn a_damaged_file_is_read_as_far_as_it_goes_and_says_what_it_may_hide() {
        let lab = Lab::new();
        lab.put("Preferences", r#"{"download":{"default_directory":"/d"},"savefile":{"default_dir"#);
        lab.put("Local State", r#"{"browser":{"disk_cache_dir":"/c"}}"#);
        let moved = chromium(&lab);
        check(&moved.downloads, &["/d"]);
        check(&moved.caches, &["/c"]);
        assert_eq!(moved.unread, [(rel("Preferences"), Gaps::of(Says::Saved))].into());
        lab.put("Preferences", r#"{"a":1, nonsense "download":{"default_directory":"/d"}}"#);
        assert_eq!(chromium(&lab).unread.len(), 1);
        lab.put("Preferences", "no settings at all");
        assert!(chromium(&lab).unread.is_empty());
    }

    #[test]
    fn any_number_of_settings_is_read_in_part_and_said() {
        let lab = Lab::new();
        let line = |n: usize| format!("user_pref(\"browser.cache.disk.parent_directory\", \"/{n}\");\n");
        lab.put("prefs.js", (0..=MOST).map(line).collect::<String>());
        let moved = firefox(&lab);
        assert_eq!((moved.caches.len(), moved.unread.len()), (MOST, 1));
        lab.put("prefs.js", (0..MOST).chain(0..MOST).map(line).collect::<String>());
        assert!(firefox(&lab).unread.is_empty());
    }
}
