//! Tables: rows are strips, heads repeat.

use super::block::{Setter, frame};
use super::flow::{Flow, Strip};
use super::pages::{Item, Mark, Reads, Rect};
use super::theme::Style;
use crate::document::{Content, Node, Row};

impl Setter<'_> {
    pub(super) fn table(
        &mut self,
        node: &Node,
        (widths, head, body): (&[f32], &[Row], &[Row]),
        style: &Style,
        width: f32,
        flow: &mut Flow,
    ) {
        let total: f32 = widths.iter().sum();
        let widths: Vec<f32> = widths.iter().map(|share| width * share / total).collect();
        let repeated = (!head.is_empty()).then(|| {
            let mut rows = Flow::default();
            for row in head {
                rows.push(self.row(row, &widths, style));
            }
            let mut strip = rows.into_strip(node.id, 0.0);
            strip.glue = true;
            flow.heads.push(strip.clone());
            flow.push(strip);
            flow.heads.len() - 1
        });
        for row in body {
            let mut strip = self.row(row, &widths, style);
            strip.head = repeated;
            flow.push(strip);
        }
    }

    fn row(&mut self, row: &Row, widths: &[f32], style: &Style) -> Strip {
        let mut strip = Flow::default().into_strip(row.id, 0.0);
        let mut backgrounds = Vec::new();
        let mut x = 0.0;
        for (cell, width) in row.cells.iter().zip(widths) {
            let look = self.theme.style(cell.element, cell.class.as_deref());
            let Content::Group(blocks) = &cell.content else {
                continue;
            };
            let mut inner = self.stacked(cell.id, blocks, width - 2.0 * look.padding);
            strip.height = strip.height.max(inner.height + 2.0 * look.padding);
            inner.shift(x + look.padding, look.padding);
            strip.items.append(&mut inner.items);
            if look.background.is_some() {
                backgrounds.push((cell.id, x, *width, look));
            }
            x += width;
        }
        for (node, x, width, look) in backgrounds {
            let rect = Rect {
                x,
                y: 0.0,
                width,
                height: strip.height,
            };
            strip.items.insert(
                0,
                frame(
                    node,
                    rect,
                    &Style {
                        border: 0.0,
                        ..look
                    },
                ),
            );
        }
        if style.border > 0.0 {
            strip.items.push(Item {
                node: row.id,
                reads: Reads::Decoration,
                mark: Mark::Rule {
                    from: (0.0, strip.height),
                    to: (x, strip.height),
                    width: style.border,
                    colour: style.border_colour,
                },
            });
        }
        strip
    }
}
