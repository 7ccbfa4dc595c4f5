//! The words that no password may be (MIT's `dict_file`).

use std::collections::HashSet;
use std::sync::Arc;

/// Words, compared without regard to case. Clones are one dictionary.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Dictionary(Arc<HashSet<Vec<u8>>>);

impl Dictionary {
    /// The words of a file: one on each line. As MIT, a last line without an end is passed over.
    pub fn parse(file: &[u8]) -> Self {
        let mut lines: Vec<&[u8]> = file.split(|octet| *octet == b'\n').collect();
        lines.pop();
        Self(Arc::new(lines.into_iter().map(<[u8]>::to_ascii_lowercase).collect()))
    }

    /// Whether `word` is one of them.
    pub fn contains(&self, word: &[u8]) -> bool {
        self.0.contains(&word.to_ascii_lowercase())
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dictionary({} words)", self.len())
    }
}
