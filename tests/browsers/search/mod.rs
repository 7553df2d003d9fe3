//! Searches files for planted values in every encoding and compression that a browser uses.
//!
//! Independent of Signoff: it knows no catalog and no store of the product, only file formats. It never says
//! "nothing found" of what it could not read; such files are listed apart.

mod forms;
mod layers;
mod leveldb;
mod sqlite;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::sites::Sites;
use crate::values::Values;
use forms::Forms;
pub(crate) use layers::FIXED_KEY;

/// One value in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Find {
    pub(crate) store: &'static str,
    /// The path below the place that was searched, after that place's own name.
    pub(crate) file: String,
    pub(crate) how: String,
}

impl Find {
    /// Whether this is a value of `store` in a file whose path contains `part`.
    pub(crate) fn is_in(&self, store: &str, part: &str) -> bool {
        self.store == store && self.file.contains(part)
    }
}

/// What a search brought.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) finds: BTreeSet<Find>,
    pub(crate) unread: Vec<String>,
}

/// Looks for the values of one test.
pub(crate) struct Searcher {
    forms: Forms,
}

impl Searcher {
    /// A searcher for everything that `sites` plant.
    pub(crate) fn new(sites: &Sites) -> Result<Self> {
        let host = sites.host("hsts")?;
        let mut wire = Vec::new();
        for label in host.split('.') {
            wire.push(u8::try_from(label.len())?);
            wire.extend_from_slice(label.as_bytes());
        }
        wire.push(0);
        // Chromium's TransportSecurity names hosts by the SHA-256 of their DNS wire form.
        let hashed = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(&wire));
        Ok(Self { forms: Forms::new(sites.values(), &[("hsts", "SHA-256 of the host", hashed.into_bytes())])? })
    }

    /// A searcher for these values and nothing else.
    pub(crate) fn of(values: &Values) -> Result<Self> {
        Ok(Self { forms: Forms::new(values, &[])? })
    }

    /// Searches names, links, attributes and contents of everything below `places`.
    pub(crate) fn search(&self, places: &[PathBuf]) -> Found {
        let mut found = Found::default();
        for place in places {
            for entry in WalkDir::new(place).follow_links(false) {
                let step = match entry {
                    Ok(entry) => self.entry(place, entry.path(), &mut found.finds),
                    // An open browser may remove a file during the search.
                    Err(error) if error.io_error().is_some_and(|io| io.kind() == std::io::ErrorKind::NotFound) => {
                        Ok(())
                    }
                    Err(error) => Err(error.into()),
                };
                if let Err(error) = step {
                    found.unread.push(format!("{error:#}"));
                }
            }
        }
        found
    }

    fn entry(&self, place: &Path, path: &Path, finds: &mut BTreeSet<Find>) -> Result<()> {
        let below = path.strip_prefix(place.parent().unwrap_or(place)).unwrap_or(path);
        let file = below.display().to_string();
        let mut note = |store, how: String| {
            finds.insert(Find { store, file: file.clone(), how });
        };
        if let Some(name) = path.file_name() {
            self.dig(name.as_bytes(), "name", 0, &mut note);
        }
        let Ok(meta) = path.symlink_metadata() else { return Ok(()) };
        if meta.is_symlink() {
            self.dig(fs::read_link(path)?.as_os_str().as_bytes(), "link", 0, &mut note);
        }
        self.attributes(path, &mut note);
        if !meta.is_file() {
            return Ok(());
        }
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        self.dig(&bytes, "", 3, &mut note);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "log") || name.starts_with("MANIFEST-") {
            self.dig(&leveldb::log(&bytes), "LevelDB log", 2, &mut note);
        }
        for block in leveldb::table(&bytes).unwrap_or_default() {
            self.dig(&block, "LevelDB table", 2, &mut note);
        }
        if bytes.starts_with(sqlite::MAGIC) {
            sqlite::cells(path, |column, bytes| {
                self.dig(bytes, &format!("SQLite {column}"), 2, &mut note);
                if let Some(plain) = layers::snappy(bytes) {
                    self.dig(&plain, &format!("SQLite {column}, snappy"), 2, &mut note);
                }
            })
            .with_context(|| path.display().to_string())?;
        }
        Ok(())
    }

    fn attributes(&self, path: &Path, note: &mut impl FnMut(&'static str, String)) {
        let mut names = vec![0; 4096];
        // A file system without attributes has none to search.
        let Ok(length) = rustix::fs::llistxattr(path, &mut names) else { return };
        for name in names.get(..length).unwrap_or_default().split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
            let mut value = vec![0; 64 << 10];
            if let Ok(length) = rustix::fs::lgetxattr(path, name, &mut value) {
                self.dig(value.get(..length).unwrap_or_default(), "attribute", 0, note);
            }
        }
    }

    /// Searches bytes, and what is packed in them, to the given depth.
    fn dig(&self, bytes: &[u8], how: &str, depth: u8, note: &mut impl FnMut(&'static str, String)) {
        self.forms.find(bytes, |store, form| note(store, join(how, form)));
        if depth > 0 {
            let mut inner = Vec::new();
            layers::unpack(bytes, |layer, plain| inner.push((layer, plain)));
            for (layer, plain) in inner {
                self.dig_boxed(&plain, &join(how, layer), depth - 1, note);
            }
        }
    }

    /// Ends the recursion of generic types: every depth below the first goes through one closure type.
    fn dig_boxed(&self, bytes: &[u8], how: &str, depth: u8, note: &mut dyn FnMut(&'static str, String)) {
        self.forms.find(bytes, |store, form| note(store, join(how, form)));
        if depth > 0 {
            layers::unpack(bytes, |layer, plain| self.dig_boxed(&plain, &join(how, layer), depth - 1, note));
        }
    }
}

fn join(outer: &str, inner: &str) -> String {
    if outer.is_empty() { inner.to_owned() } else { format!("{outer}, {inner}") }
}
