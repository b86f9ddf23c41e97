//! The shapes of SVG as paths.

use kurbo::{BezPath, Circle, Ellipse, Line, Point, Rect, RoundedRect, Shape};
use roxmltree::{Attribute, Node};
use svgtypes::{Error, NumberListParser, SimplePathSegment, SimplifyingPathParser};

use super::parse::Parser;
use crate::error::Problem;

/// How far a curve may be off, in units of the drawing; kurbo is never worse than
/// four curves a circle, which is a 3000th of the radius.
const TOLERANCE: f64 = 0.1;

/// The path of a shape; `None` once the problem is told.
pub(super) fn path(node: Node<'_, '_>, parser: &mut Parser<'_, '_>) -> Option<BezPath> {
    match node.tag_name().name() {
        "path" => data(&parser.required(node, "d")?, parser),
        "rect" => rect(node, parser),
        "circle" => {
            let centre = parser.point(node, "cx", "cy")?;
            let radius = parser.positive(node, "r")?;
            Some(Circle::new(centre, radius).to_path(TOLERANCE))
        }
        "ellipse" => {
            let centre = parser.point(node, "cx", "cy")?;
            let radii = (parser.positive(node, "rx")?, parser.positive(node, "ry")?);
            Some(Ellipse::new(centre, radii, 0.0).to_path(TOLERANCE))
        }
        "line" => {
            let from = parser.point(node, "x1", "y1")?;
            let to = parser.point(node, "x2", "y2")?;
            Some(Line::new(from, to).to_path(TOLERANCE))
        }
        name => points(node, name == "polygon", parser),
    }
}

fn rect(node: Node<'_, '_>, parser: &mut Parser<'_, '_>) -> Option<BezPath> {
    let corner = parser.point(node, "x", "y")?;
    let width = parser.positive(node, "width")?;
    let height = parser.positive(node, "height")?;
    let rect = Rect::from_origin_size(corner, (width, height));
    let Some(attribute) = node.attribute_node("rx") else {
        return Some(rect.to_path(TOLERANCE));
    };
    let radius = parser.positive(node, "rx")?;
    if radius > width.min(height) / 2.0 {
        let problem = Problem::new("`rx` is more than half the width or height of the <rect>");
        parser.at_value(&attribute, 0, problem.hint("make it smaller"));
        return None;
    }
    Some(RoundedRect::from_rect(rect, radius).to_path(TOLERANCE))
}

/// Path data; arcs become curves.
fn data(attribute: &Attribute<'_, '_>, parser: &mut Parser<'_, '_>) -> Option<BezPath> {
    let mut path = BezPath::new();
    for segment in SimplifyingPathParser::from(attribute.value()) {
        match segment {
            Ok(SimplePathSegment::MoveTo { x, y }) => path.move_to((x, y)),
            Ok(SimplePathSegment::LineTo { x, y }) => path.line_to((x, y)),
            Ok(SimplePathSegment::CurveTo {
                x1,
                y1,
                x2,
                y2,
                x,
                y,
            }) => path.curve_to((x1, y1), (x2, y2), (x, y)),
            Ok(SimplePathSegment::Quadratic { x1, y1, x, y }) => path.quad_to((x1, y1), (x, y)),
            Ok(SimplePathSegment::ClosePath) => path.close_path(),
            Err(error) => {
                let problem = Problem::new("this is not path data as SVG has it");
                let problem = problem.hint("a path begins with M and goes on with commands of SVG");
                parser.at_value(attribute, offset(&error), problem);
                return None;
            }
        }
    }
    if path.segments().next().is_none() {
        let problem = Problem::new("the path has no line and no curve");
        parser.at_value(attribute, 0, problem.hint("take the element out"));
        return None;
    }
    Some(path)
}

fn points(node: Node<'_, '_>, closed: bool, parser: &mut Parser<'_, '_>) -> Option<BezPath> {
    let attribute = parser.required(node, "points")?;
    let mut numbers = Vec::new();
    for number in NumberListParser::from(attribute.value()) {
        match number {
            Ok(number) => numbers.push(number),
            Err(error) => {
                let problem = Problem::new("this is not a number").hint("write: x,y x,y …");
                parser.at_value(&attribute, offset(&error), problem);
                return None;
            }
        }
    }
    if numbers.len() < 4 || !numbers.len().is_multiple_of(2) {
        let problem = Problem::new("`points` needs two numbers for each of at least two points");
        parser.at_value(&attribute, 0, problem.hint("write: x,y x,y …"));
        return None;
    }
    let mut corners = numbers
        .chunks_exact(2)
        .map(|two| Point::new(two[0], two[1]));
    let mut path = BezPath::new();
    path.move_to(corners.next()?);
    corners.for_each(|corner| path.line_to(corner));
    if closed {
        path.close_path();
    }
    Some(path)
}

/// Characters before the fault.
fn offset(error: &Error) -> usize {
    match error {
        Error::UnexpectedData(at)
        | Error::InvalidChar(_, at)
        | Error::InvalidString(_, at)
        | Error::InvalidNumber(at) => at.saturating_sub(1),
        Error::UnexpectedEndOfStream | Error::InvalidValue | Error::InvalidIdent => 0,
    }
}
