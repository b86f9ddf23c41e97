//! What the layout of the index sheet is filled with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::Serialize;

use super::index::Sheet;
use super::{Day, Listed, Missing};
use crate::case::{Facility, Levels};
use crate::error::Problem;
use crate::library::Locale;

/// The most rows that are named where the sheet says that there is no form for them; all
/// stand at its end.
const NAMED: usize = 40;

/// What the layout is filled with.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    pub lang: &'a str,
    pub facility: Option<&'a Facility>,
    /// The day, where it is the same for all.
    pub date: Option<DateWords<'a>>,
    pub part: Option<PartWords>,
    pub count: usize,
    pub copies: Option<usize>,
    /// Which columns have anything in them.
    pub times: bool,
    pub rooms: bool,
    pub dates: bool,
    pub forms: Vec<FormWords<'a>>,
    pub missing: Vec<MissingWords>,
    pub missing_count: usize,
    /// Their rows in one line, where they are not too many for it.
    pub missing_rows: Option<String>,
    pub t: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize, Clone, PartialEq)]
pub(super) struct DateWords<'a> {
    pub day: u32,
    pub month: &'a str,
    pub year: i32,
}

#[derive(Serialize)]
pub(super) struct PartWords {
    pub part: u64,
    pub of: u64,
}

#[derive(Serialize)]
pub(super) struct FormWords<'a> {
    pub row: u64,
    pub time: Option<String>,
    pub room: Option<String>,
    pub date: Option<DateWords<'a>>,
    pub record_number: String,
    pub operation: String,
    pub side: Option<&'a str>,
    pub levels: Option<String>,
    pub form_id: &'a str,
    /// First page of each copy.
    pub places: &'a [usize],
    pub pages: usize,
}

#[derive(Serialize)]
pub(super) struct MissingWords {
    pub row: u64,
    pub time: Option<String>,
    pub room: Option<String>,
    pub column: Option<u32>,
    pub reason: String,
}

impl<'a> Data<'a> {
    pub(super) fn of(
        day: &'a Day,
        places: &'a [Vec<usize>],
        sheet: &'a Sheet,
    ) -> Result<Self, Problem> {
        let forms = day.forms.iter().zip(places);
        let forms = forms.map(|(form, places)| FormWords::of(form, places, sheet));
        let forms = forms.collect::<Result<Vec<_>, _>>()?;
        let missing = day.missing.iter();
        let missing: Vec<_> = missing.map(|row| MissingWords::of(row, sheet)).collect();
        let labels = sheet.locale.labels.iter().chain(&sheet.locale.day);
        let days: BTreeSet<Option<NaiveDate>> = day.forms.iter().map(|form| form.date).collect();
        let same = (days.len() == 1).then(|| days.first().copied()).flatten();
        let date = same.flatten().map(|day| DateWords::of(day, &sheet.locale));
        let times = forms.iter().map(|it| &it.time);
        let times = times.chain(missing.iter().map(|it| &it.time));
        let rooms = forms.iter().map(|it| &it.room);
        let rooms = rooms.chain(missing.iter().map(|it| &it.room));
        Ok(Self {
            lang: &sheet.locale.lang,
            facility: day.facility.as_ref(),
            part: day.part.map(|(part, of)| PartWords { part, of }),
            count: forms.len(),
            copies: (day.copies > 1).then_some(day.copies),
            times: times.flatten().next().is_some(),
            rooms: rooms.flatten().next().is_some(),
            dates: date.is_none() && days.iter().any(Option::is_some),
            date,
            forms,
            missing_count: missing.len(),
            missing_rows: rows(&missing),
            missing,
            t: labels
                .map(|(name, word)| (name.as_str(), word.as_str()))
                .collect(),
        })
    }
}

impl<'a> FormWords<'a> {
    fn of(form: &'a Listed, places: &'a [usize], sheet: &'a Sheet) -> Result<Self, Problem> {
        Ok(Self {
            row: form.row,
            time: form.start.map(time),
            room: form.room.as_ref().map(|room| sheet.printable(room)),
            date: form.date.map(|date| DateWords::of(date, &sheet.locale)),
            record_number: sheet.printable(&form.record_number),
            operation: sheet.printable(&form.operation),
            side: form.side.map(|side| sheet.side(side)).transpose()?,
            levels: form.levels.as_ref().map(Levels::display),
            form_id: &form.form_id,
            places,
            pages: form.pages,
        })
    }
}

impl MissingWords {
    fn of(row: &Missing, sheet: &Sheet) -> Self {
        Self {
            row: row.row,
            time: row.start.map(time),
            room: row.room.as_ref().map(|room| sheet.printable(room)),
            column: row.column,
            reason: sheet.printable(&row.reason),
        }
    }
}

impl<'a> DateWords<'a> {
    fn of(date: NaiveDate, locale: &'a Locale) -> Self {
        Self {
            day: date.day(),
            month: &locale.months[date.month0() as usize],
            year: date.year(),
        }
    }
}

fn rows(missing: &[MissingWords]) -> Option<String> {
    let rows: Vec<String> = missing.iter().map(|it| it.row.to_string()).collect();
    (1..=NAMED).contains(&rows.len()).then(|| rows.join(", "))
}

fn time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}
