//! SVG to drawing. Whatever is not in the subset is an error with its place.

mod read;
mod text;

use std::collections::BTreeSet;
use std::str::FromStr;

use kurbo::{Affine, Point, Rect, Shape as _};
use roxmltree::{Document as Xml, Node};
use svgtypes::{Length, Transform, ViewBox};

use super::shape;
use super::style::Style;
use super::{Drawing, Ink, Part, Shape};
use crate::error::{Place, Problem, Problems};

/// What `svg` and `g` hold.
const HELD: &[&str] = &[
    "title", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
];
/// Begins the id of a group that is drawn only where its mark is shown.
const MARK: &str = "mark:";
/// How far paint may reach over the edge, in hundredths of the drawing's width.
const SLACK: f64 = 0.1;

/// Reads a drawing and gathers every problem on the way.
pub(super) fn parse(svg: &str, file: &str) -> Result<Drawing, Problems> {
    let xml = Xml::parse(svg).map_err(|error| {
        let at = error.pos();
        let place = Place {
            file: file.into(),
            line: at.row,
            column: at.col,
        };
        Problem::new(format!("the drawing is not well-formed XML: {error}"))
            .at(Some(place))
            .hint("save it again as plain SVG, without a document type")
    })?;
    let mut parser = Parser {
        xml: &xml,
        file,
        view: Rect::ZERO,
        ids: BTreeSet::new(),
        parts: Vec::new(),
        marks: Vec::new(),
        problems: Vec::new(),
    };
    parser.drawing(xml.root_element());
    if parser.problems.is_empty() {
        Ok(Drawing {
            width: parser.view.width(),
            height: parser.view.height(),
            parts: parser.parts,
            marks: parser.marks,
        })
    } else {
        Err(Problems(parser.problems))
    }
}

pub(super) struct Parser<'a, 'input> {
    xml: &'a Xml<'input>,
    file: &'a str,
    view: Rect,
    ids: BTreeSet<&'a str>,
    parts: Vec<Part>,
    marks: Vec<String>,
    problems: Vec<Problem>,
}

/// What an element takes from those around it.
#[derive(Clone, Copy)]
struct Around {
    style: Style,
    transform: Affine,
    mark: Option<usize>,
}

impl<'a, 'input> Parser<'a, 'input> {
    fn drawing(&mut self, root: Node<'a, 'input>) {
        for other in self.xml.root().children().filter(|node| node.is_pi()) {
            let problem = Problem::new("a drawing has no processing instructions");
            self.at(other, problem.hint("take it out: looks are attributes"));
        }
        if !self.is_known(root, "a drawing", &["svg"]) {
            return;
        }
        let Some(view) = self.view(root) else {
            return;
        };
        self.view = view;
        let around = Around {
            style: Style::default(),
            transform: Affine::translate(-view.origin().to_vec2()),
            mark: None,
        };
        self.held(root, around);
    }

    /// The `viewBox`; width and height must not deform it.
    fn view(&mut self, root: Node<'_, '_>) -> Option<Rect> {
        let attribute = self.required(root, "viewBox")?;
        let Ok(view) = ViewBox::from_str(attribute.value()) else {
            let problem = Problem::new("`viewBox` is not four numbers, the last two positive");
            self.at_value(
                &attribute,
                0,
                problem.hint("write: viewBox=\"0 0 WIDTH HEIGHT\""),
            );
            return None;
        };
        let sides = ["width", "height"].map(|name| root.attribute(name));
        let lengths = sides.map(|side| side.and_then(|side| Length::from_str(side).ok()));
        let even = match lengths {
            [Some(width), Some(height)] => {
                width.unit == height.unit
                    && (width.number * view.h - height.number * view.w).abs()
                        <= 0.001 * width.number.abs() * view.h
            }
            _ => sides == [None, None],
        };
        if !even {
            let says = "`width` and `height` have other proportions than `viewBox`";
            let hint = "give both in one unit and in its proportions, or neither";
            self.at(root, Problem::new(says).hint(hint));
        }
        Some(Rect::from_origin_size((view.x, view.y), (view.w, view.h)))
    }

    /// Everything in `svg` or `g`.
    fn held(&mut self, node: Node<'a, 'input>, around: Around) {
        let inside = format!("<{}>", node.tag_name().name());
        for child in node.children() {
            let words = child.text().filter(|_| child.is_text());
            let words = words.map_or("", |words| words.trim_start_matches(is_space));
            if child.is_pi() || !words.is_empty() {
                let problem = Problem::new(format!("{inside} holds only elements"));
                let before = child.range().len() - words.len();
                let at = child.range().start + if child.is_pi() { 0 } else { before };
                self.at_byte(at, problem.hint("put words into a <text>"));
            }
            if !child.is_element() || !self.is_known(child, &inside, HELD) {
                continue;
            }
            match child.tag_name().name() {
                "title" => drop(self.words(child)),
                "g" => self.group(child, around),
                "text" => self.text(child, around),
                _ => self.shape(child, around),
            }
        }
    }

    fn group(&mut self, node: Node<'a, 'input>, around: Around) {
        let style = around.style.with(node, self);
        let transform = around.transform * self.transform(node);
        let mut inner = Around {
            style,
            transform,
            ..around
        };
        let parts = self.parts.len();
        if let Some(attribute) = node.attribute_node("id") {
            let id = attribute.value();
            if !self.ids.insert(id) {
                let problem = Problem::new(format!("the id `{id}` stands twice"));
                self.at_value(&attribute, 0, problem.hint("give each group its own id"));
            }
            if let Some(name) = id.strip_prefix(MARK) {
                inner.mark = Some(self.marks.len());
                self.marks.push(name.to_owned());
                if name.is_empty() || name.contains(char::is_whitespace) {
                    let problem = Problem::new("a mark needs a name without spaces");
                    self.at_value(&attribute, 0, problem.hint("write: id=\"mark:NAME\""));
                }
                if around.mark.is_some() {
                    let problem = Problem::new("a mark cannot stand inside another mark");
                    let hint = "put the groups beside each other; `show` can name both";
                    self.at_value(&attribute, 0, problem.hint(hint));
                }
            }
        }
        self.held(node, inner);
        if inner.mark.is_some() && self.parts.len() == parts && self.problems.is_empty() {
            let problem = Problem::new("nothing is drawn in this mark");
            self.at(node, problem.hint("draw it, or take the group out"));
        }
    }

    fn transform(&mut self, node: Node<'_, '_>) -> Affine {
        let Some(attribute) = node.attribute_node("transform") else {
            return Affine::IDENTITY;
        };
        let affine = Transform::from_str(attribute.value())
            .map(|t| Affine::new([t.a, t.b, t.c, t.d, t.e, t.f]));
        match affine {
            Ok(affine) if affine.is_finite() && affine.determinant().abs() > 1e-9 => affine,
            _ => {
                let problem = Problem::new("this is not a transform that can be undone");
                let hint = "write translate(…), scale(…), rotate(…) or matrix(…) as SVG has them";
                self.at_value(&attribute, 0, problem.hint(hint));
                Affine::IDENTITY
            }
        }
    }

    fn shape(&mut self, node: Node<'_, '_>, around: Around) {
        self.empty(node);
        let mut style = around.style.with(node, self);
        if node.tag_name().name() == "line" {
            style.fill = None;
        }
        let Some(path) = shape::path(node, self) else {
            return;
        };
        if style.stroke.is_some() && !is_even(around.transform) {
            let problem = Problem::new("the transform would draw the line unevenly thick");
            let hint = "scale both ways alike, or write the shape at its place";
            self.at(node, problem.hint(hint));
        }
        let (fill, stroke) = (style.fill, style.line(around.transform));
        let path = around.transform * path;
        let bounds = path.bounding_box();
        let lies = bounds.width() > 0.0 || bounds.height() > 0.0;
        let spreads = bounds.width() > 0.0 && bounds.height() > 0.0;
        if !(fill.is_some() && spreads || stroke.is_some() && lies) {
            let says = "the shape has neither `fill` nor `stroke`, or no size: nothing is seen";
            let problem = Problem::new(says);
            self.at(node, problem.hint("give it one, or take it out"));
        }
        let reach =
            stroke.map_or(0.0, |stroke| stroke.width / 2.0) - self.view.width() * SLACK / 100.0;
        let sheet = Rect::from_origin_size(Point::ORIGIN, self.view.size());
        if !sheet.contains_rect(bounds.inflate(reach, reach)) {
            let problem = Problem::new("the shape reaches over the edge of the `viewBox`");
            let hint = "make the `viewBox` larger, with half the width of the line around it all";
            self.at(node, problem.hint(hint));
        }
        self.parts.push(Part {
            mark: around.mark,
            ink: Ink::Shape(Shape { path, fill, stroke }),
        });
    }

    fn empty(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name().name();
        let blank = |child: &Node<'_, '_>| {
            child.is_text() && child.text().is_none_or(|text| text.chars().all(is_space))
        };
        let held = |child: &Node<'_, '_>| !child.is_comment() && !blank(child);
        if let Some(child) = node.children().find(held) {
            let problem = Problem::new(format!("<{name}> holds nothing"));
            self.at(child, problem.hint("take this out"));
        }
    }
}

/// Whether a transform scales both ways alike: turned, mirrored and moved as it may.
fn is_even(transform: Affine) -> bool {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    let size = a.hypot(b).max(c.hypot(d));
    (a.hypot(b) - c.hypot(d)).abs() <= 1e-6 * size && (a * c + b * d).abs() <= 1e-6 * size * size
}

/// White space of XML.
fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}
