//! What `browsers --json` prints. Form: `assets/schema/browsers.schema.json`.

use serde::Serialize;

use crate::cli::text::paths::Paths;
use crate::cli::text::preview::{folder, folder_of};
use crate::i18n::advice::Adviser;
use crate::i18n::names::shown;
use crate::model::{Fate, FoundBrowser, Inventory, Layout, SCHEMA, UnknownName};

use super::skipped::Skipped;

/// Installed browsers with their profiles.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct BrowsersView {
    schema: u32,
    demonstration: bool,
    #[serde(rename = "browsers")]
    found: Vec<Browser>,
    skipped: Vec<Skipped>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown_names: Option<Vec<UnknownNameRow>>,
}

/// A name in a kept folder that no rule of the catalog mentions.
#[derive(Debug, Serialize)]
struct UnknownNameRow {
    browser: String,
    layout: Layout,
    profile: Option<String>,
    folder: &'static str,
    path: Option<String>,
    effect: &'static str,
}

#[derive(Debug, Serialize)]
struct Browser {
    #[serde(rename = "browser")]
    id: String,
    name: String,
    layout: Layout,
    running: bool,
    profiles: Vec<Profile>,
}

#[derive(Debug, Serialize)]
struct Profile {
    dir: String,
    name: String,
}

impl BrowsersView {
    pub(in crate::cli) fn of(
        inventory: &Inventory,
        unknown: Option<&[UnknownName]>,
        paths: &mut Paths<'_>,
        adviser: Adviser<'_>,
        demonstration: bool,
    ) -> Self {
        let browser = |found: &FoundBrowser| Browser {
            id: shown(&found.id.0),
            name: shown(&found.name),
            layout: found.layout,
            running: !found.running.is_empty(),
            profiles: found
                .profiles
                .iter()
                .map(|profile| Profile { dir: shown(&profile.dir), name: shown(&profile.name) })
                .collect(),
        };
        Self {
            schema: SCHEMA,
            demonstration,
            found: inventory.browsers.iter().map(browser).collect(),
            skipped: inventory.skipped.iter().map(|skip| Skipped::of(skip, adviser)).collect(),
            unknown_names: unknown.map(|names| names.iter().map(|name| UnknownNameRow::of(name, paths)).collect()),
        }
    }
}

impl UnknownNameRow {
    fn of(name: &UnknownName, paths: &mut Paths<'_>) -> Self {
        Self {
            browser: shown(&name.profile.browser.0),
            layout: name.profile.layout,
            profile: name.profile.profile_name.as_deref().map(shown),
            folder: folder(name.kind),
            path: name.at.as_ref().map(|at| paths.unknown(&folder_of(name), at)),
            effect: match name.fate {
                Some(Fate::Remove) => "remove",
                Some(Fate::Keep) => "keep",
                None => "unreadable",
            },
        }
    }
}
