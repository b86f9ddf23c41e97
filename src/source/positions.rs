//! Byte offsets to lines and columns.

use std::cell::Cell;
use std::sync::Arc;

use crate::error::Place;

/// Finds the places of many offsets of one text.
///
/// Values are asked for nearly in the order of the file, so it goes on from
/// the last answer: a long file on one line would otherwise take quadratic time.
pub(super) struct Positions<'a> {
    file: Arc<str>,
    text: &'a str,
    last: Cell<Known>,
}

#[derive(Clone, Copy)]
struct Known {
    offset: usize,
    line: u32,
    column: u32,
}

const START: Known = Known {
    offset: 0,
    line: 1,
    column: 1,
};

impl<'a> Positions<'a> {
    pub(super) fn new(file: &str, text: &'a str) -> Self {
        let (file, last) = (file.into(), Cell::new(START));
        Self { file, text, last }
    }

    /// The same as [`Place::at`].
    pub(super) fn at(&self, offset: usize) -> Place {
        let mut known = self.last.get();
        if offset < known.offset {
            known = START;
        }
        for letter in self.text[known.offset..].chars() {
            if known.offset + letter.len_utf8() > offset {
                break;
            }
            known.offset += letter.len_utf8();
            known.column += 1;
            if letter == '\n' {
                known.line += 1;
                known.column = 1;
            }
        }
        self.last.set(known);
        Place {
            file: Arc::clone(&self.file),
            line: known.line,
            column: known.column,
        }
    }
}
