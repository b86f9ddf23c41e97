//! Rows of an Excel workbook.

mod parts;
mod rules;
mod shown;

use std::io::BufReader;

use calamine::{DataRef, Font, Reader, Sheet, SheetVisible, Style, Xlsx};

pub(super) use self::shown::{Looked, Shown};
use super::cell::Cell;
use super::{Source, unpacked};
use crate::error::{Problem, choose};

/// Columns beyond this one are not read; no schedule has as many.
const COLUMN_LIMIT: u32 = 1024;
/// The most cells of a sheet: 100,000 rows of 50 columns.
const CELL_LIMIT: usize = 5_000_000;

/// A row with its number as the spreadsheet shows it.
pub(super) type Row = (u32, Vec<Cell>);

/// A workbook that is open.
pub(super) struct Book<'a> {
    file: &'a str,
    book: Xlsx<BufReader<&'a mut dyn Source>>,
    /// Whether numbers are shown with zeros before them: the cells do not have these.
    pads_numbers: bool,
}

impl<'a> Book<'a> {
    pub(super) fn open(source: &'a mut dyn Source, file: &'a str) -> Result<Self, Problem> {
        let pads_numbers = unpacked::check(source, file)?;
        let failed = |_: calamine::XlsxError| unpacked::unreadable(file);
        let book = Xlsx::new(BufReader::new(source)).map_err(failed)?;
        Ok(Self {
            file,
            book,
            pads_numbers,
        })
    }

    /// The sheets that the schedule may be on: the one that is wanted, otherwise all that can be
    /// seen. What nobody sees is not the schedule, unless a mapping names it.
    pub(super) fn sheets(&self, wanted: Option<&str>) -> Result<Vec<String>, Problem> {
        let all = self.book.sheets_metadata();
        let is_it = |sheet: &&Sheet| match wanted {
            Some(wanted) => sheet.name == wanted,
            None => sheet.visible == SheetVisible::Visible,
        };
        let found: Vec<String> = all.iter().filter(is_it).map(|it| it.name.clone()).collect();
        if found.is_empty() {
            let known: Vec<&str> = all.iter().map(|it| it.name.as_str()).collect();
            let problem = Problem::new(format!("{} has no such sheet", self.file));
            return Err(problem.hint(choose(wanted.unwrap_or_default(), &known)));
        }
        Ok(found)
    }

    /// Whether a sheet holds anything.
    pub(super) fn has_cells(&mut self, name: &str) -> bool {
        let cells = self.book.worksheet_cells_reader(name);
        cells.is_ok_and(|mut cells| {
            while let Ok(Some(cell)) = cells.next_cell() {
                if value(cell.get_value()).is_some_and(|it| !it.is_blank()) {
                    return true;
                }
            }
            false
        })
    }

    /// The rows of a sheet that hold anything.
    ///
    /// The cells are read one after another: the crate's table of a sheet has room for every
    /// cell up to the last one, which a small file can put a billion cells away.
    pub(super) fn rows(&mut self, name: &str) -> Result<Vec<Row>, Problem> {
        rows(&mut self.book, name, self.file)
    }

    /// What a further look at a sheet needs to know, once the workbook is closed.
    pub(super) fn looked(&mut self, name: &str) -> Result<Looked, Problem> {
        let failed = |_: calamine::XlsxError| unpacked::unreadable(self.file);
        let all = self.book.sheets_metadata();
        let number = all.iter().position(|it| it.name == name).unwrap_or(0);
        let cells = self.book.worksheet_cells_reader(name).map_err(failed)?;
        let struck = |style: &Style| style.font.as_ref().is_some_and(Font::has_strikethrough);
        let struck = cells.styles().iter().map(struck).collect();
        Ok(Looked {
            number,
            struck,
            pads_numbers: self.pads_numbers,
        })
    }
}

fn rows(
    book: &mut Xlsx<BufReader<&mut dyn Source>>,
    name: &str,
    file: &str,
) -> Result<Vec<Row>, Problem> {
    let failed = |_: calamine::XlsxError| unpacked::unreadable(file);
    let merged = book.merge_cells_by_sheet_name(name).map_err(failed)?;
    let mut cells = book.worksheet_cells_reader(name).map_err(failed)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0;
    let (mut calculated, mut unanswered) = (false, Vec::new());
    while let Some(cell) = cells.next_cell_with_formula().map_err(failed)? {
        let (row, column) = cell.pos;
        let Some(value) = value(&cell.value) else {
            if cell.formula.is_some() && unanswered.len() < CELL_LIMIT {
                unanswered.push((row, column));
            }
            continue;
        };
        calculated |= cell.formula.is_some();
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
    // An answer may be empty. But where no formula has one, the workbook was written by a
    // program that calculates nothing, and what belongs there is not known.
    if !calculated {
        for place in unanswered {
            break_cells(&mut rows, place, place);
        }
    }
    for region in merged {
        // The value stands in the first row, and whether it holds for those below is not said.
        let below = (region.start.0.saturating_add(1), region.start.1);
        count += break_cells(&mut rows, below, region.end);
        if count > CELL_LIMIT {
            return Err(out_of_order(file));
        }
    }
    Ok(rows)
}

/// Cells, from one corner to the other, of rows that hold something: nobody knows what belongs
/// there. How many they are.
fn break_cells(rows: &mut [Row], start: (u32, u32), end: (u32, u32)) -> usize {
    let from = rows.partition_point(|(row, _)| *row <= start.0);
    let to = rows.partition_point(|(row, _)| *row <= end.0.saturating_add(1));
    let columns = start.1 as usize..=end.1.min(COLUMN_LIMIT - 1) as usize;
    let mut count = 0;
    for (_, cells) in rows.get_mut(from..to).unwrap_or_default() {
        for column in columns.clone() {
            if cells.len() <= column {
                cells.resize(column + 1, Cell::Text(String::new()));
            }
            cells[column] = Cell::Broken;
            count += 1;
        }
    }
    count
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
