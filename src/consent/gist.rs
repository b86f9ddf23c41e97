//! What forms of a kind need to know of the content that they share.

use super::model::Consent;
use crate::case::{Side, SpecificRisk};

/// What the own part of a consent, and the rules that look at it, need to know of the rest.
#[derive(Debug, Clone)]
pub struct Gist {
    /// What is signed for: name with side, level and add-ons.
    pub operation: String,
    /// Side of the body.
    pub side: Option<Side>,
    /// Levels in full words, or that the operation has none; empty away from the spine.
    pub level_words: Vec<String>,
    /// Risks of this patient that a clinician has added.
    pub specific_risks: Vec<SpecificRisk>,
    /// Somebody else decides for the patient.
    pub has_representative: bool,
    /// Which content it is.
    pub content_version: String,
}

impl Gist {
    /// That of a consent.
    pub fn of(consent: &Consent) -> Self {
        let procedure = &consent.procedure;
        Self {
            operation: procedure.operation.clone(),
            side: procedure.side,
            level_words: procedure.level_words.clone(),
            specific_risks: consent.specific_risks.clone(),
            has_representative: consent.representative.is_some(),
            content_version: consent.content_version.clone(),
        }
    }
}
