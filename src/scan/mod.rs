//! Scanned sheets: which page of which form each is, and whether a hand was in its fields.
//!
//! ```text
//! file ──► sheets ──► page code ──► laid over the page ──► ink in each field
//! read     Raster     code           register               ink
//!                                      ▲                      ▲
//!                       the form as it was made: original ────┘
//! ```
//!
//! This room knows nothing of the archive: it is given the file that a scanner wrote and the
//! file of the form, and says what it sees. What it cannot see it says, too: a sheet without
//! a code that can be trusted is no page of anything, and ink in doubt is doubt.
//!
//! - A page code is checked three times over (error correction of the code, check of its
//!   text, check character of the form id); nothing is guessed or put together from pieces.
//! - A sheet must also *look* like the page that its code names ([`Placed::agreement`]), so
//!   that a code that was stuck or copied onto another sheet does not pass.
//! - Hostile files: sizes are looked at before anything is unpacked, one sheet is in memory
//!   at a time, and a decoder that panics spoils its own sheet only ([`ScanFile`]).

mod blank;
mod code;
mod fax;
mod ink;
mod original;
mod paper;
mod part;
mod place;
mod raster;
mod read;
mod register;
mod streaks;

pub use blank::is_blank;
pub use code::{Codes, Found, codes};
pub use ink::{Ink, Inked};
pub use original::{Field, FieldKind, Original, OriginalPage};
pub use raster::{Point, Raster};
pub use read::{MOST_BYTES, ScanFile};
pub use register::{Placed, place};
