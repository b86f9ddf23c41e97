//! From the value tree to a [`Case`]: what each table of a case holds.

mod checks;
mod findings;
mod people;
mod plan;
mod reader;
#[cfg(test)]
mod tests;

use self::findings::Findings;
use self::reader::Table;
use super::model::{Case, Facility};
use crate::error::{Problem, Problems};
use crate::source::{Format, Kind, Places, Value};

impl Case {
    /// Reads a case. `file` is what problems call it; `site_facility` stands in
    /// for what the case does not say of its facility, key by key.
    ///
    /// ```
    /// use countersign::case::{Case, Format};
    ///
    /// let problems = Case::read("[patient]\nsex = \"F\"\n", "a.toml", Format::Toml, None)
    ///     .expect_err("most is missing");
    /// assert!(problems.to_string().contains("a.toml:2:7: `patient.sex` must be one of"));
    /// ```
    ///
    /// # Errors
    ///
    /// All problems at once, in the order of the file; a syntax error alone.
    pub fn read(
        text: &str,
        file: &str,
        format: Format,
        site_facility: Option<&Facility>,
    ) -> Result<Self, Problems> {
        let root = Value::parse(text, file, format)?;
        Self::from_value(&root, format, site_facility)
    }

    /// Reads a case from a tree, whichever syntax it came from; `format` is how
    /// hints write an example.
    pub(crate) fn from_value(
        root: &Value,
        format: Format,
        site_facility: Option<&Facility>,
    ) -> Result<Self, Problems> {
        let findings = Findings::new(format);
        let places = Places::of(root);
        let case = match &root.kind {
            Kind::Table(entries) => {
                let read = |table: &Table<'_>| case(table, site_facility);
                Table::read(&findings, String::new(), &root.place, entries, read)
            }
            kind => {
                let says = format!("a case is a table, not {}", kind.words());
                findings.note(Problem::new(says), Some(&root.place));
                None
            }
        };
        checks::dates(&findings, &places);
        let problems = findings.into_problems();
        match case {
            Some(case) if problems.is_empty() => Ok(Self { places, ..case }),
            _ => Err(Problems(problems)),
        }
    }
}

/// Everything is read before anything is missed, so that all problems are noted.
fn case(root: &Table<'_>, site_facility: Option<&Facility>) -> Option<Case> {
    let patient = root.required_table("patient", people::patient);
    let encounter = root.table("encounter", people::encounter);
    let facility = people::facility(root, site_facility);
    let surgeon = root.required_table("surgeon", people::person);
    let team = people::team(root);
    let discussion = root.table("discussion", people::discussion);
    let procedure = root.required_table("procedure", plan::procedure);
    let interpreter = root.table("interpreter", people::interpreter);
    let representative = root.table("representative", people::representative);
    let information = root.tables("information", people::information);
    let emergency = root.table("emergency", people::emergency);
    let specific_risks = root.tables("specific_risks", plan::specific_risk);
    let what_matters = plan::free_text(root, "what_matters");
    Some(Case {
        patient: patient?,
        encounter,
        facility: facility?,
        surgeon: surgeon?,
        team,
        discussion,
        procedure: procedure?,
        interpreter,
        representative,
        information,
        emergency,
        specific_risks,
        what_matters,
        places: Places::default(),
    })
}
