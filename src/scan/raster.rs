//! A sheet as grey pixels, and what is done to all of them alike.

/// A sheet as grey pixels, from the top left, row by row.
#[derive(Clone, PartialEq, Eq)]
pub struct Raster {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// 0 is black, 255 is white.
    pub pixels: Vec<u8>,
}

/// A point of a raster: pixels from the left and from the top.
pub type Point = (f32, f32);

impl std::fmt::Debug for Raster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Raster({} × {})", self.width, self.height)
    }
}

impl Raster {
    /// A white one.
    pub fn white(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![255; width * height],
        }
    }

    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width.max(1))
    }

    /// The pixel at a place; white beside the sheet.
    pub fn at(&self, x: isize, y: isize) -> u8 {
        let inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        if inside {
            self.pixels[y as usize * self.width + x as usize]
        } else {
            255
        }
    }

    /// What stands between pixels, from the four around.
    pub fn between(&self, (x, y): Point) -> u8 {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_part, low_part) = (x - left, y - top);
        let (column, row) = (left as isize, top as isize);
        let (width, height) = (self.width as isize, self.height as isize);
        if column < 0 || row < 0 || column + 1 >= width || row + 1 >= height {
            return self.at(x.round() as isize, y.round() as isize);
        }
        let first = row as usize * self.width + column as usize;
        let pixel = |at: usize| f32::from(self.pixels[at]);
        let upper = pixel(first) * (1.0 - right_part) + pixel(first + 1) * right_part;
        let below = first + self.width;
        let lower = pixel(below) * (1.0 - right_part) + pixel(below + 1) * right_part;
        (upper * (1.0 - low_part) + lower * low_part + 0.5) as u8
    }

    /// The same sheet with fewer pixels, each the mean of `by` × `by`.
    pub fn shrunk(&self, by: usize) -> Self {
        if by <= 1 {
            return self.clone();
        }
        let (width, height) = (self.width / by, self.height / by);
        let mut pixels = Vec::with_capacity(width * height);
        let area = (by * by) as u32;
        let mut sums = vec![0_u32; width];
        for band in self.pixels.chunks_exact((self.width * by).max(1)) {
            sums.fill(0);
            for row in band.chunks_exact(self.width) {
                for (sum, cells) in sums.iter_mut().zip(row.chunks_exact(by)) {
                    *sum += cells.iter().map(|cell| u32::from(*cell)).sum::<u32>();
                }
            }
            pixels.extend(sums.iter().map(|sum| (sum / area) as u8));
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// The same sheet with twice the pixels each way.
    pub fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                pixels.push(self.between(((x as f32 + 0.5) / 2.0, (y as f32 + 0.5) / 2.0)));
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Each pixel becomes the middle one of the nine around it: specks go, edges stay.
    pub fn without_specks(&self) -> Self {
        let mut clean = self.clone();
        if self.width < 3 || self.height < 3 {
            return clean;
        }
        for y in 1..self.height - 1 {
            let (above, here, below) = (
                &self.pixels[(y - 1) * self.width..y * self.width],
                &self.pixels[y * self.width..(y + 1) * self.width],
                &self.pixels[(y + 1) * self.width..(y + 2) * self.width],
            );
            let into = &mut clean.pixels[y * self.width + 1..(y + 1) * self.width - 1];
            let around = above.windows(3).zip(here.windows(3)).zip(below.windows(3));
            for (pixel, ((above, here), below)) in into.iter_mut().zip(around) {
                *pixel = middle(above, here, below);
            }
        }
        clean
    }

    /// How many pixels have each grey.
    pub fn histogram(&self) -> [u32; 256] {
        let mut counts = [0; 256];
        for pixel in &self.pixels {
            counts[usize::from(*pixel)] += 1;
        }
        counts
    }

    /// Whether it knows black and white only.
    pub fn is_bilevel(&self) -> bool {
        self.pixels.iter().all(|pixel| matches!(pixel, 0 | 255))
    }

    /// The grey that best parts ink from paper (Otsu): what is darker is ink.
    pub fn threshold(&self) -> u8 {
        threshold_of(&self.histogram())
    }
}

/// The grey that best parts the darker from the lighter of some pixels.
pub(super) fn threshold_of(counts: &[u32; 256]) -> u8 {
    let all: f64 = counts.iter().map(|count| f64::from(*count)).sum();
    let weighted = |(grey, count): (usize, &u32)| grey as f64 * f64::from(*count);
    let total: f64 = counts.iter().enumerate().map(weighted).sum();
    let (mut dark, mut dark_sum) = (0.0, 0.0);
    let (mut best, mut first, mut last) = (-1.0, 128, 128);
    for (grey, count) in counts.iter().enumerate() {
        dark += f64::from(*count);
        dark_sum += weighted((grey, count));
        let light = all - dark;
        if dark == 0.0 || light == 0.0 {
            continue;
        }
        let apart = dark_sum / dark - (total - dark_sum) / light;
        let between = dark * light * apart * apart;
        if between > best * 1.000_000_1 {
            (best, first) = (between, grey);
        }
        if between >= best * 0.999_999_9 {
            last = grey;
        }
    }
    // Where nothing stands between ink and paper, halfway.
    ((first + last) / 2 + 1).min(255) as u8
}

/// The middle one of nine.
fn middle(above: &[u8], here: &[u8], below: &[u8]) -> u8 {
    let sorted = |three: &[u8]| {
        let (low, high) = (three[0].min(three[1]), three[0].max(three[1]));
        (
            low.min(three[2]),
            low.max(high.min(three[2])),
            high.max(three[2]),
        )
    };
    let (a, b, c) = (sorted(above), sorted(here), sorted(below));
    let low = a.0.max(b.0).max(c.0);
    let mid = a.1.min(b.1).max(a.1.max(b.1).min(c.1));
    let high = a.2.min(b.2).min(c.2);
    low.min(mid).max(low.max(mid).min(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(width: usize, height: usize) -> Raster {
        let mut seed = 7_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let mut raster = Raster::white(width, height);
        raster.pixels.fill_with(&mut next);
        raster
    }

    #[test]
    fn the_middle_of_nine_is_the_fifth() {
        let raster = noise(40, 30);
        let clean = raster.without_specks();
        for y in 1..29_isize {
            for x in 1..39_isize {
                let mut nine: Vec<u8> = (-1..=1)
                    .flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)))
                    .map(|(dx, dy)| raster.at(x + dx, y + dy))
                    .collect();
                nine.sort_unstable();
                assert_eq!(clean.at(x, y), nine[4], "{x}, {y}");
            }
        }
    }

    #[test]
    fn shrinking_keeps_the_mean_and_drops_the_rest() {
        let raster = noise(43, 31);
        let small = raster.shrunk(4);
        assert_eq!((small.width, small.height), (10, 7));
        let mut sum = 0_u32;
        for y in 8..12 {
            for x in 12..16 {
                sum += u32::from(raster.at(x, y));
            }
        }
        assert_eq!(small.at(3, 2), (sum / 16) as u8);
    }

    #[test]
    fn ink_and_paper_are_parted() {
        let mut raster = Raster::white(10, 10);
        raster.pixels[..30].fill(90);
        raster.pixels[30..].fill(210);
        let threshold = raster.threshold();
        assert!((91..=210).contains(&threshold), "{threshold}");
        raster.pixels[..30].fill(0);
        raster.pixels[30..].fill(255);
        assert!((100..=155).contains(&raster.threshold()));
    }

    #[test]
    fn between_pixels_lies_what_is_between() {
        let raster = Raster {
            width: 2,
            height: 2,
            pixels: vec![0, 200, 0, 200],
        };
        assert_eq!(raster.between((1.0, 1.0)), 100);
        assert_eq!(raster.between((0.5, 0.5)), 0);
        assert_eq!(raster.between((9.0, 9.0)), 255);
    }
}
