//! What of a field is paper, what is ink, and what is print.

use super::raster::threshold_of;

/// How much darker ink is than the paper around it, in parts of the paper.
const DARKER: f32 = 0.25;

/// What is darker than this is ink: by the paper that is there.
pub(super) fn darkest_ink(seen: &[u8]) -> u8 {
    let mut counts = [0_u32; 256];
    seen.iter()
        .for_each(|pixel| counts[usize::from(*pixel)] += 1);
    let mut lighter = 0;
    let mut paper = 255;
    for (grey, count) in counts.iter().enumerate().rev() {
        lighter += *count as usize;
        if lighter * 5 >= seen.len() {
            paper = grey;
            break;
        }
    }
    // Of black and white, halfway: what is between comes from turning.
    let between = counts[40..215].iter().sum::<u32>() as usize;
    if between * 10 < seen.len() && threshold_of(&counts) < 160 {
        return (paper as f32 * (1.0 - DARKER)).min(150.0) as u8;
    }
    (paper as f32 * (1.0 - DARKER)) as u8
}

/// Print with so many dots more on each side.
pub(super) fn thicker(print: &[bool], width: usize, height: usize, by: usize) -> Vec<bool> {
    let mut wide = vec![false; print.len()];
    for y in 0..height {
        let row = &print[y * width..(y + 1) * width];
        for (x, _) in row.iter().enumerate().filter(|(_, print)| **print) {
            let (from, to) = (x.saturating_sub(by), (x + by + 1).min(width));
            wide[y * width + from..y * width + to].fill(true);
        }
    }
    let mut thick = wide.clone();
    for y in 0..height {
        let (from, to) = (y.saturating_sub(by), (y + by + 1).min(height));
        for x in (0..width).filter(|x| wide[y * width + x]) {
            (from..to).for_each(|row| thick[row * width + x] = true);
        }
    }
    thick
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn print_grows_each_way_and_stops_at_the_edge() {
        let mut print = vec![false; 7 * 5];
        print[2 * 7 + 1] = true;
        let thick = thicker(&print, 7, 5, 2);
        let rows: Vec<usize> = thick
            .chunks(7)
            .map(|row| row.iter().filter(|d| **d).count())
            .collect();
        assert_eq!(rows, [4; 5]);
    }

    #[test]
    fn ink_is_darker_than_its_own_paper() {
        // Grey paper with a faint pen, and clean black and white.
        let faint = [[180_u8; 90].as_slice(), &[110; 10]].concat();
        assert!((111..=150).contains(&darkest_ink(&faint)));
        let clean = [[255_u8; 90].as_slice(), &[0; 10]].concat();
        assert!((100..=191).contains(&darkest_ink(&clean)));
    }
}
