//! Whatever stands in a case prints literally, or is refused with a clear word.

use countersign::case::Case;
use proptest::prelude::*;

use crate::judges;
use crate::support::{Desk, bare, example_text, read, refused};

/// The first example as JSON, with the given family name and wishes.
fn case_with(family_name: &str, matters: &str) -> Result<Case, countersign::error::Problems> {
    let mut case: serde_json::Value =
        serde_json::from_str(&example_text("cervical-foraminotomy.json")).unwrap();
    case["patient"]["family_name"] = family_name.into();
    case["what_matters"] = matters.into();
    read(&case.to_string(), "case.json")
}

const HOSTILE: [&str; 15] = [
    "<b>bold</b>",
    "{{patient.record_number}}",
    "{{{this}}}",
    "{{> identity}}",
    "{{#each risks}}",
    "&amp; &lt; &#60; &nbsp;",
    "]]><!-- -->",
    "\"quoted\" 'single' `tick` = +1 @x",
    "</p></section><h1>Forged</h1>",
    "(a) \\(b\\) <</Type/Catalog>>",
    "=HYPERLINK(\"x\")",
    "O’Brien–Łódź ﬁ ﬂ",
    "DŽ Đ Ð ß ẞ µ μ Ω",
    "NGUYỄN Şahin Țîț Œuvre Adébáyọ̀",
    "α β Ελένη Юлия",
];

#[test]
fn hostile_text_prints_literally() {
    let desk = Desk::new();
    let all = HOSTILE.join("\n");
    for name in [HOSTILE[0], HOSTILE[1], HOSTILE[8], HOSTILE[13]] {
        let case = case_with(name, &all).unwrap();
        let stages = desk.stages(&case).unwrap();
        let form = desk.form(&case).unwrap();
        judges::judge(&form.bytes, Some(&stages.pages));
        let Some(read) = judges::text_of(&form.bytes) else {
            return;
        };
        let read = bare(&read);
        assert!(read.contains(&bare(&case.patient.family_name)), "{name}");
        for text in case.what_matters.unwrap().lines() {
            assert!(read.contains(&bare(text)), "{text} is not on the form");
        }
    }
}

#[test]
fn what_cannot_be_printed_is_named_by_character_and_field() {
    let desk = Desk::new();
    let case = case_with("Smiley 😀", "plain").unwrap();
    let problems = refused(desk.form(&case));
    assert!(problems.contains("U+1F600"), "{problems}");
    assert!(problems.contains("patient.family_name"), "{problems}");
    assert!(problems.starts_with("case.json:1:"), "{problems}");
    // A letter may be a whole name: it is told by number only.
    let problems = refused(desk.form(&case_with("李", "plain").unwrap()));
    assert!(
        problems.contains("U+674E") && !problems.contains('李'),
        "{problems}"
    );
    for (text, code) in [
        ("left\u{202e}thgir", "U+202E"),
        ("a\u{200f}b", "U+200F"),
        ("a\u{200b}b", "U+200B"),
        ("a\u{fffd}b", "U+FFFD"),
    ] {
        let problems = refused(case_with(text, "plain"));
        assert!(problems.contains(code), "{problems}");
        assert!(problems.contains("family_name"), "{problems}");
    }
}

#[test]
fn a_word_of_three_hundred_characters_is_broken_not_cut() {
    let desk = Desk::new();
    let word = "Wolfeschlegelsteinhausenbergerdorff".repeat(9)[..300].to_owned();
    let case = case_with(&word, &word).unwrap();
    let stages = desk.stages(&case).unwrap();
    let form = desk.form(&case).unwrap();
    judges::judge(&form.bytes, Some(&stages.pages));
    if let Some(read) = judges::text_of(&form.bytes) {
        assert!(bare(&read).contains(&word));
    }
}

#[test]
fn as_much_text_as_a_case_may_hold_fits() {
    let desk = Desk::new();
    let sentence = "I want to walk to the market again without a stop. ";
    let long = sentence.repeat(4_000 / sentence.len());
    let mut case = case_with("Long", &long).unwrap();
    case.procedure.indication = Some(long.clone());
    let stages = desk.stages(&case).unwrap();
    let form = desk.form(&case).unwrap();
    judges::judge(&form.bytes, Some(&stages.pages));
}

/// Letters of many scripts, markup, templates, marks, spaces of every kind, control characters.
fn arbitrary_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zA-Z<>&{}\"'#/ -]{1,8}",
        2 => "[À-žḀ-ỿΑ-ωА-я]{1,6}",
        1 => "\\PC{1,4}",
        1 => "[\u{300}-\u{36f}]{1,3}",
        1 => prop::sample::select(vec!["{{t.side}}", "<page/>", "&lt;", "\u{a0}", "\u{2028}", "\u{202e}", "\t", "\n\n"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_prints_as_it_is_or_is_refused(name in arbitrary_text(), matters in arbitrary_text()) {
        let desk = Desk::new();
        let Ok(case) = case_with(&name, &matters) else { return Ok(()) };
        match desk.generator(countersign::typeset::Paper::A4).unwrap().stages(&case) {
            Err(problems) => {
                let problems = problems.to_string();
                prop_assert!(problems.contains("has the character"), "{problems}");
            }
            Ok(_) => {
                let form = desk.form(&case);
                prop_assert!(form.is_ok(), "{}", refused(form));
            }
        }
    }
}
