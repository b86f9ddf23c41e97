//! What single values cannot tell: dates that contradict one another.
//!
//! No clock is used. Whether a date lies in the past depends on when one asks,
//! and the same case must give the same form tomorrow.

use chrono::{Datelike, NaiveDate};

use super::findings::Findings;
use crate::error::Problem;
use crate::source::Places;

const BIRTH: &str = "patient.date_of_birth";
const PLANNED: &str = "procedure.planned_date";
const DISCUSSED: &str = "discussion.date";

/// Nobody is known to have lived longer than 122 years.
const OLDEST: u32 = 130;
/// Without a planned date: whoever was born earlier was too old when this was written, in 2026.
const FIRST_BIRTH_YEAR: i32 = 1896;
/// Years in which something can have been planned, or will be.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// Checks the dates against each other and against plausible years.
pub(super) fn dates(findings: &Findings, places: &Places) {
    let note = |path: &str, says: String, hint: &str| {
        findings.note(Problem::new(says).hint(hint), places.get(path));
    };
    let (birth, planned, discussed) = (
        findings.date(BIRTH),
        findings.date(PLANNED),
        findings.date(DISCUSSED),
    );
    for (path, date) in [(PLANNED, planned), (DISCUSSED, discussed)] {
        if date.is_some_and(|date| !YEARS.contains(&date.year())) {
            let says = format!("`{path}` is not in a plausible year");
            note(path, says, "check the year: 1900 to 2200 are accepted");
        }
        if is_after(birth, date) {
            let says = format!("`{path}` lies before `{BIRTH}`");
            note(path, says, "check both dates");
        }
    }
    if is_after(discussed, planned) {
        let says = format!("`{DISCUSSED}` lies after `{PLANNED}`");
        note(
            DISCUSSED,
            says,
            "consent comes before the operation; check both dates",
        );
    }
    if birth.is_some_and(|birth| !is_plausible(birth, planned)) {
        let says = format!("`{BIRTH}` gives an age that nobody reaches");
        note(BIRTH, says, "check the year");
    }
}

fn is_after(a: Option<NaiveDate>, b: Option<NaiveDate>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a > b)
}

fn is_plausible(birth: NaiveDate, planned: Option<NaiveDate>) -> bool {
    match planned {
        Some(planned) => planned.years_since(birth).is_none_or(|age| age <= OLDEST),
        None => (FIRST_BIRTH_YEAR..=*YEARS.end()).contains(&birth.year()),
    }
}
