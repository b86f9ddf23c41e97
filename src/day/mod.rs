//! The forms of a day: what its schedule says row by row, and the packet once they are made.
//!
//! ```text
//! schedule ──► rows ──► batch ──► journal ──► packet
//!              │ each read, held     the forms of the day and
//!              │ against the others  the rows without one
//!              └──► look: what each would come to
//! ```
//!
//! This room ties `schedule`, `batch` and `packet` together, which know nothing of each other.
//! The command line and the page both go through it, so that a day comes out the same.

mod look;
mod made;
mod rows;

pub use look::{Look, Promise};
pub use made::{Made, form_file};
pub use rows::{ReadRow, Rows};
