//! The running text of a form by section, for whoever measures how hard it is to read.

use super::model::Consent;

/// A section of running text: its name and its sentences, list items and cells.
pub type LaySection<'a> = (&'static str, Vec<&'a str>);

impl Consent {
    /// All lay text that comes from packs and statements. Names, headings and what the
    /// case says in its own words are left out.
    pub fn lay_sections(&self) -> Vec<LaySection<'_>> {
        fn all(texts: &[String]) -> Vec<&str> {
            texts.iter().map(String::as_str).collect()
        }
        let rows = self
            .risks
            .iter()
            .flat_map(|group| group.tables.iter().flat_map(|table| &table.rows));
        let operation = &self.procedure.operation;
        let own_words = |text: &&str| {
            let people = [&self.surgeon.name, &self.patient.name];
            let names = [operation, &self.facility.name].into_iter().chain(people);
            !{ names }.any(|name| text.contains(name.as_str()))
        };
        let statements = self.signatories.iter().flat_map(|who| &who.statements);
        let mut sections = vec![
            (
                "reasons",
                [all(&self.reasons), all(&self.symptoms)].concat(),
            ),
            (
                "steps",
                self.parts
                    .iter()
                    .flat_map(|part| part.reasons.iter().chain(&part.steps))
                    .map(String::as_str)
                    .collect(),
            ),
            ("extra procedures", all(&self.extra_procedures)),
            (
                "benefits",
                self.benefits
                    .iter()
                    .map(|benefit| benefit.says.as_str())
                    .collect(),
            ),
            ("limits", all(&self.limits)),
            (
                "alternatives",
                self.alternatives
                    .iter()
                    .flat_map(|choice| [choice.benefits.as_str(), choice.risks.as_str()])
                    .collect(),
            ),
            (
                "risks",
                rows.flat_map(|risk| [risk.says.as_str(), risk.lasting.as_str()])
                    .collect(),
            ),
            (
                "factors",
                self.factors
                    .iter()
                    .flat_map(|factor| factor.says.iter().chain(&factor.lasting))
                    .map(String::as_str)
                    .collect(),
            ),
            (
                "recovery",
                self.recovery
                    .iter()
                    .flat_map(|topic| &topic.says)
                    .map(String::as_str)
                    .collect(),
            ),
            ("warning signs", all(&self.warning_signs)),
            ("outlook", all(&self.outlook)),
            (
                "choices",
                self.choices
                    .iter()
                    .map(|choice| choice.says.as_str())
                    .collect(),
            ),
            (
                "statements",
                statements
                    .map(|one| one.says.as_str())
                    .filter(own_words)
                    .collect(),
            ),
        ];
        sections.retain(|(_, texts)| !texts.is_empty());
        sections
    }
}
