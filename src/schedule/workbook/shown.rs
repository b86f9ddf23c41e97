//! What a sheet shows and its values do not say: text that is struck through, hidden rows, and
//! rows that a rule may strike through.
//!
//! The sheet is looked at once more, cell by cell; nothing is kept but what is said of rows that
//! hold something.

use std::collections::BTreeSet;

use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::Row;
use super::parts::{Part, Paths, Zip, attribute, attributes, is_on, open, place};
use super::rules;
use crate::error::Problem;
use crate::schedule::cell::Cell;
use crate::schedule::{Source, unpacked};

/// What a workbook shows and its cells do not hold.
#[derive(Debug, Default)]
pub(in crate::schedule) struct Shown {
    /// Numbers are shown with zeros before them.
    pub(in crate::schedule) pads_numbers: bool,
    /// Rows that cannot be seen, hidden by hand or by a filter.
    pub(in crate::schedule) hidden: BTreeSet<u32>,
    /// Rows in which a rule may strike something through.
    pub(in crate::schedule) ruled: BTreeSet<u32>,
}

/// Which sheet is looked at.
pub(in crate::schedule) struct Looked {
    /// Its number among the sheets, from 0.
    pub(super) number: usize,
    /// Of each style, whether its font is struck through.
    pub(super) struck: Vec<bool>,
    pub(super) pads_numbers: bool,
}

impl Looked {
    /// Marks the cells of rows that are struck through; what else the sheet shows.
    ///
    /// # Errors
    /// The sheet cannot be found or read again.
    pub(in crate::schedule) fn mark(
        &self,
        source: &mut dyn Source,
        file: &str,
        rows: &mut [Row],
    ) -> Result<Shown, Problem> {
        let shown = ZipArchive::new(source)
            .ok()
            .and_then(|mut zip| self.mark_in(&mut zip, rows));
        shown.ok_or_else(|| unpacked::unreadable(file))
    }

    fn mark_in(&self, zip: &mut Zip<'_>, rows: &mut [Row]) -> Option<Shown> {
        let paths = Paths::of(zip, self.number)?;
        let striking = match open(zip, &paths.styles) {
            Some(part) => rules::striking(part)?,
            None => BTreeSet::new(),
        };
        let texts = match open(zip, &paths.texts) {
            Some(part) => struck_texts(part)?,
            None => BTreeSet::new(),
        };
        let mut part = open(zip, &paths.sheet)?;
        let mut hidden = BTreeSet::new();
        let mut buffer = Vec::new();
        // Places are counted where they are not written.
        let (mut row, mut column) = (0, 0);
        let (mut cell, mut value, mut runs) = (OneCell::default(), None, Runs::default());
        loop {
            buffer.clear();
            let event = part.read_event_into(&mut buffer).ok()?;
            runs.take(&event);
            match event {
                Event::Start(it) => match it.local_name().as_ref() {
                    "row" => {
                        if let Some(number) = attribute(&it, "r") {
                            row = number.parse::<u32>().ok()?.checked_sub(1)?;
                        }
                        if is_hidden(&it) && index(rows, row).is_some() {
                            hidden.insert(row + 1);
                        }
                    }
                    "c" => {
                        cell = OneCell::of(&it, (row, column), &self.struck)?;
                        column = cell.place.1.saturating_add(1);
                        runs = Runs::default();
                    }
                    "v" if cell.is_shared && !texts.is_empty() => value = Some(String::new()),
                    _ => {}
                },
                Event::Text(it) => {
                    if let Some(value) = &mut value {
                        value.push_str(&it);
                    }
                }
                Event::End(it) => match it.local_name().as_ref() {
                    "v" => {
                        let text = value.take().and_then(|it| it.trim().parse().ok());
                        cell.struck |= text.is_some_and(|it: usize| texts.contains(&it));
                    }
                    "c" if cell.struck || runs.struck => strike(rows, cell.place),
                    "row" => (row, column) = (row.saturating_add(1), 0),
                    "sheetData" => break,
                    _ => {}
                },
                Event::Eof => return None,
                _ => {}
            }
        }
        Some(Shown {
            pads_numbers: self.pads_numbers,
            hidden,
            ruled: rules::ruled(part, &striking, rows)?,
        })
    }
}

/// What is said of a cell before its value.
#[derive(Default)]
struct OneCell {
    /// Row and column, from 0.
    place: (u32, u32),
    /// Its value is the number of a text.
    is_shared: bool,
    struck: bool,
}

impl OneCell {
    fn of(element: &BytesStart<'_>, next: (u32, u32), struck: &[bool]) -> Option<Self> {
        let mut cell = Self {
            place: next,
            is_shared: false,
            struck: false,
        };
        let mut style = 0;
        for it in attributes(element) {
            match it.key.as_ref() {
                "r" => cell.place = place(&it.value)?,
                "s" => style = it.value.parse().unwrap_or(0),
                "t" => cell.is_shared = it.value == "s",
                _ => {}
            }
        }
        cell.struck = struck.get(style).copied().unwrap_or(false);
        Some(cell)
    }
}

/// Whether a row takes no room: it was hidden, or its height is nothing.
fn is_hidden(row: &BytesStart<'_>) -> bool {
    let hidden = attribute(row, "hidden");
    let height = attribute(row, "ht").and_then(|it| it.parse().ok());
    hidden.is_some() && is_on(hidden.as_deref()) || height == Some(0.0)
}

/// A text with formats of its own, of which any word may be struck through.
#[derive(Default)]
struct Runs {
    /// What comes now is.
    striking: bool,
    in_text: bool,
    /// Some word was.
    struck: bool,
}

impl Runs {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(it) => match it.local_name().as_ref() {
                "strike" => self.striking = is_on(attribute(it, "val").as_deref()),
                "t" => self.in_text = true,
                _ => {}
            },
            Event::End(it) => match it.local_name().as_ref() {
                "r" => self.striking = false,
                "t" => self.in_text = false,
                _ => {}
            },
            Event::Text(it) => self.word(it.trim()),
            Event::CData(it) => self.word(it.trim()),
            Event::GeneralRef(it) => self.word(it),
            _ => {}
        }
    }

    fn word(&mut self, text: &str) {
        self.struck |= self.in_text && self.striking && !text.is_empty();
    }
}

/// The texts of which some word is struck through, by their numbers.
fn struck_texts(mut part: Part<'_, '_>) -> Option<BTreeSet<usize>> {
    let mut struck = BTreeSet::new();
    let (mut number, mut runs, mut buffer) = (0, Runs::default(), Vec::new());
    loop {
        buffer.clear();
        let event = part.read_event_into(&mut buffer).ok()?;
        runs.take(&event);
        match event {
            Event::Start(it) if it.local_name().as_ref() == "si" => runs = Runs::default(),
            Event::End(it) if it.local_name().as_ref() == "si" => {
                if runs.struck {
                    struck.insert(number);
                }
                number += 1;
            }
            Event::Eof => return Some(struck),
            _ => {}
        }
    }
}

fn index(rows: &[Row], row: u32) -> Option<usize> {
    rows.binary_search_by_key(&row.checked_add(1)?, |it| it.0)
        .ok()
}

/// Marks a cell, if it holds anything.
fn strike(rows: &mut [Row], (row, column): (u32, u32)) {
    let cells = index(rows, row).map(|at| &mut rows[at].1);
    if let Some(cell) = cells.and_then(|it| it.get_mut(column as usize))
        && !cell.is_blank()
    {
        *cell = Cell::Struck(cell.text().into());
    }
}
