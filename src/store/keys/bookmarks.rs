//! Chromium's `Bookmarks`: all bookmarks stay, without what they say of their use. The file is copied value by value and
//! never held as a tree, so that memory sets no limit to the number of bookmarks. Of a damaged file, what can be read
//! stays; a bookmark or folder is never left half-made.

use serde::de::IgnoredAny;

use super::reduced::Reduced;
use super::tokens::Tokens;
use crate::model::{Cursor, Fate, Scope};

/// The name of the file.
pub(super) const NAME: &str = "Bookmarks";

/// How much of the file is read, in bytes. The copy takes as much memory again. A bookmark takes some 400 bytes.
pub(super) const LIMIT: u64 = 72 << 20;

/// How deep values may be nested. Chromium reads no more (`JSONReader`).
const DEEPEST: usize = 200;

/// The longest text that is kept, in bytes: it is in memory twice while it is checked. Chromium's own limit for an
/// address is 2 MB (`url::kMaxURLChars`).
const LONGEST: usize = 4 << 20;

/// What a bookmark or folder is; all else goes. Source: `components/bookmarks/browser/bookmark_codec.cc` and files of
/// Chromium 156. `date_last_used` and `meta_info` say of its use: the notes are the browser's and extensions', such as
/// the last visit on this computer. The file's checksum covers neither.
const OF_BOOKMARK: [&str; 8] = ["children", "date_added", "date_modified", "guid", "id", "name", "type", "url"];

/// What goes from everything else.
const OF_USE: [&str; 2] = ["date_last_used", "meta_info"];

/// The folders at the top, without which Chromium takes no bookmark at all. Source: `BookmarkCodec::DecodeHelper`.
const TOP_FOLDERS: [&str; 3] = ["bookmark_bar", "other", "synced"];

/// The names that say whether an object is whole: with one of the first two it is a folder or a bookmark.
const TELLING: [&str; 7] = ["children", "url", "name", "type", "bookmark_bar", "other", "synced"];

/// Returns the file without what the scope does not keep and without what bookmarks say of their use, `None` if nothing
/// is removed.
pub(super) fn reduce(bytes: &[u8], scope: &Scope<String>) -> Option<Reduced> {
    let mut copy = Copy { tokens: Tokens(bytes), out: Vec::new(), removed: 0, is_incomplete: false };
    if copy.tokens.peek() != Some(b'{') || !copy.object(&scope.start()?, 0, Place::Top) {
        (copy.out, copy.is_incomplete) = (b"{}".to_vec(), true);
    }
    let Copy { out, removed, is_incomplete, .. } = copy;
    let is_unchanged = removed == 0 && !is_incomplete && serde_json::from_slice::<IgnoredAny>(bytes).is_ok();
    (!is_unchanged && out != bytes).then(|| Reduced { bytes: out, changes: removed.max(1), is_incomplete })
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    /// The object that holds the top folders.
    Roots,
    TopFolder,
    /// A bookmark or folder, or a list of them.
    Child,
    Other,
}

impl Place {
    fn keeps(self, key: &str) -> bool {
        match self {
            Self::TopFolder | Self::Child => OF_BOOKMARK.contains(&key),
            Self::Top | Self::Roots | Self::Other => !OF_USE.contains(&key),
        }
    }

    fn below(self, key: &str) -> Self {
        match self {
            Self::Top if key == "roots" => Self::Roots,
            Self::Roots if TOP_FOLDERS.contains(&key) => Self::TopFolder,
            _ if key == "children" => Self::Child,
            _ => Self::Other,
        }
    }
}

/// A rule for a value and what is below it.
type At<'s> = Cursor<'s, String, Fate>;

#[derive(Debug)]
struct Copy<'b> {
    tokens: Tokens<'b>,
    out: Vec<u8>,
    /// How many values were passed over because they are not kept.
    removed: u64,
    /// Whether something that is kept may be missing.
    is_incomplete: bool,
}

impl<'b> Copy<'b> {
    /// Copies the next value; `false` if nothing of it was copied.
    fn value(&mut self, at: &At<'_>, depth: usize, place: Place) -> bool {
        let kept = *at.value() == Fate::Keep;
        let is_open = depth < DEEPEST && !at.is_removed_whole();
        match self.tokens.peek() {
            Some(b'{') if is_open => self.object(at, depth, place),
            Some(b'[') if is_open && kept => self.array(at, depth, place),
            None | Some(b'{' | b'[') if kept => self.lose(),
            _ if kept => self.scalar(),
            _ => self.remove(),
        }
    }

    /// Copies an object. When something was lost, it completes what Chromium needs to read it: a file that ends too early
    /// lacks a folder's name and kind, which are written after its children. A bookmark without its address goes.
    fn object(&mut self, at: &At<'_>, depth: usize, place: Place) -> bool {
        let start = self.out.len();
        let mut seen = Vec::new();
        self.out.push(b'{');
        self.skip();
        while let Some((raw, key)) = self.key() {
            if !place.keeps(&key) {
                self.remove();
                continue;
            }
            let first = self.tokens.peek();
            let mark = self.begin_member(raw);
            if !self.value(&at.step(&key), depth + 1, place.below(&key)) {
                self.out.truncate(mark);
                continue;
            }
            let is_telling = match &*key {
                "url" => first == Some(b'"'),
                "children" => first == Some(b'['),
                _ => true,
            };
            if let Some(name) = TELLING.into_iter().find(|name| is_telling && *name == key && !seen.contains(name)) {
                seen.push(name);
            }
        }
        let is_empty = self.out.len() == start + 1;
        if (is_empty && *at.value() != Fate::Keep) || (self.is_incomplete && !self.complete(&seen, place)) {
            self.out.truncate(start);
            return false;
        }
        self.out.push(b'}');
        true
    }

    /// Writes what an object lacks; `false` if it is of no use.
    fn complete(&mut self, seen: &[&str], place: Place) -> bool {
        let empty_folder: &[u8] = br#"{"children":[],"name":"","type":"folder"}"#;
        let has = |name: &str| seen.contains(&name);
        let lacks: Vec<(&str, &[u8])> = match place {
            Place::Roots => TOP_FOLDERS.map(|name| (name, empty_folder)).to_vec(),
            Place::TopFolder => vec![("children", b"[]"), ("name", b"\"\""), ("type", b"\"folder\"")],
            Place::Child if has("children") => vec![("name", b"\"\""), ("type", b"\"folder\"")],
            Place::Child if has("url") => vec![("name", b"\"\""), ("type", b"\"url\"")],
            Place::Child => return false,
            Place::Top | Place::Other => vec![],
        };
        for (name, value) in lacks.into_iter().filter(|(name, _value)| !has(name)) {
            self.begin_member(format!("\"{name}\"").as_bytes());
            self.out.extend_from_slice(value);
        }
        true
    }

    fn array(&mut self, at: &At<'_>, depth: usize, place: Place) -> bool {
        self.out.push(b'[');
        self.skip();
        loop {
            match self.tokens.peek() {
                Some(b']') => {
                    self.skip();
                    break;
                }
                Some(b',') => self.skip(),
                Some(_) => {
                    let mark = self.begin_item();
                    if !self.value(at, depth + 1, place) {
                        self.out.truncate(mark);
                    }
                }
                None => {
                    self.is_incomplete = true;
                    break;
                }
            }
        }
        self.out.push(b']');
        true
    }

    /// Returns the next name of an object, as it is written and as it is meant, `None` at the object's end.
    fn key(&mut self) -> Option<(&'b [u8], String)> {
        loop {
            match self.tokens.peek() {
                Some(b',') => self.skip(),
                Some(b'}') => {
                    self.skip();
                    return None;
                }
                Some(b'"') => {
                    let raw = self.tokens.string();
                    if raw.is_none() || self.tokens.peek() != Some(b':') {
                        break;
                    }
                    self.skip();
                    match raw.and_then(|raw| Some((raw, text(raw)?))) {
                        Some(key) => return Some(key),
                        None => drop(self.lose()),
                    }
                }
                _ => break,
            }
        }
        self.end();
        None
    }

    /// Copies a text, number or word; `false` if it is none.
    fn scalar(&mut self) -> bool {
        let is_text = self.tokens.peek() == Some(b'"');
        let Some(raw) = (if is_text { self.tokens.string() } else { self.tokens.word() }) else {
            self.end();
            return false;
        };
        let is_good = if is_text { text(raw).is_some() } else { serde_json::from_slice::<IgnoredAny>(raw).is_ok() };
        if is_good {
            self.out.extend_from_slice(raw);
        }
        self.is_incomplete |= !is_good;
        is_good
    }

    /// Begins a member and returns where, for the case that there is nothing to write.
    fn begin_member(&mut self, name: &[u8]) -> usize {
        let mark = self.begin_item();
        self.out.extend_from_slice(name);
        self.out.push(b':');
        mark
    }

    fn begin_item(&mut self) -> usize {
        let mark = self.out.len();
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.push(b',');
        }
        mark
    }

    /// Passes over a value that is not kept.
    fn remove(&mut self) -> bool {
        self.removed += 1;
        if self.tokens.any().is_none() {
            self.end();
        }
        false
    }

    /// Passes over a value that should stay.
    fn lose(&mut self) -> bool {
        self.is_incomplete = true;
        self.remove()
    }

    fn skip(&mut self) {
        if self.tokens.step().is_none() {
            self.end();
        }
    }

    /// Gives up what is left.
    fn end(&mut self) {
        self.is_incomplete = true;
        self.tokens = Tokens(&[]);
    }
}

/// Returns what a text with its quotes means; `None` if it is no text or too long.
fn text(raw: &[u8]) -> Option<String> {
    if raw.len() > LONGEST { None } else { serde_json::from_slice(raw).ok() }
}

#[cfg(test)]
mod tests;
