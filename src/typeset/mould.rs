//! What the pages of forms of one kind share, and how those of another patient are made
//! from it: only paragraphs that hold what is the patient's own are set again.
//!
//! As long as each of them has as many lines as before, everything else stays where it is.
//! A mould holds where those paragraphs stand and nothing of what they said.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::Faces;
use super::code::{Code, CodeText};
use super::own::{OwnParagraphs, Template};
use super::pages::{Item, Mark, Pages, Reads};
use super::shaper::{Shaper, Shapes};
use super::text::{Line, lines};
use crate::document::{NodeId, fold};
use crate::symbol::Symbol;

/// The own pieces of a kind of form.
#[derive(Debug)]
pub struct PageMould {
    templates: Vec<Template>,
    /// What own codes say, each once.
    codes: Vec<CodeText>,
    /// By piece.
    pieces: Vec<Vec<Place>>,
    /// By page: the pieces that stand on it.
    pages: Vec<Vec<usize>>,
    /// What the first form shaped that is nobody's own.
    shapes: OnceLock<Shapes>,
}

/// Where something of the patient's own stands.
#[derive(Debug, PartialEq)]
pub(super) enum Place {
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
#[derive(Debug, PartialEq)]
pub(super) struct LinePlace {
    template: usize,
    line: usize,
    /// Left end of the line's column, and its baseline.
    at: (f32, f32),
    reads: Reads,
    /// By span of the template.
    nodes: Vec<NodeId>,
}

impl PageMould {
    /// What some pages share with others of their kind.
    pub fn of(pages: &Pages) -> Self {
        let pieces = pages.pieces();
        Self {
            templates: OwnParagraphs::blank(&pages.own),
            pages: pieces.own_of_pages(),
            pieces: pieces.places,
            codes: pieces.codes,
            shapes: OnceLock::new(),
        }
    }

    /// By page: the numbers of the own pieces that stand on it.
    pub fn pages(&self) -> &[Vec<usize>] {
        &self.pages
    }

    /// The own pieces for other own texts, by their numbers; `None` where these do not fit:
    /// a paragraph has more lines or fewer, or something in it cannot be set.
    ///
    /// `of_patient` says of each text whether it is the patient's; paragraphs without any
    /// such text are remembered.
    pub fn pour(
        &self,
        texts: &[Cow<'_, str>],
        of_patient: &[bool],
        faces: &Faces,
    ) -> Option<Vec<Vec<Item>>> {
        let texts: Vec<String> = texts.iter().map(|text| fold(text)).collect();
        let shaper = Shaper::new(faces, self.shapes.get());
        let mut set: Vec<Vec<Line>> = Vec::with_capacity(self.templates.len());
        for template in &self.templates {
            let spans = template.spans(&texts);
            let lines = match template.holds(of_patient) {
                true => lines(&spans, template.width, &shaper),
                false => faces.remembered.lines(&spans, template.width, &shaper),
            };
            let mut lines = lines.ok()?;
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
        let symbols = self.codes.iter().map(|text| text.symbol(&texts));
        let symbols: Vec<(String, Arc<Symbol>)> = symbols.collect::<Option<_>>()?;
        let piece = |places: &Vec<Place>| -> Option<Vec<Item>> {
            let mut items = Vec::with_capacity(places.len());
            for place in places {
                place.fill(&set, &symbols, &mut items)?;
            }
            Some(items)
        };
        self.pieces.iter().map(piece).collect()
    }
}

/// Where the things of an own piece stand.
pub(super) fn places(items: &[Item], pages: &Pages, codes: &mut Vec<CodeText>) -> Vec<Place> {
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
