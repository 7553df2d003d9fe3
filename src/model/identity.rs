//! Which file something is, and whose: values to compare, made by the code that looks at files. Reads nothing itself.

use serde::Serialize;

/// Which file something is, whatever its name: two names with the same id stand for one file.
///
/// It is written as `device` and `inode`, the words that a plan's digest is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FileId {
    /// The volume it lies on.
    #[serde(rename = "device")]
    pub volume: u64,
    /// Its number there; some systems' numbers have 128 bits.
    #[serde(rename = "inode")]
    pub file: u128,
}

/// Whose something is. It is compared, and never counted with: only `safefs` and `platform` know what is in it.
///
/// Unix has a number of 32 bits; what tells one Windows account from another has 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OwnerId(u128);

impl OwnerId {
    /// Makes an owner of what a system says.
    pub const fn from_system(number: u128) -> Self {
        Self(number)
    }
}

/// As the system writes it, for names that have it in them.
impl std::fmt::Display for OwnerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{RelPath, RootBase, RootKind, RootProof};

    #[test]
    fn a_proof_is_written_as_in_digests_of_before() {
        let id = FileId { volume: 66_305, file: u64::MAX.into() };
        let at = RelPath::parse(".config/chromium").unwrap();
        let proof = RootProof { kind: RootKind::Browser, base: RootBase::Home, at, marker: None, id };
        let expected = r#"{"kind":"browser","base":"home","at":".config/chromium","marker":null,"device":66305,"inode":18446744073709551615}"#;
        assert_eq!(serde_json::to_string(&proof).unwrap(), expected);
    }
}
