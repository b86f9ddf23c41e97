//! The bytes of a file. What it shares with others of its kind stands in memory once for all of
//! them, and is put together with the rest only for whoever wants the file in one piece.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// The bytes of a file.
#[derive(Debug, Clone)]
pub struct Bytes {
    shared: [Arc<[u8]>; 2],
    own: Vec<u8>,
    whole: OnceLock<Vec<u8>>,
}

impl Bytes {
    pub(super) fn new(shared: [Arc<[u8]>; 2], own: Vec<u8>) -> Self {
        Self {
            shared,
            own,
            whole: OnceLock::new(),
        }
    }

    /// Its parts, one after the other.
    pub fn parts(&self) -> [&[u8]; 3] {
        let [beginning, head] = &self.shared;
        [beginning, head, &self.own]
    }
}

/// In one piece.
impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.whole.get_or_init(|| self.parts().concat())
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
