//! Streaks of scanner and fax: dust on the glass draws thin straight lines along or across
//! the whole sheet. They are no ink of anybody.

use super::raster::Raster;

/// Shortest streak, in parts of the longer side of the sheet: about 30 mm.
const SHORTEST: f32 = 0.1;
/// Thickest streak, in parts of the longer side: about 1 mm.
const THICKEST: f32 = 0.0035;
/// How many light pixels do not end a streak.
const GAP: usize = 2;

/// Which pixels belong to streaks, true for each that does.
pub(super) fn mask(sheet: &Raster, threshold: u8) -> Vec<bool> {
    let longer = sheet.width.max(sheet.height) as f32;
    let shortest = (longer * SHORTEST) as usize;
    let thickest = ((longer * THICKEST) as usize).max(3);
    let mut mask = vec![false; sheet.pixels.len()];
    along(sheet, threshold, shortest, &mut mask);
    across(sheet, threshold, shortest, &mut mask);
    thin_only(sheet, thickest, &mut mask);
    mask
}

/// The sheet with its streaks painted over by what is beside them.
pub(super) fn mended(sheet: &Raster) -> Raster {
    let mask = mask(sheet, sheet.threshold());
    let mut mended = sheet.clone();
    let width = sheet.width;
    for at in 0..mask.len() {
        if !mask[at] {
            continue;
        }
        let (x, y) = (at % width, at / width);
        let beside = (1..=4).find_map(|by| {
            let places = [
                (x >= by).then(|| at - by),
                (y >= by).then(|| at - by * width),
            ];
            places.into_iter().flatten().find(|place| !mask[*place])
        });
        mended.pixels[at] = beside.map_or(255, |beside| mended.pixels[beside]);
    }
    mended
}

/// Long dark runs of rows.
fn along(sheet: &Raster, threshold: u8, shortest: usize, mask: &mut [bool]) {
    for (y, row) in sheet.rows().enumerate() {
        let mut run = Run::default();
        let first = y * sheet.width;
        for (x, pixel) in row.iter().enumerate() {
            if let Some((from, to)) = run.step(x, *pixel < threshold, shortest) {
                mask[first + from..first + to].fill(true);
            }
        }
        if let Some((from, to)) = run.end(shortest) {
            mask[first + from..first + to].fill(true);
        }
    }
}

/// Long dark runs of columns.
fn across(sheet: &Raster, threshold: u8, shortest: usize, mask: &mut [bool]) {
    let width = sheet.width;
    let mut fill = |x: usize, (from, to): (usize, usize)| {
        (from..to).for_each(|y| mask[y * width + x] = true);
    };
    let mut runs = vec![Run::default(); width];
    for (y, row) in sheet.rows().enumerate() {
        for (x, (pixel, run)) in row.iter().zip(&mut runs).enumerate() {
            if let Some(found) = run.step(y, *pixel < threshold, shortest) {
                fill(x, found);
            }
        }
    }
    for (x, run) in runs.iter_mut().enumerate() {
        if let Some(found) = run.end(shortest) {
            fill(x, found);
        }
    }
}

/// A dark run that may have small gaps.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    from: usize,
    /// After the last dark pixel; 0 if there is no run.
    to: usize,
}

impl Run {
    fn step(&mut self, at: usize, dark: bool, shortest: usize) -> Option<(usize, usize)> {
        if dark {
            if self.to == 0 {
                self.from = at;
            }
            self.to = at + 1;
            return None;
        }
        if self.to == 0 || at < self.to + GAP {
            return None;
        }
        self.end(shortest)
    }

    fn end(&mut self, shortest: usize) -> Option<(usize, usize)> {
        let found = (self.from, self.to);
        self.to = 0;
        (found.1 >= found.0 + shortest).then_some(found)
    }
}

/// Takes out what is thick both ways: frames of black, pictures.
fn thin_only(sheet: &Raster, thickest: usize, mask: &mut [bool]) {
    let (width, height) = (sheet.width, sheet.height);
    let all = mask.to_vec();
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            if !all[at] {
                continue;
            }
            let reach = |step: isize, room: usize| {
                let next = |by: &usize| all[(at as isize + step * *by as isize) as usize];
                (1..=room.min(thickest)).take_while(next).count()
            };
            let wide = reach(-1, x) + reach(1, width - 1 - x);
            let high = reach(-(width as isize), y) + reach(width as isize, height - 1 - y);
            mask[at] = wide.min(high) < thickest;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thin_long_lines_are_streaks_and_nothing_else_is() {
        let mut sheet = Raster::white(400, 600);
        let mut fill = |x: std::ops::Range<usize>, y: std::ops::Range<usize>| {
            for y in y {
                for x in x.clone() {
                    sheet.pixels[y * 400 + x] = 0;
                }
            }
        };
        fill(100..102, 0..600);
        fill(0..400, 300..301);
        // A stroke of a pen, and the black beside a sheet.
        fill(200..203, 100..140);
        fill(360..400, 0..600);
        let mask = mask(&sheet, 128);
        let at = |x: usize, y: usize| mask[y * 400 + x];
        assert!(at(100, 50) && at(101, 599) && at(20, 300));
        assert!(!at(201, 120) && !at(380, 200) && !at(50, 50));
        let mended = mended(&sheet);
        assert_eq!(mended.at(100, 50), 255);
        assert_eq!(mended.at(201, 120), 0);
    }
}
