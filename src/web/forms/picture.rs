//! The pages of a form as pictures: the real file, drawn by an engine that did not make it.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use crate::error::Problem;

/// Pixels for each point of the page: 108 dots an inch, sharp in a column of 600 pixels.
const SCALE: f32 = 1.5;

/// A page of a form as a PNG file; pages count from 1. `None` if there is no such page.
///
/// # Errors
/// The form cannot be drawn: a fault of the program.
pub(super) fn page(form: &[u8], number: usize) -> Result<Option<Vec<u8>>, Problem> {
    let pdf = Pdf::new(form.to_vec()).map_err(|_| Problem::new("the form cannot be drawn"))?;
    let pages = pdf.pages();
    let Some(page) = number.checked_sub(1).and_then(|index| pages.get(index)) else {
        return Ok(None);
    };
    let settings = PixmapSettings {
        x_scale: SCALE,
        y_scale: SCALE,
        bg_color: WHITE,
    };
    let pixels = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &settings,
    );
    let (width, height) = (pixels.width(), pixels.height());
    // The page is white below everything, so nothing shows through.
    let data = pixels.data_as_u8_slice();
    let colours: Vec<u8> = data
        .chunks_exact(4)
        .flat_map(|it| &it[..3])
        .copied()
        .collect();
    encoded(u32::from(width), u32::from(height), &colours).map(Some)
}

fn encoded(width: u32, height: u32, colours: &[u8]) -> Result<Vec<u8>, Problem> {
    let failed = |error: png::EncodingError| Problem::new(format!("no picture: {error}"));
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(colours).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(file)
}
