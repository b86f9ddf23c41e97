//! QR codes (ISO/IEC 18004) of one size, so that they stand at the same place whatever
//! they say.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use super::{Bar, Symbol};

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

/// A text of the alphanumeric set (digits, capitals, space and `$%*+-./:`) with as much
/// correction as fits; `None` for any other text or one of more than 77 characters.
pub fn qr(text: &str) -> Option<Symbol> {
    let (level, _) = LEVELS.into_iter().find(|(_, most)| text.len() <= *most)?;
    if !QrSegment::is_alphanumeric(text) {
        return None;
    }
    let code = encode(text, level)?;
    let row = |y| {
        let dark = (0..SIDE).filter(|x| code.get_module(*x as i32, y as i32));
        dark.fold(0_u32, |row, x| row | 1 << x)
    };
    Some(symbol(std::array::from_fn(row)))
}

fn encode(text: &str, level: QrCodeEcc) -> Option<QrCode> {
    let segments = [QrSegment::make_alphanumeric(text)];
    let (version, mask) = (Version::new(VERSION), Some(Mask::new(MASK)));
    QrCode::encode_segments_advanced(&segments, level, version, version, mask, false).ok()
}

/// Dark modules, a bit each, as few rectangles.
fn symbol(mut rows: [u32; SIDE]) -> Symbol {
    let mut bars = Vec::with_capacity(200);
    for y in 0..SIDE {
        while rows[y] != 0 {
            let x = rows[y].trailing_zeros();
            let width = (rows[y] >> x).trailing_ones();
            let run = ((1 << width) - 1) << x;
            let below = rows[y..].iter().take_while(|row| *row & run == run);
            let height = below.count();
            for row in &mut rows[y..y + height] {
                *row &= !run;
            }
            bars.push(Bar {
                x: x as u16,
                y: y as u16,
                width: width as u16,
                height: height as u16,
            });
        }
    }
    Symbol {
        columns: SIDE as u16,
        rows: SIDE as u16,
        bars,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rectangles_are_the_modules() {
        let text = "CS1:K7QM3XWT9P2D:3/16:0.1.0-F2TT:A4C1";
        let code = qr(text).expect("alphanumeric");
        let mut dark = [[0_u8; SIDE]; SIDE];
        for bar in &code.bars {
            for row in &mut dark[usize::from(bar.y)..usize::from(bar.y + bar.height)] {
                for module in &mut row[usize::from(bar.x)..usize::from(bar.x + bar.width)] {
                    *module += 1;
                }
            }
        }
        let known = encode(text, QrCodeEcc::Quartile).expect("it fits");
        for (y, row) in dark.iter().enumerate() {
            for (x, times) in row.iter().enumerate() {
                let wanted = u8::from(known.get_module(x as i32, y as i32));
                assert_eq!(*times, wanted, "module {x} of row {y}");
            }
        }
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
