//! The types of a pack: one TOML file for one operation or one module.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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

/// What must be known of side and level.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Site {
    /// Whether the side must be given.
    pub laterality: Need,
    /// Sides that make sense; empty: all.
    pub sides: Vec<crate::case::Side>,
    /// Whether the level must be given.
    pub level: Need,
    /// What a level of this operation is.
    pub level_unit: LevelUnit,
    /// Regions of the spine it is done in; empty: not a spine operation.
    pub regions: Vec<crate::case::Region>,
    /// The uppermost vertebra that it can touch (`C2`), where the regions say too little.
    pub highest: Option<String>,
    /// The lowest one (`T1`).
    pub lowest: Option<String>,
    /// The part of the body that has the side (`knee`), so that the form says `left knee`.
    pub part: Option<Part>,
}

/// A part of the body of which there are two.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// One (`knee`).
    pub one: String,
    /// Both (`knees`).
    pub both: String,
}

/// Whether something must be given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Must be given, or there is no form.
    Required,
    /// May be given.
    Optional,
    /// Has no meaning here; giving it is an error.
    #[default]
    None,
}

/// What a level of an operation is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LevelUnit {
    /// The space between two vertebrae, such as L4–L5.
    MotionSegment,
    /// One vertebra, such as L4, or the space between two.
    #[default]
    Any,
}

/// A way to reach the place.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Approach {
    /// Id for cases and conditions.
    pub id: String,
    /// Its name, technical.
    pub name: String,
    /// What is done, in lay words.
    pub says: String,
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

/// Something that can go wrong.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Risk {
    /// Unique for this harm across the library: packs that share an id mean the same harm.
    pub id: String,
    /// Under which heading it is printed.
    pub group: Group,
    /// Lay name, with the technical one in brackets; stands in bold.
    pub name: String,
    /// What can happen, in lay words.
    pub says: String,
    /// How lasting it is and what is done about it, in lay words.
    pub lasting: String,
    /// How grave.
    pub severity: Severity,
    /// Published figures. Without one the form says that no good figure is known.
    #[serde(default)]
    pub estimates: Vec<Estimate>,
    /// When it applies.
    #[serde(default)]
    pub when: When,
}

/// Under which heading a risk is printed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Risks of this operation.
    Specific,
    /// Risks of any operation.
    General,
    /// Risks of anaesthesia and of lying still for long.
    Anaesthesia,
}

/// How grave a harm is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Passes by itself.
    Minor,
    /// Needs treatment, leaves nothing.
    Moderate,
    /// Needs another operation, or may leave something.
    Serious,
    /// Leaves lasting harm (paralysis, bladder, bowel, vision).
    Permanent,
    /// Can end life.
    Death,
}

/// A published figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Estimate {
    /// Central figure, events in `per`.
    pub typical: Option<f64>,
    /// Lower end of the published range, events in `per`.
    pub low: Option<f64>,
    /// Upper end of the published range, events in `per`.
    pub high: Option<f64>,
    /// Denominator of the three: 100 for percent, 1000, 10000, 100000.
    pub per: u32,
    /// By when (“within 30 days”, “in later years”); lay words, no full stop.
    pub horizon: String,
    /// In whom it was counted.
    pub population: String,
    /// Id in `sources`.
    pub source: String,
    /// When the figure applies.
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

/// Where a figure comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Source {
    /// Short citation.
    pub cite: String,
    /// Year of publication, or of the day a page was read.
    pub year: i32,
}

impl Estimate {
    /// Whether low ≤ typical ≤ high, within 0 and `per`, and one of them is given.
    pub(super) fn is_sound(&self) -> bool {
        let ordered: Vec<f64> = [self.low, self.typical, self.high]
            .into_iter()
            .flatten()
            .collect();
        !ordered.is_empty()
            && ordered.is_sorted()
            && ordered
                .iter()
                .all(|n| (0.0..=f64::from(self.per)).contains(n))
    }

    /// The figure as its source has it: `5.8 (0.4–15.8) in 100`.
    pub fn as_written(&self) -> String {
        let typical = self.typical.map(|n| n.to_string());
        let range = match (self.low, self.high) {
            (Some(low), Some(high)) => Some(format!("({low}–{high})")),
            (Some(low), None) => Some(format!("(from {low})")),
            (None, Some(high)) => Some(format!("(up to {high})")),
            (None, None) => None,
        };
        let parts: Vec<String> = typical.into_iter().chain(range).collect();
        format!("{} in {}", parts.join(" "), self.per)
    }

    /// The figure that counts when two are compared: events in one person.
    pub fn rate(&self) -> f64 {
        let events = self.typical.or(self.high).or(self.low).unwrap_or(0.0);
        events / f64::from(self.per)
    }
}
