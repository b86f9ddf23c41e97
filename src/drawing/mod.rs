//! Drawings: a closed subset of SVG becomes shapes and texts, back to front.
//!
//! | element | attributes |
//! |---|---|
//! | `svg` | `viewBox`; `width` and `height` of the same proportions |
//! | `title` | none; only for those who open the file |
//! | `g` | `id`, `transform`, and the paint of what is in it |
//! | `path` | `d` |
//! | `rect` | `x`, `y`, `width`, `height`, `rx` |
//! | `circle`, `ellipse` | `cx`, `cy`, `r` or `rx` and `ry` |
//! | `line` | `x1`, `y1`, `x2`, `y2` |
//! | `polyline`, `polygon` | `points` |
//! | `text` | `x`, `y`, `font-size`, `font-weight`, `text-anchor`, `fill`; plain text |
//!
//! Paint is `fill`, `stroke`, `stroke-width`, `stroke-linecap` and
//! `stroke-linejoin`. Anything else is an error, and so is what would not be seen:
//! a shape without paint or outside the `viewBox`. A group whose id is
//! `mark:NAME` is drawn only where that name is to be shown.

mod parse;
mod shape;
mod style;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use kurbo::{BezPath, Cap, Join, Point};

use crate::error::{Problem, Problems, choose};

/// Red, green and blue of the screen (sRGB).
pub type Rgb = [u8; 3];

/// A drawing. Lengths in units of its own, y downwards from the top left corner.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// Width of its `viewBox`.
    pub width: f64,
    /// Height of its `viewBox`.
    pub height: f64,
    parts: Vec<Part>,
    /// Names of the marks, in the order of the file.
    marks: Vec<String>,
}

/// Something drawn, and the mark it belongs to (an index into [`Drawing::marks`]).
#[derive(Debug, Clone)]
struct Part {
    mark: Option<usize>,
    ink: Ink,
}

/// What is drawn.
#[derive(Debug, Clone)]
pub enum Ink {
    /// A shape.
    Shape(Shape),
    /// A text on one line.
    Text(Text),
}

/// Lines and curves; what one path encloses twice is inside (nonzero winding).
#[derive(Debug, Clone)]
pub struct Shape {
    /// Where.
    pub path: BezPath,
    /// Colour inside.
    pub fill: Option<Rgb>,
    /// The line along it.
    pub stroke: Option<Stroke>,
}

/// The line along a shape. A mitre longer than four times its width is cut.
#[derive(Debug, Clone, Copy)]
pub struct Stroke {
    /// Colour.
    pub colour: Rgb,
    /// Thickness.
    pub width: f64,
    /// Its ends.
    pub cap: Cap,
    /// Its corners.
    pub join: Join,
}

/// Words in a drawing.
#[derive(Debug, Clone)]
pub struct Text {
    /// What it says, white space folded.
    pub says: String,
    /// On the baseline: its start, middle or end.
    pub at: Point,
    /// Which of them.
    pub anchor: Anchor,
    /// Size of type.
    pub size: f64,
    /// In the strong face.
    pub bold: bool,
    /// Colour of type.
    pub colour: Rgb,
}

/// Where a text stands beside its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// To the right of it.
    Start,
    /// On both sides of it.
    Middle,
    /// To the left of it.
    End,
}

impl Drawing {
    /// Reads a drawing. `file` is for messages.
    ///
    /// # Errors
    /// Everything that is not in the subset or would not be seen, with line and column.
    pub fn parse(svg: &str, file: &str) -> Result<Self, Problems> {
        parse::parse(svg, file)
    }

    /// Everything that is drawn when these marks are shown, back to front.
    ///
    /// # Errors
    /// The names that the drawing has no mark for: without its mark it is not the
    /// drawing that was asked for.
    pub fn showing(&self, show: &[String]) -> Result<Vec<&Ink>, Problems> {
        let known: Vec<&str> = self.marks.iter().map(String::as_str).collect();
        let problems: Vec<Problem> = show
            .iter()
            .filter(|name| !self.marks.contains(name))
            .map(|name| {
                Problem::new(format!("the drawing has no mark `{name}`")).hint(choose(name, &known))
            })
            .collect();
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        let shown = |part: &&Part| {
            part.mark
                .is_none_or(|mark| show.contains(&self.marks[mark]))
        };
        Ok(self
            .parts
            .iter()
            .filter(shown)
            .map(|part| &part.ink)
            .collect())
    }
}

/// Drawings by name. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Drawings(BTreeMap<String, Arc<Drawing>>);

impl Drawings {
    /// The drawing of a name.
    pub fn get(&self, name: &str) -> Option<&Arc<Drawing>> {
        self.0.get(name)
    }

    /// Adds a drawing.
    pub fn insert(&mut self, name: &str, drawing: Arc<Drawing>) {
        self.0.insert(name.to_owned(), drawing);
    }
}
