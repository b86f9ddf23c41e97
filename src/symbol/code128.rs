//! Code 128 (ISO/IEC 15417): text as bars.

use code128::Code128;

use super::Symbol;

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
    let columns = code.len().checked_sub(QUIET)?;
    let mut bits = vec![0_u8; columns.div_ceil(8)];
    for bar in code.bar_coordinates() {
        // The encoder's quiet zone on the left is one half of both.
        let first = (bar.x as usize).checked_sub(QUIET / 2)?;
        for column in first..first + usize::from(bar.width) {
            *bits.get_mut(column / 8)? |= 0x80 >> (column % 8);
        }
    }
    Some(Symbol {
        columns: u16::try_from(columns).ok()?,
        rows: 1,
        bits,
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
            assert!(code.is_dark(0, 0), "{text}");
            assert!(code.is_dark(code.columns - 1, 0), "{text}");
        }
    }

    #[test]
    fn what_is_not_printable_ascii_is_refused() {
        for text in ["", "Größe", "1\n2", "1\u{7f}", "Ω"] {
            assert_eq!(code128(text), None, "{text:?}");
        }
    }
}
