//! `Markup` becomes a [`Document`]: a small tree that knows nothing of
//! Handlebars and nothing of fonts.
//!
//! The vocabulary is a small, closed HTML (the parser refuses every other
//! element, attribute or place for one, with line and column). Every element is
//! a [`Node`] with an id of its own, which travels with each glyph to the page,
//! so that later stages can tag it and prove that it was printed.

mod dump;
mod parse;

pub(crate) use parse::fold;

use std::collections::{BTreeMap, BTreeSet};

/// Number of a node in its document, in reading order, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A whole form before it has pages.
#[derive(Debug, Clone)]
pub struct Document {
    /// Language of the text, BCP 47.
    pub lang: String,
    /// Title for viewers and archives; holds no patient data.
    pub title: String,
    /// Runs along the top of every page.
    pub header: Vec<Node>,
    /// Runs along the foot of every page.
    pub footer: Vec<Node>,
    /// The form itself.
    pub body: Vec<Node>,
    /// Languages of spans that are not in the language around them.
    pub span_langs: BTreeMap<NodeId, String>,
    /// Whether what is the patient's own stands in text only, and in no heading: then forms
    /// of the same kind differ in that text and in nothing else.
    pub own_is_text: bool,
    /// Names of the drawings that figures show.
    pub drawings: BTreeSet<String>,
    /// Looked up by [`NodeId`]: what the tree says of each node, flat.
    pub nodes: Vec<NodeFacts>,
}

/// What later stages need of a node without walking the tree.
#[derive(Debug, Clone)]
pub struct NodeFacts {
    /// Element name.
    pub element: &'static str,
    /// The `id` attribute: what this node proves to be on the page.
    pub name: Option<String>,
    /// Enclosing node.
    pub parent: Option<NodeId>,
    /// Line of the markup, from 1.
    pub line: u32,
}

/// One element with its looks and its content.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its number.
    pub id: NodeId,
    /// Element name, for the theme.
    pub element: &'static str,
    /// The `class` attribute, for the theme.
    pub class: Option<String>,
    /// Language, where it differs from the document's.
    pub lang: Option<String>,
    /// What a `th` heads: `row` or `col`.
    pub scope: Option<&'static str>,
    /// What it holds.
    pub content: Content,
}

/// What a block element holds.
#[derive(Debug, Clone)]
pub enum Content {
    /// `section`, `div`: blocks one below the other.
    Group(Vec<Node>),
    /// `h1` … `h3`, `p`, and text that stands directly in a cell or an item.
    Text(Vec<Inline>),
    /// `ul`, `ol`: items with a label each.
    List {
        /// Numbers rather than bullets.
        ordered: bool,
        /// The `li` elements; each content is a `Group`.
        items: Vec<Node>,
    },
    /// `table`.
    Table {
        /// Relative widths of the columns.
        widths: Vec<f32>,
        /// Rows that repeat at the top of each page.
        head: Vec<Row>,
        /// The other rows.
        body: Vec<Row>,
    },
    /// `columns`: blocks side by side, never split.
    Columns {
        /// Relative widths.
        widths: Vec<f32>,
        /// One block a column.
        columns: Vec<Node>,
    },
    /// `checkbox`, `line`, `area`, `signature`: something the pen or the screen fills.
    Field(FieldSpec),
    /// `figure`: a drawing, centred.
    Figure(FigureSpec),
    /// `icons`: so many of a hundred or a thousand, as signs.
    Icons(IconsSpec),
    /// `barcode`: what a scanner reads, in running header and footer.
    Code(CodeSpec),
}

/// A `tr`.
#[derive(Debug, Clone)]
pub struct Row {
    /// The row as a node; its content is empty.
    pub id: NodeId,
    /// The `th` and `td` elements; each content is a `Group`.
    pub cells: Vec<Node>,
}

/// A field as the layout asks for it.
#[derive(Debug, Clone)]
pub struct FieldSpec {
    /// Unique name: letters, digits and hyphens (no period: PDF forbids it in partial names).
    pub name: String,
    /// What it is.
    pub kind: FieldKind,
    /// What it is for, in a word or two: printed with a line, an area or a signature.
    pub label: String,
    /// What a screen reader says of it; the label, if the layout says nothing else.
    pub says: String,
    /// Text that stands beside a check box, or is printed on a line because it is known.
    pub text: Vec<Inline>,
    /// Number of lines to write on, for an area.
    pub rows: u32,
}

/// A drawing as the layout asks for it.
#[derive(Debug, Clone)]
pub struct FigureSpec {
    /// Name of the drawing: letters, digits and hyphens.
    pub svg: String,
    /// The marks that are shown on it.
    pub show: Vec<String>,
    /// What it shows, for those who cannot see it.
    pub alt: String,
    /// Width in millimetres; as wide as its column if not given.
    pub width: Option<f32>,
}

/// An icon array as the layout asks for it.
#[derive(Debug, Clone)]
pub struct IconsSpec {
    /// How many signs there are.
    pub of: Of,
    /// How many of them are filled.
    pub count: u32,
    /// What it shows, for those who cannot see it.
    pub alt: String,
}

/// How many signs an icon array has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// 10 rows of 10.
    Hundred,
    /// 25 rows of 40.
    Thousand,
}

impl Of {
    /// The number itself.
    pub fn number(self) -> u32 {
        match self {
            Self::Hundred => 100,
            Self::Thousand => 1000,
        }
    }
}

/// A code for scanners as the layout asks for it.
#[derive(Debug, Clone)]
pub struct CodeSpec {
    /// What it tells a scanner.
    pub of: CodeOf,
    /// Form id and content version, or what the record system needs.
    pub text: Vec<Inline>,
}

/// What a code tells a scanner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOf {
    /// Which page of which form it stands on, as a QR code.
    Page,
    /// Whose record the form belongs to, as a Code 128, with its text below.
    Record,
}

/// Kinds of field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A box to tick, with text beside it.
    CheckBox,
    /// One line to write on.
    Line,
    /// Several lines to write on.
    Area,
    /// Room to sign.
    Signature,
}

/// Text and what stands in it.
#[derive(Debug, Clone)]
pub enum Inline {
    /// Characters, white space folded.
    Text(String),
    /// Characters that are the patient's own, with the number of the own text.
    Own(u32, String),
    /// `strong` and `span`: text with looks of its own.
    Span {
        /// Its number.
        id: NodeId,
        /// Element name.
        element: &'static str,
        /// The `class` attribute.
        class: Option<String>,
        /// What it holds.
        content: Vec<Inline>,
    },
    /// `br`: a new line.
    Break,
    /// `page`: the number of this page.
    PageNumber,
    /// `pages`: how many pages there are.
    PageCount,
}
