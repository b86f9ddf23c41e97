//! `Pages` become one PDF file.
//!
//! ```text
//! Pages ──► skeleton ──► content ──► finish ──► bytes
//!           printpdf:    what        lopdf: version, language, title,
//!           pages, font  stands      information, bookmarks, document id,
//!           dictionaries where       deflated streams
//! ```
//!
//! Drawing is dumb: nothing here decides where something stands. Fonts are
//! subset before printpdf sees them, because the build of printpdf without its
//! own text layout embeds whole fonts; every name in the file is ours, so that
//! the bytes depend on the form alone.

mod attachment;
mod canvas;
mod content;
mod fields;
mod finish;
mod fonts;
mod formfont;
mod metadata;
mod outlines;
mod signs;
mod skeleton;
mod structure;
mod text;

use chrono::{DateTime, Utc};

use signs::Signs;

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
pub fn write(pages: &Pages, metadata: &Metadata) -> Result<Vec<u8>, Problems> {
    let fonts = fonts::subset(pages)?;
    let skeleton = skeleton::skeleton(pages, &fonts)?;
    let signs = Signs::of(pages);
    let contents = pages
        .pages
        .iter()
        .map(|page| content::encode(page, pages, &fonts, &signs))
        .collect();
    finish::finish(skeleton, contents, &signs, pages, metadata)
}
