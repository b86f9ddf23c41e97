//! Paragraphs that hold what is the patient's own.

use std::borrow::Cow;
use std::sync::Arc;

use super::text::{Line, Span};
use super::theme::{Align, Style};
use crate::document::NodeId;

/// Which line of which own paragraph a run belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct OwnLine {
    /// Number of the paragraph.
    pub paragraph: usize,
    /// From 0.
    pub line: usize,
    /// Left end of the line's column.
    pub left: f32,
}

/// Every own paragraph of some pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnParagraphs {
    templates: Vec<Template>,
    /// By number of the paragraph: its template, and the node of each span.
    instances: Vec<(usize, Vec<NodeId>)>,
}

/// What own paragraphs that read the same have in common.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Template {
    pieces: Vec<TemplatePiece>,
    /// Of its lines.
    pub width: f32,
    align: Align,
    /// How many lines it takes.
    pub lines: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct TemplatePiece {
    /// The number of an own text, which stands in place of `text`.
    own: Option<u32>,
    text: String,
    style: Arc<Style>,
}

impl OwnParagraphs {
    /// Notes a paragraph and puts its lines where they belong: each run says which line it
    /// is of, and stands as far from the left end of the column as it will.
    pub(super) fn note(
        &mut self,
        spans: &[Span<'_>],
        (width, align): (f32, Align),
        lines: &mut [Line],
    ) {
        let piece = |span: &Span<'_>| TemplatePiece {
            own: span.own,
            text: span.text.to_string(),
            style: Arc::clone(&span.style),
        };
        let template = Template {
            pieces: spans.iter().map(piece).collect(),
            width,
            align,
            lines: lines.len(),
        };
        let paragraph = self.instances.len();
        for (number, line) in lines.iter_mut().enumerate() {
            template.indent(line);
            for (_, run) in &mut line.runs {
                (run.indent, run.origin.0) = (run.origin.0, 0.0);
                run.line = Some(OwnLine {
                    paragraph,
                    line: number,
                    left: 0.0,
                });
            }
        }
        let known = self.templates.iter().position(|known| *known == template);
        let index = known.unwrap_or_else(|| {
            self.templates.push(template);
            self.templates.len() - 1
        });
        let nodes = spans.iter().map(|span| span.node).collect();
        self.instances.push((index, nodes));
    }

    /// The template of a paragraph, and the node of each of its spans.
    pub(super) fn instance(&self, paragraph: usize) -> (usize, &[NodeId]) {
        let (template, nodes) = &self.instances[paragraph];
        (*template, nodes)
    }

    /// The templates without what was the patient's own in them.
    pub(super) fn blank(&self) -> Vec<Template> {
        let mut templates = self.templates.clone();
        for piece in templates.iter_mut().flat_map(|one| &mut one.pieces) {
            if piece.own.is_some() {
                piece.text.clear();
            }
        }
        templates
    }
}

impl Template {
    /// Its spans for other own texts; the node of each is its number.
    pub(super) fn spans<'a>(&'a self, texts: &'a [String]) -> Vec<Span<'a>> {
        let span = |(number, piece): (usize, &'a TemplatePiece)| Span {
            text: Cow::Borrowed(match piece.own {
                Some(own) => texts.get(own as usize).map_or("", String::as_str),
                None => &piece.text,
            }),
            style: Arc::clone(&piece.style),
            node: NodeId(number as u32),
            own: piece.own,
        };
        self.pieces.iter().enumerate().map(span).collect()
    }

    /// Whether one of some own texts stands in it.
    pub(super) fn holds(&self, texts: &[bool]) -> bool {
        let mut own = self.pieces.iter().filter_map(|piece| piece.own);
        own.any(|number| texts.get(number as usize).copied().unwrap_or(true))
    }

    /// Puts the runs of a line where they stand in its column.
    pub(super) fn indent(&self, line: &mut Line) {
        let left = self.align.left(line.width, self.width);
        for (_, run) in &mut line.runs {
            run.origin.0 += left;
        }
    }
}
