//! A site's mapping before the shipped one.

use std::collections::BTreeMap;

use super::{Mapping, Phrases, Said};
use crate::schedule::words::{header_key, value_key};

impl Mapping {
    /// This one before another: what it says counts, the rest stays.
    pub(super) fn over(mut self, base: Self) -> Self {
        let mut headers = base.headers;
        let mut factor_headers = base.factor_headers;
        factor_headers.retain(|header, _| !self.headers.contains_key(header));
        factor_headers.extend(self.factor_headers);
        headers.extend(self.headers);
        self.headers = headers;
        self.factor_headers = factor_headers;
        self.said = self.said.over(base.said);
        self
    }
}

impl Said {
    /// Words as they are looked up: in lower case, with single spaces.
    pub(super) fn with_plain_keys(mut self) -> Self {
        for list in [
            &mut self.empty,
            &mut self.not_cases,
            &mut self.joints,
            &mut self.ranges,
            &mut self.possible,
            &mut self.revision,
            &mut self.noise,
            &mut self.titles,
            &mut self.nobody,
            &mut self.anaesthesia_open,
            &mut self.weekdays,
            &mut self.negations,
            &mut self.emergencies,
        ] {
            for word in list {
                *word = value_key(word);
            }
        }
        for text in &mut self.no_factors {
            *text = super::plain(text);
        }
        self.sides = keyed(self.sides, value_key);
        self.side_letters = keyed(self.side_letters, value_key);
        self.positions = keyed(self.positions, value_key);
        self.interpreter_modes = keyed(self.interpreter_modes, value_key);
        self.sexes = keyed(self.sexes, value_key);
        // `y/o` is `yo`.
        self.age_units = keyed(self.age_units, header_key);
        self.answers = keyed(self.answers, value_key);
        self.months = keyed(self.months, value_key);
        self.languages = keyed(self.languages, value_key);
        self
    }

    fn over(self, base: Self) -> Self {
        Self {
            date_order: self.date_order.or(base.date_order),
            name_order: self.name_order.or(base.name_order),
            birth_year_pivot: self.birth_year_pivot.or(base.birth_year_pivot),
            serial_dates: self.serial_dates.or(base.serial_dates),
            record_number_digits: self.record_number_digits.or(base.record_number_digits),
            sheet: self.sheet.or(base.sheet),
            encoding: self.encoding.or(base.encoding),
            delimiter: self.delimiter.or(base.delimiter),
            header_row: self.header_row.or(base.header_row),
            empty: both(self.empty, base.empty),
            not_cases: both(self.not_cases, base.not_cases),
            joints: both(self.joints, base.joints),
            ranges: both(self.ranges, base.ranges),
            possible: both(self.possible, base.possible),
            revision: both(self.revision, base.revision),
            noise: both(self.noise, base.noise),
            titles: both(self.titles, base.titles),
            cancelled: self.cancelled.and(base.cancelled),
            nobody: both(self.nobody, base.nobody),
            anaesthesia_open: both(self.anaesthesia_open, base.anaesthesia_open),
            weekdays: both(self.weekdays, base.weekdays),
            ignore: both(self.ignore, base.ignore),
            obesity_from: self.obesity_from.or(base.obesity_from),
            no_factors: both(self.no_factors, base.no_factors),
            negations: both(self.negations, base.negations),
            emergencies: both(self.emergencies, base.emergencies),
            factor_columns: self.factor_columns,
            factors: phrases(self.factors, base.factors),
            allergies: phrases(self.allergies, base.allergies),
            positions: merged(self.positions, base.positions),
            interpreter_modes: merged(self.interpreter_modes, base.interpreter_modes),
            columns: self.columns,
            sides: merged(self.sides, base.sides),
            side_letters: merged(self.side_letters, base.side_letters),
            sexes: merged(self.sexes, base.sexes),
            age_units: merged(self.age_units, base.age_units),
            answers: merged(self.answers, base.answers),
            months: merged(self.months, base.months),
            languages: merged(self.languages, base.languages),
            constants: merged(self.constants, base.constants),
            procedures: both(self.procedures, base.procedures),
            anaesthesia: both(self.anaesthesia, base.anaesthesia),
        }
    }
}

fn both<T>(mut own: Vec<T>, base: Vec<T>) -> Vec<T> {
    own.extend(base);
    own
}

fn merged<K: Ord, V>(own: BTreeMap<K, V>, mut base: BTreeMap<K, V>) -> BTreeMap<K, V> {
    base.extend(own);
    base
}

fn phrases(
    own: BTreeMap<String, Phrases>,
    mut base: BTreeMap<String, Phrases>,
) -> BTreeMap<String, Phrases> {
    for (id, phrases) in own {
        let before = base.remove(&id).unwrap_or_default();
        base.insert(id, phrases.and(before));
    }
    base
}

/// Words as they are looked up.
fn keyed<V>(words: BTreeMap<String, V>, key: fn(&str) -> String) -> BTreeMap<String, V> {
    let words = words.into_iter();
    words.map(|(word, value)| (key(&word), value)).collect()
}
