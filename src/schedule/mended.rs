//! Cells that somebody mended after looking at them. The schedule itself stays as it is.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Row;
use super::cell::Cell;

/// Rows with what their cells should say instead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Mended(BTreeMap<u32, Vec<String>>);

impl Mended {
    /// Takes the texts of a row, one for each column; what does not differ from the row as it
    /// stands in the schedule is not mended.
    pub fn set(&mut self, row: &Row, texts: Vec<String>) {
        let rest = std::iter::repeat(std::borrow::Cow::Borrowed(""));
        let mut cells = row.texts().chain(rest).zip(&texts);
        let same = row.fault.is_none()
            && texts.len() >= row.cells.len()
            && cells.all(|(is, text)| is_same(&is, text));
        if same {
            self.0.remove(&row.number());
        } else {
            self.0.insert(row.number(), texts);
        }
    }

    /// Whether a row is mended.
    pub fn has(&self, row: u32) -> bool {
        self.0.contains_key(&row)
    }

    /// The row with what is mended in it. A cell that says the same stays the cell it was: a
    /// date of a workbook can be read in only one way, its text perhaps in two.
    pub(super) fn apply(&self, row: &mut Row) {
        let Some(texts) = self.0.get(&row.number()) else {
            return;
        };
        row.fault = None;
        row.cells.resize(texts.len(), Cell::Text(String::new()));
        for (cell, text) in row.cells.iter_mut().zip(texts) {
            if !is_same(&cell.text(), text) {
                *cell = Cell::Text(text.clone());
            }
        }
    }
}

/// Browsers end lines in their own way, and leave out a blank line at the beginning.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    plain(one).trim() == plain(other).trim()
}
