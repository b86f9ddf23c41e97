//! Texts of a drawing.

use roxmltree::Node;

use super::{Around, Parser, is_even};
use crate::drawing::{Anchor, Ink, Part, Text};
use crate::error::Problem;

impl Parser<'_, '_> {
    pub(super) fn text(&mut self, node: Node<'_, '_>, around: Around) {
        let style = around.style.with(node, self);
        let [a, b, c, d, _, _] = around.transform.as_coeffs();
        if b != 0.0 || c != 0.0 || a <= 0.0 || !is_even(around.transform) {
            let problem = Problem::new("text can only be moved and scaled both ways alike");
            let hint = "put it outside the group that is turned or mirrored";
            self.at(node, problem.hint(hint));
        }
        if style.stroke.is_some() {
            let problem = Problem::new("text has no line along its letters");
            self.at(node, problem.hint("put it outside the group with `stroke`"));
        }
        let anchors = [
            ("start", Anchor::Start),
            ("middle", Anchor::Middle),
            ("end", Anchor::End),
        ];
        let anchor = node
            .attribute_node("text-anchor")
            .map_or(Some(Anchor::Start), |found| self.one_of(&found, &anchors));
        let weights = [("normal", false), ("bold", true)];
        let bold = node
            .attribute_node("font-weight")
            .map_or(Some(false), |found| self.one_of(&found, &weights));
        if style.fill.is_none() {
            let problem = Problem::new("the text has no `fill`: nothing is seen");
            self.at(node, problem.hint("give it one, or take it out"));
        }
        let says = self.words(node);
        let at = self.point(node, "x", "y");
        let size = self.positive(node, "font-size");
        if let (Some(at), Some(size), Some(anchor), Some(bold), Some(colour)) =
            (at, size, anchor, bold, style.fill)
        {
            self.parts.push(Part {
                mark: around.mark,
                ink: Ink::Text(Text {
                    says,
                    at: around.transform * at,
                    anchor,
                    size: size * d,
                    bold,
                    colour,
                }),
            });
        }
    }

    /// The plain text in an element, white space folded.
    pub(super) fn words(&mut self, node: Node<'_, '_>) -> String {
        let name = node.tag_name().name();
        let mut says = String::new();
        for child in node.children() {
            if child.is_element() || child.is_pi() {
                let problem = Problem::new(format!("<{name}> holds only plain text"));
                self.at(child, problem.hint("write several <text> elements"));
            } else if child.is_text() {
                says.push_str(child.text().unwrap_or_default());
            }
        }
        let says: Vec<&str> = says.split_ascii_whitespace().collect();
        if says.is_empty() {
            let problem = Problem::new(format!("<{name}> is empty"));
            self.at(node, problem.hint("take it out"));
        }
        says.join(" ")
    }
}
