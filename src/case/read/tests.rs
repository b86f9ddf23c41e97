mod examples;
mod faults;
mod properties;

use std::fs;

use crate::case::{Case, Facility, Format, Side};
use chrono::NaiveDate;

/// The least a case must say, with a line for more under each table.
fn least(patient: &str, procedure: &str, rest: &str) -> String {
    format!(
        "[patient]\nfamily_name = \"SECRET\"\ngiven_names = \"SECRET\"\n\
         date_of_birth = 1961-03-14\nrecord_number = \"007\"\n{patient}\n\
         [surgeon]\nname = \"SECRET\"\n[procedure]\npack = \"foraminotomy\"\n{procedure}\n\
         [facility]\nname = \"Here\"\n{rest}\n"
    )
}

fn toml(text: &str) -> Result<Case, String> {
    Case::read(text, "a", Format::Toml, None).map_err(|problems| problems.to_string())
}

#[expect(clippy::disallowed_methods, reason = "a test reads the examples")]
fn example(name: &str) -> (String, Format) {
    let path = format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).expect("an example");
    (text, Format::of(&path).expect("a known extension"))
}

fn read_example(name: &str) -> Case {
    let (text, format) = example(name);
    Case::read(&text, name, format, None).unwrap_or_else(|problems| panic!("{problems}"))
}

const EXAMPLES: [&str; 4] = [
    "lumbar-foraminotomy.toml",
    "cervical-foraminotomy.json",
    "lumbar-fusion-two-levels.toml",
    "interpreter-and-representative.toml",
];

/// The order of tables, the syntax and the place of a value make no other case.
#[test]
fn toml_and_json_say_the_same() {
    let from_toml = toml(&least("", "levels = \"L4-5\"", "")).expect("valid");
    let json = r#"{"facility": {"name": "Here"}, "procedure": {"levels": ["L4/L5"], "pack": "foraminotomy"},
        "surgeon": {"name": "SECRET"}, "patient": {"record_number": "007", "family_name": "SECRET",
        "date_of_birth": "14 March 1961", "given_names": "SECRET"}}"#;
    let from_json = Case::read(json, "b", Format::Json, None).expect("valid");
    assert_eq!(from_toml, from_json);
}

#[test]
fn without_a_planned_date_the_year_of_birth_must_be_plausible() {
    let born = |date: &str| toml(&least("", "", "").replace("1961-03-14", date));
    assert!(born("1896-01-01").is_ok());
    assert!(
        born("1895-12-31")
            .expect_err("too old")
            .contains("an age that nobody reaches")
    );
    assert!(born("9999-12-31").is_err());
}

#[test]
fn lengths_are_limited() {
    let record = |count: usize| toml(&least("", "", "").replace("007", &"7".repeat(count)));
    assert!(record(40).is_ok());
    assert!(
        record(41)
            .expect_err("too long")
            .contains("has 41 characters, more than 40")
    );
    let matters = |count: usize| {
        toml(&format!(
            "what_matters = \"{}\"\n{}",
            "é".repeat(count),
            least("", "", "")
        ))
    };
    assert!(matters(4_000).is_ok());
    assert!(
        matters(4_001)
            .expect_err("too long")
            .contains("4001 characters")
    );
}

#[test]
fn the_sites_facility_stands_in_key_by_key() {
    let site = Facility {
        name: "Site".into(),
        department: Some("Spine".into()),
        address: vec!["1 Road".into()],
        phone: None,
    };
    let read = |text: &str| {
        Case::read(text, "a", Format::Toml, Some(&site))
            .expect("valid")
            .facility
    };
    let text = least("", "", "");
    let without = text.replace("[facility]\nname = \"Here\"\n", "");
    assert_eq!(read(&without), site);
    let overridden = read(&format!(
        "{without}[facility]\nphone = \"1\"\naddress = \"2 Lane\\n\\nTown\"\n"
    ));
    assert_eq!(overridden.name, "Site");
    assert_eq!(overridden.phone.as_deref(), Some("1"));
    assert_eq!(overridden.address, ["2 Lane", "Town"]);
    assert_eq!(overridden.department.as_deref(), Some("Spine"));
    assert_eq!(read(&text).name, "Here");
    assert!(
        toml(&without)
            .expect_err("no name")
            .contains("[facility] lacks `name`")
    );
}

#[test]
fn words_of_choices_may_be_in_capitals_but_must_be_whole() {
    let side = |word: &str| {
        toml(&least("", &format!("side = \"{word}\""), "")).map(|it| it.procedure.side)
    };
    assert_eq!(side("LEFT"), Ok(Some(Side::Left)));
    assert_eq!(side(" Right "), Ok(Some(Side::Right)));
    assert_eq!(side("Bilateral"), Ok(Some(Side::Both)));
    for word in ["L", "R", "lt", "both sides", "left/right", "ſ"] {
        assert!(side(word).is_err(), "{word}");
    }
}

#[test]
fn hints_for_json_are_in_json() {
    let report = Case::read("{\"patient\": {\"sex\": null}}", "a", Format::Json, None);
    let report = report.expect_err("most is missing").to_string();
    assert!(
        report.contains("add a line such as `\"pack\": \"foraminotomy\"`"),
        "{report}"
    );
    assert!(
        report.contains("`patient.sex` must be a text, not null\n  hint: leave the key out"),
        "{report}"
    );
}

#[test]
fn age_counts_birthdays() {
    let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
    let mut patient = toml(&least("", "", "")).expect("valid").patient;
    assert_eq!(patient.age_on(day(2026, 3, 13)), 64);
    assert_eq!(patient.age_on(day(2026, 3, 14)), 65);
    assert_eq!(patient.age_on(day(1960, 1, 1)), 0);
    patient.date_of_birth = day(2000, 2, 29);
    assert_eq!(patient.age_on(day(2025, 2, 28)), 24);
    assert_eq!(patient.age_on(day(2025, 3, 1)), 25);
}
