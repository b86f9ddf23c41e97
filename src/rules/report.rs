//! What came of holding a form against its profile.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Problem, Problems};
use crate::library::{Basis, RuleSeverity};
use crate::readability::Reading;

/// Every rule with its verdict. Names fields and rules, never a patient's value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The form.
    pub form_id: String,
    /// The profile.
    pub profile: String,
    /// In the order of the profile.
    pub verdicts: Vec<Verdict>,
    /// What was composed and is not on the pages; always a reason to refuse.
    pub dropped: Vec<String>,
    /// Names of the fields that the pen or the screen can fill.
    pub by_hand: Vec<String>,
    /// How hard the lay text is to read, section by section.
    pub readability: Vec<Reading>,
}

/// What came of one rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// Rule id.
    pub rule: String,
    /// Whether a form may be issued without it.
    pub severity: RuleSeverity,
    /// What came of it.
    pub outcome: Outcome,
    /// The rule in words.
    pub says: String,
    /// Why it failed, warns, does not apply or waits for the pen.
    pub because: Option<String>,
    /// Where the rule comes from.
    pub basis: Vec<Basis>,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A required rule does not hold: there is no form.
    Fail,
    /// Something that should be mended.
    Warn,
    /// A field on the form waits for it.
    ByHand,
    /// It holds.
    Pass,
    /// It does not count here.
    NotApplicable,
}

impl Outcome {
    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Fail => "FAIL",
            Self::Warn => "warn",
            Self::ByHand => "by hand",
            Self::Pass => "pass",
            Self::NotApplicable => "not applicable",
        }
    }
}

impl Report {
    /// Where the report of a form stands: `FORM.report.json` beside `FORM.pdf`.
    pub fn beside(form: &Path) -> PathBuf {
        form.with_extension("report.json")
    }

    /// As it stands beside the form.
    ///
    /// # Errors
    /// Never: strings, numbers and lists always serialize.
    pub fn to_json(&self) -> Result<String, Problem> {
        serde_json::to_string_pretty(self)
            .map(|json| json + "\n")
            .map_err(|error| Problem::new(error.to_string()))
    }

    /// How many rules came out so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.verdicts_of(outcome).count()
    }

    /// The rules that came out so.
    pub fn verdicts_of(&self, outcome: Outcome) -> impl Iterator<Item = &Verdict> {
        self.verdicts
            .iter()
            .filter(move |verdict| verdict.outcome == outcome)
    }

    /// What should be mended, rule by rule.
    pub fn warnings(&self) -> Vec<String> {
        let warned = self.verdicts_of(Outcome::Warn);
        let words = |verdict: &Verdict| match &verdict.because {
            Some(why) => format!("{}: {why}", verdict.rule),
            None => format!("{}: {}", verdict.rule, verdict.says),
        };
        warned.map(words).collect()
    }

    /// Whether the form may be issued.
    pub fn may_be_issued(&self) -> bool {
        self.dropped.is_empty() && self.count(Outcome::Fail) == 0
    }

    /// The form may be issued, or this is why not.
    ///
    /// # Errors
    /// Everything that was dropped, and every required rule that failed.
    pub fn refusal(&self) -> Result<(), Problems> {
        let dropped = self.dropped.iter().map(Problem::new);
        let failed = self.verdicts_of(Outcome::Fail).map(|verdict| {
            let because = verdict.because.as_deref().unwrap_or("it does not hold");
            Problem::new(format!("{} ({}): {because}", verdict.rule, verdict.says))
        });
        let mut problems: Vec<Problem> = dropped.chain(failed).collect();
        let Some(last) = problems.pop() else {
            return Ok(());
        };
        let last = if self.dropped.is_empty() {
            last.hint(format!(
                "mend it, or choose other rules than `{}` with --profile",
                self.profile
            ))
        } else {
            last
        };
        problems.push(last);
        Err(Problems(problems))
    }
}
