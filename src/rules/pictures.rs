//! Whether a picture shows what the text says: the places that are marked on a drawing,
//! the people who are filled in an icon array.

use crate::consent::Consent;
use crate::document::{Content, Document, FigureSpec, IconsSpec, Node};
use crate::error::Problem;

/// Pictures of a layout that do not show what was composed.
pub(super) fn untrue(consent: &Consent, document: &Document) -> Vec<Problem> {
    let mut problems = Vec::new();
    let running = document.header.iter().chain(&document.footer);
    for node in running.chain(&document.body) {
        look(node, document, consent, &mut problems);
    }
    problems
}

fn look(node: &Node, document: &Document, consent: &Consent, problems: &mut Vec<Problem>) {
    match &node.content {
        Content::Group(nodes) => inside(nodes, document, consent, problems),
        Content::List { items, .. } => inside(items, document, consent, problems),
        Content::Columns { columns, .. } => inside(columns, document, consent, problems),
        Content::Table { head, body, .. } => {
            for row in head.iter().chain(body) {
                inside(&row.cells, document, consent, problems);
            }
        }
        Content::Figure(figure) if !is_composed(figure, consent) => problems.push(
            Problem::new(format!(
                "the drawing `{}` is on the form with other marks or words than the case has",
                figure.svg
            ))
            .hint("the layout must show {{#each figures}} with their own svg, show and alt"),
        ),
        Content::Icons(icons) => problems.extend(wrong_count(node, icons, document, consent)),
        Content::Figure(_) | Content::Text(_) | Content::Field(_) | Content::Code(_) => {}
    }
}

fn inside(nodes: &[Node], document: &Document, consent: &Consent, problems: &mut Vec<Problem>) {
    for node in nodes {
        look(node, document, consent, problems);
    }
}

/// A drawing without marks (a logo) says nothing of the case.
fn is_composed(figure: &FigureSpec, consent: &Consent) -> bool {
    let composed = consent.figures.iter().find(|known| known.svg == figure.svg);
    match composed {
        Some(known) => known.show == figure.show && known.alt == figure.alt,
        None => figure.show.is_empty(),
    }
}

/// An icon array must be one of those that were composed, by its id.
fn wrong_count(
    node: &Node,
    icons: &IconsSpec,
    document: &Document,
    consent: &Consent,
) -> Option<Problem> {
    let name = document.nodes[node.id.0 as usize].name.as_deref();
    let id = name.and_then(|name| name.strip_prefix("picture:"));
    let mut composed = consent.pictures.iter().flat_map(|row| &row.pictures);
    let known = composed.find(|picture| Some(picture.id.as_str()) == id);
    let fits = known.is_some_and(|picture| {
        picture.of == icons.of.number() && picture.people == u64::from(icons.count)
    });
    (!fits).then(|| {
        Problem::new("an icon array on the form shows another number than a composed risk has")
            .hint("the layout must show {{#each pictures}} with their own id, of and people")
    })
}
