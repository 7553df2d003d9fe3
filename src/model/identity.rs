//! Which file something is: a value to compare, made by the code that looks at files. Reads nothing itself.

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
