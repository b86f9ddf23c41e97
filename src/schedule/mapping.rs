//! How a hospital's schedule is to be understood: data, shipped and a site's own.

mod merge;
mod phrases;
mod said;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub(super) use self::phrases::{Phrases, plain};
use self::said::OneOrMany;
pub(super) use self::said::{AgeUnit, Alias, Said};
use super::field::Field;
use super::words::{header_key, value_key};
use crate::case::{clean_line, quoted};
use crate::error::{Place, Problem, Problems};
use crate::library::{Files, read_toml};

/// Where the shipped mapping stands; a site's file of this path takes its place.
pub const STANDARD: &str = "templates/mappings/standard.toml";

/// In which order a date of three numbers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// 14/03/1961.
    Dmy,
    /// 03/14/1961.
    Mdy,
    /// 1961/03/14.
    Ymd,
}

/// In which order a name without a comma is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameOrder {
    /// Jane Doe.
    GivenFirst,
    /// Doe Jane.
    FamilyFirst,
}

/// By what a column was understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// One of the usual names of `templates/mappings/standard.toml`.
    Alias,
    /// The mapping that was given.
    Mapping,
}

/// How a schedule is to be understood.
#[derive(Debug, Clone)]
pub struct Mapping {
    pub(super) said: Said,
    /// What each header means; `None`: it is ignored.
    headers: BTreeMap<String, (Option<Field>, By)>,
    /// Headers of columns that say whether a patient has one factor, and its id.
    factor_headers: BTreeMap<String, String>,
    /// What the given mapping says of, so that its word counts where two columns mean the same.
    pub(super) decided: BTreeSet<Field>,
    /// Headers that the given mapping names.
    own_headers: Vec<String>,
    /// Factors that the given mapping names.
    pub(super) own_factors: BTreeSet<String>,
    /// Place of the constants.
    pub(super) place: Place,
    /// The day on which it was loaded.
    pub(super) today: NaiveDate,
}

impl Mapping {
    /// The usual names, and those of a site's mapping (its text and its name for messages)
    /// before them.
    ///
    /// # Errors
    /// One of the two is not valid: file, line, key and a hint.
    pub fn load(files: &Files, own: Option<(&str, &str)>) -> Result<Self, Problems> {
        let (text, file) = files.text(STANDARD)?;
        let today = files.today();
        let standard = Self::read(&text, &file, By::Alias, today)?;
        match own {
            Some((text, file)) => Ok(Self::read(text, file, By::Mapping, today)?.over(standard)),
            None => Ok(standard),
        }
    }

    fn read(text: &str, file: &str, by: By, today: NaiveDate) -> Result<Self, Problems> {
        let mut said: Said = read_toml(text, file)?;
        for alias in said.procedures.iter_mut().chain(&mut said.anaesthesia) {
            alias.own = by == By::Mapping;
        }
        // The table that a problem is about; TOML's reader does not keep the places of values.
        let place_of = |table: &str| Place::at(file, text, text.find(table).unwrap_or(0));
        let mut problems = Vec::new();
        let mut note = |says: String, hint: &str, table: &str| {
            problems.push(Problem::new(says).at(Some(place_of(table))).hint(hint));
        };
        let mut headers = BTreeMap::new();
        let named = said.columns.iter().flat_map(|(field, names)| {
            let names = names.names().iter();
            names.map(|name| (name, Some(*field)))
        });
        let ignored = said.ignore.iter().map(|name| (name, None));
        let mut factor_headers = BTreeMap::new();
        for (id, names) in &said.factor_columns {
            let names = names.names().iter();
            factor_headers.extend(names.map(|name| (header_key(name), id.clone())));
        }
        let of_factors = said.factor_columns.values().flat_map(OneOrMany::names);
        let of_factors = of_factors.map(|name| (name, Some(Field::Conditions)));
        for (name, meaning) in ignored.chain(named).chain(of_factors) {
            let before = headers.insert(header_key(name), (meaning, by));
            if before.is_some_and(|(before, _)| before != meaning) {
                let says = format!("the header `{}` is named for two things", quoted(name));
                note(says, "name it once", "[columns]");
            }
        }
        for (field, text) in &said.constants {
            let path = format!("constants.{}", field.name());
            if !field.may_be_constant() {
                let says = format!("`{path}` cannot be the same for all rows");
                note(says, "it must come from a column", "[constants]");
            } else if let Err(problem) = clean_line(text, &path) {
                note(
                    problem.says,
                    &problem.hint.unwrap_or_default(),
                    "[constants]",
                );
            }
        }
        if said.birth_year_pivot.is_some_and(|year| year > 99) {
            let says = "`birth-year-pivot` has more than two digits".to_owned();
            note(
                says,
                "write the last two digits of a year, such as 26",
                "birth-year-pivot",
            );
        }
        if said
            .delimiter
            .is_some_and(|it| it == '"' || it.is_alphanumeric() || it == '\n')
        {
            let says = "`delimiter` is a sign that stands in values".to_owned();
            note(says, "write \",\" \";\" \"|\" or \"\\t\"", "delimiter");
        }
        if !problems.is_empty() {
            return Err(Problems(problems));
        }
        let (decided, own_headers) = match by {
            By::Mapping => {
                let named = said.columns.values().chain(said.factor_columns.values());
                (
                    said.columns.keys().copied().collect(),
                    named.flat_map(|it| it.names().to_vec()).collect(),
                )
            }
            By::Alias => (BTreeSet::new(), Vec::new()),
        };
        let factors = said.factors.keys().chain(said.allergies.keys());
        let own_factors = match by {
            By::Mapping => factors.chain(said.factor_columns.keys()).cloned().collect(),
            By::Alias => BTreeSet::new(),
        };
        let place = place_of("[constants]");
        Ok(Self {
            said: said.with_plain_keys(),
            headers,
            factor_headers,
            decided,
            own_headers,
            own_factors,
            place,
            today,
        })
    }

    /// Its first letter, for what has no better place.
    pub(super) fn top(&self) -> Place {
        let file = Arc::clone(&self.place.file);
        let (line, column) = (1, 1);
        Place { file, line, column }
    }

    /// What a header means, and by what; `None` for one that nobody knows.
    pub(super) fn meaning(&self, header: &str) -> Option<(Option<Field>, By)> {
        Some(*self.headers.get(&self.key_of(header)?)?)
    }

    /// The factor that a column of this header is about, if it is about one only.
    pub(super) fn factor_of(&self, header: &str) -> Option<&str> {
        let id = self.factor_headers.get(&self.key_of(header)?)?;
        Some(id.as_str())
    }

    fn key_of(&self, header: &str) -> Option<String> {
        let known =
            |text: &str| Some(header_key(text)).filter(|key| self.headers.contains_key(key));
        // `DOB (MM/DD/YYYY)` is `DOB`, and `MRN #` is `MRN`.
        known(header)
            .or_else(|| known(header.split_once(['(', '['])?.0))
            .or_else(|| known(&header.replace('#', "")))
    }

    /// The fields that some header means.
    #[cfg(test)]
    pub(super) fn fields(&self) -> BTreeSet<Field> {
        self.headers.values().filter_map(|it| it.0).collect()
    }

    /// Headers of the given mapping that none of a schedule's columns has.
    pub(super) fn not_found(&self, headers: &[String]) -> Vec<String> {
        let keys: Vec<String> = headers.iter().map(|header| header_key(header)).collect();
        let mut not_found = self.own_headers.clone();
        not_found.retain(|name| !keys.contains(&header_key(name)));
        not_found
    }

    /// Whether a cell of this text is as good as empty.
    pub(super) fn is_empty(&self, text: &str) -> bool {
        text.is_empty() || has(&self.said.empty, text)
    }
}

/// Whether a list of words has this one.
pub(super) fn has(list: &[String], text: &str) -> bool {
    let plain = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    // Nearly every word of a schedule; nothing is made for it.
    if text.bytes().all(plain) && !text.contains("  ") {
        let text = text.trim();
        return list.iter().any(|word| word.eq_ignore_ascii_case(text));
    }
    let key = value_key(text);
    list.contains(&key)
}
