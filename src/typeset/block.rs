//! Blocks become strips.

use super::flow::{Flow, Strip};
use super::font::Faces;
use super::pages::{Item, Mark, Rect};
use super::text::{Line, MissingGlyph, Span, lines};
use super::theme::{Align, Style, Theme};
use crate::document::{Content, Document, Inline, Node, NodeId};
use crate::error::{Problem, Problems};

/// Turns blocks into strips and gathers every problem on the way.
pub(super) struct Setter<'a> {
    pub document: &'a Document,
    pub theme: &'a Theme,
    pub faces: &'a Faces,
    /// Number of this page and of all pages, in running header and footer.
    counters: Option<(usize, usize)>,
    problems: Vec<Problem>,
}

impl<'a> Setter<'a> {
    pub(super) fn new(
        document: &'a Document,
        theme: &'a Theme,
        faces: &'a Faces,
        counters: Option<(usize, usize)>,
    ) -> Self {
        Self {
            document,
            theme,
            faces,
            counters,
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

    fn paragraph(
        &mut self,
        node: &Node,
        text: &[Inline],
        style: &Style,
        width: f32,
        flow: &mut Flow,
    ) {
        let lines = self.lines(node.id, text, style, width);
        let count = lines.len();
        let title: String = lines
            .iter()
            .flat_map(|line| line.runs.iter().map(|(_, run)| run.text.as_str()))
            .collect();
        for (index, line) in lines.into_iter().enumerate() {
            let mut strip = self.line_strip(node.id, line, style, width);
            // At least two lines of a paragraph stay together at either end of a page.
            strip.glue = index + 1 < count && (index == 0 || index + 2 == count);
            if index == 0
                && let Some(level) = heading_level(node.element)
            {
                strip.bookmarks.push((level, title.trim().to_owned(), 0.0));
            }
            flow.push(strip);
        }
    }

    /// Sets text; a character no face has is a problem, and the paragraph is empty.
    pub(super) fn lines(
        &mut self,
        node: NodeId,
        text: &[Inline],
        style: &Style,
        width: f32,
    ) -> Vec<Line> {
        let mut spans = Vec::new();
        self.spans(node, text, style, &mut spans);
        match lines(&spans, width, self.faces) {
            Ok(lines) => lines,
            Err(missing) => {
                self.missing_glyph(&missing);
                Vec::new()
            }
        }
    }

    fn missing_glyph(&mut self, missing: &MissingGlyph) {
        let facts = &self.document.nodes[missing.node.0 as usize];
        let problem = if self.faces.stacks.contains_key(&missing.face) {
            Problem::new(format!(
                "no font of the face `{}` has the character “{}” (U+{:04X}), which <{}> needs (markup line {})",
                missing.face,
                missing.character.escape_debug(),
                u32::from(missing.character),
                facts.element,
                facts.line
            ))
            .hint("write it in another way, or add a font that has it to the theme's [faces]")
        } else {
            Problem::new(format!("the theme has no face `{}`", missing.face))
                .hint("name it under [faces] in the theme")
        };
        self.problem(problem);
    }

    fn spans(&mut self, node: NodeId, text: &[Inline], style: &Style, out: &mut Vec<Span>) {
        for inline in text {
            let mut plain = |text: String| {
                out.push(Span {
                    text,
                    style: style.clone(),
                    node,
                });
            };
            match (inline, self.counters) {
                (Inline::Text(text), _) => plain(text.clone()),
                (Inline::Break, _) => plain("\n".into()),
                (Inline::PageNumber, Some((number, _))) => plain(number.to_string()),
                (Inline::PageCount, Some((_, count))) => plain(count.to_string()),
                (Inline::PageNumber | Inline::PageCount, None) => self.problem(Problem::new(
                    "page numbers stand only in <header> and <footer>",
                )),
                (
                    Inline::Span {
                        id,
                        element,
                        class,
                        content,
                    },
                    _,
                ) => {
                    let inner = self.theme.inline(style, element, class.as_deref());
                    self.spans(*id, content, &inner, out);
                }
            }
        }
    }

    pub(super) fn line_strip(&self, node: NodeId, line: Line, style: &Style, width: f32) -> Strip {
        let left = match style.align {
            Align::Left => 0.0,
            Align::Right => width - line.width,
            Align::Centre => (width - line.width) / 2.0,
        };
        let baseline = self.baseline(style);
        let items = line
            .runs
            .into_iter()
            .map(|(node, mut run)| {
                run.origin = (run.origin.0 + left, baseline);
                Item {
                    node,
                    artifact: false,
                    mark: Mark::Glyphs(run),
                }
            })
            .collect();
        Strip {
            node,
            before: 0.0,
            height: style.leading,
            glue: false,
            new_page: false,
            head: None,
            items,
            bookmarks: Vec::new(),
        }
    }

    /// From the top of a line to its baseline: the leading is shared out above and below.
    fn baseline(&self, style: &Style) -> f32 {
        let face = self
            .faces
            .stacks
            .get(&style.face)
            .and_then(|stack| stack.first())
            .map(|index| &self.faces.all[*index]);
        let (ascent, descent) = face.map_or((0.8, -0.2), |face| {
            let em = f32::from(face.units_per_em);
            (face.ascent / em, face.descent / em)
        });
        (style.leading - (ascent - descent) * style.size) / 2.0 + ascent * style.size
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
                let label = self.line_strip(item.id, line, &look, style.indent);
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
        artifact: true,
        mark: Mark::Box {
            rect,
            border: style.border,
            colour: style.border_colour,
            fill: style.background,
        },
    }
}

fn heading_level(element: &str) -> Option<u8> {
    match element {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        _ => None,
    }
}
