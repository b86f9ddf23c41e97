//! What the pages of forms of one kind share, and how those of another patient are made
//! from it: only blocks that hold what is the patient's own are set again.
//!
//! It holds where those blocks stand and nothing of what they said.

use super::block::Setter;
use super::flow::{Flow, Strip};
use super::pages::{Item, Paper};
use super::replay::{Known, Replay};
use super::{Faces, Frame, Given, Set, Theme};
use crate::document::{Document, Node};
use crate::drawing::Drawings;
use crate::error::Problems;

/// The own pieces of a kind of form.
#[derive(Debug)]
pub struct PageMould {
    /// Without body and own texts.
    document: Document,
    drawings: Drawings,
    frame: Frame,
    units: Vec<OwnUnit>,
    pages: Vec<PagePlan>,
}

/// A block that holds what is the patient's own.
#[derive(Debug)]
struct OwnUnit {
    node: Node,
    width: f32,
    /// Heights of its strips: as long as they are the same, everything else stays in place.
    heights: Vec<f32>,
    paragraphs: Vec<Known>,
}

/// One page: the paragraphs of header and footer, and its own pieces.
#[derive(Debug)]
struct PagePlan {
    header: Running,
    footer: Running,
    pieces: Vec<Vec<Source>>,
}

/// A running header or footer.
#[derive(Debug)]
struct Running {
    height: f32,
    paragraphs: Vec<Known>,
}

/// Where a part of an own piece comes from.
#[derive(Debug, Clone, Copy)]
enum Source {
    Header,
    Footer,
    Strip { unit: usize, strip: usize, y: f32 },
}

/// The items of own pieces: by page, then piece.
pub type OwnItems = Vec<Vec<Vec<Item>>>;

impl PageMould {
    /// What pages of a document share with others of its kind. `own_is_text` must be true
    /// of the document.
    ///
    /// # Errors
    /// As [`typeset`](super::typeset).
    pub fn of(
        document: &Document,
        theme: &Theme,
        faces: &Faces,
        drawings: &Drawings,
        paper: Paper,
    ) -> Result<Self, Problems> {
        let given = Given {
            document,
            theme,
            faces,
            drawings,
        };
        let set = Set::of(given, paper)?;
        let mut units = Vec::new();
        // By strip: the unit it belongs to, and its place in it.
        let mut sources: Vec<Option<(usize, usize)>> = vec![None; set.flow.strips.len()];
        for unit in &set.units {
            if !unit.node.is_own(document) {
                continue;
            }
            let mut setter = Setter::new(given, None);
            setter.replay = Some(Replay::record());
            setter.block(unit.node, unit.width, &mut Flow::default());
            for (place, strip) in unit.strips.clone().enumerate() {
                sources[strip] = Some((units.len(), place));
            }
            units.push(OwnUnit {
                node: unit.node.with_own(&[]),
                width: unit.width,
                heights: set.flow.strips[unit.strips.clone()]
                    .iter()
                    .map(|strip| strip.height)
                    .collect(),
                paragraphs: setter.replay.take().map_or(Vec::new(), Replay::recorded),
            });
        }
        let any_own = |nodes: &[Node]| nodes.iter().any(|node| node.is_own(document));
        let mut pages = Vec::new();
        for (index, slice) in set.slices.iter().enumerate() {
            let counters = (index + 1, set.slices.len());
            let record = |nodes: &[Node]| {
                let mut replay = Some(Replay::record());
                let strip = set.frame.running(given, nodes, counters, &mut replay)?;
                Ok::<_, Problems>(Running {
                    height: strip.height,
                    paragraphs: replay.map_or(Vec::new(), Replay::recorded),
                })
            };
            let mut plan = PagePlan {
                header: record(&document.header)?,
                footer: record(&document.footer)?,
                pieces: Vec::new(),
            };
            let mut open = false;
            let mut add = |source: Option<Source>| {
                match source {
                    Some(source) if !open => plan.pieces.push(vec![source]),
                    Some(source) => {
                        if let Some(piece) = plan.pieces.last_mut() {
                            piece.push(source);
                        }
                    }
                    None => {}
                }
                open = source.is_some();
            };
            add(any_own(&document.header).then_some(Source::Header));
            for stacked in set.flow.stack(slice, set.frame.top) {
                let own = stacked.strip.is_own(document);
                let source = stacked.index.and_then(|index| sources[index]);
                let source = source.filter(|_| own);
                add(source.map(|(unit, strip)| Source::Strip {
                    unit,
                    strip,
                    y: stacked.y,
                }));
            }
            add(any_own(&document.footer).then_some(Source::Footer));
            pages.push(plan);
        }
        let bare = |nodes: &[Node]| nodes.iter().map(|node| node.with_own(&[])).collect();
        Ok(Self {
            document: Document {
                header: bare(&document.header),
                footer: bare(&document.footer),
                body: Vec::new(),
                lang: document.lang.clone(),
                title: document.title.clone(),
                span_langs: document.span_langs.clone(),
                own_is_text: document.own_is_text,
                drawings: document.drawings.clone(),
                nodes: document.nodes.clone(),
            },
            drawings: drawings.clone(),
            frame: set.frame,
            units,
            pages,
        })
    }

    /// The own pieces for other own texts, by their numbers; `None` where these do not fit:
    /// a block becomes higher or lower, or something in it cannot be set.
    pub fn pour(&self, own: &[String], theme: &Theme, faces: &Faces) -> Option<OwnItems> {
        let given = Given {
            document: &self.document,
            theme,
            faces,
            drawings: &self.drawings,
        };
        let mut flows = Vec::with_capacity(self.units.len());
        for unit in &self.units {
            let node = unit.node.with_own(own);
            let mut setter = Setter::new(given, None);
            setter.replay = Some(Replay::of(&unit.paragraphs));
            let mut flow = Flow::default();
            setter.block(&node, unit.width, &mut flow);
            setter.finish().ok()?;
            let heights = flow.strips.iter().map(|strip| strip.height);
            if !heights.eq(unit.heights.iter().copied()) {
                return None;
            }
            flows.push(flow);
        }
        let nodes =
            |nodes: &[Node]| -> Vec<Node> { nodes.iter().map(|node| node.with_own(own)).collect() };
        let (header, footer) = (nodes(&self.document.header), nodes(&self.document.footer));
        let frame = &self.frame;
        let (mut header_replay, mut footer_replay) = (None, None);
        let mut pages = Vec::with_capacity(self.pages.len());
        for (index, plan) in self.pages.iter().enumerate() {
            let counters = (index + 1, self.pages.len());
            let mut pieces = Vec::with_capacity(plan.pieces.len());
            for piece in &plan.pieces {
                let mut items = Vec::new();
                for source in piece {
                    match *source {
                        Source::Header => {
                            let strip = plan.header.pour(&mut header_replay, |replay| {
                                frame.running(given, &header, counters, replay)
                            })?;
                            items.extend(frame.header(strip));
                        }
                        Source::Footer => {
                            let strip = plan.footer.pour(&mut footer_replay, |replay| {
                                frame.running(given, &footer, counters, replay)
                            })?;
                            items.extend(frame.footer(strip));
                        }
                        Source::Strip { unit, strip, y } => {
                            let strip = flows.get_mut(unit)?.strips.get_mut(strip)?;
                            strip.shift(frame.left, y);
                            items.append(&mut strip.items);
                        }
                    }
                }
                pieces.push(items);
            }
            pages.push(pieces);
        }
        Some(pages)
    }
}

impl Running {
    /// Sets it again; what was set on the page before serves on this one as well.
    fn pour<'a>(
        &'a self,
        before: &mut Option<Replay<'a>>,
        set: impl FnOnce(&mut Option<Replay<'a>>) -> Result<Strip, Problems>,
    ) -> Option<Strip> {
        let known = &self.paragraphs;
        *before = Some(match before.take() {
            Some(replay) => replay.on_page(known),
            None => Replay::of(known),
        });
        let strip = set(before).ok()?;
        (strip.height == self.height).then_some(strip)
    }
}
