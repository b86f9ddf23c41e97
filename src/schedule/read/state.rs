//! Whether the operation of a row is done at all, and as planned.

use super::Reading;
use crate::schedule::cell::Cell;
use crate::schedule::field::Field;
use crate::schedule::mapping::plain;
use crate::schedule::understanding::Meaning;
use crate::schedule::words::words;

impl Reading<'_> {
    /// An emergency needs a reason in words, which no schedule has.
    pub(super) fn priority(&mut self) {
        let Some(said) = self.text(Field::Priority) else {
            return;
        };
        let words = words(&said.text);
        let emergencies = &self.sheet.mapping.said.emergencies;
        if words.iter().any(|word| emergencies.contains(word)) {
            self.warn(
                &said,
                "calls it an emergency, and the form is that of a planned operation",
                "make the form from a case file with `[emergency]`",
            );
        }
    }

    /// Whoever strikes a value through no longer means it: not one of them may be left out,
    /// whether or not a form needs it.
    pub(super) fn struck(&mut self) {
        let columns = self.sheet.columns.iter().zip(&self.row.cells).enumerate();
        let struck = columns.filter(|(_, (column, cell))| {
            matches!((column.meaning, cell), (Meaning::Field(_), Cell::Struck(_)))
        });
        for (column, _) in struck {
            self.at(column);
        }
    }

    /// A case that was cancelled gets no form.
    pub(super) fn status(&mut self) {
        let Some(said) = self.text(Field::Status) else {
            return;
        };
        let cancelled = &self.sheet.mapping.said.cancelled;
        if cancelled.take_from(&mut plain(&said.text)) {
            self.note(
                &said,
                "says that the operation will not be done as planned",
                "no form is made; remove the row, or correct the status",
            );
        }
    }
}
