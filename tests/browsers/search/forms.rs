//! The shapes in which a planted value may lie in plain bytes.
//!
//! Only values are known here, not files; a shape that needs decoding belongs to [`super::layers`].

use aho_corasick::AhoCorasick;
use anyhow::Result;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::values::Values;

/// All shapes of all values, ready to be looked for in one pass.
pub(crate) struct Forms {
    automaton: AhoCorasick,
    meaning: Vec<(&'static str, &'static str)>,
}

impl Forms {
    /// Prepares the shapes of `values`; `extra` are more byte strings that betray a store, such as a hash of its host.
    pub(crate) fn new(values: &Values, extra: &[(&'static str, &'static str, Vec<u8>)]) -> Result<Self> {
        let (mut patterns, mut meaning) = (Vec::new(), Vec::new());
        for (store, token) in values.tokens() {
            for (form, bytes) in shapes(token) {
                patterns.push(bytes);
                meaning.push((*store, form));
            }
        }
        for (store, form, bytes) in extra {
            patterns.push(bytes.clone());
            meaning.push((*store, *form));
        }
        Ok(Self { automaton: AhoCorasick::new(&patterns)?, meaning })
    }

    /// Calls `found` with store and shape of everything in `bytes`.
    pub(crate) fn find(&self, bytes: &[u8], mut found: impl FnMut(&'static str, &'static str)) {
        for hit in self.automaton.find_overlapping_iter(bytes) {
            if let Some((store, form)) = self.meaning.get(hit.pattern().as_usize()) {
                found(store, form);
            }
        }
    }
}

/// The shapes of one value.
fn shapes(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = token.as_bytes();
    // Without the outer zero byte, so that both byte orders are found.
    let wide: Vec<u8> = plain.iter().flat_map(|byte| [*byte, 0]).take(2 * plain.len() - 1).collect();
    let hex = |mark: &str| plain.iter().fold(String::new(), |text, byte| format!("{text}{mark}{byte:02x}"));
    let reversed: Vec<u8> = plain.iter().rev().copied().collect();
    let raised: Vec<u8> = plain.iter().map(|byte| byte + 1).collect();
    let mut all = vec![
        ("raw", plain.to_vec()),
        ("UTF-16", wide.clone()),
        ("percent-encoded", hex("%").to_uppercase().into_bytes()),
        ("percent-encoded", hex("%").into_bytes()),
        ("reversed", reversed),
        ("each byte + 1", raised),
        ("hexadecimal", hex("").to_uppercase().into_bytes()),
        ("hexadecimal", hex("").into_bytes()),
    ];
    for shift in 0..3 {
        for (form, bytes) in [("base64", plain), ("base64 of UTF-16", &wide)] {
            all.push((form, middle(&STANDARD_NO_PAD, bytes, shift)));
            all.push((form, middle(&URL_SAFE_NO_PAD, bytes, shift)));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// What base64 makes of `bytes` when `shift` other bytes precede them, without the letters that depend on neighbours.
fn middle(engine: &impl base64::Engine, bytes: &[u8], shift: usize) -> Vec<u8> {
    let mut shifted = vec![0; shift];
    shifted.extend_from_slice(bytes);
    let text = engine.encode(&shifted);
    // Each letter carries six bits: skip those that hold a bit of a neighbour.
    let first = (shift * 8).div_ceil(6);
    let last = shifted.len() * 8 / 6;
    text.as_bytes().iter().skip(first).take(last - first).copied().collect()
}
