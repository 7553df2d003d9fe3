//! Takes JSON text apart into texts, words and brackets, and passes over values without keeping them, however deep they
//! are. Judges neither texts nor numbers: their readers do.

/// The part of a JSON text that is still to be read. Each method returns `None` where nothing more can be read.
#[derive(Debug)]
pub(super) struct Tokens<'b>(pub(super) &'b [u8]);

impl<'b> Tokens<'b> {
    /// Passes over a value of any kind.
    pub(super) fn any(&mut self) -> Option<()> {
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
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.0 = self.0.trim_ascii_start();
        self.0.first().copied()
    }

    /// Passes over one byte.
    pub(super) fn step(&mut self) -> Option<()> {
        self.0 = self.0.get(1..)?;
        Some(())
    }

    /// Reads a text with its quotes.
    pub(super) fn string(&mut self) -> Option<&'b [u8]> {
        let mut is_escaped = false;
        let end = self.0.iter().skip(1).position(|byte| {
            let is_end = *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        })?;
        let (raw, rest) = self.0.split_at_checked(end + 2)?;
        self.0 = rest;
        Some(raw)
    }

    /// Reads a number, `true`, `false` or `null`.
    pub(super) fn word(&mut self) -> Option<&'b [u8]> {
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",]}:[{\"".contains(byte);
        let end = self.0.iter().position(is_end)?;
        let (raw, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        (!raw.is_empty()).then_some(raw)
    }
}
