//! Several operations in one line, and ranges of levels in words.

use super::operations::plan;
use super::*;

#[test]
fn a_range_of_levels_in_words_is_that_with_a_dash() {
    for between in ["to", "TO", "through", "thru", "bis"] {
        for (upper, lower) in [
            ("L4", "L5"),
            ("L3", "L5"),
            ("L5", "S1"),
            ("L4", "5"),
            ("L5", "L4"),
        ] {
            let text = |between: &str| format!("Laminectomy {upper}{between}{lower} left");
            let words = text(&format!(" {between} "));
            let dash = plan(&text("-"), &STANDARD);
            assert_eq!(plan(&words, &STANDARD), dash, "{words}");
        }
    }
    for (text, expected) in [
        ("Foraminotomy L4 to L5, left", "foraminotomy left L4–L5"),
        ("ACDF C5 through C7 (2 levels)", "acdf - C5–C6 and C6–C7"),
        ("Laminectomy from L3 to L5", "laminectomy - L3–L4 and L4–L5"),
        (
            "Laminektomie von L3 bis L5",
            "laminectomy - L3–L4 and L4–L5",
        ),
        ("1-level fusion L4 to S1", "another number of levels"),
        ("Laminectomy L4 to", "no pack has"),
        ("Laminectomy to L5", "no pack has"),
        ("Laminectomy L4 to left L5", "no pack has"),
        ("Laminectomy L3-4 to L4-5", "a level that cannot be"),
    ] {
        let found = plan(text, &STANDARD);
        assert!(found.contains(expected), "{text}: {found}");
    }
    for (text, expected) in [
        ("L4 to L5", Some("L4–L5")),
        ("L3 through L5", Some("L3–L4 and L4–L5")),
        ("[L4 bis 5]", Some("L4–L5")),
        ("L3 to L4, L4 to L5", Some("L3–L4 and L4–L5")),
        ("L5 to L4", None),
        ("L4 to", None),
        ("to L5", None),
        ("L4 to C5", None),
    ] {
        let levels = with("Levels", text).map(|it| it.procedure.levels);
        let levels = levels.ok().map(|it| it.expect("levels").display());
        assert_eq!(levels.as_deref(), expected, "{text}");
    }
}

#[test]
fn what_follows_is_another_operation() {
    for between in [
        " followed by ",
        " Followed By ",
        ", followed by ",
        " and then ",
        " gefolgt von ",
        " anschließend ",
    ] {
        let text = |second: &str| format!("Laminectomy L4-5{between}{second}");
        let found = plan(&text("fusion"), &STANDARD);
        assert_eq!(found, "laminectomy - L4–L5 +fusion", "{between}");
        let found = plan(&text("possible fusion"), &STANDARD);
        assert_eq!(found, "laminectomy - L4–L5 ?fusion", "{between}");
        let found = plan(&text("appendicectomy"), &STANDARD);
        assert!(found.contains("(number 2 of 2 in this row)"), "{found}");
        let found = plan(&text("fusion L5-S1"), &STANDARD);
        assert!(found.contains("different levels"), "{found}");
        let found = plan(&text(""), &STANDARD);
        assert!(found.contains("no pack has"), "{between}: {found}");
    }
    let possible = plan("Laminectomy L4-5 with possible fusion", &STANDARD);
    assert_eq!(possible, "laminectomy - L4–L5 ?fusion");
    // The end of these is missing.
    for text in ["Laminectomy L4-5 with", "Laminectomy L4-5 with possible"] {
        let found = plan(text, &STANDARD);
        assert!(found.contains("no pack has"), "{text}: {found}");
    }
}

#[test]
fn a_list_with_numbers_in_one_line_has_as_many_operations() {
    for text in [
        "1. Laminectomy L4-5 2. Fusion L4-5",
        "1.Laminectomy L4-5 2.Fusion",
        "1) Laminectomy L4-5 2) Fusion",
        "(1) Laminectomy L4-5 (2) Fusion",
        "(1)Laminectomy L4-5, (2)Fusion",
        "1.) Laminectomy L4-5 2.) Fusion",
        "1: Laminectomy L4-5 2: Fusion",
        "3. Laminectomy L4-5 and 4. Fusion",
    ] {
        let found = plan(text, &STANDARD);
        assert_eq!(found, "laminectomy - L4–L5 +fusion", "{text}");
    }
    for (text, expected) in [
        (
            "1. Laminectomy L4-5 2. possible fusion 3. Foraminotomy left",
            "laminectomy left L4–L5 ?fusion +foraminotomy",
        ),
        (
            "1. Foraminotomy L4-5 left 2. Laminectomy\n3. Fusion",
            "foraminotomy left L4–L5 +laminectomy +fusion",
        ),
        ("1. Laminectomy L4-5 2. Appendicectomy", "number 2 of 2"),
        ("1. Laminectomy L4-5 2. Fusion L5-S1", "different levels"),
        (
            "1. Foraminotomy left 2. Laminectomy right",
            "different sides",
        ),
        // These numbers are of no list.
        ("1. Laminectomy L4-5 3. Fusion", "no pack has"),
        ("1. Laminectomy L4-5 2) Fusion", "no pack has"),
        ("Laminectomy L4-5 2. Fusion", "no pack has"),
        ("1 Laminectomy L4-5 2 Fusion", "no pack has"),
        ("1. Laminectomy L4-5 2.5 Fusion", "no pack has"),
        ("1. Laminectomy L4-5 2. left", "no pack has"),
        ("1. Laminectomy C1 2", "no pack has"),
        ("1. Laminectomy L4 5 2. Fusion", "no pack has"),
        ("(2) level fusion L4-S1", "no pack has"),
        ("(1) Fusion L4-S1 (2) levels", "no pack has"),
        (
            "(1) level laminectomy L4-S1 (2) level fusion",
            "no pack has",
        ),
        ("1. 2 level fusion L4-5", "another number of levels"),
        (
            "1. Fusion L4-S1 2. 1 level laminectomy",
            "another number of levels",
        ),
        ("2 level fusion L4-S1", "fusion - L4–L5 and L5–S1"),
        (
            "1. 2 level fusion L4-S1 2. Laminectomy",
            "fusion - L4–L5 and L5–S1 +laminectomy",
        ),
    ] {
        let found = plan(text, &STANDARD);
        assert!(found.contains(expected), "{text}: {found}");
    }
}
