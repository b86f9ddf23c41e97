//! How pages are set, on every example and both papers.

use std::collections::{BTreeMap, BTreeSet};

use countersign::document::{Document, FieldKind};
use countersign::typeset::{Mark, PT_PER_MM, Pages, Paper, Rect};

use crate::support::{Desk, EXAMPLES, example};

fn for_every_form(mut look: impl FnMut(&str, &Document, &Pages)) {
    let desk = Desk::new();
    for paper in [Paper::A4, Paper::Letter] {
        let generator = desk.generator(paper).unwrap();
        for name in EXAMPLES {
            let stages = generator.stages(&example(name)).unwrap();
            look(
                &format!("{name} on {}", paper.name()),
                &stages.document,
                &stages.pages,
            );
        }
    }
}

/// Left, top, right and bottom.
fn corners(rect: Rect) -> (f32, f32, f32, f32) {
    (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height)
}

#[test]
fn nothing_stands_outside_the_margins() {
    for_every_form(|name, _, pages| {
        let (width, height) = pages.paper.size();
        let (left, right) = (18.0 * PT_PER_MM - 0.1, width - 18.0 * PT_PER_MM + 0.1);
        let (top, bottom) = (12.0 * PT_PER_MM - 0.1, height - 12.0 * PT_PER_MM + 0.1);
        for (number, page) in pages.pages.iter().enumerate() {
            for item in &page.items {
                let (x0, y0, x1, y1) = match &item.mark {
                    Mark::Glyphs(run) => {
                        let spaces = run.text.len() - run.text.trim_end().len();
                        let slack = spaces as f32 * run.size * 0.25;
                        (
                            run.origin.0,
                            run.origin.1 - run.size * 0.6,
                            run.origin.0 + run.width - slack,
                            run.origin.1,
                        )
                    }
                    Mark::Rule { from, to, .. } => (from.0, from.1, to.0, to.1),
                    Mark::Box { rect, .. } | Mark::Figure(rect) => corners(*rect),
                    Mark::Path(path) => corners(path.bounds()),
                    Mark::Signs { sign, at } => {
                        let sign = corners(sign.bounds());
                        let (x, y): (Vec<f32>, Vec<f32>) = at.iter().copied().unzip();
                        let least = |of: &[f32]| of.iter().copied().fold(f32::MAX, f32::min);
                        let most = |of: &[f32]| of.iter().copied().fold(f32::MIN, f32::max);
                        (
                            least(&x) + sign.0,
                            least(&y) + sign.1,
                            most(&x) + sign.2,
                            most(&y) + sign.3,
                        )
                    }
                    Mark::Field(field) => corners(field.rect),
                    Mark::Code(code) => corners(code.rect()),
                };
                assert!(
                    x0 >= left && x1 <= right && y0 >= top && y1 <= bottom,
                    "{name} page {}: {} is at {x0} {y0} {x1} {y1}",
                    number + 1,
                    item.mark
                );
            }
        }
    });
}

/// Paragraphs of body text by page: how many lines of each node stand on each page.
fn lines(document: &Document, pages: &Pages) -> BTreeMap<u32, BTreeMap<usize, BTreeSet<i64>>> {
    let mut lines: BTreeMap<u32, BTreeMap<usize, BTreeSet<i64>>> = BTreeMap::new();
    for (number, page) in pages.pages.iter().enumerate() {
        for item in page.items.iter().filter(|item| !item.is_artifact()) {
            let Mark::Glyphs(run) = &item.mark else {
                continue;
            };
            let mut node = item.node;
            // Text in <strong> belongs to the paragraph around it.
            while let ("strong" | "span", Some(parent)) = (
                document.nodes[node.0 as usize].element,
                document.nodes[node.0 as usize].parent,
            ) {
                node = parent;
            }
            lines
                .entry(node.0)
                .or_default()
                .entry(number)
                .or_default()
                .insert((run.origin.1 * 10.0) as i64);
        }
    }
    lines
}

#[test]
fn no_paragraph_leaves_one_line_alone_and_no_heading_ends_a_page() {
    for_every_form(|name, document, pages| {
        for (node, by_page) in lines(document, pages) {
            let facts = &document.nodes[node as usize];
            if matches!(facts.element, "p" | "li") && by_page.len() > 1 {
                for (page, lines) in &by_page {
                    assert!(
                        lines.len() >= 2,
                        "{name}: <{}> of markup line {} leaves {} line on page {}",
                        facts.element,
                        facts.line,
                        lines.len(),
                        page + 1
                    );
                }
            }
            if matches!(facts.element, "tr" | "td" | "th") {
                assert_eq!(
                    by_page.len(),
                    1,
                    "{name}: a table cell is split (markup line {})",
                    facts.line
                );
            }
        }
        for (number, page) in pages.pages.iter().enumerate() {
            let last = page
                .items
                .iter()
                .rev()
                .find(|item| !item.is_artifact())
                .unwrap();
            let element = document.nodes[last.node.0 as usize].element;
            assert!(
                !element.starts_with('h'),
                "{name}: page {} ends with a heading",
                number + 1
            );
        }
    });
}

#[test]
fn the_head_of_a_table_stands_again_on_every_page_of_it() {
    let mut repeated = 0;
    for_every_form(|name, document, pages| {
        let table_of = |mut node: u32| loop {
            let facts = &document.nodes[node as usize];
            match facts.element {
                "table" => break Some(node),
                _ => node = facts.parent?.0,
            }
        };
        for (number, page) in pages.pages.iter().enumerate() {
            let mut heads = BTreeSet::new();
            for item in page
                .items
                .iter()
                .filter(|item| matches!(item.mark, Mark::Glyphs(_)))
            {
                let Some(table) = table_of(item.node.0) else {
                    continue;
                };
                let mut at = item.node.0;
                let in_head = loop {
                    match document.nodes[at as usize].element {
                        "thead" => break true,
                        "tbody" => break false,
                        _ => at = document.nodes[at as usize].parent.unwrap().0,
                    }
                };
                if in_head {
                    heads.insert(table);
                    repeated += usize::from(item.is_artifact());
                } else {
                    let has_head = document.nodes.iter().any(|facts| {
                        facts.element == "thead" && facts.parent.is_some_and(|p| p.0 == table)
                    });
                    assert!(
                        !has_head || heads.contains(&table),
                        "{name} page {}: a row without its head",
                        number + 1
                    );
                }
            }
        }
    });
    assert!(
        repeated > 0,
        "no table runs over a page: the test proves nothing"
    );
}

#[test]
fn fields_have_names_of_their_own_and_room_for_a_pen() {
    for_every_form(|name, _, pages| {
        let mut names = BTreeSet::new();
        let mm = PT_PER_MM;
        for item in pages.pages.iter().flat_map(|page| &page.items) {
            let Mark::Field(field) = &item.mark else {
                continue;
            };
            assert!(
                names.insert(field.name.clone()),
                "{name}: {} stands twice",
                field.name
            );
            let (least_width, least_height) = match field.kind {
                FieldKind::CheckBox => (5.0, 5.0),
                FieldKind::Line | FieldKind::Area => (20.0, 9.0),
                FieldKind::Signature => (60.0, 15.0),
            };
            assert!(
                field.rect.width >= least_width * mm - 0.1
                    && field.rect.height >= least_height * mm - 0.1,
                "{name}: {} is {} × {} mm",
                field.name,
                field.rect.width / mm,
                field.rect.height / mm
            );
        }
        for role in [
            "witness",
            "interpreter",
            "clinician",
            "confirmation",
            "withdrawal",
        ] {
            assert!(
                names.contains(role),
                "{name} has nowhere to sign for {role}"
            );
        }
        assert!(
            names.contains("patient") != names.contains("representative"),
            "{name}: one of the two decides"
        );
    });
}

#[test]
fn text_is_kerned_and_ligatures_read_as_their_letters() {
    let pages = Desk::new()
        .stages(&example("lumbar-foraminotomy.toml"))
        .unwrap()
        .pages;
    let runs = || {
        pages
            .pages
            .iter()
            .flat_map(|page| &page.items)
            .filter_map(|item| match &item.mark {
                Mark::Glyphs(run) => Some(run),
                _ => None,
            })
    };
    let kerned = runs().any(|run| {
        let face = &pages.faces[run.face];
        run.text.contains("Yo")
            && run.glyphs.windows(2).any(|two| {
                let text = &run.text[two[0].start as usize..two[0].end as usize];
                text == "Y" && two[0].advance != face.shape("Y").unwrap()[0].advance
            })
    });
    assert!(kerned, "“Yo” is not kerned");
    for run in runs() {
        let read: String = run
            .glyphs
            .iter()
            .map(|glyph| &run.text[glyph.start as usize..glyph.end as usize])
            .collect();
        assert_eq!(read, *run.text, "glyphs and characters disagree");
    }
}

#[test]
fn greek_and_cyrillic_letters_are_those_of_their_own_script() {
    let text = crate::support::example_text("lumbar-foraminotomy.toml");
    let text = text.replace("Małgorzata Zoë", "Dr. Γιώργος Θεοχάρης Юлия");
    let case = crate::support::read(&text, "case.toml").unwrap();
    let pages = Desk::new().stages(&case).unwrap().pages;
    let mut seen = 0;
    for item in pages.pages.iter().flat_map(|page| &page.items) {
        let Mark::Glyphs(run) = &item.mark else {
            continue;
        };
        for glyph in run.glyphs.iter() {
            let shown = &run.text[glyph.start as usize..glyph.end as usize];
            let Some(letter) = shown.chars().next().filter(|c| ('Α'..='я').contains(c)) else {
                continue;
            };
            seen += 1;
            assert_eq!(
                Some(glyph.id),
                pages.faces[run.face].glyph(letter),
                "{letter} is drawn as another letter"
            );
        }
    }
    assert!(seen > 20);
}
