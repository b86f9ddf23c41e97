//! Sheets with nothing on them: the backs of what is printed on one side.

use super::raster::Raster;
use super::streaks;

/// What is nearer to the edge is shadow, in parts of the longer side: about 6 mm.
const EDGE: f32 = 0.02;
/// Side of the squares that are looked at, in parts of the longer side: about 0.5 mm.
const SQUARE: f32 = 0.0017;
/// A square with this mean or a darker one is dark.
const DARK: u8 = 150;
/// Most dark squares of a blank sheet: less than a word of handwriting has.
const MOST: usize = 12;
/// With more, a sheet has print on it, whatever streaks it has.
const PRINT: usize = 8000;

/// Whether nothing stands on a sheet. A word that somebody wrote is something; dust, noise,
/// streaks, what shines through and the shadow of the edge are nothing.
pub fn is_blank(sheet: &Raster) -> bool {
    let dark = dark_squares(sheet);
    if dark <= MOST || dark > PRINT {
        return dark <= MOST;
    }
    let mut clean = sheet.clone();
    let threshold = sheet.threshold().min(DARK);
    for (pixel, streak) in clean.pixels.iter_mut().zip(streaks::mask(sheet, threshold)) {
        if streak {
            *pixel = 255;
        }
    }
    dark_squares(&clean.without_specks()) <= MOST
}

/// How many squares are dark, but for the edge.
fn dark_squares(sheet: &Raster) -> usize {
    let longer = sheet.width.max(sheet.height) as f32;
    let side = ((longer * SQUARE) as usize).max(2);
    let squares = sheet.shrunk(side);
    let edge = (longer * EDGE) as usize / side;
    let inside = |at: usize, side: usize| at >= edge && at + edge < side;
    let mut dark = 0;
    for (y, row) in squares.rows().enumerate() {
        if inside(y, squares.height) {
            let row = row.iter().enumerate();
            dark += row
                .filter(|(x, grey)| **grey < DARK && inside(*x, squares.width))
                .count();
        }
    }
    dark
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Raster {
        let mut sheet = Raster::white(827, 1169);
        let mut seed = 3_u32;
        for pixel in &mut sheet.pixels {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if seed >> 24 < 3 {
                *pixel = 0;
            }
        }
        sheet
    }

    fn fill(sheet: &mut Raster, x: std::ops::Range<usize>, y: std::ops::Range<usize>) {
        for y in y {
            sheet.pixels[y * 827 + x.start..y * 827 + x.end].fill(20);
        }
    }

    #[test]
    fn specks_streaks_and_shadows_are_nothing_and_a_word_is_something() {
        let mut blank = sheet();
        fill(&mut blank, 300..302, 0..1169);
        fill(&mut blank, 0..15, 0..1169);
        assert!(is_blank(&blank));
        let mut word = sheet();
        for letter in 0..5 {
            fill(&mut word, 300 + letter * 12..302 + letter * 12, 500..520);
            fill(&mut word, 300 + letter * 12..310 + letter * 12, 510..512);
        }
        assert!(!is_blank(&word));
    }
}
