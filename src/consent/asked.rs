//! What content asks of whom it is for: the little that it depends on of what is otherwise
//! the patient's own.

use serde::Serialize;

use super::plan::packs_of;
use crate::case::Case;
use crate::library::{Answer, Library};

/// What comes of everything that the packs of a plan, and the site's own results, ask of
/// sex, age and surgeon. Cases that are the same otherwise and have the same answers have the
/// same content.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Asked<'a> {
    answers: Vec<Answer>,
    surgeon: Option<&'a str>,
}

impl<'a> Asked<'a> {
    /// The answers of a case.
    pub fn of(case: &'a Case, library: &Library) -> Self {
        let (patient, planned) = (&case.patient, case.procedure.planned_date);
        let age = planned.map(|date| patient.age_on(date));
        let packs = packs_of(case, library);
        let conditions = packs.iter().flat_map(|loaded| &loaded.looks_at.conditions);
        Self {
            answers: conditions
                .chain(library.own_results_ask())
                .map(|when| when.answer(patient.sex, age))
                .collect(),
            surgeon: { packs.iter() }
                .any(|loaded| loaded.looks_at.surgeon)
                .then_some(&case.surgeon.name),
        }
    }
}
