//! Numbers for the sources of the figures.

use std::collections::BTreeMap;

use super::model::NumberedSource;
use super::plan::Part;

/// Source numbers in the order in which figures first cite them.
#[derive(Default)]
pub(super) struct Citations {
    numbers: BTreeMap<(String, i32), usize>,
}

impl Citations {
    /// The number of a pack's source in brackets: `[3]`.
    pub(super) fn cite(&mut self, part: &Part, source: &str) -> String {
        self.number(part, source)
            .map(|n| format!("[{n}]"))
            .unwrap_or_default()
    }

    fn number(&mut self, part: &Part, source: &str) -> Option<usize> {
        let source = part.pack().sources.get(source)?;
        let next = self.numbers.len() + 1;
        Some(
            *self
                .numbers
                .entry((source.cite.clone(), source.year))
                .or_insert(next),
        )
    }

    /// All of them, by number.
    pub(super) fn sources(self) -> Vec<NumberedSource> {
        let mut sources: Vec<NumberedSource> = self
            .numbers
            .into_iter()
            .map(|((cite, year), number)| NumberedSource { number, cite, year })
            .collect();
        sources.sort_by_key(|source| source.number);
        sources
    }
}
