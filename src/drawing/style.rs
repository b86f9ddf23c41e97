//! Presentation attributes, which what stands in a group takes from it.

use kurbo::{Affine, Cap, Join};
use roxmltree::{Attribute, Node};
use svgtypes::Paint;

use super::parse::Parser;
use super::{Rgb, Stroke};
use crate::error::Problem;

/// What shapes and groups may say of their paint.
pub(super) const PAINT: &[&str] = &[
    "fill",
    "stroke",
    "stroke-width",
    "stroke-linecap",
    "stroke-linejoin",
];

/// Paint as it holds at some place of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub fill: Option<Rgb>,
    pub stroke: Option<Rgb>,
    width: f64,
    cap: Cap,
    join: Join,
}

impl Default for Style {
    /// As SVG has it where nothing is said.
    fn default() -> Self {
        Self {
            fill: Some([0; 3]),
            stroke: None,
            width: 1.0,
            cap: Cap::Butt,
            join: Join::Miter,
        }
    }
}

impl Style {
    /// This paint with what an element says of its own.
    pub(super) fn with(mut self, node: Node<'_, '_>, parser: &mut Parser<'_, '_>) -> Self {
        for attribute in node.attributes() {
            match attribute.name() {
                "fill" => self.fill = paint(&attribute, parser),
                "stroke" => self.stroke = paint(&attribute, parser),
                "stroke-width" => {
                    self.width = parser.positive(node, "stroke-width").unwrap_or(self.width);
                }
                "stroke-linecap" => {
                    let known = [
                        ("butt", Cap::Butt),
                        ("round", Cap::Round),
                        ("square", Cap::Square),
                    ];
                    self.cap = parser.one_of(&attribute, &known).unwrap_or(self.cap);
                }
                "stroke-linejoin" => {
                    let known = [
                        ("miter", Join::Miter),
                        ("round", Join::Round),
                        ("bevel", Join::Bevel),
                    ];
                    self.join = parser.one_of(&attribute, &known).unwrap_or(self.join);
                }
                _ => {}
            }
        }
        self
    }

    /// The line along a shape, under a transform that keeps its thickness even.
    pub(super) fn line(&self, transform: Affine) -> Option<Stroke> {
        Some(Stroke {
            colour: self.stroke?,
            width: self.width * transform.determinant().abs().sqrt(),
            cap: self.cap,
            join: self.join,
        })
    }
}

/// A colour, or `none`.
fn paint(attribute: &Attribute<'_, '_>, parser: &mut Parser<'_, '_>) -> Option<Rgb> {
    match Paint::from_str(attribute.value()) {
        Ok(Paint::None) => None,
        Ok(Paint::Color(colour)) if colour.alpha == 255 => {
            Some([colour.red, colour.green, colour.blue])
        }
        _ => {
            let says = format!(
                "`{}` is neither `none` nor an opaque colour",
                attribute.name()
            );
            let problem = Problem::new(says).hint("write it as #rrggbb");
            parser.at_value(attribute, 0, problem);
            None
        }
    }
}
