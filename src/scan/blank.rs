//! Sheets with nothing on them: the backs of what is printed on one side.

use super::raster::Raster;
use super::streaks;

/// What is nearer to the edge is shadow, in parts of the longer side: about 6 mm.
const EDGE: f32 = 0.02;
/// Side of the squares that are looked at, in parts of the longer side: about 0.5 mm.
const SQUARE: f32 = 0.0017;
/// Most dark squares of a blank sheet: less than a word of handwriting has.
const MOST: usize = 12;

/// Whether nothing stands on a sheet. A word that somebody wrote is something; dust, noise,
/// streaks, what shines through and the shadow of the edge are nothing.
pub fn is_blank(sheet: &Raster) -> bool {
    let longer = sheet.width.max(sheet.height) as f32;
    let threshold = sheet.threshold().min(160);
    let mut clean = sheet.clone();
    for (pixel, streak) in clean.pixels.iter_mut().zip(streaks::mask(sheet, threshold)) {
        if streak {
            *pixel = 255;
        }
    }
    let clean = clean.without_specks();
    let square = ((longer * SQUARE) as usize).max(2);
    let squares = clean.shrunk(square);
    let edge = (longer * EDGE) as usize / square;
    let inside = |at: usize, side: usize| at >= edge && at + edge < side;
    let mut dark = 0;
    for (y, row) in squares.rows().enumerate() {
        if inside(y, squares.height) {
            let row = row.iter().enumerate();
            dark += row.filter(|(x, grey)| **grey < 150 && inside(*x, squares.width)).count();
        }
    }
    dark <= MOST
}
