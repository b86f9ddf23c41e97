mod ages;
mod damage;
mod hidden;
mod hospitals;
mod letters;
mod names;
mod operations;
mod patient;
mod properties;
mod rows;
mod several;
mod sites;
mod struck;
mod workbooks;

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate};

use super::{Mapping, Packs, Schedule};
use crate::case::{Case, Facility};
use crate::library::{Files, Library};
use crate::outside::Outside;

static LIBRARY: LazyLock<Library> =
    LazyLock::new(|| Library::new(files()).expect("the shipped library"));
static STANDARD: LazyLock<(Mapping, Packs)> = LazyLock::new(|| mapping(""));

fn files() -> Files {
    Files::new(Outside::at(DateTime::default()), None)
}

fn mapping(own: &str) -> (Mapping, Packs) {
    let own = (!own.is_empty()).then_some((own, "m.toml"));
    let mapping = Mapping::load(&files(), own).unwrap_or_else(|it| panic!("{it}"));
    let packs = Packs::of(&LIBRARY, &mapping).unwrap_or_else(|it| panic!("{it}"));
    (mapping, packs)
}

fn facility() -> Facility {
    Facility {
        name: "Here".into(),
        department: None,
        address: Vec::new(),
        phone: None,
    }
}

/// Rows with their numbers, each a case or its problems as they are shown.
type Verdicts = Vec<(u32, Result<Case, String>)>;

/// What each row becomes, with its number; problems as they are shown.
fn read_with(bytes: &[u8], (mapping, packs): &(Mapping, Packs)) -> Result<Verdicts, String> {
    let schedule = Schedule::open(bytes, "s.csv", mapping).map_err(|it| it.to_string())?;
    let read = schedule.map(|row| {
        let case = row.case(Some(&facility()), packs);
        (row.number(), case.map_err(|it| it.to_string()))
    });
    Ok(read.collect())
}

fn read(bytes: &[u8]) -> Verdicts {
    read_with(bytes, &STANDARD).unwrap_or_else(|it| panic!("{it}"))
}

fn only(bytes: &[u8], mapping: &(Mapping, Packs)) -> Result<Case, String> {
    let mut rows = read_with(bytes, mapping)?;
    assert_eq!(rows.len(), 1);
    rows.remove(0).1
}

const HEADER: &str =
    "MRN,Patient Name,DOB,Sex,Procedure,Laterality,Levels,Surgeon,Sched Date,Anesthesia Type";

/// A row in which one cell may be another.
fn row(column: &str, value: &str) -> String {
    let good = [
        ("MRN", "00412907"),
        ("Patient Name", "\"SECRETSON, JANE Q\""),
        ("DOB", "1961-03-14"),
        ("Sex", "F"),
        ("Procedure", "Foraminotomy"),
        ("Laterality", "Left"),
        ("Levels", "L4-5"),
        ("Surgeon", "\"Albrecht, Ines MD\""),
        ("Sched Date", "2026-12-14"),
        ("Anesthesia Type", "General"),
    ];
    assert!(column.is_empty() || good.iter().any(|it| it.0 == column));
    let quoted = format!("\"{}\"", value.replace('"', "\"\""));
    let cells = good.iter().map(|(name, cell)| match *name == column {
        true => quoted.as_str(),
        false => cell,
    });
    cells.collect::<Vec<_>>().join(",")
}

/// A schedule of one row in which one cell is another, under a mapping.
fn with_under(column: &str, value: &str, mapping: &(Mapping, Packs)) -> Result<Case, String> {
    let text = format!("{HEADER}\n{}\n", row(column, value));
    only(text.as_bytes(), mapping)
}

fn with(column: &str, value: &str) -> Result<Case, String> {
    with_under(column, value, &STANDARD)
}

/// The refusal of a row in which one cell is another; it names place and column, and no value.
fn refusal(column: &str, value: &str) -> String {
    let report = with(column, value).expect_err(value);
    let number = HEADER
        .split(',')
        .position(|it| it == column)
        .expect("a column")
        + 1;
    assert!(
        report.contains(&format!("s.csv:2:{number}: `{column}`")),
        "{column} {value}: {report}"
    );
    assert!(report.contains("hint: "), "{report}");
    for secret in ["SECRET", "00412907", "JANE"] {
        assert!(!report.contains(secret), "{column} {value}: {report}");
    }
    assert!(value.len() < 4 || !report.contains(value), "{report}");
    report
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day")
}
