//! The types of a consent. Every field is always serialized, so that a layout
//! can tell "not known" (`null`, empty) from a name it has misspelt (an error).

mod risks;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::case::{
    Emergency, Encounter, Facility, Information, Interpreter, Person, Position, Representative,
    Side, SpecificRisk, TeamMember,
};
use crate::library::{SignatoryRole, Status};

pub use risks::{
    ComposedFactor, ComposedFigure, ComposedRisk, NumberedSource, PictureRow, Provenance,
    RiskGroup, RiskPicture, RiskTable,
};

/// The composed content of one form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Consent {
    /// Short id with a check character, from a hash of everything below; no patient data in it.
    pub form_id: String,
    /// Language of the text, BCP 47.
    pub lang: String,
    /// The rules that it is held against, by name.
    pub profile: String,
    /// How long a signature holds, in words, where the rules say so.
    pub validity: Option<String>,
    /// Version of the operation's pack and a code for all content used.
    pub content_version: String,
    /// Mark for every page while some content is not approved by the site.
    pub draft_mark: Option<String>,
    /// Every file of content with version and review.
    pub content: Vec<ContentRecord>,
    /// Hospital or clinic.
    pub facility: Facility,
    /// Who is to be operated on.
    pub patient: PatientWords,
    /// The stay or visit.
    pub encounter: Option<Encounter>,
    /// Who performs the operation.
    pub surgeon: Person,
    /// Others with important tasks.
    pub team: Vec<TeamMember>,
    /// Who explained the operation.
    pub discussion: Option<DiscussionWords>,
    /// The operation in technical and lay words, with side and level.
    pub procedure: ProcedureWords,
    /// Why the operation is considered.
    pub reasons: Vec<String>,
    /// Symptoms that lead to it.
    pub symptoms: Vec<String>,
    /// The operation, its add-ons and its anaesthesia, each with its steps.
    pub parts: Vec<ComposedPart>,
    /// What it can do.
    pub benefits: Vec<ComposedBenefit>,
    /// What it will not mend.
    pub limits: Vec<String>,
    /// Other choices.
    pub alternatives: Vec<ComposedAlternative>,
    /// Every risk, by group.
    pub risks: Vec<RiskGroup>,
    /// Drawings with the place of this operation marked.
    pub figures: Vec<ComposedFigure>,
    /// Figures of some risks as people: the most frequent, then the gravest.
    pub pictures: Vec<PictureRow>,
    /// What else may have to be done during the operation.
    pub extra_procedures: Vec<String>,
    /// What this patient's factors change.
    pub factors: Vec<ComposedFactor>,
    /// Risks that the surgeon added for this patient.
    pub specific_risks: Vec<SpecificRisk>,
    /// The days and weeks after.
    pub recovery: Vec<ComposedRecovery>,
    /// When to call for help.
    pub warning_signs: Vec<String>,
    /// The years after.
    pub outlook: Vec<String>,
    /// What matters to the patient, a paragraph an entry.
    pub what_matters: Vec<String>,
    /// What the patient accepts or declines.
    pub choices: Vec<ComposedChoice>,
    /// Written information that the patient was given.
    pub information: Vec<Information>,
    /// Why it cannot wait, if it cannot.
    pub emergency: Option<Emergency>,
    /// Interpreter or cultural support.
    pub interpreter: Option<Interpreter>,
    /// Who decides for the patient.
    pub representative: Option<Representative>,
    /// Who signs what, in the order of the form.
    pub signatories: Vec<ComposedSignatory>,
    /// Sources of the figures, numbered as the figures cite them.
    pub sources: Vec<NumberedSource>,
}

/// One file of content.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContentRecord {
    /// Pack or statements id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// The site changed or added it.
    pub changed_here: bool,
    /// Draft or approved.
    pub status: Status,
    /// Who approved it as it stands.
    pub approved_by: Option<String>,
    /// On which day.
    pub approved: Option<DateWords>,
    /// Clinicians who checked it.
    pub reviewers: Vec<String>,
    /// When it must be looked at again, where the file says so.
    pub next_review: Option<DateWords>,
    /// Who wrote it.
    pub author: String,
    /// Licence of the text.
    pub licence: String,
}

/// A date for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateWords {
    /// `1961-03-14`.
    pub iso: NaiveDate,
    /// With the month as a word, so that nobody can swap day and month.
    pub words: String,
}

/// The patient as the form names them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PatientWords {
    /// Given and family names.
    pub name: String,
    /// Family name(s).
    pub family_name: String,
    /// Given name(s).
    pub given_names: String,
    /// Date of birth.
    pub date_of_birth: DateWords,
    /// The facility's unique number.
    pub record_number: String,
    /// Sex in words, if recorded.
    pub sex: Option<String>,
    /// Language, if recorded.
    pub language: Option<String>,
    /// Its BCP 47 tag.
    pub language_tag: Option<String>,
    /// Communication needs.
    pub communication_needs: Vec<String>,
    /// Why a patient under age decides alone.
    pub decides_alone: Option<String>,
}

/// The conversation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DiscussionWords {
    /// Who explained.
    pub held_by: String,
    /// Their job title.
    pub role: Option<String>,
    /// On which day.
    pub date: Option<DateWords>,
}

/// The operation in words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProcedureWords {
    /// Id of the pack.
    pub pack: String,
    /// Technical name.
    pub name: String,
    /// In lay words.
    pub lay_name: String,
    /// Other names.
    pub other_names: Vec<String>,
    /// Name with side, level and add-ons: what is signed for, the same everywhere.
    pub operation: String,
    /// Side, typed.
    pub side: Option<Side>,
    /// Side in full words, or that the operation has none.
    pub side_words: String,
    /// Levels as `L4–L5`.
    pub level: Option<String>,
    /// Levels in full words, or that the operation has none; empty away from the spine.
    pub level_words: Vec<String>,
    /// Nerves that leave there (`L4 nerve`, `L3 and L4 nerves`), if the operation is on segments.
    pub nerves: Option<String>,
    /// Part of the back, lay words.
    pub region: Option<String>,
    /// How the place is reached: technical name.
    pub approach: Option<String>,
    /// How the place is reached: lay words.
    pub approach_says: Option<String>,
    /// How the patient lies.
    pub position: Option<Position>,
    /// How the patient lies, lay words.
    pub position_words: Option<String>,
    /// Anaesthesia, by name.
    pub anaesthesia: Vec<String>,
    /// The same place has been operated on before.
    pub revision: bool,
    /// That the surgeon has another operation going on during part of this one.
    pub overlapping: Option<String>,
    /// Diagnosis or reason, a paragraph an entry.
    pub indication: Vec<String>,
    /// Day of the operation.
    pub planned_date: Option<DateWords>,
    /// Theatre, building, site.
    pub place: Option<String>,
}

/// What a part is in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum PartStatus {
    Base,
    Planned,
    Possible,
    Anaesthesia,
}

/// The operation itself, an add-on or an anaesthesia.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedPart {
    /// Pack id.
    pub id: String,
    /// Technical name.
    pub name: String,
    /// Lay name.
    pub lay_name: String,
    /// Other names.
    pub other_names: Vec<String>,
    /// Base, planned, possible.
    pub status: PartStatus,
    /// The status in words (`planned`).
    pub status_words: String,
    /// Why it is added (add-ons only; the operation's own reasons have a section).
    pub reasons: Vec<String>,
    /// What is done.
    pub steps: Vec<String>,
}

/// A benefit with its likelihood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedBenefit {
    /// Benefit id.
    pub id: String,
    /// Lay text.
    pub says: String,
    /// How likely, in words, with source numbers; `None` without a published figure.
    pub how_likely: Option<String>,
}

/// Another choice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedAlternative {
    /// Alternative id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What speaks for it.
    pub benefits: String,
    /// What speaks against it.
    pub risks: String,
}

/// A topic of recovery.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedRecovery {
    /// Topic.
    pub topic: String,
    /// Lay text.
    pub says: Vec<String>,
}

/// Something to accept or decline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedChoice {
    /// Choice id.
    pub id: String,
    /// Heading.
    pub name: String,
    /// What it is about.
    pub says: String,
    /// The answers.
    pub options: Vec<ComposedOption>,
}

/// One answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedOption {
    /// Field name.
    pub field: String,
    /// What ticking it says.
    pub says: String,
}

/// Who signs what.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedSignatory {
    /// Which person; also the name of the field.
    pub role: SignatoryRole,
    /// Heading.
    pub title: String,
    /// Role printed beside the signature.
    pub who: String,
    /// When the block is for use.
    pub note: String,
    /// Printed name, where the case knows it.
    pub name: Option<String>,
    /// Job title or relationship, where the case knows it.
    pub position: Option<String>,
    /// What the signature says.
    pub statements: Vec<ComposedStatement>,
}

/// One idea that a signature confirms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComposedStatement {
    /// Unique within the form.
    pub id: String,
    /// In the signatory's voice.
    pub says: String,
}
