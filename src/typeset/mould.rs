//! What the pages of forms of one kind share, and how those of another patient are made
//! from it: only paragraphs that hold what is the patient's own are set again.
//!
//! As long as each of them has as many lines as before, everything else stays where it is.
//! A mould holds where those paragraphs stand and nothing of what they said.

use std::sync::OnceLock;

use super::Faces;
use super::own::{OwnParagraphs, Template};
use super::pages::{Item, Mark, Pages, Reads};
use super::shaper::{Shaper, Shapes};
use super::text::{Line, lines};
use crate::document::{NodeId, fold};

/// The own pieces of a kind of form.
#[derive(Debug)]
pub struct PageMould {
    templates: Vec<Template>,
    /// By piece.
    pieces: Vec<Vec<Place>>,
    /// By page: the pieces that stand on it.
    pages: Vec<Vec<usize>>,
    /// What the first form shaped that is nobody's own.
    shapes: OnceLock<Shapes>,
}

/// Where a line of an own paragraph stands.
#[derive(Debug, PartialEq)]
pub(super) struct Place {
    template: usize,
    line: usize,
    /// Left end of the line's column, and its baseline.
    at: (f32, f32),
    reads: Reads,
    /// By span of the template.
    nodes: Vec<NodeId>,
}

/// Where the lines of an own piece stand.
pub(super) fn places(pages: &Pages, items: &[Item]) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut before = None;
    for item in items {
        let Mark::Glyphs(run) = &item.mark else {
            continue;
        };
        let Some(own) = run.line else { continue };
        if before != Some((own.paragraph, own.line)) {
            let (template, nodes) = pages.own.instance(own.paragraph);
            places.push(Place {
                template,
                line: own.line,
                at: (own.left, run.origin.1),
                reads: item.reads,
                nodes: nodes.to_vec(),
            });
        }
        before = Some((own.paragraph, own.line));
    }
    places
}

impl PageMould {
    /// What some pages share with others of their kind.
    pub fn of(pages: &Pages) -> Self {
        let pieces = pages.pieces();
        Self {
            templates: OwnParagraphs::blank(&pages.own),
            pages: pieces.own_of_pages(),
            pieces: pieces.places,
            shapes: OnceLock::new(),
        }
    }

    /// By page: the numbers of the own pieces that stand on it.
    pub fn pages(&self) -> &[Vec<usize>] {
        &self.pages
    }

    /// The own pieces for other own texts, by their numbers; `None` where these do not fit:
    /// a paragraph has more lines or fewer, or something in it cannot be set.
    pub fn pour(&self, texts: &[String], faces: &Faces) -> Option<Vec<Vec<Item>>> {
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let shaper = Shaper::new(faces, self.shapes.get());
        let mut set: Vec<Vec<Line>> = Vec::with_capacity(self.templates.len());
        for template in &self.templates {
            let spans = template.spans(&texts);
            let mut lines = lines(&spans, template.width, &shaper).ok()?;
            if lines.len() != template.lines {
                return None;
            }
            for line in &mut lines {
                template.indent(line);
            }
            set.push(lines);
        }
        if self.shapes.get().is_none() {
            // Another thread may have been first: that is as good.
            let _ = self.shapes.set(shaper.into_shared());
        }
        let item = |place: &Place, node: NodeId, run: &super::GlyphRun| {
            let mut run = run.clone();
            run.origin = (place.at.0 + run.origin.0, place.at.1);
            Some(Item {
                node: *place.nodes.get(node.0 as usize)?,
                reads: place.reads,
                mark: Mark::Glyphs(run),
            })
        };
        let piece = |places: &Vec<Place>| -> Option<Vec<Item>> {
            let mut items = Vec::new();
            for place in places {
                for (span, run) in &set[place.template][place.line].runs {
                    items.push(item(place, *span, run)?);
                }
            }
            Some(items)
        };
        self.pieces.iter().map(piece).collect()
    }
}
