//! Case and library to consent.

use std::collections::BTreeMap;

use super::figures;
use super::id;
use super::model::*;
use super::plan::{Part, Plan};
use super::risks::{self, Cite};
use super::wording::{Variables, Wording};
use crate::case::{Case, Interpreter, Sex};
use crate::error::{Problem, Problems};
use crate::library::{Estimate, Library, Passage, Review, Role, SignatoryRole, Statements, Status};

/// Which statements are signed; a site shadows the file to change them.
const STATEMENTS: &str = "standard";

impl Consent {
    /// Composes what will be said to this patient.
    ///
    /// `edition` is everything outside the consent that shapes the form (layout,
    /// theme, paper); it goes into the form id, so that two different files never
    /// share one.
    ///
    /// # Errors
    /// The case does not say what its packs need, or a pack's text cannot be
    /// filled; all problems of the case at once.
    pub fn compose(
        case: &Case,
        library: &Library,
        lang: &str,
        edition: &str,
    ) -> Result<Self, Problems> {
        let plan = Plan::of(case, library)?;
        let locale = library.locale(lang)?;
        let (statements, statements_source) = library.statements(STATEMENTS)?;
        let wording = Wording::new(&locale, case)?;
        let mut composer = Composer {
            case,
            plan: &plan,
            wording: &wording,
            cited: Citations::default(),
        };
        let mut consent = composer.consent(&statements)?;
        let sources = plan.parts.iter().map(|part| part.loaded.source.as_str());
        consent.content_version = id::content_version(
            &plan.base().pack().review.version,
            sources.chain([statements_source.as_str()]),
        );
        consent.form_id = id::form_id(&consent, edition);
        Ok(consent)
    }
}

/// Source numbers in the order in which figures first cite them.
#[derive(Default)]
struct Citations {
    numbers: BTreeMap<(String, i32), usize>,
}

impl Citations {
    fn number(&mut self, part: &Part, source: &str) -> Option<usize> {
        let source = part.pack().sources.get(source)?;
        let next = self.numbers.len() + 1;
        Some(
            *self
                .numbers
                .entry((source.cite.clone(), source.year))
                .or_insert(next),
        )
    }

    fn sources(self) -> Vec<NumberedSource> {
        let mut sources: Vec<NumberedSource> = self
            .numbers
            .into_iter()
            .map(|((cite, year), number)| NumberedSource { number, cite, year })
            .collect();
        sources.sort_by_key(|source| source.number);
        sources
    }
}

impl Cite for Citations {
    fn cite(&mut self, part: &Part, source: &str) -> String {
        self.number(part, source)
            .map(|n| format!("[{n}]"))
            .unwrap_or_default()
    }
}

struct Composer<'a> {
    case: &'a Case,
    plan: &'a Plan,
    wording: &'a Wording<'a>,
    cited: Citations,
}

impl Composer<'_> {
    fn consent(&mut self, statements: &Statements) -> Result<Consent, Problem> {
        let case = self.case;
        let procedure = self.procedure()?;
        let risks = risks::compose(self.plan, self.wording, &mut self.cited)?;
        let content = self.content(statements)?;
        Ok(Consent {
            form_id: String::new(),
            lang: self.wording.locale.lang.clone(),
            content_version: String::new(),
            draft_mark: content
                .iter()
                .any(|record| record.status == Status::Draft)
                .then(|| self.wording.phrase("draft-mark", &[]))
                .transpose()?,
            content,
            facility: case.facility.clone(),
            patient: self.patient()?,
            encounter: case.encounter.clone(),
            surgeon: case.surgeon.clone(),
            team: case.team.clone(),
            discussion: self.discussion()?,
            reasons: self.of_base(|part| &part.pack().reasons)?,
            symptoms: self.of_base(|part| &part.pack().symptoms)?,
            parts: self.parts()?,
            benefits: self.benefits()?,
            limits: self.of_all(|part| &part.pack().limits)?,
            alternatives: self.alternatives()?,
            factors: self.factors(&risks)?,
            risks,
            specific_risks: case.specific_risks.clone(),
            recovery: self.recovery()?,
            warning_signs: self.of_all(|part| &part.pack().warning_signs)?,
            outlook: self.of_all(|part| &part.pack().outlook)?,
            what_matters: paragraphs(case.what_matters.as_deref()),
            choices: self.choices()?,
            interpreter: case.interpreter.clone().map(|interpreter| Interpreter {
                language: self.wording.language(&interpreter.language),
                ..interpreter
            }),
            representative: case.representative.clone(),
            signatories: self.signatories(statements, &procedure.operation)?,
            procedure,
            sources: std::mem::take(&mut self.cited).sources(),
        })
    }

    /// The passages of one part that hold.
    fn passages(&self, part: &Part, passages: &[Passage]) -> Result<Vec<String>, Problem> {
        passages
            .iter()
            .filter(|passage| self.plan.circumstances.hold(&passage.when, part.role()))
            .map(|passage| self.wording.fill(&passage.says, &part.loaded.file))
            .collect()
    }

    fn of_base(&self, of: impl Fn(&Part) -> &[Passage]) -> Result<Vec<String>, Problem> {
        self.passages(self.plan.base(), of(self.plan.base()))
    }

    /// Of every part in order; a sentence that two packs share is said once.
    fn of_all(&self, of: impl Fn(&Part) -> &[Passage]) -> Result<Vec<String>, Problem> {
        let mut all: Vec<String> = Vec::new();
        for part in &self.plan.parts {
            for says in self.passages(part, of(part))? {
                if !all.contains(&says) {
                    all.push(says);
                }
            }
        }
        Ok(all)
    }

    fn content(&self, statements: &Statements) -> Result<Vec<ContentRecord>, Problem> {
        let record = |id: &str, name: &str, review: &Review| {
            Ok(ContentRecord {
                id: id.to_owned(),
                name: name.to_owned(),
                version: review.version.clone(),
                status: review.status,
                next_review: self.wording.date(review.next_review)?,
                author: review.author.clone(),
                licence: review.licence.clone(),
            })
        };
        let name = self.wording.phrase("statements", &[])?;
        self.plan
            .parts
            .iter()
            .map(|part| record(&part.pack().id, &part.pack().name, &part.pack().review))
            .chain([record(&statements.id, &name, &statements.review)])
            .collect()
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
            date_of_birth: self.wording.date(patient.date_of_birth)?,
            record_number: patient.record_number.clone(),
            sex: sex
                .map(|phrase| self.wording.phrase(phrase, &[]))
                .transpose()?,
            language: patient
                .language
                .as_deref()
                .map(|tag| self.wording.language(tag)),
            communication_needs: patient.communication_needs.clone(),
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
                .map(|date| self.wording.date(date))
                .transpose()?,
        }))
    }

    fn procedure(&self) -> Result<ProcedureWords, Problem> {
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
            side_words: planned
                .side
                .map(|side| wording.side("side-words", side))
                .transpose()?,
            level: known("level"),
            level_words: levels
                .into_iter()
                .flat_map(|levels| levels.as_slice().iter())
                .map(|level| wording.level(level))
                .collect::<Result<_, _>>()?,
            nerves: known("nerve").into_iter().collect(),
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
            revision: planned.revision,
            indication: paragraphs(planned.indication.as_deref()),
            planned_date: planned
                .planned_date
                .map(|date| wording.date(date))
                .transpose()?,
            place: planned.place.clone(),
        })
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

    fn status(&self, part: &Part) -> Result<String, Problem> {
        let phrase = match part.status {
            Some(PartStatus::Possible) => "status-possible",
            Some(PartStatus::Anaesthesia) => "status-anaesthesia",
            Some(PartStatus::Base | PartStatus::Planned) | None => "status-planned",
        };
        self.wording.phrase(phrase, &[])
    }

    fn parts(&self) -> Result<Vec<ComposedPart>, Problem> {
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

    fn benefits(&mut self) -> Result<Vec<ComposedBenefit>, Problem> {
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
        Ok((!words.is_empty()).then(|| words.join(" ")))
    }

    fn alternatives(&self) -> Result<Vec<ComposedAlternative>, Problem> {
        let mut all: Vec<ComposedAlternative> = Vec::new();
        for part in &self.plan.parts {
            for alternative in &part.pack().alternatives {
                let there = all.iter().any(|have| have.id == alternative.id);
                if there || !self.plan.circumstances.hold(&alternative.when, part.role()) {
                    continue;
                }
                let fill = |text: &str| self.wording.fill(text, &part.loaded.file);
                all.push(ComposedAlternative {
                    id: alternative.id.clone(),
                    name: fill(&alternative.name)?,
                    benefits: fill(&alternative.benefits)?,
                    risks: fill(&alternative.risks)?,
                });
            }
        }
        Ok(all)
    }

    /// What each factor of the patient changes, in every part that says so.
    fn factors(&mut self, risks: &[RiskGroup]) -> Result<Vec<ComposedFactor>, Problem> {
        let printed: BTreeMap<&str, &str> = risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows))
            .map(|risk| (risk.id.as_str(), risk.name.as_str()))
            .collect();
        let mut all: Vec<ComposedFactor> = Vec::new();
        for id in &self.case.procedure.factors {
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
                        composed.cited.push_str(&self.cited.cite(part, source));
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
    fn recovery(&self) -> Result<Vec<ComposedRecovery>, Problem> {
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

    fn choices(&self) -> Result<Vec<ComposedChoice>, Problem> {
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

    fn signatories(
        &self,
        statements: &Statements,
        operation: &str,
    ) -> Result<Vec<ComposedSignatory>, Problem> {
        let case = self.case;
        let file = format!("templates/statements/{STATEMENTS}.toml");
        let mut variables = Variables::from([
            ("operation", operation.to_owned()),
            ("surgeon", case.surgeon.name.clone()),
            (
                "patient",
                format!("{} {}", case.patient.given_names, case.patient.family_name),
            ),
            ("facility", case.facility.name.clone()),
        ]);
        if let Some(representative) = &case.representative {
            variables.insert("representative", representative.name.clone());
            variables.insert("relationship", representative.relationship.clone());
        }
        let mut all = Vec::new();
        for signatory in &statements.signatories {
            let role = signatory.role;
            // Whoever decides signs: the representative where there is one, otherwise the patient.
            let other = if case.representative.is_some() {
                SignatoryRole::Patient
            } else {
                SignatoryRole::Representative
            };
            if role == other {
                continue;
            }
            let (name, position) = self.known_signatory(role);
            let says = signatory.statements.iter().map(|statement| {
                Ok(ComposedStatement {
                    id: format!("{}-{}", role.name(), statement.id),
                    says: self.wording.fill_with(&statement.says, &variables, &file)?,
                })
            });
            all.push(ComposedSignatory {
                role,
                title: signatory.title.clone(),
                who: signatory.who.clone(),
                note: signatory.note.clone(),
                name,
                position,
                statements: says.collect::<Result<_, Problem>>()?,
            });
        }
        Ok(all)
    }

    /// Printed name and role where the case knows who will sign; a witness and the
    /// person who confirms on the day are never known beforehand.
    fn known_signatory(&self, role: SignatoryRole) -> (Option<String>, Option<String>) {
        let case = self.case;
        match role {
            SignatoryRole::Patient => (
                Some(format!(
                    "{} {}",
                    case.patient.given_names, case.patient.family_name
                )),
                None,
            ),
            SignatoryRole::Representative => {
                case.representative.as_ref().map_or((None, None), |r| {
                    (Some(r.name.clone()), Some(r.relationship.clone()))
                })
            }
            SignatoryRole::Interpreter => (
                case.interpreter
                    .as_ref()
                    .and_then(|interpreter| interpreter.name.clone()),
                None,
            ),
            SignatoryRole::Clinician => case
                .discussion
                .as_ref()
                .map_or((None, None), |d| (Some(d.held_by.clone()), d.role.clone())),
            SignatoryRole::Witness | SignatoryRole::Confirmation | SignatoryRole::Withdrawal => {
                (None, None)
            }
        }
    }
}

/// A name as it stands inside a sentence: `Laminectomy` becomes `laminectomy`, `ACDF` stays.
pub(super) fn inside_a_sentence(name: &str) -> String {
    let mut characters = name.chars();
    match (characters.next(), characters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => name.to_owned(),
    }
}

fn push_new(list: &mut Vec<String>, says: String) {
    if !list.contains(&says) {
        list.push(says);
    }
}

/// Free text by its line breaks.
fn paragraphs(text: Option<&str>) -> Vec<String> {
    text.into_iter()
        .flat_map(str::lines)
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}
