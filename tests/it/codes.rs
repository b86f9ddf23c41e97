//! The codes at the foot of every page: readers from outside find both on every page, in
//! black and white and shrunk, and what cannot be read is never printed.

use countersign::document::CodeOf;
use countersign::page_code::PageCode;
use countersign::typeset::{Code, Item, Mark, Pages, Paper};

use crate::judges;
use crate::support::{Desk, example, example_text, read, refused};

const FOOTER: &str = "templates/layouts/partials/running-footer.hbs";
const THEME: &str = "templates/themes/standard.toml";

fn codes(pages: &Pages, of: CodeOf) -> Vec<Vec<&Code>> {
    let code = |item| match item {
        &Item {
            mark: Mark::Code(ref code),
            ..
        } if code.of == of => Some(code),
        _ => None,
    };
    let pages = pages.pages.iter();
    pages
        .map(|page| page.items.iter().filter_map(code).collect())
        .collect()
}

/// Both readers on every page of a file.
fn outside(bytes: &[u8], pages: usize, size: &[&str]) {
    let desk = Desk::new();
    let path = desk.path("form.pdf");
    std::fs::write(&path, bytes).unwrap();
    let arguments = [&[path.to_str().unwrap()], size].concat();
    if let Some(says) = judges::script("codes.py", &arguments) {
        // Two codes, two sizes, two readers.
        assert_eq!(says.trim(), (pages * 8).to_string());
    }
}

#[test]
fn readers_find_both_codes_on_every_page_and_they_say_what_the_page_says() {
    for (name, paper) in [
        ("interpreter-and-representative.toml", Paper::A4),
        ("cataract-right-eye.toml", Paper::Letter),
        ("laparoscopic-cholecystectomy.toml", Paper::Letter),
    ] {
        let form = Desk::new()
            .generator(paper)
            .unwrap()
            .form(&example(name))
            .unwrap();
        outside(&form.bytes, form.pages, &["size"]);
    }
}

#[test]
fn readers_find_the_codes_of_forms_that_were_cast() {
    let desk = Desk::new();
    let generator = desk.generator(Paper::A4).unwrap();
    let name = "carpal-tunnel-both-hands.toml";
    let (text, number) = (example_text(name), example(name).patient.record_number);
    let mut last = None;
    // Numbers of other lengths make bars of other widths.
    for other in [
        "1",
        "22222222",
        "MRN-0007",
        "A 4711/x",
        "MRN-0000-0000-0000-0006",
    ] {
        let case = read(&text.replace(&number, other), name).unwrap();
        last = Some(generator.form(&case).unwrap());
    }
    assert!(generator.cast() >= 2, "{} were cast", generator.cast());
    let form = last.unwrap();
    outside(&form.bytes, form.pages, &[]);
}

#[test]
fn every_page_has_its_code_at_the_same_place() {
    for layout in ["standard", "uk-form-1"] {
        let desk = Desk {
            layout: layout.into(),
            ..Desk::new()
        };
        let stages = desk.stages(&example("knee-replacement.toml")).unwrap();
        let (consent, pages) = (&stages.consent, &stages.pages);
        let found = codes(pages, CodeOf::Page);
        let first = found[0][0].rect();
        for (index, on_page) in found.iter().enumerate() {
            let [code] = on_page.as_slice() else {
                panic!("{} codes on page {}", on_page.len(), index + 1);
            };
            let wanted = PageCode {
                form_id: consent.form_id.clone(),
                page: index as u16 + 1,
                pages: pages.pages.len() as u16,
                content_version: consent.content_version.clone(),
            };
            assert_eq!(PageCode::parse(&code.says), Ok(wanted));
            assert_eq!(code.rect(), first, "page {}", index + 1);
        }
        for on_page in codes(pages, CodeOf::Record) {
            assert_eq!(on_page.len(), 1);
            assert_eq!(on_page[0].says, consent.patient.record_number);
        }
    }
}

/// Neither name nor date of birth, in no code.
#[test]
fn codes_hold_no_patient_data_but_what_the_site_asks_for() {
    let stages = Desk::new()
        .stages(&example("interpreter-and-representative.toml"))
        .unwrap();
    let patient = &stages.consent.patient;
    let own = [
        patient.family_name.to_uppercase(),
        patient.given_names.to_uppercase(),
        patient.record_number.to_uppercase(),
        patient.date_of_birth.iso.to_string(),
    ];
    for code in codes(&stages.pages, CodeOf::Page).into_iter().flatten() {
        for text in &own {
            assert!(!code.says.contains(text.as_str()));
        }
    }
}

#[test]
fn a_code_that_no_scanner_would_read_is_refused() {
    for (file, from, to, says) in [
        (
            FOOTER,
            "17.5 52 104.5",
            "14 55.5 104.5",
            "the page's code needs 16.5 mm with its quiet zone and has 14.0 mm",
        ),
        (
            FOOTER,
            "17.5 52 104.5",
            "17.5 130 26.5",
            "the record's bar code needs",
        ),
        (
            FOOTER,
            "{{form_id}} {{content_version}}</barcode>",
            "{{form_id}}</barcode>",
            "no form id and content version",
        ),
        (
            FOOTER,
            "{{form_id}} {{content_version}}</barcode>",
            "K7QM-3XWT-9P20 1.0.0-ABCD</barcode>",
            "no form id and content version",
        ),
        (
            FOOTER,
            "of=\"record\"",
            "of=\"name\"",
            "<barcode> needs `of`, which is page or record",
        ),
        (
            THEME,
            "module = 0.5",
            "module = 0.4",
            "`module` below 0.5 mm",
        ),
        (THEME, "bar = 0.33", "bar = 0.25", "`bar` below 0.33 mm"),
        (
            THEME,
            "bar-height = 10",
            "bar-height = 5",
            "`bar-height` below 10 mm",
        ),
        (
            THEME,
            "bar-height = 10",
            "bar-height = nan",
            "`bar-height` below 10 mm",
        ),
        (
            "templates/layouts/partials/about.hbs",
            "<section>",
            "<barcode of=\"record\">1</barcode><section>",
            "stand only in <header> and <footer>",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow(file, from, to);
        let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
        assert!(problems.contains(says), "{to}: {problems}");
    }
}

#[test]
fn nothing_may_stand_in_a_quiet_zone() {
    let code = "<barcode of=\"page\">{{form_id}} {{content_version}}</barcode>";
    let words = "<p class=\"code\">scan here</p>";
    for with_words in [
        format!("<div>{words}{code}</div>"),
        format!("<div>{code}{words}</div>"),
        format!("<section class=\"label\">{code}</section>"),
    ] {
        let desk = Desk::new();
        desk.shadow(FOOTER, code, &with_words);
        // Narrow in the frame, which has wide edges.
        let theme =
            "\"section.label\" = { border = 0.7, border-colour = \"#8a979f\", padding = 1 }";
        let shipped =
            "\"section.label\" = { border = 0.7, border-colour = \"#8a979f\", padding = 44 }";
        desk.shadow(THEME, shipped, theme);
        let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
        let says = "something stands in the quiet zone of a code on page 1";
        assert!(problems.contains(says), "{with_words}: {problems}");
    }
}

#[test]
fn a_site_says_what_its_record_system_needs() {
    let desk = Desk::new();
    let name = "interpreter-and-representative.toml";
    let text = example_text(name);
    desk.write("case.toml", &text);
    let number = &example(name).patient.record_number;
    let run = |record: &str| {
        desk.write("countersign.toml", &format!("[codes]\nrecord = {record}\n"));
        desk.run(&["render", "case.toml", "--emit", "pages"])
    };
    let bars = |text: &str| text.matches("code Record").count();
    let run_of = run("\"C{{record_number}}\"");
    assert_eq!(run_of.status, 0, "{}", run_of.stderr);
    let lines = |says: &str| {
        run_of
            .text()
            .lines()
            .filter(|line| line.ends_with(says))
            .count()
    };
    let says = format!("bars \"C{number}\"");
    assert_eq!(lines(&says), bars(run_of.text()), "bars");
    assert_eq!(lines(" \"C\""), bars(run_of.text()), "and words below them");
    assert!(bars(run_of.text()) > 5);
    let none = run("\"\"");
    assert_eq!((none.status, bars(none.text())), (0, 0), "{}", none.stderr);
    for (record, status, says) in [
        ("\"{{recordnumber}}\"", 2, "did you mean `record_number`?"),
        ("\"{{patient.name}}\"", 2, "cannot hold `{{patient.name}}`"),
        (
            "\"Ü{{record_number}}\"",
            2,
            "Code 128 has the printable characters of ASCII",
        ),
        (
            "\"{{record_number}}-0123456789-ABCDEFGHIJ-0123456789\"",
            1,
            "the record's bar code needs",
        ),
        ("7", 2, "countersign.toml:2"),
    ] {
        let refused = run(record);
        assert_eq!(refused.status, status, "{record}: {}", refused.stderr);
        assert!(
            refused.stderr.contains(says),
            "{record}: {}",
            refused.stderr
        );
        assert!(
            !refused.stderr.contains(number.as_str()),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn a_value_that_the_bar_code_cannot_hold_is_refused_and_not_repeated() {
    let desk = Desk::new();
    let text = example_text("lumbar-foraminotomy.toml");
    let number = &example("lumbar-foraminotomy.toml").patient.record_number;
    desk.write("case.toml", &text.replace(number.as_str(), "Ö4711"));
    let run = desk.run(&["check", "case.toml"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    let says = format!("{}{}", run.text(), run.stderr);
    assert!(says.contains("cannot hold the character U+00D6"), "{says}");
    assert!(!says.contains("4711"), "{says}");
    // A site that needs an encounter number gets no form without one.
    let without = text.lines().filter(|line| !line.contains("E-2026-118834"));
    let without: Vec<&str> = without.filter(|line| *line != "[encounter]").collect();
    desk.write("case.toml", &without.join("\n"));
    desk.write("countersign.toml", "[codes]\nrecord = \"{{encounter}}\"\n");
    let run = desk.run(&["render", "case.toml"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    assert!(
        run.stderr
            .contains("needs the encounter number, which the case lacks"),
        "{}",
        run.stderr
    );
}
