//! Sides and levels, in their columns and in texts.

use super::operations::plan;
use super::*;
use crate::case::Side;

#[test]
fn how_many_levels_a_text_says_must_be_as_many_as_it_names() {
    for (text, expected) in [
        ("2-level ACDF C5-7", "acdf - C5–C6 and C6–C7"),
        ("Two level ACDF C5-7", "acdf - C5–C6 and C6–C7"),
        ("single-level fusion L4-5", "fusion - L4–L5"),
        ("Fusion L4-5, 1 level", "fusion - L4–L5"),
        ("2-level ACDF C5-6", "another number of levels"),
        ("ACDF C5-6 (2 levels)", "another number of levels"),
        ("1-level fusion L4-S1", "another number of levels"),
        ("3-level laminectomy L3-5", "another number of levels"),
        (
            "Laminectomy L3-5, possible 1-level fusion",
            "another number of levels",
        ),
    ] {
        let found = plan(text, &STANDARD);
        assert!(found.contains(expected), "{text}: {found}");
    }
    let report = refusal("Procedure", "2-level foraminotomy");
    assert!(report.contains("another number of levels"), "{report}");
}

#[test]
fn levels_are_read_however_they_are_spaced() {
    for text in [
        "L4- L5",
        "L4 -L5",
        "L4 - L5",
        "L4 – 5",
        "(L4-L5)",
        "L4-L5:",
        "L4-L5.",
        "\"L4-L5\"",
        "L4 / L5",
    ] {
        let text = format!("Foraminotomy {text} left");
        assert_eq!(plan(&text, &STANDARD), "foraminotomy left L4–L5", "{text}");
    }
    for text in ["L4-L5/L5-S1", "L4/5+L5/S1", "L4-5 and L5-S1"] {
        let text = format!("Foraminotomy {text} left");
        let expected = "foraminotomy left L4–L5 and L5–S1";
        assert_eq!(plan(&text, &STANDARD), expected, "{text}");
    }
    for text in [
        "C5/6/7",
        "L4- left",
        "L4-5-S1",
        "L4 5",
        "L45",
        "L4-5 - L5-S1",
    ] {
        let found = plan(&format!("Foraminotomy {text} left"), &STANDARD);
        assert!(found.contains("s.csv:2:4: `Procedure`"), "{text}: {found}");
    }
}

#[test]
fn columns_of_side_and_level_say_nothing_else() {
    for (text, side) in [
        ("Left side", Side::Left),
        ("left-sided", Side::Left),
        ("{LEFT}", Side::Left),
        ("ＬＥＦＴ", Side::Left),
        ("both sides", Side::Both),
        ("on the right", Side::Right),
        ("L", Side::Left),
        ("(R)", Side::Right),
        ("Rt.", Side::Right),
        ("LT", Side::Left),
        ("BILAT", Side::Both),
    ] {
        let case = with("Laterality", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.procedure.side, Some(side), "{text}");
    }
    for text in [
        "right?",
        "left/right",
        "Left\nRight",
        "not left",
        "left (right)",
        "L/R",
        "LR",
        "LE FT",
        "Left\u{200B}",
        "l\u{435}ft",
        "left or both",
        "no side",
        "*",
        "Left*",
        "OD",
        "S",
    ] {
        refusal("Laterality", text);
    }
    for text in ["[L4-5]", "(L4/5)", "L4-5.", "L4-5\n"] {
        let case = with("Levels", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        let levels = case.procedure.levels.map(|it| it.display());
        assert_eq!(levels.as_deref(), Some("L4–L5"), "{text}");
    }
    for text in ["L3-4\nL4-5", "L3-4,\r\nL4-5", "L3-4 und L4-5"] {
        let case = with("Levels", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        let levels = case.procedure.levels.map(|it| it.display());
        assert_eq!(levels.as_deref(), Some("L3–L4 and L4–L5"), "{text}");
    }
    for text in [
        "L 4-5",
        "L4-5 or L5-S1",
        "L4-5?",
        "L4 L5",
        "46510",
        "L4-5 (left)",
    ] {
        assert!(with("Levels", text).is_err(), "{text}");
    }
}

/// A column that nobody knows may be the one that says where.
#[test]
fn a_side_or_level_in_an_unknown_column_is_not_left_out() {
    let read = |header: &str, value: &str, side: &str| {
        let text = format!(
            "MRN,Patient Name,DOB,Procedure,Laterality,Surgeon,{header}\n\
             1,\"SECRET, JANE\",1961-03-14,Laminectomy L4-5,{side},Albrecht,{value}\n"
        );
        only(text.as_bytes(), &STANDARD)
    };
    for (value, side, part) in [
        ("Left", "", "names a side, and nobody knows"),
        ("[RIGHT]", "Left", "names a side, and nobody knows"),
        ("L5-S1", "Left", "names a level, and nobody knows"),
        ("C5/6", "", "names a level, and nobody knows"),
        ("L5 to S1", "", "names a level, and nobody knows"),
    ] {
        let report = read("Where", value, side).expect_err(value);
        assert!(report.contains("s.csv:2:7: `Where` "), "{report}");
        assert!(
            report.contains(part) && report.contains("[columns]"),
            "{report}"
        );
        // A column that nobody needs is no such thing.
        assert!(read("Ward", value, side).is_ok(), "{value}");
    }
    for (value, side) in [
        ("Left", "Left"),
        ("L4-5", ""),
        ("left leg is weak", ""),
        ("L4", ""),
    ] {
        assert!(read("Where", value, side).is_ok(), "{value}");
    }
}
