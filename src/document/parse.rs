//! Markup to tree. Anything outside the vocabulary is an error with its place.

use roxmltree::{Document as Xml, Node as XmlNode};

use super::{Content, Document, FieldKind, FieldSpec, Inline, Node, NodeFacts, NodeId, Row};
use crate::error::{Place, Problem, Problems, nearest};

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
];
const INLINES: &[&str] = &["strong", "span", "br", "page", "pages"];

impl Document {
    /// Reads the markup that a layout gave.
    ///
    /// # Errors
    /// Markup that is not well-formed, an element or attribute that is not in
    /// the vocabulary or stands in a wrong place, a field name used twice: the
    /// place is a line of the markup (`render --emit markup` prints it).
    pub fn parse(markup: &str, layout: &str) -> Result<Self, Problems> {
        let xml = Xml::parse(markup).map_err(|error| {
            let at = error.pos();
            Problem::new(format!("the layout's markup is not well-formed: {error}"))
                .at(Some(Place {
                    file: format!("{layout} (markup)"),
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
            problems: Vec::new(),
        };
        let document = parser.form(xml.root_element());
        parser.unique_names();
        match document {
            Some(document) if parser.problems.is_empty() => Ok(Document {
                nodes: parser.nodes,
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
    problems: Vec<Problem>,
}

impl Parser<'_, '_> {
    fn problem(&mut self, at: XmlNode<'_, '_>, problem: Problem) {
        let pos = self.xml.text_pos_at(at.range().start);
        self.problems.push(problem.at(Some(Place {
            file: format!("{} (markup)", self.layout),
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
            "checkbox" | "line" | "signature" => &["name", "label"],
            "area" => &["name", "label", "rows"],
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
            _ => Content::Field(self.field(xml, element, id)),
        };
        Some(node(xml, id, element, content))
    }

    fn items(&mut self, xml: XmlNode<'_, '_>, name: &str, parent: NodeId) -> Vec<Node> {
        let mut items = Vec::new();
        for child in self.elements(xml, name) {
            if child.tag_name().name() == "li" {
                items.push(self.container(child, "li", parent, &[]));
            } else {
                self.unknown(child, name, &["li"]);
            }
        }
        items
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

    fn table(&mut self, xml: XmlNode<'_, '_>, id: NodeId) -> Content {
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for part in self.elements(xml, "table") {
            match part.tag_name().name() {
                "thead" => head.extend(self.rows(part, "thead", id)),
                "tbody" => body.extend(self.rows(part, "tbody", id)),
                _ => self.unknown(part, "table", &["thead", "tbody"]),
            }
        }
        let columns = head
            .iter()
            .chain(&body)
            .map(|row| row.cells.len())
            .max()
            .unwrap_or(0);
        if head
            .iter()
            .chain(&body)
            .any(|row| row.cells.len() != columns)
        {
            self.problem(
                xml,
                Problem::new("the rows of a <table> must have the same number of cells"),
            );
        }
        Content::Table {
            widths: self.widths(xml, "table", columns),
            head,
            body,
        }
    }

    fn rows(&mut self, xml: XmlNode<'_, '_>, part: &'static str, table: NodeId) -> Vec<Row> {
        let part_id = self.number(xml, part, Some(table), &[]);
        let mut rows = Vec::new();
        for child in self.elements(xml, part) {
            if child.tag_name().name() != "tr" {
                self.unknown(child, part, &["tr"]);
                continue;
            }
            let id = self.number(child, "tr", Some(part_id), &[]);
            let mut cells = Vec::new();
            for cell in self.elements(child, "tr") {
                match cell.tag_name().name() {
                    "td" => cells.push(self.container(cell, "td", id, &[])),
                    "th" => cells.push(self.container(cell, "th", id, &["scope"])),
                    _ => self.unknown(cell, "tr", &["td", "th"]),
                }
            }
            rows.push(Row { id, cells });
        }
        rows
    }

    fn widths(&mut self, xml: XmlNode<'_, '_>, element: &str, columns: usize) -> Vec<f32> {
        let widths: Vec<f32> = xml
            .attribute("widths")
            .unwrap_or_default()
            .split_whitespace()
            .filter_map(|word| word.parse().ok())
            .filter(|width: &f32| width.is_finite() && *width > 0.0)
            .collect();
        if widths.len() != columns {
            self.problem(
                xml,
                Problem::new(format!(
                    "<{element}> has {columns} columns and {} widths",
                    widths.len()
                ))
                .hint("give one positive number for each column: widths=\"3 2 2\""),
            );
        }
        widths
    }

    fn field(&mut self, xml: XmlNode<'_, '_>, element: &'static str, id: NodeId) -> FieldSpec {
        let name = xml.attribute("name").unwrap_or_default().to_owned();
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if name.is_empty() || !name.chars().all(plain) {
            self.problem(
                xml,
                Problem::new(format!(
                    "<{element}> needs a `name` of letters, digits and hyphens"
                )),
            );
        }
        if xml.attribute("label").is_none_or(is_blank) {
            self.problem(
                xml,
                Problem::new(format!("<{element}> needs a `label`"))
                    .hint("it is what a screen reader says"),
            );
        }
        FieldSpec {
            name,
            kind: match element {
                "checkbox" => FieldKind::CheckBox,
                "area" => FieldKind::Area,
                "signature" => FieldKind::Signature,
                _ => FieldKind::Line,
            },
            label: fold(xml.attribute("label").unwrap_or_default()),
            text: self.inlines(xml, element, id),
            rows: xml
                .attribute("rows")
                .and_then(|rows| rows.parse().ok())
                .unwrap_or(3),
        }
    }

    /// Text that must say something: an empty item or cell is a value that got lost.
    fn words(&mut self, xml: XmlNode<'_, '_>, element: &str, id: NodeId) -> Vec<Inline> {
        let says = |text: XmlNode<'_, '_>| {
            text.text().is_some_and(|t| text.is_text() && !is_blank(t))
                || text.has_tag_name("page")
                || text.has_tag_name("pages")
        };
        if !xml.descendants().any(says) {
            self.problem(
                xml,
                Problem::new(format!("<{element}> is empty"))
                    .hint("a value is not known in this case: put {{#if}} around the element"),
            );
        }
        self.inlines(xml, element, id)
    }

    fn inlines(&mut self, xml: XmlNode<'_, '_>, inside: &str, parent: NodeId) -> Vec<Inline> {
        let mut inlines = Vec::new();
        for child in xml.children() {
            if let Some(text) = child.is_text().then(|| child.text()).flatten() {
                inlines.push(Inline::Text(fold(text)));
                continue;
            }
            if !child.is_element() {
                continue;
            }
            let tag = child.tag_name().name();
            let Some(element) = INLINES.iter().copied().find(|known| *known == tag) else {
                self.unknown(child, inside, INLINES);
                continue;
            };
            let id = self.number(child, element, Some(parent), &[]);
            inlines.push(match element {
                "br" => Inline::Break,
                "page" => Inline::PageNumber,
                "pages" => Inline::PageCount,
                _ => Inline::Span {
                    id,
                    element,
                    class: child.attribute("class").map(str::to_owned),
                    content: self.inlines(child, element, id),
                },
            });
        }
        inlines
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
fn fold(text: &str) -> String {
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
