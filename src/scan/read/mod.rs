//! Scan files: whatever a scanner, a copier or a fax server writes, as sheets of grey pixels.
//!
//! ```text
//! PDF ────► every stream unpacked within limits? ──► page drawn ─┐
//! TIFF ───► size of the sheet within limits? ──────► unpacked ───┼──► Raster
//! PNG, JPEG ► size within limits? ─────────────────► unpacked ───┘
//! ```
//!
//! Files come from anywhere, so nothing in them is believed: sizes are looked at before
//! anything is unpacked, a panic of a decoder is an error of that sheet, and one sheet is in
//! memory at a time.

pub(super) mod pdf;
mod picture;
pub(super) mod tiff;
mod unpack;

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro::hayro_syntax::Pdf;

use super::part;
use super::raster::Raster;
use crate::error::Problem;

/// Most pixels of a sheet: A3 at 600 dots an inch.
pub(super) const MOST_PIXELS: u64 = 70_000_000;
/// Most sheets of a file.
const MOST_SHEETS: usize = 2000;
/// Largest file, bytes.
pub const MOST_BYTES: u64 = 1 << 30;

/// A file that a scanner wrote.
pub struct ScanFile {
    bytes: Vec<u8>,
    kind: Kind,
    sheets: usize,
}

/// What kind of file.
enum Kind {
    Pdf(Pdf),
    Tiff,
    /// PNG or JPEG.
    Picture,
}

impl std::fmt::Debug for ScanFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ScanFile({} bytes, {} sheets)",
            self.bytes.len(),
            self.sheets
        )
    }
}

impl ScanFile {
    /// Looks at a file: what it is, and how many sheets it has.
    ///
    /// # Errors
    /// It is no PDF, TIFF, PNG or JPEG; it is damaged, protected by a password, or larger
    /// than any scan.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Problem> {
        let (kind, sheets) = guarded(|| {
            if is_pdf(&bytes) {
                let pdf = pdf::open(&bytes)?;
                let pages = pdf.pages().len();
                Ok((Kind::Pdf(pdf), pages))
            } else if is_tiff(&bytes) {
                Ok((Kind::Tiff, tiff::sheets(&bytes, MOST_SHEETS + 1)?))
            } else if is_picture(&bytes) {
                picture::look(&bytes).map(|()| (Kind::Picture, 1))
            } else {
                Err(Problem::new("this is no PDF, TIFF, PNG or JPEG file").hint(
                    "scan to one of these; if it should be one, the file is damaged: scan again",
                ))
            }
        })?;
        if sheets == 0 {
            return Err(Problem::new("the file has no pages").hint("scan again"));
        }
        if sheets > MOST_SHEETS {
            let says = format!("the file has more than {MOST_SHEETS} pages");
            return Err(Problem::new(says).hint("scan in smaller files"));
        }
        Ok(Self {
            bytes,
            kind,
            sheets,
        })
    }

    /// How many sides of sheets it has.
    pub fn sheets(&self) -> usize {
        self.sheets
    }

    /// The file as it came.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// One sheet, from 0.
    ///
    /// # Errors
    /// It is damaged or too large.
    pub fn sheet(&self, number: usize) -> Result<Raster, Problem> {
        guarded(|| match &self.kind {
            Kind::Pdf(pdf) => pdf::sheet(pdf, number),
            Kind::Tiff => tiff::sheet(&self.bytes, number).map(tiff::Sheet::into_grey),
            Kind::Picture => picture::read(&self.bytes),
        })
    }

    /// A PDF that has some of the sheets, from 0, and nothing of the others. It is read again
    /// and must show the same.
    ///
    /// # Errors
    /// They cannot be parted from the others.
    pub fn only(&self, sheets: &[usize]) -> Result<Vec<u8>, Problem> {
        let part = guarded(|| match &self.kind {
            Kind::Pdf(_) => part::of_pdf(&self.bytes, sheets),
            Kind::Tiff => {
                let read = |sheet: &usize| tiff::sheet(&self.bytes, *sheet);
                let read: Result<Vec<_>, _> = sheets.iter().map(read).collect();
                part::of_pictures(&read?)
            }
            Kind::Picture => Ok(self.bytes.clone()),
        })?;
        let again = Self::open(part)?;
        let mut same = again.sheets == sheets.len();
        for (at, sheet) in sheets.iter().enumerate() {
            same = same && is_alike(&again.sheet(at)?, &self.sheet(*sheet)?);
        }
        if !same {
            let says = "its pages cannot be parted from those of other forms";
            return Err(Problem::new(says).hint("scan each form into a file of its own"));
        }
        Ok(again.bytes)
    }
}

/// Whether two pictures show the same sheet, drawn with one dot more or less.
fn is_alike(one: &Raster, other: &Raster) -> bool {
    let near = |a: usize, b: usize| a.abs_diff(b) <= 1;
    if !near(one.width, other.width) || !near(one.height, other.height) {
        return false;
    }
    let differ = |(one, other): (&[u8], &[u8])| {
        let pairs = one.iter().zip(other);
        pairs.filter(|(a, b)| a.abs_diff(**b) > 16).count()
    };
    let different: usize = one.rows().zip(other.rows()).map(differ).sum();
    different * 1000 <= one.pixels.len()
}

/// Some programs write a few bytes before the head of a PDF.
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|five| five == b"%PDF-")
}

fn is_tiff(bytes: &[u8]) -> bool {
    let magic = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    magic.iter().any(|magic| bytes.starts_with(*magic))
}

fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") || bytes.starts_with(b"\xff\xd8\xff")
}

/// A decoder that panics on a hostile file spoils that file and nothing else.
fn guarded<T>(what: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(what)).unwrap_or_else(|_| Err(damaged()))
}

fn damaged() -> Problem {
    Problem::new("it is damaged, or no scanner writes such a file").hint("scan again")
}

fn too_large(width: u64, height: u64) -> Problem {
    Problem::new(format!("a sheet of {width} × {height} dots is too large"))
        .hint("scan at 200 to 300 dots an inch")
}

fn is_too_large(width: u64, height: u64) -> bool {
    width.saturating_mul(height) > MOST_PIXELS || width > 60_000 || height > 60_000
}

/// How light a colour is.
fn grey_of(red: u8, green: u8, blue: u8) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}
