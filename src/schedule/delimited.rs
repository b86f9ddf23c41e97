//! Rows of delimited text, one at a time.
//!
//! The `csv` crate passes over blank lines without counting them and lets one stray quote
//! swallow all rows up to the next; here a row has the number that a spreadsheet shows, and
//! a stray quote costs its own line only. A test holds both against each other.

use std::io;

use super::encoding::Decoded;

/// The most characters of one quoted field: what a spreadsheet's cell can hold.
const FIELD_LIMIT: usize = 32_767;
/// The most bytes of one row.
const ROW_LIMIT: usize = 1024 * 1024;

/// A row as it was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// As a spreadsheet counts: blank lines are rows, line breaks inside quotes are not.
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
    pub(super) fault: Option<Fault>,
}

/// Why a row cannot be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    OpenQuote,
    AfterQuote,
    TooLong,
}

/// White space, and what old programs write behind the end of a text.
fn is_nothing(cell: &str) -> bool {
    cell.chars().all(|it| it.is_whitespace() || it.is_control())
}

/// Delimited text, read forwards.
pub(super) struct Lines<'a> {
    source: Option<Decoded<'a>>,
    delimiter: char,
    text: String,
    /// Where in `text` the next row begins.
    at: usize,
    row: u32,
}

impl<'a> Lines<'a> {
    /// Of a whole file.
    pub(super) fn new(source: Decoded<'a>, delimiter: char) -> Self {
        Self {
            source: Some(source),
            ..Self::of_text(String::new(), delimiter)
        }
    }

    /// Of a text that is all there is.
    pub(super) fn of_text(text: String, delimiter: char) -> Self {
        let source = None;
        let (at, row) = (0, 0);
        Self {
            source,
            delimiter,
            text,
            at,
            row,
        }
    }

    /// The next row that holds anything.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            if self.at > ROW_LIMIT / 8 {
                self.text.drain(..self.at);
                self.at = 0;
            }
            if self.letter(self.at)?.is_none() {
                return Ok(None);
            }
            self.row += 1;
            let start = self.at;
            let mut cells = Vec::new();
            let fault = self.cells(&mut cells)?;
            if fault.is_some() {
                cells.clear();
                self.at = start;
                self.pass_line()?;
            } else if cells.iter().all(|cell| is_nothing(cell)) {
                continue;
            }
            let row = self.row;
            return Ok(Some(Record { row, cells, fault }));
        }
    }

    /// The letter at an offset, with more read if need be.
    fn letter(&mut self, at: usize) -> io::Result<Option<char>> {
        while at >= self.text.len() {
            let Some(source) = &mut self.source else {
                return Ok(None);
            };
            if !source.more(&mut self.text)? {
                self.source = None;
            }
        }
        Ok(self.text[at..].chars().next())
    }

    /// Goes behind the line break.
    fn pass_line(&mut self) -> io::Result<()> {
        while let Some(letter) = self.letter(self.at)? {
            if letter == '\n' || letter == '\r' {
                return self.pass_break(letter);
            }
            self.at += letter.len_utf8();
            if self.at > ROW_LIMIT {
                self.text.drain(..self.at);
                self.at = 0;
            }
        }
        Ok(())
    }

    /// Goes behind a line break that begins here.
    fn pass_break(&mut self, letter: char) -> io::Result<()> {
        self.at += 1;
        if letter == '\r' && self.letter(self.at)? == Some('\n') {
            self.at += 1;
        }
        Ok(())
    }

    /// The cells of one row; stops behind its line break.
    fn cells(&mut self, cells: &mut Vec<String>) -> io::Result<Option<Fault>> {
        let start = self.at;
        loop {
            while self.letter(self.at)? == Some(' ') {
                self.at += 1;
            }
            let cell = match self.letter(self.at)? {
                Some('"') => match self.quoted()? {
                    Ok(cell) => cell,
                    Err(fault) => return Ok(Some(fault)),
                },
                _ => self.plain(start)?,
            };
            cells.push(cell);
            match self.letter(self.at)? {
                Some(letter) if letter == self.delimiter => self.at += 1,
                None => return Ok(None),
                Some(letter @ ('\n' | '\r')) => {
                    self.pass_break(letter)?;
                    return Ok(None);
                }
                Some(_) if self.at - start > ROW_LIMIT => return Ok(Some(Fault::TooLong)),
                Some(_) => return Ok(Some(Fault::AfterQuote)),
            }
        }
    }

    /// A cell without quotes, up to the delimiter or the line break.
    fn plain(&mut self, start: usize) -> io::Result<String> {
        let (from, most) = (self.at, start + ROW_LIMIT);
        while self.letter(self.at)?.is_some() {
            let rest = &self.text[self.at..];
            let end = rest.find([self.delimiter, '\n', '\r']);
            self.at += end.unwrap_or(rest.len());
            if self.at > most {
                self.at = self.text.ceil_char_boundary(most + 1).max(from);
                break;
            }
            if end.is_some() {
                break;
            }
        }
        Ok(self.text[from..self.at].trim().to_owned())
    }

    /// A cell in quotes; stops behind them and the spaces that may follow.
    fn quoted(&mut self) -> io::Result<Result<String, Fault>> {
        self.at += 1;
        let mut cell = String::new();
        let mut count = 0;
        loop {
            let Some(letter) = self.letter(self.at)? else {
                return Ok(Err(Fault::OpenQuote));
            };
            self.at += letter.len_utf8();
            count += 1;
            if letter != '"' {
                cell.push(letter);
            } else if self.letter(self.at)? == Some('"') {
                self.at += 1;
                cell.push('"');
            } else {
                break;
            }
            if count > FIELD_LIMIT {
                return Ok(Err(Fault::OpenQuote));
            }
        }
        while self.letter(self.at)? == Some(' ') {
            self.at += 1;
        }
        Ok(Ok(cell))
    }
}
