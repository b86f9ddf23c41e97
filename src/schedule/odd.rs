//! What is odd in a row without being a reason to refuse it.

use super::cell::Cell;
use super::field::Field;
use super::row::Row;
use super::{date, people};
use crate::error::Problem;

/// What is odd in a row and no reason to refuse it.
pub(super) fn warnings(row: &Row) -> Vec<Problem> {
    let sheet = &row.sheet;
    let mut warnings = Vec::new();
    for (rows, says) in [
        (
            &sheet.shown.hidden,
            "this row is hidden in the workbook, and is read like the others",
        ),
        (
            &sheet.shown.ruled,
            "a rule of the workbook may strike this row through, and rules are not followed",
        ),
    ] {
        if rows.contains(&row.number()) {
            let hint = "check that the operation is still planned, otherwise remove the row";
            let problem = Problem::new(says).at(Some(row.start_place()));
            warnings.push(problem.hint(hint));
        }
    }
    let mut warn = |column: usize, says: &str, hint: &str| {
        let problem = Problem::new(format!("{} {says}", sheet.header(column)));
        warnings.push(problem.at(Some(row.place(column))).hint(hint));
    };
    let cell = |field| {
        let column = *sheet.of(field).first()?;
        Some((column, row.cells.get(column)?))
    };
    for field in [Field::RecordNumber, Field::Encounter] {
        let of_record = field == Field::RecordNumber;
        if let Some((column, Cell::Number(_))) = cell(field)
            && !(of_record && sheet.digits.is_some())
        {
            warn(
                column,
                "is a number of a spreadsheet, which keeps no leading zeros",
                "check it against the record, or say `record-number-digits` in a mapping",
            );
        }
    }
    if let Some((column, cell)) = cell(Field::Start)
        && !cell.is_blank()
        && cell.damage().is_none()
        && date::time_of(cell).is_none()
    {
        warn(
            column,
            "is not a time of day that can be read",
            "lists of the day show the row without a time",
        );
    }
    if let Some((column, cell)) = cell(Field::Language)
        && !sheet.mapping.is_empty(&cell.text())
        && people::language_tag(&cell.text(), &sheet.mapping).is_none()
    {
        warn(
            column,
            "is a language that no mapping knows, and is left out of the patient's details",
            "add it to `[languages]` in a mapping",
        );
    }
    warnings
}
