//! TIFF, one sheet after the other: fax pages (`fax`), and whatever else scanners write.

use std::io::Cursor;

use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::{damaged, is_too_large, too_large};
use crate::error::Problem;
use crate::scan::fax;
use crate::scan::raster::Raster;

/// Most bytes that a sheet may take while it is unpacked: three for each dot.
const MOST_MEMORY: usize = super::MOST_PIXELS as usize * 3;

/// The dots of a sheet as they were in the file.
#[derive(Debug)]
pub(in crate::scan) struct Sheet {
    pub(in crate::scan) width: usize,
    pub(in crate::scan) height: usize,
    pub(in crate::scan) dots: Dots,
    /// Dots an inch; nothing where the file does not say.
    pub(in crate::scan) density: Option<(f32, f32)>,
}

/// What a dot is.
#[derive(Debug)]
pub(in crate::scan) enum Dots {
    /// Eight in a byte, rows begin with a byte; 1 is white.
    BlackOrWhite(Vec<u8>),
    /// A byte each.
    Grey(Vec<u8>),
    /// Red, green, blue.
    Colour(Vec<u8>),
}

type Reader<'a> = Decoder<Cursor<&'a [u8]>>;

/// How many sheets there are, up to a number.
pub(super) fn sheets(bytes: &[u8], most: usize) -> Result<usize, Problem> {
    let mut reader = open(bytes)?;
    let mut sheets = 1;
    while sheets < most && reader.more_images() {
        reader.next_image().map_err(|error| failed(&error))?;
        sheets += 1;
    }
    Ok(sheets)
}

pub(super) fn sheet(bytes: &[u8], number: usize) -> Result<Sheet, Problem> {
    let mut reader = open(bytes)?;
    for _ in 0..number {
        reader.next_image().map_err(|error| failed(&error))?;
    }
    let (width, height) = reader.dimensions().map_err(|error| failed(&error))?;
    if is_too_large(width.into(), height.into()) {
        return Err(too_large(width.into(), height.into()));
    }
    let density = density(&mut reader);
    let (width, height) = (width as usize, height as usize);
    let compression: u16 = reader
        .find_tag_unsigned(Tag::Compression)
        .map_err(|error| failed(&error))?
        .unwrap_or(1);
    let dots = match compression {
        // Fax: runs by row, group 3, group 4.
        2..=4 => Dots::BlackOrWhite(faxed(bytes, &mut reader, compression, width, height)?),
        _ => unpacked(&mut reader, width, height)?,
    };
    Ok(Sheet {
        width,
        height,
        dots,
        density,
    })
}

fn open(bytes: &[u8]) -> Result<Reader<'_>, Problem> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = MOST_MEMORY;
    limits.intermediate_buffer_size = MOST_MEMORY;
    let reader = Decoder::new(Cursor::new(bytes)).map_err(|error| failed(&error))?;
    Ok(reader.with_limits(limits))
}

/// Dots an inch, across and down.
fn density(reader: &mut Reader<'_>) -> Option<(f32, f32)> {
    let unit: u16 = reader
        .find_tag_unsigned(Tag::ResolutionUnit)
        .ok()?
        .unwrap_or(2);
    let an_inch = match unit {
        2 => 1.0,
        3 => 2.54,
        _ => return None,
    };
    let across = reader.get_tag_f32(Tag::XResolution).ok()? * an_inch;
    let down = reader.get_tag_f32(Tag::YResolution).ok()? * an_inch;
    let usual = 50.0..=2400.0;
    (usual.contains(&across) && usual.contains(&down)).then_some((across, down))
}

/// Fax pages, strip by strip. Rows that are missing stay white.
fn faxed(
    bytes: &[u8],
    reader: &mut Reader<'_>,
    compression: u16,
    width: usize,
    height: usize,
) -> Result<Vec<u8>, Problem> {
    let failed = |error: TiffError| failed(&error);
    let number = |reader: &mut Reader<'_>, tag, or: u32| {
        reader
            .find_tag_unsigned::<u32>(tag)
            .map(|found| found.unwrap_or(or))
    };
    let rows_in_strip = number(reader, Tag::RowsPerStrip, u32::MAX).map_err(failed)?;
    let options = Tag::Unknown(292);
    let options = if compression == 3 {
        number(reader, options, 0).map_err(failed)?
    } else {
        0
    };
    let lowest_bit_first = number(reader, Tag::FillOrder, 1).map_err(failed)? == 2;
    let black_is_zero = number(reader, Tag::PhotometricInterpretation, 0).map_err(failed)? == 1;
    let offsets = reader.get_tag_u64_vec(Tag::StripOffsets).map_err(failed)?;
    let lengths = reader
        .get_tag_u64_vec(Tag::StripByteCounts)
        .map_err(failed)?;
    let coding = match (compression, options & 1) {
        (4, _) => fax::Coding::Group4,
        (3, 1) => fax::Coding::Group3TwoDimensional,
        _ => fax::Coding::Group3,
    };
    let rows_in_strip = (rows_in_strip as usize).clamp(1, height.max(1));
    let mut page = fax::Page::new(width, height);
    for (strip, (offset, length)) in offsets.iter().zip(&lengths).enumerate() {
        let top = strip * rows_in_strip;
        if top >= height {
            break;
        }
        let end = offset.saturating_add(*length).min(bytes.len() as u64);
        let strip = bytes
            .get(*offset as usize..end as usize)
            .ok_or_else(damaged)?;
        let rows = rows_in_strip.min(height - top);
        // Rows are padded to bytes in the oldest coding, or where the options say so.
        let padded = compression == 2 || options & 4 != 0;
        let read = page.read(strip, top, rows, coding, padded, lowest_bit_first);
        // The rest of a page whose end was lost on the line is looked at by a person.
        if read == 0 && top == 0 {
            return Err(damaged());
        }
    }
    // In a fax black is what the pen of the machine writes; a file may mean the opposite.
    Ok(page.into_bits(black_is_zero))
}

/// Sheets of any other kind.
fn unpacked(reader: &mut Reader<'_>, width: usize, height: usize) -> Result<Dots, Problem> {
    let failed = |error: TiffError| failed(&error);
    let colour = reader.colortype().map_err(failed)?;
    let layout = reader.image_buffer_layout().map_err(failed)?;
    if layout.len > MOST_MEMORY {
        return Err(too_large(width as u64, height as u64));
    }
    let top = |words: Vec<u16>| -> Vec<u8> { words.iter().map(|w| (w >> 8) as u8).collect() };
    let bytes = match reader.read_image().map_err(failed)? {
        DecodingResult::U8(bytes) => bytes,
        DecodingResult::U16(words) => top(words),
        _ => return Err(other_kind()),
    };
    let dots = width * height;
    let kept = match colour {
        ColorType::Gray(1) => Dots::BlackOrWhite(bytes),
        ColorType::Gray(8 | 16) => Dots::Grey(bytes),
        ColorType::RGB(8 | 16) | ColorType::YCbCr(8) => Dots::Colour(bytes),
        ColorType::RGBA(8) => {
            let colours = bytes.chunks_exact(4).flat_map(|dot| dot[..3].to_vec());
            Dots::Colour(colours.collect())
        }
        _ => return Err(other_kind()),
    };
    let enough = match &kept {
        Dots::BlackOrWhite(bits) => bits.len() >= width.div_ceil(8) * height,
        Dots::Grey(grey) => grey.len() >= dots,
        Dots::Colour(colour) => colour.len() >= dots * 3,
    };
    enough.then_some(kept).ok_or_else(damaged)
}

fn other_kind() -> Problem {
    Problem::new("a TIFF of this kind cannot be read").hint("scan to PDF, or to TIFF in grey")
}

fn failed(error: &TiffError) -> Problem {
    match error {
        TiffError::UnsupportedError(_) => other_kind(),
        TiffError::LimitsExceeded => {
            Problem::new("a sheet is too large").hint("scan at 200 to 300 dots an inch")
        }
        _ => damaged(),
    }
}

impl Sheet {
    /// The same sheet in grey.
    pub(super) fn into_grey(self) -> Raster {
        let pixels = match self.dots {
            Dots::Grey(mut grey) => {
                grey.truncate(self.width * self.height);
                grey
            }
            Dots::BlackOrWhite(bits) => {
                let rows = bits.chunks_exact(self.width.div_ceil(8).max(1));
                let mut pixels = Vec::with_capacity(self.width * self.height);
                for row in rows.take(self.height) {
                    let bit = |x: usize| 255 * (row[x / 8] >> (7 - x % 8) & 1);
                    pixels.extend((0..self.width).map(bit));
                }
                pixels
            }
            Dots::Colour(colour) => colour
                .chunks_exact(3)
                .take(self.width * self.height)
                .map(|dot| super::grey_of(dot[0], dot[1], dot[2]))
                .collect(),
        };
        Raster {
            width: self.width,
            height: self.height,
            pixels,
        }
    }
}
