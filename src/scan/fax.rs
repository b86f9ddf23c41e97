//! Fax pages: rows of black and white runs (ITU-T T.4 and T.6).

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// How a fax page is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// T.4, each row by itself.
    Group3,
    /// T.4, rows by what differs from the row before.
    Group3TwoDimensional,
    /// T.6.
    Group4,
}

/// A page, eight dots in a byte, rows begin with a byte; white at first, 1 is black.
#[derive(Debug)]
pub(super) struct Page {
    width: usize,
    height: usize,
    bits: Vec<u8>,
}

impl Page {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            bits: vec![0; width.div_ceil(8) * height],
        }
    }

    /// Reads rows from `top` on; gives how many could be read.
    pub(super) fn read(
        &mut self,
        coded: &[u8],
        top: usize,
        rows: usize,
        coding: Coding,
        padded: bool,
        lowest_bit_first: bool,
    ) -> usize {
        let turned: Vec<u8>;
        let coded = if lowest_bit_first {
            turned = coded.iter().map(|byte| byte.reverse_bits()).collect();
            &turned
        } else {
            coded
        };
        let settings = DecodeSettings {
            columns: self.width as u32,
            rows: rows as u32,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: padded,
            encoding: match coding {
                Coding::Group3 => EncodingMode::Group3_1D,
                Coding::Group3TwoDimensional => EncodingMode::Group3_2D,
                Coding::Group4 => EncodingMode::Group4,
            },
            strict: false,
        };
        let mut into = Rows {
            last: (top + rows).min(self.height),
            page: self,
            next: top,
        };
        // What was read before an error of the line counts.
        let _ = hayro_ccitt::decode(coded, &mut into, &mut DecoderContext::new(settings));
        into.next - top
    }

    /// The page as bits of which 1 is white; with `negative`, what the coding calls black is.
    pub(super) fn into_bits(mut self, negative: bool) -> Vec<u8> {
        if !negative {
            self.bits.iter_mut().for_each(|byte| *byte = !*byte);
        }
        self.bits
    }
}

struct Rows<'p> {
    page: &'p mut Page,
    next: usize,
    last: usize,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.next >= self.last {
            return;
        }
        let width = self.page.width;
        let stride = width.div_ceil(8);
        let row = &mut self.page.bits[self.next * stride..(self.next + 1) * stride];
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(width, |end| *end as usize).min(width);
            for x in (run[0] as usize).min(end)..end {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
        self.next += 1;
    }
}
