//! One row of a schedule.

use std::sync::Arc;

use chrono::NaiveTime;

use super::cell::{Cell, Damage};
use super::field::Field;
use super::mapping::{Mapping, has};
use super::packs::Packs;
use super::read::Reading;
use super::sheet::Sheet;
use super::understanding::{Column, Meaning};
use crate::case::{Case, Facility};
use crate::error::{Place, Problem, Problems};

/// One row of a schedule.
#[derive(Debug, Clone)]
pub struct Row {
    pub(super) sheet: Arc<Sheet>,
    number: u32,
    pub(super) cells: Vec<Cell>,
    pub(super) fault: Option<Problem>,
}

impl Row {
    pub(super) fn new(
        sheet: &Arc<Sheet>,
        number: u32,
        cells: Vec<Cell>,
        fault: Option<Problem>,
    ) -> Self {
        let sheet = Arc::clone(sheet);
        Self {
            sheet,
            number,
            cells,
            fault,
        }
    }

    /// Its number as the spreadsheet shows it, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Why neither this row nor any after it can be read, if that is so.
    pub fn end(&self) -> Option<&Problem> {
        self.fault.as_ref().filter(|_| self.number == 0)
    }

    /// What stands in the columns that mean something, as [`texts`](Self::texts) has it.
    pub fn text_of(&self, field: Field) -> String {
        let cells = self.sheet.of(field).iter();
        let texts = cells
            .filter_map(|column| self.cells.get(*column))
            .map(Cell::text);
        texts
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// What stands in its cells, in the order of the columns. These are a patient's values:
    /// for a page on which they are mended, never for a message.
    pub fn texts(&self) -> impl Iterator<Item = std::borrow::Cow<'_, str>> {
        self.cells.iter().map(Cell::text)
    }

    /// The case of the row, read by the same code as a case file.
    ///
    /// # Errors
    /// All problems at once; each names row and column.
    pub fn case(&self, site_facility: Option<&Facility>, packs: &Packs) -> Result<Case, Problems> {
        self.read(site_facility, packs).0
    }

    /// The same, and what is odd in the row though it is no reason to refuse it.
    pub fn read(
        &self,
        site_facility: Option<&Facility>,
        packs: &Packs,
    ) -> (Result<Case, Problems>, Vec<Problem>) {
        if let Some(fault) = &self.fault {
            let fault = fault.clone().at(Some(self.place(0)));
            return (Err(fault.into()), Vec::new());
        }
        if !self.sheet.problems.is_empty() {
            return (Err(Problems(self.sheet.problems.clone())), Vec::new());
        }
        if self.is_struck() {
            let (says, hint) = Damage::Struck.words();
            let problem = Problem::new(format!("this row {says}")).hint(hint);
            return (Err(problem.at(Some(self.place(0))).into()), Vec::new());
        }
        Reading::new(self, packs).read(site_facility)
    }

    /// When the operation begins, if a column says so; for lists of the day.
    pub fn start(&self) -> Option<NaiveTime> {
        let column = *self.sheet.of(Field::Start).first()?;
        super::date::time_of(self.cells.get(column)?)
    }

    /// The operating room, if a column says so; for lists of the day.
    pub fn room(&self) -> Option<String> {
        let column = *self.sheet.of(Field::Room).first()?;
        let cell = self.cells.get(column)?;
        (!cell.is_blank() && cell.damage().is_none()).then(|| cell.text().into_owned())
    }

    /// Where the row begins.
    pub fn start_place(&self) -> Place {
        self.place(0)
    }

    /// The place of a column in this row.
    pub(super) fn place(&self, column: usize) -> Place {
        self.sheet.place(self.number, column)
    }

    /// Whether everything in it that means something is struck through.
    fn is_struck(&self) -> bool {
        let columns = self.sheet.columns.iter().zip(&self.cells);
        let means = |(column, cell): &(&Column, &Cell)| {
            matches!(column.meaning, Meaning::Field(_)) && !cell.is_blank()
        };
        let mut said = columns.filter(means).map(|(_, cell)| cell).peekable();
        said.peek().is_some() && said.all(|cell| matches!(cell, Cell::Struck(_)))
    }

    /// Whether it is a line of totals, or the headers again.
    pub(super) fn is_no_case(&self) -> bool {
        if self.fault.is_some() && self.cells.is_empty() {
            return false;
        }
        let header = |(cell, column): (&Cell, &Column)| super::header::name(cell) == column.header;
        if self.fault.is_none() && self.cells.iter().zip(&self.sheet.columns).all(header) {
            return true;
        }
        let filled = |it: &(usize, &Cell)| !it.1.is_blank();
        let filled: Vec<(usize, &Cell)> = self.cells.iter().enumerate().filter(filled).collect();
        let (at, first) = match filled.first() {
            Some((at, Cell::Text(first))) => (*at, first.as_str()),
            Some((at, Cell::Struck(first))) => (*at, &**first),
            _ => return false,
        };
        // A total may stand in the first column, whatever that means; `Page, Jane` is a name.
        let sum = filled.len() <= 2
            && (!first.contains(',') || first.contains(|it: char| it.is_ascii_digit()));
        let free = |(column, cell): (usize, &Cell)| {
            let may_hold = |field| match field {
                Field::DateOfBirth => false,
                Field::RecordNumber | Field::Procedure if column == at => sum,
                _ => column == 0 && sum || is_count(cell),
            };
            let about = ABOUT_SOMEBODY.into_iter();
            about
                .filter(|it| self.sheet.of(*it).contains(&column))
                .all(may_hold)
        };
        filled.len() <= 3
            && filled.iter().all(|it| free(*it))
            && begins_like_no_case(first, &self.sheet.mapping)
    }
}

/// What a row has that is about a patient.
const ABOUT_SOMEBODY: [Field; 6] = [
    Field::RecordNumber,
    Field::PatientName,
    Field::FamilyName,
    Field::GivenNames,
    Field::DateOfBirth,
    Field::Procedure,
];

/// Whether a cell holds only how many there are of something.
fn is_count(cell: &Cell) -> bool {
    let text = cell.text();
    (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text begins with a word such as `Total`.
fn begins_like_no_case(text: &str, mapping: &Mapping) -> bool {
    let words: Vec<&str> = text
        .split(|letter: char| {
            letter.is_whitespace() || matches!(letter, ':' | ',' | '=' | '-' | '*')
        })
        .filter(|word| !word.is_empty())
        .collect();
    // `12 cases`.
    let number = words
        .first()
        .is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()));
    let words = &words[usize::from(number)..];
    (1..=words.len().min(3)).any(|count| has(&mapping.said.not_cases, &words[..count].join(" ")))
}
