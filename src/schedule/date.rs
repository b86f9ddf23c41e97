//! Dates and times of a schedule. A date that can be read in two ways is refused.

use chrono::{Datelike, Days, NaiveDate, NaiveTime};

use super::cell::Cell;
use super::mapping::{DateOrder, Mapping, has};
use super::words::value_key;

/// Why a cell is not taken for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NotADate,
    Serial,
    TwoDigits,
    Ambiguous,
    NotOnCalendar,
    FirstDay,
}

impl Fault {
    /// What is wrong, after the name of the column; and the next step.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NotADate => (
                "is not written as a date",
                "write year, month and day, such as 1961-03-14",
            ),
            Self::Serial => (
                "holds a number of days as a spreadsheet counts them, not a date",
                "export the column as a date, or say `serial-dates = true` in a mapping",
            ),
            Self::TwoDigits => (
                "has a year of two digits",
                "export it with four digits; for births a mapping can say `birth-year-pivot`, for other days `date-order`",
            ),
            Self::Ambiguous => (
                "can be read as day/month or as month/day",
                "say `date-order = \"dmy\"` or `\"mdy\"` in a mapping, or export it as 1961-03-14",
            ),
            Self::FirstDay => (
                "holds the day that programs write where none is known",
                "fill it in, as the record has it",
            ),
            Self::NotOnCalendar => (
                "is not on the calendar",
                "correct the day or the month, or the mapping's `date-order`",
            ),
        }
    }
}

/// The date of a cell.
pub(super) fn date_of(cell: &Cell, birth: bool, mapping: &Mapping) -> Result<NaiveDate, Fault> {
    let date = match cell {
        // A time without a day: workbooks count days from the end of 1899.
        Cell::Moment(moment) if moment.year() < 1900 => Err(Fault::NotADate),
        // Nor are the days that they count before 1 March 1900 those of the calendar.
        Cell::Moment(moment) if moment.year() == 1900 && moment.month() < 3 => Err(Fault::FirstDay),
        Cell::Moment(moment) => Ok(moment.date()),
        Cell::Number(number) => serial(*number, mapping),
        Cell::Text(_) => written(&cell.text(), birth, mapping),
        Cell::Broken | Cell::Struck(_) => Err(Fault::NotADate),
    }?;
    // Programs write the first day that they can count where nothing is known.
    let first = [(1899, 12, 30), (1899, 12, 31), (1900, 1, 1)];
    match birth && first.contains(&(date.year(), date.month(), date.day())) {
        true => Err(Fault::FirstDay),
        false => Ok(date),
    }
}

/// The day that a spreadsheet counts, from 1900.
fn serial(number: f64, mapping: &Mapping) -> Result<NaiveDate, Fault> {
    // Before 1 March 1900 spreadsheets count a day that was none.
    if !(61.0..110_000.0).contains(&number) {
        return Err(Fault::NotADate);
    }
    if mapping.said.serial_dates != Some(true) {
        return Err(Fault::Serial);
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)
        .and_then(|first| first.checked_add_days(Days::new(number as u64)))
        .ok_or(Fault::NotADate)
}

fn written(text: &str, birth: bool, mapping: &Mapping) -> Result<NaiveDate, Fault> {
    if !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit() || it == b'.') {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match (digits, text.len(), text.parse()) {
            (true, 8, _) => return compact(text, mapping),
            (_, 4..=20, Ok(number)) => return serial(number, mapping),
            _ => {}
        }
    }
    let day = without_time(text);
    // `14MAR1961` as well.
    let joined = day.len() == 9
        && day
            .get(2..5)
            .is_some_and(|it| it.bytes().all(|it| it.is_ascii_alphabetic()));
    let parts: Vec<&str> = match joined {
        true => vec![&day[..2], &day[2..5], &day[5..]],
        false => day
            .split(|it: char| "/.-–‐‑ ,".contains(it))
            .filter(|part| !part.is_empty())
            .collect(),
    };
    let (a, b, c) = match parts[..] {
        [a, b, c] => (a, b, c),
        [weekday, a, b, c] if has(&mapping.said.weekdays, weekday) => (a, b, c),
        _ => return Err(Fault::NotADate),
    };
    let month = |part: &str| mapping.said.months.get(&value_key(part)).copied();
    match (month(a), month(b)) {
        (Some(month), None) => on(year(c, birth, true, mapping)?, month, small(bare(b))?),
        (None, Some(month)) if four(a).is_ok() => on(four(a)?, month, small(c)?),
        (None, Some(month)) => on(year(c, birth, true, mapping)?, month, small(bare(a))?),
        _ if a.len() == 4 => on(four(a)?, small(b)?, small(c)?),
        _ => three_numbers(small(a)?, small(b)?, c, birth, mapping),
    }
}

/// `a` and `b` are day and month in either order, or `a` is a year of two digits.
fn three_numbers(
    a: u32,
    b: u32,
    c: &str,
    birth: bool,
    mapping: &Mapping,
) -> Result<NaiveDate, Fault> {
    let year = year(c, birth, false, mapping)?;
    match mapping.said.date_order {
        Some(DateOrder::Dmy) => on(year, b, a),
        Some(DateOrder::Mdy) => on(year, a, b),
        Some(DateOrder::Ymd) => Err(Fault::NotADate),
        None if a > 12 => on(year, b, a),
        None if b > 12 || a == b => on(year, a, b),
        None => Err(Fault::Ambiguous),
    }
}

/// Eight digits: the mapping must say the order.
fn compact(text: &str, mapping: &Mapping) -> Result<NaiveDate, Fault> {
    let number = |range: std::ops::Range<usize>| text[range].parse().map_err(|_| Fault::NotADate);
    match mapping.said.date_order {
        Some(DateOrder::Ymd) => on(four(&text[..4])?, number(4..6)?, number(6..8)?),
        Some(DateOrder::Mdy) => on(four(&text[4..])?, number(0..2)?, number(2..4)?),
        Some(DateOrder::Dmy) => on(four(&text[4..])?, number(2..4)?, number(0..2)?),
        None => Err(Fault::Ambiguous),
    }
}

fn on(year: i32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::NotOnCalendar)
}

fn four(text: &str) -> Result<i32, Fault> {
    match text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse().map_err(|_| Fault::NotADate),
        false => Err(Fault::NotADate),
    }
}

/// A year of four digits, or of two where the mapping says what they mean.
fn year(text: &str, birth: bool, named: bool, mapping: &Mapping) -> Result<i32, Fault> {
    if text.len() != 2 {
        return four(text);
    }
    let short = small(text).map(|year| year as i32)?;
    match (birth, mapping.said.birth_year_pivot) {
        (true, Some(pivot)) if short <= i32::from(pivot) => Ok(2000 + short),
        (true, Some(_)) => Ok(1900 + short),
        (true, None) => Err(Fault::TwoDigits),
        (false, _) if named || mapping.said.date_order.is_some() => Ok(2000 + short),
        (false, _) => Err(Fault::TwoDigits),
    }
}

/// A day without what English puts behind it: `14th`.
fn bare(day: &str) -> &str {
    let end = day.get(day.len().saturating_sub(2)..).unwrap_or_default();
    let ordinal = ["st", "nd", "rd", "th"]
        .iter()
        .any(|it| end.eq_ignore_ascii_case(it));
    match ordinal {
        true => &day[..day.len() - 2],
        false => day,
    }
}

/// Whether a text that should be a number is a day or a month: a spreadsheet turns `12-3` into
/// `12-Mar`.
pub(super) fn is_like_date(text: &str, mapping: &Mapping) -> bool {
    let month = |part: &str| mapping.said.months.contains_key(&value_key(part));
    let parts: Vec<&str> = text.split(['-', '/', ' ', '.']).collect();
    match parts[..] {
        [a, b] => month(a) && small(b).is_ok() || month(b) && small(a).is_ok(),
        [a, b, c] => {
            let year = four(c).is_ok();
            let numbers = text.contains('/') && year && small(a).is_ok() && small(b).is_ok();
            numbers || month(b) && small(a).is_ok() && (year || small(c).is_ok())
        }
        _ => false,
    }
}

/// A day or a month: one or two digits.
fn small(text: &str) -> Result<u32, Fault> {
    match (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        true => text.parse().map_err(|_| Fault::NotADate),
        false => Err(Fault::NotADate),
    }
}

/// The text without a time of day behind it.
fn without_time(text: &str) -> &str {
    let starts = text
        .char_indices()
        .filter(|(_, it)| matches!(it, ' ' | 'T' | '@'));
    for (at, letter) in starts {
        if time(&text[at + letter.len_utf8()..]).is_some() {
            return text[..at].trim_end_matches([',', ' ']);
        }
    }
    text
}

/// The time of day in a cell, with or without a date before it.
pub(super) fn time_of(cell: &Cell) -> Option<NaiveTime> {
    match cell {
        Cell::Moment(moment) => Some(moment.time()),
        Cell::Text(text) => {
            let text = text.trim();
            let behind = text
                .char_indices()
                .filter(|(_, letter)| matches!(letter, ' ' | 'T' | '@'))
                .find_map(|(at, letter)| time(&text[at + letter.len_utf8()..]));
            whole_time(text).or(behind)
        }
        Cell::Number(_) | Cell::Broken | Cell::Struck(_) => None,
    }
}

/// Whether a cell holds a time of day and no date.
pub(super) fn is_only_time(cell: &Cell) -> bool {
    match cell {
        Cell::Moment(moment) => moment.year() < 1900,
        Cell::Text(text) => whole_time(text.trim()).is_some(),
        Cell::Number(number) => (0.0..1.0).contains(number),
        Cell::Broken | Cell::Struck(_) => false,
    }
}

/// A time that is all of a text: `0730` as well.
fn whole_time(text: &str) -> Option<NaiveTime> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match digits {
        true => time(&format!("{}:{}", &text[..2], &text[2..])),
        false => time(text),
    }
}

/// `7:30`, `07:30:00`, `07:30 AM`, `7:30p`, `07:30:00.000`.
fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_suffix("UHR").unwrap_or(&text).trim_end();
    let half_day = text.strip_suffix('M').unwrap_or(text);
    let (clock, half) = match (half_day.strip_suffix('A'), half_day.strip_suffix('P')) {
        (Some(clock), _) => (clock.trim_end(), Some(0)),
        (_, Some(clock)) => (clock.trim_end(), Some(12)),
        _ => (text, None),
    };
    let clock = clock.strip_suffix('Z').unwrap_or(clock);
    // An offset changes no day that is written out: `00:00:00+01:00`.
    let offset =
        |it: &&str| it.len() >= 4 && it.bytes().all(|it| it.is_ascii_digit() || it == b':');
    let clock = match clock.rsplit_once(['+', '-']) {
        Some((clock, rest)) if Some(rest).as_ref().is_some_and(offset) => clock,
        _ => clock,
    };
    let (hour, rest) = clock.split_once(':')?;
    let mut rest = rest.split(':');
    let hour = small(hour).ok()?;
    let minute = small(rest.next()?).ok()?;
    let second = rest.next().map_or(Some(0), |second| {
        small(second.split('.').next().unwrap_or_default()).ok()
    })?;
    let hour = match half {
        None => hour,
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half)?,
    };
    match rest.next() {
        None => NaiveTime::from_hms_opt(hour, minute, second),
        Some(_) => None,
    }
}
