//! Elements and attributes, read one by one.

use std::str::FromStr;

use kurbo::Point;
use roxmltree::{Attribute, Node};
use svgtypes::Number;

use super::Parser;
use crate::drawing::style::PAINT;
use crate::error::{Place, Problem, nearest};

const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The attributes of an element, besides its paint.
fn attributes(element: &str) -> &'static [&'static str] {
    match element {
        "svg" => &["viewBox", "width", "height"],
        "g" => &["id", "transform"],
        "path" => &["d"],
        "rect" => &["x", "y", "width", "height", "rx"],
        "circle" => &["cx", "cy", "r"],
        "ellipse" => &["cx", "cy", "rx", "ry"],
        "line" => &["x1", "y1", "x2", "y2"],
        "polyline" | "polygon" => &["points"],
        "text" => &["x", "y", "font-size", "font-weight", "text-anchor", "fill"],
        _ => &[],
    }
}

fn paint(element: &str) -> &'static [&'static str] {
    match element {
        "svg" | "title" | "text" => &[],
        // There is nothing inside a line.
        "line" => &PAINT[1..],
        _ => PAINT,
    }
}

impl Parser<'_, '_> {
    /// Whether an element stands where it may, with attributes that it may have.
    pub(super) fn is_known(
        &mut self,
        node: Node<'_, '_>,
        inside: &str,
        known: &[&'static str],
    ) -> bool {
        let name = node.tag_name().name();
        if node.tag_name().namespace() != Some(NAMESPACE) {
            let problem = Problem::new(format!("<{name}> is not an element of SVG"));
            let hint = format!("the drawing needs xmlns=\"{NAMESPACE}\" and nothing of others");
            self.at(node, problem.hint(hint));
            return false;
        }
        if !known.contains(&name) {
            let hint = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean <{near}>?"),
                None => format!("here stand: {}", known.join(", ")),
            };
            let says = format!("<{name}> cannot stand in {inside}");
            self.at(node, Problem::new(says).hint(hint));
            return false;
        }
        let allowed = [attributes(name), paint(name)].concat();
        for attribute in node.attributes() {
            let own = attribute.name();
            if attribute.namespace().is_some() || !allowed.contains(&own) {
                let says = format!("<{name}> has no attribute `{own}` in a drawing");
                let hint = match nearest(own, allowed.iter().copied()) {
                    Some(near) if near != own => format!("did you mean `{near}`?"),
                    _ if allowed.is_empty() => "take it out".to_owned(),
                    _ => format!("it can have: {}", allowed.join(", ")),
                };
                let problem = Problem::new(says).hint(hint);
                self.at_byte(attribute.range().start, problem);
            }
        }
        true
    }

    /// An attribute that must be there.
    pub(in crate::drawing) fn required<'n, 'i>(
        &mut self,
        node: Node<'n, 'i>,
        name: &str,
    ) -> Option<Attribute<'n, 'i>> {
        let found = node.attribute_node(name);
        if found.is_none() {
            let says = format!("<{}> needs `{name}`", node.tag_name().name());
            self.at(node, Problem::new(says).hint("add it"));
        }
        found
    }

    /// A point; a coordinate that is not given is 0.
    pub(in crate::drawing) fn point(
        &mut self,
        node: Node<'_, '_>,
        x: &str,
        y: &str,
    ) -> Option<Point> {
        let mut coordinate = |name: &str| match node.attribute_node(name) {
            Some(attribute) => self.number(&attribute),
            None => Some(0.0),
        };
        let (x, y) = (coordinate(x), coordinate(y));
        Some(Point::new(x?, y?))
    }

    /// A length that must be there.
    pub(in crate::drawing) fn positive(&mut self, node: Node<'_, '_>, name: &str) -> Option<f64> {
        let attribute = self.required(node, name)?;
        let number = self.number(&attribute)?;
        if number <= 0.0 {
            let problem = Problem::new(format!("`{name}` must be more than 0"));
            self.at_value(&attribute, 0, problem.hint("or take the element out"));
            return None;
        }
        Some(number)
    }

    fn number(&mut self, attribute: &Attribute<'_, '_>) -> Option<f64> {
        let number = Number::from_str(attribute.value());
        let number = number.ok().map(|number| number.0).filter(|n| n.is_finite());
        if number.is_none() {
            let problem = Problem::new(format!("`{}` is not a number", attribute.name()));
            self.at_value(attribute, 0, problem.hint("write it without a unit"));
        }
        number
    }

    pub(in crate::drawing) fn one_of<T: Copy>(
        &mut self,
        attribute: &Attribute<'_, '_>,
        known: &[(&str, T)],
    ) -> Option<T> {
        let found = known.iter().find(|(name, _)| *name == attribute.value());
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            let says = format!("`{}` cannot be `{}`", attribute.name(), attribute.value());
            let hint = format!("choose from: {}", names.join(", "));
            self.at_value(attribute, 0, Problem::new(says).hint(hint));
        }
        found.map(|(_, value)| *value)
    }

    /// A problem some characters into the value of an attribute.
    pub(in crate::drawing) fn at_value(
        &mut self,
        attribute: &Attribute<'_, '_>,
        offset: usize,
        problem: Problem,
    ) {
        let range = attribute.range_value();
        self.at_byte((range.start + offset).min(range.end), problem);
    }

    pub(super) fn at(&mut self, node: Node<'_, '_>, problem: Problem) {
        self.at_byte(node.range().start, problem);
    }

    pub(super) fn at_byte(&mut self, byte: usize, problem: Problem) {
        let place = Place::at(self.file, self.xml.input_text(), byte);
        self.problems.push(problem.at(Some(place)));
    }
}
