//! A hospital's own figures: `own-results.toml` of a site.

use serde::{Deserialize, Serialize};

use super::files::Files;
use super::when::When;
use super::{Library, read_toml};
use crate::error::{Place, Problem, Problems, choose};

/// Figures that the site has counted itself; they are printed in place of published ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnResults {
    /// In the order of the file.
    #[serde(default)]
    pub results: Vec<OwnResult>,
}

/// One figure of a site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct OwnResult {
    /// Id of the risk.
    pub risk: String,
    /// Id of the pack of the operation after which it was counted.
    pub procedure: String,
    /// How many people it happened to.
    pub events: u32,
    /// Of how many.
    pub people: u32,
    /// When they were operated on (`2023 to 2025`).
    pub period: String,
    /// By when it was counted (`within 30 days`); lay words, no full stop.
    pub horizon: String,
    /// When it applies.
    #[serde(default)]
    pub when: When,
}

impl OwnResults {
    /// The name of the file in a site's folder.
    pub const FILE: &str = "own-results.toml";

    /// The figures of a site; none without the file. Whether packs and risks exist is
    /// the library's to say.
    ///
    /// # Errors
    /// The file cannot be read or is not valid, or a figure cannot stand for a risk.
    pub(super) fn load(files: &Files) -> Result<(Self, String), Problems> {
        let Some((text, file)) = files.own_text(Self::FILE)? else {
            return Ok(Default::default());
        };
        let own: Self = read_toml(&text, &file)?;
        let unsound = own.results.iter().enumerate();
        let problems: Vec<Problem> = unsound
            .filter(|(_, result)| result.events == 0 || result.events > result.people)
            .map(|(index, result)| {
                Problem::new(format!(
                    "result {} (`{}`): `events` must be from 1 to `people`",
                    index + 1,
                    result.risk
                ))
                .at(nth_table(&text, &file, index))
                .hint(
                    "a harm that was not seen yet can still happen: \
                     leave it out, and the published figure is printed",
                )
            })
            .collect();
        if problems.is_empty() {
            Ok((own, text))
        } else {
            Err(Problems(problems))
        }
    }
}

impl Library {
    /// The site's own figures, and their file as text (empty without one).
    pub fn own_results(&self) -> (&[OwnResult], &str) {
        (&self.own_results.results, &self.own_results_source)
    }

    /// The conditions on sex and age under which they hold, each once.
    pub fn own_results_ask(&self) -> &[When] {
        &self.own_results_ask
    }

    /// Every figure of the site must be of a risk that some pack has: one that is
    /// misspelt would never be printed.
    pub(super) fn own_results_fit(&self) -> Result<(), Problems> {
        let mut risks: Vec<String> = Vec::new();
        let mut problems = Vec::new();
        for result in &self.own_results.results {
            if risks.is_empty() {
                for id in self.pack_ids() {
                    risks.extend(self.pack(id)?.pack.risks.iter().map(|risk| risk.id.clone()));
                }
            }
            let packs: Vec<&str> = self.pack_ids().collect();
            let known: Vec<&str> = risks.iter().map(String::as_str).collect();
            for (what, id, known) in [
                ("pack", &result.procedure, packs),
                ("risk", &result.risk, known),
            ] {
                if !known.contains(&id.as_str()) {
                    let says = format!("{}: there is no {what} `{id}`", OwnResults::FILE);
                    problems.push(Problem::new(says).hint(choose(id, &known)));
                }
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Problems(problems))
        }
    }
}

impl OwnResult {
    /// Events in one person.
    pub fn rate(&self) -> f64 {
        f64::from(self.events) / f64::from(self.people)
    }
}

/// Where the n-th `[[results]]` stands.
fn nth_table(text: &str, file: &str, n: usize) -> Option<Place> {
    let (offset, _) = text.match_indices("[[results]]").nth(n)?;
    Some(Place::at(file, text, offset))
}
