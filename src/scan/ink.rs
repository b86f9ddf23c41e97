//! Ink in a field that the form as it was made does not have there.
//!
//! ```text
//! sheet under the field ──► darker than paper ─┐
//! original, all print made thicker ────────────┼──► what is left ──► strokes ──► verdict
//! streaks of the scanner ──────────────────────┘
//! ```
//!
//! In doubt the verdict is doubt: a person looks. An empty field must not pass for a signed
//! one, so strokes have to be long and to lie in the field for the most part.

use super::original::{DOTS_PER_MM, Field, FieldKind, OriginalPage};
use super::paper::{darkest_ink, thicker};
use super::raster::Raster;
use super::register::Placed;
use super::streaks;

/// How far around a field its strokes are followed, millimetres.
const AROUND: f32 = 8.0;
/// How much thicker print is taken than it is, millimetres each way.
const PRINT: f32 = 0.55;
/// A stroke is at least so long, millimetres.
const SPECK: f32 = 1.2;
/// A field so full of black is not written in but dirty.
const FULL: f32 = 0.45;
/// Part of the pixels that are specks by themselves from which on a sheet is noisy.
const NOISY: f32 = 0.002;

/// Whether a hand was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// It looks empty.
    None,
    /// It looks written in.
    Some,
    /// A person has to look.
    Doubtful,
}

/// A sheet in which ink is looked for.
#[derive(Debug)]
pub struct Inked {
    /// Streaks are white here.
    sheet: Raster,
    placed: Placed,
}

impl Inked {
    /// Prepares a sheet that lies over a page.
    pub fn new(sheet: &Raster, placed: Placed) -> Self {
        let noisy = noise(sheet) > NOISY;
        let mask = streaks::mask(sheet, sheet.threshold());
        let mut sheet = sheet.clone();
        for (pixel, streak) in sheet.pixels.iter_mut().zip(mask) {
            if streak {
                *pixel = 255;
            }
        }
        if noisy {
            sheet = sheet.without_specks();
        }
        let by = (placed.to_sheet.scale() as usize).max(1);
        if by > 1 {
            sheet = sheet.shrunk(by);
            let [a, b, c, d, e, f] = placed.to_sheet.0;
            let small = [a, b, c, d, e, f].map(|cell| cell / by as f64);
            let to_sheet = super::place::Affine(small);
            return Self {
                sheet,
                placed: Placed { to_sheet, ..placed },
            };
        }
        Self { sheet, placed }
    }

    /// Whether a hand was in a field.
    pub fn look(&self, page: &OriginalPage, field: &Field) -> Ink {
        Room::new(self, page, field).verdict(field.kind)
    }
}

/// The part of the pixels that are dark and have no dark neighbour beside them.
fn noise(sheet: &Raster) -> f32 {
    let threshold = sheet.threshold();
    let rows: Vec<&[u8]> = sheet.rows().collect();
    let mut alone = 0;
    for three in rows.windows(3) {
        let inner = three[1].windows(3).enumerate();
        alone += inner
            .filter(|(x, row)| {
                let light = |pixel: u8| pixel >= threshold;
                row[1] < threshold
                    && light(row[0])
                    && light(row[2])
                    && light(three[0][x + 1])
                    && light(three[2][x + 1])
            })
            .count();
    }
    alone as f32 / sheet.pixels.len().max(1) as f32
}

/// A field and what is around it, in dots of the original.
struct Room {
    width: usize,
    height: usize,
    /// What is ink and not print.
    left_over: Vec<bool>,
    /// What is dark at all.
    dark: Vec<bool>,
    /// The field in it: left, top, right, bottom.
    field: [usize; 4],
}

/// Dots that touch.
#[derive(Debug, Default)]
struct Stroke {
    dots: usize,
    inside: usize,
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

impl Room {
    fn new(inked: &Inked, page: &OriginalPage, field: &Field) -> Self {
        let around = AROUND * DOTS_PER_MM;
        let [left, top, right, bottom] = field.room;
        let (x, y) = (
            (left - around).max(0.0) as usize,
            (top - around).max(0.0) as usize,
        );
        let end = |at: f32, most: usize| ((at + around) as usize).min(most);
        let width = end(right, page.raster.width).saturating_sub(x);
        let height = end(bottom, page.raster.height).saturating_sub(y);
        let mut seen = Vec::with_capacity(width * height);
        let mut print = Vec::with_capacity(width * height);
        for row in y..y + height {
            for column in x..x + width {
                let at = (column as f32 + 0.5, row as f32 + 0.5);
                seen.push(inked.sheet.between(inked.placed.to_sheet.at(at)));
                print.push(page.raster.pixels[row * page.raster.width + column] < 215);
            }
        }
        let darkest = darkest_ink(&seen);
        let dark: Vec<bool> = seen.iter().map(|pixel| *pixel < darkest).collect();
        let thick = thicker(
            &print,
            width,
            height,
            (PRINT * DOTS_PER_MM).round() as usize,
        );
        let left_over = dark.iter().zip(&thick).map(|(dark, print)| *dark && !print);
        let within = |at: f32, from: usize, most: usize| {
            (at.round().max(0.0) as usize)
                .saturating_sub(from)
                .min(most)
        };
        Self {
            width,
            height,
            left_over: left_over.collect(),
            dark,
            field: [
                within(left, x, width),
                within(top, y, height),
                within(right, x, width),
                within(bottom, y, height),
            ],
        }
    }

    fn verdict(&self, kind: FieldKind) -> Ink {
        // Square millimetres and millimetres of ink that make a signature, a date, a tick.
        let (area, length) = match kind {
            FieldKind::Signature => (1.0, 3.0),
            FieldKind::Text => (0.8, 2.0),
            FieldKind::CheckBox => (0.6, 1.5),
        };
        let [left, top, right, bottom] = self.field;
        let all = (right - left) * (bottom - top);
        let rows = (top..bottom).flat_map(|y| &self.dark[y * self.width..][left..right]);
        if rows.filter(|dark| **dark).count() as f32 > all as f32 * FULL {
            return Ink::Doubtful;
        }
        let strokes = self.strokes();
        let (own, stray): (Vec<&Stroke>, Vec<&Stroke>) = strokes
            .iter()
            .filter(|stroke| stroke.inside > 0 && !self.is_line(stroke))
            .partition(|stroke| stroke.inside * 5 >= stroke.dots * 2);
        let square = DOTS_PER_MM * DOTS_PER_MM;
        let inside = |strokes: &[&Stroke]| {
            strokes.iter().map(|one| one.inside).sum::<usize>() as f32 / square
        };
        let longest = own.iter().map(|one| one.length()).fold(0.0, f32::max);
        if inside(&own) >= area && longest >= length {
            Ink::Some
        } else if inside(&own) + inside(&stray) < area * 0.3 {
            Ink::None
        } else {
            Ink::Doubtful
        }
    }

    /// Dots that touch, but for specks.
    fn strokes(&self) -> Vec<Stroke> {
        let mut seen = vec![false; self.left_over.len()];
        let mut strokes = Vec::new();
        for at in 0..seen.len() {
            if self.left_over[at] && !seen[at] {
                let stroke = self.follow(at, &mut seen);
                if stroke.length() >= SPECK {
                    strokes.push(stroke);
                }
            }
        }
        strokes
    }

    fn follow(&self, start: usize, seen: &mut [bool]) -> Stroke {
        let mut stroke = Stroke {
            left: self.width,
            top: self.height,
            ..Stroke::default()
        };
        let [left, top, right, bottom] = self.field;
        let mut next = vec![start];
        seen[start] = true;
        while let Some(at) = next.pop() {
            let (x, y) = (at % self.width, at / self.width);
            stroke.dots += 1;
            let inside = (left..right).contains(&x) && (top..bottom).contains(&y);
            stroke.inside += usize::from(inside);
            stroke.left = stroke.left.min(x);
            stroke.right = stroke.right.max(x);
            stroke.top = stroke.top.min(y);
            stroke.bottom = stroke.bottom.max(y);
            for y in y.saturating_sub(1)..=(y + 1).min(self.height - 1) {
                for x in x.saturating_sub(1)..=(x + 1).min(self.width - 1) {
                    let beside = y * self.width + x;
                    if self.left_over[beside] && !seen[beside] {
                        seen[beside] = true;
                        next.push(beside);
                    }
                }
            }
        }
        stroke
    }

    /// A thin stroke from one side of the room to the other is a streak that lies aslant.
    fn is_line(&self, stroke: &Stroke) -> bool {
        let through = (stroke.left == 0 && stroke.right + 1 == self.width)
            || (stroke.top == 0 && stroke.bottom + 1 == self.height);
        let thickness = stroke.dots as f32 / (stroke.length() * DOTS_PER_MM);
        through && thickness < 0.9 * DOTS_PER_MM
    }
}

impl Stroke {
    /// The longer side of what it spans, millimetres.
    fn length(&self) -> f32 {
        let (wide, high) = (self.right - self.left + 1, self.bottom - self.top + 1);
        wide.max(high) as f32 / DOTS_PER_MM
    }
}
