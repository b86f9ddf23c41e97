//! The lay text of a pack by section, for whoever measures how hard it is to read.

use super::pack::{Pack, Passage};

impl Pack {
    /// Every lay text; what a case fills in (`{{level}}`) is one plain word.
    pub fn lay_sections(&self) -> Vec<(&'static str, Vec<String>)> {
        fn says(passages: &[Passage]) -> Vec<String> {
            passages
                .iter()
                .map(|passage| filled(&passage.says))
                .collect()
        }
        let two = |(a, b): (&String, &String)| [filled(a), filled(b)];
        let mut sections = vec![
            (
                "reasons",
                [says(&self.reasons), says(&self.symptoms)].concat(),
            ),
            ("steps", says(&self.steps)),
            ("extra procedures", says(&self.extra_procedures)),
            (
                "benefits",
                self.benefits
                    .iter()
                    .map(|benefit| filled(&benefit.says))
                    .collect(),
            ),
            ("limits", says(&self.limits)),
            (
                "alternatives",
                self.alternatives
                    .iter()
                    .flat_map(|choice| two((&choice.benefits, &choice.risks)))
                    .collect(),
            ),
            (
                "risks",
                self.risks
                    .iter()
                    .flat_map(|risk| two((&risk.says, &risk.lasting)))
                    .collect(),
            ),
            (
                "factors",
                self.factors
                    .iter()
                    .flat_map(|factor| two((&factor.says, &factor.lasting)))
                    .collect(),
            ),
            (
                "recovery",
                self.recovery
                    .iter()
                    .map(|topic| filled(&topic.says))
                    .collect(),
            ),
            ("warning signs", says(&self.warning_signs)),
            ("outlook", says(&self.outlook)),
            (
                "choices",
                self.choices
                    .iter()
                    .map(|choice| filled(&choice.says))
                    .collect(),
            ),
        ];
        sections.retain(|(_, texts)| !texts.is_empty());
        sections
    }
}

/// A template with a plain word in each place that a case fills.
fn filled(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        text.push_str("back");
        rest = after.split_once("}}").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    text
}
