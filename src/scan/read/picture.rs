//! PNG and JPEG.

use std::io::Cursor;

use image::{ImageError, ImageReader, Limits};

use super::{damaged, is_too_large, too_large};
use crate::error::Problem;
use crate::scan::raster::Raster;

/// Most bytes that a picture may take while it is unpacked: eight for each dot.
const MOST_MEMORY: u64 = super::MOST_PIXELS * 8;

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Problem> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|_| damaged())?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    Ok(reader)
}

/// Whether its head can be read and its size is that of a sheet.
pub(super) fn look(bytes: &[u8]) -> Result<(), Problem> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(failed)?;
    let (width, height) = (width.into(), height.into());
    if is_too_large(width, height) {
        return Err(too_large(width, height));
    }
    Ok(())
}

pub(super) fn read(bytes: &[u8]) -> Result<Raster, Problem> {
    look(bytes)?;
    let picture = reader(bytes)?.decode().map_err(failed)?;
    // What can be seen through is paper.
    let grey = if picture.color().has_alpha() {
        let with_alpha = picture.into_luma_alpha8();
        let over_white = |pixel: &image::LumaA<u8>| {
            let (grey, cover) = (u16::from(pixel.0[0]), u16::from(pixel.0[1]));
            ((grey * cover + 255 * (255 - cover)) / 255) as u8
        };
        Raster {
            width: with_alpha.width() as usize,
            height: with_alpha.height() as usize,
            pixels: with_alpha.pixels().map(over_white).collect(),
        }
    } else {
        let grey = picture.into_luma8();
        Raster {
            width: grey.width() as usize,
            height: grey.height() as usize,
            pixels: grey.into_raw(),
        }
    };
    Ok(grey)
}

fn failed(error: ImageError) -> Problem {
    match error {
        ImageError::Limits(_) => {
            Problem::new("the picture is too large").hint("scan at 200 to 300 dots an inch")
        }
        _ => damaged(),
    }
}
