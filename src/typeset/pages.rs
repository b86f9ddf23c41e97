//! What typesetting gives: every glyph, rule and field at a fixed place.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::code::Code;
use super::font::{Face, Glyph};
use super::own::{OwnLine, OwnParagraphs};
use super::paper::Paper;
use super::path::Path;
use super::tags::Tag;
use super::theme::Colour;
use crate::document::{CodeOf, FieldKind, NodeId};

/// A form with every position decided. Lengths in points, from the top left
/// corner of the page, y downwards.
#[derive(Debug, Clone)]
pub struct Pages {
    /// Sheet.
    pub paper: Paper,
    /// Language, BCP 47.
    pub lang: String,
    /// Title, free of patient data.
    pub title: String,
    /// Faces in the order of [`GlyphRun::face`].
    pub faces: Vec<Face>,
    /// Index of the face in which fields are filled.
    pub typed_face: usize,
    /// The first face of each stack: what is the patient's own is set in these, but for
    /// rare letters.
    pub main_faces: Vec<usize>,
    /// The sheets.
    pub pages: Vec<Page>,
    /// Headings, for the viewer's side bar.
    pub bookmarks: Vec<Bookmark>,
    /// The form as a screen reader walks it.
    pub tags: Tag,
    /// The paragraphs that hold what is the patient's own.
    pub(crate) own: OwnParagraphs,
    /// For each node the one whose tag holds its text: itself, or the block around a span.
    pub leaves: Vec<NodeId>,
    /// Languages of spans that are not in the language around them.
    pub span_langs: BTreeMap<NodeId, String>,
}

impl Pages {
    /// The node whose tag holds what was placed for `node`.
    pub fn leaf(&self, node: NodeId) -> NodeId {
        self.leaves.get(node.0 as usize).copied().unwrap_or(node)
    }
}

/// One sheet.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// What is drawn, in reading order.
    pub items: Vec<Item>,
    /// The items by what forms of a kind share and what is this patient's own.
    pub pieces: Vec<Piece>,
}

/// Items of a page that stand one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// One past its last item; it begins where the piece before it ends.
    pub end: usize,
    /// Whether something in it is the patient's own.
    pub own: bool,
    /// Whether it is a code that says which page this is: no other page has the same.
    of_page: bool,
}

impl Page {
    /// Adds items; neighbours of the same sort make one piece.
    pub(super) fn add(&mut self, items: impl IntoIterator<Item = Item>) {
        for mut item in items {
            let own = item.settle();
            let of_page = matches!(&item.mark, Mark::Code(code) if code.of == CodeOf::Page);
            self.items.push(item);
            let end = self.items.len();
            match self.pieces.last_mut() {
                Some(piece) if (piece.own, piece.of_page) == (own, of_page) => piece.end = end,
                _ => self.pieces.push(Piece { end, own, of_page }),
            }
        }
    }

    /// The pieces with their items.
    pub fn by_piece(&self) -> impl Iterator<Item = (bool, &[Item])> {
        let starts = std::iter::once(0).chain(self.pieces.iter().map(|piece| piece.end));
        let pieces = starts.zip(&self.pieces);
        pieces.map(|(start, piece)| (piece.own, &self.items[start..piece.end]))
    }
}

/// One placed thing.
#[derive(Debug, Clone)]
pub struct Item {
    /// The node of the document it belongs to.
    pub node: NodeId,
    /// How it is read aloud, if it is.
    pub reads: Reads,
    /// What it is.
    pub mark: Mark,
}

/// How something placed is read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// As content of its node.
    Content,
    /// As the label of its list item.
    Label,
    /// Not at all: the running header.
    Header,
    /// Not at all: the running footer.
    Footer,
    /// Not at all: rules, boxes, table heads that repeat.
    Decoration,
}

impl Item {
    /// Notes where the column of an own line begins, once it stands in its place; whether
    /// it is own.
    fn settle(&mut self) -> bool {
        if let Mark::Glyphs(run) = &mut self.mark
            && let Some(line) = &mut run.line
        {
            (line.left, run.origin.0) = (run.origin.0, run.origin.0 + run.indent);
        }
        self.is_own()
    }

    /// Whether something of it is the patient's own.
    pub(super) fn is_own(&self) -> bool {
        match &self.mark {
            Mark::Glyphs(run) => run.line.is_some(),
            Mark::Code(code) => code.is_own(),
            _ => false,
        }
    }

    /// Whether a screen reader passes over it.
    pub fn is_artifact(&self) -> bool {
        !matches!(self.reads, Reads::Content | Reads::Label)
    }
}

/// What can be placed.
#[derive(Debug, Clone)]
pub enum Mark {
    /// Shaped text.
    Glyphs(GlyphRun),
    /// A straight line.
    Rule {
        /// From.
        from: (f32, f32),
        /// To.
        to: (f32, f32),
        /// Thickness.
        width: f32,
        /// Colour.
        colour: Colour,
    },
    /// A filled or framed rectangle.
    Box {
        /// Where.
        rect: Rect,
        /// Thickness of the frame; 0: none.
        border: f32,
        /// Colour of the frame.
        colour: Colour,
        /// Colour inside.
        fill: Option<Colour>,
    },
    /// Lines and curves.
    Path(Path),
    /// The same path at many places.
    Signs {
        /// From its own top left corner.
        sign: Path,
        /// Where that corner goes.
        at: Vec<(f32, f32)>,
    },
    /// How far the figure reaches that its node is; nothing is drawn for it.
    Figure(Rect),
    /// Where a field of the screen version goes; nothing is drawn for it.
    Field(Field),
    /// What a scanner reads, black on the white of the paper.
    Code(Code),
}

/// A rectangle, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Glyphs of one face and size on one line.
#[derive(Debug, Clone)]
pub struct GlyphRun {
    /// Index into [`Pages::faces`].
    pub face: usize,
    /// Size of type.
    pub size: f32,
    /// Colour of type.
    pub colour: Colour,
    /// Left end of the baseline.
    pub origin: (f32, f32),
    /// Width of it all.
    pub width: f32,
    /// The characters it shows, in reading order.
    pub text: Arc<str>,
    /// Whether they are the patient's own.
    pub own: bool,
    /// The line it stands on, if something of its paragraph is the patient's own.
    pub(crate) line: Option<OwnLine>,
    /// How far it stands from the left end of the line's column, if it is such a line.
    pub(super) indent: f32,
    /// The glyphs, left to right.
    pub glyphs: Arc<[Glyph]>,
}

/// A field at its place.
#[derive(Debug, Clone)]
pub struct Field {
    /// Unique name.
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// Where the screen version is filled.
    pub rect: Rect,
    /// What a screen reader says.
    pub says: String,
}

/// A heading and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// 1 for `h1`.
    pub level: u8,
    /// Words of the heading.
    pub title: String,
    /// Page, from 0.
    pub page: usize,
    /// Distance from the top.
    pub y: f32,
}

impl Mark {
    /// Moves it.
    pub(super) fn shift(&mut self, dx: f32, dy: f32) {
        match self {
            Self::Glyphs(run) => run.origin = (run.origin.0 + dx, run.origin.1 + dy),
            Self::Rule { from, to, .. } => {
                *from = (from.0 + dx, from.1 + dy);
                *to = (to.0 + dx, to.1 + dy);
            }
            Self::Box { rect, .. } | Self::Figure(rect) => rect.shift(dx, dy),
            Self::Path(path) => path.shift(dx, dy),
            Self::Signs { at, .. } => {
                for (x, y) in at {
                    (*x, *y) = (*x + dx, *y + dy);
                }
            }
            Self::Field(field) => field.rect.shift(dx, dy),
            Self::Code(code) => (code.column.0, code.top) = (code.column.0 + dx, code.top + dy),
        }
    }
}

impl Rect {
    fn shift(&mut self, dx: f32, dy: f32) {
        self.x += dx;
        self.y += dy;
    }
}
