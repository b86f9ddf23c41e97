//! Blocks for another patient: the same but for what is the patient's own.

use super::{Content, Document, Inline, Node, Row};
use crate::document::parse::fold;

impl Node {
    /// Whether something in it is the patient's own.
    pub fn is_own(&self, document: &Document) -> bool {
        // Nodes are numbered in reading order: those in this one follow it.
        let from = self.id.0 as usize;
        let inside = document.nodes[from + 1..]
            .iter()
            .take_while(|facts| facts.parent >= Some(self.id));
        document.nodes[from].own || { inside }.any(|facts| facts.own)
    }

    /// The same block with other own texts, by their numbers; one that is not there is empty.
    pub fn with_own(&self, own: &[String]) -> Self {
        let nodes = |nodes: &[Self]| nodes.iter().map(|node| node.with_own(own)).collect();
        let rows = |rows: &[Row]| {
            let row = |row: &Row| Row {
                id: row.id,
                cells: nodes(&row.cells),
            };
            rows.iter().map(row).collect()
        };
        let content = match &self.content {
            Content::Group(children) => Content::Group(nodes(children)),
            Content::Text(inlines) => Content::Text(texts(inlines, own)),
            Content::List { ordered, items } => Content::List {
                ordered: *ordered,
                items: nodes(items),
            },
            Content::Table { widths, head, body } => Content::Table {
                widths: widths.clone(),
                head: rows(head),
                body: rows(body),
            },
            Content::Columns { widths, columns } => Content::Columns {
                widths: widths.clone(),
                columns: nodes(columns),
            },
            Content::Field(field) => Content::Field(super::FieldSpec {
                text: texts(&field.text, own),
                ..field.clone()
            }),
            content @ (Content::Figure(_) | Content::Icons(_)) => content.clone(),
        };
        Self {
            content,
            class: self.class.clone(),
            lang: self.lang.clone(),
            ..*self
        }
    }
}

fn texts(inlines: &[Inline], own: &[String]) -> Vec<Inline> {
    let text = |inline: &Inline| match inline {
        Inline::Own(number, _) => {
            let text = own.get(*number as usize).map_or("", String::as_str);
            Inline::Own(*number, fold(text))
        }
        Inline::Span {
            id,
            element,
            class,
            content,
        } => Inline::Span {
            id: *id,
            element,
            class: class.clone(),
            content: texts(content, own),
        },
        other => other.clone(),
    };
    inlines.iter().map(text).collect()
}
