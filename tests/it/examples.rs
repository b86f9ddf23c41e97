//! Each example becomes a form that the judges accept, on both papers.

use countersign::typeset::Paper;

use crate::judges;
use crate::support::{Desk, EXAMPLES, bare, example};

#[test]
fn every_example_is_a_form_that_the_judges_accept() {
    let mut desk = Desk::new();
    for (paper, layout) in [(Paper::A4, "standard"), (Paper::Letter, "uk-form-1")] {
        desk.layout = layout.to_owned();
        let generator = desk.generator(paper).unwrap();
        for name in EXAMPLES {
            let case = example(name);
            let stages = generator.stages(&case).unwrap();
            let form = generator.form(&case).unwrap();
            judges::judge(&form.bytes, Some(&stages.pages));
            assert_eq!(form.pages, stages.pages.pages.len());
            assert!(
                !form.report.by_hand.is_empty(),
                "{name}: something is always left to the pen"
            );
        }
    }
}

#[test]
fn two_layouts_say_the_same_in_another_order() {
    let mut desk = Desk::new();
    desk.profile = "uk-form-1".into();
    for name in EXAMPLES {
        let mut said = Vec::new();
        for layout in ["standard", "uk-form-1"] {
            desk.layout = layout.to_owned();
            let case = example(name);
            let mut consent = desk.stages(&case).unwrap().consent;
            assert!(
                desk.form(&case).unwrap().report.may_be_issued(),
                "{name} in {layout}"
            );
            consent.form_id.clear();
            said.push(serde_json::to_value(&consent).unwrap());
        }
        assert_eq!(
            said[0], said[1],
            "{name}: the content depends on the layout"
        );
    }
}

#[test]
fn a_file_says_what_it_is_without_naming_anybody() {
    let desk = Desk::new();
    let case = example("lumbar-foraminotomy.toml");
    for (paper, size) in [
        (Paper::A4, "595.276 x 841.89"),
        (Paper::Letter, "612 x 792 pts (letter)"),
    ] {
        let form = desk.generator(paper).unwrap().form(&case).unwrap();
        let Some(info) = judges::info(&form.bytes) else {
            return;
        };
        assert_eq!(info["Title"], "Consent to an operation: Foraminotomy");
        assert!(info["Producer"].starts_with("countersign "));
        assert_eq!(info["PDF version"], "1.7");
        assert!(info["Page size"].starts_with(size), "{}", info["Page size"]);
        let said: String = info.values().cloned().collect();
        assert!(
            !said.contains(&case.patient.family_name)
                && !said.contains(&case.patient.record_number)
        );
    }
}

#[test]
fn bookmarks_name_the_sections_in_order() {
    let form = Desk::new()
        .form(&example("lumbar-foraminotomy.toml"))
        .unwrap();
    let Some(bookmarks) = judges::bookmarks(&form.bytes) else {
        return;
    };
    let mut from = 0;
    for title in [
        "Consent to an operation",
        "Why is this operation",
        "What can go wrong",
        "For you in particular",
        "Your choices",
        "Statements and signatures",
        "The patient’s statement",
    ] {
        let title = title.replace('’', "'");
        let plain = bookmarks.replace('’', "'");
        let at = plain[from..]
            .find(&title)
            .unwrap_or_else(|| panic!("no bookmark {title} after byte {from}:\n{plain}"));
        from += at;
    }
}

#[test]
fn poppler_reads_every_risk_of_every_example_word_for_word() {
    let desk = Desk::new();
    for name in EXAMPLES {
        let case = example(name);
        let form = desk.form(&case).unwrap();
        let consent = desk.stages(&case).unwrap().consent;
        let Some(text) = judges::text_of(&form.bytes) else {
            return;
        };
        let text = bare(&text);
        let rows: Vec<_> = consent
            .risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows))
            .collect();
        assert!(rows.len() > 30, "{name}: only {} risks", rows.len());
        for risk in rows {
            for says in [&risk.name, &risk.says, &risk.how_often, &risk.lasting] {
                assert!(
                    text.contains(&bare(says)),
                    "{name}: {} does not say {says:?}",
                    risk.id
                );
            }
        }
    }
}
