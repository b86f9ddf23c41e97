//! The form as a screen reader walks it: a tree of tags over the placed items.
//!
//! It follows the document: headings in order, lists with labels and bodies,
//! tables with header cells. Groups hold tags, leaves hold what was placed for
//! their node, and each field has a leaf of its own beside its label.

use std::fmt;

use super::pages::{Mark, Pages, Reads};
use crate::document::{
    Content, Document, FieldKind, FieldSpec, FigureSpec, IconsSpec, Node, NodeId, Row,
};

/// One element of the structure tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Tag {
    /// Standard structure type (`P`, `H1`, `TH` …).
    pub role: &'static str,
    /// Language, where it differs from the document's.
    pub lang: Option<String>,
    /// What the role alone does not say.
    pub says: TagSays,
    /// What it holds.
    pub holds: Holds,
}

/// Attributes of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagSays {
    /// Nothing more.
    Nothing,
    /// A header cell of a column.
    ColumnHead,
    /// A header cell of a row.
    RowHead,
    /// A list with bullets.
    Bullets,
    /// A list with numbers.
    Numbers,
    /// A figure: what it shows, for those who cannot see it.
    Alt(String),
}

/// What a tag holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Holds {
    /// Other tags, in reading order.
    Tags(Vec<Tag>),
    /// Everything placed for a node that is read in one way.
    Placed(NodeId, Reads),
    /// The field of this name.
    Field(String),
}

impl Tag {
    fn group(role: &'static str, tags: Vec<Tag>) -> Self {
        Self {
            role,
            lang: None,
            says: TagSays::Nothing,
            holds: Holds::Tags(tags),
        }
    }

    fn leaf(role: &'static str, node: NodeId, reads: Reads) -> Self {
        Self {
            role,
            lang: None,
            says: TagSays::Nothing,
            holds: Holds::Placed(node, reads),
        }
    }

    fn field(name: &str) -> Self {
        Self {
            role: "Form",
            lang: None,
            says: TagSays::Nothing,
            holds: Holds::Field(name.to_owned()),
        }
    }
}

/// The tags of a document. Running header and footer have none.
pub(super) fn tags(document: &Document) -> Tag {
    Tag::group("Document", blocks(&document.body))
}

fn blocks(nodes: &[Node]) -> Vec<Tag> {
    nodes.iter().flat_map(block).collect()
}

fn block(node: &Node) -> Vec<Tag> {
    let mut tags = match &node.content {
        Content::Group(children) => {
            let role = if node.element == "section" {
                "Sect"
            } else {
                "Div"
            };
            vec![Tag::group(role, blocks(children))]
        }
        Content::Text(_) => vec![Tag::leaf(text_role(node.element), node.id, Reads::Content)],
        Content::List { ordered, items } => vec![list(*ordered, items)],
        Content::Table { head, body, .. } => vec![table(head, body)],
        // Side by side is looks, not meaning: the columns are read one after the other.
        Content::Columns { columns, .. } => blocks(columns),
        Content::Field(field) => field_tags(node, field),
        // It stands in running header and footer only.
        Content::Code(_) => Vec::new(),
        Content::Figure(FigureSpec { alt, .. }) | Content::Icons(IconsSpec { alt, .. }) => {
            vec![Tag {
                says: TagSays::Alt(alt.clone()),
                ..Tag::leaf("Figure", node.id, Reads::Content)
            }]
        }
    };
    for tag in &mut tags {
        tag.lang = tag.lang.take().or_else(|| node.lang.clone());
    }
    tags
}

fn text_role(element: &str) -> &'static str {
    match element {
        "h1" => "H1",
        "h2" => "H2",
        "h3" => "H3",
        _ => "P",
    }
}

fn list(ordered: bool, items: &[Node]) -> Tag {
    let items = items.iter().map(|item| {
        let label = Tag::leaf("Lbl", item.id, Reads::Label);
        Tag::group("LI", vec![label, container("LBody", item)])
    });
    Tag {
        says: if ordered {
            TagSays::Numbers
        } else {
            TagSays::Bullets
        },
        ..Tag::group("L", items.collect())
    }
}

/// An item or cell: text that stands directly in it belongs to it, blocks have tags of their own.
fn container(role: &'static str, node: &Node) -> Tag {
    let Content::Group(children) = &node.content else {
        return Tag::group(role, block(node));
    };
    let tag = match children.as_slice() {
        [only] if only.id == node.id => Tag::leaf(role, node.id, Reads::Content),
        _ => Tag::group(role, blocks(children)),
    };
    Tag {
        lang: node.lang.clone(),
        ..tag
    }
}

fn table(head: &[Row], body: &[Row]) -> Tag {
    let part = |role, rows: &[Row]| {
        (!rows.is_empty()).then(|| Tag::group(role, rows.iter().map(row).collect()))
    };
    Tag::group(
        "Table",
        part("THead", head)
            .into_iter()
            .chain(part("TBody", body))
            .collect(),
    )
}

fn row(row: &Row) -> Tag {
    let cells = row
        .cells
        .iter()
        .map(|cell| match (cell.element, cell.scope) {
            ("th", scope) => Tag {
                says: if scope == Some("row") {
                    TagSays::RowHead
                } else {
                    TagSays::ColumnHead
                },
                ..container("TH", cell)
            },
            _ => container("TD", cell),
        });
    Tag::group("TR", cells.collect())
}

/// The words of a field, then the field; a box to tick comes before its words.
fn field_tags(node: &Node, field: &FieldSpec) -> Vec<Tag> {
    let words = Tag::leaf("P", node.id, Reads::Content);
    match field.kind {
        FieldKind::CheckBox => vec![Tag::field(&field.name), words],
        FieldKind::Line if !field.text.is_empty() => vec![words],
        FieldKind::Line | FieldKind::Area | FieldKind::Signature => {
            vec![words, Tag::field(&field.name)]
        }
    }
}

impl Pages {
    /// The tags with their words, one a line, for goldens and `--emit tags`.
    pub fn tags_as_text(&self) -> String {
        let mut out = String::new();
        let mut printer = Printer {
            pages: self,
            out: &mut out,
        };
        // Writing to a string never fails.
        let _ = printer.tag(&self.tags, 0);
        out
    }

    /// Everything placed for a node that is read in one way, as text.
    fn words(&self, node: NodeId, reads: Reads) -> String {
        let mut words = String::new();
        for item in self.pages.iter().flat_map(|page| &page.items) {
            if let Mark::Glyphs(run) = &item.mark
                && item.reads == reads
                && self.leaf(item.node) == node
            {
                words.push_str(&run.text);
            }
        }
        words
    }
}

struct Printer<'a> {
    pages: &'a Pages,
    out: &'a mut String,
}

impl Printer<'_> {
    fn tag(&mut self, tag: &Tag, depth: usize) -> fmt::Result {
        use fmt::Write;
        write!(self.out, "{:width$}{}", "", tag.role, width = depth * 2)?;
        match &tag.says {
            TagSays::Nothing => {}
            TagSays::ColumnHead => self.out.push_str(" scope=Column"),
            TagSays::RowHead => self.out.push_str(" scope=Row"),
            TagSays::Bullets => self.out.push_str(" numbering=Disc"),
            TagSays::Numbers => self.out.push_str(" numbering=Decimal"),
            TagSays::Alt(alt) => write!(self.out, " alt={alt:?}")?,
        }
        if let Some(lang) = &tag.lang {
            write!(self.out, " lang={lang}")?;
        }
        match &tag.holds {
            Holds::Tags(tags) => {
                self.out.push('\n');
                tags.iter().try_for_each(|tag| self.tag(tag, depth + 1))
            }
            Holds::Placed(node, reads) => {
                writeln!(self.out, " {:?}", self.pages.words(*node, *reads))
            }
            Holds::Field(name) => writeln!(self.out, " field {name}"),
        }
    }
}
