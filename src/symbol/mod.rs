//! Bar codes as dark rectangles on a grid of modules, the smallest squares or stripes of
//! a code. How large a module is and where a code stands is not known here.

mod code128;
mod qr;

pub use code128::code128;
pub use qr::qr;

/// A code as it is drawn. Everything is in modules, from the top left corner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Symbol {
    /// How many modules it is wide.
    pub columns: u16,
    /// How many modules it is high; 1 if it has bars only.
    pub rows: u16,
    /// What is dark. No two overlap.
    pub bars: Vec<Bar>,
}

/// A dark rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Bar {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}
