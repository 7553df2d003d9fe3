//! Reads what can be read of a JSON file that is damaged, nested too deep or too large, and of that only what a scope
//! keeps. What is not kept is passed over without being read, however deep it is; where nothing more can be read, what
//! was read until there counts.

use serde_json::{Map, Value};

use super::tokens::Tokens;
use crate::model::{Cursor, Fate, Scope};

/// How deep kept values may be nested. Chromium reads 200 levels (`JSONReader`); no browser writes so many.
const DEEPEST: usize = 150;

/// How many values are kept. Each takes some hundred bytes of memory.
const MOST_VALUES: usize = 300_000;

/// How many bytes of text are kept.
const MOST_TEXT: usize = 16 << 20;

/// What could be read.
pub(in crate::store) struct Read {
    /// The object that the file holds. A value that is not kept is `null`.
    pub(in crate::store) object: Value,
    /// Whether there may be more that is kept.
    pub(in crate::store) is_incomplete: bool,
}

/// Returns what can be read of a file.
pub(in crate::store) fn read(bytes: &[u8], scope: &Scope<String>) -> Read {
    let mut reader =
        Reader { tokens: Tokens(bytes), values_left: MOST_VALUES, text_left: MOST_TEXT, is_incomplete: false };
    let mut object = None;
    let end = scope.start().and_then(|at| reader.value(&at, 0, &mut object));
    match object {
        Some(object) if object.is_object() => Read { object, is_incomplete: end.is_none() || reader.is_incomplete },
        _ => Read { object: Value::Object(Map::new()), is_incomplete: true },
    }
}

struct Reader<'b> {
    tokens: Tokens<'b>,
    /// Whether something that is kept was passed over.
    is_incomplete: bool,
    values_left: usize,
    text_left: usize,
}

/// A rule for a value and what is below it.
type At<'s> = Cursor<'s, String, Fate>;

impl Reader<'_> {
    /// Reads a value into `into`, or nothing if it should stay and does not fit; `None` where nothing more can be read.
    fn value(&mut self, at: &At<'_>, depth: usize, into: &mut Option<Value>) -> Option<()> {
        let kept = *at.value() == Fate::Keep;
        let is_open = depth < DEEPEST && self.values_left > 0 && !at.is_removed_whole();
        self.values_left = self.values_left.saturating_sub(1);
        match self.tokens.peek()? {
            b'{' if is_open => self.members(at, depth, into.insert(Value::Object(Map::new())).as_object_mut()?),
            b'[' if is_open && kept => self.items(at, depth, into.insert(Value::Array(Vec::new())).as_array_mut()?),
            b'{' | b'[' => {
                if at.is_removed_whole() {
                    *into = Some(Value::Null);
                } else {
                    self.is_incomplete = true;
                }
                self.tokens.any()
            }
            b'"' => {
                let raw = self.tokens.string()?;
                let left = self.text_left.checked_sub(raw.len());
                match (kept, left, serde_json::from_slice(raw)) {
                    (true, Some(left), Ok(text)) => (self.text_left, *into) = (left, Some(text)),
                    (true, ..) => self.is_incomplete = true,
                    (false, ..) => *into = Some(Value::Null),
                }
                Some(())
            }
            _ => {
                let raw = self.tokens.word()?;
                let value = serde_json::from_slice(raw).ok()?;
                *into = Some(if kept { value } else { Value::Null });
                Some(())
            }
        }
    }

    fn members(&mut self, at: &At<'_>, depth: usize, into: &mut Map<String, Value>) -> Option<()> {
        self.tokens.step()?;
        loop {
            match self.tokens.peek()? {
                b'}' => return self.tokens.step(),
                b',' => self.tokens.step()?,
                b'"' => {
                    let key = self.tokens.string()?;
                    let key =
                        if key.len() > self.text_left { None } else { serde_json::from_slice::<String>(key).ok() };
                    if self.tokens.peek()? != b':' {
                        return None;
                    }
                    self.tokens.step()?;
                    self.tokens.peek()?;
                    let Some(key) = key.filter(|_key| self.values_left > 0) else {
                        self.is_incomplete = true;
                        self.tokens.any()?;
                        continue;
                    };
                    self.text_left = self.text_left.saturating_sub(key.len());
                    let mut value = None;
                    let read = self.value(&at.step(&key), depth + 1, &mut value);
                    if let Some(value) = value {
                        into.insert(key, value);
                    }
                    read?;
                }
                _ => return None,
            }
        }
    }

    fn items(&mut self, at: &At<'_>, depth: usize, into: &mut Vec<Value>) -> Option<()> {
        self.tokens.step()?;
        loop {
            match self.tokens.peek()? {
                b']' => return self.tokens.step(),
                b',' => self.tokens.step()?,
                _ if self.values_left == 0 => {
                    self.is_incomplete = true;
                    self.tokens.any()?;
                }
                _ => {
                    let mut value = None;
                    let read = self.value(at, depth + 1, &mut value);
                    into.extend(value);
                    read?;
                }
            }
        }
    }
}
