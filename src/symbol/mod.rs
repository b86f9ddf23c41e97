//! Bar codes as dark and light modules, the smallest squares or stripes of a code. How
//! large a module is and where a code stands is not known here.

mod code128;
mod qr;

pub use code128::code128;
pub use qr::qr;

/// A code, module by module.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbol {
    /// How many modules it is wide.
    pub columns: u16,
    /// How many modules it is high; 1 if it has bars only.
    pub rows: u16,
    /// Row by row from the top, each from a new byte on: a bit for each module from the
    /// left, the highest bit first; 1 is dark.
    pub bits: Vec<u8>,
}

impl Symbol {
    /// Whether a module is dark.
    pub fn is_dark(&self, column: u16, row: u16) -> bool {
        let (column, row) = (usize::from(column), usize::from(row));
        let bytes = usize::from(self.columns).div_ceil(8);
        let byte = self.bits.get(row * bytes + column / 8).copied();
        byte.unwrap_or(0) >> (7 - column % 8) & 1 == 1
    }
}
