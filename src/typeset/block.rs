//! Blocks become strips.

use std::cell::RefCell;

use super::Given;
use super::flow::{Flow, Strip};
use super::font::Faces;
use super::own::OwnParagraphs;
use super::pages::{Item, Mark, Reads, Rect};
use super::theme::{Style, Theme};
use crate::document::{Content, Document, Inline, Node, NodeId};
use crate::drawing::Drawings;
use crate::error::{Problem, Problems};

/// Turns blocks into strips and gathers every problem on the way.
pub(super) struct Setter<'a> {
    pub document: &'a Document,
    pub theme: &'a Theme,
    pub faces: &'a Faces,
    pub drawings: &'a Drawings,
    /// Number of this page and of all pages, in running header and footer.
    pub counters: Option<(usize, usize)>,
    /// Paragraphs that hold what is the patient's own.
    pub own: &'a RefCell<OwnParagraphs>,
    problems: Vec<Problem>,
}

impl<'a> Setter<'a> {
    pub(super) fn new(given: Given<'a>, counters: Option<(usize, usize)>) -> Self {
        Self {
            document: given.document,
            theme: given.theme,
            faces: given.faces,
            drawings: given.drawings,
            counters,
            own: given.own,
            problems: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Result<(), Problems> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(self.problems))
        }
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    pub(super) fn blocks(&mut self, nodes: &[Node], width: f32, flow: &mut Flow) {
        for node in nodes {
            self.block(node, width, flow);
        }
    }

    fn block(&mut self, node: &Node, width: f32, flow: &mut Flow) {
        let style = self.theme.style(node.element, node.class.as_deref());
        let first = flow.strips.len();
        flow.space(style.before);
        match &node.content {
            Content::Group(children) => self.group(node, children, &style, width, flow),
            Content::Text(text) => {
                self.paragraph(node, text, &style, width.min(style.measure), flow)
            }
            Content::List { ordered, items } => {
                self.list(*ordered, items, &style, width.min(style.measure), flow);
            }
            Content::Table { widths, head, body } => {
                self.table(node, (widths, head, body), &style, width, flow);
            }
            Content::Columns { widths, columns } => {
                let strip = self.columns(node, widths, columns, &style, width);
                flow.push(strip);
            }
            Content::Field(field) => {
                let strip = self.field(node, field, &style, width);
                flow.push(strip);
            }
            Content::Figure(figure) => {
                let strip = self.figure(node, figure, width);
                flow.push(strip);
            }
            Content::Icons(icons) => flow.push(self.icons(node, icons, &style, width)),
            Content::Code(code) => {
                let strip = self.code(node, code, &style, width);
                flow.push(strip);
            }
        }
        if let Some(strip) = flow.strips.get_mut(first) {
            strip.new_page |= style.new_page;
        }
        if flow.strips.len() > first
            && let Some(strip) = flow.strips.last_mut()
        {
            strip.glue |= style.keep_with_next;
        }
        flow.space(style.after);
    }

    /// A group flows on, unless it has a border, a background or must be kept whole.
    fn group(
        &mut self,
        node: &Node,
        children: &[Node],
        style: &Style,
        width: f32,
        flow: &mut Flow,
    ) {
        let framed = style.border > 0.0 || style.background.is_some();
        if framed || style.keep {
            let strip = self.kept(node, children, style, width);
            flow.push(strip);
        } else {
            self.blocks(children, width, flow);
        }
    }

    fn kept(&mut self, node: &Node, children: &[Node], style: &Style, width: f32) -> Strip {
        let mut inner = Flow::default();
        self.blocks(children, width - 2.0 * style.padding, &mut inner);
        let mut strip = inner.into_strip(node.id, style.padding);
        if style.border > 0.0 || style.background.is_some() {
            let rect = Rect {
                x: 0.0,
                y: 0.0,
                width,
                height: strip.height,
            };
            strip.items.insert(0, frame(node.id, rect, style));
        }
        strip
    }

    /// Everything in some blocks as one strip of a column, table cell or field.
    pub(super) fn stacked(&mut self, node: NodeId, blocks: &[Node], width: f32) -> Strip {
        let mut flow = Flow::default();
        self.blocks(blocks, width, &mut flow);
        flow.into_strip(node, 0.0)
    }

    fn list(&mut self, ordered: bool, items: &[Node], style: &Style, width: f32, flow: &mut Flow) {
        for (index, item) in items.iter().enumerate() {
            let look = self.theme.style(item.element, item.class.as_deref());
            let label = if ordered {
                format!("{}.", index + 1)
            } else {
                style.bullet.clone()
            };
            let label = self.lines(item.id, &[Inline::Text(label)], &look, style.indent);
            let first = flow.strips.len();
            let Content::Group(blocks) = &item.content else {
                continue;
            };
            flow.space(look.before);
            self.blocks(blocks, width - style.indent, flow);
            for strip in &mut flow.strips[first..] {
                strip.shift(style.indent, 0.0);
            }
            if let (Some(line), Some(strip)) =
                (label.into_iter().next(), flow.strips.get_mut(first))
            {
                let mut label = self.line_strip(item.id, line, &look, style.indent);
                for item in &mut label.items {
                    item.reads = Reads::Label;
                }
                strip.items.splice(0..0, label.items);
            }
            flow.space(look.after);
        }
    }

    fn columns(
        &mut self,
        node: &Node,
        widths: &[f32],
        columns: &[Node],
        style: &Style,
        width: f32,
    ) -> Strip {
        let room = width - style.gap * (columns.len().saturating_sub(1)) as f32;
        let total: f32 = widths.iter().sum();
        let mut row = Flow::default().into_strip(node.id, 0.0);
        let mut x = 0.0;
        for (column, share) in columns.iter().zip(widths) {
            let column_width = room * share / total;
            let mut strip = self.stacked(column.id, std::slice::from_ref(column), column_width);
            strip.shift(x, 0.0);
            row.height = row.height.max(strip.height);
            row.items.append(&mut strip.items);
            row.bookmarks.append(&mut strip.bookmarks);
            x += column_width + style.gap;
        }
        row
    }
}

/// The frame and background of a block.
pub(super) fn frame(node: NodeId, rect: Rect, style: &Style) -> Item {
    Item {
        node,
        reads: Reads::Decoration,
        mark: Mark::Box {
            rect,
            border: style.border,
            colour: style.border_colour,
            fill: style.background,
        },
    }
}
