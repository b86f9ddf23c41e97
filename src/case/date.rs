//! Dates as people write them, where they can be read in only one way.

use chrono::NaiveDate;

use super::model::Patient;
use super::text::{self, Breaks, NAME_LIMIT};
use crate::error::Problem;

impl Patient {
    /// Full years on a day; 0 before the first birthday.
    pub fn age_on(&self, day: NaiveDate) -> u32 {
        day.years_since(self.date_of_birth).unwrap_or(0)
    }
}

/// Reads a date: `1961-03-14`, `14 March 1961`, `14 Mar 1961`, `14-Mar-1961`,
/// `March 14, 1961`, and `14/03/1961`, `03/14/1961`, `14.03.1961` where day and
/// month cannot be taken for one another.
///
/// The problem names the path and never the date.
pub(super) fn parse(text: &str, path: &str) -> Result<NaiveDate, Problem> {
    let text =
        text::clean(text, Breaks::Folded, NAME_LIMIT).map_err(|fault| fault.problem(path))?;
    written(&text).map_err(|fault| fault.problem(path))
}

/// Why a text is not taken for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    NotADate,
    TwoDigitYear,
    Ambiguous,
    NotOnCalendar,
}

impl Fault {
    fn problem(self, path: &str) -> Problem {
        let says = match self {
            Self::NotADate => "is not written as a date",
            Self::TwoDigitYear => "has a year of two digits",
            Self::Ambiguous => "can be read as day/month or as month/day",
            Self::NotOnCalendar => "is not on the calendar",
        };
        let hint = match self {
            Self::NotOnCalendar => "correct the day or the month",
            _ => "write year, month and day, such as 1961-03-14",
        };
        Problem::new(format!("`{path}` {says}")).hint(hint)
    }
}

fn written(text: &str) -> Result<NaiveDate, Fault> {
    for mark in ['/', '.'] {
        if let [a, b, year] = parts(text, mark)[..] {
            return numeric(a, b, year);
        }
    }
    match parts(text, '-')[..] {
        [year, month, day] if is_number(month) => iso(year, month, day),
        [day, month, year] => named(day, month, year),
        _ => match parts(text, ' ')[..] {
            [month, day, year] if month_of(month).is_some() => {
                named(day.strip_suffix(',').ok_or(Fault::NotADate)?, month, year)
            }
            [day, month, year] => named(day, month, year),
            _ => Err(Fault::NotADate),
        },
    }
}

fn parts(text: &str, mark: char) -> Vec<&str> {
    text.split(mark).collect()
}

fn iso(year: &str, month: &str, day: &str) -> Result<NaiveDate, Fault> {
    match (year.len(), month.len(), day.len()) {
        (4, 2, 2) => on_calendar(self::year(year)?, number(month)?, number(day)?),
        _ => Err(Fault::NotADate),
    }
}

fn named(day: &str, month: &str, year: &str) -> Result<NaiveDate, Fault> {
    let month = month_of(month).ok_or(Fault::NotADate)?;
    on_calendar(self::year(year)?, month, number(day)?)
}

/// Day and month in either order: one of the two must be no month, or both the same.
fn numeric(a: &str, b: &str, year: &str) -> Result<NaiveDate, Fault> {
    let (a, b, year) = (number(a)?, number(b)?, self::year(year)?);
    match (a > 12, b > 12) {
        (true, _) => on_calendar(year, b, a),
        (false, true) => on_calendar(year, a, b),
        (false, false) if a == b => on_calendar(year, a, b),
        (false, false) => Err(Fault::Ambiguous),
    }
}

fn on_calendar(year: i32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::NotOnCalendar)
}

fn year(text: &str) -> Result<i32, Fault> {
    match (is_number(text), text.len()) {
        (true, 4) => text.parse().map_err(|_| Fault::NotADate),
        (true, 2) => Err(Fault::TwoDigitYear),
        _ => Err(Fault::NotADate),
    }
}

/// A day or a month: one or two digits.
fn number(text: &str) -> Result<u32, Fault> {
    match (is_number(text), text.len()) {
        (true, 1..=2) => text.parse().map_err(|_| Fault::NotADate),
        _ => Err(Fault::NotADate),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A month by its English name, its first three letters, or `Sept`; a full stop may follow.
fn month_of(text: &str) -> Option<u32> {
    let word = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| {
            word == *name || word == name[..3] || (word == "sept" && *name == "september")
        })
        .map(|(month, _)| month)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("on the calendar")
    }

    #[test]
    fn reads_what_can_be_read_in_one_way() {
        let texts = [
            "1961-03-14",
            " 1961-03-14 ",
            "14 March 1961",
            "14 Mar 1961",
            "14 mar. 1961",
            "14-Mar-1961",
            "14-MARCH-1961",
            "March 14, 1961",
            "Mar 14, 1961",
            "14/03/1961",
            "14/3/1961",
            "03/14/1961",
            "14.03.1961",
            "14\u{A0}March\u{2009}1961",
        ];
        for text in texts {
            assert_eq!(parse(text, "d"), Ok(day(1961, 3, 14)), "{text}");
        }
        assert_eq!(parse("05/05/1961", "d"), Ok(day(1961, 5, 5)));
        assert_eq!(parse("9 Sept 2026", "d"), Ok(day(2026, 9, 9)));
        assert_eq!(parse("29 February 2024", "d"), Ok(day(2024, 2, 29)));
    }

    #[test]
    fn refuses_with_the_reason() {
        let refused = [
            ("03/04/1961", Fault::Ambiguous),
            ("03.04.1961", Fault::Ambiguous),
            ("14/03/61", Fault::TwoDigitYear),
            ("14 March 61", Fault::TwoDigitYear),
            ("31 February 1961", Fault::NotOnCalendar),
            ("1961-02-29", Fault::NotOnCalendar),
            ("1961-00-10", Fault::NotOnCalendar),
            ("13/13/1961", Fault::NotOnCalendar),
            ("00/00/1961", Fault::NotOnCalendar),
            ("1961-3-14", Fault::NotADate),
            ("61-03-14", Fault::NotADate),
            ("1961/03/14", Fault::NotADate),
            ("March 14 1961", Fault::NotADate),
            ("14 Brumaire 1961", Fault::NotADate),
            ("19610314", Fault::NotADate),
            ("1961-03-14T00:00", Fault::NotADate),
            ("+1/+1/1961", Fault::NotADate),
            ("１４ March 1961", Fault::NotADate),
            ("tomorrow", Fault::NotADate),
        ];
        for (text, fault) in refused {
            assert_eq!(written(text), Err(fault), "{text}");
        }
        assert!(parse("", "d").is_err());
        assert!(parse("1961\u{202E}-03-14", "d").is_err());
    }

    #[test]
    fn a_problem_never_repeats_the_date() {
        let problem = parse("03/04/1961", "patient.date_of_birth").expect_err("ambiguous");
        assert!(!problem.to_string().contains("03/04/1961"));
        assert!(problem.to_string().contains("patient.date_of_birth"));
    }

    proptest! {
        #[test]
        fn every_day_survives_each_way_of_writing_it(days in 0i64..100_000) {
            let date = day(1900, 1, 1) + chrono::Duration::days(days);
            for form in ["%Y-%m-%d", "%d %B %Y", "%-d %b %Y", "%d-%b-%Y", "%B %-d, %Y"] {
                prop_assert_eq!(parse(&date.format(form).to_string(), "d"), Ok(date));
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = parse(&text, "d");
        }
    }
}
