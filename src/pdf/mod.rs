//! `Pages` become one PDF file.
//!
//! ```text
//! Pages ──► skeleton ──► content ──► frozen ──► bytes
//!           printpdf:    what        lopdf: tags, fields, bookmarks …;
//!           pages, font  stands      written once for all forms of a
//!           dictionaries where       kind, and filled for each
//! ```
//!
//! Drawing is dumb: nothing here decides where something stands. Fonts are
//! subset before printpdf sees them, because the build of printpdf without its
//! own text layout embeds whole fonts; every name in the file is ours, so that
//! the bytes depend on the form alone.

mod attachment;
mod bytes;
mod canvas;
mod content;
mod deflate;
mod fields;
mod fonts;
mod formfont;
mod frozen;
mod head;
mod metadata;
pub(crate) mod objects;
mod outlines;
mod program;
mod ready;
mod signs;
mod skeleton;
mod stock;
mod structure;
mod text;

use chrono::{DateTime, Utc};

pub use bytes::Bytes;
pub use frozen::{Filled, Frozen};
pub use stock::Stock;
pub(crate) use text::text;

use crate::error::{Problem, Problems};
use crate::typeset::Pages;

/// What the file says about itself besides its pages.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// Form id, kept as the document's identifier.
    pub form_id: String,
    /// When it was made.
    pub created: DateTime<Utc>,
    /// What it was made from, as JSON, to travel in the file; makes it PDF/A-3.
    pub data: Option<Vec<u8>>,
}

/// What a file carries beside its pages: the JSON of `--embed-data`.
///
/// # Errors
/// It is not a PDF file that can be read, or carries nothing of ours.
pub fn embedded_data(bytes: &[u8]) -> Result<Vec<u8>, Problem> {
    attachment::read(bytes)
}

/// Writes the pages as a PDF file.
///
/// # Errors
/// A font that cannot be subset, or any warning of the PDF backend: a file
/// about which the backend has doubts is not a form.
pub fn write(pages: &Pages, metadata: &Metadata) -> Result<Bytes, Problems> {
    let frozen = Frozen::of(pages, metadata.data.is_some(), &Stock::default())?;
    Ok(fill(&frozen, pages, metadata)?.bytes)
}

/// Fills what was frozen from the same pages, or from others of their kind.
///
/// # Errors
/// The pages are of another kind.
pub fn fill(frozen: &Frozen, pages: &Pages, metadata: &Metadata) -> Result<Filled, Problems> {
    let filled = frozen.fill(&pages.pieces().own, metadata);
    filled.ok_or_else(|| Problem::new("these pages are not of the kind that was frozen").into())
}
