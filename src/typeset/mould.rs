//! What the pages of forms of one kind share, and how those of another patient are made
//! from it: only paragraphs that hold what is the patient's own are set again.
//!
//! As long as each of them has as many lines as before, everything else stays where it is.
//! A mould holds where those paragraphs stand and nothing of what they said.

use super::Faces;
use super::own::{OwnParagraphs, Template};
use super::pages::{Item, Mark, Pages, Reads};
use super::text::{Line, lines};
use crate::document::{NodeId, fold};

/// The own pieces of a kind of form.
#[derive(Debug)]
pub struct PageMould {
    templates: Vec<Template>,
    /// By page, then piece.
    pages: Vec<Vec<Vec<Place>>>,
}

/// Where a line of an own paragraph stands.
#[derive(Debug)]
struct Place {
    template: usize,
    line: usize,
    /// Left end of the line's column, and its baseline.
    at: (f32, f32),
    reads: Reads,
    /// By span of the template.
    nodes: Vec<NodeId>,
}

/// The items of own pieces: by page, then piece.
pub type OwnItems = Vec<Vec<Vec<Item>>>;

impl PageMould {
    /// What some pages share with others of their kind.
    pub fn of(pages: &Pages) -> Self {
        let piece = |items: &[Item]| -> Vec<Place> {
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
        };
        let pages_of_places = pages.pages.iter().map(|page| {
            let own = page.by_piece().filter(|(own, _)| *own);
            own.map(|(_, items)| piece(items)).collect()
        });
        Self {
            pages: pages_of_places.collect(),
            templates: OwnParagraphs::blank(&pages.own),
        }
    }

    /// The own pieces for other own texts, by their numbers; `None` where these do not fit:
    /// a paragraph has more lines or fewer, or something in it cannot be set.
    pub fn pour(&self, texts: &[String], faces: &Faces) -> Option<OwnItems> {
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let mut set: Vec<Vec<Line>> = Vec::with_capacity(self.templates.len());
        for template in &self.templates {
            let spans = template.spans(&texts);
            let mut lines = lines(&spans, template.width, faces).ok()?;
            if lines.len() != template.lines {
                return None;
            }
            for line in &mut lines {
                template.indent(line);
            }
            set.push(lines);
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
        let page = |pieces: &Vec<Vec<Place>>| pieces.iter().map(piece).collect();
        self.pages.iter().map(page).collect()
    }
}
