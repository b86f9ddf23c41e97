//! Paragraphs become strips, one a line.

use std::borrow::Cow;
use std::sync::Arc;

use super::block::Setter;
use super::flow::{Flow, Strip};
use super::pages::{Item, Mark, Reads};
use super::text::{Line, MissingGlyph, Span, lines};
use super::theme::Style;
use crate::document::{Inline, Node, NodeId};
use crate::error::Problem;

impl Setter<'_> {
    pub(super) fn paragraph(
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
            .flat_map(|line| line.runs.iter().map(|(_, run)| &*run.text))
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
        self.spans(node, text, &Arc::new(style.clone()), &mut spans);
        let is_own = spans.iter().any(|span| span.own.is_some());
        // Where own texts are not marked as such, none may be remembered.
        let set = match is_own || !self.document.own_is_text {
            true => lines(&spans, width, self.shaper),
            false => self.faces.remembered.lines(&spans, width, self.shaper),
        };
        match set {
            Ok(mut lines) => {
                if is_own {
                    let mut own = self.own.borrow_mut();
                    own.note(&spans, (width, style.align), &mut lines);
                }
                lines
            }
            Err(missing) => {
                self.missing_glyph(&missing);
                Vec::new()
            }
        }
    }

    pub(super) fn missing_glyph(&mut self, missing: &MissingGlyph) {
        let facts = &self.document.nodes[missing.node.0 as usize];
        let problem = if self.faces.stacks.contains_key(&missing.face) {
            Problem::new(format!(
                "no font of the face `{}` has the character U+{:04X}, which <{}> needs (markup line {})",
                missing.face,
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

    fn spans<'a>(
        &mut self,
        node: NodeId,
        text: &'a [Inline],
        style: &Arc<Style>,
        out: &mut Vec<Span<'a>>,
    ) {
        for inline in text {
            let mut push = |text: Cow<'a, str>, own: Option<u32>| {
                out.push(Span {
                    text,
                    style: Arc::clone(style),
                    node,
                    own,
                });
            };
            let mut plain = |text| push(text, None);
            match (inline, self.counters) {
                (Inline::Text(text), _) => plain(text.into()),
                (Inline::Own(number, text), _) => push(text.into(), Some(*number)),
                (Inline::Break, _) => plain("\n".into()),
                (Inline::PageNumber, Some((number, _))) => plain(number.to_string().into()),
                (Inline::PageCount, Some((_, count))) => plain(count.to_string().into()),
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
                    self.spans(*id, content, &Arc::new(inner), out);
                }
            }
        }
    }

    pub(super) fn line_strip(&self, node: NodeId, line: Line, style: &Style, width: f32) -> Strip {
        let left = style.align.left(line.width, width);
        let baseline = self.baseline(style);
        let items = line
            .runs
            .into_iter()
            .map(|(node, mut run)| {
                // Runs of own lines know themselves how far they are from the left.
                let left = run.line.map_or(left, |_| 0.0);
                run.origin = (run.origin.0 + left, baseline);
                Item {
                    node,
                    reads: Reads::Content,
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
}

fn heading_level(element: &str) -> Option<u8> {
    match element {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        _ => None,
    }
}
