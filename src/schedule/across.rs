//! What rows say of each other: the same person twice, two people as one.
//!
//! Hashes of names, births and numbers are kept, at most about 130 bytes a row that is a case, and no value.

use std::collections::BTreeMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::row::Row;
use crate::case::Case;

/// Something odd between two rows. Holds rows only, and no value of a patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// The earlier row.
    pub earlier: u32,
    /// The row at hand.
    pub row: u32,
}

/// What is odd between two rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// Every cell is the same.
    Duplicate,
    /// The same record number with another name or date of birth.
    SameNumberOtherPatient,
    /// The same name and date of birth with another record number.
    SamePatientOtherNumber,
    /// The same patient on the same day, in a row that says something else.
    SamePatientSameDay,
}

impl FindingKind {
    /// In words, after “this row …” and before the earlier row.
    pub fn words(self) -> &'static str {
        match self {
            Self::Duplicate => "repeats row",
            Self::SameNumberOtherPatient => {
                "has the record number of another name or date of birth in row"
            }
            Self::SamePatientOtherNumber => {
                "has name and date of birth of another record number in row"
            }
            Self::SamePatientSameDay => "is about the same patient and day as row",
        }
    }
}

/// What earlier rows said. Rows are to be given in their order.
#[derive(Debug, Default)]
pub struct Across {
    rows: BTreeMap<u64, u32>,
    /// Record number to person and row.
    numbers: BTreeMap<u64, (u64, u32)>,
    /// Person to record number and row.
    people: BTreeMap<u64, (u64, u32)>,
    /// Record number and day to row.
    days: BTreeMap<u64, u32>,
}

impl Across {
    /// Whether a row repeats an earlier one, also if neither is a case.
    pub fn row(&mut self, row: &Row) -> Option<Finding> {
        let texts: Vec<_> = row.texts().collect();
        if texts.is_empty() {
            return None;
        }
        let number = row.number();
        let earlier = *self.rows.entry(hash(&texts)).or_insert(number);
        (earlier != number).then_some(Finding {
            kind: FindingKind::Duplicate,
            earlier,
            row: number,
        })
    }

    /// What is odd between a case and those of earlier rows.
    pub fn case(&mut self, row: u32, case: &Case) -> Vec<Finding> {
        let patient = &case.patient;
        let name = format!("{}\0{}", patient.family_name, patient.given_names);
        let person = hash(&(name.to_lowercase(), patient.date_of_birth));
        let record = hash(&patient.record_number);
        let mut findings = Vec::new();
        let mut find = |kind, earlier| {
            let finding = Finding { kind, earlier, row };
            if earlier != row {
                findings.push(finding);
            }
        };
        let (known, earlier) = *self.numbers.entry(record).or_insert((person, row));
        if known != person {
            find(FindingKind::SameNumberOtherPatient, earlier);
        }
        let (known, earlier) = *self.people.entry(person).or_insert((record, row));
        if known != record {
            find(FindingKind::SamePatientOtherNumber, earlier);
        }
        if let Some(planned) = case.procedure.planned_date {
            let earlier = *self.days.entry(hash(&(record, planned))).or_insert(row);
            find(FindingKind::SamePatientSameDay, earlier);
        }
        findings
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
