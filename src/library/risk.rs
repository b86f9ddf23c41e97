//! What can go wrong, and how often: risks of a pack with their figures and sources.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::when::When;

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
            && self.per > 0
            // A harm that was never seen can still happen.
            && ordered.last().is_some_and(|most| *most > 0.0)
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
