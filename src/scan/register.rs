//! Laying a sheet over the page that its code names.
//!
//! ```text
//! corners of the code ──► about where ──► pieces of the page, each looked for nearby
//!   15 mm of 300            ± 2 mm         ──► all but the outliers, by least squares ──► ± 0.1 mm
//! ```
//!
//! How many pieces are found where they should be also says whether the sheet *is* that page.

use super::original::OriginalPage;
use super::place::Affine;
use super::raster::{Point, Raster};

/// Dots of the original that become one: pieces are looked for at 67 dots an inch.
const COARSE: usize = 3;
/// Side of a piece: about 8 mm.
const PIECE: usize = 20;
/// How far a piece is looked for, at first and then: about 2 and 1 mm.
const FAR: [isize; 2] = [5, 3];
/// How far if few are found so: about 9 mm.
const FARTHER: isize = 24;
/// Columns and rows of the net from each of whose meshes the two clearest pieces are taken.
const NET: (usize, usize) = (6, 8);
/// A piece is found if it is at least so much alike.
const ALIKE: f32 = 0.45;
/// And no farther from where the others say than this, coarse dots: 0.4 mm.
const NEAR: f32 = 1.0;
/// With fewer pieces than this nothing is said.
const FEWEST: usize = 6;

/// A sheet that lies over a page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// From dots of the original to pixels of the sheet.
    pub(super) to_sheet: Affine,
    /// The part of the pieces that were found where they should be, 0 to 1.
    pub agreement: f32,
}

impl Placed {
    /// The part of the sheet that the page covers, 0 to 1 and a little more.
    pub fn covers(&self, page: &OriginalPage, sheet: &Raster) -> f32 {
        let side = self.to_sheet.scale();
        let area = page.raster.pixels.len() as f32 * side * side;
        area / sheet.pixels.len().max(1) as f32
    }
}

/// Lays a sheet over a page; nothing if no place fits.
pub fn place(page: &OriginalPage, sheet: &Raster, corners: &[Point; 4]) -> Option<Placed> {
    let coarse = page.raster.shrunk(COARSE);
    let pieces = pieces(&coarse);
    let first = Affine::similar(&page.found.corners, corners)?;
    let placed = settle(&coarse, &pieces, sheet, first, &FAR);
    let placed = match placed {
        Some(placed) if placed.agreement > 0.5 => Some(placed),
        other => {
            let farther = settle(&coarse, &pieces, sheet, first, &[FARTHER, FAR[0], FAR[1]]);
            let best = other.into_iter().chain(farther);
            best.max_by(|a, b| a.agreement.total_cmp(&b.agreement))
        }
    };
    placed.filter(|placed| placed.to_sheet.is_like_a_sheet())
}

fn settle(
    coarse: &Raster,
    pieces: &[(usize, usize)],
    sheet: &Raster,
    first: Affine,
    reaches: &[isize],
) -> Option<Placed> {
    let mut to_sheet = first;
    let mut agreement = 0.0;
    for reach in reaches {
        let view = View::new(sheet, to_sheet, coarse, *reach);
        let matches: Vec<(Point, Point)> = pieces
            .iter()
            .filter_map(|piece| found(coarse, &view.raster, *piece, *reach))
            .collect();
        let (correction, inliers) = agree(&matches)?;
        agreement = inliers as f32 / pieces.len() as f32;
        to_sheet = to_sheet.after(&fine(correction));
    }
    Some(Placed {
        to_sheet,
        agreement,
    })
}

/// A correction in coarse dots as one in dots of the original.
fn fine(Affine([a, b, c, d, e, f]): Affine) -> Affine {
    let by = COARSE as f64;
    Affine([a, b, c * by, d, e, f * by])
}

/// The sheet as it lies under the page, with a margin, in coarse dots.
struct View {
    raster: Raster,
}

impl View {
    fn new(sheet: &Raster, to_sheet: Affine, coarse: &Raster, margin: isize) -> Self {
        let step = COARSE as f32;
        let by = ((to_sheet.scale() * step) as usize).max(1);
        let sheet = sheet.shrunk(by);
        let margin = margin as usize;
        let (width, height) = (coarse.width + 2 * margin, coarse.height + 2 * margin);
        let mut raster = Raster::white(width, height);
        let place = |x: usize, y: usize| {
            let of = |at: usize| (at as f32 + 0.5 - margin as f32) * step;
            let (x, y) = to_sheet.at((of(x), of(y)));
            (x / by as f32, y / by as f32)
        };
        // Along a row the place moves by the same step each time.
        for (y, row) in raster.pixels.chunks_exact_mut(width).enumerate() {
            let (first, second) = (place(0, y), place(1, y));
            let (dx, dy) = (second.0 - first.0, second.1 - first.1);
            for (x, pixel) in row.iter_mut().enumerate() {
                let x = x as f32;
                *pixel = sheet.between((first.0 + dx * x, first.1 + dy * x));
            }
        }
        Self { raster }
    }
}

/// The upper left corners of the clearest pieces of a page, spread over all of it.
fn pieces(page: &Raster) -> Vec<(usize, usize)> {
    let mut chosen = Vec::new();
    let (across, down) = (page.width / NET.0, page.height / NET.1);
    for row in 0..NET.1 {
        for column in 0..NET.0 {
            let mut mesh = Vec::new();
            for y in (row * down..(row + 1) * down).step_by(PIECE / 2) {
                for x in (column * across..(column + 1) * across).step_by(PIECE / 2) {
                    if x + PIECE <= page.width && y + PIECE <= page.height {
                        mesh.push((clarity(page, x, y), (x, y)));
                    }
                }
            }
            mesh.sort_by(|a, b| b.0.total_cmp(&a.0));
            let clear = mesh.into_iter().filter(|(clarity, _)| *clarity > 300.0);
            chosen.extend(clear.take(2).map(|(_, place)| place));
        }
    }
    chosen
}

/// How much there is to see in a piece along *and* across: the lesser of both, so that a line,
/// which looks the same along itself, counts for little.
fn clarity(page: &Raster, left: usize, top: usize) -> f32 {
    let (mut along, mut across) = (0_i64, 0_i64);
    for y in top..top + PIECE - 1 {
        let row = &page.pixels[y * page.width..];
        let next = &page.pixels[(y + 1) * page.width..];
        for x in left..left + PIECE - 1 {
            let here = i64::from(row[x]);
            along += (here - i64::from(row[x + 1])).pow(2);
            across += (here - i64::from(next[x])).pow(2);
        }
    }
    along.min(across) as f32 / (PIECE * PIECE) as f32
}

/// Where a piece of the page is in the view: its middle on the page, and there.
fn found(
    page: &Raster,
    view: &Raster,
    (left, top): (usize, usize),
    reach: isize,
) -> Option<(Point, Point)> {
    let own = Piece::cut(page, left, top);
    let side = (2 * reach + 1) as usize;
    let mut likeness = vec![0.0_f32; side * side];
    let mut best = (-1.0_f32, 0, 0);
    for dy in 0..side {
        for dx in 0..side {
            let alike = own.likeness(view, left + dx, top + dy);
            likeness[dy * side + dx] = alike;
            if alike > best.0 {
                best = (alike, dx, dy);
            }
        }
    }
    let (alike, dx, dy) = best;
    // At the rim of the search the best may be beyond.
    if alike < ALIKE || dx == 0 || dy == 0 || dx + 1 == side || dy + 1 == side {
        return None;
    }
    let at = |x: usize, y: usize| likeness[y * side + x];
    let x = dx as f32 + vertex(at(dx - 1, dy), alike, at(dx + 1, dy)) - reach as f32;
    let y = dy as f32 + vertex(at(dx, dy - 1), alike, at(dx, dy + 1)) - reach as f32;
    let half = PIECE as f32 / 2.0;
    let middle = (left as f32 + half, top as f32 + half);
    Some((middle, (middle.0 + x, middle.1 + y)))
}

/// Where a parabola through three neighbours has its top, from the one in the middle.
fn vertex(before: f32, here: f32, after: f32) -> f32 {
    let bend = before - 2.0 * here + after;
    if bend.abs() < 1e-6 {
        return 0.0;
    }
    ((before - after) / (2.0 * bend)).clamp(-0.5, 0.5)
}

/// A piece of a page, its mean taken out.
struct Piece {
    dots: Vec<f32>,
    length: f32,
}

impl Piece {
    fn cut(page: &Raster, left: usize, top: usize) -> Self {
        let rows = (top..top + PIECE).map(|y| y * page.width + left);
        let dots = rows.flat_map(|first| &page.pixels[first..first + PIECE]);
        let mut dots: Vec<f32> = dots.map(|dot| f32::from(*dot)).collect();
        let mean = dots.iter().sum::<f32>() / dots.len() as f32;
        dots.iter_mut().for_each(|dot| *dot -= mean);
        let length = dots.iter().map(|dot| dot * dot).sum::<f32>().sqrt();
        Self { dots, length }
    }

    /// Normalized cross-correlation, −1 to 1.
    fn likeness(&self, view: &Raster, left: usize, top: usize) -> f32 {
        let (mut both, mut sum, mut squares) = (0.0_f32, 0.0_f32, 0.0_f32);
        for (y, own) in self.dots.chunks_exact(PIECE).enumerate() {
            let first = (top + y) * view.width + left;
            for (own, dot) in own.iter().zip(&view.pixels[first..first + PIECE]) {
                let dot = f32::from(*dot);
                both += own * dot;
                sum += dot;
                squares += dot * dot;
            }
        }
        let spread = squares - sum * sum / self.dots.len() as f32;
        let length = self.length * spread.max(0.0).sqrt();
        if length < 1.0 { 0.0 } else { both / length }
    }
}

/// The correction on which most pieces agree, and how many do.
fn agree(matches: &[(Point, Point)]) -> Option<(Affine, usize)> {
    if matches.len() < FEWEST {
        return None;
    }
    let median = |moved: &dyn Fn(&(Point, Point)) -> f32| {
        let mut all: Vec<f32> = matches.iter().map(moved).collect();
        all.sort_by(f32::total_cmp);
        f64::from(all[all.len() / 2])
    };
    let (dx, dy) = (median(&|m| m.1.0 - m.0.0), median(&|m| m.1.1 - m.0.1));
    let mut correction = Affine([1.0, 0.0, dx, 0.0, 1.0, dy]);
    let off = |by: &Affine, (from, to): &(Point, Point)| {
        let at = by.at(*from);
        (at.0 - to.0).hypot(at.1 - to.1)
    };
    for near in [8.0, 4.0, 2.0, NEAR, NEAR] {
        let close = matches.iter().filter(|one| off(&correction, one) < near);
        let (from, to): (Vec<Point>, Vec<Point>) = close.copied().unzip();
        if from.len() < FEWEST {
            return None;
        }
        // Few points bear a turn and a scale, but no shear.
        correction = if from.len() < 2 * FEWEST {
            Affine::similar(&from, &to)?
        } else {
            Affine::nearest(&from, &to)?
        };
    }
    let inliers = matches
        .iter()
        .filter(|one| off(&correction, one) < NEAR)
        .count();
    Some((correction, inliers))
}
