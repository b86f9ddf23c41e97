//! A picture of a sheet that was not filed, for whoever looks for the paper.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::thumbnail;
use image::{ExtendedColorType, GrayImage, ImageEncoder};

use crate::error::Problem;
use crate::scan::ScanFile;

/// Longest side, dots: enough to read a name on a page.
const LONGEST: u32 = 1400;

/// A sheet of a scan file, from 1, as a PNG file; `None` if there is no such sheet.
///
/// # Errors
/// The file or its sheet cannot be read.
pub(super) fn sheet(bytes: Vec<u8>, number: usize) -> Result<Option<Vec<u8>>, Problem> {
    let file = ScanFile::open(bytes)?;
    if number == 0 || number > file.sheets() {
        return Ok(None);
    }
    let raster = file.sheet(number - 1)?;
    drop(file);
    let (width, height) = (raster.width as u32, raster.height as u32);
    let grey = GrayImage::from_raw(width, height, raster.pixels);
    let grey = grey.ok_or_else(|| Problem::new("the sheet cannot be drawn"))?;
    let shrunk = |side: u32| {
        let side = u64::from(side) * u64::from(LONGEST) / u64::from(width.max(height).max(1));
        (side as u32).max(1)
    };
    let grey = match width.max(height) > LONGEST {
        true => thumbnail(&grey, shrunk(width), shrunk(height)),
        false => grey,
    };
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive)
        .write_image(
            grey.as_raw(),
            grey.width(),
            grey.height(),
            ExtendedColorType::L8,
        )
        .map_err(|error| Problem::new(format!("no picture: {error}")))?;
    Ok(Some(png))
}
