//! QR codes (ISO/IEC 18004) of one size, so that they stand at the same place whatever
//! they say.
//!
//! A batch writes one for every page. Each bit of a text turns certain modules of the code
//! over, the correction's among them, whatever the other bits are: what a bit turns over is
//! asked of the encoder once, and from then on a code is put together from that.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use super::Symbol;

/// The version of the standard's sizes that has 29 modules a side.
const VERSION: u8 = 3;
/// Modules of a side.
const SIDE: usize = 29;
/// The mask is fixed: to try all eight takes ten times as long, and readers that are as
/// old as the standard read any of them.
const MASK: u8 = 0;
/// Most correction first. How many characters of the alphanumeric set fit with each.
const LEVELS: [(QrCodeEcc, usize); 3] = [
    (QrCodeEcc::Quartile, 47),
    (QrCodeEcc::Medium, 61),
    (QrCodeEcc::Low, 77),
];

/// Longest text.
const LONGEST: usize = LEVELS[2].1;
/// The alphanumeric set; a character counts for its place.
const SET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// By character of ASCII: its place in the set, or one past its end.
const VALUES: [u8; 128] = {
    let mut values = [SET.len() as u8; 128];
    let mut place = 0;
    while place < SET.len() {
        values[SET[place] as usize] = place as u8;
        place += 1;
    }
    values
};
/// How many codes of a length are encoded one by one: as many as it would take to ask for
/// every bit.
const ONE_BY_ONE: u32 = 256;

/// A bit for each dark module, row by row, the highest bit on the left.
type Rows = [u32; SIDE];

/// What texts of one length have in common.
struct Length {
    /// The code of a text of zeros.
    zeros: Rows,
    /// What each bit turns over, pair by pair of characters, the lowest bit first.
    turns: Vec<Rows>,
}

/// By the length of texts.
static LENGTHS: [OnceLock<Option<Length>>; LONGEST + 1] = [const { OnceLock::new() }; LONGEST + 1];
/// How many codes of each length were asked for.
static ASKED: [AtomicU32; LONGEST + 1] = [const { AtomicU32::new(0) }; LONGEST + 1];

/// A text of the alphanumeric set (digits, capitals, space and `$%*+-./:`) with as much
/// correction as fits; `None` for any other text or one of more than 77 characters.
pub fn qr(text: &str) -> Option<Symbol> {
    let asked = ASKED.get(text.len())?;
    if asked.load(Ordering::Relaxed) < ONE_BY_ONE {
        asked.fetch_add(1, Ordering::Relaxed);
        return Some(symbol(&encode(text)?));
    }
    let length = LENGTHS[text.len()].get_or_init(|| Length::of(text.len()));
    Some(symbol(&length.as_ref()?.rows(text)?))
}

impl Length {
    fn of(length: usize) -> Option<Self> {
        let mut text = vec![SET[0]; length];
        let zeros = encode(std::str::from_utf8(&text).ok()?)?;
        let mut turns = Vec::new();
        for at in (0..length).step_by(2) {
            let last = at + 1 == length;
            for bit in 0..bits(last) {
                write(&mut text[at..], 1 << bit);
                let rows = encode(std::str::from_utf8(&text).ok()?)?;
                turns.push(std::array::from_fn(|y| rows[y] ^ zeros[y]));
                write(&mut text[at..], 0);
            }
        }
        Some(Self { zeros, turns })
    }

    fn rows(&self, text: &str) -> Option<Rows> {
        let mut rows = self.zeros;
        let mut turns = self.turns.iter();
        for pair in text.as_bytes().chunks(2) {
            let mut value = 0;
            for character in pair {
                value = 45 * value + value_of(*character)?;
            }
            for bit in 0..bits(pair.len() == 1) {
                let turn = turns.next()?;
                if value >> bit & 1 == 1 {
                    rows.iter_mut()
                        .zip(turn)
                        .for_each(|(row, turn)| *row ^= turn);
                }
            }
        }
        Some(rows)
    }
}

/// How many bits two characters take, or the last one by itself.
fn bits(alone: bool) -> usize {
    if alone { 6 } else { 11 }
}

/// Puts the characters of a value at the start of a text; one that is the last has no
/// value over 44.
fn write(text: &mut [u8], value: usize) {
    match text {
        [first, second, ..] => (*first, *second) = (SET[value / 45], SET[value % 45]),
        [last] => *last = SET[value],
        [] => {}
    }
}

fn value_of(character: u8) -> Option<usize> {
    let value = VALUES.get(usize::from(character)).copied()?;
    (usize::from(value) < SET.len()).then_some(value.into())
}

/// The code of a text, by the encoder.
fn encode(text: &str) -> Option<Rows> {
    let code = by_encoder(text)?;
    let row = |y| {
        let dark = (0..SIDE).filter(|x| code.get_module(*x as i32, y as i32));
        dark.fold(0_u32, |row, x| row | 1 << (31 - x))
    };
    Some(std::array::from_fn(row))
}

fn by_encoder(text: &str) -> Option<QrCode> {
    let (level, _) = LEVELS.into_iter().find(|(_, most)| text.len() <= *most)?;
    if !QrSegment::is_alphanumeric(text) {
        return None;
    }
    let segments = [QrSegment::make_alphanumeric(text)];
    let (version, mask) = (Version::new(VERSION), Some(Mask::new(MASK)));
    QrCode::encode_segments_advanced(&segments, level, version, version, mask, false).ok()
}

fn symbol(rows: &Rows) -> Symbol {
    Symbol {
        columns: SIDE as u16,
        rows: SIDE as u16,
        bits: rows.map(u32::to_be_bytes).concat(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn modules_are_the_encoders() {
        let text = "CS1:K7QM3XWT9P2D:3/16:0.1.0-F2TT:A4C1";
        let code = qr(text).expect("alphanumeric");
        let wanted = by_encoder(text).expect("alphanumeric");
        for row in 0..SIDE as u16 {
            for column in 0..SIDE as u16 {
                let dark = wanted.get_module(column.into(), row.into());
                assert_eq!(code.is_dark(column, row), dark, "{column} {row}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_code_put_together_is_the_encoders(text in "[0-9A-Z $%*+./:-]{1,77}") {
            let together = Length::of(text.len()).and_then(|length| length.rows(&text));
            prop_assert_eq!(together, encode(&text));
        }
    }

    /// One by one at first, put together later.
    #[test]
    fn the_first_code_is_the_last() {
        let text = "CS1:0123456789AB:1/2:3.4.5-6789";
        let codes: Vec<_> = (0..ONE_BY_ONE + 2).map(|_| qr(text)).collect();
        assert!(codes[0].is_some() && codes.iter().all(|code| *code == codes[0]));
        assert!(LENGTHS[text.len()].get().is_some());
        assert_eq!(qr(&text.to_lowercase()), None);
    }

    #[test]
    fn longer_texts_have_less_correction_and_the_same_size() {
        for length in [1, 47, 48, 61, 62, 77] {
            let code = qr(&"A".repeat(length)).expect("it fits");
            assert_eq!((code.columns, code.rows), (29, 29), "{length}");
        }
        assert_eq!(qr(&"A".repeat(78)), None);
        assert_eq!(qr("lower case"), None);
    }
}
