//! Reads what can be read of a JSON file that is damaged, nested too deep or too large, and of that only what a scope
//! keeps. What is not kept is passed over without being read, however deep it is; where nothing more can be read, what
//! was read until there counts.

use serde_json::{Map, Value};

use crate::model::{Cursor, Fate, Scope};

/// How deep kept values may be nested. Chromium reads 200 levels (`JSONReader`); no browser writes so many.
const DEEPEST: usize = 150;

/// How many values are kept. Each takes some hundred bytes of memory.
const MOST_VALUES: usize = 300_000;

/// How many bytes of text are kept.
const MOST_TEXT: usize = 16 << 20;

/// What could be read.
pub(super) struct Read {
    /// The object that the file holds. A value that is not kept is `null`.
    pub(super) object: Value,
    /// Whether there may be more that is kept.
    pub(super) is_incomplete: bool,
}

/// Returns what can be read of a file.
pub(super) fn read(bytes: &[u8], scope: &Scope<String>) -> Read {
    let mut reader = Reader { rest: bytes, values_left: MOST_VALUES, text_left: MOST_TEXT, is_incomplete: false };
    let mut object = Value::Null;
    let end = scope.start().and_then(|at| reader.value(&at, 0, &mut object));
    if !object.is_object() {
        return Read { object: Value::Object(Map::new()), is_incomplete: true };
    }
    Read { object, is_incomplete: end.is_none() || reader.is_incomplete }
}

struct Reader<'b> {
    rest: &'b [u8],
    /// Whether something that is kept was passed over.
    is_incomplete: bool,
    values_left: usize,
    text_left: usize,
}

/// A rule for a value and what is below it.
type At<'s> = Cursor<'s, String, Fate>;

impl<'b> Reader<'b> {
    /// Reads a value into `into`; `None` where nothing more can be read.
    fn value(&mut self, at: &At<'_>, depth: usize, into: &mut Value) -> Option<()> {
        let kept = *at.value() == Fate::Keep;
        let is_open = depth < DEEPEST && self.values_left > 0 && !at.is_removed_whole();
        self.values_left = self.values_left.saturating_sub(1);
        match self.peek()? {
            b'{' if is_open => {
                *into = Value::Object(Map::new());
                self.members(at, depth, into.as_object_mut()?)
            }
            b'[' if is_open && kept => {
                *into = Value::Array(Vec::new());
                self.items(at, depth, into.as_array_mut()?)
            }
            b'{' | b'[' => {
                self.is_incomplete |= !at.is_removed_whole();
                self.pass()
            }
            b'"' => {
                let raw = self.string()?;
                let left = self.text_left.checked_sub(raw.len());
                match (kept, left, serde_json::from_slice(raw)) {
                    (true, Some(left), Ok(text)) => (self.text_left, *into) = (left, text),
                    (true, ..) => self.is_incomplete = true,
                    (false, ..) => {}
                }
                Some(())
            }
            _ => {
                let raw = self.word()?;
                let value = serde_json::from_slice(raw).ok()?;
                if kept {
                    *into = value;
                }
                Some(())
            }
        }
    }

    fn members(&mut self, at: &At<'_>, depth: usize, into: &mut Map<String, Value>) -> Option<()> {
        self.rest = self.rest.get(1..)?;
        loop {
            match self.peek()? {
                b'}' => return self.step(),
                b',' => self.step()?,
                b'"' => {
                    let key = self.string()?;
                    let key =
                        if key.len() > self.text_left { None } else { serde_json::from_slice::<String>(key).ok() };
                    if self.peek()? != b':' {
                        return None;
                    }
                    self.step()?;
                    self.peek()?;
                    let Some(key) = key.filter(|_key| self.values_left > 0) else {
                        self.is_incomplete = true;
                        self.any()?;
                        continue;
                    };
                    self.text_left = self.text_left.saturating_sub(key.len());
                    let mut value = Value::Null;
                    let read = self.value(&at.step(&key), depth + 1, &mut value);
                    // Half of a text or number is none.
                    if read.is_some() || value.is_object() || value.is_array() {
                        into.insert(key, value);
                    }
                    read?;
                }
                _ => return None,
            }
        }
    }

    fn items(&mut self, at: &At<'_>, depth: usize, into: &mut Vec<Value>) -> Option<()> {
        self.rest = self.rest.get(1..)?;
        loop {
            match self.peek()? {
                b']' => return self.step(),
                b',' => self.step()?,
                _ if self.values_left == 0 => {
                    self.is_incomplete = true;
                    self.any()?;
                }
                _ => {
                    let mut value = Value::Null;
                    let read = self.value(at, depth + 1, &mut value);
                    if read.is_some() || value.is_object() || value.is_array() {
                        into.push(value);
                    }
                    read?;
                }
            }
        }
    }

    /// Passes over a value of any kind.
    fn any(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' | b'[' => self.pass(),
            b'"' => self.string().map(drop),
            _ => self.word().map(drop),
        }
    }

    /// Passes over an object or array with all that is in it.
    fn pass(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                bracket => {
                    match bracket {
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => depth = depth.saturating_sub(1),
                        _ => {}
                    }
                    self.step()?;
                    if depth == 0 {
                        return Some(());
                    }
                }
            }
        }
    }

    /// Returns the next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.first().copied()
    }

    fn step(&mut self) -> Option<()> {
        self.rest = self.rest.get(1..)?;
        Some(())
    }

    /// Reads a text with its quotes.
    fn string(&mut self) -> Option<&'b [u8]> {
        let mut is_escaped = false;
        let end = self.rest.iter().skip(1).position(|byte| {
            let is_end = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        })?;
        let (raw, rest) = self.rest.split_at_checked(end + 2)?;
        self.rest = rest;
        Some(raw)
    }

    /// Reads a number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<&'b [u8]> {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",]}:[{\"".contains(byte);
        let end = self.rest.iter().position(is_end)?;
        let (raw, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        (!raw.is_empty()).then_some(raw)
    }
}
