//! Which row has the headers, and what each column means.

use std::collections::BTreeMap;

use super::cell::Cell;
use super::field::Field;
use super::mapping::{By, Mapping};
use super::understanding::{Column, Meaning};
use crate::case::fold;

/// How far down the row with the headers may stand.
const HEADER_WITHIN: usize = 30;
/// The fewest columns that must be understood for a row to be one of headers.
const LEAST: usize = 3;

/// A row that has headers.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) row: u32,
    pub(super) names: Vec<String>,
    /// How many of them are understood.
    pub(super) understood: usize,
}

/// Of rows, the one that most looks like headers; the first of several.
pub(super) fn find(rows: &[(u32, Vec<Cell>)], mapping: &Mapping) -> Option<Header> {
    let wanted = mapping.said.header_row;
    let mut best: Option<Header> = None;
    let within = if wanted.is_some() {
        rows.len()
    } else {
        HEADER_WITHIN
    };
    for (row, cells) in rows.iter().take(within) {
        let names: Vec<String> = cells.iter().map(name).collect();
        let mut fields: Vec<Field> = names
            .iter()
            .filter_map(|name| mapping.meaning(name)?.0)
            .collect();
        fields.sort_unstable();
        fields.dedup();
        let understood = fields.len();
        let header = Header {
            row: *row,
            names,
            understood,
        };
        if wanted == Some(*row) {
            return Some(header);
        }
        let better = best.as_ref().is_none_or(|it| it.understood < understood);
        if wanted.is_none() && understood >= LEAST && better {
            best = Some(header);
        }
    }
    best
}

/// A header without line breaks.
pub(super) fn name(cell: &Cell) -> String {
    fold(&cell.text())
}

/// What each column means. Where two mean the same, the mapping's word counts; without one,
/// neither does.
pub(super) fn columns(header: &Header, mapping: &Mapping) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut by_field: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    for (index, name) in header.names.iter().enumerate() {
        let (meaning, by) = match mapping.meaning(name) {
            Some((Some(field), by)) => {
                by_field.entry(field).or_default().push(index);
                (Meaning::Field(field), Some(by))
            }
            Some((None, by)) => (Meaning::Ignored, Some(by)),
            None => (Meaning::Unknown, None),
        };
        columns.push(Column {
            number: index as u32 + 1,
            header: name.clone(),
            meaning,
            by,
        });
    }
    for (field, indices) in by_field {
        if field.may_repeat() || indices.len() < 2 {
            continue;
        }
        let decided: Vec<usize> = match mapping.decided.contains(&field) {
            true => {
                let by_mapping = |index: &&usize| columns[**index].by == Some(By::Mapping);
                indices.iter().filter(by_mapping).copied().collect()
            }
            false => Vec::new(),
        };
        for index in indices {
            if decided != [index] {
                columns[index].meaning = match decided.len() {
                    1 => Meaning::Ignored,
                    _ => Meaning::Twice(field),
                };
            }
        }
    }
    one_name(&mut columns, mapping);
    columns
}

/// The name may stand whole and in parts; the mapping says which of them counts.
fn one_name(columns: &mut [Column], mapping: &Mapping) {
    let parts = [Field::FamilyName, Field::GivenNames, Field::MiddleName];
    let left_out: &[Field] = match mapping.decided.contains(&Field::PatientName) {
        true => &parts,
        false if parts.iter().any(|part| mapping.decided.contains(part)) => &[Field::PatientName],
        false => return,
    };
    for column in columns {
        if let Meaning::Field(field) = column.meaning
            && left_out.contains(&field)
            && column.by == Some(By::Alias)
        {
            column.meaning = Meaning::Ignored;
        }
    }
}
