//! The types of a case.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::level::Levels;
use crate::source::Places;

/// One patient, one planned operation (with add-ons), one surgeon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// Who is to be operated on.
    pub patient: Patient,
    /// The stay or visit, if the source had one.
    pub encounter: Option<Encounter>,
    /// Where; falls back to the site's `[facility]`.
    pub facility: Facility,
    /// The practitioner who performs the operation and answers for it.
    pub surgeon: Person,
    /// Others who will do important tasks.
    pub team: Vec<TeamMember>,
    /// Who explained the operation, and when.
    pub discussion: Option<Discussion>,
    /// What is planned, where on the body, and when.
    pub procedure: PlannedProcedure,
    /// Interpreter or cultural support, if needed.
    pub interpreter: Option<Interpreter>,
    /// Who decides for the patient, if the patient cannot.
    pub representative: Option<Representative>,
    /// Leaflets and other written information that the patient was given.
    pub information: Vec<Information>,
    /// Why it cannot wait, if it cannot.
    pub emergency: Option<Emergency>,
    /// Risks for this patient that no pack knows.
    pub specific_risks: Vec<SpecificRisk>,
    /// What matters to the patient, in the patient's words.
    pub what_matters: Option<String>,
    /// Where each value stood in its file.
    #[serde(skip)]
    pub places: Places,
}

/// Who is to be operated on. All texts are NFC, trimmed, never empty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Patient {
    /// Family name(s) as the record has them.
    pub family_name: String,
    /// Given name(s).
    pub given_names: String,
    /// Date of birth.
    pub date_of_birth: NaiveDate,
    /// The facility's unique number (MRN, NHS number, URN …); text, so leading zeros stay.
    pub record_number: String,
    /// Sex as recorded.
    pub sex: Option<Sex>,
    /// Language the patient reads best, BCP 47 (`en`, `pt-BR`).
    pub language: Option<String>,
    /// Hearing aid, large print, easy read …
    pub communication_needs: Vec<Communication>,
    /// Why a patient under age may decide alone (married, judged to understand …).
    pub decides_alone: Option<String>,
}

/// One communication need, in the words of the record.
pub type Communication = String;

/// Sex as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Sex {
    Female,
    Male,
    Other,
    Unknown,
}

/// The stay or visit.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Encounter {
    /// Encounter, account or case number.
    pub number: String,
}

/// Hospital or clinic.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Facility {
    /// Full name.
    pub name: String,
    /// Department or service.
    pub department: Option<String>,
    /// Postal address, one line an entry.
    pub address: Vec<String>,
    /// Telephone for questions, as it is to be printed.
    pub phone: Option<String>,
}

/// A clinician.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Person {
    /// Name with title, as it is to be printed.
    pub name: String,
    /// Job title.
    pub role: Option<String>,
    /// Contact, as it is to be printed.
    pub contact: Option<String>,
}

/// Somebody besides the surgeon.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct TeamMember {
    /// Name with title.
    pub name: String,
    /// Job title (resident, nurse practitioner, anaesthetist …).
    pub role: Option<String>,
    /// Important tasks they will do (opening, closing, implanting …).
    pub tasks: Vec<String>,
}

/// The conversation that the form records.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Discussion {
    /// Who explained.
    pub held_by: String,
    /// Their job title.
    pub role: Option<String>,
    /// On which day.
    pub date: Option<NaiveDate>,
}

/// What is planned.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlannedProcedure {
    /// Id of the procedure pack.
    pub pack: String,
    /// Which side; the pack says whether it must be given.
    pub side: Option<Side>,
    /// Which part of the spine; the pack says whether it must be given.
    pub levels: Option<Levels>,
    /// Id of one of the pack's approaches.
    pub approach: Option<String>,
    /// How the patient lies.
    pub position: Option<Position>,
    /// The same place has been operated on before.
    pub revision: bool,
    /// The surgeon has another operation going on during part of this one.
    pub overlapping: bool,
    /// Other packs that are part of the plan.
    pub add_ons: Vec<AddOn>,
    /// Ids of anaesthesia modules (`general-anaesthesia`); empty: the pack's own default.
    pub anaesthesia: Vec<String>,
    /// Diagnosis or reason, in words.
    pub indication: Option<String>,
    /// Ids of patient factors (`diabetes`, `smoking`, `blood-thinners` …).
    pub factors: Vec<String>,
    /// Day of the operation.
    pub planned_date: Option<NaiveDate>,
    /// Theatre, building, site.
    pub place: Option<String>,
}

/// Which side of the body. Never free text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Side {
    Left,
    Right,
    Both,
    Midline,
}

/// How the patient lies during the operation.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Position {
    Prone,
    Supine,
    Lateral,
    Sitting,
}

/// Another pack in the plan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddOn {
    /// Id of the pack.
    pub pack: String,
    /// Whether it will be done or only may be.
    pub status: AddOnStatus,
}

/// Whether an add-on will be done or only may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum AddOnStatus {
    Planned,
    Possible,
}

/// Interpreter or cultural support.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Interpreter {
    /// Language in words or BCP 47, as it is to be printed.
    pub language: String,
    /// Name, if known already.
    pub name: Option<String>,
    /// Staff or agency number.
    pub id: Option<String>,
    /// In person, by telephone, by video.
    pub mode: Option<InterpreterMode>,
}

/// How the interpreter takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum InterpreterMode {
    InPerson,
    Telephone,
    Video,
}

/// Who decides for the patient.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Representative {
    /// Full name.
    pub name: String,
    /// Relationship to the patient.
    pub relationship: String,
    /// Document or law that gives the authority.
    pub authority: Option<String>,
    /// Why the patient does not sign.
    pub reason: Option<String>,
}

/// Written information that the patient was given.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Information {
    /// Title, as it is printed on it.
    pub title: String,
    /// Version or edition.
    pub version: Option<String>,
}

/// An operation that cannot wait for the usual way.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct Emergency {
    /// Why it cannot wait.
    pub reason: String,
    /// A second clinician who agrees.
    pub second_clinician: Option<String>,
}

/// A risk for this patient in particular, in plain words.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct SpecificRisk {
    /// What can happen.
    pub risk: String,
    /// How often, in words, if known.
    pub how_often: Option<String>,
    /// How lasting, what is done about it.
    pub lasting: Option<String>,
    /// Why this patient.
    pub because: Option<String>,
}
