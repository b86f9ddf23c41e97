//! Drawings and icon arrays, from the layout to the file.

use countersign::document::Of;
use countersign::generator::Stages;
use countersign::pdf::{self, Metadata};
use countersign::typeset::{Cap, Join, Mark, PT_PER_MM, Paper, Rect, Segment};
use lopdf::{Dictionary, Document, Object};

use crate::support::{Desk, clock, example, refused};
use crate::{judges, oracle};

const CASE: &str = "lumbar-foraminotomy.toml";

/// Every shape, paint and way of standing that the subset has, and two marks.
const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="120mm" height="80mm">
<title>A test</title>
<rect x="2" y="2" width="116" height="76" rx="6" fill="#e6edf1" stroke="#10324a" stroke-width="1.5"/>
<path d="M10 60C20 30 30 30 40 60Q45 70 50 60T60 60A10 10 0 0 1 80 60z" fill="#f4e3c1" stroke="black" stroke-linejoin="bevel"/>
<g transform="translate(90 25) rotate(30)" fill="none" stroke="#0a7" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">
<polyline points="-12,-6 0,6 12,-6"/><polygon points="-4,-8 4,-8 0,-2" stroke-width="1" fill="#fff"/>
</g>
<line x1="10" y1="10" x2="50" y2="10" stroke="#844" stroke-width="4" stroke-linecap="square"/>
<polyline points="10,26 20,18 22,26" fill="none" stroke="#333" stroke-width="2"/>
<text x="60" y="74" font-size="5" text-anchor="middle">Office, as seen from behind</text>
<g id="mark:L4-L5:left"><circle cx="30" cy="40" r="6" fill="#c00" stroke="#fff"/>
<text x="38" y="42" font-size="5" font-weight="bold" fill="#c00">Mark A</text></g>
<g id="mark:L4-L5:right"><ellipse cx="90" cy="50" rx="8" ry="5" fill="#c00"/>
<text x="112" y="42" font-size="5" text-anchor="end">Mark B</text></g>
</svg>"##;

const FIGURE: &str = "<figure id=\"where\" svg=\"test\" show=\"L4-L5:left\" width=\"75\" \
                      alt=\"Your spine (größer) &lt;from behind&gt;\"/>";

/// A desk whose layout says this in place of what the form is about.
fn desk(about: &str) -> Desk {
    let desk = Desk::new();
    desk.write("templates/layouts/partials/about.hbs", about);
    desk.write("templates/figures/test.svg", SVG);
    desk
}

/// The pages and their file; the rules would refuse pictures that no consent has.
fn made(about: &str) -> (Stages, Vec<u8>) {
    let desk = desk(about);
    // Without the pictures of the case itself.
    for partial in ["figures", "pictures"] {
        desk.write(&format!("templates/layouts/partials/{partial}.hbs"), "");
    }
    let generator = desk.generator(Paper::A4).unwrap();
    let stages = generator.stages(&example(CASE)).unwrap();
    let metadata = Metadata {
        form_id: stages.consent.form_id.clone(),
        created: clock(),
        data: None,
    };
    let bytes = pdf::write(&stages.pages, &metadata).unwrap();
    (stages, bytes.to_vec())
}

fn words(stages: &Stages) -> String {
    let items = stages.pages.pages.iter().flat_map(|page| &page.items);
    let runs = items.filter_map(|item| match &item.mark {
        Mark::Glyphs(run) => Some(&*run.text),
        _ => None,
    });
    runs.collect()
}

/// Page and place of every figure.
fn areas(stages: &Stages) -> Vec<(usize, Rect)> {
    let mut areas = Vec::new();
    for (number, page) in stages.pages.pages.iter().enumerate() {
        for item in &page.items {
            if let Mark::Figure(area) = item.mark {
                areas.push((number, area));
            }
        }
    }
    areas
}

#[test]
fn figures_and_icons_stand_in_a_form_that_every_judge_passes() {
    let about = format!(
        "<section><h2>Pictures</h2><p>Text.</p>{FIGURE}\
         <columns widths=\"1 2\"><icons id=\"one\" of=\"100\" count=\"6\" alt=\"6 of 100 people\"/>\
         <p>Text beside it.</p></columns>\
         <table widths=\"2 1\"><tbody><tr><td><p>Of 1000:</p><icons of=\"1000\" count=\"27\" \
         alt=\"27 of 1000 people\"/></td><td>Text.</td></tr></tbody></table>\
         <icons of=\"100\" count=\"0\" alt=\"none of 100\"/>\
         <icons of=\"100\" count=\"100\" alt=\"all of 100\"/></section>"
    );
    let (stages, form) = made(&about);
    judges::judge(&form, Some(&stages.pages));
    oracle::agree("figures", &stages.pages, &form);

    let file = Document::load_mem(&form).unwrap();
    let dictionaries = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    let figures: Vec<_> = dictionaries
        .filter(|tag| named(tag, b"S", b"Figure"))
        .collect();
    assert_eq!(figures.len(), 5);
    for tag in &figures {
        assert!(tag.get(b"Alt").is_ok(), "{tag:?}");
        let layout = tag.get(b"A").and_then(Object::as_dict).unwrap();
        assert_eq!(layout.get(b"BBox").unwrap().as_array().unwrap().len(), 4);
    }
    let mut dictionaries = file
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok());
    let signs = dictionaries
        .find(|resources| resources.has(b"Sign0"))
        .unwrap();
    assert_eq!(signs.len(), 4, "each sign is written once, full and empty");
}

fn named(dictionary: &Dictionary, key: &[u8], name: &[u8]) -> bool {
    let found = dictionary.get(key).and_then(Object::as_name);
    found.is_ok_and(|found| found == name)
}

#[test]
fn a_mark_is_drawn_where_it_is_shown_and_nowhere_else() {
    let (one, _) = made(FIGURE);
    assert!(words(&one).contains("Mark A") && !words(&one).contains("Mark B"));
    let (none, _) = made(&FIGURE.replace("show=\"L4-L5:left\"", ""));
    let paths = |stages: &Stages| {
        let items = stages.pages.pages.iter().flat_map(|page| &page.items);
        items
            .filter(|item| matches!(item.mark, Mark::Path(_)))
            .count()
    };
    assert_eq!(paths(&one), paths(&none) + 1);
    let (both, _) = made(&FIGURE.replace("L4-L5:left", "L4-L5:left\n L4-L5:right"));
    assert_eq!(paths(&both), paths(&none) + 2);
    let red = |stages: &Stages| {
        let items = stages.pages.pages.iter().flat_map(|page| &page.items);
        let mark = items.filter(|item| match &item.mark {
            Mark::Path(path) => path.fill.is_some_and(|fill| fill.0 == [0.8, 0.0, 0.0]),
            _ => false,
        });
        mark.count()
    };
    assert_eq!((red(&none), red(&one), red(&both)), (0, 1, 2));
}

#[test]
fn a_figure_is_as_wide_as_asked_never_wider_than_its_column_and_centred() {
    let full = (210.0 - 36.0) * PT_PER_MM;
    for (asked, expected) in [
        ("width=\"75\"", 75.0 * PT_PER_MM),
        ("width=\"500\"", full),
        ("", full),
    ] {
        let (stages, _) = made(&FIGURE.replace("width=\"75\"", asked));
        let (_, area) = areas(&stages)[0];
        assert!((area.width - expected).abs() < 0.1, "{asked}: {area}");
        assert!((area.height - area.width * 80.0 / 120.0).abs() < 0.1);
        let (left, right) = (18.0 * PT_PER_MM, 595.276 - 18.0 * PT_PER_MM);
        let middle = area.x + area.width / 2.0;
        assert!(
            (middle - (left + right) / 2.0).abs() < 0.1,
            "{asked}: {area}"
        );
    }
}

#[test]
fn lines_are_drawn_as_the_drawing_has_them() {
    let (stages, _) = made(FIGURE);
    let scale = 75.0 * PT_PER_MM / 120.0;
    let items = stages.pages.pages.iter().flat_map(|page| &page.items);
    let strokes: Vec<_> = items
        .filter_map(|item| match &item.mark {
            Mark::Path(path) => path.stroke,
            _ => None,
        })
        .map(|stroke| {
            (
                (stroke.width / scale * 10.0).round(),
                stroke.cap,
                stroke.join,
            )
        })
        .collect();
    let expected = [
        (15.0, Cap::Butt, Join::Miter),
        (10.0, Cap::Butt, Join::Bevel),
        (30.0, Cap::Round, Join::Round),
        (10.0, Cap::Round, Join::Round),
        (40.0, Cap::Square, Join::Miter),
        (20.0, Cap::Butt, Join::Miter),
        (10.0, Cap::Butt, Join::Miter),
    ];
    assert_eq!(strokes, expected);
}

#[test]
fn what_cannot_be_shown_is_refused_by_name() {
    let of = |about: &str| refused(desk(about).stages(&example(CASE)));
    let cases = [
        (
            FIGURE.replace("svg=\"test\"", ""),
            "<figure> needs an `svg`",
        ),
        (
            FIGURE.replace("\"test\"", "\"../layouts/x\""),
            "<figure> needs an `svg`",
        ),
        (
            FIGURE.replace("\"test\"", "\"tset\""),
            "there is no templates/figures/tset.svg",
        ),
        (
            FIGURE.replace("L4-L5:left", " "),
            "<figure> has a `show` that names no mark",
        ),
        (
            FIGURE.replace("L4-L5:left", "L4-L5:lfet"),
            "the figure `test` (markup line 47): the drawing has no mark `L4-L5:lfet`\n  hint: did you mean `L4-L5:left`?",
        ),
        (
            FIGURE.replace("width=\"75\"", "width=\"75mm\""),
            "<figure> has a `width` that is not",
        ),
        (
            FIGURE.replace("width=\"75\"", "width=\"-1\""),
            "<figure> has a `width` that is not",
        ),
        (
            FIGURE.replace("width=\"75\"", "size=\"75\""),
            "<figure> has no attribute `size`",
        ),
        (FIGURE.replace("alt=", "says="), "<figure> needs an `alt`"),
        (
            FIGURE.replace("/>", ">text</figure>"),
            "<figure> cannot hold text directly",
        ),
        (
            FIGURE.replace("/>", "><p>text</p></figure>"),
            "<figure> holds no other elements",
        ),
        (
            "<icons of=\"100\" count=\"1\"/>".into(),
            "<icons> needs an `alt`",
        ),
        (
            "<icons of=\"200\" count=\"1\" alt=\"x\"/>".into(),
            "<icons> needs `of`, which is 100 or 1000",
        ),
        (
            "<icons of=\"100\" count=\"101\" alt=\"x\"/>".into(),
            "<icons> needs a `count` from 0 to 100",
        ),
        (
            "<icons of=\"1000\" count=\"1.5\" alt=\"x\"/>".into(),
            "<icons> needs a `count` from 0 to 1000",
        ),
        (
            "<icons of=\"100\" alt=\"x\"/>".into(),
            "<icons> needs a `count`",
        ),
    ];
    for (about, expected) in cases {
        let says = of(&about);
        assert!(says.contains(expected), "{about}: {says}");
    }
    let desk = desk(FIGURE);
    for (from, to, expected) in [
        (
            "<circle cx",
            "<circle class=\"x\" cx",
            "test.svg:11:33: <circle> has no attribute `class`",
        ),
        (
            "Office",
            "Office, drawn with far more words than there is any room for on it",
            "the figure `test` (markup line 47): the words",
        ),
        (
            "Office",
            "脊椎",
            "no font of the face `body` has the character U+810A",
        ),
        (
            "120 80\"",
            "120 700\"",
            "test.svg:1:1: `width` and `height` have other proportions",
        ),
    ] {
        desk.write("templates/figures/test.svg", &SVG.replace(from, to));
        let says = refused(desk.stages(&example(CASE)));
        assert!(says.contains(expected), "{to}: {says}");
    }
    let tall = SVG.replace("120 80\" width=\"120mm\" height=\"80mm\"", "120 700\"");
    desk.write("templates/figures/test.svg", &tall);
    let says = refused(desk.stages(&example(CASE)));
    assert!(says.contains("the block <figure> of `where`"), "{says}");
    assert!(says.contains("give it a smaller `width`"), "{says}");
}

/// Dots for an inch of paper.
const DPI: usize = 400;

#[test]
fn as_many_signs_are_filled_as_are_counted_the_first_ones() {
    for (of, count) in [
        (Of::Hundred, 6),
        (Of::Hundred, 0),
        (Of::Hundred, 100),
        (Of::Thousand, 27),
        (Of::Thousand, 999),
    ] {
        let number = of.number() as usize;
        let (stages, form) = made(&format!(
            "<icons of=\"{number}\" count=\"{count}\" alt=\"{count} of {number}\"/>"
        ));
        let (page, area) = areas(&stages)[0];
        let Some((across, grey)) = judges::page(&form, page + 1, DPI) else {
            return;
        };
        let (columns, wide) = match of {
            Of::Hundred => (10, 32.0),
            Of::Thousand => (40, 62.0),
        };
        assert!((area.width - wide * PT_PER_MM).abs() < 0.1);
        let pixel = |x: f32, y: f32| {
            let at = |length: f32| (length * DPI as f32 / 72.0) as usize;
            grey[at(y) * across + at(x)]
        };
        let pitch = (
            area.width / columns as f32,
            area.height / (number / columns) as f32,
        );
        for index in 0..number {
            let x = area.x + ((index % columns) as f32 + 0.5) * pitch.0;
            let top = area.y + (index / columns) as f32 * pitch.1;
            let dark = pixel(x, top + 0.55 * pitch.1) < 128;
            assert_eq!(dark, index < count, "sign {index} of {count} in {number}");
            // The outlined ones are there too.
            let column = (0..40).map(|step| pixel(x, top + pitch.1 * step as f32 / 40.0));
            assert!(column.min() < Some(170), "sign {index} is not drawn");
            // Between two signs there is paper.
            assert!(pixel(x - pitch.0 / 2.0, top + 0.55 * pitch.1) > 200);
        }
    }
}

#[test]
fn a_picture_costs_little() {
    let size = |about: &str| made(&format!("<p>x</p>{about}")).1.len();
    let without = size("");
    let hundred = size("<icons of=\"100\" count=\"6\" alt=\"6 of 100\"/>") - without;
    let thousand = size("<icons of=\"1000\" count=\"6\" alt=\"6 of 1000\"/>") - without;
    let figure = size(FIGURE) - without;
    assert!(hundred < 1_000, "100 signs take {hundred} bytes");
    assert!(thousand < 2_000, "1000 signs take {thousand} bytes");
    assert!(figure < 1_500, "a small drawing takes {figure} bytes");
}

/// Centres of the marks of a drawing, left to right, from the middle of the drawing: the
/// dark red of a mark is nowhere else in it.
fn marks_from_the_middle(stages: &Stages) -> Vec<f32> {
    const MARK: [f32; 3] = [176.0 / 255.0, 0.0, 32.0 / 255.0];
    let (page, area) = areas(stages)[0];
    let is_mark = |colour: [f32; 3]| {
        colour
            .iter()
            .zip(MARK)
            .all(|(have, want)| (have - want).abs() < 0.01)
    };
    let mut centres = Vec::new();
    for item in &stages.pages.pages[page].items {
        let Mark::Path(path) = &item.mark else {
            continue;
        };
        if path.stroke.is_some_and(|stroke| is_mark(stroke.colour.0)) {
            let ends = path.segments.iter().filter_map(|segment| match segment {
                Segment::Move(to) | Segment::Line(to) | Segment::Curve([_, _, to]) => Some(to.0),
                Segment::Close => None,
            });
            let xs: Vec<f32> = ends.collect();
            let (low, high) = xs.iter().fold((f32::MAX, f32::MIN), |(low, high), x| {
                (low.min(*x), high.max(*x))
            });
            centres.push((low + high) / 2.0 - (area.x + area.width / 2.0));
        }
    }
    centres.sort_by(f32::total_cmp);
    centres
}

#[test]
fn the_side_on_the_picture_is_the_side_in_the_text() {
    let desk = Desk::new();
    let stages = |name: &str, from: &str, to: &str| {
        let text = crate::support::example_text(name);
        assert!(text.contains(from), "{name} no longer holds {from}");
        let case = crate::support::read(&text.replace(from, to), name).unwrap();
        desk.stages(&case).unwrap()
    };
    let side = |words: &str| format!("side = \"{words}\"");
    // Seen from behind, left is left; the knees are seen from the front.
    for (name, own, left) in [
        ("lumbar-discectomy.toml", "left", -1.0),
        ("knee-replacement.toml", "right", 1.0),
        ("cataract-right-eye.toml", "right", 1.0),
        ("carpal-tunnel-both-hands.toml", "both", -1.0),
    ] {
        for (words, sign) in [("left", left), ("right", -left)] {
            let stages = stages(name, &side(own), &side(words));
            assert!(
                stages
                    .consent
                    .procedure
                    .side_words
                    .starts_with(&words.to_uppercase()),
                "{name}"
            );
            let marks = marks_from_the_middle(&stages);
            assert!(!marks.is_empty(), "{name}: nothing is marked");
            assert!(
                marks.iter().all(|x| x * sign > 0.0),
                "{name} {words}: marks at {marks:?} from the middle"
            );
        }
        if own == "both" {
            let marks = marks_from_the_middle(&stages(name, &side(own), &side("both")));
            assert!(
                marks[0] < 0.0 && *marks.last().unwrap() > 0.0,
                "{name}: {marks:?}"
            );
        }
    }
}

#[test]
fn a_level_is_marked_on_the_drawing_of_its_region_once() {
    let desk = Desk::new();
    let text = crate::support::example_text("lumbar-foraminotomy.toml");
    for (level, drawing, show) in [
        ("C2–C3", "spine-cervical", "C2-C3:left"),
        ("C7–T1", "spine-cervical", "C7-T1:left"),
        ("T8–T9", "spine-thoracic", "T8-T9:left"),
        ("T12–L1", "spine-thoracic", "T12-L1:left"),
        ("L5–S1", "spine-lumbar", "L5-S1:left"),
    ] {
        let text = text.replace("levels = \"L4–L5\"", &format!("levels = \"{level}\""));
        let case = crate::support::read(&text, "case.toml").unwrap();
        let figures = desk.stages(&case).unwrap().consent.figures;
        assert_eq!(figures.len(), 1, "{level}: {figures:?}");
        assert_eq!(
            (figures[0].svg.as_str(), figures[0].show.as_slice()),
            (drawing, [show.to_owned()].as_slice())
        );
        assert!(figures[0].alt.contains(level), "{}", figures[0].alt);
    }
}

#[test]
fn a_picture_that_does_not_show_the_case_is_refused() {
    let case = example("lumbar-discectomy.toml");
    for (partial, from, to, says) in [
        (
            "figures",
            "{{#each show}}{{this}} {{/each}}",
            "L4-L5:right",
            "other marks or words than the case has",
        ),
        (
            "figures",
            "alt=\"{{alt}}\"",
            "alt=\"Something\"",
            "other marks or words than the case has",
        ),
        (
            "pictures",
            "count=\"{{people}}\"",
            "count=\"1\"",
            "another number than a composed risk has",
        ),
        (
            "pictures",
            "id=\"picture:{{id}}\"",
            "id=\"x:{{id}}\"",
            "another number than a composed risk has",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow(
            &format!("templates/layouts/partials/{partial}.hbs"),
            from,
            to,
        );
        let problems = refused(desk.form(&case));
        assert!(problems.contains(says), "{to}: {problems}");
    }
    let desk = Desk::new();
    desk.write("templates/layouts/partials/figures.hbs", "");
    let problems = refused(desk.form(&case));
    assert!(
        problems.contains("the drawing `spine-lumbar` is not on the form"),
        "{problems}"
    );
}

#[test]
fn a_place_without_a_mark_makes_no_form() {
    let desk = Desk::new();
    desk.shadow(
        "templates/figures/spine-lumbar.svg",
        "mark:L5-S1:left",
        "mark:L5-S1:elsewhere",
    );
    let problems = refused(desk.form(&example("lumbar-discectomy.toml")));
    assert!(
        problems.contains("no drawing of this operation has a mark for `L5-S1:left`"),
        "{problems}"
    );
}

#[test]
fn icon_arrays_say_the_number_of_the_table() {
    let desk = Desk::new();
    for name in crate::support::EXAMPLES {
        let consent = desk.stages(&example(name)).unwrap().consent;
        assert!(!consent.pictures.is_empty(), "{name} pictures nothing");
        for picture in consent.pictures.iter().flat_map(|row| &row.pictures) {
            assert!(
                row_says(&consent, &picture.id, picture.people, picture.of),
                "{name}: {picture:?}"
            );
        }
    }
}

/// Whether the table has the same number, in its own denominator.
fn row_says(consent: &countersign::consent::Consent, id: &str, people: u64, of: u32) -> bool {
    let tables = consent.risks.iter().flat_map(|group| &group.tables);
    { tables }.any(|table| {
        let row = table.rows.iter().find(|risk| risk.id == id);
        row.is_some_and(|risk| {
            let scale = f64::from(of) / f64::from(table.denominator.unwrap());
            let exact = risk.people.unwrap() as f64 * scale;
            (exact - people as f64).abs() <= 0.5
        })
    })
}
