//! The sample home, with its browsers and areas.

use tempfile::TempDir;

use super::chromium::{chromium_profile, chromium_user_data};
use super::error::DemoError;
use super::firefox::{firefox_profile, firefox_root};
use super::folder::NewFolder;
use super::sample::{Sample, SignIn};
use crate::platform::Places;

const RECENT: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xbel version=\"1.0\">\n  \
                      <bookmark href=\"file:///sample/Downloads/Sample%20timetable.pdf\" added=\"2026-01-01T08:00:00Z\" \
                      modified=\"2026-01-01T08:00:00Z\" visited=\"2026-01-01T08:00:00Z\"/>\n</xbel>\n";
const TRASHED: &str = "[Trash Info]\nPath=/sample/Sample notes.txt\nDeletionDate=2026-01-01T08:00:00\n";

/// A sample home. Dropping it removes the home.
#[derive(Debug)]
pub struct Demo {
    // Only holds the folder: dropping it removes the home.
    _home: TempDir,
    /// The folders of the sample home, to use in place of the user's own.
    pub places: Places,
}

impl Demo {
    /// Creates a home with Chrome, Edge and Firefox, as a user left them.
    pub fn new() -> Result<Self, DemoError> {
        let home = tempfile::Builder::new().prefix("signoff-demo-").tempdir().map_err(DemoError::Home)?;
        let places = Places::below(home.path());
        let sample = Sample::small();

        let chrome = NewFolder::at(&places.config.join("google-chrome"))?;
        let chrome_cache = NewFolder::at(&places.cache.join("google-chrome"))?;
        chromium_user_data(&chrome, &[("Default", "Sample Student"), ("Profile 1", "Sample Group Work")])?;
        chromium_profile(&chrome, &chrome_cache, "Default", Sample { cached: 240, ..sample })?;
        let second = Sample { cached: 40, sign_in: SignIn::UniversityOnly, ..sample };
        chromium_profile(&chrome, &chrome_cache, "Profile 1", second)?;

        let edge = NewFolder::at(&places.config.join("microsoft-edge"))?;
        let edge_cache = NewFolder::at(&places.cache.join("microsoft-edge"))?;
        chromium_user_data(&edge, &[("Default", "Sample Student")])?;
        chromium_profile(&edge, &edge_cache, "Default", Sample { cached: 120, ..sample })?;

        let firefox = NewFolder::at(&places.config.join("mozilla/firefox"))?;
        let firefox_cache = NewFolder::at(&places.cache.join("mozilla/firefox"))?;
        let profile = "sample01.default-release";
        firefox_root(&firefox, &[(profile, "default-release")])?;
        let third = Sample { cached: 160, sign_in: SignIn::UniversityOnly, ..sample };
        firefox_profile(&firefox, &firefox_cache, profile, third)?;
        areas(&places)?;
        Ok(Self { _home: home, places })
    }
}

fn areas(places: &Places) -> Result<(), DemoError> {
    let file = |folder, name: &str, text: &str| NewFolder::at(folder)?.file(name, text).map(drop);
    places.downloads.iter().try_for_each(|downloads| file(downloads, "Sample timetable.pdf", "sample"))?;
    file(&places.data, "recently-used.xbel", RECENT)?;
    file(&places.cache, "thumbnails/normal/00000000000000000000000000000000.png", "sample")?;
    file(&places.data, "Trash/files/Sample notes.txt", "sample")?;
    file(&places.data, "Trash/info/Sample notes.txt.trashinfo", TRASHED)?;
    places.os.shared_temp.iter().try_for_each(|temp| file(temp, "sample.tmp", "sample"))
}
