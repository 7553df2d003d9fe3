//! The digest of a plan: two previews have the same one if they ask for the same work on the same folders.

use sha2::{Digest as _, Sha256};

use super::item::Action;
use super::plan::Plan;
use super::request::Request;

/// The digest of a plan: 16 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// Parses a digest that a user typed.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        plain.then(|| Self(text.to_ascii_lowercase()))
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The version of what the digest covers and of the JSON that carries it.
pub const SCHEMA: u32 = 1;

impl Plan {
    /// Returns the plan's digest; `rules` are the texts of the catalog and of the effective policy. It covers the
    /// schema version, the request, the rules and the identities of roots (of areas too) and folders, but not what is
    /// in them, so that an open browser does not change it. Edits are left out too: whether a settings file exists is
    /// such content. So is everything of Fix sign-in, which only plans for what is there.
    pub fn digest(&self, rules: &[u8]) -> Digest {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update(bytes.len().to_le_bytes());
            hash.update(bytes);
        };
        add(&SCHEMA.to_le_bytes());
        add(rules);
        // Serialising plain data to memory cannot fail; were it to, an empty text still yields a digest that differs.
        // What becomes of folders that the catalog does not name shows in the items.
        let request = Request { elsewhere: None, ..self.request.clone() };
        add(&serde_json::to_vec(&request).unwrap_or_default());
        add(&serde_json::to_vec(&self.roots).unwrap_or_default());
        if !self.areas.is_empty() {
            // The session's start decides which downloads belong to it.
            add(&serde_json::to_vec(&self.session.started).unwrap_or_default());
        }
        for item in &self.items {
            if let (Action::Reset { .. }, None) = (&item.action, self.request.fixes()) {
                add(item.profile.browser.0.as_bytes());
                add(&serde_json::to_vec(&item.target).unwrap_or_default());
            }
        }
        let sum = hash.finalize();
        let first = sum.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        Digest(format!("{first:016x}"))
    }
}
