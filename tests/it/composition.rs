//! Operations compose: what belongs to a plan is said, once, and nothing else.

use std::collections::BTreeSet;

use countersign::consent::Consent;

use crate::judges;
use crate::support::{Desk, example, read, refused, rows};

/// A case with some keys of `[procedure]` and what comes before them.
fn planned(procedure: &str) -> Result<countersign::case::Case, countersign::error::Problems> {
    read(
        &format!(
            "[patient]\nfamily_name = \"Doe\"\ngiven_names = \"Jo\"\ndate_of_birth = 1970-05-06\n\
             record_number = \"77\"\n[surgeon]\nname = \"Dr X\"\n[facility]\nname = \"H\"\n\
             [procedure]\n{procedure}\n"
        ),
        "case.toml",
    )
}

#[test]
fn every_operation_with_every_add_on_says_what_belongs_to_it() {
    let desk = Desk::new();
    let packs = ["foraminotomy", "laminectomy", "fusion"];
    let mut forms = Vec::new();
    for base in packs {
        for add_on in packs.iter().filter(|add_on| **add_on != base) {
            for status in ["planned", "possible"] {
                let case = planned(&format!(
                    "pack = \"{base}\"\nside = \"left\"\nlevels = \"L4–L5\"\nadd_ons = [{{ pack = \"{add_on}\", status = \"{status}\" }}]"
                ))
                .unwrap();
                let consent = desk.stages(&case).unwrap().consent;
                forms.push(desk.form(&case).unwrap().bytes);
                let plan = format!("{base} with {add_on} {status}");
                for alternative in &consent.alternatives {
                    assert!(
                        !alternative.id.ends_with(base),
                        "{plan} offers itself: {}",
                        alternative.id
                    );
                }
                let names: Vec<&str> = consent
                    .alternatives
                    .iter()
                    .map(|a| a.name.as_str())
                    .collect();
                assert_eq!(
                    names.iter().collect::<BTreeSet<_>>().len(),
                    names.len(),
                    "{plan}: {names:?}"
                );
                let benefits: Vec<&str> =
                    consent.benefits.iter().map(|b| b.says.as_str()).collect();
                assert_eq!(
                    benefits.iter().collect::<BTreeSet<_>>().len(),
                    benefits.len(),
                    "{plan}: {benefits:?}"
                );
                let steps: Vec<&String> =
                    consent.parts.iter().flat_map(|part| &part.steps).collect();
                assert_eq!(
                    steps.iter().collect::<BTreeSet<_>>().len(),
                    steps.len(),
                    "{plan} says a step twice"
                );
                if base == "fusion" {
                    let stay = &consent
                        .recovery
                        .iter()
                        .find(|topic| topic.topic == "Collar or brace")
                        .unwrap()
                        .says;
                    assert!(!stay.concat().contains("need none"), "{plan}: {stay:?}");
                }
            }
        }
    }
    judges::all_conform(&forms);
}

#[test]
fn an_add_on_must_fit_the_case_as_the_operation_does() {
    let desk = Desk::new();
    for (procedure, place, says) in [
        (
            "pack = \"laminectomy\"\nlevels = \"L4\"\nadd_ons = [\"fusion\"]",
            "case.toml:12:",
            "`fusion` is done between two vertebrae",
        ),
        (
            "pack = \"laminectomy\"\nlevels = \"L4–L5\"\nadd_ons = [\"foraminotomy\"]",
            "case.toml:13:",
            "`foraminotomy` needs a side",
        ),
        (
            "pack = \"foraminotomy\"\nside = \"left\"\nlevels = \"C5/6\"\nposition = \"sitting\"\nadd_ons = [\"fusion\"]",
            "case.toml:15:",
            "`fusion` is not done in this position",
        ),
        (
            "pack = \"foraminotomy\"\nside = \"midline\"\nlevels = \"C5/6\"",
            "case.toml:12:",
            "is not done on this side",
        ),
    ] {
        let problems = refused(desk.form(&planned(procedure).unwrap()));
        assert!(
            problems.contains(says) && problems.contains(place),
            "{procedure}: {problems}"
        );
    }
}

#[test]
fn an_operation_at_the_same_place_before_is_a_factor_and_changes_figures() {
    let desk = Desk::new();
    let consent = |revision: bool| {
        let case = planned(&format!(
            "pack = \"laminectomy\"\nlevels = \"L4–L5\"\nrevision = {revision}"
        ))
        .unwrap();
        desk.stages(&case).unwrap().consent
    };
    let (first, again) = (consent(false), consent(true));
    assert!(first.factors.is_empty());
    assert_eq!(again.factors[0].id, "previous-surgery");
    let tear = |consent: &Consent| {
        rows(consent)
            .into_iter()
            .find(|risk| risk.id == "dural-tear")
            .unwrap()
            .how_often
            .clone()
    };
    assert_ne!(tear(&first), tear(&again));
}

#[test]
fn words_follow_the_nerve_that_leaves_and_the_sides_that_are_done() {
    let desk = Desk::new();
    let said = |side: &str, levels: &str| {
        let case = planned(&format!(
            "pack = \"foraminotomy\"\nside = \"{side}\"\nlevels = \"{levels}\""
        ))
        .unwrap();
        let consent = desk.stages(&case).unwrap().consent;
        let benefits: String = consent
            .benefits
            .iter()
            .map(|benefit| benefit.says.as_str())
            .collect();
        (consent.procedure.nerves.clone().unwrap(), benefits)
    };
    for (levels, nerve, gets_better, not) in [
        ("T12–L1", "T12 nerve", "trunk", "leg pain"),
        ("C7–T1", "C8 nerve", "arm pain", "trunk"),
        ("L5–S1", "L5 nerve", "leg pain", "arm pain"),
        ("T7–T8", "T7 nerve", "trunk", "arm pain"),
    ] {
        let (nerves, benefits) = said("left", levels);
        assert_eq!(nerves, nerve);
        assert!(
            benefits.contains(gets_better) && !benefits.contains(not),
            "{levels}: {benefits}"
        );
    }
    assert_eq!(said("both", "L4–L5").0, "L4 nerves");
}

#[test]
fn whatever_shapes_a_form_shapes_its_id() {
    let case = example("lumbar-foraminotomy.toml");
    let id = |desk: &Desk| desk.form(&case).unwrap().id;
    let plain = id(&Desk::new());
    for (file, from, to) in [
        (
            "templates/locales/en.toml",
            "Nobody can say beforehand",
            "Nobody knows beforehand",
        ),
        (
            "templates/themes/standard.toml",
            "leading = 15.2",
            "leading = 15.4",
        ),
        ("templates/layouts/standard.hbs", "<h1>", "<h1 class=\"x\">"),
        (
            "templates/packs/any-operation.toml",
            "licence = \"CC-BY-4.0\"",
            "licence = \"CC-BY-4.0\" ",
        ),
    ] {
        let desk = Desk::new();
        desk.shadow(file, from, to);
        assert_ne!(id(&desk), plain, "{file}");
    }
    let desk = Desk::new();
    let other =
        std::fs::read(crate::support::root().join("fonts/source-sans-3/SourceSans3-Semibold.ttf"))
            .unwrap();
    let path = desk.write("fonts/source-sans-3/SourceSans3-Regular.ttf", "");
    std::fs::write(path, other).unwrap();
    assert_ne!(id(&desk), plain, "another font");
}

#[test]
fn a_birth_in_the_future_is_refused() {
    let text = crate::support::example_text("lumbar-foraminotomy.toml")
        .replace("1958-03-09", "2026-11-30");
    let case = read(&text, "case.toml").unwrap();
    let problems = refused(Desk::new().form(&case));
    assert!(
        problems.starts_with("case.toml:7:") && problems.contains("lies in the future"),
        "{problems}"
    );
}

#[test]
fn what_does_not_go_together_is_refused() {
    let desk = Desk::new();
    for (procedure, says) in [
        (
            "pack = \"total-knee-replacement\"\nside = \"right\"\nadd_ons = [\"carpal-tunnel-release\"]",
            "is done at another place of the body",
        ),
        (
            "pack = \"laparoscopic-cholecystectomy\"\nadd_ons = [\"fusion\"]",
            "is done at another place of the body",
        ),
        (
            "pack = \"discectomy\"\nside = \"left\"\nlevels = \"L4–L5\"\nanaesthesia = \"eye-anaesthesia\"",
            "`discectomy` is not done under `eye-anaesthesia`",
        ),
        (
            "pack = \"total-knee-replacement\"\nside = \"left\"\nanaesthesia = \"sedation\"",
            "`sedation` is given together with another kind",
        ),
        (
            "pack = \"laminectomy\"\nlevels = \"S2\"",
            "`laminectomy` is not done at S2",
        ),
        (
            "pack = \"acdf\"\nlevels = \"T4–T5\"",
            "`acdf` is not done at T4–T5",
        ),
    ] {
        let problems = refused(desk.form(&planned(procedure).unwrap()));
        assert!(problems.contains(says), "{procedure}: {problems}");
        assert!(problems.contains("case.toml:"), "no place: {problems}");
    }
}

#[test]
fn the_factor_previous_surgery_and_a_revision_are_one() {
    let desk = Desk::new();
    let consent = |key: &str| {
        let case = planned(&format!(
            "pack = \"laminectomy\"\nlevels = \"L4–L5\"\n{key}"
        ));
        let mut consent = desk.stages(&case.unwrap()).unwrap().consent;
        consent.form_id.clear();
        serde_json::to_value(consent).unwrap()
    };
    assert_eq!(
        consent("revision = true"),
        consent("factors = [\"previous-surgery\"]")
    );
}

#[test]
fn what_is_part_of_the_plan_is_no_other_choice() {
    let desk = Desk::new();
    let ids = |add_ons: &str| -> Vec<String> {
        let case = planned(&format!(
            "pack = \"discectomy\"\nside = \"left\"\nlevels = \"L4–L5\"\n{add_ons}"
        ));
        let consent = desk.stages(&case.unwrap()).unwrap().consent;
        let all = consent.alternatives.into_iter().map(|one| one.name);
        all.collect()
    };
    let alone = ids("");
    let with = ids("add_ons = [\"epidural-injection\"]");
    assert!(alone.len() > with.len(), "{with:?}");
}

#[test]
fn how_a_harm_can_end_is_said_whichever_pack_has_the_figure() {
    let desk = Desk::new();
    let case = planned(
        "pack = \"discectomy\"\nside = \"left\"\nlevels = \"L4–L5\"\nadd_ons = [\"epidural-injection\"]",
    );
    let consent = desk.stages(&case.unwrap()).unwrap().consent;
    let infection = rows(&consent)
        .into_iter()
        .find(|risk| risk.id == "deep-infection")
        .unwrap();
    assert_eq!(infection.severity, countersign::library::Severity::Death);
    assert!(infection.lasting.contains("death"), "{}", infection.lasting);
}

#[test]
fn a_condition_that_a_site_has_misspelt_drops_no_risk_in_silence() {
    let desk = Desk::new();
    desk.shadow(
        "templates/packs/foraminotomy.toml",
        "id = \"dural-tear\"\n",
        "id = \"dural-tear\"\nwhen = { factor = [\"smokng\"] }\n",
    );
    let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
    assert!(
        problems.contains("no pack has the factor `smokng`")
            && problems.contains("did you mean `smoking`?"),
        "{problems}"
    );
}

#[test]
fn a_site_file_that_cannot_be_read_is_not_passed_over() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path("templates/packs/foraminotomy.toml")).unwrap();
    let problems = refused(desk.form(&example("lumbar-foraminotomy.toml")));
    assert!(problems.contains("cannot be read"), "{problems}");
}

#[test]
fn words_and_results_of_a_site_are_drafts_until_they_are_approved() {
    let case = example("lumbar-foraminotomy.toml");
    let desk = Desk::new();
    desk.shadow(
        "templates/locales/en.toml",
        "on the left side",
        "on the LEFT side",
    );
    let consent = desk.stages(&case).unwrap().consent;
    let words = consent
        .content
        .iter()
        .find(|one| one.id == "locales/en")
        .unwrap();
    assert_eq!(words.status, countersign::library::Status::Draft);
    let site = desk.path("");
    let approve = [
        "library",
        "approve",
        "locales/en",
        "--by",
        "Dr. A",
        "--site",
        site.to_str().unwrap(),
    ];
    assert_eq!(desk.run(&approve).status, 0);
    let consent = desk.stages(&case).unwrap().consent;
    let words = consent
        .content
        .iter()
        .find(|one| one.id == "locales/en")
        .unwrap();
    assert_eq!(words.status, countersign::library::Status::Approved);
    let report = desk.form(&case).unwrap().report;
    let changes = report
        .verdicts
        .iter()
        .find(|one| one.rule == "GV-05")
        .unwrap();
    assert!(
        changes.because.as_ref().unwrap().contains("locales/en"),
        "{changes:?}"
    );
}
