//! From the cells of a row to the tree of a case.

mod state;

use std::sync::Arc;

use chrono::NaiveDate;

use super::cell::{Cell, Damage};
use super::date::{self, date_of};
use super::field::Field;
use super::packs::Packs;
use super::row::Row;
use super::sheet::Sheet;
use super::tree::Branch;
use super::understanding::Meaning;
use crate::case::{Case, Facility, Format};
use crate::error::{Place, Problem, Problems};
use crate::source::Kind;

/// A value of a row: of a cell, or of the mapping's constants.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) place: Place,
    /// How messages call the column.
    pub(super) header: Arc<str>,
    /// Its column, if it is of a cell.
    pub(super) column: Option<usize>,
}

impl Said {
    /// The text and its place.
    pub(super) fn pair(self) -> (String, Place) {
        (self.text, self.place)
    }
}

/// A row that is being read.
pub(super) struct Reading<'a> {
    pub(super) row: &'a Row,
    pub(super) sheet: &'a Sheet,
    pub(super) packs: &'a Packs,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    /// Paths of the case, and the columns that they came from.
    origins: Vec<(&'static str, Arc<str>)>,
}

impl<'a> Reading<'a> {
    pub(super) fn new(row: &'a Row, packs: &'a Packs) -> Self {
        Self {
            row,
            sheet: &row.sheet,
            packs,
            problems: Vec::new(),
            warnings: super::odd::warnings(row),
            origins: Vec::new(),
        }
    }

    /// The case, or all that is wrong with the row; and what is odd in it.
    pub(super) fn read(
        mut self,
        site_facility: Option<&Facility>,
    ) -> (Result<Case, Problems>, Vec<Problem>) {
        let case = self.case(site_facility);
        (case, self.warnings)
    }

    fn case(&mut self, site_facility: Option<&Facility>) -> Result<Case, Problems> {
        self.struck();
        self.status();
        self.priority();
        let mut root = Branch::default();
        let start = self.row.place(0);
        let surgeons = self.surgeons();
        for (key, branch) in [
            ("patient", self.patient()),
            ("encounter", self.encounter()),
            ("facility", self.facility(site_facility)),
            ("surgeon", self.surgeon(&surgeons)),
            ("discussion", self.discussion()),
            ("interpreter", self.interpreter()),
            ("representative", self.representative()),
        ] {
            if !branch.is_empty() {
                root.put(key, branch.kind(), &start);
            }
        }
        let team = self.team(surgeons);
        if !team.is_empty() {
            root.put("team", Kind::List(team), &start);
        }
        let (procedure, place) = self.procedure();
        root.put("procedure", procedure.kind(), &place);
        if self.problems.is_empty() {
            match Case::from_value(&root.value(&start), Format::Toml, site_facility) {
                Ok(mut case) => {
                    self.empty_columns(&mut case);
                    return Ok(case);
                }
                Err(problems) => self.adopt(problems),
            }
        }
        self.problems.sort_by(|a, b| a.place.cmp(&b.place));
        // A cell that is read for two parts of a case is noted twice.
        self.problems.dedup();
        Err(Problems(std::mem::take(&mut self.problems)))
    }

    /// What an operation needs and the row does not say belongs into the column for it.
    fn empty_columns(&self, case: &mut Case) {
        for (path, field) in [
            ("procedure.side", Field::Side),
            ("procedure.levels", Field::Levels),
            ("procedure.approach", Field::Approach),
            ("procedure.position", Field::Position),
            ("procedure.indication", Field::Indication),
            ("procedure.planned_date", Field::PlannedDate),
        ] {
            if let Some(column) = self.sheet.of(field).first() {
                case.places.would_stand(path, self.row.place(*column));
            }
        }
    }

    /// Problems of a case, with the columns in place of the keys of a case file.
    fn adopt(&mut self, problems: Problems) {
        for mut problem in problems.0 {
            for (path, header) in &self.origins {
                problem.says = problem.says.replace(&format!("`{path}`"), header);
            }
            self.problems.push(problem);
        }
    }

    /// Notes a problem with a value.
    pub(super) fn note(&mut self, said: &Said, says: &str, hint: impl Into<String>) {
        let problem = Problem::new(format!("{} {says}", said.header));
        self.problems
            .push(problem.at(Some(said.place.clone())).hint(hint));
    }

    /// Notes what should be looked at, though it is no reason to refuse.
    pub(super) fn warn(&mut self, said: &Said, says: &str, hint: &str) {
        let problem = Problem::new(format!("{} {says}", said.header));
        self.warnings
            .push(problem.at(Some(said.place.clone())).hint(hint));
    }

    /// Notes that the row lacks a value that every case needs.
    pub(super) fn lacks(&mut self, field: Field) {
        let column = self.sheet.of(field).first().copied();
        let header = column.map_or_else(|| field.name().into(), |it| self.sheet.header(it));
        let place = self.row.place(column.unwrap_or(0));
        let problem = Problem::new(format!("{header} is empty"));
        self.problems.push(
            problem
                .at(Some(place))
                .hint("fill it in, as the record has it"),
        );
    }

    /// The value of one column, as text; damage is noted.
    pub(super) fn at(&mut self, column: usize) -> Option<Said> {
        let cell = self.row.cells.get(column)?;
        if cell.is_blank() {
            return None;
        }
        let said = Said {
            text: cell.text().trim().to_owned(),
            place: self.row.place(column),
            header: self.sheet.header(column),
            column: Some(column),
        };
        if let Some(damage) = cell.damage() {
            self.note_damage(&said, damage);
            return None;
        }
        (!said.text.is_empty()).then_some(said)
    }

    /// Short values of columns that nobody knows.
    pub(super) fn unused(&self) -> Vec<Said> {
        let columns = self.sheet.columns.iter().zip(&self.row.cells).enumerate();
        let unknown = columns.filter(|(_, (column, cell))| {
            column.meaning == Meaning::Unknown
                && !cell.is_blank()
                && !matches!(cell, Cell::Struck(_))
                && cell.text().len() < 24
        });
        let said = |(column, (_, cell)): (usize, (_, &Cell))| Said {
            text: cell.text().trim().to_owned(),
            place: self.row.place(column),
            header: self.sheet.header(column),
            column: Some(column),
        };
        unknown.map(said).collect()
    }

    fn note_damage(&mut self, said: &Said, damage: Damage) {
        let (says, hint) = damage.words();
        self.note(said, says, hint);
    }

    /// The value of a field, even if it is a word that stands for nothing (`NULL`).
    pub(super) fn name(&mut self, field: Field) -> Option<Said> {
        match self.sheet.of(field).first() {
            Some(column) => self.at(*column),
            None => None,
        }
    }

    /// The value of a field: of its column, or what the mapping says of all rows.
    pub(super) fn text(&mut self, field: Field) -> Option<Said> {
        let of_cell = self.name(field);
        let mapping = &self.sheet.mapping;
        let said = of_cell.filter(|said| !mapping.is_empty(&said.text));
        said.or_else(|| {
            Some(Said {
                text: mapping.said.constants.get(&field)?.clone(),
                place: mapping.place.clone(),
                header: format!("`constants.{}`", field.name()).into(),
                column: None,
            })
        })
    }

    /// A number that is a name (a record, an encounter): as it stands, or refused.
    pub(super) fn number(&mut self, field: Field) -> Option<Said> {
        let said = self.text(field)?;
        let damage = self.cell(&said).and_then(Cell::number_damage);
        let mapping = &self.sheet.mapping;
        let day = date::is_like_date(&said.text, mapping).then_some(Damage::Date);
        let number = matches!(self.cell(&said), Some(Cell::Number(_)));
        let open = self.sheet.shown.pads_numbers && mapping.said.record_number_digits.is_none();
        let zeros = (number && open).then_some(Damage::Zeros);
        match damage.or(day).or(zeros) {
            Some(damage) => {
                self.note_damage(&said, damage);
                None
            }
            None => Some(said),
        }
    }

    /// The cell that a value came from.
    pub(super) fn cell(&self, said: &Said) -> Option<&'a Cell> {
        self.row.cells.get(said.column?)
    }

    /// Remembers that a path of the case came from a value.
    pub(super) fn from(&mut self, path: &'static str, said: &Said) {
        self.origins.push((path, said.header.clone()));
    }

    /// Sets a key to the text of a field.
    pub(super) fn copy(
        &mut self,
        branch: &mut Branch,
        key: &'static str,
        path: &'static str,
        said: Option<Said>,
    ) {
        if let Some(said) = &said {
            self.from(path, said);
        }
        branch.text(key, said.map(Said::pair));
    }

    /// The date of a value.
    pub(super) fn day_of(&self, said: &Said, birth: bool) -> Result<NaiveDate, date::Fault> {
        let text = Cell::Text(said.text.clone());
        let cell = self.cell(said).unwrap_or(&text);
        date_of(cell, birth, &self.sheet.mapping)
    }

    /// Sets a key to the date of a value.
    pub(super) fn date(
        &mut self,
        branch: &mut Branch,
        key: &'static str,
        path: &'static str,
        said: &Said,
    ) {
        match self.day_of(said, key == "date_of_birth") {
            Ok(date) => {
                self.from(path, said);
                branch.put(key, Kind::Date(date), &said.place);
            }
            Err(fault) => {
                let (says, hint) = fault.words();
                self.note(said, says, hint);
            }
        }
    }
}
