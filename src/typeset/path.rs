//! Paths: lines and curves at fixed places.

pub use kurbo::{Cap, Join};

use super::pages::Rect;
use super::theme::Colour;

/// Lines and curves. Lengths in points, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// From where to where; the first is a move.
    pub segments: Vec<Segment>,
    /// Colour inside; what is enclosed twice is inside (nonzero winding).
    pub fill: Option<Colour>,
    /// The line along it, over the fill.
    pub stroke: Option<Stroke>,
}

/// A piece of a path, from where the last one ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// Begins anew.
    Move((f32, f32)),
    /// A straight line.
    Line((f32, f32)),
    /// A cubic curve: its two handles and its end.
    Curve([(f32, f32); 3]),
    /// Back to the last move.
    Close,
}

/// The line along a path. A mitre longer than four times its width is cut.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Thickness.
    pub width: f32,
    /// Colour.
    pub colour: Colour,
    /// Its ends.
    pub cap: Cap,
    /// Its corners.
    pub join: Join,
}

impl Segment {
    /// Its points, handles included.
    fn points(&self) -> &[(f32, f32)] {
        match self {
            Self::Move(point) | Self::Line(point) => std::slice::from_ref(point),
            Self::Curve(points) => points,
            Self::Close => &[],
        }
    }

    /// The same piece elsewhere.
    #[must_use]
    pub fn moved(self, (dx, dy): (f32, f32)) -> Self {
        let there = |(x, y): (f32, f32)| (x + dx, y + dy);
        match self {
            Self::Move(point) => Self::Move(there(point)),
            Self::Line(point) => Self::Line(there(point)),
            Self::Curve(points) => Self::Curve(points.map(there)),
            Self::Close => Self::Close,
        }
    }
}

impl Path {
    /// A rectangle that holds it all: handles of curves and half the line around it too.
    pub fn bounds(&self) -> Rect {
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in self.segments.iter().flat_map(Segment::points) {
            low = (low.0.min(*x), low.1.min(*y));
            high = (high.0.max(*x), high.1.max(*y));
        }
        let reach = self.stroke.map_or(0.0, |stroke| stroke.width / 2.0);
        Rect {
            x: low.0 - reach,
            y: low.1 - reach,
            width: high.0 - low.0 + 2.0 * reach,
            height: high.1 - low.1 + 2.0 * reach,
        }
    }

    /// Moves it.
    pub(super) fn shift(&mut self, dx: f32, dy: f32) {
        for segment in &mut self.segments {
            *segment = segment.moved((dx, dy));
        }
    }
}
