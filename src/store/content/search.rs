//! Looks for names in pieces of text and bytes, whoever has read or unpacked them, and counts what that costs. Knows no
//! format.

use std::io::{self, Read};

use super::borders::{self, Borders, Edges};
use super::wanted::Wanted;
use crate::model::Stop;

/// How many bytes of a file are looked at at a time.
pub(super) const PIECE: usize = 1 << 20;

/// How many bytes of a file tell what it is: a block of a `LevelDB` log.
pub(super) const HEAD: usize = 32 << 10;

/// The largest value that is put together from its parts or unpacked as one; browsers write smaller ones.
pub(super) const LARGEST_VALUE: usize = 32 << 20;

/// How many bytes are looked at for each byte of a file: once as they are, and what they unpack to.
const FOR_EACH_BYTE: u64 = 16;

/// How many more are looked at however small the file, as long as the run has spare ones.
const AT_LEAST: u64 = 192 << 20;

/// How many bytes are in memory that were unpacked from each other.
const MOST_HELD: usize = 96 << 20;

/// How deep packed values are unpacked.
const DEEPEST: u8 = 3;

/// The result of looking for names in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mention {
    /// All was read, and none is in it.
    Nothing,
    /// At least one is in it.
    Found,
    /// Not all could be read: none was found in what was.
    Unread,
}

/// Looks at what a value unpacks to, if it is packed.
type Unpack = fn(&mut Search<'_>, &[u8], u8);

/// A search of one file.
pub(super) struct Search<'a> {
    wanted: &'a Wanted,
    stop: Stop,
    /// How many more bytes are looked at.
    pub(super) left: u64,
    /// How many of these are the run's.
    spare: u64,
    /// How many bytes are in memory that were unpacked from each other.
    held: usize,
    pub(super) found: bool,
    /// Whether something could not be read.
    pub(super) unread: bool,
    unpack: Unpack,
}

impl<'a> Search<'a> {
    pub(super) fn new(wanted: &'a Wanted, stop: &Stop, len: u64, unpack: Unpack) -> Self {
        let spare = wanted.take_spare(AT_LEAST);
        let left = len.saturating_mul(FOR_EACH_BYTE).saturating_add(spare);
        Self { wanted, stop: stop.clone(), left, spare, held: 0, found: false, unread: false, unpack }
    }

    pub(super) fn result(&self) -> Mention {
        match (self.found, self.unread) {
            (true, _) => Mention::Found,
            (false, true) => Mention::Unread,
            (false, false) => Mention::Nothing,
        }
    }

    /// Says whether there is no need, no time or no leave to go on.
    pub(super) fn is_over(&mut self) -> bool {
        self.unread |= self.left == 0 || self.stop.asked().is_some();
        self.found || self.left == 0 || self.stop.asked().is_some()
    }

    /// Returns how large a value that is unpacked now may be.
    pub(super) const fn room(&self) -> usize {
        MOST_HELD.saturating_sub(self.held)
    }

    /// Looks at what a value unpacked to.
    pub(super) fn unpacked(&mut self, plain: &[u8], depth: u8) {
        self.count(plain.len());
        self.held += plain.len();
        self.value(plain, depth);
        self.held -= plain.len();
    }

    /// Counts bytes that were read or made.
    pub(super) fn count(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u64);
    }

    /// Looks at everything that can be read, piece by piece.
    pub(super) fn stream(&mut self, source: &mut dyn Read, borders: Borders) -> io::Result<()> {
        let reach = self.wanted.reach();
        let (mut piece, mut is_first) = (Vec::with_capacity(PIECE + reach), true);
        loop {
            let more = (&mut *source).take(PIECE as u64).read_to_end(&mut piece)?;
            let edges = Edges { begins: is_first, ends: more < PIECE };
            self.piece(&piece, edges, borders);
            if edges.ends || self.is_over() {
                return Ok(());
            }
            piece.drain(..piece.len().saturating_sub(reach));
            is_first = false;
        }
    }

    /// Looks at bytes that are all of a text or a value.
    pub(super) fn bytes(&mut self, bytes: &[u8], borders: Borders) {
        let reach = self.wanted.reach();
        let mut from = 0;
        while !self.is_over() {
            let until = bytes.len().min(from + PIECE + reach);
            let edges = Edges { begins: from == 0, ends: until == bytes.len() };
            self.piece(bytes.get(from..until).unwrap_or_default(), edges, borders);
            if edges.ends {
                return;
            }
            from += PIECE;
        }
    }

    /// Looks at bytes that are a value: packed or not, a text or not.
    pub(super) fn value(&mut self, bytes: &[u8], depth: u8) {
        if bytes.is_empty() {
            return;
        }
        self.bytes(bytes, borders::of(bytes));
        if depth < DEEPEST && !self.is_over() {
            (self.unpack)(self, bytes, depth + 1);
        }
    }

    fn piece(&mut self, bytes: &[u8], edges: Edges, borders: Borders) {
        self.count(bytes.len());
        self.found |= self.wanted.is_in(bytes, edges, borders);
    }
}

impl Drop for Search<'_> {
    fn drop(&mut self) {
        self.wanted.give_back(self.left.min(self.spare));
    }
}
