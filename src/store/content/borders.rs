//! Where a name ends: `live.com` is not in `notlive.com`, nor in `live.com.example`. Decides by the letters beside it, and
//! by how much they can be trusted to belong to the same text.

/// How much the bytes beside a name say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Borders {
    /// All is one text: a letter beside a name makes it another name.
    Text,
    /// Texts among numbers: one letter beside a name may be a length or a mark.
    Bytes,
    /// What is left of removed records: anything may lie beside a name.
    Remains,
}

/// Returns how much is to be trusted in bytes whose form nobody knows.
pub(super) fn of(bytes: &[u8]) -> Borders {
    let cut = bytes.len().min(BEGINNING);
    let beginning = bytes.get(..cut).unwrap_or_default();
    let is_text = match std::str::from_utf8(beginning) {
        Ok(_) => true,
        // A letter may be cut at the end.
        Err(error) => error.error_len().is_none() && cut < bytes.len(),
    };
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    if is_text && !beginning.iter().any(is_control) { Borders::Text } else { Borders::Bytes }
}

/// Whether a piece begins and ends where its text does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edges {
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// How many bytes tell whether all is text.
const BEGINNING: usize = 4096;

/// How many bytes at an edge tell nothing about what is beyond: a name so near is looked at in the next piece.
pub(super) const MARGIN: usize = 8;

/// What lies on one side of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The name ends here.
    Border,
    /// A dot and another label.
    Label,
    /// A letter of a label.
    Letter,
    /// The sign of an e-mail address.
    At,
}

/// A place in bytes at which a name stands, in letters of one or of two bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'b> {
    pub(super) bytes: &'b [u8],
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) width: usize,
}

impl Place<'_> {
    /// Returns the letter `number` before the name, counted from 1; `None` if there is none of plain ASCII.
    fn before(&self, number: usize) -> Option<u8> {
        let at = self.start.checked_sub(number * self.width)?;
        let is_letter = self.width == 1 || self.bytes.get(at + 1) == Some(&0);
        self.bytes.get(at).copied().filter(|_| is_letter)
    }

    /// As [`Self::before`], behind the name.
    fn behind(&self, number: usize) -> Option<u8> {
        let at = self.end + number * self.width - 1;
        let is_letter = self.width == 1 || self.bytes.get(at.checked_sub(1)?) == Some(&0);
        self.bytes.get(at).copied().filter(|_| is_letter)
    }

    /// Returns what lies before a name and behind it.
    pub(super) fn sides(&self, borders: Borders, is_part: fn(u8) -> bool) -> [Side; 2] {
        let side = |first: Option<u8>, second: Option<u8>| match first {
            Some(b'.') if second.is_some_and(is_part) => Side::Label,
            Some(b'@') => Side::At,
            Some(letter) if is_part(letter) => Side::Letter,
            _ => Side::Border,
        };
        let mut before = side(self.before(1), self.before(2));
        let mut behind = side(self.behind(1), self.behind(2));
        if before == Side::Letter && (borders == Borders::Remains || borders == Borders::Bytes && self.is_length()) {
            before = Side::Border;
        }
        let is_mark = || self.width == 1 && self.behind(2).is_some_and(|byte| !is_printable(byte));
        if behind == Side::Letter && (borders == Borders::Remains || borders == Borders::Bytes && is_mark()) {
            behind = Side::Border;
        }
        [before, behind]
    }

    /// Says whether the one letter before the name may be the length of a text that begins with it.
    fn is_length(&self) -> bool {
        let Some(length) = self.before(1).filter(|_| !self.before(2).is_some_and(is_printable)) else { return false };
        let letters = |text: &[u8]| text.iter().step_by(self.width).take_while(|letter| is_printable(**letter)).count();
        self.bytes.get(self.start..).map_or(0, letters) >= usize::from(length)
    }
}

/// Says whether a byte is a letter of a host's label.
pub(super) const fn is_of_label(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// Says whether a byte is a letter of a cookie's name.
pub(super) const fn is_of_cookie(byte: u8) -> bool {
    is_of_label(byte) || byte == b'_'
}

const fn is_printable(byte: u8) -> bool {
    byte == b' ' || byte.is_ascii_graphic()
}
