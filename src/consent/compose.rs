//! Case and library to consent.

mod identity;
mod own;
mod pictures;
mod signatories;
mod talk;

use own::{OwnWords, paragraphs};

use super::citations::Citations;
use super::gist::Gist;
use super::id;
use super::model::{Consent, ContentRecord};
use super::own::Own;
use super::phrases::Phrases;
use super::plan::{Part, Plan};
use super::risks::{self, Telling};
use super::wording::Wording;
use crate::case::{Case, Interpreter};
use crate::error::{Problem, Problems};
use crate::library::{
    Approval, Library, LoadedStatements, OwnResults, Passage, Profile, Proof, Review, Status,
    locale_path,
};

/// Which statements are signed; a site shadows the file to change them.
const STATEMENTS: &str = "standard";

impl Consent {
    /// Composes what will be said to this patient.
    ///
    /// # Errors
    /// The case does not say what its packs need, or a pack's text cannot be
    /// filled; all problems of the case at once.
    pub fn compose(
        case: &Case,
        library: &Library,
        setting: &Setting<'_>,
    ) -> Result<Self, Problems> {
        let plan = Plan::of(case, library)?;
        let statements = library.statements(STATEMENTS)?;
        let wording = Wording::new(setting.phrases, case, &plan.base().pack().site)?;
        let mut composer = Composer {
            case,
            library,
            profile: setting.profile,
            plan: &plan,
            wording: &wording,
            cited: Citations::default(),
        };
        let mut consent = composer.consent(&statements)?;
        let own_results = library.own_results().1;
        let sources = plan.parts.iter().map(|part| part.loaded.source.as_str());
        consent.content_version = id::content_version(
            &plan.base().pack().review.version,
            sources.chain([statements.source.as_str(), own_results]),
        );
        consent.form_id = consent.own_id(setting.edition);
        Ok(consent)
    }

    /// What its content hashes to, whoever it is for.
    pub fn content_digest(&self) -> [u8; 32] {
        id::content_digest(self)
    }

    fn own_id(&self, edition: &str) -> String {
        let digest = id::content_digest(self);
        self.own().apart().form_id(&digest, edition)
    }

    /// Whether its id is the one that this content has in this edition: nothing of
    /// it was changed, and layout, theme and paper are those it was made with.
    pub fn is_of(&self, edition: &str) -> bool {
        self.own_id(edition) == self.form_id
    }
}

impl Gist {
    /// What of a consent of this gist is the patient's own, were it that of `case`: a case of
    /// the same kind, which differs in nothing that content depends on.
    ///
    /// # Errors
    /// A phrase or statement that cannot be filled.
    pub fn own_of(
        &self,
        case: &Case,
        library: &Library,
        setting: &Setting<'_>,
    ) -> Result<Own, Problems> {
        let words = OwnWords {
            case,
            phrases: setting.phrases,
            profile: setting.profile,
        };
        let loaded = library.statements(STATEMENTS)?;
        Ok(words.compose(&loaded.statements, &self.operation)?)
    }
}

/// Under what a consent is composed, besides case and library.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The words of a language.
    pub phrases: &'a Phrases,
    /// Everything outside the consent that shapes the form (layout, theme, paper); it
    /// goes into the form id, so that two different files never share one.
    pub edition: &'a str,
    /// Rules that say how long a signature holds and which words go with figures.
    pub profile: &'a Profile,
}

struct Composer<'a> {
    case: &'a Case,
    library: &'a Library,
    profile: &'a Profile,
    plan: &'a Plan,
    wording: &'a Wording<'a>,
    cited: Citations,
}

impl Composer<'_> {
    fn consent(&mut self, loaded: &LoadedStatements) -> Result<Consent, Problem> {
        let case = self.case;
        let words = OwnWords {
            case,
            phrases: self.wording,
            profile: self.profile,
        };
        let own = words.compose(&loaded.statements, &self.operation()?)?;
        let procedure = self.procedure(&own)?;
        let telling = Telling {
            wording: self.wording,
            profile: self.profile,
            own_results: self.library.own_results().0,
            facility: &case.facility.name,
        };
        let risks = risks::compose(self.plan, &telling, &mut self.cited)?;
        let content = self.content(loaded)?;
        Ok(Consent {
            form_id: String::new(),
            lang: self.wording.locale.lang.clone(),
            profile: self.profile.id.clone(),
            validity: own.validity,
            content_version: String::new(),
            draft_mark: content
                .iter()
                .any(|record| record.status == Status::Draft)
                .then(|| self.wording.phrase("draft-mark", &[]))
                .transpose()?,
            content,
            facility: case.facility.clone(),
            patient: own.patient,
            encounter: own.encounter,
            surgeon: own.surgeon,
            team: own.team,
            discussion: own.discussion,
            reasons: self.of_base(|part| &part.pack().reasons)?,
            symptoms: self.of_base(|part| &part.pack().symptoms)?,
            parts: self.parts()?,
            benefits: self.benefits()?,
            limits: self.of_all(|part| &part.pack().limits)?,
            alternatives: self.alternatives()?,
            figures: self.figures()?,
            pictures: pictures::of(&risks, self.wording)?,
            extra_procedures: self.of_all(|part| &part.pack().extra_procedures)?,
            factors: self.factors(&risks)?,
            risks,
            specific_risks: case.specific_risks.clone(),
            recovery: self.recovery()?,
            warning_signs: self.of_all(|part| &part.pack().warning_signs)?,
            outlook: self.of_all(|part| &part.pack().outlook)?,
            what_matters: paragraphs(case.what_matters.as_deref()),
            choices: self.choices()?,
            information: case.information.clone(),
            emergency: case.emergency.clone(),
            interpreter: case.interpreter.clone().map(|interpreter| Interpreter {
                language: self.wording.language(&interpreter.language),
                ..interpreter
            }),
            representative: case.representative.clone(),
            signatories: own.signatories,
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
        let mut records = Vec::new();
        for part in &self.plan.parts {
            let (loaded, pack) = (&part.loaded, part.pack());
            let by = loaded.approval.as_ref();
            let record = self.record(&pack.review, by)?;
            records.push(ContentRecord {
                id: pack.id.clone(),
                name: pack.name.clone(),
                sha256: loaded.sha256.clone(),
                changed_here: loaded.changed_here,
                ..record
            });
        }
        let statements = &loaded.statements;
        let record = self.record(&statements.review, loaded.approval.as_ref())?;
        records.push(ContentRecord {
            id: statements.id.clone(),
            name: self.wording.phrase("statements", &[])?,
            sha256: loaded.sha256.clone(),
            changed_here: loaded.changed_here,
            ..record
        });
        records.extend(self.own_words()?);
        Ok(records)
    }

    /// What the site has put in place of shipped words and published figures: a draft as
    /// well until it is approved.
    fn own_words(&self) -> Result<Vec<ContentRecord>, Problem> {
        let lang = &self.wording.locale.lang;
        let locale = self.library.proof(&locale_path(lang))?;
        let mut found = Vec::new();
        if locale.changed_here {
            let name = self.wording.phrase("words-of-the-form", &[])?;
            found.push((format!("locales/{lang}"), name, locale));
        }
        if !self.library.own_results().0.is_empty() {
            let name = self.wording.phrase("own-results", &[])?;
            let id = OwnResults::FILE.trim_end_matches(".toml").to_owned();
            found.push((id, name, self.library.proof(OwnResults::FILE)?));
        }
        let record = |(id, name, proof): (String, String, Proof)| {
            let by = proof.approval.as_ref();
            let date = |approval: &Approval| self.wording.date(approval.date);
            Ok(ContentRecord {
                id,
                name,
                version: proof.sha256.chars().take(8).collect(),
                changed_here: proof.changed_here,
                status: by.map_or(Status::Draft, |_| Status::Approved),
                approved_by: by.map(|approval| approval.by.clone()),
                approved: by.map(date).transpose()?,
                reviewers: Vec::new(),
                next_review: None,
                author: self.case.facility.name.clone(),
                licence: String::new(),
                sha256: proof.sha256,
            })
        };
        found.into_iter().map(record).collect()
    }

    /// Who answers for a file of content; which file is still to be said.
    fn record(&self, review: &Review, by: Option<&Approval>) -> Result<ContentRecord, Problem> {
        let date = |approval: &Approval| self.wording.date(approval.date);
        Ok(ContentRecord {
            id: String::new(),
            name: String::new(),
            version: review.version.clone(),
            sha256: String::new(),
            changed_here: false,
            status: by.map_or(Status::Draft, |_| Status::Approved),
            approved_by: by.map(|approval| approval.by.clone()),
            approved: by.map(date).transpose()?,
            reviewers: review.reviewers.clone(),
            next_review: Some(self.wording.date(review.next_review)?),
            author: review.author.clone(),
            licence: review.licence.clone(),
        })
    }
}
