//! Edits the desktop's list of recent files (`recently-used.xbel`): removes bookmarks and keeps the others byte for
//! byte.
//!
//! Edits a file only if it is clearly such a list: UTF-8, well-formed, an `xbel` element, no document type with its own
//! declarations. Anything else is "damaged", and the caller decides about the whole file.

use std::ops::Range;

use jiff::Timestamp;
use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::error::{EditError, Edited, catch_panic};
use super::keys::reduced::Reduced;
use crate::model::{RecentRule, RelPath};
use crate::safefs::Root;

/// The list has some hundred bookmarks; desktops drop old ones.
const LIMIT: u64 = 16 << 20;
/// The deepest nesting that is read; a list has five levels.
const DEPTH: usize = 32;

/// Removes bookmarks from a list of recent files.
pub fn edit_recent(root: &Root, at: &RelPath, rule: &RecentRule) -> Result<Edited, EditError> {
    catch_panic(|| {
        let before = root.read(at, LIMIT)?;
        let Some(reduced) = reduce(&before, rule)? else { return Ok(Edited::UNCHANGED) };
        root.replace(at, &reduced.bytes)?;
        Ok(Edited::CHANGED)
    })
}

/// Reads a list again; returns an error if it is not as [`edit_recent`] leaves it.
pub fn verify_recent(root: &Root, at: &RelPath, rule: &RecentRule) -> Result<(), EditError> {
    catch_panic(|| match reduce(&root.read(at, LIMIT)?, rule)? {
        None => Ok(()),
        Some(reduced) => Err(EditError::Residue(reduced.changes)),
    })
}

/// A bookmark: its place in the file, and what decides whether it is removed.
#[derive(Debug, Default)]
struct Line {
    bytes: Range<usize>,
    times: Vec<Option<i64>>,
    programs: Vec<String>,
}

impl Line {
    fn goes(&self, rule: &RecentRule) -> bool {
        let later = |time: &i64| rule.ended.is_some_and(|ended| *time > ended);
        if self.times.iter().flatten().any(later) {
            return false;
        }
        // An unreadable time may lie within the session.
        let of_session = |time: &Option<i64>| rule.began.is_none_or(|began| time.is_none_or(|time| time >= began));
        let of_browser = |program: &String| rule.programs.contains(program);
        self.times.is_empty() || self.times.iter().any(of_session) || self.programs.iter().any(of_browser)
    }
}

/// Returns the reduced list, or `None` if nothing is removed. An empty file is an empty list.
fn reduce(bytes: &[u8], rule: &RecentRule) -> Result<Option<Reduced>, EditError> {
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let text = std::str::from_utf8(bytes).map_err(|_not| EditError::Damaged("not UTF-8".into()))?;
    let lines = lines(text).map_err(EditError::Damaged)?;
    let mut kept = Vec::with_capacity(bytes.len());
    let (mut from, mut changes) = (0, 0);
    for line in lines.into_iter().filter(|line| line.goes(rule)) {
        let before = bytes.get(from..line.bytes.start).unwrap_or_default();
        // The white space before a bookmark is removed with it.
        kept.extend_from_slice(before.trim_ascii_end());
        from = line.bytes.end;
        changes += 1;
    }
    kept.extend_from_slice(bytes.get(from..).unwrap_or_default());
    Ok((changes > 0).then_some(Reduced::of(kept, changes)))
}

fn lines(text: &str) -> Result<Vec<Line>, String> {
    let mut reader = Reader::from_str(text);
    let mut lines = Vec::new();
    let mut open: Vec<Vec<u8>> = Vec::new();
    let mut line: Option<(usize, Line)> = None;
    let mut has_list = false;
    loop {
        let start = position(&reader)?;
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let end = position(&reader)?;
        match event {
            Event::Start(element) => {
                has_list |= is_list(&open, &element)?;
                if open.len() >= DEPTH {
                    return Err("elements lie too deep in each other".into());
                }
                if element.name().as_ref() == b"bookmark" && line.is_none() {
                    line = Some((open.len(), Line { bytes: start..start, ..Line::default() }));
                }
                learn(line.as_mut().map(|(_, line)| line), &element)?;
                open.push(element.name().as_ref().to_vec());
            }
            Event::Empty(element) => {
                has_list |= is_list(&open, &element)?;
                let mut alone = Line { bytes: start..end, ..Line::default() };
                if let Some((_, line)) = &mut line {
                    learn(Some(line), &element)?;
                } else if element.name().as_ref() == b"bookmark" {
                    learn(Some(&mut alone), &element)?;
                    lines.push(alone);
                }
            }
            Event::End(_) => {
                open.pop();
                if let Some((_, mut done)) = line.take_if(|(depth, _)| *depth == open.len()) {
                    done.bytes.end = end;
                    lines.push(done);
                }
            }
            Event::DocType(declared) if declared.contains(&b'[') => return Err("it declares its own entities".into()),
            Event::Decl(declared) => match declared.encoding() {
                Some(Ok(name)) if !name.eq_ignore_ascii_case(b"utf-8") => return Err("not UTF-8".into()),
                _ => {}
            },
            Event::Eof if has_list && open.is_empty() => return Ok(lines),
            Event::Eof => return Err("it ends too early".into()),
            _ => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> Result<usize, String> {
    usize::try_from(reader.buffer_position()).map_err(|error| error.to_string())
}

/// Returns whether this is the outermost element of the list. Another outermost element is an error.
fn is_list(open: &[Vec<u8>], element: &BytesStart<'_>) -> Result<bool, String> {
    match (open.is_empty(), element.name().as_ref()) {
        (true, b"xbel") => Ok(true),
        (true, _) => Err("not a list of recent files".into()),
        (false, _) => Ok(false),
    }
}

/// Adds the times and programs of an element to its bookmark.
fn learn(mut line: Option<&mut Line>, element: &BytesStart<'_>) -> Result<(), String> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        let Some(line) = line.as_deref_mut() else { continue };
        match (element.name().as_ref(), attribute.key.as_ref()) {
            (b"bookmark" | b"bookmark:application", b"added" | b"modified" | b"visited" | b"timestamp") => {
                line.times.push(time(&value));
            }
            (b"bookmark:application", b"name") => line.programs.push(value.to_lowercase()),
            (b"bookmark:application", b"exec") => line.programs.extend(program(&value)),
            _ => {}
        }
    }
    Ok(())
}

/// Returns a time in seconds since 1970, from ISO 8601 (current versions) or a number (old versions).
fn time(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| Some(text.parse::<Timestamp>().ok()?.as_second()))
}

/// Returns the name of the program that a command line starts, in lower case.
fn program(command: &str) -> Option<String> {
    let word = command.trim_matches(['\'', '"', ' ']).split(['\'', '"', ' ']).find(|word| !word.is_empty())?;
    word.rsplit('/').next().map(str::to_lowercase)
}

#[cfg(test)]
mod tests;
