//! Whether the codes on the pages say what the pages say, and can be read.

use crate::consent::Consent;
use crate::document::CodeOf;
use crate::error::Problem;
use crate::page_code::PageCode;
use crate::typeset::{Code, Item, Mark, Pages, Rect};

/// What is wrong with the codes of some pages: the first page without one, with one of
/// another form or page, or with something in the way of a scanner.
pub(super) fn wrong_code(consent: &Consent, pages: &Pages) -> Option<Problem> {
    let (form_id, version) = (&consent.form_id, &consent.content_version);
    let items: Vec<Vec<&[Item]>> = pages
        .pages
        .iter()
        .map(|page| vec![page.items.as_slice()])
        .collect();
    wrong_page(form_id, version, &items).or_else(|| {
        let page = pages.pages.iter().position(|page| !are_free(&page.items))?;
        let says = format!(
            "something stands in the quiet zone of a code on page {}",
            page + 1
        );
        Some(Problem::new(says).hint("give the code's column in the layout more room"))
    })
}

/// Whether each page of a form, given by its own pieces, has its code.
pub(super) fn are_right(form_id: &str, content_version: &str, pages: &[Vec<&[Item]>]) -> bool {
    wrong_page(form_id, content_version, pages).is_none()
        && pages.iter().flatten().all(|items| are_free(items))
}

fn wrong_page(form_id: &str, content_version: &str, pages: &[Vec<&[Item]>]) -> Option<Problem> {
    let mut code = PageCode {
        form_id: form_id.to_owned(),
        page: 0,
        pages: u16::try_from(pages.len()).unwrap_or(u16::MAX),
        content_version: content_version.to_owned(),
    };
    for (index, pieces) in pages.iter().enumerate() {
        let number = index + 1;
        code.page = u16::try_from(number).unwrap_or(u16::MAX);
        let wanted = code.to_payload();
        let mut found = false;
        let of_page = |code: &&Code| code.of == CodeOf::Page;
        for code in pieces.iter().flat_map(|items| codes(items)).filter(of_page) {
            found = true;
            if Some(&code.says) != wanted.as_ref() {
                let says = format!("the code on page {number} is that of another page or form");
                return Some(Problem::new(says).hint(HINT));
            }
        }
        if !found {
            let says = format!("page {number} has no code that says which page it is");
            return Some(Problem::new(says).hint(HINT));
        }
    }
    None
}

const HINT: &str = "the layout's <header> or <footer> must have \
                    <barcode of=\"page\">{{form_id}} {{content_version}}</barcode>";

fn codes(items: &[Item]) -> impl Iterator<Item = &Code> {
    items.iter().filter_map(|item| match &item.mark {
        Mark::Code(code) => Some(code),
        _ => None,
    })
}

/// Whether nothing stands in the quiet zones of the codes among some items.
fn are_free(items: &[Item]) -> bool {
    let mut zones = codes(items).map(|code| (code.rect(), code.zone()));
    zones.all(|(rect, zone)| {
        // The code itself is the only thing there.
        let mut others = items
            .iter()
            .filter_map(reach)
            .filter(|other| *other != rect);
        others.all(|other| !meet(&zone, &other))
    })
}

/// How far something reaches that is drawn.
fn reach(item: &Item) -> Option<Rect> {
    match &item.mark {
        // Capitals stand about seven tenths of the size above their line.
        Mark::Glyphs(run) if !run.text.trim().is_empty() => Some(Rect {
            x: run.origin.0,
            y: run.origin.1 - 0.7 * run.size,
            width: run.width,
            height: 0.7 * run.size,
        }),
        Mark::Rule { from, to, .. } => Some(Rect {
            x: from.0.min(to.0),
            y: from.1.min(to.1),
            width: (to.0 - from.0).abs(),
            height: (to.1 - from.1).abs(),
        }),
        Mark::Box { rect, .. } | Mark::Figure(rect) => Some(*rect),
        Mark::Path(path) => Some(path.bounds()),
        Mark::Field(field) => Some(field.rect),
        Mark::Code(code) => Some(code.rect()),
        // What a figure holds stays inside it.
        Mark::Glyphs(_) | Mark::Signs { .. } => None,
    }
}

fn meet(a: &Rect, b: &Rect) -> bool {
    // Less than what is written does not count.
    let slack = 0.01;
    a.x + slack < b.x + b.width
        && b.x + slack < a.x + a.width
        && a.y + slack < b.y + b.height
        && b.y + slack < a.y + a.height
}
