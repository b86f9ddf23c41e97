//! How a schedule was understood, for `--dry-run`.

use serde::Serialize;

use super::field::Field;
use super::mapping::By;
use crate::case::quoted;

/// How a schedule was understood. Holds headers, and no value of a patient.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Understanding {
    /// The file as the user named it.
    pub file: String,
    /// `UTF-8`, `UTF-16`, `Windows-1252` …; `Excel workbook`.
    pub encoding: String,
    /// What stands between cells; none in a workbook.
    pub delimiter: Option<char>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Other sheets that hold something and can be seen: they are not read.
    pub other_sheets: Vec<String>,
    /// Row that has the headers, as the spreadsheet counts.
    pub header_row: u32,
    /// Every column, in the order of the file.
    pub columns: Vec<Column>,
    /// Headers that the mapping names and no column has.
    pub not_found: Vec<String>,
    /// What the mapping says of all rows.
    pub constants: Vec<Field>,
    /// What no column was understood as, and every case needs.
    pub missing: Vec<Field>,
    /// Digits that every record number must have: as the mapping says, or as the first rows
    /// show that are padded with zeros.
    pub record_number_digits: Option<usize>,
}

/// A column and what it was understood as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Column {
    /// From 1.
    pub number: u32,
    /// As it stands in the file.
    pub header: String,
    /// What it means.
    pub meaning: Meaning,
    /// By what it was understood, if it was.
    pub by: Option<By>,
}

impl Understanding {
    /// Which other sheets are left out, if there are any, in words.
    pub fn not_read(&self) -> Option<String> {
        let names = self.other_sheets.iter();
        let names: Vec<String> = names.map(|name| format!("`{}`", quoted(name))).collect();
        let read = self.sheet.as_deref().map(quoted)?;
        let says = format!(
            "only the sheet `{read}` is read; these are not: {}; `sheet` in a mapping names another",
            names.join(", ")
        );
        (!names.is_empty()).then_some(says)
    }

    /// Headers that the mapping names and no column has, as a message may repeat them.
    pub fn missed(&self) -> Vec<String> {
        let missed = self.not_found.iter();
        missed.map(|it| format!("`{}`", quoted(it))).collect()
    }

    /// Headers of columns that nobody knows, as a message may repeat them.
    pub fn unused(&self) -> Vec<String> {
        let unknown = self.columns.iter();
        let unknown = unknown.filter(|it| it.meaning == Meaning::Unknown && !it.header.is_empty());
        unknown
            .map(|it| format!("`{}`", quoted(&it.header)))
            .collect()
    }
}

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// This part of a case.
    Field(Field),
    /// The same as another column, and no mapping says which of them counts.
    Twice(Field),
    /// Not needed, or another column was chosen in its place.
    Ignored,
    /// Nobody knows; it is not used.
    Unknown,
}
