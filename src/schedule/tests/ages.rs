//! Ages beside dates of birth.

use super::*;

/// The first problem of a row with one more column; `day` is the planned one.
fn problem(header: &str, age: &str, day: &str) -> Option<String> {
    let text = format!(
        "MRN,Patient Name,DOB,Procedure,Surgeon,Sched Date,{header}\n\
         1,\"SECRETSON, JANE\",1961-03-14,Laminectomy L4-5,Albrecht,{day},\"{age}\"\n"
    );
    only(text.as_bytes(), &STANDARD).err()
}

/// The patient is 65 on the day.
const DAY: &str = "2026-12-14";

#[test]
fn an_age_that_contradicts_the_date_of_birth_is_refused() {
    for (header, age) in [
        ("Age", "63"),
        ("Age", "67"),
        ("Age", "0"),
        ("Age (yrs)", "46"),
        ("Patient Age", "46 y"),
        ("Alter", "46 Jahre"),
        ("Age", "46yo"),
        ("Age", "46 Y/O"),
        ("Age", "46 years old"),
        ("Age", "46 y.o. F"),
        ("Age", "46.5"),
        ("Age", "7 m"),
        ("Age", "7 months"),
        ("Age (months)", "65"),
        ("Age in Months", "65"),
        ("Age", "3 wk"),
        ("Age", "12 d"),
        ("Age", "46 F"),
    ] {
        let report = problem(header, age, DAY).unwrap_or_else(|| panic!("{header} {age}"));
        let says =
            format!("s.csv:2:7: `{header}` is not the age that `DOB` gives\n  hint: correct");
        assert!(report.contains(&says), "{header} {age}: {report}");
        assert!(!report.contains(age) || age.len() < 2, "{report}");
        assert!(
            !report.contains("SECRET") && !report.contains("1961"),
            "{report}"
        );
    }
}

#[test]
fn an_age_that_agrees_changes_nothing() {
    for (header, age) in [
        ("Age", "64"),
        ("Age", "65"),
        ("Age", "66"),
        ("Age", "65 y"),
        ("Age", "65yo"),
        ("Age", "65 Y/O"),
        ("Age", "65 y.o."),
        ("Age", "65.8"),
        ("Age", "65 F"),
        // These letters may be a unit or the sex.
        ("Age", "65 M"),
        ("Age", "65y M"),
        ("Age", "65W"),
        ("Alter", "65 J."),
        ("Age", "789 m"),
        ("Age (months)", "789"),
        ("Age (months)", "65 years"),
    ] {
        assert_eq!(problem(header, age, DAY), None, "{header} {age}");
    }
    let baby = |age: &str| problem("Age", age, "1961-10-20");
    for age in ["7 m", "7 months", "7mo", "0", "31 wks", "219 days", "1 y"] {
        assert_eq!(baby(age), None, "{age}");
    }
    for age in ["7", "20 months", "2 y", "112 weeks"] {
        assert!(baby(age).is_some(), "{age}");
    }
}

#[test]
fn an_age_that_cannot_be_read_says_nothing() {
    for age in [
        "",
        "SECRET",
        "N/A",
        "adult",
        "46-50",
        "46+",
        "464",
        "46 %",
        "y 46",
        "1 y 6 m",
        "#REF!",
        "########",
        "4.6E+01",
        "46/47",
        "-46",
        "99999999999",
    ] {
        assert_eq!(problem("Age", age, DAY), None, "{age}");
    }
}

#[test]
fn without_a_planned_day_the_age_is_that_of_this_year() {
    // In these tests today is 1 January 1970: the patient is 8, and 9 within a year.
    for age in ["7", "8", "9", "10"] {
        assert_eq!(problem("Age", age, ""), None, "{age}");
    }
    for age in ["6", "11", "65"] {
        assert!(problem("Age", age, "").is_some(), "{age}");
    }
}

#[test]
fn every_column_of_ages_counts() {
    let text = |dob: &str, first: &str, second: &str| {
        format!(
            "MRN,Patient Name,DOB,Procedure,Surgeon,Start,Age,Patient Age\n\
             1,\"DOE, JANE\",{dob},Laminectomy L4-5,Albrecht,2026-12-14 07:30,{first},{second}\n"
        )
    };
    let read = |dob, first, second| only(text(dob, first, second).as_bytes(), &STANDARD);
    assert!(read("1961-03-14", "65", "65").is_ok());
    let report = read("1961-03-14", "65", "46").expect_err("another age");
    assert!(
        report.contains("s.csv:2:8: `Patient Age` is not"),
        "{report}"
    );
    // Without a date of birth that can be read there is nothing to compare with.
    let report = read("03/04/1961", "46", "46").expect_err("which month");
    assert!(!report.contains("is not the age"), "{report}");
}

#[test]
fn a_site_has_units_of_its_own() {
    let own = mapping("[columns]\nage = \"Years\"\n[age-units]\nans = \"years\"\n");
    let text = |age: &str| {
        format!(
            "MRN,Patient Name,DOB,Procedure,Surgeon,Sched Date,Years\n\
             1,\"DOE, JANE\",1961-03-14,Laminectomy L4-5,Albrecht,{DAY},{age}\n"
        )
    };
    assert!(only(text("65 ans").as_bytes(), &own).is_ok());
    assert!(only(text("46 ans").as_bytes(), &own).is_err());
}
