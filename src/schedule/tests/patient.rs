//! What is particular to a patient, and the people beside them.

use super::*;
use crate::case::{InterpreterMode, Position};

/// A row with one more column; the case, or the problems, and what is odd.
fn read_column(
    header: &str,
    value: &str,
    (mapping, packs): &(Mapping, Packs),
) -> (Result<Case, String>, Vec<String>) {
    let value = value.replace('"', "\"\"");
    let text = format!("{HEADER},{header}\n{},\"{value}\"\n", row("", ""));
    let mut schedule = Schedule::open(text.as_bytes(), "s.csv", mapping).expect("a schedule");
    let row = schedule.next().expect("a row");
    let (case, odd) = row.read(Some(&facility()), packs);
    let odd = odd.iter().map(ToString::to_string).collect();
    (case.map_err(|it| it.to_string()), odd)
}

fn factors(header: &str, value: &str) -> Vec<String> {
    let (case, odd) = read_column(header, value, &STANDARD);
    let case = case.unwrap_or_else(|it| panic!("{header} {value}: {it}"));
    assert!(odd.is_empty(), "{header} {value}: {odd:?}");
    case.procedure.factors
}

#[test]
fn conditions_become_factors() {
    for (header, value, expected) in [
        ("Comorbidities", "DM2; HTN", &["diabetes"][..]),
        (
            "PMH",
            "T2DM, obesity, on warfarin",
            &["diabetes", "obesity", "blood-thinners"],
        ),
        (
            "PMH",
            "Type 2 diabetes mellitus with insulin",
            &["diabetes"],
        ),
        (
            "PMH",
            "prednisone and apixaban daily",
            &["blood-thinners", "steroids"],
        ),
        ("Problem List", "None", &[]),
        ("Problem List", "Hypertension\nGERD", &[]),
        (
            "Vorerkrankungen",
            "Diabetiker; Adipositas",
            &["diabetes", "obesity"],
        ),
        ("Smoker", "Yes", &["smoking"]),
        ("Smoker", "No", &[]),
        ("Smoking Status", "Former Smoker", &[]),
        ("Smoking Status", "Never", &[]),
        ("Smoking Status", "Current every day smoker", &["smoking"]),
        ("Tobacco Use", "Y - 10 a day", &["smoking"]),
        ("Tobacco Use", "N (quit in 2010)", &[]),
        ("Diabetes", "Type 2", &["diabetes"]),
        ("Anticoagulants", "Eliquis 5 mg", &["blood-thinners"]),
        ("Anticoagulants", "", &[]),
        ("BMI", "29.9", &[]),
        ("BMI", "30", &["obesity"]),
        ("BMI (kg/m2)", "41,3 kg/m²", &["obesity"]),
        ("Allergies", "NKDA", &[]),
        ("Allergies", "Penicillin; Latex", &[]),
    ] {
        assert_eq!(factors(header, value), expected, "{header} {value}");
    }
}

#[test]
fn what_may_change_a_risk_is_understood_or_refused() {
    for (header, value, part) in [
        ("Comorbidities", "DM2; SECRETITIS", "holds 1 conditions"),
        ("Comorbidities", "diabtes", "holds 1 conditions"),
        ("PMH", "denies smoking", "holds 1 conditions"),
        ("PMH", "Family history of diabetes", "holds 1 conditions"),
        (
            "PMH",
            "no diabetes, ex-smoker, quit smoking",
            "holds 2 conditions",
        ),
        ("PMH", "#REF!", "error of a spreadsheet"),
        ("Smoker", "2 SECRET", "neither yes nor no"),
        ("Diabetes", "Yes/No", "neither yes nor no"),
        ("Diabetes", "No/Yes", "neither yes nor no"),
        ("Diabetes", "Yes?", "neither yes nor no"),
        ("Smoker", "Yes (former)", "neither yes nor no"),
        (
            "Anticoagulants",
            "No - stopped Eliquis",
            "neither yes nor no",
        ),
        ("PMH", "insulin resistance", "holds 1 conditions"),
        ("Anticoagulants", "stopped warfarin", "neither yes nor no"),
        ("BMI", "SECRET", "no body mass index"),
        ("BMI", "3", "no body mass index"),
        ("Position", "upside down", "position that no mapping knows"),
        ("Overlapping", "maybe", "neither yes nor no"),
        ("Guardian", "Yes", "and not who"),
        ("Guardian", "SECRET, LENA", "what they are to the patient"),
    ] {
        let (case, _) = read_column(header, value, &STANDARD);
        let report = case.expect_err(value);
        let name = header.split(" (").next().expect("a name");
        let begin = format!("s.csv:2:11: `{name}");
        assert!(report.contains(&begin), "{header} {value}: {report}");
        assert!(report.contains(part), "{header} {value}: {report}");
        assert!(
            report.contains("hint: ") && !report.contains("SECRET"),
            "{report}"
        );
    }
}

#[test]
fn what_the_form_cannot_say_is_a_warning() {
    for (header, value, part) in [
        ("PMH", "glaucoma", "no pack of this plan has a risk"),
        ("Allergies", "SECRETMYCIN", "allergy that no mapping knows"),
        ("Priority", "EMERGENCY", "calls it an emergency"),
        ("Consent Date", "2026-12-01", "no column says by whom"),
    ] {
        let (case, odd) = read_column(header, value, &STANDARD);
        case.unwrap_or_else(|it| panic!("{header} {value}: {it}"));
        assert_eq!(odd.len(), 1, "{header} {value}: {odd:?}");
        assert!(
            odd[0].contains(part) && !odd[0].contains("SECRET"),
            "{odd:?}"
        );
    }
}

#[test]
fn a_site_has_words_of_its_own() {
    let own = mapping(
        "no-factors = [\"sleep apnoea\"]\nobesity-from = 35\n[factor-columns]\nsmoking = \"Rauch?\"\n\
         diabetes = [\"Zucker\"]\n[factors]\nblood-thinners = [\"Fragmin\"]\n",
    );
    let factors = |header, value| {
        let (case, odd) = read_column(header, value, &own);
        assert!(odd.is_empty(), "{odd:?}");
        case.unwrap_or_else(|it| panic!("{it}")).procedure.factors
    };
    assert_eq!(
        factors("PMH", "Sleep Apnoea, fragmin, DM"),
        ["blood-thinners", "diabetes"]
    );
    assert_eq!(factors("Rauch?", "ja"), ["smoking"]);
    assert_eq!(factors("Zucker", "yes"), ["diabetes"]);
    assert!(factors("BMI", "34").is_empty());
    let text = "[factors]\ndiabetis = [\"x\"]";
    let mapping = Mapping::load(&files(), Some((text, "m.toml"))).expect("well formed");
    let report = Packs::of(&LIBRARY, &mapping).expect_err("no such factor");
    let report = report.to_string();
    assert!(report.contains("did you mean `diabetes`"), "{report}");
}

#[test]
fn position_and_the_people_beside_the_patient_are_read() {
    let read = |headers: &str, values: &str| {
        let text = format!("{HEADER},{headers}\n{},{values}\n", row("", ""));
        only(text.as_bytes(), &STANDARD).unwrap_or_else(|it| panic!("{values}: {it}"))
    };
    let case = read("Position,Overlapping", "Prone,Yes");
    assert_eq!(case.procedure.position, Some(Position::Prone));
    assert!(case.procedure.overlapping);
    let case = read(
        "Guardian,Relationship,Legal Basis,Incapacity Reason",
        "Lena Secretson,daughter,Health care proxy,A stroke",
    );
    let representative = case.representative.expect("one");
    assert_eq!(representative.name, "Lena Secretson");
    assert_eq!(representative.relationship, "daughter");
    assert_eq!(
        representative.authority.as_deref(),
        Some("Health care proxy")
    );
    assert_eq!(representative.reason.as_deref(), Some("A stroke"));
    assert!(
        read("Guardian,Relationship", "No,")
            .representative
            .is_none()
    );
    let case = read(
        "Interpreter Needed,Language,Interpreter Name,Interpreter ID,Interpreter Mode",
        "Yes,Spanish,Ana Ruiz,0042,Video",
    );
    let interpreter = case.interpreter.expect("one");
    assert_eq!(interpreter.name.as_deref(), Some("Ana Ruiz"));
    assert_eq!(interpreter.id.as_deref(), Some("0042"));
    assert_eq!(interpreter.mode, Some(InterpreterMode::Video));
    let case = read(
        "Consent By,Consent Date",
        "\"Albrecht, Ines MD\",2026-12-01",
    );
    let discussion = case.discussion.expect("one");
    assert_eq!(discussion.held_by, "Ines Albrecht, MD");
    assert_eq!(discussion.date, Some(day(2026, 12, 1)));
    let case = read("Communication Needs", "Hearing aid; Large print");
    assert_eq!(
        case.patient.communication_needs,
        ["Hearing aid", "Large print"]
    );
}
