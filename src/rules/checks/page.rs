//! What the pages look like.

use super::{Finding, unless};
use crate::rules::judge::Judge;
use crate::typeset::{Item, Mark, PT_PER_MM, Page, Paper, Rect};

/// Least size of the text that is signed for, in points.
const BODY: f32 = 12.0;
/// Least contrast of text with the paper (WCAG 2.2, AA).
const CONTRAST: f32 = 4.5;
/// Least distance of anything from the edge of the paper, in millimetres.
const MARGIN: f32 = 12.0;

/// The text of risks, choices and statements is large enough, and all text dark enough.
pub(super) fn type_size(judge: &Judge<'_>) -> Finding {
    let scene = judge.scene;
    let must = |item: &Item| {
        let mut node = Some(item.node);
        while let Some(id) = node {
            let facts = &scene.document.nodes[id.0 as usize];
            let signed = ["risk:", "choice:", "signatory:", "alternative:", "benefit:"];
            let name = facts.name.as_deref().unwrap_or_default();
            if signed.iter().any(|kind| name.starts_with(kind)) {
                return facts.element != "line";
            }
            node = facts.parent;
        }
        false
    };
    let runs = scene.pages.pages.iter().flat_map(|page| &page.items);
    let mut small: Option<f32> = None;
    for item in runs {
        let Mark::Glyphs(run) = &item.mark else {
            continue;
        };
        if contrast_with_white(run.colour.0) < CONTRAST {
            return Finding::Breach("some text is too pale to read".into());
        }
        let label = ["line", "area", "signature"].contains(&element(judge, item));
        if run.size < BODY - 0.01 && !label && !item.is_artifact() && must(item) {
            small = Some(small.map_or(run.size, |least| least.min(run.size)));
        }
    }
    unless(small.map(|size| format!("text of {size} points; {BODY} are the least")))
}

fn element(judge: &Judge<'_>, item: &Item) -> &'static str {
    judge.scene.document.nodes[item.node.0 as usize].element
}

/// Contrast of a colour (red, green, blue from 0 to 1) with white paper, by WCAG.
fn contrast_with_white(colour: [f32; 3]) -> f32 {
    let linear = |c: f32| {
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    let [red, green, blue] = colour.map(linear);
    1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

/// Title, language and a tag for everything that is read. That the file keeps PDF/A and
/// PDF/UA is a validator's to say; the tests of this program ask one.
pub(super) fn tagged(judge: &Judge<'_>) -> Finding {
    let pages = judge.scene.pages;
    unless(if pages.title.trim().is_empty() {
        Some("the file has no title".into())
    } else if pages.lang.trim().is_empty() {
        Some("the file has no language".into())
    } else {
        pages
            .pages
            .iter()
            .any(|page| page.items.iter().all(Item::is_artifact))
            .then(|| "a page has nothing that is read aloud".into())
    })
}

/// No statement is parted from its signature, and no signature stands on a page of its own.
pub(super) fn blocks_whole(judge: &Judge<'_>) -> Finding {
    let parted = judge.laid_out.named.iter().find(|(name, (_, pages))| {
        let kept = ["signatory:", "choice:"];
        kept.iter().any(|kind| name.starts_with(kind)) && pages.len() > 1
    });
    unless(parted.map(|(name, _)| format!("`{name}` is split over two pages")))
}

/// Everything stands clear of the edges of the paper.
pub(super) fn print_safe(judge: &Judge<'_>) -> Finding {
    let pages = judge.scene.pages;
    let close = |page: &Page| !stand_clear(&page.items, pages.paper);
    let page = pages.pages.iter().position(close);
    unless(page.map(|page| {
        format!(
            "something on page {} stands less than {MARGIN} mm from the edge",
            page + 1
        )
    }))
}

/// Whether all items stand clear of the edges of a sheet.
pub(in crate::rules) fn stand_clear(items: &[Item], paper: Paper) -> bool {
    let (width, height) = paper.size();
    let margin = MARGIN * PT_PER_MM;
    let outside = |rect: &Rect| {
        rect.x < margin
            || rect.y < margin
            || rect.x + rect.width > width - margin
            || rect.y + rect.height > height - margin
    };
    !items.iter().any(|item| match &item.mark {
        Mark::Glyphs(run) => {
            let (x, y) = run.origin;
            let sides = x < margin || x + run.width > width - margin;
            // Capitals stand about seven tenths of the size above their line.
            sides || y - 0.7 * run.size < margin || y > height - margin
        }
        Mark::Field(field) => outside(&field.rect),
        Mark::Box { rect, .. } => outside(rect),
        Mark::Rule { from, to, .. } => {
            let clear = |(x, y): (f32, f32)| {
                (margin..=width - margin).contains(&x) && (margin..=height - margin).contains(&y)
            };
            !clear(*from) || !clear(*to)
        }
        Mark::Figure(rect) => outside(rect),
        Mark::Code(code) => outside(&code.rect()),
        // What a figure holds stays inside it.
        Mark::Path(_) | Mark::Signs { .. } => false,
    })
}
