//! A hospital's schedule of operations, row by row: each row a case, or its problems.
//!
//! A schedule is CSV as hospitals export it, or an Excel workbook. [`Schedule::open`] finds
//! encoding, delimiter and headers; a [`Mapping`] says what headers and words mean;
//! [`Row::case`] builds the same tree of values that a TOML or JSON case becomes and has it
//! read by the same code. What can be read in two ways is refused with row and column, and no
//! message repeats a patient's value. This room knows nothing of layouts or PDF.

mod across;
mod cell;
mod date;
mod delimited;
mod encoding;
mod field;
mod header;
mod mapping;
mod mended;
mod names;
mod odd;
mod open;
mod operations;
mod packs;
mod patient;
mod people;
mod plan;
mod read;
mod row;
mod sheet;
#[cfg(test)]
mod tests;
mod tree;
mod understanding;
mod unpacked;
mod words;
mod workbook;

use std::io::{Cursor, Read, Seek};
use std::sync::Arc;

pub use across::{Across, Finding, FindingKind};
pub use field::Field;
pub use mapping::{By, DateOrder, Mapping, NameOrder, STANDARD};
pub use mended::Mended;
pub use packs::Packs;
pub use row::Row;
pub use understanding::{Column, Meaning, Understanding};

use self::delimited::{Fault, Lines, Record};
use self::sheet::Sheet;
use crate::error::{Problem, Problems};

/// What stands for letters that cannot be read; a zero byte is none.
const LOST: [char; 2] = [char::REPLACEMENT_CHARACTER, '\0'];

/// What a schedule can be read from.
pub(crate) trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// An open schedule; iterating gives its rows.
///
/// Delimited text is read as it is asked for, so memory does not grow with the rows; a
/// workbook is read at once.
pub struct Schedule<'a> {
    sheet: Arc<Sheet>,
    understanding: Understanding,
    rows: Rows<'a>,
    passed_over: Vec<u32>,
    mended: Arc<Mended>,
}

enum Rows<'a> {
    Text(Lines<'a>),
    Workbook(std::vec::IntoIter<workbook::Row>),
    /// Reading failed; what comes after is not known.
    Broken,
}

impl<'a> Schedule<'a> {
    /// Opens a schedule that is in memory. `file` is what problems call it.
    ///
    /// # Errors
    /// It is neither delimited text nor a workbook, its encoding is not clear, or no row has
    /// headers. That columns are missing is no error here: see [`ready`](Self::ready).
    pub fn open(bytes: &'a [u8], file: &str, mapping: &Mapping) -> Result<Self, Problems> {
        Self::from_reader(Cursor::new(bytes), file, mapping)
    }

    /// Opens a schedule that is read piece by piece, such as a file.
    ///
    /// # Errors
    /// As [`open`](Self::open), and whatever keeps it from being read.
    pub fn from_reader(
        reader: impl Read + Seek + Send + 'a,
        file: &str,
        mapping: &Mapping,
    ) -> Result<Self, Problems> {
        Ok(open::open(Box::new(reader), file, mapping)?)
    }

    /// How encoding, delimiter and columns were understood.
    pub fn understanding(&self) -> &Understanding {
        &self.understanding
    }

    /// Whether its columns say what every case needs. A row of a schedule that is not ready
    /// can only be refused.
    ///
    /// # Errors
    /// What is missing, and which columns mean the same.
    pub fn ready(&self) -> Result<(), Problems> {
        match self.sheet.problems.is_empty() {
            true => Ok(()),
            false => Err(Problems(self.sheet.problems.clone())),
        }
    }

    /// The same schedule with some of its cells mended.
    pub fn mended(self, mended: Arc<Mended>) -> Self {
        Self { mended, ..self }
    }

    /// The rows so far that hold something and are no case: totals, headers repeated on a
    /// new page.
    pub fn passed_over(&self) -> &[u32] {
        &self.passed_over
    }

    /// The next row, before it is known whether it is a case.
    fn next_row(&mut self) -> Option<Row> {
        let row = match &mut self.rows {
            Rows::Broken => return None,
            Rows::Workbook(rows) => {
                let (number, cells) = rows.next()?;
                Row::new(&self.sheet, number, cells, None)
            }
            Rows::Text(lines) => match lines.next() {
                Ok(record) => self.record(record?),
                Err(error) => {
                    self.rows = Rows::Broken;
                    let says = format!("the schedule cannot be read further: {error}");
                    Row::new(&self.sheet, 0, Vec::new(), Some(Problem::new(says)))
                }
            },
        };
        Some(row)
    }

    fn record(&self, record: Record) -> Row {
        let width = self.sheet.columns.len();
        let full = record.cells.iter().rposition(|cell| !cell.is_empty());
        let count = full.map_or(0, |last| last + 1);
        let fault = match record.fault {
            Some(Fault::OpenQuote) => Some((
                "a quotation mark is opened in this row and never closed".to_owned(),
                "write a quotation mark inside a value twice, or remove it",
            )),
            Some(Fault::AfterQuote) => Some((
                "text follows a closing quotation mark in this row".to_owned(),
                "write a quotation mark inside a value twice, or remove it",
            )),
            Some(Fault::TooLong) => Some((
                "this row has more text than any schedule".to_owned(),
                "check its quotation marks and line breaks",
            )),
            None if count > width || record.cells.len() < width => Some((
                format!(
                    "this row has {} cells, and there are {width} columns",
                    record.cells.len().max(count)
                ),
                "put quotation marks round a value that holds the delimiter or a line break",
            )),
            None if record.cells.iter().any(|cell| cell.contains(LOST)) => Some((
                "this row holds letters that are lost: it is not in the encoding of the others"
                    .to_owned(),
                "save the schedule as CSV (UTF-8) from its source",
            )),
            None => None,
        };
        let fault = fault.map(|(says, hint)| Problem::new(says).hint(hint));
        let cells = record.cells.into_iter().map(cell::Cell::Text).collect();
        Row::new(&self.sheet, record.row, cells, fault)
    }
}

impl Iterator for Schedule<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            let mut row = self.next_row()?;
            self.mended.apply(&mut row);
            if !row.is_no_case() {
                return Some(row);
            }
            // Whole pages of them are not worth the memory.
            if self.passed_over.len() < 1000 {
                self.passed_over.push(row.number());
            }
        }
    }
}

impl std::fmt::Debug for Schedule<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Schedule")
            .field("understanding", &self.understanding)
            .finish_non_exhaustive()
    }
}
