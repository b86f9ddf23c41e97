//! How long a form must be kept: `templates/retention/standard.toml`.

use chrono::{Months, NaiveDate};
use serde::Deserialize;

use super::entry::Row;
use crate::error::{Problem, Problems, choose};
use crate::library::{Files, read_toml};

/// Where the table stands.
const FILE: &str = "templates/retention/standard.toml";

/// The rules of retention of a site.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// In the order of the file.
    #[serde(default, rename = "rule")]
    pub rules: Vec<RetentionRule>,
}

/// How long forms of some profiles must be kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RetentionRule {
    /// Unique id.
    pub id: String,
    /// Whose rule it is.
    pub name: String,
    /// Profiles whose forms it is for.
    #[serde(default)]
    pub profiles: Vec<String>,
    /// Years after the operation, or after the latest change of status if that is later.
    pub years: u32,
    /// The birthday until which forms of minors are kept at least.
    pub minors_until: Option<u32>,
    /// Age of majority.
    #[serde(default = "eighteen")]
    pub adult_from: u32,
    /// Where the rule comes from.
    pub cite: String,
    /// On which day somebody read it.
    pub checked: NaiveDate,
    /// Whether it was found there as it stands here.
    pub verified: bool,
}

fn eighteen() -> u32 {
    18
}

impl Retention {
    /// The site's table, or the shipped one.
    ///
    /// # Errors
    /// It is not valid, or two rules have the same id.
    pub fn load(files: &Files) -> Result<Self, Problems> {
        let (text, file) = files.text(FILE)?;
        let table: Self = read_toml(&text, &file)?;
        for (index, rule) in table.rules.iter().enumerate() {
            if table.rules[..index].iter().any(|other| other.id == rule.id) {
                let says = format!("{file}: two rules have the id `{}`", rule.id);
                return Err(Problem::new(says)
                    .hint("give one of them another id")
                    .into());
            }
        }
        Ok(table)
    }

    /// The rule for a form: the one that is named, or that of its profile.
    ///
    /// # Errors
    /// There is no such rule, or it was not verified.
    pub(super) fn rule_for(
        &self,
        row: &Row,
        named: Option<&str>,
    ) -> Result<&RetentionRule, Problem> {
        let rule = match named {
            Some(id) => self
                .rules
                .iter()
                .find(|rule| rule.id == id)
                .ok_or_else(|| {
                    let known: Vec<&str> = self.rules.iter().map(|rule| rule.id.as_str()).collect();
                    Problem::new(format!("there is no rule of retention `{id}`"))
                        .hint(choose(id, &known))
                })?,
            None => {
                let mut rules = self.rules.iter();
                let own = rules.find(|rule| rule.profiles.contains(&row.profile));
                own.ok_or_else(|| {
                    Problem::new(format!(
                        "no rule of retention is for the profile `{}` of form {}",
                        row.profile, row.form_id
                    ))
                    .hint("name one with --rule, or add the profile to the site's table")
                })?
            }
        };
        if rule.verified {
            return Ok(rule);
        }
        Err(Problem::new(format!(
            "the rule of retention `{}` was not verified",
            rule.id
        ))
        .hint(format!(
            "let it be checked, and set `verified = true` in the site's {FILE}"
        )))
    }
}

impl RetentionRule {
    /// The last day on which a form must be kept.
    pub(super) fn kept_until(&self, row: &Row) -> Option<NaiveDate> {
        let day = |text: &str| text.get(..10)?.parse::<NaiveDate>().ok();
        let changed = day(&row.since)?;
        let from = day(&row.planned_date).map_or(changed, |planned| planned.max(changed));
        let born = day(&row.date_of_birth)?;
        let years = |from: NaiveDate, years: u32| from.checked_add_months(Months::new(12 * years));
        let end = years(from, self.years)?;
        let minor = from < years(born, self.adult_from)?;
        match self.minors_until.filter(|_| minor) {
            Some(age) => Some(end.max(years(born, age)?)),
            None => Some(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(minors_until: Option<u32>) -> RetentionRule {
        RetentionRule {
            id: "x".into(),
            name: "x".into(),
            profiles: vec!["core".into()],
            years: 8,
            minors_until,
            adult_from: 18,
            cite: "x".into(),
            checked: NaiveDate::default(),
            verified: true,
        }
    }

    fn until(rule: &RetentionRule, born: &str, planned: &str, since: &str) -> String {
        let row = Row {
            date_of_birth: born.into(),
            planned_date: planned.into(),
            since: since.into(),
            ..Row::default()
        };
        rule.kept_until(&row)
            .map_or(String::new(), |day| day.to_string())
    }

    #[test]
    fn years_count_from_the_later_day_and_minors_grow_up_first() {
        let (plain, minors) = (rule(None), rule(Some(25)));
        let since = "2026-11-22T12:00:00Z";
        for (rule, born, planned, expected) in [
            (&plain, "1961-03-14", "2026-12-01", "2034-12-01"),
            (&plain, "1961-03-14", "2026-10-01", "2034-11-22"),
            (&plain, "1961-03-14", "", "2034-11-22"),
            (&plain, "2020-03-14", "2026-12-01", "2034-12-01"),
            (&minors, "1961-03-14", "2026-12-01", "2034-12-01"),
            (&minors, "2020-03-14", "2026-12-01", "2045-03-14"),
            (&minors, "2009-01-01", "2026-12-01", "2034-12-01"),
            (&minors, "2008-12-02", "2026-12-01", "2034-12-01"),
            (&minors, "2012-02-29", "2026-12-01", "2037-02-28"),
            (&plain, "not a day", "2026-12-01", ""),
        ] {
            assert_eq!(
                until(rule, born, planned, since),
                expected,
                "{born} {planned}"
            );
        }
    }
}
