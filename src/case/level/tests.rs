use proptest::prelude::*;

use super::*;

fn display(text: &str) -> String {
    Levels::parse(text).map_or_else(|problem| problem.to_string(), |levels| levels.display())
}

#[test]
fn reads_one_segment_in_every_way_of_writing_it() {
    for text in [
        "C5/6",
        "C5-6",
        "C5/C6",
        "C5–C6",
        "C5‑C6",
        "C5‐C6",
        "c5-c6",
        "C5 – C6",
        "C5 / 6",
        " C5-6 ",
    ] {
        assert_eq!(display(text), "C5–C6", "{text}");
    }
    assert_eq!(display("L5/S1"), "L5–S1");
    assert_eq!(display("C7-T1"), "C7–T1");
    assert_eq!(display("T12-L1"), "T12–L1");
    assert_eq!(display("Th5/6"), "T5–T6");
    assert_eq!(display("D5-D6"), "T5–T6");
    assert_eq!(display("th5"), "T5");
    assert_eq!(display("S1-2"), "S1–S2");
}

#[test]
fn reads_ranges_and_lists_in_the_order_of_the_spine() {
    assert_eq!(display("L3–L5"), "L3–L4 and L4–L5");
    assert_eq!(display("L3-5"), "L3–L4 and L4–L5");
    assert_eq!(display("T11-L1"), "T11–T12 and T12–L1");
    assert_eq!(display("L4-S1"), "L4–L5 and L5–S1");
    assert_eq!(display("L4–L5 and L3–L4"), "L3–L4 and L4–L5");
    assert_eq!(display("L4/5; C5/6 & T7+L4"), "C5–C6, T7, L4 and L4–L5");
    assert_eq!(display("C4, C5, AND C6"), "C4, C5 and C6");
}

#[test]
fn refuses_with_a_next_step() {
    for (text, part_of_message) in [
        ("", "is empty"),
        ("C8", "C8 is a nerve"),
        ("C0-C1", "occiput"),
        ("Occ-C1", "occiput"),
        ("T13", "no vertebra T13"),
        ("L6", "L1 to L5"),
        ("L5-6", "no vertebra L6"),
        ("L5–L4", "name the upper vertebra first: L4–L5"),
        ("L5/1", "L5–S1"),
        ("L4-L4", "one vertebra twice"),
        ("L3/L5", "write L3–L5 for all"),
        ("L4-5, L4/5", "L4–L5 is given twice"),
        ("L3-L5, L4-L5", "L4–L5 is given twice"),
        ("L4,,L5", "missing"),
        ("L4-5,", "missing"),
        ("L4-5 left", "not a level"),
        ("L4-5-S1", "not a level"),
        ("C5/6/7", "not a level"),
        ("4-5", "not a level"),
        ("L 4", "not a level"),
        ("L04", "not a level"),
        ("L4400", "not a level"),
        ("lumbar", "not a level"),
        ("L٤", "not a level"),
        ("L4\u{202E}-5", "U+202E"),
    ] {
        let message = display(text);
        assert!(message.contains(part_of_message), "{text}: {message}");
        let problem = Levels::parse(text).expect_err("refused");
        assert!(problem.hint.is_some(), "{text}: {message}");
    }
}

#[test]
fn a_long_text_is_quoted_in_part() {
    assert!(display(&"x".repeat(900)).chars().count() < 200);
}

#[test]
fn regions_are_those_of_every_vertebra() {
    let regions = |text| Levels::parse(text).expect("levels").regions();
    assert_eq!(
        regions("C7-T1"),
        [Region::Cervical, Region::Thoracic].into()
    );
    assert_eq!(regions("T12"), [Region::Thoracic].into());
    assert_eq!(regions("L5-S1, S2"), [Region::Lumbar].into());
    assert_eq!(regions("T12/L1, C5").len(), 3);
}

#[test]
fn the_exiting_nerve_follows_the_counting_of_each_part() {
    for (level, nerve) in [
        ("C1-C2", Some("C2")),
        ("C5/6", Some("C6")),
        ("C6/7", Some("C7")),
        ("C7-T1", Some("C8")),
        ("T1-T2", Some("T1")),
        ("T12-L1", Some("T12")),
        ("L4-L5", Some("L4")),
        ("L5-S1", Some("L5")),
        ("S1-S2", Some("S1")),
        ("L4", None),
    ] {
        let levels = Levels::parse(level).expect("a level");
        assert_eq!(
            levels.as_slice()[0].exiting_nerve().as_deref(),
            nerve,
            "{level}"
        );
    }
}

#[test]
fn the_order_is_that_of_the_spine() {
    let all: Vec<_> = Vertebra::all().collect();
    assert_eq!(all.len(), 29);
    assert!(all.is_sorted());
    assert_eq!((all[0].part(), all[0].number()), (SpinePart::Cervical, 1));
    assert_eq!(all[28].to_string(), "S5");
    assert_eq!(Vertebra::new(SpinePart::Thoracic, 13), None);
    assert_eq!(Vertebra::new(SpinePart::Lumbar, 0), None);
}

#[test]
fn serializes_as_texts() {
    let levels = Levels::parse("L3-5").expect("levels");
    let json = serde_json::to_string(&levels).expect("JSON");
    assert_eq!(json, r#"["L3–L4","L4–L5"]"#);
    assert_eq!(
        serde_json::to_string(&Region::Lumbar).expect("JSON"),
        r#""lumbar""#
    );
}

#[test]
fn lists_join_unless_they_overlap() {
    let levels = |text| Levels::parse(text).expect("levels");
    let both = levels("L4-5").and(levels("C5")).expect("no overlap");
    assert_eq!(both.display(), "C5 and L4–L5");
    assert!(both.and(levels("L3-5")).is_err());
}

fn any_levels() -> impl Strategy<Value = Levels> {
    let one = (0usize..29, any::<bool>()).prop_map(|(index, segment)| {
        let all: Vec<_> = Vertebra::all().collect();
        match all.get(index + 1) {
            Some(lower) if segment => Level::Segment(all[index], *lower),
            _ => Level::Vertebra(all[index]),
        }
    });
    proptest::collection::btree_set(one, 1..12).prop_map(|set| Levels(set.into_iter().collect()))
}

proptest! {
    #[test]
    fn display_is_read_back(levels in any_levels()) {
        prop_assert_eq!(Levels::parse(&levels.display()), Ok(levels));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), near in "[CTLSDh0-9/–, &+and-]{0,20}") {
        let _ = Levels::parse(&text);
        if let Ok(levels) = Levels::parse(&near) {
            prop_assert_eq!(Levels::parse(&levels.display()), Ok(levels));
        }
    }
}
