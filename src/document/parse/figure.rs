//! Drawings and icon arrays.

use roxmltree::Node as XmlNode;

use super::{Parser, fold, is_blank, is_space};
use crate::document::{FigureSpec, IconsSpec, Of};
use crate::error::Problem;

impl Parser<'_, '_> {
    pub(super) fn figure(&mut self, xml: XmlNode<'_, '_>) -> FigureSpec {
        self.holds_nothing(xml, "figure");
        let svg = xml.attribute("svg").unwrap_or_default().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if svg.is_empty() || !svg.chars().all(plain) {
            let problem = Problem::new("<figure> needs an `svg` of letters, digits and hyphens");
            let hint = "it is the name of a file in templates/figures, without its ending";
            self.problem(xml, problem.hint(hint));
        } else {
            self.drawings.insert(svg.clone());
        }
        if xml.attribute("show").is_some_and(is_blank) {
            let problem = Problem::new("<figure> has a `show` that names no mark");
            let hint = "a value is not known in this case: put {{#if}} around the element";
            self.problem(xml, problem.hint(hint));
        }
        let show = xml.attribute("show").unwrap_or_default();
        let width = xml.attribute("width").map(str::parse);
        let width = width.map(|width| width.ok().filter(|mm: &f32| mm.is_finite() && *mm > 0.0));
        if width == Some(None) {
            let problem = Problem::new("<figure> has a `width` that is not a positive number");
            self.problem(xml, problem.hint("write it in millimetres, without a unit"));
        }
        FigureSpec {
            svg,
            show: show
                .split(is_space)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            alt: self.alt(xml, "figure"),
            width: width.flatten(),
        }
    }

    pub(super) fn icons(&mut self, xml: XmlNode<'_, '_>) -> IconsSpec {
        self.holds_nothing(xml, "icons");
        let of = match xml.attribute("of") {
            Some("100") => Some(Of::Hundred),
            Some("1000") => Some(Of::Thousand),
            _ => None,
        };
        if of.is_none() {
            let problem = Problem::new("<icons> needs `of`, which is 100 or 1000");
            self.problem(xml, problem.hint("write: of=\"100\""));
        }
        let of = of.unwrap_or(Of::Hundred);
        let count = xml.attribute("count").and_then(|count| count.parse().ok());
        let count = count.filter(|count| *count <= of.number());
        if count.is_none() {
            let says = format!("<icons> needs a `count` from 0 to {}", of.number());
            let hint = "it is a whole number, written in digits";
            self.problem(xml, Problem::new(says).hint(hint));
        }
        IconsSpec {
            of,
            count: count.unwrap_or_default(),
            alt: self.alt(xml, "icons"),
        }
    }

    fn alt(&mut self, xml: XmlNode<'_, '_>, element: &str) -> String {
        if xml.attribute("alt").is_none_or(is_blank) {
            let problem = Problem::new(format!("<{element}> needs an `alt`"));
            let hint = "it is what a screen reader says instead of the picture";
            self.problem(xml, problem.hint(hint));
        }
        fold(xml.attribute("alt").unwrap_or_default())
            .trim_matches(' ')
            .to_owned()
    }

    fn holds_nothing(&mut self, xml: XmlNode<'_, '_>, element: &str) {
        for child in self.elements(xml, element) {
            let says = format!("<{element}> holds no other elements");
            let hint = "put what stands in it before or after it";
            self.problem(child, Problem::new(says).hint(hint));
        }
    }
}
