//! Who and what: patient, conversation, operation with side and level.

use chrono::Days;

use super::Composer;
use crate::case::Sex;
use crate::consent::model::{DiscussionWords, PartStatus, PatientWords, ProcedureWords};
use crate::consent::plan::Part;
use crate::consent::wording::inside_a_sentence;
use crate::error::Problem;
use crate::library::{Need, Role};

impl Composer<'_> {
    pub(super) fn patient(&self) -> Result<PatientWords, Problem> {
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
            date_of_birth: self.wording.date(patient.date_of_birth)?,
            record_number: patient.record_number.clone(),
            sex: sex
                .map(|phrase| self.wording.phrase(phrase, &[]))
                .transpose()?,
            language: patient
                .language
                .as_deref()
                .map(|tag| self.wording.language(tag)),
            language_tag: patient.language.clone(),
            communication_needs: patient.communication_needs.clone(),
            decides_alone: patient.decides_alone.clone(),
        })
    }

    pub(super) fn discussion(&self) -> Result<Option<DiscussionWords>, Problem> {
        let Some(discussion) = &self.case.discussion else {
            return Ok(None);
        };
        Ok(Some(DiscussionWords {
            held_by: discussion.held_by.clone(),
            role: discussion.role.clone(),
            date: discussion
                .date
                .map(|date| self.wording.date(date))
                .transpose()?,
        }))
    }

    pub(super) fn procedure(&self) -> Result<ProcedureWords, Problem> {
        let planned = &self.case.procedure;
        let wording = self.wording;
        let part = self.plan.base();
        let pack = part.pack();
        let levels = planned.levels.as_ref();
        let known = |name: &str| wording.variables.get(name).cloned();
        let fill = |text: &str| wording.fill(text, &part.loaded.file);
        Ok(ProcedureWords {
            pack: pack.id.clone(),
            name: pack.name.clone(),
            lay_name: fill(&pack.lay_name)?,
            other_names: pack.other_names.clone(),
            operation: self.operation()?,
            side: planned.side,
            side_words: match (planned.side, pack.site.laterality) {
                (Some(side), _) => wording.side("side-words", side)?,
                (None, Need::None) => wording.phrase("side-words-none", &[])?,
                (None, _) => wording.phrase("side-words-not-stated", &[])?,
            },
            level: known("level"),
            level_words: match (levels, pack.site.level) {
                (Some(levels), _) => levels
                    .as_slice()
                    .iter()
                    .map(|level| wording.level(level))
                    .collect::<Result<_, _>>()?,
                // A knee has no level, and nobody expects one.
                (None, Need::None) if pack.site.regions.is_empty() => Vec::new(),
                (None, Need::None) => vec![wording.phrase("level-words-none", &[])?],
                (None, _) => vec![wording.phrase("level-words-not-stated", &[])?],
            },
            nerves: known("nerve"),
            region: known("region"),
            approach: self
                .plan
                .approach
                .as_ref()
                .map(|approach| approach.name.clone()),
            approach_says: self
                .plan
                .approach
                .as_ref()
                .map(|approach| fill(&approach.says))
                .transpose()?,
            position: self.plan.position,
            position_words: self
                .plan
                .position
                .map(|position| wording.position(position))
                .transpose()?,
            anaesthesia: self
                .plan
                .parts
                .iter()
                .filter(|part| part.status == Some(PartStatus::Anaesthesia))
                .map(|part| part.pack().name.clone())
                .collect(),
            revision: self.plan.circumstances.revision,
            overlapping: planned
                .overlapping
                .then(|| {
                    let surgeon = self.case.surgeon.name.clone();
                    wording.phrase("overlapping", &[("surgeon", surgeon)])
                })
                .transpose()?,
            indication: paragraphs(planned.indication.as_deref()),
            planned_date: planned
                .planned_date
                .map(|date| wording.date(date))
                .transpose()?,
            place: planned.place.clone(),
        })
    }

    /// How long a signature holds, and from when on the operation is within that time.
    pub(super) fn validity(&self) -> Result<Option<String>, Problem> {
        let Some(days) = self.profile.validity_days else {
            return Ok(None);
        };
        let mut words = self
            .wording
            .phrase("validity", &[("days", days.to_string())])?;
        let planned = self.case.procedure.planned_date;
        let earliest = planned.and_then(|day| day.checked_sub_days(Days::new(u64::from(days))));
        if let Some(earliest) = earliest {
            let date = self.wording.date(earliest)?.words;
            words.push(' ');
            words.push_str(&self.wording.phrase("validity-from", &[("date", date)])?);
        }
        Ok(Some(words))
    }

    /// What is signed for: name, side, level, add-ons. Said the same way everywhere.
    fn operation(&self) -> Result<String, Problem> {
        let wording = self.wording;
        let mut words = self.plan.base().pack().name.clone();
        for (name, phrase) in [("on_side", "operation-side"), ("level", "operation-level")] {
            if let Some(value) = wording.variables.get(name) {
                words =
                    wording.phrase(phrase, &[("operation", words), ("value", value.clone())])?;
            }
        }
        let add_ons: Vec<String> = self
            .plan
            .parts
            .iter()
            .filter(|part| part.role() == Some(Role::AddOn))
            .map(|part| {
                let name = inside_a_sentence(&part.pack().name);
                wording.phrase(
                    "operation-add-on",
                    &[("name", name), ("status", self.status(part)?)],
                )
            })
            .collect::<Result<_, _>>()?;
        if add_ons.is_empty() {
            return Ok(words);
        }
        let add_ons = wording.list(add_ons.into_iter())?;
        wording.phrase(
            "operation-with",
            &[("operation", words), ("add_ons", add_ons)],
        )
    }

    pub(super) fn status(&self, part: &Part) -> Result<String, Problem> {
        let phrase = match part.status {
            Some(PartStatus::Possible) => "status-possible",
            Some(PartStatus::Anaesthesia) => "status-anaesthesia",
            Some(PartStatus::Base | PartStatus::Planned) | None => "status-planned",
        };
        self.wording.phrase(phrase, &[])
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
