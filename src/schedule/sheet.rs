//! What all rows of a schedule share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cell::Cell;
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::understanding::{Column, Meaning};
use super::workbook::Shown;
use crate::case::quoted;
use crate::error::{Place, Problem};

/// What all rows of a schedule share.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) file: Arc<str>,
    pub(super) mapping: Mapping,
    pub(super) columns: Vec<Column>,
    /// Headers as messages repeat them.
    headers: Vec<Arc<str>>,
    header_row: u32,
    by_field: BTreeMap<Field, Vec<usize>>,
    /// By column: the factor that it is about, if it is about one only.
    factors: Vec<Option<String>>,
    /// Digits that every record number must have.
    pub(super) digits: Option<usize>,
    /// What a workbook shows and its cells do not have.
    pub(super) shown: Shown,
    /// What keeps all rows from becoming cases.
    pub(super) problems: Vec<Problem>,
}

impl Sheet {
    pub(super) fn new(
        file: &str,
        mapping: &Mapping,
        header: &Header,
        first: &[(u32, Vec<Cell>)],
    ) -> Self {
        let columns = super::header::columns(header, mapping);
        let mut by_field: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
        for (index, column) in columns.iter().enumerate() {
            if let Meaning::Field(field) = column.meaning {
                by_field.entry(field).or_default().push(index);
            }
        }
        let numbers = by_field.get(&Field::RecordNumber).map(|it| it[0]);
        let digits = mapping
            .said
            .record_number_digits
            .or_else(|| padded(first, numbers?))
            .filter(|digits| *digits > 0);
        let mut sheet = Self {
            file: file.into(),
            mapping: mapping.clone(),
            headers: columns.iter().map(shown).collect(),
            factors: columns
                .iter()
                .map(|column| mapping.factor_of(&column.header).map(str::to_owned))
                .collect(),
            columns,
            header_row: header.row,
            by_field,
            digits,
            shown: Shown::default(),
            problems: Vec::new(),
        };
        sheet.problems = sheet.column_problems();
        sheet
    }

    /// The factor that a column is about, if it is about one only.
    pub(super) fn factor_of(&self, column: usize) -> Option<&str> {
        self.factors.get(column)?.as_deref()
    }

    /// The columns that mean a field.
    pub(super) fn of(&self, field: Field) -> &[usize] {
        self.by_field.get(&field).map_or(&[], Vec::as_slice)
    }

    /// Whether a field is known of every row.
    pub(super) fn has(&self, field: Field) -> bool {
        self.by_field.contains_key(&field) || self.mapping.said.constants.contains_key(&field)
    }

    /// What every case needs and no column says.
    pub(super) fn missing(&self) -> Vec<Field> {
        let mut missing = Vec::new();
        for field in [
            Field::RecordNumber,
            Field::PatientName,
            Field::DateOfBirth,
            Field::Procedure,
            Field::Surgeon,
        ] {
            let known = match field {
                Field::PatientName => {
                    self.has(field) || self.has(Field::FamilyName) && self.has(Field::GivenNames)
                }
                Field::Procedure => self.has(field) || self.has(Field::Codes),
                _ => self.has(field),
            };
            if !known {
                missing.push(field);
            }
        }
        missing
    }

    /// The header of a column, as a message may repeat it.
    pub(super) fn header(&self, column: usize) -> Arc<str> {
        self.headers.get(column).cloned().unwrap_or_default()
    }

    pub(super) fn place(&self, row: u32, column: usize) -> Place {
        Place {
            file: Arc::clone(&self.file),
            line: row,
            column: column as u32 + 1,
        }
    }

    /// What keeps all rows from becoming cases.
    fn column_problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut twice: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
        for (index, column) in self.columns.iter().enumerate() {
            if let Meaning::Twice(field) = column.meaning {
                twice.entry(field).or_default().push(index);
            }
        }
        for (field, columns) in &twice {
            let names: Vec<Arc<str>> = columns.iter().map(|it| self.header(*it)).collect();
            let says = format!("{} all mean `{}`", names.join(" and "), field.name());
            let place = self.place(self.header_row, columns[0]);
            problems.push(Problem::new(says).at(Some(place)).hint(format!(
                "say in a mapping which one counts: [columns] {} = \"…\"",
                field.name()
            )));
        }
        if self.has(Field::PatientName) && self.has(Field::FamilyName) {
            let columns = [
                self.of(Field::PatientName)[0],
                self.of(Field::FamilyName)[0],
            ];
            let says = format!(
                "{} and {} both hold the name",
                self.header(columns[0]),
                self.header(columns[1])
            );
            let place = self.place(self.header_row, columns[1]);
            problems.push(
                Problem::new(says)
                    .at(Some(place))
                    .hint("say in a mapping which one counts: [columns] patient-name = \"…\", or family-name and given-names"),
            );
        }
        for field in self.missing() {
            if twice.contains_key(&field) {
                continue;
            }
            let unknown: Vec<Arc<str>> = (0..self.columns.len())
                .filter(|it| self.columns[*it].meaning == Meaning::Unknown)
                .filter(|it| !self.columns[*it].header.is_empty())
                .map(|it| self.header(it))
                .collect();
            let says = format!("no column is understood as `{}`", field.name());
            let among = match unknown.is_empty() {
                true => String::new(),
                false => format!("; not understood here: {}", unknown.join(", ")),
            };
            problems.push(
                Problem::new(says)
                    .at(Some(self.place(self.header_row, 0)))
                    .hint(format!(
                        "name it in a mapping: [columns] {} = \"…\"{among}",
                        field.name()
                    )),
            );
        }
        problems
    }
}

fn shown(column: &Column) -> Arc<str> {
    match column.header.is_empty() {
        true => format!("column {}", column.number).into(),
        false => format!("`{}`", quoted(&column.header)).into(),
    }
}

/// How many digits the record numbers have, if the first rows show that they are padded with
/// zeros to one length. A shorter one has then lost its zeros.
fn padded(rows: &[(u32, Vec<Cell>)], column: usize) -> Option<usize> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut width = None;
    let mut longest = 0;
    for (_, cells) in rows {
        let Some(cell) = cells.get(column) else {
            continue;
        };
        let text = cell.text();
        if !digits(&text) || cell.number_damage().is_some() {
            continue;
        }
        longest = longest.max(text.len());
        if text.starts_with('0') {
            match width {
                Some(width) if width != text.len() => return None,
                _ => width = Some(text.len()),
            }
        }
    }
    width.filter(|width| *width == longest && *width >= 4)
}
