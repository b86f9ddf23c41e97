//! PDF: each page drawn at the density of its largest picture.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::dict::keys::{HEIGHT, SUBTYPE, WIDTH};
use hayro::hayro_syntax::object::{Dict, Name, Object, Stream};
use hayro::hayro_syntax::page::{Page, Resources};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};

use super::unpack::unpacks_to_more_than;
use super::{damaged, grey_of, is_too_large, too_large};
use crate::error::Problem;
use crate::scan::raster::Raster;

/// Dots an inch of a page without pictures.
const USUAL: f32 = 200.0;
/// Fewest and most dots an inch at which a page is drawn.
const DENSITIES: (f32, f32) = (100.0, 300.0);
/// Longest side of a drawn page, dots.
const LONGEST: f32 = 6000.0;
/// Most bytes of one stream.
const MOST_IN_STREAM: u64 = 400 << 20;
/// Most steps of drawing a page, those of all forms in it counted each time they are drawn.
const MOST_STEPS: usize = 300_000;

/// A page, drawn.
pub(super) fn sheet(pdf: &Pdf, number: usize) -> Result<Raster, Problem> {
    let page = pdf.pages().get(number).ok_or_else(damaged)?;
    let mut steps = MOST_STEPS;
    let mut largest = (0, 0);
    walk(
        page.resources(),
        page.page_stream(),
        &mut steps,
        &mut largest,
        0,
    )?;
    Ok(draw(page, scale(page, largest)))
}

/// Opens a file whose streams unpack to what a scanner writes.
pub(in crate::scan) fn open(bytes: &[u8]) -> Result<Pdf, Problem> {
    if bytes.windows(8).any(|eight| eight == b"/Encrypt") {
        return Err(locked());
    }
    if unpacks_to_more_than(bytes, MOST_IN_STREAM) {
        let says = "it unpacks to more than any scan: it was made to do harm, or is damaged";
        return Err(Problem::new(says).hint("scan again"));
    }
    Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => locked(),
        _ => damaged(),
    })
}

fn locked() -> Problem {
    Problem::new("it is protected by a password").hint("scan again without one")
}

/// Draws a page on white; `scale` is in dots a point.
pub(in crate::scan) fn draw(page: &Page<'_>, (across, down): (f32, f32)) -> Raster {
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: across,
            y_scale: down,
            bg_color: WHITE,
        },
    );
    let dots = pixmap.data_as_u8_slice().chunks_exact(4);
    Raster {
        width: usize::from(pixmap.width()),
        height: usize::from(pixmap.height()),
        pixels: dots.map(|dot| grey_of(dot[0], dot[1], dot[2])).collect(),
    }
}

/// Dots a point at which the largest picture is drawn dot for dot, if that is within reason.
fn scale(page: &Page<'_>, (width, height): (u64, u64)) -> (f32, f32) {
    let (page_width, page_height) = page.render_dimensions();
    let area = (page_width * page_height).max(1.0);
    let density = ((width * height) as f32 / area).sqrt() * 72.0;
    let (least, most) = DENSITIES;
    let density = if width == 0 {
        USUAL
    } else {
        density.clamp(least, most)
    };
    let longest = page_width.max(page_height).max(1.0);
    let scale = (density / 72.0).min(LONGEST / longest);
    let exact = |dots: u64, points: f32| {
        let exact = (dots as f32 + 0.01) / points.max(1.0);
        // The picture fills the page, lying or standing.
        ((exact / scale - 1.0).abs() < 0.02).then_some(exact)
    };
    let standing = exact(width, page_width).zip(exact(height, page_height));
    let lying = exact(height, page_width).zip(exact(width, page_height));
    standing.or(lying).unwrap_or((scale, scale))
}

/// Looks at everything that is drawn, without drawing it: whether it is too much, and which
/// picture is the largest.
fn walk(
    resources: &Resources<'_>,
    content: Option<&[u8]>,
    steps: &mut usize,
    largest: &mut (u64, u64),
    depth: usize,
) -> Result<(), Problem> {
    let too_much = || Problem::new("a page has more on it than any scan").hint("scan again");
    if depth > 8 {
        return Err(too_much());
    }
    let marks = content
        .unwrap_or_default()
        .split(u8::is_ascii_whitespace)
        .count();
    *steps = steps.checked_sub(marks / 2 + 1).ok_or_else(too_much)?;
    for name in resources.x_objects.keys() {
        let Some(stream) = resources.x_objects.get::<Stream<'_>>(&*name) else {
            continue;
        };
        let kind = stream.dict().get::<Name<'_>>(SUBTYPE);
        match kind.as_deref() {
            Some(b"Image") => look(stream.dict(), largest)?,
            Some(b"Form") => {
                let inner = stream.dict().get::<Dict<'_>>(b"Resources".as_slice());
                let inner = Resources::new(inner.unwrap_or_else(Dict::empty));
                let content = stream.decoded_data().ok();
                walk(&inner, content.as_deref(), steps, largest, depth + 1)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The size of a picture, and of its mask.
fn look(picture: &Dict<'_>, largest: &mut (u64, u64)) -> Result<(), Problem> {
    let side = |key: &[u8]| match picture.get::<Object<'_>>(key) {
        Some(Object::Number(number)) => number.as_f64().max(0.0) as u64,
        _ => 0,
    };
    let (width, height) = (side(WIDTH), side(HEIGHT));
    if is_too_large(width, height) {
        return Err(too_large(width, height));
    }
    if width * height > largest.0 * largest.1 {
        *largest = (width, height);
    }
    for mask in [b"SMask".as_slice(), b"Mask"] {
        if let Some(mask) = picture.get::<Stream<'_>>(mask) {
            look(mask.dict(), &mut (u64::MAX >> 32, u64::MAX >> 32))?;
        }
    }
    Ok(())
}
