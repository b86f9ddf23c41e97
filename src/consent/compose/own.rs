//! What is the patient's own, in words: patient, conversation, dates, signatories.

use chrono::Days;

use crate::case::{Case, Sex};
use crate::consent::model::{DiscussionWords, PatientWords};
use crate::consent::own::Own;
use crate::consent::phrases::Phrases;
use crate::error::Problem;
use crate::library::{Profile, Statements};

/// Puts into words what a case says of patient, people and dates.
pub(super) struct OwnWords<'a> {
    pub case: &'a Case,
    pub phrases: &'a Phrases,
    pub profile: &'a Profile,
}

impl OwnWords<'_> {
    /// `operation` is what is signed for.
    pub(super) fn compose(&self, statements: &Statements, operation: &str) -> Result<Own, Problem> {
        let (case, planned) = (self.case, &self.case.procedure);
        let overlapping = || {
            let surgeon = case.surgeon.name.clone();
            self.phrases.phrase("overlapping", &[("surgeon", surgeon)])
        };
        let date = planned.planned_date.map(|date| self.phrases.date(date));
        Ok(Own {
            validity: self.validity()?,
            patient: self.patient()?,
            encounter: case.encounter.clone(),
            surgeon: case.surgeon.clone(),
            team: case.team.clone(),
            discussion: self.discussion()?,
            overlapping: planned.overlapping.then(overlapping).transpose()?,
            indication: paragraphs(planned.indication.as_deref()),
            planned_date: date.transpose()?,
            place: planned.place.clone(),
            signatories: self.signatories(statements, operation)?,
        })
    }

    fn patient(&self) -> Result<PatientWords, Problem> {
        let patient = &self.case.patient;
        let sex = patient.sex.map(|sex| match sex {
            Sex::Female => "sex-female",
            Sex::Male => "sex-male",
            Sex::Other => "sex-other",
            Sex::Unknown => "sex-unknown",
        });
        Ok(PatientWords {
            name: format!("{} {}", patient.given_names, patient.family_name),
            family_name: patient.family_name.clone(),
            given_names: patient.given_names.clone(),
            date_of_birth: self.phrases.date(patient.date_of_birth)?,
            record_number: patient.record_number.clone(),
            sex: sex
                .map(|phrase| self.phrases.phrase(phrase, &[]))
                .transpose()?,
            language: patient
                .language
                .as_deref()
                .map(|tag| self.phrases.language(tag)),
            language_tag: patient.language.clone(),
            communication_needs: patient.communication_needs.clone(),
            decides_alone: patient.decides_alone.clone(),
        })
    }

    fn discussion(&self) -> Result<Option<DiscussionWords>, Problem> {
        let Some(discussion) = &self.case.discussion else {
            return Ok(None);
        };
        Ok(Some(DiscussionWords {
            held_by: discussion.held_by.clone(),
            role: discussion.role.clone(),
            date: discussion
                .date
                .map(|date| self.phrases.date(date))
                .transpose()?,
        }))
    }

    /// How long a signature holds, and from when on the operation is within that time.
    fn validity(&self) -> Result<Option<String>, Problem> {
        let Some(days) = self.profile.validity_days else {
            return Ok(None);
        };
        let mut words = self
            .phrases
            .phrase("validity", &[("days", days.to_string())])?;
        let planned = self.case.procedure.planned_date;
        let earliest = planned.and_then(|day| day.checked_sub_days(Days::new(u64::from(days))));
        if let Some(earliest) = earliest {
            let date = self.phrases.date(earliest)?.words;
            words.push(' ');
            words.push_str(&self.phrases.phrase("validity-from", &[("date", date)])?);
        }
        Ok(Some(words))
    }
}

/// Free text by its line breaks.
pub(super) fn paragraphs(text: Option<&str>) -> Vec<String> {
    text.into_iter()
        .flat_map(str::lines)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
