//! Texts of operations.

use super::*;
use crate::case::{AddOnStatus, Side};

/// Pack, side, levels and add-ons, in short.
pub(super) fn plan(text: &str, mapping: &(Mapping, Packs)) -> String {
    let schedule = format!(
        "MRN,Patient Name,DOB,Procedure,Surgeon\n1,\"SECRET, JANE\",1961-03-14,\"{}\",Albrecht\n",
        text.replace('"', "\"\"")
    );
    match only(schedule.as_bytes(), mapping) {
        Err(report) => {
            assert!(
                report.contains("s.csv:2:4: `Procedure`"),
                "{text}: {report}"
            );
            report
        }
        Ok(case) => {
            let procedure = case.procedure;
            let side = procedure.side.map_or("-", |side| match side {
                Side::Left => "left",
                Side::Right => "right",
                Side::Both => "both",
                Side::Midline => "midline",
            });
            let levels = procedure.levels.map_or("-".into(), |it| it.display());
            let mut plan = format!("{} {side} {levels}", procedure.pack);
            for add_on in procedure.add_ons {
                let sign = if add_on.status == AddOnStatus::Planned {
                    '+'
                } else {
                    '?'
                };
                plan.push_str(&format!(" {sign}{}", add_on.pack));
            }
            plan
        }
    }
}

#[test]
fn operations_are_found_in_texts() {
    for (text, expected) in [
        ("Foraminotomy L4-5 left", "foraminotomy left L4–L5"),
        ("Foraminotomy L4-5; LEFT", "foraminotomy left L4–L5"),
        ("Foraminotomy\nL4-5\n[LEFT]", "foraminotomy left L4–L5"),
        ("FORAMINOTOMY, C5/6 [RIGHT]", "foraminotomy right C5–C6"),
        (
            "foraminotomy, lumbar (left) L4 - L5",
            "foraminotomy left L4–L5",
        ),
        (
            "LAMINECTOMY LUMBAR L3-4, L4-5 [BILATERAL]",
            "laminectomy both L3–L4 and L4–L5",
        ),
        ("Laminectomy L3-4 and L4-5", "laminectomy - L3–L4 and L4–L5"),
        (
            "[LEFT] Total knee arthroplasty",
            "total-knee-replacement left -",
        ),
        (
            "TOTAL KNEE REPLACEMENT - RIGHT (CPT 27447)",
            "total-knee-replacement right -",
        ),
        ("Knie-TEP links", "total-knee-replacement left -"),
        ("Lap. cholecystectomy", "laparoscopic-cholecystectomy - -"),
        ("Gallstone surgery", "laparoscopic-cholecystectomy - -"),
        (
            "Cataract surgery (phacoemulsification with lens implant), right",
            "cataract-surgery right -",
        ),
        ("ACDF C5-6, C6-7", "acdf - C5–C6 and C6–C7"),
        ("Lumbar discectomy L5-S1 left", "discectomy left L5–S1"),
        ("Microdiscectomy L5/S1 rechts", "discectomy right L5–S1"),
        (
            "Laminectomy L4-5; Fusion L4-5",
            "laminectomy - L4–L5 +fusion",
        ),
        (
            "Laminectomy L4-5 + foraminotomy left",
            "laminectomy left L4–L5 +foraminotomy",
        ),
        (
            "Laminectomy with fusion L4-5",
            "laminectomy - L4–L5 +fusion",
        ),
        (
            "Laminectomy and foraminotomy L4-5 left",
            "laminectomy left L4–L5 +foraminotomy",
        ),
        ("Laminectomy/foraminotomy", "laminectomy"),
        (
            "1. Laminectomy L4-5\n2. possible fusion",
            "laminectomy - L4–L5 ?fusion",
        ),
        (
            "Laminectomy L4-5, possible fusion",
            "laminectomy - L4–L5 ?fusion",
        ),
        ("Laminectomy L4-5 +/- fusion", "laminectomy - L4–L5 ?fusion"),
        (
            "Laminectomy L4-5, poss. fusion",
            "laminectomy - L4–L5 ?fusion",
        ),
        (
            "Left L4-L5 and L5-S1 foraminotomy, laminectomy",
            "foraminotomy left L4–L5 and L5–S1 +laminectomy",
        ),
        ("Left-sided foraminotomy", "foraminotomy left"),
        ("Foraminotomy - LEFT/RIGHT", "more than one side"),
        ("Foraminotomy not left", "no pack has"),
        ("Cataract extraction OD", "[sides]"),
        (
            "ARTHROPLASTY, KNEE, TOTAL (Right)",
            "total-knee-replacement right -",
        ),
        (
            "LAMINECTOMY, CERVICAL C3-4 WITH POSTERIOR SPINAL FUSION",
            "laminectomy - C3–C4 +fusion",
        ),
        ("Phaco left eye", "cataract-surgery left"),
        ("Phaco left knee", "no pack has"),
        (
            "Carpal tunnel release, open, right",
            "carpal-tunnel-release right",
        ),
        ("Laminectomy, endoscopic", "no pack has"),
        ("ACDF C5-6, C6-7 (2 levels)", "acdf - C5–C6 and C6–C7"),
        ("2-level ACDF C5-C7", "acdf - C5–C6 and C6–C7"),
        ("Revision laminectomy L4-5", "laminectomy - L4–L5"),
        (
            "taking out a slipped piece of disc in the lower back",
            "discectomy",
        ),
        ("Spinal surgery L4-5", "can mean several packs"),
        ("Laminectomy L4-5; Fusion L4-S1", "different levels"),
        ("Foraminotomy left; laminectomy right", "different sides"),
        ("Foraminotomy left and right", "more than one side"),
        ("LT foraminotomy", "[sides]"),
        ("Foraminotomy L5-4", "a level that cannot be"),
        ("Cervical foraminotomy L4-5", "disagree"),
        ("Forminotomy L4-5", "the nearest are `Foraminotomy`"),
        ("SECRET, JANE", "no pack has"),
        ("Appendicectomy", "no pack has"),
        ("possible fusion L4-5", "only operations that are possible"),
        ("General anaesthesia", "no pack has"),
        ("left", "no pack has"),
        ("L4-5", "no pack has"),
    ] {
        let found = plan(text, &STANDARD);
        assert!(found.contains(expected), "{text}: {found}");
        assert!(!found.contains("SECRET"), "{text}: {found}");
    }
}

#[test]
fn side_and_level_must_agree_with_their_columns() {
    let agree = with("Procedure", "Foraminotomy [LEFT] L4-L5").expect("they agree");
    assert_eq!(agree.procedure.side, Some(Side::Left));
    let side = refusal("Procedure", "Foraminotomy [RIGHT]");
    assert!(
        side.contains("names another side than `Laterality`"),
        "{side}"
    );
    let levels = refusal("Procedure", "Foraminotomy L5-S1");
    assert!(
        levels.contains("names other levels than `Levels`"),
        "{levels}"
    );
    assert!(with("Laterality", "[LEFT]").is_ok());
    assert!(with("Laterality", "N/A").is_ok_and(|it| it.procedure.side.is_none()));
}

#[test]
fn a_site_has_words_of_its_own() {
    let own = mapping(
        "[sides]\nLT = \"left\"\n\
         [[procedures]]\npack = \"foraminotomy\"\nnames = [\"FORAM\", \"63045\", \"decomp* nerve root\"]\n\
         [[procedures]]\npack = \"acdf\"\napproach = \"anterior-right\"\nnames = [\"spinal surgery\", \"22551\"]\n",
    );
    assert_eq!(plan("LT FORAM L4-5", &own), "foraminotomy left L4–L5");
    assert_eq!(plan("63045 L4-5", &own), "foraminotomy - L4–L5");
    assert_eq!(
        plan("Decompression, lumbar nerve root", &own),
        "foraminotomy - -"
    );
    assert_eq!(plan("Spinal surgery C5-6", &own), "acdf - C5–C6");
    assert!(plan("Laminectomy (63045)", &own).contains("can mean several packs"));
    assert_eq!(plan("Laminectomy (63047)", &own), "laminectomy - -");
    let text = "MRN,Patient Name,DOB,CPT,Surgeon\n1,\"DOE, JANE\",1961-03-14,22551,Albrecht\n";
    let case = only(text.as_bytes(), &own).expect("by code");
    assert_eq!(case.procedure.approach.as_deref(), Some("anterior-right"));
    let text = "MRN,Patient Name,DOB,Procedure,CPT,Surgeon\n\
                1,\"DOE, JANE\",1961-03-14,Laminectomy; Fusion,22551,Albrecht\n";
    let report = only(text.as_bytes(), &own).expect_err("another operation");
    assert!(report.contains("s.csv:2:5: `CPT` has a code"), "{report}");
}

#[test]
fn operations_are_divided_where_each_is_known() {
    let both = "foraminotomy left L4–L5 +laminectomy";
    for between in [
        "+",
        "&",
        " & ",
        " - ",
        " – ",
        " / ",
        "/",
        " • ",
        "\n• ",
        " · ",
        "\u{2028}",
        " then ",
        " including ",
        " incl. ",
        " w/ ",
        " plus ",
        ", ",
        "; ; ",
    ] {
        let text = format!("Foraminotomy L4-5 left{between}Laminectomy");
        assert_eq!(plan(&text, &STANDARD), both, "{text}");
    }
    let possible = "foraminotomy left L4–L5 ?laminectomy";
    for text in [
        "Foraminotomy L4-5 left+/-laminectomy",
        "Foraminotomy L4-5 left±laminectomy",
        "Foraminotomy L4-5 left (+/- laminectomy)",
    ] {
        assert_eq!(plan(text, &STANDARD), possible, "{text}");
    }
    for between in [
        " w/o ",
        " without ",
        " - no ",
        " or ",
        " vs. ",
        ", not ",
        " and/or ",
    ] {
        let text = format!("Foraminotomy L4-5 left{between}laminectomy");
        assert!(plan(&text, &STANDARD).contains("no pack has"), "{text}");
    }
}
