//! Results on standard output: text in columns, or JSON.

use std::path::Path;

use serde::Serialize;

use super::Failure;
use crate::error::{Problem, Problems};
use crate::outside::Outside;

/// A problem that kept a command from running.
pub(super) fn unable(problem: Problem) -> Failure {
    Failure::Unable(Problems::from(problem))
}

/// Prints text.
pub(super) fn print(text: &str, outside: &Outside) -> Result<(), Failure> {
    let text = format!("{}\n", text.trim_end());
    outside
        .write(Path::new("-"), text.as_bytes(), false)
        .map_err(unable)
}

/// Prints a value as JSON.
pub(super) fn print_json(value: &impl Serialize, outside: &Outside) -> Result<(), Failure> {
    let json = serde_json::to_string_pretty(value);
    let json = json.map_err(|error| unable(Problem::new(error.to_string())))?;
    print(&json, outside)
}

/// Rows in columns that line up; the last column runs on.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let most = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..most).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
