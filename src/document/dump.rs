//! The tree as text, one node a line, for goldens and `--emit document`.

use std::fmt::{self, Write};

use super::{Content, Document, Inline, Node, Row};

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "form lang={} title={:?}", self.lang, self.title)?;
        for (name, nodes) in [
            ("header", &self.header),
            ("body", &self.body),
            ("footer", &self.footer),
        ] {
            writeln!(f, "  {name}")?;
            for node in nodes {
                self.node(f, node, 2)?;
            }
        }
        Ok(())
    }
}

impl Document {
    fn node(&self, f: &mut fmt::Formatter<'_>, node: &Node, depth: usize) -> fmt::Result {
        self.opening(f, node, depth)?;
        match &node.content {
            Content::Text(text) => writeln!(f, " {:?}", plain(text)),
            Content::Field(field) => writeln!(
                f,
                " {:?} name={} label={:?} {:?}",
                field.kind,
                field.name,
                field.label,
                plain(&field.text)
            ),
            Content::Figure(figure) => {
                write!(f, " {} show={:?}", figure.svg, figure.show)?;
                if let Some(width) = figure.width {
                    write!(f, " {width}mm")?;
                }
                writeln!(f, " {:?}", figure.alt)
            }
            Content::Icons(icons) => writeln!(
                f,
                " {} of {} {:?}",
                icons.count,
                icons.of.number(),
                icons.alt
            ),
            Content::Code(code) => writeln!(f, " {:?} {:?}", code.of, plain(&code.text)),
            Content::Group(children) => {
                writeln!(f)?;
                self.children(f, children, depth)
            }
            Content::List { items, .. } => {
                writeln!(f)?;
                self.children(f, items, depth)
            }
            Content::Columns { columns, widths } => {
                writeln!(f, " {widths:?}")?;
                self.children(f, columns, depth)
            }
            Content::Table { widths, head, body } => {
                writeln!(f, " {widths:?}")?;
                self.rows(f, "head", head, depth)?;
                self.rows(f, "row", body, depth)
            }
        }
    }

    fn opening(&self, f: &mut fmt::Formatter<'_>, node: &Node, depth: usize) -> fmt::Result {
        write!(f, "{:width$}{}", "", node.element, width = depth * 2)?;
        if let Some(class) = &node.class {
            write!(f, ".{class}")?;
        }
        if let Some(name) = &self.nodes[node.id.0 as usize].name {
            write!(f, " #{name}")?;
        }
        Ok(())
    }

    fn children(&self, f: &mut fmt::Formatter<'_>, nodes: &[Node], depth: usize) -> fmt::Result {
        nodes
            .iter()
            .try_for_each(|child| self.node(f, child, depth + 1))
    }

    fn rows(
        &self,
        f: &mut fmt::Formatter<'_>,
        kind: &str,
        rows: &[Row],
        depth: usize,
    ) -> fmt::Result {
        for row in rows {
            write!(f, "{:width$}{kind}", "", width = (depth + 1) * 2)?;
            if let Some(name) = &self.nodes[row.id.0 as usize].name {
                write!(f, " #{name}")?;
            }
            writeln!(f)?;
            self.children(f, &row.cells, depth + 1)?;
        }
        Ok(())
    }
}

/// Inline content as plain text; page numbers as `#`.
fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Own(_, text) => out.push_str(text),
            Inline::Span { content, .. } => {
                let _ = write!(out, "[{}]", plain(content));
            }
            Inline::Break => out.push('\n'),
            Inline::PageNumber | Inline::PageCount => out.push('#'),
        }
    }
    out.trim().to_owned()
}
