//! A [`Document`] becomes [`Pages`]: every glyph, rule and field at a fixed place.
//!
//! ```text
//! blocks ──► strips ──► page slices ──► pages
//!  block,     never       break as late    strips at their place,
//!  table,     cut         as the keep      running header and footer
//!  field,                 rules allow      with "page n of N"
//!  text
//! ```
//!
//! A strip is a line, a table row or a block that must stay whole. All keep
//! rules (a heading with its text, widows and orphans, a statement with its
//! signature, table heads) are one bit between two strips, so that the page
//! breaker needs to know nothing else.

mod block;
mod dump;
mod field;
mod figure;
mod flow;
mod font;
mod icons;
mod mould;
mod pages;
mod paragraph;
mod path;
mod replay;
mod table;
mod tags;
mod text;
mod theme;

pub use font::{Face, Faces, FontBytes, Glyph};
pub use mould::{OwnItems, PageMould};
pub use pages::{Bookmark, Field, GlyphRun, Item, Mark, Page, Pages, Paper, Piece, Reads, Rect};
pub use path::{Cap, Join, Path, Segment, Stroke};
pub use tags::{Holds, Tag, TagSays};
pub use theme::{Align, Colour, FieldLooks, PT_PER_MM, PageLooks, Style, StylePatch, Theme};

use block::{Setter, Unit};
use flow::{Flow, PageSlice, Strip};
use replay::Replay;

use crate::document::{Document, Node, NodeId};
use crate::drawing::Drawings;
use crate::error::{Problem, Problems};

/// Gives everything in a document its place on pages.
///
/// # Errors
/// A character that no face of its stack has, a block taller than a page, room
/// to sign that is too small, a face role that the theme does not name, a figure
/// without its drawing or mark.
pub fn typeset(
    document: &Document,
    theme: &Theme,
    faces: &Faces,
    drawings: &Drawings,
    paper: Paper,
) -> Result<Pages, Problems> {
    let given = Given {
        document,
        theme,
        faces,
        drawings,
    };
    let set = Set::of(given, paper)?;
    let frame = &set.frame;
    let own = |nodes: &[Node]| nodes.iter().any(|node| node.is_own(document));
    let own_running = [own(&document.header), own(&document.footer)];
    let (mut pages, mut bookmarks) = (Vec::new(), Vec::new());
    for (index, slice) in set.slices.iter().enumerate() {
        let counters = (index + 1, set.slices.len());
        let mut page = Page::default();
        let header = frame.running(given, &document.header, counters, &mut None)?;
        page.add(frame.header(header), own_running[0]);
        for strip in set.flow.stack(slice, frame.top) {
            let (items, marks) = strip.place(frame.left, index);
            let own = strip.strip.is_own(document);
            page.add(items, own);
            bookmarks.extend(marks);
        }
        let footer = frame.running(given, &document.footer, counters, &mut None)?;
        page.add(frame.footer(footer), own_running[1]);
        pages.push(page);
    }
    Ok(Pages {
        paper,
        lang: document.lang.clone(),
        title: document.title.clone(),
        faces: faces.all.clone(),
        body_face: faces
            .stacks
            .get("body")
            .and_then(|stack| stack.first().copied())
            .unwrap_or(0),
        main_faces: faces.main(),
        pages,
        bookmarks,
        tags: tags::tags(document),
        leaves: leaves(document),
        span_langs: document.span_langs.clone(),
    })
}

/// Strips, and which of them stand on which page.
struct Set<'a> {
    frame: Frame,
    flow: Flow,
    units: Vec<Unit<'a>>,
    slices: Vec<PageSlice>,
}

impl<'a> Set<'a> {
    fn of(given: Given<'a>, paper: Paper) -> Result<Self, Problems> {
        let frame = Frame::new(given, paper)?;
        let mut setter = Setter::new(given, None);
        let mut flow = Flow::default();
        setter.column(&given.document.body, frame.width, &mut flow);
        let units = std::mem::take(&mut setter.units);
        setter.finish()?;
        let slices = flow
            .paginate(frame.height)
            .map_err(|node| too_tall(given.document, node))?;
        Ok(Self {
            frame,
            flow,
            units,
            slices,
        })
    }
}

/// What is taller than a page, by its id or that of the element around it.
fn too_tall(document: &Document, node: NodeId) -> Problem {
    let facts = &document.nodes[node.0 as usize];
    let mut at = Some(node);
    let mut named = None;
    while let (Some(id), None) = (at, named) {
        named = document.nodes[id.0 as usize].name.as_deref();
        at = document.nodes[id.0 as usize].parent;
    }
    let of = named
        .map(|name| format!(" of `{name}`"))
        .unwrap_or_default();
    Problem::new(format!(
        "the block <{}>{of} (markup line {}) does not fit on one page",
        facts.element, facts.line
    ))
    .hint(match facts.element {
        "figure" => "give it a smaller `width`",
        _ => {
            "shorten the text in it; what has a border, a background or keep = true in the theme, \
             and a table row, is never split"
        }
    })
}

/// The block around each span, and each other node itself.
fn leaves(document: &Document) -> Vec<NodeId> {
    let mut leaves: Vec<NodeId> = Vec::with_capacity(document.nodes.len());
    for (index, facts) in document.nodes.iter().enumerate() {
        // A parent has a smaller number, so its leaf is known already.
        let around = facts
            .parent
            .filter(|_| matches!(facts.element, "strong" | "span"));
        leaves.push(around.map_or(NodeId(index as u32), |parent| leaves[parent.0 as usize]));
    }
    leaves
}

/// What pages are made from.
#[derive(Clone, Copy)]
struct Given<'a> {
    document: &'a Document,
    theme: &'a Theme,
    faces: &'a Faces,
    drawings: &'a Drawings,
}

/// Where on the paper things stand, in points.
#[derive(Debug, Clone)]
struct Frame {
    left: f32,
    width: f32,
    top: f32,
    height: f32,
    header_top: f32,
    footer_top: f32,
}

impl Frame {
    fn new(given: Given<'_>, paper: Paper) -> Result<Self, Problems> {
        let (paper_width, paper_height) = paper.size();
        let looks = &given.theme.page;
        let mm = |length: f32| length * PT_PER_MM;
        let mut frame = Self {
            left: mm(looks.left),
            width: paper_width - mm(looks.left) - mm(looks.right),
            top: mm(looks.top),
            height: 0.0,
            header_top: mm(looks.top),
            footer_top: 0.0,
        };
        // Page numbers of two digits stand in for the real ones: lines are as high.
        let running = |nodes| frame.running(given, nodes, (88, 88), &mut None);
        let (header, footer) = (
            running(&given.document.header)?.height,
            running(&given.document.footer)?.height,
        );
        frame.footer_top = paper_height - mm(looks.bottom) - footer;
        frame.top += header + mm(looks.gap);
        frame.height = frame.footer_top - mm(looks.gap) - frame.top;
        Ok(frame)
    }

    fn running<'a>(
        &self,
        given: Given<'a>,
        nodes: &[Node],
        counters: (usize, usize),
        replay: &mut Option<Replay<'a>>,
    ) -> Result<Strip, Problems> {
        let mut setter = Setter::new(given, Some(counters));
        setter.replay = replay.take();
        let mut flow = Flow::default();
        setter.blocks(nodes, self.width, &mut flow);
        *replay = setter.replay.take();
        setter.finish()?;
        Ok(flow.into_strip(NodeId(0), 0.0))
    }

    /// The running header at its place.
    fn header(&self, strip: Strip) -> Vec<Item> {
        at(strip, Reads::Header, self.left, self.header_top)
    }

    /// The running footer at its place.
    fn footer(&self, strip: Strip) -> Vec<Item> {
        at(strip, Reads::Footer, self.left, self.footer_top)
    }
}

/// Running content at its place; it is no part of the text that is read aloud.
fn at(mut strip: Strip, reads: Reads, x: f32, y: f32) -> Vec<Item> {
    strip.shift(x, y);
    for item in &mut strip.items {
        item.reads = reads;
    }
    strip.items
}
