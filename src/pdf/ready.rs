//! Streams that nearly every form has, compressed beforehand: the shipped faces, cut to the
//! usual letters, and what their glyphs read.
//!
//! A stream is known by the SHA-256 of what it holds, so that one of these never stands for
//! another. `tests/it/ready.rs` makes `ready.bin`, and fails once it is not what forms have.

use sha2::{Digest, Sha256};

/// Each stream: SHA-256 of what it holds, length (4 bytes, the first the highest), and the
/// stream as zlib has it.
static STREAMS: &[u8] = include_bytes!("ready.bin");

/// What is shorter is compressed as quickly as it is found.
const SHORT: usize = 4096;

/// Some content as a compressed stream, if it is one of these.
pub(super) fn packed(content: &[u8]) -> Option<&'static [u8]> {
    if content.len() < SHORT {
        return None;
    }
    let hash = Sha256::digest(content);
    streams().find_map(|(known, packed)| (*known == *hash).then_some(packed))
}

fn streams() -> impl Iterator<Item = (&'static [u8], &'static [u8])> {
    let mut rest = STREAMS;
    std::iter::from_fn(move || {
        let (hash, after) = rest.split_at_checked(32)?;
        let (length, after) = after.split_first_chunk()?;
        let (packed, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after;
        Some((hash, packed))
    })
}
