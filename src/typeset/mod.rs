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
mod code;
mod dump;
mod field;
mod figure;
mod flow;
mod font;
mod icons;
mod mould;
mod own;
mod pages;
mod paper;
mod paragraph;
mod path;
mod pieces;
mod remembered;
mod shaper;
mod table;
mod tags;
mod text;
mod theme;

pub use code::Code;
pub use font::{Face, Faces, FontBytes, Glyph};
pub use mould::PageMould;
pub use pages::{Bookmark, Field, GlyphRun, Item, Mark, Page, Pages, Piece, Reads, Rect};
pub use paper::Paper;
pub use path::{Cap, Join, Path, Segment, Stroke};
pub use pieces::{PagePiece, Pieces};
pub use remembered::Remembered;
pub use tags::{Holds, Tag, TagSays};
pub use theme::{
    Align, CodeLooks, Colour, FieldLooks, PT_PER_MM, PageLooks, Style, StylePatch, Theme,
};

use std::cell::RefCell;

use block::Setter;
use flow::{Flow, Strip};
use own::OwnParagraphs;
use shaper::Shaper;

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
    let own = RefCell::default();
    let shaper = Shaper::new(faces, None);
    let given = Given {
        document,
        theme,
        shaper: &shaper,
        drawings,
        own: &own,
    };
    let frame = Frame::new(given, paper)?;
    let mut setter = Setter::new(given, None);
    let mut flow = Flow::default();
    setter.blocks(&document.body, frame.width, &mut flow);
    setter.finish()?;
    let slices = flow
        .paginate(frame.height)
        .map_err(|node| too_tall(document, node))?;
    let (mut pages, mut bookmarks) = (Vec::new(), Vec::new());
    for (index, slice) in slices.iter().enumerate() {
        let counters = (index + 1, slices.len());
        let header = frame.running(given, &document.header, counters)?;
        let footer = frame.running(given, &document.footer, counters)?;
        let mut page = Page::default();
        page.add(at(header, Reads::Header, frame.left, frame.header_top));
        bookmarks.extend(flow.place(slice, (frame.left, frame.top), index, &mut page));
        page.add(at(footer, Reads::Footer, frame.left, frame.footer_top));
        pages.push(page);
    }
    Ok(Pages {
        paper,
        lang: document.lang.clone(),
        title: document.title.clone(),
        faces: faces.all.clone(),
        typed_face: faces.typed().unwrap_or(0),
        main_faces: faces.main(),
        pages,
        bookmarks,
        own: own.into_inner(),
        tags: tags::tags(document),
        leaves: leaves(document),
        span_langs: document.span_langs.clone(),
    })
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
    shaper: &'a Shaper<'a>,
    drawings: &'a Drawings,
    own: &'a RefCell<OwnParagraphs>,
}

/// Where on the paper things stand, in points.
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
        let running = |nodes| frame.running(given, nodes, (88, 88));
        let (header, footer) = (
            running(&given.document.header)?.height,
            running(&given.document.footer)?.height,
        );
        frame.footer_top = paper_height - mm(looks.bottom) - footer;
        frame.top += header + mm(looks.gap);
        frame.height = frame.footer_top - mm(looks.gap) - frame.top;
        Ok(frame)
    }

    fn running(
        &self,
        given: Given<'_>,
        nodes: &[Node],
        counters: (usize, usize),
    ) -> Result<Strip, Problems> {
        let mut setter = Setter::new(given, Some(counters));
        let mut flow = Flow::default();
        setter.blocks(nodes, self.width, &mut flow);
        setter.finish()?;
        Ok(flow.into_strip(NodeId(0), 0.0))
    }
}

/// Running content at its place; it is no part of the text that is read aloud. What is the
/// patient's own comes last, so that it makes one piece.
fn at(mut strip: Strip, reads: Reads, x: f32, y: f32) -> Vec<Item> {
    strip.shift(x, y);
    strip.items.sort_by_key(Item::is_own);
    for item in &mut strip.items {
        item.reads = reads;
    }
    strip.items
}
