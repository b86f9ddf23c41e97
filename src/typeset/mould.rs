//! What the pages of forms of one kind share, and how those of another patient are made
//! from it: only paragraphs that hold what is the patient's own are set again.
//!
//! As long as each of them has as many lines as before, everything else stays where it is.
//! A mould holds where those paragraphs stand and nothing of what they said.

use std::sync::Arc;

use super::Faces;
use super::code::{Code, CodeText};
use super::own::{OwnParagraphs, Template};
use super::pages::{Item, Mark, Pages, Reads};
use super::text::{Line, lines};
use crate::document::{NodeId, fold};
use crate::symbol::Symbol;

/// The own pieces of a kind of form.
#[derive(Debug)]
pub struct PageMould {
    templates: Vec<Template>,
    /// What own codes say, each once.
    codes: Vec<CodeText>,
    /// By page, then piece.
    pages: Vec<Vec<Vec<Place>>>,
}

/// Where something of the patient's own stands.
#[derive(Debug)]
enum Place {
    Line(LinePlace),
    Code {
        /// Among the texts of codes.
        text: usize,
        node: NodeId,
        reads: Reads,
        code: Code,
    },
}

/// Where a line of an own paragraph stands.
#[derive(Debug)]
struct LinePlace {
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
        let mut codes = Vec::new();
        let pages_of_places = pages.pages.iter().map(|page| {
            let own = page.by_piece().filter(|(own, _)| *own);
            own.map(|(_, items)| places(items, pages, &mut codes))
                .collect()
        });
        Self {
            pages: pages_of_places.collect(),
            codes,
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
        let symbols = self.codes.iter().map(|text| text.with(&texts).symbol());
        let symbols: Vec<(String, Arc<Symbol>)> = symbols.collect::<Option<_>>()?;
        let piece = |places: &Vec<Place>| -> Option<Vec<Item>> {
            let mut items = Vec::new();
            for place in places {
                place.fill(&set, &symbols, &mut items)?;
            }
            Some(items)
        };
        let page = |pieces: &Vec<Vec<Place>>| pieces.iter().map(piece).collect();
        self.pages.iter().map(page).collect()
    }
}

/// Where the things of an own piece stand.
fn places(items: &[Item], pages: &Pages, codes: &mut Vec<CodeText>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut before = None;
    for item in items {
        match &item.mark {
            Mark::Glyphs(run) => {
                let Some(own) = run.line else { continue };
                if before != Some((own.paragraph, own.line)) {
                    let (template, nodes) = pages.own.instance(own.paragraph);
                    places.push(Place::Line(LinePlace {
                        template,
                        line: own.line,
                        at: (own.left, run.origin.1),
                        reads: item.reads,
                        nodes: nodes.to_vec(),
                    }));
                }
                before = Some((own.paragraph, own.line));
            }
            Mark::Code(code) => {
                let code = code.blank();
                let known = codes.iter().position(|known| *known == code.text);
                let text = known.unwrap_or_else(|| {
                    codes.push(code.text.clone());
                    codes.len() - 1
                });
                places.push(Place::Code {
                    text,
                    node: item.node,
                    reads: item.reads,
                    code,
                });
            }
            _ => {}
        }
    }
    places
}

impl Place {
    /// What stands there for another patient.
    fn fill(
        &self,
        set: &[Vec<Line>],
        symbols: &[(String, Arc<Symbol>)],
        items: &mut Vec<Item>,
    ) -> Option<()> {
        match self {
            Self::Line(place) => {
                for (span, run) in &set[place.template][place.line].runs {
                    let mut run = run.clone();
                    run.origin = (place.at.0 + run.origin.0, place.at.1);
                    items.push(Item {
                        node: *place.nodes.get(span.0 as usize)?,
                        reads: place.reads,
                        mark: Mark::Glyphs(run),
                    });
                }
            }
            Self::Code {
                text,
                node,
                reads,
                code,
            } => items.push(Item {
                node: *node,
                reads: *reads,
                mark: Mark::Code(code.with(&symbols[*text])?),
            }),
        }
        Some(())
    }
}
