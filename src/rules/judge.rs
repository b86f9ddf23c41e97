//! One rule against one form.

use std::cell::OnceCell;

use serde_json::Value;

use super::Scene;
use super::checks::{self, Finding};
use super::laid_out::{LaidOut, bare};
use super::report::{Outcome, Verdict};
use crate::error::Problem;
use crate::library::{Rule, RuleSeverity, SignatoryRole};
use crate::readability::Reading;

/// A form as rules look at it.
pub(super) struct Judge<'a> {
    pub scene: &'a Scene<'a>,
    pub laid_out: &'a LaidOut<'a>,
    /// What was composed and is not on the pages.
    pub dropped: &'a [Problem],
    pub readings: &'a [Reading],
    /// The words of the pages without what the case says in its own.
    pub composed: OnceCell<String>,
    /// The consent by path.
    values: Value,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
        scene: &'a Scene<'a>,
        laid_out: &'a LaidOut<'a>,
        dropped: &'a [Problem],
        readings: &'a [Reading],
    ) -> Self {
        Self {
            scene,
            laid_out,
            dropped,
            readings,
            composed: OnceCell::new(),
            // Strings, numbers and lists always serialize.
            values: serde_json::to_value(scene.consent).unwrap_or_default(),
        }
    }

    /// What comes of a rule, but for what is the patient's own.
    pub(super) fn finding(&self, rule: &Rule) -> Finding {
        if let Some(path) = &rule.when
            && self.strings(path).is_empty()
        {
            let otherwise = rule.otherwise.clone();
            let why = otherwise.unwrap_or_else(|| format!("the case has no `{path}`"));
            return Finding::NotApplicable(why);
        }
        if let Some(path) = self.unknown_path(rule) {
            return Finding::Breach(format!("the rule asks for `{path}`, which no consent has"));
        }
        let breach = self
            .unprinted(rule)
            .or_else(|| self.unsigned(rule))
            .or_else(|| self.unasked(rule));
        if let Some(why) = breach {
            return Finding::Breach(why);
        }
        let of_fields = self.known_or_field(rule);
        if !matches!(of_fields, Finding::Holds) {
            return of_fields;
        }
        match &rule.test {
            Some(test) => checks::run(test, self),
            None => Finding::Holds,
        }
    }

    /// A path whose first step is no key of a consent: a rule that is misspelt could never hold.
    fn unknown_path<'r>(&self, rule: &'r Rule) -> Option<&'r String> {
        let paths = rule.when.iter().chain(&rule.known).chain(&rule.printed);
        let first = |path: &str| path.split('.').next().unwrap_or_default().to_owned();
        { paths }.find(|path| self.values.get(first(path)).is_none())
    }

    fn unprinted(&self, rule: &Rule) -> Option<String> {
        rule.printed.iter().find_map(|path| {
            let texts = self.strings(path);
            if texts.is_empty() {
                return Some(format!("`{path}` is not known"));
            }
            let lost = texts
                .iter()
                .any(|text| !self.laid_out.words.contains(&bare(text)));
            lost.then(|| format!("`{path}` cannot be read on the form"))
        })
    }

    fn unsigned(&self, rule: &Rule) -> Option<String> {
        let statement = rule.statements.iter().find_map(|wanted| {
            let (who, id) = wanted.split_once(':')?;
            let id = format!("{}-{id}", self.role(who));
            let signatories = &self.scene.consent.signatories;
            let there = signatories
                .iter()
                .flat_map(|signatory| &signatory.statements)
                .any(|statement| statement.id == id);
            (!there).then(|| format!("nobody signs the statement `{wanted}`"))
        });
        statement.or_else(|| {
            rule.signatories.iter().find_map(|who| {
                let role = self.role(who);
                let block = format!("signatory:{role}");
                let there = self.laid_out.named.contains_key(block.as_str());
                (!there).then(|| format!("there is no signature block `{role}`"))
            })
        })
    }

    fn unasked(&self, rule: &Rule) -> Option<String> {
        let choices = &self.scene.consent.choices;
        rule.choices.iter().find_map(|id| {
            let there = choices.iter().any(|choice| choice.id == *id);
            (!there).then(|| format!("the choice `{id}` is not asked"))
        })
    }

    fn known_or_field(&self, rule: &Rule) -> Finding {
        let unknown = rule.known.iter().find(|path| self.strings(path).is_empty());
        if let (Some(path), true) = (unknown, rule.fields.is_empty()) {
            return Finding::Breach(format!("`{path}` is not known"));
        }
        if unknown.is_none() && !rule.known.is_empty() {
            return Finding::Holds;
        }
        let fields: Vec<String> = rule.fields.iter().map(|name| self.field(name)).collect();
        match fields.iter().find(|name| !self.has_field(name)) {
            Some(lost) => Finding::Breach(match unknown {
                Some(path) => {
                    format!("`{path}` is not known, and the form has no field `{lost}` for it")
                }
                None => format!("the form has no field `{lost}`"),
            }),
            None if unknown.is_some() => Finding::ByHand(fields),
            None => Finding::Holds,
        }
    }

    /// The name of a field; `decider-…` is that of whoever decides.
    fn field(&self, name: &str) -> String {
        match name.strip_prefix("decider") {
            Some(rest) => format!("{}{rest}", self.role("decider")),
            None => name.to_owned(),
        }
    }

    /// Whether the form has a field.
    pub(super) fn has_field(&self, name: &str) -> bool {
        self.laid_out.fields.contains_key(name)
    }

    /// A signatory by role; `decider` is the representative where there is one,
    /// otherwise the patient.
    pub(super) fn role<'r>(&self, who: &'r str) -> &'r str {
        match who {
            "decider" => self.decider().name(),
            who => who,
        }
    }

    /// Who decides.
    pub(super) fn decider(&self) -> SignatoryRole {
        match self.scene.consent.representative {
            Some(_) => SignatoryRole::Representative,
            None => SignatoryRole::Patient,
        }
    }

    /// The texts at a path of the consent, lists and tables flattened; what is
    /// unknown, empty or false gives none.
    pub(super) fn strings(&self, path: &str) -> Vec<String> {
        let mut value = &self.values;
        for step in path.split('.') {
            let next = match step.parse::<usize>() {
                Ok(index) => value.get(index),
                Err(_) => value.get(step),
            };
            match next {
                Some(next) => value = next,
                None => return Vec::new(),
            }
        }
        let mut texts = Vec::new();
        flatten(value, &mut texts);
        texts
    }
}

/// A finding as the report has it.
pub(super) fn verdict(rule: &Rule, finding: &Finding) -> Verdict {
    let (outcome, because) = match finding {
        Finding::Holds => (Outcome::Pass, None),
        Finding::Breach(why) if rule.severity == RuleSeverity::Required => {
            (Outcome::Fail, Some(why.clone()))
        }
        Finding::Breach(why) | Finding::Warning(why) => (Outcome::Warn, Some(why.clone())),
        Finding::NotApplicable(why) => (Outcome::NotApplicable, Some(why.clone())),
        Finding::ByHand(fields) => (
            Outcome::ByHand,
            Some(format!("waits for the pen: {}", fields.join(", "))),
        ),
    };
    Verdict {
        rule: rule.id.clone(),
        severity: rule.severity,
        outcome,
        says: rule.says.clone(),
        because,
        basis: rule.basis.clone(),
    }
}

fn flatten(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Null | Value::Bool(false) => {}
        Value::Bool(true) => into.push("true".into()),
        Value::Number(number) => into.push(number.to_string()),
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) => into.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| flatten(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| flatten(field, into)),
    }
}
