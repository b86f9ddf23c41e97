//! Rows of an Excel workbook.

use std::io::BufReader;

use calamine::{DataRef, Reader, Xlsx};

use super::Source;
use super::cell::Cell;
use crate::error::{Problem, choose};

/// Columns beyond this one are not read; no schedule has as many.
const COLUMN_LIMIT: u32 = 1024;
/// The most cells of a sheet.
const CELL_LIMIT: usize = 20_000_000;

/// A row with its number as the spreadsheet shows it.
pub(super) type Row = (u32, Vec<Cell>);

/// The name of the sheet that is read, and its rows that hold anything.
///
/// The cells are read one after another: the crate's table of a sheet has room for every
/// cell up to the last one, which a small file can put a billion cells away.
pub(super) fn rows(
    source: Box<dyn Source + '_>,
    file: &str,
    wanted: Option<&str>,
) -> Result<(String, Vec<Row>), Problem> {
    let failed = |_: calamine::XlsxError| {
        Problem::new(format!("{file} is not an Excel workbook that can be read"))
            .hint("open it in Excel and save it as .xlsx without a password, or as CSV (UTF-8)")
    };
    let mut book = Xlsx::new(BufReader::new(source)).map_err(failed)?;
    let sheets = book.sheet_names();
    let name = match wanted {
        None => sheets.first(),
        Some(wanted) => sheets.iter().find(|name| name.as_str() == wanted),
    };
    let Some(name) = name.cloned() else {
        let known: Vec<&str> = sheets.iter().map(String::as_str).collect();
        let problem = Problem::new(format!("{file} has no such sheet"));
        return Err(problem.hint(choose(wanted.unwrap_or_default(), &known)));
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(failed)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        let Some(value) = value(cell.get_value()) else {
            continue;
        };
        if value.is_blank() || column >= COLUMN_LIMIT {
            continue;
        }
        match rows.last() {
            Some((last, _)) if *last == row + 1 => {}
            Some((last, _)) if *last > row + 1 => return Err(out_of_order(file)),
            _ => rows.push((row + 1, Vec::new())),
        }
        let Some((_, cells)) = rows.last_mut() else {
            continue;
        };
        let column = column as usize;
        count += column.saturating_sub(cells.len()) + 1;
        if cells.len() > column || count > CELL_LIMIT {
            return Err(out_of_order(file));
        }
        cells.resize(column, Cell::Text(String::new()));
        cells.push(value);
    }
    Ok((name, rows))
}

fn out_of_order(file: &str) -> Problem {
    Problem::new(format!("{file} has too many cells, or cells out of order"))
        .hint("copy the schedule into a new workbook, or save it as CSV (UTF-8)")
}

fn value(data: &DataRef<'_>) -> Option<Cell> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(flag) => Cell::Text(if *flag { "yes" } else { "no" }.to_owned()),
        DataRef::DateTime(moment) => moment.as_datetime().map_or(Cell::Broken, Cell::Moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(_) => Cell::Broken,
    })
}
