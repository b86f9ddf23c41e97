//! The rules of a jurisdiction or institution as data: `templates/profiles/*.toml`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::{Problem, Problems};

/// What a form must have to be issued, each rule with where it comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// Unique id; the file is called `<id>.toml`.
    pub id: String,
    /// Whose rules.
    pub name: String,
    /// Profiles whose rules hold as well; a rule of this one replaces theirs of the same id.
    #[serde(default)]
    pub extends: Vec<String>,
    /// Days for which a signature holds.
    pub validity_days: Option<u32>,
    /// Age in years from which patients decide for themselves.
    pub adult_from: Option<u32>,
    /// Words for frequencies, printed in brackets after the number; none: numbers only.
    #[serde(default)]
    pub bands: Vec<Band>,
    /// Words that some rules look for.
    #[serde(default)]
    pub words: Words,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// A word for a frequency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Band {
    /// `common`.
    pub word: String,
    /// Events in one person, at least.
    pub from: f64,
}

/// Words that some rules look for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Words {
    /// Wording that gives up rights or has no limits; lower case.
    pub waivers: Vec<String>,
    /// Abbreviations that must not stand outside brackets in the name of an operation.
    pub abbreviations: Vec<String>,
    /// Traces of a text that was not finished.
    pub unresolved: Vec<String>,
}

/// One rule. Everything that it names must hold; what the pen may add waits for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// `ID-01`.
    pub id: String,
    /// Whether a form may be issued without it.
    pub severity: RuleSeverity,
    /// The rule in words.
    pub says: String,
    /// Counts only where the consent has a value at this path (`interpreter`).
    pub when: Option<String>,
    /// Why it does not count otherwise.
    pub otherwise: Option<String>,
    /// Paths of the consent that must have a value …
    #[serde(default)]
    pub known: Vec<String>,
    /// … or else these fields must be on the form, for the pen.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Paths of the consent whose words must be readable on the pages.
    #[serde(default)]
    pub printed: Vec<String>,
    /// Statements that must be signed: `decider:questions` (patient or representative), `clinician:explained`.
    #[serde(default)]
    pub statements: Vec<String>,
    /// Choices that must be asked.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Who must have a signature block.
    #[serde(default)]
    pub signatories: Vec<String>,
    /// A check that needs code, by name.
    pub test: Option<String>,
    /// Where the rule comes from.
    #[serde(default)]
    pub basis: Vec<Basis>,
}

/// Whether a form may be issued without a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleSeverity {
    /// A breach is a warning.
    Should,
    /// A breach, and there is no form.
    Required,
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Basis {
    /// Citation.
    pub cite: String,
    /// On which day somebody read it.
    pub checked: NaiveDate,
}

impl Rule {
    /// Whether it asks for everything that another rule asks for, as urgently.
    fn asks_as_much_as(&self, other: &Self) -> bool {
        let lists = [
            (&other.known, &self.known),
            (&other.printed, &self.printed),
            (&other.statements, &self.statements),
            (&other.choices, &self.choices),
            (&other.signatories, &self.signatories),
        ];
        // A field is what stands in for a value that is not known: more of them ask less,
        // unless the rule asks for nothing but fields.
        let fields = if other.known.is_empty() {
            within(&other.fields, &self.fields)
        } else {
            within(&self.fields, &other.fields)
        };
        self.severity >= other.severity
            && (self.when.is_none() || self.when == other.when)
            && (other.test.is_none() || self.test == other.test)
            && fields
            && lists.iter().all(|(other, own)| within(other, own))
    }
}

/// Whether every entry of a list is in another.
fn within(list: &[String], other: &[String]) -> bool {
    list.iter().all(|entry| other.contains(entry))
}

impl Profile {
    /// What the types cannot say: its name, and rules that stand twice.
    pub(super) fn faults(&self, id: &str, file: &str) -> Result<(), Problems> {
        let mut problems = Vec::new();
        if self.id != id {
            let problem = Problem::new(format!("{file}: the profile calls itself `{}`", self.id));
            problems.push(problem.hint("the id is the name of the file"));
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if self.rules[..index].iter().any(|other| other.id == rule.id) {
                let problem = Problem::new(format!("{file}: the rule `{}` stands twice", rule.id));
                problems.push(problem.hint("remove one of them"));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }

    /// Lays this profile over another one, which it extends.
    pub(super) fn over(mut self, base: Self) -> Self {
        let mut rules = base.rules;
        for rule in self.rules {
            match rules.iter_mut().find(|old| old.id == rule.id) {
                Some(old) => *old = rule,
                None => rules.push(rule),
            }
        }
        self.rules = rules;
        self.validity_days = self.validity_days.or(base.validity_days);
        self.adult_from = self.adult_from.or(base.adult_from);
        if self.bands.is_empty() {
            self.bands = base.bands;
        }
        self.words.waivers.extend(base.words.waivers);
        self.words.abbreviations.extend(base.words.abbreviations);
        self.words.unresolved.extend(base.words.unresolved);
        self
    }

    /// What another profile lacks of this one or asks less for: rules by id, and settings.
    pub(super) fn weakened_in(&self, other: &Self) -> Vec<String> {
        let weaker = |rule: &&Rule| {
            let found = other.rules.iter().find(|found| found.id == rule.id);
            found.is_none_or(|found| !found.asks_as_much_as(rule))
        };
        let rules = self.rules.iter().filter(weaker);
        let mut weakened: Vec<String> = rules.map(|rule| rule.id.clone()).collect();
        let lists = [
            (&self.words.waivers, &other.words.waivers),
            (&self.words.abbreviations, &other.words.abbreviations),
            (&self.words.unresolved, &other.words.unresolved),
        ];
        if lists.iter().any(|(own, others)| !within(own, others)) {
            weakened.push("words".into());
        }
        let days = |profile: &Self| profile.validity_days.unwrap_or(u32::MAX);
        if days(other) > days(self) {
            weakened.push("validity-days".into());
        }
        if self.adult_from > other.adult_from {
            weakened.push("adult-from".into());
        }
        weakened
    }

    /// The word for a rate (events in one person), if the profile has words.
    pub fn band(&self, rate: f64) -> Option<&str> {
        self.bands
            .iter()
            .filter(|band| rate >= band.from - 1e-12)
            .max_by(|a, b| a.from.total_cmp(&b.from))
            .map(|band| band.word.as_str())
    }
}
