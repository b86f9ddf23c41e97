//! Markup to tree. Anything outside the vocabulary is an error with its place.

mod figure;
mod inline;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document as Xml, Node as XmlNode};

use super::{Content, Document, Node, NodeFacts, NodeId};
use crate::error::{Place, Problem, Problems, nearest};
use crate::layout::Markup;

const BLOCKS: &[&str] = &[
    "section",
    "div",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
    "ol",
    "table",
    "columns",
    "checkbox",
    "line",
    "area",
    "signature",
    "figure",
    "icons",
    "barcode",
];
const INLINES: &[&str] = &["strong", "span", "br", "page", "pages"];

impl Document {
    /// Reads the markup that a layout gave.
    ///
    /// # Errors
    /// Markup that is not well-formed, an element or attribute that is not in
    /// the vocabulary or stands in a wrong place, a field name used twice: the
    /// place is a line of the markup (`render --emit markup` prints it).
    pub fn parse(markup: &Markup, layout: &str) -> Result<Self, Problems> {
        let own_is_text = markup.own_is_text;
        let markup = markup.marked.as_str();
        let xml = Xml::parse(markup).map_err(|error| {
            let at = error.pos();
            Problem::new(format!("the layout's markup is not well-formed: {error}"))
                .at(Some(Place {
                    file: format!("{layout} (markup)").into(),
                    line: at.row,
                    column: at.col,
                }))
                .hint(
                    "every element of a layout must be closed; `--emit markup` prints what it gave",
                )
        })?;
        let mut parser = Parser {
            xml: &xml,
            layout,
            lines: Lines::of(markup),
            nodes: Vec::new(),
            span_langs: BTreeMap::new(),
            drawings: BTreeSet::new(),
            own_heading: false,
            problems: Vec::new(),
        };
        let document = parser.form(xml.root_element());
        parser.unique_names();
        match document {
            Some(document) if parser.problems.is_empty() => Ok(Document {
                nodes: parser.nodes,
                span_langs: parser.span_langs,
                drawings: parser.drawings,
                own_is_text: own_is_text && !parser.own_heading,
                ..document
            }),
            _ => Err(Problems(parser.problems)),
        }
    }
}

/// Where the lines of the markup begin. The parser of the tree counts from the
/// start of the text for each place, which is slow for every node.
struct Lines(Vec<usize>);

impl Lines {
    fn of(markup: &str) -> Self {
        Self(markup.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// From 1.
    fn line(&self, offset: usize) -> u32 {
        1 + self.0.partition_point(|end| *end < offset) as u32
    }
}

struct Parser<'a, 'input> {
    xml: &'a Xml<'input>,
    layout: &'a str,
    lines: Lines,
    nodes: Vec<NodeFacts>,
    span_langs: BTreeMap<NodeId, String>,
    drawings: BTreeSet<String>,
    /// Whether a heading, which becomes a bookmark, holds what is the patient's own.
    own_heading: bool,
    problems: Vec<Problem>,
}

impl Parser<'_, '_> {
    fn problem(&mut self, at: XmlNode<'_, '_>, problem: Problem) {
        let pos = self.xml.text_pos_at(at.range().start);
        self.problems.push(problem.at(Some(Place {
            file: format!("{} (markup)", self.layout).into(),
            line: pos.row,
            column: pos.col,
        })));
    }

    /// Numbers an element. Its name must be one of the vocabulary.
    fn number(
        &mut self,
        xml: XmlNode<'_, '_>,
        element: &'static str,
        parent: Option<NodeId>,
        allowed: &[&str],
    ) -> NodeId {
        for attribute in xml.attributes() {
            let name = attribute.name();
            if !["id", "class", "lang"].contains(&name) && !allowed.contains(&name) {
                let mut problem = Problem::new(format!("<{element}> has no attribute `{name}`"));
                if let Some(near) = nearest(
                    name,
                    ["id", "class", "lang"]
                        .into_iter()
                        .chain(allowed.iter().copied()),
                ) {
                    problem = problem.hint(format!("did you mean `{near}`?"));
                }
                self.problem(xml, problem);
            }
        }
        let id = NodeId(self.nodes.len() as u32);
        self.nodes.push(NodeFacts {
            element,
            name: xml.attribute("id").map(str::to_owned),
            parent,
            line: self.lines.line(xml.range().start),
        });
        id
    }

    fn unknown(&mut self, xml: XmlNode<'_, '_>, inside: &str, known: &[&'static str]) {
        let name = xml.tag_name().name().to_owned();
        let hint = match nearest(&name, known.iter().copied()) {
            Some(near) => format!("did you mean <{near}>?"),
            None => format!("here stand: {}", known.join(", ")),
        };
        self.problem(
            xml,
            Problem::new(format!("<{name}> cannot stand in <{inside}>")).hint(hint),
        );
    }

    fn form(&mut self, root: XmlNode<'_, '_>) -> Option<Document> {
        if root.tag_name().name() != "form" {
            self.unknown(root, "a layout", &["form"]);
            return None;
        }
        let id = self.number(root, "form", None, &["title"]);
        let (mut header, mut footer, mut body) = (Vec::new(), Vec::new(), None);
        for child in self.elements(root, "form") {
            match child.tag_name().name() {
                "header" => header = self.part(child, "header", id),
                "footer" => footer = self.part(child, "footer", id),
                "body" => body = Some(self.part(child, "body", id)),
                _ => self.unknown(child, "form", &["header", "body", "footer"]),
            }
        }
        let missing = [
            ("lang", root.attribute("lang").is_none()),
            ("title", root.attribute("title").is_none()),
        ];
        for (name, _) in missing.iter().filter(|(_, gone)| *gone) {
            self.problem(
                root,
                Problem::new(format!("<form> needs the attribute `{name}`")),
            );
        }
        if body.is_none() {
            self.problem(root, Problem::new("<form> needs a <body>"));
        }
        Some(Document {
            lang: root.attribute("lang").unwrap_or_default().to_owned(),
            title: root.attribute("title").unwrap_or_default().to_owned(),
            header,
            footer,
            body: body.unwrap_or_default(),
            nodes: Vec::new(),
            span_langs: Default::default(),
            own_is_text: true,
            drawings: Default::default(),
        })
    }

    fn part(&mut self, xml: XmlNode<'_, '_>, element: &'static str, parent: NodeId) -> Vec<Node> {
        let id = self.number(xml, element, Some(parent), &[]);
        self.blocks(xml, element, id)
    }

    /// The child elements of an element that holds no text of its own.
    fn elements<'n, 'i>(&mut self, xml: XmlNode<'n, 'i>, name: &str) -> Vec<XmlNode<'n, 'i>> {
        let mut children = Vec::new();
        for child in xml.children() {
            if child.is_element() {
                children.push(child);
            } else if child.is_text() && child.text().is_some_and(|t| !is_blank(t)) {
                self.problem(
                    child,
                    Problem::new(format!("<{name}> cannot hold text directly"))
                        .hint("put it into a <p>"),
                );
            }
        }
        children
    }

    fn blocks(&mut self, xml: XmlNode<'_, '_>, name: &str, parent: NodeId) -> Vec<Node> {
        self.elements(xml, name)
            .into_iter()
            .filter_map(|child| self.block(child, name, parent))
            .collect()
    }

    fn block(&mut self, xml: XmlNode<'_, '_>, inside: &str, parent: NodeId) -> Option<Node> {
        let tag = xml.tag_name().name();
        let Some(element) = BLOCKS.iter().copied().find(|known| *known == tag) else {
            self.unknown(xml, inside, BLOCKS);
            return None;
        };
        let allowed: &[&str] = match element {
            "table" | "columns" => &["widths"],
            "checkbox" | "line" | "signature" => &["name", "label", "says"],
            "area" => &["name", "label", "says", "rows"],
            "figure" => &["svg", "show", "alt", "width"],
            "icons" => &["of", "count", "alt"],
            "barcode" => &["of"],
            _ => &[],
        };
        let id = self.number(xml, element, Some(parent), allowed);
        let content = match element {
            "section" | "div" => Content::Group(self.blocks(xml, element, id)),
            "h1" | "h2" | "h3" | "p" => Content::Text(self.words(xml, element, id)),
            "ul" | "ol" => Content::List {
                ordered: element == "ol",
                items: self.items(xml, element, id),
            },
            "table" => self.table(xml, id),
            "columns" => {
                let columns = self.blocks(xml, element, id);
                Content::Columns {
                    widths: self.widths(xml, element, columns.len()),
                    columns,
                }
            }
            "figure" => Content::Figure(self.figure(xml)),
            "icons" => Content::Icons(self.icons(xml)),
            "barcode" => Content::Code(self.code(xml, id)),
            _ => Content::Field(self.field(xml, element, id)),
        };
        Some(node(xml, id, element, content))
    }

    /// `li`, `td`, `th`: either blocks, or text, which becomes a paragraph that looks like its container.
    fn container(
        &mut self,
        xml: XmlNode<'_, '_>,
        element: &'static str,
        parent: NodeId,
        allowed: &[&str],
    ) -> Node {
        let id = self.number(xml, element, Some(parent), allowed);
        let holds_blocks = xml
            .children()
            .any(|child| child.is_element() && BLOCKS.contains(&child.tag_name().name()));
        let content = if holds_blocks {
            self.blocks(xml, element, id)
        } else {
            let inlines = self.words(xml, element, id);
            vec![node(xml, id, element, Content::Text(inlines))]
        };
        node(xml, id, element, Content::Group(content))
    }

    fn unique_names(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        for xml in self.xml.descendants().filter(XmlNode::is_element) {
            for attribute in ["id", "name"] {
                let Some(value) = xml.attribute(attribute) else {
                    continue;
                };
                if !seen.insert((attribute, value.to_owned())) {
                    self.problem(
                        xml,
                        Problem::new(format!("the {attribute} `{value}` stands twice")),
                    );
                }
            }
        }
    }
}

fn node(xml: XmlNode<'_, '_>, id: NodeId, element: &'static str, content: Content) -> Node {
    Node {
        id,
        element,
        class: xml.attribute("class").map(str::to_owned),
        lang: xml.attribute("lang").map(str::to_owned),
        scope: match xml.attribute("scope") {
            Some("row") => Some("row"),
            Some(_) => Some("col"),
            None => None,
        },
        content,
    }
}

/// White space as markup means it; a no-break space is a character.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r')
}

fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Runs of white space become one space; those at the ends of a block go in typesetting.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_space(c) {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}
