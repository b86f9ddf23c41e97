//! What the forms say: the facts the project started from, plain words, honest figures.

use std::collections::{BTreeMap, BTreeSet};

use countersign::consent::Consent;
use countersign::typeset::Paper;

use crate::judges;
use crate::support::{Desk, EXAMPLES, FORAMINOTOMIES, example, read, refused, rows};

/// Every fact of the document that the project started from; one of the words of each must be there.
const SEED: &[(&str, &[&str])] = &[
    (
        "widens the opening where nerve roots leave the spinal canal",
        &["Nerve roots leave the spinal canal"],
    ),
    (
        "relieves pain and weakness from a compressed nerve",
        &["squeezes the nerve", "pain and weakness"],
    ),
    (
        "intervertebral foramen",
        &["intervertebral foramen", "intervertebral foramina"],
    ),
    ("other name: conjunction holes", &["conjunction hole"]),
    ("other name: spinal surgery", &["spinal surgery"]),
    ("at any level of the spine", &["any level of the spine"]),
    ("asleep, feels no pain", &["asleep and feel no pain"]),
    ("general anaesthesia", &["general anaesthesia"]),
    (
        "incision in the middle of the back",
        &["middle of the back of the spine"],
    ),
    (
        "length depends on how much is operated on",
        &["depends on how much of the spine"],
    ),
    (
        "skin, muscles, ligaments moved aside",
        &["Skin, muscles and ligaments are moved aside"],
    ),
    ("microscope", &["microscope may be used"]),
    ("bone cut or shaved", &["cuts or shaves away some bone"]),
    ("disc fragments removed", &["pieces of disc"]),
    (
        "more bone at the back of the vertebrae",
        &["More bone at the back of the spinal bones (vertebrae)"],
    ),
    ("fusion if stability is a concern", &["spinal arthrodesis"]),
    (
        "tissues put back, skin sutured",
        &["Muscles and other tissue are put back. The skin is stitched"],
    ),
    (
        "severe symptoms that interfere with daily life",
        &["severe and get in the way of daily life"],
    ),
    (
        "pain in thigh, calf, lower back",
        &["lower back, thigh or calf"],
    ),
    (
        "pain in shoulder, arms, hands",
        &["shoulder, arms or hands"],
    ),
    ("deep and constant", &["deep and constant"]),
    (
        "pain with activities or movements",
        &["moving your body in a certain way"],
    ),
    ("numbness, tingling", &["numb or tingle"]),
    ("muscle weakness", &["Muscles can get weak"]),
    ("risk: bleeding", &["Bleeding"]),
    (
        "risk: infection of the wound",
        &["Infection in the wound", "wound gets infected"],
    ),
    ("risk: infection of the spinal bones", &["osteomyelitis"]),
    ("risk: damage to a spinal nerve", &["nerve root injury"]),
    (
        "risk: pain partly or not relieved",
        &["only in part, or not at all"],
    ),
    ("risk: pain returns", &["Pain that comes back"]),
    ("risk: thrombophlebitis", &["thrombophlebitis"]),
    (
        "outlook: complete or partial relief",
        &["full or only in part"],
    ),
    (
        "outlook: future problems for all",
        &["more spine trouble in the future"],
    ),
    (
        "outlook: above and below a fusion",
        &["spine above and below"],
    ),
    (
        "outlook: more than one kind of surgery",
        &["more than one kind of spine operation"],
    ),
];

fn ids(consent: &Consent) -> BTreeSet<&str> {
    rows(consent)
        .into_iter()
        .map(|risk| risk.id.as_str())
        .collect()
}

#[test]
fn every_form_holds_every_fact_of_the_seed() {
    let desk = Desk::new();
    for name in FORAMINOTOMIES {
        let form = desk.form(&example(name)).unwrap();
        let Some(text) = judges::text_of(&form.bytes) else {
            return;
        };
        let text = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        for (fact, words) in SEED {
            let there = words
                .iter()
                .any(|words| text.contains(&words.to_lowercase()));
            assert!(there, "{name} does not say: {fact}");
        }
    }
}

#[test]
fn risks_differ_by_region_position_and_add_on() {
    let desk = Desk::new();
    let consents: BTreeMap<&str, Consent> = FORAMINOTOMIES
        .iter()
        .map(|name| (*name, desk.stages(&example(name)).unwrap().consent))
        .collect();
    let lumbar = ids(&consents["lumbar-foraminotomy.toml"]);
    let cervical = ids(&consents["cervical-foraminotomy.json"]);
    let thoracic = ids(&consents["interpreter-and-representative.toml"]);
    let fusion = ids(&consents["lumbar-fusion-two-levels.toml"]);
    for (id, on, off) in [
        ("cauda-equina", &lumbar, &cervical),
        ("c5-palsy", &cervical, &lumbar),
        ("vertebral-artery", &cervical, &thoracic),
        ("spinal-cord-injury", &thoracic, &lumbar),
        ("air-embolism", &cervical, &lumbar),
        ("face-swelling", &lumbar, &cervical),
        ("non-union", &fusion, &lumbar),
        ("adjacent-level", &fusion, &lumbar),
        ("screw-misplaced", &fusion, &lumbar),
    ] {
        assert!(on.contains(id), "{id} is missing where it applies");
        assert!(!off.contains(id), "{id} stands where it does not apply");
    }
    for id in [
        "dural-tear",
        "wound-infection",
        "deep-infection",
        "haematoma",
        "death",
        "wrong-level",
        "leg-clot",
        "lung-clot",
        "partial-relief",
        "pain-returns",
    ] {
        for (name, consent) in &consents {
            assert!(ids(consent).contains(id), "{name} lacks {id}");
        }
    }
}

#[test]
fn the_third_example_tells_a_diabetic_smoker_on_blood_thinners_what_that_changes() {
    let consent = Desk::new()
        .stages(&example("lumbar-fusion-two-levels.toml"))
        .unwrap()
        .consent;
    let factors: Vec<&str> = consent
        .factors
        .iter()
        .map(|factor| factor.id.as_str())
        .collect();
    assert_eq!(
        factors,
        ["diabetes", "smoking", "blood-thinners", "previous-surgery"]
    );
    for factor in &consent.factors {
        assert!(!factor.raises.is_empty(), "{} raises nothing", factor.id);
    }
    let smoking = consent
        .factors
        .iter()
        .find(|factor| factor.id == "smoking")
        .unwrap();
    assert!(
        smoking.raises.iter().any(|name| name.contains("non-union")),
        "{:?}",
        smoking.raises
    );
    assert_eq!(
        consent.procedure.operation,
        "Foraminotomy on the left side, L3–L4 and L4–L5, with laminectomy [planned] and posterior instrumented spinal fusion (arthrodesis) [only if needed]"
    );
    let choices: Vec<&str> = consent
        .choices
        .iter()
        .map(|choice| choice.id.as_str())
        .collect();
    for choice in ["blood", "implants", "donor-bone"] {
        assert!(
            choices.contains(&choice),
            "{choice} is not asked: {choices:?}"
        );
    }
}

#[test]
fn figures_in_one_table_share_a_denominator_and_name_their_source() {
    let desk = Desk::new();
    for name in EXAMPLES {
        let consent = desk.stages(&example(name)).unwrap().consent;
        for table in consent.risks.iter().flat_map(|group| &group.tables) {
            for risk in &table.rows {
                let printed: Vec<_> = risk.provenance.iter().filter(|from| from.printed).collect();
                match table.denominator {
                    None => {
                        assert_eq!(risk.how_often, "No reliable figure");
                        assert!(printed.is_empty());
                    }
                    Some(of) => {
                        let words = format!(
                            "in {}",
                            if of >= 1000 {
                                format!("{},000", of / 1000)
                            } else {
                                of.to_string()
                            }
                        );
                        assert!(
                            risk.how_often.contains(&words),
                            "{name} {}: {}",
                            risk.id,
                            risk.how_often
                        );
                        assert!(
                            risk.how_often.contains('['),
                            "{name} {} cites nothing",
                            risk.id
                        );
                        assert_eq!(printed.len(), 1);
                    }
                }
            }
        }
        assert!(
            consent
                .sources
                .iter()
                .enumerate()
                .all(|(index, source)| source.number == index + 1)
        );
    }
}

#[test]
fn of_several_figures_the_graver_is_printed_and_both_are_kept() {
    let consent = Desk::new()
        .stages(&example("lumbar-fusion-two-levels.toml"))
        .unwrap()
        .consent;
    let infection = rows(&consent)
        .into_iter()
        .find(|risk| risk.id == "wound-infection")
        .unwrap();
    assert!(infection.provenance.len() > 1, "{:?}", infection.provenance);
    assert_eq!(infection.provenance[0].pack, "fusion");
    assert!(infection.provenance[0].printed);
    assert!(
        infection.how_often.starts_with("about 4 in 100"),
        "{}",
        infection.how_often
    );
}

#[test]
fn lay_sections_read_at_grade_eight_or_below() {
    let desk = Desk::new();
    for name in EXAMPLES {
        let consent = desk.stages(&example(name)).unwrap().consent;
        let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::from([
            (
                "reasons".into(),
                [consent.reasons.clone(), consent.symptoms.clone()].concat(),
            ),
            ("limits".into(), consent.limits.clone()),
            ("warning signs".into(), consent.warning_signs.clone()),
            ("outlook".into(), consent.outlook.clone()),
        ]);
        let mut add = |name: &str, says: Vec<String>| sections.insert(name.to_owned(), says);
        add(
            "steps",
            consent
                .parts
                .iter()
                .flat_map(|part| part.steps.clone())
                .collect(),
        );
        add(
            "alternatives",
            consent
                .alternatives
                .iter()
                .flat_map(|a| [a.benefits.clone(), a.risks.clone()])
                .collect(),
        );
        add(
            "risks",
            rows(&consent)
                .iter()
                .flat_map(|risk| [risk.says.clone(), risk.lasting.clone()])
                .collect(),
        );
        add(
            "recovery",
            consent
                .recovery
                .iter()
                .flat_map(|topic| topic.says.clone())
                .collect(),
        );
        add(
            "choices",
            consent
                .choices
                .iter()
                .map(|choice| choice.says.clone())
                .collect(),
        );
        add(
            "statements",
            consent
                .signatories
                .iter()
                .flat_map(|who| who.statements.iter().map(|s| s.says.clone()))
                .filter(|says| !says.contains(&consent.procedure.operation))
                .collect(),
        );
        let Some(measured) = judges::readability(&sections) else {
            return;
        };
        for (section, (grade, longest)) in measured {
            assert!(grade <= 8.0, "{name}: {section} reads at grade {grade}");
            assert!(
                longest <= 25,
                "{name}: {section} has a sentence of {longest} words"
            );
        }
    }
}

#[test]
fn a_case_that_does_not_fit_its_pack_is_refused_with_its_place() {
    let desk = Desk::new();
    let text = crate::support::example_text("lumbar-foraminotomy.toml");
    for (from, to, says) in [
        ("side = \"left\"\n", "", "needs a side"),
        ("levels = \"L4–L5\"\n", "", "needs a level"),
        (
            "levels = \"L4–L5\"",
            "levels = \"L4\"",
            "is done between two vertebrae",
        ),
        (
            "pack = \"foraminotomy\"",
            "pack = \"foraminotmy\"",
            "did you mean `foraminotomy`?",
        ),
        (
            "pack = \"foraminotomy\"",
            "pack = \"implants\"",
            "is not an operation",
        ),
        (
            "approach = \"tubular\"",
            "approach = \"tubolar\"",
            "did you mean `tubular`?",
        ),
        (
            "position = \"prone\"",
            "position = \"supine\"",
            "is not done in this position",
        ),
        (
            "\"older-age\", \"obesity\"",
            "\"older-age\", \"obesety\"",
            "did you mean `obesity`?",
        ),
    ] {
        assert!(text.contains(from));
        let case = read(&text.replace(from, to), "case.toml").unwrap();
        let problems = refused(desk.form(&case));
        assert!(problems.contains(says), "{to:?} gave: {problems}");
        assert!(problems.starts_with("case.toml:"), "no place: {problems}");
    }
}

#[test]
fn a_different_side_level_or_risk_makes_another_form_id() {
    let desk = Desk::new();
    let text = crate::support::example_text("lumbar-foraminotomy.toml");
    // As composed: the rules refuse a side that the reason contradicts.
    let id = |text: &str| {
        let case = read(text, "case.toml").unwrap();
        desk.stages(&case).unwrap().consent.form_id
    };
    let first = id(&text);
    assert_eq!(first, id(&text));
    assert!(countersign::consent::is_valid_form_id(&first));
    for (from, to) in [
        ("\"left\"", "\"right\""),
        ("L4–L5\"", "L3–L4\""),
        ("how_often = \"always\"", "how_often = \"often\""),
    ] {
        assert_ne!(first, id(&text.replace(from, to)), "{to}");
    }
    let letter = desk
        .generator(Paper::Letter)
        .unwrap()
        .form(&read(&text, "case.toml").unwrap())
        .unwrap();
    assert_ne!(first, letter.id, "two different files share an id");
}
