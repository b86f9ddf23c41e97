//! A mapping as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{DateOrder, NameOrder, Phrases};
use crate::case::{InterpreterMode, Position, Sex, Side};
use crate::schedule::field::Field;

/// What an age is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::schedule) enum AgeUnit {
    Years,
    Months,
    Weeks,
    Days,
}

/// Texts of schedules that mean one pack.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(in crate::schedule) struct Alias {
    pub(in crate::schedule) pack: String,
    pub(in crate::schedule) names: Vec<String>,
    pub(in crate::schedule) approach: Option<String>,
    /// It is the site's word, which counts before all others.
    #[serde(skip)]
    pub(in crate::schedule) own: bool,
}

/// A mapping as it is written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(in crate::schedule) struct Said {
    pub(in crate::schedule) date_order: Option<DateOrder>,
    pub(in crate::schedule) name_order: Option<NameOrder>,
    pub(in crate::schedule) birth_year_pivot: Option<u8>,
    pub(in crate::schedule) serial_dates: Option<bool>,
    pub(in crate::schedule) record_number_digits: Option<usize>,
    pub(in crate::schedule) sheet: Option<String>,
    pub(in crate::schedule) encoding: Option<String>,
    pub(in crate::schedule) delimiter: Option<char>,
    pub(in crate::schedule) header_row: Option<u32>,
    pub(in crate::schedule) empty: Vec<String>,
    pub(in crate::schedule) not_cases: Vec<String>,
    pub(in crate::schedule) joints: Vec<String>,
    /// Between the first level and the last one.
    pub(in crate::schedule) ranges: Vec<String>,
    pub(in crate::schedule) possible: Vec<String>,
    pub(in crate::schedule) revision: Vec<String>,
    pub(in crate::schedule) noise: Vec<String>,
    pub(in crate::schedule) titles: Vec<String>,
    pub(in crate::schedule) cancelled: Phrases,
    /// What stands for somebody who is not known yet.
    pub(in crate::schedule) nobody: Vec<String>,
    pub(in crate::schedule) anaesthesia_open: Vec<String>,
    pub(in crate::schedule) weekdays: Vec<String>,
    pub(in crate::schedule) ignore: Vec<String>,
    /// From this body mass index on a patient has the factor `obesity`.
    pub(in crate::schedule) obesity_from: Option<f64>,
    /// Words of a condition that change no risk.
    pub(in crate::schedule) no_factors: Vec<String>,
    /// Words beside a condition that may turn it round.
    pub(in crate::schedule) negations: Vec<String>,
    pub(in crate::schedule) emergencies: Vec<String>,
    /// Ids of factors, and the headers of columns that say only whether it is so.
    pub(super) factor_columns: BTreeMap<String, OneOrMany>,
    pub(in crate::schedule) factors: BTreeMap<String, Phrases>,
    pub(in crate::schedule) allergies: BTreeMap<String, Phrases>,
    pub(in crate::schedule) positions: BTreeMap<String, Position>,
    pub(in crate::schedule) interpreter_modes: BTreeMap<String, InterpreterMode>,
    pub(super) columns: BTreeMap<Field, OneOrMany>,
    pub(in crate::schedule) sides: BTreeMap<String, Side>,
    /// Letters that mean a side in a column of sides, and nowhere else.
    pub(in crate::schedule) side_letters: BTreeMap<String, Side>,
    pub(in crate::schedule) sexes: BTreeMap<String, Sex>,
    pub(in crate::schedule) age_units: BTreeMap<String, AgeUnit>,
    pub(in crate::schedule) answers: BTreeMap<String, bool>,
    pub(in crate::schedule) months: BTreeMap<String, u32>,
    pub(in crate::schedule) languages: BTreeMap<String, String>,
    pub(in crate::schedule) constants: BTreeMap<Field, String>,
    pub(in crate::schedule) procedures: Vec<Alias>,
    pub(in crate::schedule) anaesthesia: Vec<Alias>,
}

/// One header, or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}
