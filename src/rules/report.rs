//! What came of holding a form against its profile.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use crate::error::{Problem, Problems};
use crate::library::{Basis, RuleSeverity};
use crate::readability::Reading;

/// What came of one form. Names fields and rules, never a patient's value.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The form.
    pub form_id: String,
    /// What came of it: the same for many forms of a kind.
    pub(super) findings: Arc<Findings>,
}

/// Every rule with its verdict.
#[derive(Debug, Clone, Serialize)]
pub struct Findings {
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
    /// All of it as JSON, once somebody has asked.
    #[serde(skip)]
    pub(super) json: OnceLock<String>,
}

impl PartialEq for Findings {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            profile,
            verdicts,
            dropped,
            by_hand,
            readability,
            json: _,
        } = self;
        *profile == other.profile
            && *verdicts == other.verdicts
            && *dropped == other.dropped
            && *by_hand == other.by_hand
            && *readability == other.readability
    }
}

impl Deref for Report {
    type Target = Findings;

    fn deref(&self) -> &Findings {
        &self.findings
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Whole<'a> {
            form_id: &'a str,
            #[serde(flatten)]
            findings: &'a Findings,
        }
        let whole = Whole {
            form_id: &self.form_id,
            findings: &self.findings,
        };
        whole.serialize(serializer)
    }
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
        let (own, shared) = self.json_parts()?;
        Ok(own + shared)
    }

    /// The same in two parts: what is this form's own, and what it shares with others of its
    /// kind.
    ///
    /// # Errors
    /// As [`to_json`](Self::to_json).
    pub fn json_parts(&self) -> Result<(String, &str), Problem> {
        let unable = |error: serde_json::Error| Problem::new(error.to_string());
        let findings = match self.findings.json.get() {
            Some(known) => known,
            None => {
                let json = serde_json::to_string_pretty(self.findings.as_ref());
                let made = json.map_err(unable)? + "\n";
                self.findings.json.get_or_init(|| made)
            }
        };
        let id = serde_json::to_string(&self.form_id).map_err(unable)?;
        let own = ["{\n  \"form_id\": ", &id, ","].concat();
        Ok((own, findings.trim_start_matches('{')))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_put_together_is_that_of_the_whole() {
        let verdict = Verdict {
            rule: "ID-01".into(),
            severity: RuleSeverity::Required,
            outcome: Outcome::ByHand,
            says: "The patient \"signs\" {here}.".into(),
            because: Some("waits for the pen: patient-signature".into()),
            basis: Vec::new(),
        };
        let report = |form_id: &str, findings: &Arc<Findings>| Report {
            form_id: form_id.into(),
            findings: Arc::clone(findings),
        };
        let findings = Arc::new(Findings {
            profile: "core".into(),
            verdicts: vec![verdict],
            dropped: vec!["a risk".into()],
            by_hand: Vec::new(),
            readability: Vec::new(),
            json: OnceLock::new(),
        });
        for id in ["K7QM-3XWT-9P2D", "2222-3333-4444"] {
            let report = report(id, &findings);
            let whole = serde_json::to_string_pretty(&report).unwrap_or_default() + "\n";
            assert_eq!(report.to_json().unwrap_or_default(), whole);
            assert!(whole.contains(id));
        }
    }
}
