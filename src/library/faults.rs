//! What the types of a pack cannot say.

use super::pack::Pack;
use super::read_toml;
use crate::error::{Place, Problem, Problems};

impl Pack {
    /// Reads the pack of an id. `file` is for messages.
    ///
    /// # Errors
    /// What the types do not take, or else everything that they cannot say.
    pub(super) fn read(source: &str, id: &str, file: &str) -> Result<Self, Problems> {
        let pack: Self = read_toml(source, file)?;
        let faults = pack.faults(id, file);
        if faults.is_empty() {
            Ok(pack)
        } else {
            Err(Problems(faults))
        }
    }

    /// What the types cannot say: ids that do not match, figures without a
    /// known source, factors that raise nothing known. `file` is for messages.
    fn faults(&self, id: &str, file: &str) -> Vec<Problem> {
        let mut faults = Vec::new();
        let mut fault = |says: String, hint: &str| {
            let place = Place {
                file: file.to_owned(),
                line: 1,
                column: 1,
            };
            faults.push(Problem::new(says).at(Some(place)).hint(hint));
        };
        if self.id != id {
            fault(
                format!("the pack calls itself `{}`", self.id),
                "the id is the name of the file",
            );
        }
        let mut seen = std::collections::BTreeSet::new();
        for risk in &self.risks {
            if !seen.insert(&risk.id) {
                fault(
                    format!("the risk `{}` stands twice", risk.id),
                    "one entry a harm; use `estimates` for more figures",
                );
            }
        }
        let estimates = self
            .risks
            .iter()
            .flat_map(|risk| risk.estimates.iter().map(move |e| (&risk.id, e)));
        let figures = self
            .benefits
            .iter()
            .flat_map(|benefit| benefit.estimates.iter().map(move |e| (&benefit.id, e)));
        for (of, estimate) in estimates.chain(figures) {
            if !self.sources.contains_key(&estimate.source) {
                fault(
                    format!(
                        "a figure of `{of}` names the source `{}`, which is not under [sources]",
                        estimate.source
                    ),
                    "a figure without a source cannot be printed",
                );
            }
            if !estimate.is_sound() {
                fault(
                    format!("a figure of `{of}` is not low ≤ typical ≤ high within 0 and `per`"),
                    "give `typical`, `low` or `high` as events in `per` people, at least one of them",
                );
            }
        }
        for factor in &self.factors {
            for source in factor
                .sources
                .iter()
                .filter(|s| !self.sources.contains_key(*s))
            {
                fault(
                    format!(
                        "the factor `{}` names the source `{source}`, which is not under [sources]",
                        factor.id
                    ),
                    "add it there",
                );
            }
        }
        faults
    }
}
