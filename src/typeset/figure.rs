//! Figures: a drawing at its place, its words as real text.

use std::sync::Arc;

use kurbo::{Affine, PathEl, Point};

use super::block::Setter;
use super::flow::{Flow, Strip};
use super::pages::{Item, Mark, Reads, Rect};
use super::path::{Path, Segment, Stroke};
use super::text::{Span, lines};
use super::theme::{Colour, PT_PER_MM};
use crate::document::{FigureSpec, Node};
use crate::drawing::{Anchor, Ink, Rgb, Shape, Text};
use crate::error::Problem;

/// How far words may reach over the edge of a figure, in points.
const SLACK: f32 = 0.5;

impl Setter<'_> {
    /// A drawing in the middle of its column, all in one strip.
    pub(super) fn figure(&mut self, node: &Node, figure: &FigureSpec, room: f32) -> Strip {
        let mut strip = Flow::default().into_strip(node.id, 0.0);
        let drawings = self.drawings;
        let Some(drawing) = drawings.get(&figure.svg) else {
            let problem = Problem::new("there is no drawing of this name");
            self.in_figure(node, figure, problem.hint("give it to typesetting"));
            return strip;
        };
        let inks = match drawing.showing(&figure.show) {
            Ok(inks) => inks,
            Err(problems) => {
                for problem in problems.0 {
                    self.in_figure(node, figure, problem);
                }
                return strip;
            }
        };
        let width = figure.width.map_or(room, |mm| room.min(mm * PT_PER_MM));
        let scale = f64::from(width) / drawing.width;
        let area = Rect {
            x: 0.0,
            y: 0.0,
            width,
            height: (drawing.height * scale) as f32,
        };
        strip.height = area.height;
        strip.items.push(content(node, Mark::Figure(area)));
        for ink in inks {
            match ink {
                Ink::Shape(shape) => {
                    let path = Mark::Path(path(shape, scale));
                    strip.items.push(content(node, path));
                }
                Ink::Text(text) => {
                    let words = self.words(node, figure, text, scale, area);
                    strip.items.extend(words);
                }
            }
        }
        strip.shift((room - width) / 2.0, 0.0);
        strip
    }

    /// A text of the drawing, in the theme's body face or its strong one.
    fn words(
        &mut self,
        node: &Node,
        figure: &FigureSpec,
        text: &Text,
        scale: f64,
        area: Rect,
    ) -> Vec<Item> {
        let mut style = self.theme.style(node.element, node.class.as_deref());
        style.face = if text.bold { "strong" } else { "body" }.into();
        style.size = (text.size * scale) as f32;
        style.colour = colour(text.colour);
        let span = Span {
            text: text.says.as_str().into(),
            style: Arc::new(style),
            node: node.id,
            own: None,
        };
        let set = match lines(std::slice::from_ref(&span), f32::INFINITY, self.shaper) {
            Ok(set) => set,
            Err(missing) => {
                self.missing_glyph(&missing);
                return Vec::new();
            }
        };
        let (x, y) = ((text.at.x * scale) as f32, (text.at.y * scale) as f32);
        let mut items = Vec::new();
        for line in set {
            let left = match text.anchor {
                Anchor::Start => x,
                Anchor::Middle => x - line.width / 2.0,
                Anchor::End => x - line.width,
            };
            let inside = left >= -SLACK
                && left + line.width <= area.width + SLACK
                && y - span.style.size * 0.7 >= -SLACK
                && y <= area.height + SLACK;
            if !inside {
                let says = format!("the words “{}” reach over the edge", text.says);
                let hint = "move them, or make the `viewBox` of the drawing larger";
                self.in_figure(node, figure, Problem::new(says).hint(hint));
            }
            for (_, mut run) in line.runs {
                run.origin = (run.origin.0 + left, y);
                items.push(content(node, Mark::Glyphs(run)));
            }
        }
        items
    }

    /// A problem with the drawing of a figure, and which figure.
    fn in_figure(&mut self, node: &Node, figure: &FigureSpec, mut problem: Problem) {
        let line = self.document.nodes[node.id.0 as usize].line;
        problem.says = format!(
            "the figure `{}` (markup line {line}): {}",
            figure.svg, problem.says
        );
        self.problem(problem);
    }
}

/// Something that belongs to a figure and is no decoration.
pub(super) fn content(node: &Node, mark: Mark) -> Item {
    Item {
        node: node.id,
        reads: Reads::Content,
        mark,
    }
}

fn path(shape: &Shape, scale: f64) -> Path {
    Path {
        segments: segments(Affine::scale(scale) * &shape.path),
        fill: shape.fill.map(colour),
        stroke: shape.stroke.map(|stroke| Stroke {
            width: (stroke.width * scale) as f32,
            colour: colour(stroke.colour),
            cap: stroke.cap,
            join: stroke.join,
        }),
    }
}

/// The pieces of a path; every curve as a cubic one.
pub(super) fn segments(path: impl IntoIterator<Item = PathEl>) -> Vec<Segment> {
    let place = |point: Point| (point.x as f32, point.y as f32);
    let mut at = Point::ORIGIN;
    let mut start = at;
    let pieces = path.into_iter().map(|piece| {
        let from = at;
        at = match piece {
            PathEl::ClosePath => start,
            PathEl::MoveTo(to)
            | PathEl::LineTo(to)
            | PathEl::QuadTo(_, to)
            | PathEl::CurveTo(_, _, to) => to,
        };
        match piece {
            PathEl::MoveTo(to) => {
                start = to;
                Segment::Move(place(to))
            }
            PathEl::LineTo(to) => Segment::Line(place(to)),
            PathEl::QuadTo(handle, to) => {
                let curve = kurbo::QuadBez::new(from, handle, to).raise();
                Segment::Curve([curve.p1, curve.p2, to].map(place))
            }
            PathEl::CurveTo(one, two, to) => Segment::Curve([one, two, to].map(place)),
            PathEl::ClosePath => Segment::Close,
        }
    });
    pieces.collect()
}

fn colour(rgb: Rgb) -> Colour {
    Colour(rgb.map(|part| f32::from(part) / 255.0))
}
