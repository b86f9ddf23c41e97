//! Names of patients and of clinicians.

use super::*;

#[test]
fn nothing_of_a_patients_name_is_lost() {
    for (text, family, given) in [
        ("DOE, JOHN, JR", "DOE JR", "JOHN"),
        ("Doe, John Q., III", "Doe III", "John Q."),
        ("Doe^John^Q^Jr^Dr", "Doe Jr", "John Q"),
        ("DOE JR., JOHN", "DOE JR.", "JOHN"),
        ("O’Brien-Smith, Mary-Ann", "O’Brien-Smith", "Mary-Ann"),
        (
            "DE LA CRUZ, MARÍA DEL PILAR",
            "DE LA CRUZ",
            "MARÍA DEL PILAR",
        ),
        ("'t Hooft, Jan", "'t Hooft", "Jan"),
        ("Nguye\u{302}\u{303}n, Va\u{306}n", "Nguyễn", "Văn"),
        ("Null, Anna", "Null", "Anna"),
    ] {
        let case = with("Patient Name", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.patient.family_name, family, "{text}");
        assert_eq!(case.patient.given_names, given, "{text}");
    }
    for text in [
        "+SECRET, JANE",
        "\"SECRET, JANE\"",
        "SECRET%, JANE",
        "SECRET, JANE, MD",
    ] {
        refusal("Patient Name", text);
    }
    let own = mapping("name-order = \"given-first\"");
    for text in ["Ms Doe", "Mr. Doe", "Dr Doe"] {
        let report = with_under("Patient Name", text, &own).expect_err(text);
        assert!(report.contains("lacks the family name or"), "{report}");
    }
}

#[test]
fn surgeons_are_printed_as_people_say_them() {
    for (text, name) in [
        ("Albrecht, Ines MD", "Ines Albrecht, MD"),
        ("ALBRECHT, INES", "INES ALBRECHT"),
        ("Albrecht, Ines M., MD", "Ines M. Albrecht, MD"),
        ("Dr. Ines Albrecht", "Dr. Ines Albrecht"),
        ("Albrecht, Dr. Ines", "Dr. Ines Albrecht"),
        ("Dr. Albrecht, Ines", "Dr. Ines Albrecht"),
        ("Albrecht, Ines [10482]", "Ines Albrecht"),
        ("10482^Albrecht^Ines", "Ines Albrecht"),
        ("Albrecht MD, Ines", "Ines Albrecht, MD"),
        ("10482 - Albrecht, Ines MD", "Ines Albrecht, MD"),
        ("Albrecht, Ines MD (Primary)", "Ines Albrecht, MD (Primary)"),
        ("Albrecht, Ines, Jr., MD", "Ines Albrecht Jr., MD"),
        ("Albrecht, Ines MD/PhD", "Ines Albrecht, MD/PhD"),
        ("DO, MINH MD", "MINH DO, MD"),
        ("Do, Minh", "Minh Do"),
        ("Albrecht / Berg", "Albrecht / Berg"),
        ("Albrecht, Ines / Berg", "Albrecht, Ines / Berg"),
    ] {
        let case = with("Surgeon", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.surgeon.name, name, "{text}");
    }
    for text in [
        "Albrecht, Ines MD; Berg, Tomas MD",
        "Albrecht, Ines MD / Berg, Tomas MD",
        "Albrecht, Ines MD/Berg, Tomas MD",
        "Albrecht, Ines MD & Berg, Tomas MD",
        "Albrecht, Ines MD and Berg, Tomas MD",
    ] {
        let case = with("Surgeon", text).unwrap_or_else(|it| panic!("{text}: {it}"));
        assert_eq!(case.surgeon.name, "Ines Albrecht, MD", "{text}");
        assert_eq!(case.team[0].name, "Tomas Berg, MD", "{text}");
    }
    for text in ["?", "12345", "(10482)"] {
        let report = with("Surgeon", text).expect_err(text);
        assert!(
            report.contains("s.csv:2:8: `Surgeon` names nobody"),
            "{report}"
        );
    }
}
