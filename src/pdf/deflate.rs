//! Streams put together from pieces that are compressed one by one, so that pieces which
//! many forms share are compressed once (RFC 1950 and 1951).

use std::cell::RefCell;

use flate2::{Compress, Compression, FlushCompress};

/// Below this many bytes a piece is stored as it is: it would gain little.
const SMALL: usize = 120;
/// How hard the compressor tries, of 9.
const LEVEL: u32 = 4;
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

/// A piece that is made once for many forms, compressed.
pub(super) fn piece(bytes: &[u8]) -> Piece {
    let mut packed = Vec::with_capacity(bytes.len() + bytes.len() / 100 + 64);
    if bytes.len() < SMALL || !compress(bytes, &mut packed) {
        return stored(bytes);
    }
    Piece {
        bytes: packed,
        sum: sum(bytes),
        length: bytes.len(),
    }
}

/// A piece that is made anew for every form, as it is: to compress it costs more time than
/// it saves room.
pub(super) fn stored(bytes: &[u8]) -> Piece {
    let mut packed = Vec::with_capacity(bytes.len() + 16);
    for chunk in bytes.chunks(usize::from(u16::MAX)) {
        // A stored block: its length, and that once more with every bit turned.
        let length = chunk.len() as u16;
        packed.push(0);
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(chunk);
    }
    Piece {
        bytes: packed,
        sum: sum(bytes),
        length: bytes.len(),
    }
}

fn compress(bytes: &[u8], into: &mut Vec<u8>) -> bool {
    COMPRESSOR.with_borrow_mut(|compressor| {
        compressor.reset();
        let done = compressor.compress_vec(bytes, into, FlushCompress::Sync);
        let whole = compressor.total_in() == bytes.len() as u64;
        done.is_ok() && whole && into.ends_with(&[0, 0, 255, 255])
    })
}

thread_local! {
    /// Making one costs more than a short piece does.
    static COMPRESSOR: RefCell<Compress> =
        RefCell::new(Compress::new(Compression::new(LEVEL), false));
}

/// A whole stream of some bytes.
pub(super) fn whole(bytes: &[u8]) -> Vec<u8> {
    stream([piece(bytes)].iter())
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
            let one = |(bytes, pack): &(Vec<u8>, bool)| match pack {
                true => piece(bytes),
                false => stored(bytes),
            };
            let pieces: Vec<Piece> = parts.iter().map(one).collect();
            let whole: Vec<u8> = parts.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
            let mut read = Vec::new();
            ZlibDecoder::new(stream(pieces.iter()).as_slice()).read_to_end(&mut read)?;
            prop_assert!(read == whole);
        }
    }
}
