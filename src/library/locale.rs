//! The words of the form in one language: `templates/locales/*.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Labels for layouts, and the phrases that composition builds sentences from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Locale {
    /// BCP 47.
    pub lang: String,
    /// Labels by name; layouts write `{{t.name}}`.
    pub labels: BTreeMap<String, String>,
    /// Names of the months, January first.
    pub months: [String; 12],
    /// Ordinals from 1st to 12th, for vertebrae.
    pub ordinals: [String; 12],
    /// Names of languages by their BCP 47 primary tag.
    pub languages: BTreeMap<String, String>,
    /// Words of the index sheet of a day. They stand on no form and count for no form's id.
    #[serde(default, skip_serializing)]
    pub day: BTreeMap<String, String>,
    /// Strict templates for phrases, by name.
    pub phrases: BTreeMap<String, String>,
}
