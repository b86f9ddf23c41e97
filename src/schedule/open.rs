//! Opening a schedule: workbook or text, encoding, delimiter, headers.

use std::io::SeekFrom;
use std::sync::Arc;

use super::cell::Cell;
use super::delimited::Lines;
use super::encoding::{self, Decoded};
use super::field::Field;
use super::header::{self, Header};
use super::mapping::Mapping;
use super::sheet::Sheet;
use super::understanding::Understanding;
use super::workbook::{Book, Shown};
use super::{Rows, Schedule, Source};
use crate::error::{Place, Problem};

/// What delimiters are looked for, the most usual first.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
/// How much of a text is looked at to find delimiter and headers, in bytes.
const SAMPLE: usize = 128 * 1024;

/// Opens a schedule.
pub(super) fn open<'a>(
    mut source: Box<dyn Source + 'a>,
    file: &str,
    mapping: &Mapping,
) -> Result<Schedule<'a>, Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("{file} cannot be read: {error}"));
    source.seek(SeekFrom::Start(0)).map_err(failed)?;
    let start = encoding::beginning(&mut *source).map_err(failed)?;
    if start.is_empty() {
        let problem = Problem::new(format!("{file} is empty"));
        return Err(problem.hint("export the schedule again"));
    }
    if start.starts_with(b"PK\x03\x04") {
        source.seek(SeekFrom::Start(0)).map_err(failed)?;
        return of_workbook(source, file, mapping);
    }
    if let Some(kind) = foreign(&start) {
        let problem = Problem::new(format!("{file} is {kind}, not a schedule that can be read"));
        return Err(problem.hint("save it as .xlsx, or as CSV (UTF-8)"));
    }
    of_text(source, file, mapping)
}

/// Files that are taken for CSV or Excel by their name only.
fn foreign(start: &[u8]) -> Option<&'static str> {
    let text = start.trim_ascii_start().to_ascii_lowercase();
    match () {
        () if start.starts_with(b"\xD0\xCF\x11\xE0") => {
            Some("an old Excel file, or one with a password")
        }
        () if start.starts_with(b"%PDF") => Some("a PDF"),
        () if start.starts_with(b"{\\rtf") => Some("a text of a word processor"),
        () if text.starts_with(b"<") => Some("a web page or XML"),
        () => None,
    }
}

fn of_workbook<'a>(
    mut source: Box<dyn Source + 'a>,
    file: &str,
    mapping: &Mapping,
) -> Result<Schedule<'a>, Problem> {
    let mut book = Book::open(&mut *source, file)?;
    let mut sheets = book.sheets(mapping.said.sheet.as_deref())?;
    // A cover or an empty sheet may come first.
    let mut found = None;
    for (at, name) in sheets.iter().enumerate() {
        let rows = book.rows(name)?;
        if let Some(header) = header::find(&rows, mapping) {
            found = Some((at, header, rows));
            break;
        }
    }
    let (at, header, rows) = found.ok_or_else(|| no_header(file))?;
    let sheet = sheets.remove(at);
    sheets.retain(|name| book.has_cells(name));
    let mut below: Vec<_> = rows
        .into_iter()
        .filter(|(number, _)| *number > header.row)
        .collect();
    let looked = book.looked(&sheet)?;
    drop(book);
    let shown = looked.mark(&mut *source, file, &mut below)?;
    let mut schedule = finish(file, mapping, &header, &below, shown);
    schedule.understanding.encoding = "Excel workbook".to_owned();
    schedule.understanding.sheet = Some(sheet);
    schedule.understanding.other_sheets = sheets;
    schedule.rows = Rows::Workbook(below.into_iter());
    Ok(schedule)
}

fn of_text<'a>(
    mut source: Box<dyn Source + 'a>,
    file: &str,
    mapping: &Mapping,
) -> Result<Schedule<'a>, Problem> {
    let failed = |error: std::io::Error| Problem::new(format!("{file} cannot be read: {error}"));
    let (encoding, mark) = encoding::detect(&mut *source, file, mapping.said.encoding.as_deref())?;
    let mut sample = String::new();
    let mut decoded = Decoded::new(source, encoding, mark).map_err(failed)?;
    let mut whole = false;
    while sample.len() < SAMPLE && !whole {
        whole = !decoded.more(&mut sample).map_err(failed)?;
    }
    let mut best: Option<Sniffed> = None;
    let declared = mapping.said.delimiter.or_else(|| spreadsheets_own(&sample));
    let delimiters = DELIMITERS.into_iter().filter(|_| declared.is_none());
    for delimiter in delimiters.chain(declared) {
        let sniffed = Sniffed::of(&sample, whole, delimiter, mapping).map_err(failed)?;
        let better = |best: &Sniffed| sniffed.merit() > best.merit();
        if best.as_ref().is_none_or(better) {
            best = Some(sniffed);
        }
    }
    let Some((sniffed, header)) = best
        .and_then(|it| Some((it.header.clone()?, it)))
        .map(|(header, sniffed)| (sniffed, header))
    else {
        return Err(no_header(file));
    };
    let source = decoded.into_source();
    let decoded = Decoded::new(source, encoding, mark).map_err(failed)?;
    let mut lines = Lines::new(decoded, sniffed.delimiter);
    while let Some(record) = lines.next().map_err(failed)? {
        if record.row >= header.row {
            break;
        }
    }
    let below: Vec<_> = sniffed
        .rows
        .into_iter()
        .filter(|(number, _)| *number > header.row)
        .collect();
    let mut schedule = finish(file, mapping, &header, &below, Shown::default());
    schedule.rows = Rows::Text(lines);
    schedule.understanding.encoding = encoding::name(encoding).to_owned();
    schedule.understanding.delimiter = Some(sniffed.delimiter);
    Ok(schedule)
}

/// The delimiter that Excel's own first line `sep=;` names.
fn spreadsheets_own(sample: &str) -> Option<char> {
    let line = sample.lines().next()?.trim_matches('"');
    let mut rest = line.strip_prefix("sep=")?.chars();
    match (rest.next(), rest.next()) {
        (Some(delimiter), None) if !delimiter.is_alphanumeric() && delimiter != '"' => {
            Some(delimiter)
        }
        _ => None,
    }
}

/// The first rows under one delimiter.
struct Sniffed {
    delimiter: char,
    rows: Vec<(u32, Vec<Cell>)>,
    header: Option<Header>,
    /// How many rows under the headers have as many cells as these.
    even: usize,
}

impl Sniffed {
    fn of(sample: &str, whole: bool, delimiter: char, mapping: &Mapping) -> std::io::Result<Self> {
        let mut lines = Lines::of_text(sample.to_owned(), delimiter);
        let mut rows = Vec::new();
        while let Some(record) = lines.next()? {
            if record.fault.is_none() {
                let cells = record.cells.into_iter().map(Cell::Text).collect();
                rows.push((record.row, cells));
            }
        }
        // The last row may be cut off.
        if !whole {
            rows.pop();
        }
        let header = header::find(&rows, mapping);
        let even = header.as_ref().map_or(0, |header| {
            let even = |row: &&(u32, Vec<Cell>)| row.1.len() == header.names.len();
            rows.iter().filter(even).count()
        });
        Ok(Self {
            delimiter,
            rows,
            header,
            even,
        })
    }

    fn merit(&self) -> (usize, usize) {
        (
            self.header.as_ref().map_or(0, |it| it.understood),
            self.even,
        )
    }
}

fn no_header(file: &str) -> Problem {
    let place = Place {
        file: file.into(),
        line: 1,
        column: 1,
    };
    Problem::new("no row has headers that are known, such as `MRN`, `Patient Name`, `Procedure`")
        .at(Some(place))
        .hint("name the columns in a mapping, `[columns]`, and if need be `header-row` and `sheet`: --mapping")
}

/// The schedule without its rows; `first` are the first of them under the headers.
fn finish<'a>(
    file: &str,
    mapping: &Mapping,
    header: &Header,
    first: &[(u32, Vec<Cell>)],
    shown: Shown,
) -> Schedule<'a> {
    let mut sheet = Sheet::new(file, mapping, header, first);
    sheet.shown = shown;
    let constants: Vec<Field> = mapping.said.constants.keys().copied().collect();
    let understanding = Understanding {
        file: file.to_owned(),
        encoding: String::new(),
        delimiter: None,
        sheet: None,
        other_sheets: Vec::new(),
        header_row: header.row,
        columns: sheet.columns.clone(),
        not_found: mapping.not_found(&header.names),
        constants,
        missing: sheet.missing(),
        record_number_digits: sheet.digits,
    };
    Schedule {
        sheet: sheet.into(),
        understanding,
        rows: Rows::Broken,
        passed_over: Vec::new(),
        mended: Arc::default(),
    }
}
