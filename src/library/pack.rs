//! The types of a pack: one TOML file for one operation or one module.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::risk::{Estimate, Risk, Source};
use super::site::{Approach, Site};
use super::when::When;

/// One TOML file in `templates/packs`: an operation, or a module that is never
/// an operation of its own (general anaesthesia, blood products …).
///
/// Every lay text is a strict template over the case: `{{side}}`, `{{level}}`,
/// `{{region}}`, `{{nerve}}`, `{{surgeon}}`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pack {
    /// Unique id; the file is called `<id>.toml`.
    pub id: String,
    /// Operation or module.
    pub kind: Kind,
    /// Technical name.
    pub name: String,
    /// The same in lay words, without a full stop, to stand after the technical name.
    pub lay_name: String,
    /// Other names people may have heard.
    #[serde(default)]
    pub other_names: Vec<String>,
    /// Who wrote it, who checked it, until when it holds.
    pub review: Review,
    /// What must be known of side and level.
    #[serde(default)]
    pub site: Site,
    /// Ways to reach the place; the first is the default.
    #[serde(default)]
    pub approaches: Vec<Approach>,
    /// How the patient may lie; the first is the default.
    #[serde(default)]
    pub positions: Vec<crate::case::Position>,
    /// Anaesthesia modules that serve; the first is the default.
    #[serde(default)]
    pub anaesthesia: Vec<String>,
    /// A kind of anaesthesia that is given only together with another one.
    #[serde(default)]
    pub never_alone: bool,
    /// Modules that come with this pack.
    #[serde(default)]
    pub includes: Vec<Include>,
    /// Why the operation is considered.
    #[serde(default)]
    pub reasons: Vec<Passage>,
    /// Symptoms that lead to it.
    #[serde(default)]
    pub symptoms: Vec<Passage>,
    /// What is done, in order.
    #[serde(default)]
    pub steps: Vec<Passage>,
    /// What it can do for the patient.
    #[serde(default)]
    pub benefits: Vec<Benefit>,
    /// What it will not mend.
    #[serde(default)]
    pub limits: Vec<Passage>,
    /// Other choices, with doing nothing among them.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// Everything that can go wrong.
    #[serde(default)]
    pub risks: Vec<Risk>,
    /// What a patient factor changes.
    #[serde(default)]
    pub factors: Vec<Factor>,
    /// The days and weeks after.
    #[serde(default)]
    pub recovery: Vec<Recovery>,
    /// When to call for help.
    #[serde(default)]
    pub warning_signs: Vec<Passage>,
    /// The years after.
    #[serde(default)]
    pub outlook: Vec<Passage>,
    /// What else may have to be done during the operation, unplanned.
    #[serde(default)]
    pub extra_procedures: Vec<Passage>,
    /// What the patient accepts or declines.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Drawings on which the place of this case is marked.
    #[serde(default)]
    pub figures: Vec<Figure>,
    /// Where the figures come from, by id.
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
}

/// Operation or module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Can be planned, or added to another operation.
    Procedure,
    /// Comes with procedures.
    Module,
    /// A way to be put to sleep or made numb; a module that a case may name.
    Anaesthesia,
}

/// Who wrote a pack, who checked it, until when it holds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Review {
    /// Semantic version of the content.
    pub version: String,
    /// Who wrote it.
    pub author: String,
    /// Clinicians who checked it.
    #[serde(default)]
    pub reviewers: Vec<String>,
    /// When it must be looked at again.
    pub next_review: NaiveDate,
    /// Licence of the text.
    pub licence: String,
}

/// A module that comes with a pack.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Include {
    /// Id of the module.
    pub module: String,
    /// When it comes.
    #[serde(default)]
    pub when: When,
}

/// One to three sentences that hold when a condition does.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Passage {
    /// Lay text.
    pub says: String,
    /// When it holds; nothing given: always.
    #[serde(default)]
    pub when: When,
}

/// Something the operation can do for the patient.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Benefit {
    /// Unique within the library.
    pub id: String,
    /// Lay text.
    pub says: String,
    /// How likely, published figures.
    #[serde(default)]
    pub estimates: Vec<Estimate>,
    /// When it holds.
    #[serde(default)]
    pub when: When,
}

/// Another choice the patient has.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Alternative {
    /// Unique within the library; `no-treatment` is doing nothing.
    pub id: String,
    /// Lay name, with the technical one in brackets.
    pub name: String,
    /// The pack that describes it as an operation of its own, if there is one.
    pub pack: Option<String>,
    /// What speaks for it.
    pub benefits: String,
    /// What speaks against it.
    pub risks: String,
    /// When it is a choice.
    #[serde(default)]
    pub when: When,
}

/// What a patient factor (smoking, diabetes …) changes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Factor {
    /// Id that cases name.
    pub id: String,
    /// Lay name (“You smoke”).
    pub name: String,
    /// What it changes for this operation, lay words.
    pub says: String,
    /// What is done about it, lay words.
    pub lasting: String,
    /// Ids of the risks that it raises.
    pub raises: Vec<String>,
    /// Ids in `sources`, where a figure is behind it.
    #[serde(default)]
    pub sources: Vec<String>,
    /// When it counts.
    #[serde(default)]
    pub when: When,
}

/// One topic of the days and weeks after.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recovery {
    /// Topic (“Pain”, “Driving”); add-ons replace a base pack's topic of the same name.
    pub topic: String,
    /// Lay text.
    pub says: String,
    /// When it holds.
    #[serde(default)]
    pub when: When,
}

/// Something the patient accepts or declines by ticking a box.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// Unique within the library; also the field name, so letters, digits, hyphens.
    pub id: String,
    /// Short heading (“Blood”).
    pub name: String,
    /// What it is about, lay words.
    pub says: String,
    /// The answers, one box each, none ticked beforehand.
    pub options: Vec<ChoiceOption>,
    /// When it is asked.
    #[serde(default)]
    pub when: When,
}

/// One answer with its box.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChoiceOption {
    /// Unique within the choice (`yes`, `no`).
    pub id: String,
    /// What ticking it says, in the patient's voice.
    pub says: String,
}

/// A drawing in `templates/figures` on which the place of a case is marked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Figure {
    /// Name of the SVG file, without its ending.
    pub svg: String,
    /// What it shows, for those who cannot see it; a template like every lay text.
    pub alt: String,
    /// When it is shown.
    #[serde(default)]
    pub when: When,
}
