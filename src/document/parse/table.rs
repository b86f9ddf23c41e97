//! Lists, tables and columns.

use roxmltree::Node as XmlNode;

use super::Parser;
use crate::document::{Content, Node, NodeId, Row};
use crate::error::Problem;

impl Parser<'_, '_> {
    pub(super) fn items(&mut self, xml: XmlNode<'_, '_>, name: &str, parent: NodeId) -> Vec<Node> {
        let mut items = Vec::new();
        for child in self.elements(xml, name) {
            if child.tag_name().name() == "li" {
                items.push(self.container(child, "li", parent, &[]));
            } else {
                self.unknown(child, name, &["li"]);
            }
        }
        items
    }

    pub(super) fn table(&mut self, xml: XmlNode<'_, '_>, id: NodeId) -> Content {
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for part in self.elements(xml, "table") {
            match part.tag_name().name() {
                "thead" => head.extend(self.rows(part, "thead", id)),
                "tbody" => body.extend(self.rows(part, "tbody", id)),
                _ => self.unknown(part, "table", &["thead", "tbody"]),
            }
        }
        let columns = head
            .iter()
            .chain(&body)
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0);
        if head
            .iter()
            .chain(&body)
            .any(|row| row.cells.len() != columns)
        {
            self.problem(
                xml,
                Problem::new("the rows of a <table> must have the same number of cells"),
            );
        }
        Content::Table {
            widths: self.widths(xml, "table", columns),
            head,
            body,
        }
    }

    fn rows(&mut self, xml: XmlNode<'_, '_>, part: &'static str, table: NodeId) -> Vec<Row> {
        let part_id = self.number(xml, part, Some(table), &[]);
        let mut rows = Vec::new();
        for child in self.elements(xml, part) {
            if child.tag_name().name() != "tr" {
                self.unknown(child, part, &["tr"]);
                continue;
            }
            let id = self.number(child, "tr", Some(part_id), &[]);
            let mut cells = Vec::new();
            for cell in self.elements(child, "tr") {
                match cell.tag_name().name() {
                    "td" => cells.push(self.container(cell, "td", id, &[])),
                    "th" => cells.push(self.container(cell, "th", id, &["scope"])),
                    _ => self.unknown(cell, "tr", &["td", "th"]),
                }
            }
            rows.push(Row { id, cells });
        }
        rows
    }

    pub(super) fn widths(
        &mut self,
        xml: XmlNode<'_, '_>,
        element: &str,
        columns: usize,
    ) -> Vec<f32> {
        let widths: Vec<f32> = xml
            .attribute("widths")
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .filter(|width: &f32| width.is_finite() && *width > 0.0)
            .collect();
        if widths.len() != columns {
            self.problem(
                xml,
                Problem::new(format!(
                    "<{element}> has {columns} columns and {} widths",
                    widths.len()
                ))
                .hint("give one positive number for each column: widths=\"3 2 2\""),
            );
        }
        widths
    }
}
