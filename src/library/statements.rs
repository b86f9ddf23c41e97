//! What each person signs.

use serde::{Deserialize, Serialize};

use super::pack::Review;

/// A set of signatories with their statements: `templates/statements/*.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Statements {
    /// The file's name.
    pub id: String,
    /// Who wrote it, who checked it.
    pub review: Review,
    /// In the order of the form.
    pub signatories: Vec<Signatory>,
}

/// One person who signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Signatory {
    /// Which person.
    pub role: SignatoryRole,
    /// Heading of the block.
    pub title: String,
    /// Role printed beside the signature.
    pub who: String,
    /// When the block is for use, lay words; may be empty.
    #[serde(default)]
    pub note: String,
    /// What the signature says.
    pub statements: Vec<Statement>,
}

/// One idea that a signature confirms; a strict template.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Statement {
    /// Unique within the signatory.
    pub id: String,
    /// In the signatory's voice.
    pub says: String,
}

/// Who signs; also the name of the signature field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum SignatoryRole {
    Patient,
    Representative,
    Witness,
    Interpreter,
    Clinician,
    Confirmation,
    Withdrawal,
}

impl SignatoryRole {
    /// The name in ids and fields.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Representative => "representative",
            Self::Witness => "witness",
            Self::Interpreter => "interpreter",
            Self::Clinician => "clinician",
            Self::Confirmation => "confirmation",
            Self::Withdrawal => "withdrawal",
        }
    }
}
