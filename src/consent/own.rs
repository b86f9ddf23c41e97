//! What of a consent is this patient's own.
//!
//! Forms of one kind (the same operation, side, level, add-ons, factors …) say the same but
//! for whom, by whom and when. That part is composed by itself, goes into the form id by
//! itself, and travels through the layout with marks around it, so that what forms of a
//! kind share can be made once and never carries anything of a patient.

use chrono::NaiveDate;
use serde_json::Value;

use super::model::{ComposedSignatory, Consent, DateWords, DiscussionWords, PatientWords};
use crate::case::{Encounter, Person, TeamMember};

/// Whom a form is for, who operates, when and why.
#[derive(Debug, Clone)]
#[cfg_attr(test, derive(serde::Deserialize, serde::Serialize))]
pub struct Own {
    /// How long a signature holds.
    pub validity: Option<String>,
    /// Who is to be operated on.
    pub patient: PatientWords,
    /// The stay or visit.
    pub encounter: Option<Encounter>,
    /// Who performs the operation.
    pub surgeon: Person,
    /// Others with important tasks.
    pub team: Vec<TeamMember>,
    /// Who explained the operation.
    pub discussion: Option<DiscussionWords>,
    /// That the surgeon has another operation going on during part of this one.
    pub overlapping: Option<String>,
    /// Diagnosis or reason, a paragraph an entry.
    pub indication: Vec<String>,
    /// Day of the operation.
    pub planned_date: Option<DateWords>,
    /// Theatre, building, site.
    pub place: Option<String>,
    /// Who signs what, with names.
    pub signatories: Vec<ComposedSignatory>,
}

/// Where a consent holds what is the patient's own; `*` is every item of a list.
/// Statements are own where they name somebody.
const PATHS: [&str; 26] = [
    "form_id",
    "validity",
    "patient.name",
    "patient.family_name",
    "patient.given_names",
    "patient.date_of_birth.iso",
    "patient.date_of_birth.words",
    "patient.record_number",
    "patient.sex",
    "encounter.number",
    "surgeon.name",
    "surgeon.role",
    "surgeon.contact",
    "team.*.name",
    "discussion.held_by",
    "discussion.role",
    "discussion.date.iso",
    "discussion.date.words",
    "procedure.overlapping",
    "procedure.indication.*",
    "procedure.planned_date.iso",
    "procedure.planned_date.words",
    "procedure.place",
    "signatories.*.name",
    "signatories.*.position",
    STATEMENTS,
];

const STATEMENTS: &str = "signatories.*.statements.*.says";

impl Own {
    fn nobody() -> Self {
        let day = DateWords {
            iso: NaiveDate::default(),
            words: String::new(),
        };
        Self {
            validity: None,
            patient: PatientWords {
                name: String::new(),
                family_name: String::new(),
                given_names: String::new(),
                date_of_birth: day,
                record_number: String::new(),
                sex: None,
                language: None,
                language_tag: None,
                communication_needs: Vec::new(),
                decides_alone: None,
            },
            encounter: None,
            surgeon: Person {
                name: String::new(),
                role: None,
                contact: None,
            },
            team: Vec::new(),
            discussion: None,
            overlapping: None,
            indication: Vec::new(),
            planned_date: None,
            place: None,
            signatories: Vec::new(),
        }
    }
}

/// Hands each own text of a consent's values to `take`, always in the same order; empty
/// texts are left out. `take` may change the text.
pub fn each_own_text(values: &mut Value, take: &mut dyn FnMut(&mut String)) {
    let name = |value: &Value, path: &str| value.pointer(path)?.as_str().map(str::to_owned);
    let names = ["/patient/name", "/surgeon/name"].map(|path| name(values, path));
    for path in PATHS {
        let steps: Vec<&str> = path.split('.').collect();
        walk(values, &steps, &mut |text| {
            let names = names.iter().flatten();
            if !text.is_empty() && (path != STATEMENTS || names_somebody(text, names)) {
                take(text);
            }
        });
    }
}

/// Whether a statement has one of some names in it.
pub(super) fn names_somebody<'a>(says: &str, names: impl IntoIterator<Item = &'a String>) -> bool {
    let mut names = names.into_iter().filter(|name| !name.is_empty());
    names.any(|name| says.contains(name.as_str()))
}

fn walk(value: &mut Value, steps: &[&str], take: &mut dyn FnMut(&mut String)) {
    match (steps, value) {
        ([], Value::String(text)) => take(text),
        (["*", rest @ ..], Value::Array(items)) => {
            for item in items {
                walk(item, rest, take);
            }
        }
        ([step, rest @ ..], Value::Object(fields)) => {
            if let Some(field) = fields.get_mut(*step) {
                walk(field, rest, take);
            }
        }
        _ => {}
    }
}

impl Consent {
    /// What of it is the patient's own.
    pub fn own(&self) -> Own {
        Own {
            validity: self.validity.clone(),
            patient: self.patient.clone(),
            encounter: self.encounter.clone(),
            surgeon: self.surgeon.clone(),
            team: self.team.clone(),
            discussion: self.discussion.clone(),
            overlapping: self.procedure.overlapping.clone(),
            indication: self.procedure.indication.clone(),
            planned_date: self.procedure.planned_date.clone(),
            place: self.procedure.place.clone(),
            signatories: self.signatories.clone(),
        }
    }

    /// The same content for another patient.
    pub fn for_another(&self, own: Own, form_id: String) -> Self {
        Self {
            form_id,
            validity: own.validity,
            patient: own.patient,
            encounter: own.encounter,
            surgeon: own.surgeon,
            team: own.team,
            discussion: own.discussion,
            procedure: super::model::ProcedureWords {
                overlapping: own.overlapping,
                indication: own.indication,
                planned_date: own.planned_date,
                place: own.place,
                ..self.procedure.clone()
            },
            signatories: own.signatories,
            ..self.clone()
        }
    }

    /// The content alone, for nobody.
    pub fn for_nobody(&self) -> Self {
        self.for_another(Own::nobody(), String::new())
    }
}
