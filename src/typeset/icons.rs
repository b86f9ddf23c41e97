//! Icon arrays: so many signs filled, the others outlined.

use kurbo::{Affine, BezPath, Circle, Shape};

use super::block::Setter;
use super::figure::{content, segments};
use super::flow::{Flow, Strip};
use super::pages::{Mark, Rect};
use super::path::{Cap, Join, Path, Stroke};
use super::theme::{PT_PER_MM, Style};
use crate::document::{IconsSpec, Node, Of};

/// How the signs of an array stand, lengths in millimetres.
struct Grid {
    columns: usize,
    /// From sign to sign, across and down.
    pitch: (f32, f32),
    /// The line around a sign; it stands within the pitch, with room to the next.
    sign: BezPath,
    /// Thickness of that line.
    line: f32,
}

impl Grid {
    fn of(number: Of) -> Self {
        match number {
            Of::Hundred => Self {
                columns: 10,
                pitch: (3.2, 4.0),
                sign: person(),
                line: 0.16,
            },
            Of::Thousand => Self {
                columns: 40,
                pitch: (1.55, 1.55),
                sign: Circle::new((0.775, 0.775), 0.52).to_path(0.01),
                line: 0.13,
            },
        }
    }
}

impl Setter<'_> {
    /// An icon array in one strip; smaller where its column is narrow.
    pub(super) fn icons(&self, node: &Node, icons: &IconsSpec, style: &Style, room: f32) -> Strip {
        let grid = Grid::of(icons.of);
        let number = icons.of.number() as usize;
        let natural = grid.columns as f32 * grid.pitch.0 * PT_PER_MM;
        let scale = PT_PER_MM * (room / natural).min(1.0);
        let pitch = (grid.pitch.0 * scale, grid.pitch.1 * scale);
        let area = Rect {
            x: 0.0,
            y: 0.0,
            width: grid.columns as f32 * pitch.0,
            height: (number / grid.columns) as f32 * pitch.1,
        };
        let at: Vec<(f32, f32)> = (0..number)
            .map(|index| (index % grid.columns, index / grid.columns))
            .map(|(column, row)| (column as f32 * pitch.0, row as f32 * pitch.1))
            .collect();
        let (filled, outlined) = at.split_at((icons.count as usize).min(number));
        let sign = Path {
            segments: segments(Affine::scale(scale.into()) * grid.sign),
            fill: None,
            stroke: Some(Stroke {
                width: grid.line * scale,
                colour: style.colour,
                cap: Cap::Butt,
                join: Join::Round,
            }),
        };
        let full = Path {
            fill: Some(style.colour),
            ..sign.clone()
        };
        let mut strip = Flow::default().into_strip(node.id, 0.0);
        strip.height = area.height;
        strip.items.push(content(node, Mark::Figure(area)));
        for (sign, at) in [(full, filled), (sign, outlined)] {
            if !at.is_empty() {
                let at = at.to_vec();
                strip.items.push(content(node, Mark::Signs { sign, at }));
            }
        }
        strip.shift(style.align.left(area.width, room), 0.0);
        strip
    }
}

/// A head, and a body with arms and legs closed to one shape; in millimetres.
fn person() -> BezPath {
    let mut path = Circle::new((1.6, 0.78), 0.46).to_path(0.01);
    path.move_to((0.72, 2.02));
    path.curve_to((0.72, 1.62), (0.98, 1.42), (1.32, 1.42));
    path.line_to((1.88, 1.42));
    path.curve_to((2.22, 1.42), (2.48, 1.62), (2.48, 2.02));
    path.line_to((2.48, 2.62));
    path.line_to((2.1, 2.62));
    path.line_to((2.02, 3.7));
    path.line_to((1.18, 3.7));
    path.line_to((1.1, 2.62));
    path.line_to((0.72, 2.62));
    path.close_path();
    path
}
