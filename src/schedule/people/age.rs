//! The age of a patient: a second witness of the date of birth.

use chrono::{Datelike, NaiveDate};

use crate::schedule::field::Field;
use crate::schedule::mapping::{AgeUnit, Mapping};
use crate::schedule::read::{Reading, Said};
use crate::schedule::words::{value_key, words};

/// Ages that people reach, in years.
const OLDEST: u32 = 130;
/// How many months an age may be beside that of the date of birth: it may have been written
/// down before or after the last birthday.
const BESIDE: u32 = 12;

/// From and up to how many full months an age is.
type Months = (u32, u32);

impl Reading<'_> {
    /// Every age of the row must be that of the date of birth on the day of the operation; where
    /// no day is planned, today or within a year. An age that cannot be read says nothing.
    pub(in crate::schedule) fn age(&mut self, planned: Option<&Said>) {
        if self.sheet.of(Field::Age).is_empty() {
            return;
        }
        let planned = planned.and_then(|said| self.day_of(said, false).ok());
        let born = self.text(Field::DateOfBirth);
        let born = born.and_then(|said| Some((self.day_of(&said, true).ok()?, said)));
        let Some((born, birth)) = born else { return };
        let mapping = &self.sheet.mapping;
        let Some(from) = months(born, planned.unwrap_or(mapping.today)) else {
            return;
        };
        let to = if planned.is_some() { from } else { from + 12 };
        for column in self.sheet.of(Field::Age) {
            let Some(cell) = self.row.cells.get(*column) else {
                continue;
            };
            let unit = unit_of(&self.sheet.columns[*column].header, mapping);
            let ages = ages(&cell.text(), unit, mapping);
            let is_it = |age: &Months| age.0 <= to + BESIDE && from <= age.1 + BESIDE;
            if ages.is_empty() || ages.iter().any(is_it) {
                continue;
            }
            let Some(said) = self.at(*column) else {
                continue;
            };
            let says = format!("is not the age that {} gives", birth.header);
            let hint =
                "correct the one that is wrong against the record: either may be another patient's";
            self.note(&said, &says, hint);
        }
    }
}

/// Full months from a birth to a day.
fn months(born: NaiveDate, day: NaiveDate) -> Option<u32> {
    let count = |day: NaiveDate| day.year() * 12 + day.month0() as i32;
    let begun = count(day) - count(born) - i32::from(day.day() < born.day());
    u32::try_from(begun).ok()
}

/// The unit that a header names, such as `Age (months)`; otherwise years.
fn unit_of(header: &str, mapping: &Mapping) -> AgeUnit {
    let words = words(header);
    // A letter may stand for anything.
    let mut words = words.iter().filter(|word| word.len() > 1);
    let named = words.find_map(|word| mapping.said.age_units.get(word));
    named.copied().unwrap_or(AgeUnit::Years)
}

/// What a text can say of an age; behind `64 M` may stand a unit or the sex.
fn ages(text: &str, unit: AgeUnit, mapping: &Mapping) -> Vec<Months> {
    let said = &mapping.said;
    let key = value_key(text);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, mut rest) = key.split_at(digits(&key));
    let Ok(number) = number.parse::<u32>() else {
        return Vec::new();
    };
    // Only what is full counts: `64.4` is 64.
    if let Some(part) = rest.strip_prefix(['.', ','])
        && digits(part) > 0
    {
        rest = &part[digits(part)..];
    }
    let plain = |it: char| it.is_alphanumeric() || " ./(),-".contains(it);
    if !rest.chars().all(plain) {
        return Vec::new();
    }
    let words = words(rest);
    let unit = |words: &[String]| match words {
        [] => Some(unit),
        _ => said.age_units.get(&words.concat()).copied(),
    };
    let before_sex = words
        .split_last()
        .filter(|(last, _)| said.sexes.contains_key(*last))
        .and_then(|(_, before)| unit(before));
    let units = [unit(&words), before_sex].into_iter().flatten();
    units.filter_map(|unit| in_months(number, unit)).collect()
}

/// An age in months, unless nobody reaches it.
fn in_months(number: u32, unit: AgeUnit) -> Option<Months> {
    let (each, parts) = match unit {
        AgeUnit::Years => (12, 1),
        AgeUnit::Months => (1, 1),
        AgeUnit::Weeks => (12, 52),
        AgeUnit::Days => (12, 365),
    };
    let months = |number: u32| number.checked_mul(each).map(|it| it / parts);
    let (from, to) = (months(number)?, months(number.checked_add(1)?)?);
    (from < OLDEST * 12).then_some((from, to.saturating_sub(1).max(from)))
}
