//! Code 128 (ISO/IEC 15417): text as bars.

use code128::Code128;

use super::{Bar, Symbol};

/// Columns that the encoder counts for the quiet zones of both sides.
const QUIET: usize = 20;

/// A text of printable ASCII, digits two to a sign where that is shorter; `None` for any
/// other text. Letters beyond ASCII could be written, but not every reader knows how.
pub fn code128(text: &str) -> Option<Symbol> {
    let plain = |c: char| c == ' ' || c.is_ascii_graphic();
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    let code = Code128::encode(text.as_bytes());
    let bars = code.bar_coordinates().map(|bar| {
        // The encoder's quiet zone on the left is one half of both.
        let x = bar.x.checked_sub(QUIET as u32 / 2)?;
        Some(Bar {
            x: u16::try_from(x).ok()?,
            y: 0,
            width: u16::from(bar.width),
            height: 1,
        })
    });
    Some(Symbol {
        columns: u16::try_from(code.len().checked_sub(QUIET)?).ok()?,
        rows: 1,
        bars: bars.collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, one sign for two digits or one letter, check, stop: 11 modules each but for
    /// the stop, which has 13.
    #[test]
    fn a_code_is_as_short_as_it_can_be() {
        for (text, signs) in [
            ("10412907", 4),
            ("A12", 3),
            ("MRN10412907", 3 + 1 + 4),
            ("a", 1),
        ] {
            let code = code128(text).expect("printable ASCII");
            assert_eq!(code.columns, 11 * (signs + 2) + 13, "{text}");
            let last = code.bars.last().expect("a stop");
            assert_eq!(last.x + last.width, code.columns, "{text}");
            assert_eq!(code.bars[0].x, 0, "{text}");
        }
    }

    #[test]
    fn what_is_not_printable_ascii_is_refused() {
        for text in ["", "Größe", "1\n2", "1\u{7f}", "Ω"] {
            assert_eq!(code128(text), None, "{text:?}");
        }
    }
}
