//! Which cases make forms of one kind: those that differ in nothing but what is the
//! patient's own.

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::case::{
    AddOn, Case, Discussion, Emergency, Encounter, Facility, Information, Interpreter, Levels,
    Patient, Person, PlannedProcedure, Position, Representative, Side, SpecificRisk, TeamMember,
};
use crate::consent::Asked;
use crate::library::Library;

/// A hash of everything in a case that is not the patient's own, and of which own parts
/// there are.
pub(super) type Kind = [u8; 32];

/// The kind of a case. Every part of a case is named here: what is left out is the
/// patient's own, and nothing that all forms of a kind share may depend on it.
pub(super) fn kind(case: &Case, library: &Library, day: NaiveDate) -> Kind {
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
        name: _,
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
            sex.is_some(),
        ],
        discussion,
        indication: indication.as_ref().map_or(0, |text| text.lines().count()),
        asked: Asked::of(case, library),
    };
    // A value of plain strings, numbers and lists always serializes.
    Sha256::digest(serde_json::to_vec(&parts).unwrap_or_default()).into()
}

/// What makes a kind.
#[derive(Serialize)]
struct Parts<'a> {
    day: NaiveDate,
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
    there: [bool; 6],
    discussion: Option<(bool, bool)>,
    indication: usize,
    asked: Asked<'a>,
}
