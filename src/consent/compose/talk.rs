//! What is talked about: the parts of the plan, benefits, alternatives, what the
//! patient's own health changes, recovery, choices.

use std::collections::BTreeMap;

use super::Composer;
use crate::consent::figures;
use crate::consent::model::{
    ComposedAlternative, ComposedBenefit, ComposedChoice, ComposedFactor, ComposedOption,
    ComposedPart, ComposedRecovery, PartStatus, RiskGroup,
};
use crate::consent::plan::Part;
use crate::error::Problem;
use crate::library::{Estimate, Role};

impl Composer<'_> {
    pub(super) fn parts(&self) -> Result<Vec<ComposedPart>, Problem> {
        let mut parts = Vec::new();
        for part in &self.plan.parts {
            let Some(status) = part.status else { continue };
            let pack = part.pack();
            let reasons = if status == PartStatus::Base {
                &[][..]
            } else {
                &pack.reasons
            };
            parts.push(ComposedPart {
                id: pack.id.clone(),
                name: pack.name.clone(),
                lay_name: self.wording.fill(&pack.lay_name, &part.loaded.file)?,
                other_names: pack.other_names.clone(),
                status,
                status_words: self.status(part)?,
                reasons: self.passages(part, reasons)?,
                steps: self.passages(part, &pack.steps)?,
            });
        }
        Ok(parts)
    }

    pub(super) fn benefits(&mut self) -> Result<Vec<ComposedBenefit>, Problem> {
        let mut benefits: Vec<ComposedBenefit> = Vec::new();
        for part in &self.plan.parts {
            for benefit in &part.pack().benefits {
                let there = benefits.iter().any(|have| have.id == benefit.id);
                if there || !self.plan.circumstances.hold(&benefit.when, part.role()) {
                    continue;
                }
                benefits.push(ComposedBenefit {
                    id: benefit.id.clone(),
                    says: self.wording.fill(&benefit.says, &part.loaded.file)?,
                    how_likely: self.how_likely(part, &benefit.estimates)?,
                });
            }
        }
        Ok(benefits)
    }

    /// Every figure that holds, least hopeful first: hope is never rounded up.
    fn how_likely(
        &mut self,
        part: &Part,
        estimates: &[Estimate],
    ) -> Result<Option<String>, Problem> {
        let mut holding: Vec<&Estimate> = estimates
            .iter()
            .filter(|estimate| self.plan.circumstances.hold(&estimate.when, part.role()))
            .collect();
        holding.sort_by(|a, b| a.rate().total_cmp(&b.rate()));
        let mut words = Vec::new();
        for estimate in holding {
            let cited = self.cited.cite(part, &estimate.source);
            words.push(self.wording.phrase(
                "how-likely",
                &[
                    ("figure", figures::words(estimate, 100, self.wording)?),
                    ("horizon", estimate.horizon.clone()),
                    ("population", estimate.population.clone()),
                    ("cited", cited),
                ],
            )?);
        }
        Ok((!words.is_empty()).then(|| words.join("; ")))
    }

    /// The other choices are those of the operation; an add-on is no choice by itself.
    pub(super) fn alternatives(&self) -> Result<Vec<ComposedAlternative>, Problem> {
        let part = self.plan.base();
        let fill = |text: &str| self.wording.fill(text, &part.loaded.file);
        part.pack()
            .alternatives
            .iter()
            .filter(|alternative| self.plan.circumstances.hold(&alternative.when, part.role()))
            // What is part of the plan is no other choice.
            .filter(|alternative| {
                let other = alternative.pack.as_ref();
                !self
                    .plan
                    .parts
                    .iter()
                    .any(|part| Some(&part.pack().id) == other)
            })
            .map(|alternative| {
                Ok(ComposedAlternative {
                    id: alternative.id.clone(),
                    name: fill(&alternative.name)?,
                    benefits: fill(&alternative.benefits)?,
                    risks: fill(&alternative.risks)?,
                })
            })
            .collect()
    }

    /// What each factor of the patient changes, in every part that says so.
    pub(super) fn factors(&mut self, risks: &[RiskGroup]) -> Result<Vec<ComposedFactor>, Problem> {
        let printed: BTreeMap<&str, &str> = risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows))
            .map(|risk| (risk.id.as_str(), risk.name.as_str()))
            .collect();
        let mut all: Vec<ComposedFactor> = Vec::new();
        for id in &self.plan.factors {
            let mut composed = ComposedFactor {
                id: id.clone(),
                name: String::new(),
                says: Vec::new(),
                lasting: Vec::new(),
                raises: Vec::new(),
                cited: String::new(),
            };
            for part in &self.plan.parts {
                let of_part = part.pack().factors.iter().filter(|factor| factor.id == *id);
                for factor in
                    of_part.filter(|factor| self.plan.circumstances.hold(&factor.when, part.role()))
                {
                    let fill = |text: &str| self.wording.fill(text, &part.loaded.file);
                    if composed.name.is_empty() {
                        composed.name = fill(&factor.name)?;
                    }
                    push_new(&mut composed.says, fill(&factor.says)?);
                    push_new(&mut composed.lasting, fill(&factor.lasting)?);
                    for raised in factor
                        .raises
                        .iter()
                        .filter_map(|risk| printed.get(risk.as_str()))
                    {
                        push_new(&mut composed.raises, (*raised).to_owned());
                    }
                    for source in &factor.sources {
                        let number = self.cited.cite(part, source);
                        if !composed.cited.contains(&number) {
                            composed.cited.push_str(&number);
                        }
                    }
                }
            }
            if composed.name.is_empty() {
                return Err(Problem::new(format!(
                    "no pack says what the factor `{id}` changes in this case"
                ))
                .hint("leave it out, or add it to the pack without a condition"));
            }
            all.push(composed);
        }
        Ok(all)
    }

    /// Topics in the order of the operation; what an add-on says of a topic takes its place.
    pub(super) fn recovery(&self) -> Result<Vec<ComposedRecovery>, Problem> {
        let mut topics: Vec<(ComposedRecovery, Option<Role>)> = Vec::new();
        for part in &self.plan.parts {
            for recovery in &part.pack().recovery {
                if !self.plan.circumstances.hold(&recovery.when, part.role()) {
                    continue;
                }
                let says = self.wording.fill(&recovery.says, &part.loaded.file)?;
                let role = part.role();
                match topics
                    .iter_mut()
                    .find(|(topic, _)| topic.topic == recovery.topic)
                {
                    Some((topic, of)) if role == Some(Role::AddOn) && *of != role => {
                        topic.says = vec![says];
                        *of = role;
                    }
                    Some((topic, _)) => push_new(&mut topic.says, says),
                    None => topics.push((
                        ComposedRecovery {
                            topic: recovery.topic.clone(),
                            says: vec![says],
                        },
                        role,
                    )),
                }
            }
        }
        Ok(topics.into_iter().map(|(topic, _)| topic).collect())
    }

    pub(super) fn choices(&self) -> Result<Vec<ComposedChoice>, Problem> {
        let mut all: Vec<ComposedChoice> = Vec::new();
        for part in &self.plan.parts {
            for choice in &part.pack().choices {
                let there = all.iter().any(|have| have.id == choice.id);
                if there || !self.plan.circumstances.hold(&choice.when, part.role()) {
                    continue;
                }
                let fill = |text: &str| self.wording.fill(text, &part.loaded.file);
                let options = choice.options.iter().map(|option| {
                    Ok(ComposedOption {
                        field: format!("{}-{}", choice.id, option.id),
                        says: fill(&option.says)?,
                    })
                });
                all.push(ComposedChoice {
                    id: choice.id.clone(),
                    name: fill(&choice.name)?,
                    says: fill(&choice.says)?,
                    options: options.collect::<Result<_, Problem>>()?,
                });
            }
        }
        Ok(all)
    }
}

fn push_new(list: &mut Vec<String>, says: String) {
    if !list.contains(&says) {
        list.push(says);
    }
}
