//! The operation with side and level.

use super::Composer;
use crate::consent::model::{PartStatus, ProcedureWords};
use crate::consent::own::Own;
use crate::consent::plan::Part;
use crate::consent::wording::inside_a_sentence;
use crate::error::Problem;
use crate::library::{Need, Role};

impl Composer<'_> {
    pub(super) fn procedure(&self, own: &Own) -> Result<ProcedureWords, Problem> {
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
            overlapping: own.overlapping.clone(),
            indication: own.indication.clone(),
            planned_date: own.planned_date.clone(),
            place: own.place.clone(),
        })
    }

    /// What is signed for: name, side, level, add-ons. Said the same way everywhere.
    pub(super) fn operation(&self) -> Result<String, Problem> {
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
