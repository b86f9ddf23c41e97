//! Case and library to consent.

mod identity;
mod signatories;
mod talk;

use identity::paragraphs;

use super::citations::Citations;
use super::model::{Consent, ContentRecord};
use super::plan::{Part, Plan};
use super::wording::Wording;
use super::{id, risks};
use crate::case::{Case, Interpreter};
use crate::error::{Problem, Problems};
use crate::library::{Approval, Library, LoadedStatements, Passage, Review, Status};

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
        let statements = library.statements(STATEMENTS)?;
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
            sources.chain([statements.source.as_str()]),
        );
        consent.form_id = id::form_id(&consent, edition);
        Ok(consent)
    }

    /// Whether its id is the one that this content has in this edition: nothing of
    /// it was changed, and layout, theme and paper are those it was made with.
    pub fn is_of(&self, edition: &str) -> bool {
        let nameless = Self {
            form_id: String::new(),
            ..self.clone()
        };
        id::form_id(&nameless, edition) == self.form_id
    }
}

struct Composer<'a> {
    case: &'a Case,
    plan: &'a Plan,
    wording: &'a Wording<'a>,
    cited: Citations,
}

impl Composer<'_> {
    fn consent(&mut self, loaded: &LoadedStatements) -> Result<Consent, Problem> {
        let case = self.case;
        let procedure = self.procedure()?;
        let risks = risks::compose(self.plan, self.wording, &mut self.cited)?;
        let statements = &loaded.statements;
        let content = self.content(loaded)?;
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

    fn content(&self, loaded: &LoadedStatements) -> Result<Vec<ContentRecord>, Problem> {
        let record =
            |id: &str, name: &str, review: &Review, by: Option<&Approval>, sha256: &str| {
                Ok(ContentRecord {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    version: review.version.clone(),
                    sha256: sha256.to_owned(),
                    status: by.map_or(Status::Draft, |_| Status::Approved),
                    approved_by: by.map(|approval| approval.by.clone()),
                    approved: by
                        .map(|approval| self.wording.date(approval.date))
                        .transpose()?,
                    reviewers: review.reviewers.clone(),
                    next_review: self.wording.date(review.next_review)?,
                    author: review.author.clone(),
                    licence: review.licence.clone(),
                })
            };
        let mut records: Vec<ContentRecord> = Vec::new();
        for part in &self.plan.parts {
            let (loaded, pack) = (&part.loaded, part.pack());
            let by = loaded.approval.as_ref();
            records.push(record(
                &pack.id,
                &pack.name,
                &pack.review,
                by,
                &loaded.sha256,
            )?);
        }
        let statements = &loaded.statements;
        let name = self.wording.phrase("statements", &[])?;
        let by = loaded.approval.as_ref();
        records.push(record(
            &statements.id,
            &name,
            &statements.review,
            by,
            &loaded.sha256,
        )?);
        Ok(records)
    }
}
