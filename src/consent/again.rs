//! The case behind a consent: what somebody typed, read back from what the form says.
//!
//! A record keeps the consent and not the case. Nearly everything of a case stands in its
//! consent as it was given; what stands there only in words (sex, level, approach) is looked up
//! in the library that made it. What cannot be found there any more is named, so that nobody
//! takes the case for whole.

use super::model::{Consent, PartStatus};
use super::phrases::Phrases;
use crate::case::{
    AddOn, AddOnStatus, Case, Discussion, Levels, Patient, Places, PlannedProcedure, Sex,
};
use crate::error::Problems;
use crate::library::Library;

/// A case that was read back.
#[derive(Debug, Clone)]
pub struct CaseAgain {
    /// The case, without what was lost.
    pub case: Case,
    /// Paths of what the consent says in words that this library does not know.
    pub lost: Vec<&'static str>,
}

impl Consent {
    /// The case that it was composed from. Composed again by the same library it gives the
    /// same consent, unless something is lost.
    ///
    /// # Errors
    /// The words of its language are not there any more.
    pub fn case_again(&self, library: &Library) -> Result<CaseAgain, Problems> {
        let phrases = Phrases::new(library.locale(&self.lang)?);
        let mut lost = Vec::new();
        let discussion = self.discussion.as_ref().map(|talk| Discussion {
            held_by: talk.held_by.clone(),
            role: talk.role.clone(),
            date: talk.date.as_ref().map(|date| date.iso),
        });
        let case = Case {
            patient: self.patient_again(&phrases, &mut lost),
            encounter: self.encounter.clone(),
            facility: self.facility.clone(),
            surgeon: self.surgeon.clone(),
            team: self.team.clone(),
            discussion,
            procedure: self.procedure_again(library, &mut lost),
            interpreter: self.interpreter.clone(),
            representative: self.representative.clone(),
            information: self.information.clone(),
            emergency: self.emergency.clone(),
            specific_risks: self.specific_risks.clone(),
            what_matters: text(&self.what_matters),
            places: Places::default(),
        };
        Ok(CaseAgain { case, lost })
    }

    fn patient_again(&self, phrases: &Phrases, lost: &mut Vec<&'static str>) -> Patient {
        let patient = &self.patient;
        let sex = patient.sex.as_deref().and_then(|words| {
            let known = [
                ("sex-female", Sex::Female),
                ("sex-male", Sex::Male),
                ("sex-other", Sex::Other),
                ("sex-unknown", Sex::Unknown),
            ];
            let says = |name: &str| phrases.phrase(name, &[]).is_ok_and(|it| it == words);
            known.into_iter().find(|(name, _)| says(name))
        });
        if sex.is_none() && patient.sex.is_some() {
            lost.push("patient.sex");
        }
        Patient {
            family_name: patient.family_name.clone(),
            given_names: patient.given_names.clone(),
            date_of_birth: patient.date_of_birth.iso,
            record_number: patient.record_number.clone(),
            sex: sex.map(|(_, sex)| sex),
            language: patient.language_tag.clone(),
            communication_needs: patient.communication_needs.clone(),
            decides_alone: patient.decides_alone.clone(),
        }
    }

    fn procedure_again(&self, library: &Library, lost: &mut Vec<&'static str>) -> PlannedProcedure {
        let said = &self.procedure;
        let levels = said.level.as_deref();
        let levels = levels.and_then(|words| Levels::parse(words).ok());
        if levels.is_none() && said.level.is_some() {
            lost.push("procedure.levels");
        }
        let approach = said.approach.as_deref().and_then(|name| {
            let loaded = library.pack(&said.pack).ok()?;
            let mut known = loaded.pack.approaches.iter();
            known.find(|it| it.name == name).map(|it| it.id.clone())
        });
        if approach.is_none() && said.approach.is_some() {
            lost.push("procedure.approach");
        }
        let (add_ons, anaesthesia) = self.parts_again();
        PlannedProcedure {
            pack: said.pack.clone(),
            side: said.side,
            levels,
            approach,
            position: said.position,
            revision: said.revision,
            overlapping: said.overlapping.is_some(),
            add_ons,
            anaesthesia,
            indication: text(&said.indication),
            factors: self.factors.iter().map(|it| it.id.clone()).collect(),
            planned_date: said.planned_date.as_ref().map(|date| date.iso),
            place: said.place.clone(),
        }
    }

    /// Operations that are added, and kinds of anaesthesia.
    fn parts_again(&self) -> (Vec<AddOn>, Vec<String>) {
        let (mut add_ons, mut anaesthesia) = (Vec::new(), Vec::new());
        for part in &self.parts {
            let pack = part.id.clone();
            let status = match part.status {
                PartStatus::Base => continue,
                PartStatus::Anaesthesia => {
                    anaesthesia.push(pack);
                    continue;
                }
                PartStatus::Planned => AddOnStatus::Planned,
                PartStatus::Possible => AddOnStatus::Possible,
            };
            add_ons.push(AddOn { pack, status });
        }
        (add_ons, anaesthesia)
    }
}

/// Paragraphs as they are typed, one a line.
fn text(paragraphs: &[String]) -> Option<String> {
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n"))
}
