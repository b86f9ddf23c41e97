//! Streams put together from pieces that are compressed one by one, so that pieces which
//! many forms share are compressed once (RFC 1950 and 1951).

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress};

/// Below this many bytes a piece is stored as it is: a stretch that is made once by itself
/// gains little, and one that is made anew with every form costs more time than room.
const SMALL: [usize; 2] = [120, 6_000];
/// Largest prime below 2^16, the base of Adler-32.
const BASE: u32 = 65_521;

/// A piece as it stands in a compressed stream, ending on a whole byte.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub bytes: Vec<u8>,
    /// Adler-32 of what it holds.
    pub sum: u32,
    /// How many bytes it holds.
    pub length: usize,
}

/// How hard a compressor tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// For what is made once.
    Much,
    /// For what is made anew with every form.
    Little,
}

/// Compresses a piece.
pub(super) fn piece(bytes: &[u8], effort: Effort) -> Piece {
    let mut packed = Vec::with_capacity(bytes.len() + bytes.len() / 100 + 64);
    let small = bytes.len() < SMALL[effort as usize];
    if small || !compress(bytes, effort, &mut packed) {
        packed.clear();
        for chunk in bytes.chunks(usize::from(u16::MAX)) {
            // A stored block: its length, and that once more with every bit turned.
            let length = chunk.len() as u16;
            packed.push(0);
            packed.extend(length.to_le_bytes());
            packed.extend((!length).to_le_bytes());
            packed.extend(chunk);
        }
    }
    Piece {
        bytes: packed,
        sum: sum(bytes),
        length: bytes.len(),
    }
}

fn compress(bytes: &[u8], effort: Effort, into: &mut Vec<u8>) -> bool {
    COMPRESSORS.with_borrow_mut(|compressors| {
        let compressor = &mut compressors[effort as usize];
        compressor.reset();
        let done = compressor.compress_vec(bytes, into, FlushCompress::Sync);
        let whole = compressor.total_in() == bytes.len() as u64;
        done.is_ok() && whole && into.ends_with(&[0, 0, 255, 255])
    })
}

thread_local! {
    /// One for each effort: making one costs more than a short piece does.
    static COMPRESSORS: RefCell<[Compress; 2]> = RefCell::new(
        [6, 1].map(|level| Compress::new(Compression::new(level), false)),
    );
}

/// A whole stream of some pieces.
pub(super) fn stream<'a>(pieces: impl Iterator<Item = &'a Piece>) -> Vec<u8> {
    let mut out = vec![0x78, 0x9c];
    let mut all = 1;
    for piece in pieces {
        out.extend(&piece.bytes);
        all = together(all, piece.sum, piece.length);
    }
    // A last block with nothing in it.
    out.extend([3, 0]);
    out.extend(all.to_be_bytes());
    out
}

/// Adler-32.
fn sum(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    // So many bytes can be added before the sums must be cut down.
    for chunk in bytes.chunks(5552) {
        for byte in chunk {
            a += u32::from(*byte);
            b += a;
        }
        a %= BASE;
        b %= BASE;
    }
    b << 16 | a
}

/// The sum of two pieces from the sum of each and the length of the second.
fn together(first: u32, second: u32, length: usize) -> u32 {
    let (a1, b1) = (first & 0xffff, first >> 16);
    let (a2, b2) = (second & 0xffff, second >> 16);
    let length = (length % BASE as usize) as u32;
    let a = (a1 + a2 + BASE - 1) % BASE;
    let shifted = u64::from(length) * u64::from(a1 + BASE - 1) % u64::from(BASE);
    let b = (shifted as u32 + b1 + b2) % BASE;
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Any reader of zlib streams finds what was put in, and the sum fits.
        #[test]
        fn pieces_make_one_stream(
            parts in proptest::collection::vec(
                (proptest::collection::vec(any::<u8>(), 0..700), 1_usize..300, any::<bool>()),
                0..6,
            )
        ) {
            let parts: Vec<(Vec<u8>, bool)> = parts
                .into_iter()
                .map(|(bytes, times, much)| (bytes.repeat(times), much))
                .collect();
            let effort = |much| if much { Effort::Much } else { Effort::Little };
            let pieces: Vec<Piece> = parts.iter().map(|(b, m)| piece(b, effort(*m))).collect();
            let whole: Vec<u8> = parts.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
            let mut read = Vec::new();
            ZlibDecoder::new(stream(pieces.iter()).as_slice()).read_to_end(&mut read)?;
            prop_assert!(read == whole);
        }
    }
}
