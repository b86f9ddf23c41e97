//! Which cases make forms of one kind: those that differ in nothing but what is the
//! patient's own.

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::case::{
    AddOn, Case, Discussion, Emergency, Encounter, Facility, Information, Interpreter, Levels,
    Patient, Person, PlannedProcedure, Position, Representative, Sex, Side, SpecificRisk,
    TeamMember,
};
use crate::library::{Library, pack_path};

/// A hash of everything in a case that is not the patient's own, and of which own parts
/// there are.
pub(super) type Kind = [u8; 32];

/// What content of a library looks at in a case although it is the patient's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LooksAt {
    /// Ages, in years, from which on something else holds.
    ages: Vec<u32>,
    /// Some text has the surgeon's name in it.
    surgeon: bool,
}

impl LooksAt {
    /// As the packs of a library say: conditions on age, texts with the surgeon's name.
    pub(super) fn of(library: &Library) -> Self {
        let mut looks_at = Self {
            ages: Vec::new(),
            surgeon: false,
        };
        for id in library.pack_ids() {
            // A pack that cannot be read is no part of any form.
            let Ok((text, _)) = library.files().text(&pack_path(id)) else {
                continue;
            };
            looks_at.ages.extend(ages(&text));
            let mut names = text.split("{{").skip(1);
            looks_at.surgeon |= names.any(|rest| {
                let name = rest.split("}}").next().unwrap_or_default();
                name.contains("surgeon")
            });
        }
        looks_at
    }

    /// Between which of those ages a patient is.
    fn age_group(&self, age: u32) -> usize {
        let mut passed = self.ages.clone();
        passed.sort_unstable();
        passed.dedup();
        passed.partition_point(|from| *from <= age)
    }
}

/// The ages from which on a condition in a pack's file holds, or does no longer. What
/// cannot be read as a number makes every year an age of its own.
fn ages(text: &str) -> Vec<u32> {
    let after = |key: &'static str, more: u32| {
        text.split(key).skip(1).map(move |rest| {
            let number = rest.trim_start().strip_prefix('=').map(str::trim_start);
            let digits = number.map(|rest| {
                let end = rest.find(|c: char| !c.is_ascii_digit());
                &rest[..end.unwrap_or(rest.len())]
            });
            Some(digits?.parse::<u32>().ok()? + more)
        })
    };
    let found: Option<Vec<u32>> = after("age-from", 0).chain(after("age-to", 1)).collect();
    found.unwrap_or_else(|| (0..=150).collect())
}

/// The kind of a case. Every part of a case is named here: what is left out is the
/// patient's own, and nothing that all forms of a kind share may depend on it.
pub(super) fn kind(case: &Case, looks_at: &LooksAt, day: NaiveDate) -> Kind {
    let Case {
        patient,
        encounter,
        facility,
        surgeon,
        team,
        discussion,
        procedure,
        interpreter,
        representative,
        information,
        emergency,
        specific_risks,
        what_matters,
        places: _,
    } = case;
    let Patient {
        family_name: _,
        given_names: _,
        date_of_birth: _,
        record_number: _,
        sex,
        language,
        communication_needs,
        decides_alone,
    } = patient;
    let PlannedProcedure {
        pack,
        side,
        levels,
        approach,
        position,
        revision,
        overlapping,
        add_ons,
        anaesthesia,
        indication,
        factors,
        planned_date,
        place,
    } = procedure;
    let Person {
        name: surgeon_name,
        role: surgeon_role,
        contact: surgeon_contact,
    } = surgeon;
    let encounter = encounter.as_ref().map(|Encounter { number: _ }| ());
    let discussion = discussion.as_ref().map(
        |Discussion {
             held_by: _,
             role,
             date,
         }| (role.is_some(), date.is_some()),
    );
    let team: Vec<_> = team
        .iter()
        .map(
            |TeamMember {
                 name: _,
                 role,
                 tasks,
             }| (role, tasks.as_slice()),
        )
        .collect();
    let parts = Parts {
        day,
        sex,
        language,
        communication_needs,
        decides_alone,
        facility,
        team,
        pack,
        side,
        levels,
        approach,
        position,
        revision: *revision,
        overlapping: *overlapping,
        add_ons,
        anaesthesia,
        factors,
        interpreter,
        representative,
        information,
        emergency,
        specific_risks,
        what_matters,
        there: [
            encounter.is_some(),
            surgeon_role.is_some(),
            surgeon_contact.is_some(),
            planned_date.is_some(),
            place.is_some(),
        ],
        discussion,
        indication: indication.as_ref().map_or(0, |text| text.lines().count()),
        age: planned_date.map(|date| looks_at.age_group(patient.age_on(date))),
        surgeon: looks_at.surgeon.then_some(surgeon_name),
    };
    // A value of plain strings, numbers and lists always serializes.
    Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()).into()
}

/// What makes a kind.
#[derive(Serialize)]
struct Parts<'a> {
    day: NaiveDate,
    sex: &'a Option<Sex>,
    language: &'a Option<String>,
    communication_needs: &'a [String],
    decides_alone: &'a Option<String>,
    facility: &'a Facility,
    team: Vec<(&'a Option<String>, &'a [String])>,
    pack: &'a str,
    side: &'a Option<Side>,
    levels: &'a Option<Levels>,
    approach: &'a Option<String>,
    position: &'a Option<Position>,
    revision: bool,
    overlapping: bool,
    add_ons: &'a [AddOn],
    anaesthesia: &'a [String],
    factors: &'a [String],
    interpreter: &'a Option<Interpreter>,
    representative: &'a Option<Representative>,
    information: &'a [Information],
    emergency: &'a Option<Emergency>,
    specific_risks: &'a [SpecificRisk],
    what_matters: &'a Option<String>,
    there: [bool; 5],
    discussion: Option<(bool, bool)>,
    indication: usize,
    age: Option<usize>,
    surgeon: Option<&'a String>,
}

/// Takes the own texts out of a consent's values: the texts in order, and what is left.
pub(super) fn take_own(mut values: Value) -> (Vec<String>, Value) {
    let mut texts = Vec::new();
    crate::consent::each_own_text(&mut values, &mut |text| texts.push(std::mem::take(text)));
    (texts, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_of_conditions_are_found() {
        assert_eq!(ages("when = { age-from = 11, age-to = 55 }"), [11, 56]);
        assert!(ages("no condition").is_empty());
        assert_eq!(ages("age-from = eleven").len(), 151);
        let looks_at = LooksAt {
            ages: vec![56, 11],
            surgeon: false,
        };
        let groups = [10, 11, 55, 56].map(|age| looks_at.age_group(age));
        assert_eq!(groups, [0, 1, 1, 2]);
    }
}
