//! Where points of a page are on a sheet: moved, turned, scaled, sheared.

use super::raster::Point;

/// x' = a x + b y + c; y' = d x + e y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Affine(pub(super) [f64; 6]);

impl Affine {
    pub(super) fn at(&self, (x, y): Point) -> Point {
        let [a, b, c, d, e, f] = self.0;
        let (x, y) = (f64::from(x), f64::from(y));
        ((a * x + b * y + c) as f32, (d * x + e * y + f) as f32)
    }

    /// First `other`, then this.
    pub(super) fn after(&self, other: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [p, q, r, s, t, u] = other.0;
        Self([
            a * p + b * s,
            a * q + b * t,
            a * r + b * u + c,
            d * p + e * s,
            d * q + e * t,
            d * r + e * u + f,
        ])
    }

    /// How many times larger lengths become.
    pub(super) fn scale(&self) -> f32 {
        let [a, b, _, d, e, _] = self.0;
        (a * e - b * d).abs().sqrt() as f32
    }

    /// How much longer lengths become in one direction than in another, and whether it is
    /// seen in a mirror.
    pub(super) fn is_like_a_sheet(&self) -> bool {
        let [a, b, _, d, e, _] = self.0;
        let (across, down) = (a.hypot(d), b.hypot(e));
        let lean = (a * b + d * e) / (across * down).max(1e-9);
        a * e - b * d > 0.0 && (0.9..1.11).contains(&(across / down)) && lean.abs() < 0.05
    }

    /// Moving, turning and scaling that takes some points nearest to others.
    pub(super) fn similar(from: &[Point], to: &[Point]) -> Option<Self> {
        let mean = |points: &[Point]| {
            let n = points.len() as f64;
            let sum = points.iter().fold((0.0, 0.0), |(x, y), p| {
                (x + f64::from(p.0), y + f64::from(p.1))
            });
            (sum.0 / n, sum.1 / n)
        };
        let (from_mean, to_mean) = (mean(from), mean(to));
        let (mut along, mut across, mut all) = (0.0, 0.0, 0.0);
        for (p, q) in from.iter().zip(to) {
            let (px, py) = (f64::from(p.0) - from_mean.0, f64::from(p.1) - from_mean.1);
            let (qx, qy) = (f64::from(q.0) - to_mean.0, f64::from(q.1) - to_mean.1);
            along += px * qx + py * qy;
            across += px * qy - py * qx;
            all += px * px + py * py;
        }
        if all < 1e-9 || from.len() != to.len() {
            return None;
        }
        let (a, d) = (along / all, across / all);
        let c = to_mean.0 - a * from_mean.0 + d * from_mean.1;
        let f = to_mean.1 - d * from_mean.0 - a * from_mean.1;
        Some(Self([a, -d, c, d, a, f]))
    }

    /// What takes some points nearest to others, by least squares.
    pub(super) fn nearest(from: &[Point], to: &[Point]) -> Option<Self> {
        let mut m = [[0.0_f64; 5]; 3];
        for (p, q) in from.iter().zip(to) {
            let row = [f64::from(p.0), f64::from(p.1), 1.0];
            for (i, left) in row.iter().enumerate() {
                for (j, right) in row.iter().enumerate() {
                    m[i][j] += left * right;
                }
                m[i][3] += left * f64::from(q.0);
                m[i][4] += left * f64::from(q.1);
            }
        }
        let solved = solve(m)?;
        let [x, y] = [3, 4].map(|k| [solved[0][k], solved[1][k], solved[2][k]]);
        Some(Self([x[0], x[1], x[2], y[0], y[1], y[2]]))
    }
}

/// Gauss and Jordan: three equations, two right sides.
fn solve(mut m: [[f64; 5]; 3]) -> Option<[[f64; 5]; 3]> {
    for i in 0..3 {
        let pivot = (i..3).max_by(|a, b| m[*a][i].abs().total_cmp(&m[*b][i].abs()))?;
        m.swap(i, pivot);
        if m[i][i].abs() < 1e-9 {
            return None;
        }
        let by = m[i][i];
        m[i].iter_mut().for_each(|cell| *cell /= by);
        let own = m[i];
        for (_, row) in m.iter_mut().enumerate().filter(|(j, _)| *j != i) {
            let by = row[i];
            row.iter_mut()
                .zip(own)
                .for_each(|(cell, own)| *cell -= by * own);
        }
    }
    Some(m)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: [Point; 5] = [
        (0.0, 0.0),
        (100.0, 3.0),
        (90.0, 200.0),
        (5.0, 180.0),
        (50.0, 60.0),
    ];

    fn near(a: Affine, b: Affine) {
        for (a, b) in a.0.iter().zip(b.0) {
            assert!((a - b).abs() < 1e-3, "{a} {b}");
        }
    }

    #[test]
    fn what_was_done_to_points_is_found_again() {
        let turned = Affine([0.8, -0.6, 7.0, 0.6, 0.8, -3.0]);
        let to = FROM.map(|p| turned.at(p));
        near(Affine::similar(&FROM, &to).expect("points"), turned);
        near(Affine::nearest(&FROM, &to).expect("points"), turned);
        let sheared = Affine([1.01, 0.02, 7.0, -0.01, 0.98, -3.0]);
        let to = FROM.map(|p| sheared.at(p));
        near(Affine::nearest(&FROM, &to).expect("points"), sheared);
        let both = turned.after(&sheared);
        let (x, y) = both.at((11.0, 13.0));
        let (u, v) = turned.at(sheared.at((11.0, 13.0)));
        assert!((x - u).abs() < 1e-4 && (y - v).abs() < 1e-4);
        assert!(Affine::nearest(&[(1.0, 1.0); 5], &to).is_none());
        assert!(turned.is_like_a_sheet() && sheared.is_like_a_sheet());
        assert!(!Affine([-1.0, 0.0, 0.0, 0.0, 1.0, 0.0]).is_like_a_sheet());
    }
}
