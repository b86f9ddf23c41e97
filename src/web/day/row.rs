//! One row on the page: what stands in it, its verdict, the cells to mend.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::make::form_id;
use super::sheet::{FILE, Looked, Seen, State};
use super::view::plain;
use super::words::Words;
use crate::batch::Verdict;
use crate::case::{Case, Levels, Side};
use crate::error::Problem;
use crate::schedule::Meaning;
use crate::web::shared::Shared;

/// A row as the page shows it.
pub(super) fn view(app: &Shared, seen: &Seen, looked: &Looked, state: &State) -> Value {
    let read = &seen.look.row;
    let number = read.number;
    let entry = state
        .made
        .as_ref()
        .and_then(|made| made.entries.get(&number));
    let has_form = entry.and_then(form_id).is_some();
    let promise = seen.look.verdict.as_ref().ok();
    let problems = seen.look.verdict.as_ref().err();
    let problems: &[Problem] = problems.map_or(&[], |problems| &problems.0);
    let columns = &looked.understanding.columns;
    let words = Words {
        columns,
        library: app.generator.library(),
    };
    let reasons = problems.iter().map(|it| reason(it, number, words));
    let reasons: Vec<Value> = reasons.collect();
    let mut warnings: Vec<String> = entry.map_or(&read.warnings, |it| &it.warnings).clone();
    warnings.extend(promise.iter().flat_map(|it| it.rules.clone()));
    let warnings: Vec<String> = warnings.iter().map(|it| words.says(it)).collect();
    let form = entry.and_then(|entry| match &entry.verdict {
        Verdict::Form { form_id, pages, .. } => Some(json!({ "id": form_id, "pages": pages })),
        Verdict::Refused { .. } => None,
    });
    let beyond = seen.cells.get(columns.len()..).unwrap_or_default();
    json!({
        "number": number,
        "good": promise.is_some(),
        "pages": promise.map(|it| it.pages),
        "start": seen.start,
        "room": seen.room,
        "record_number": seen.record_number,
        "name": seen.name,
        "operation": seen.operation,
        "understood": read.case.as_ref().map(|case| understood(app, case)).unwrap_or_default(),
        "reasons": reasons,
        "warnings": warnings,
        "mended": state.mended.has(number as u32),
        "form": form,
        "can_mend": !has_form && looked.problems.is_empty(),
        "cells": cells(seen, words, problems),
        "beyond": beyond.join(" | "),
    })
}

/// The operation with side and level, as the form will have it.
fn understood(app: &Shared, case: &Case) -> String {
    let procedure = &case.procedure;
    let pack = app.generator.library().pack(&procedure.pack);
    let name = pack.map_or_else(|_| procedure.pack.clone(), |it| it.pack.name.clone());
    let side = procedure.side.map(|side| match side {
        Side::Left => "left".to_owned(),
        Side::Right => "right".to_owned(),
        Side::Both => "both sides".to_owned(),
        Side::Midline => "midline".to_owned(),
    });
    let levels = procedure.levels.as_ref().map(Levels::display);
    let date = procedure.planned_date.map(|date| format!("on {date}"));
    let parts = [Some(name), side, levels, date];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The column that a problem is about: where it stands, or what it speaks of.
fn column_of(problem: &Problem, number: u64, words: Words<'_>) -> Option<usize> {
    let place = problem.place.as_ref().filter(|place| *place.file == *FILE);
    let Some(place) = place.filter(|place| u64::from(place.line) == number) else {
        return words.column_in(&problem.says);
    };
    let index = (place.column as usize).checked_sub(1)?;
    (index < words.columns.len()).then_some(index)
}

fn reason(problem: &Problem, number: u64, words: Words<'_>) -> Value {
    let column = column_of(problem, number, words);
    let place = column.map_or(String::new(), |index| format!("Column {}", index + 1));
    json!({
        "place": place,
        "says": words.says(&problem.says),
        "hint": words.hint(problem.hint.as_deref()),
    })
}

/// The cells that mean something, each with what is wrong in it.
fn cells(seen: &Seen, words: Words<'_>, problems: &[Problem]) -> Vec<Value> {
    let columns = words.columns;
    let number = seen.look.row.number;
    let mut wrong: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for problem in problems {
        if let Some(index) = column_of(problem, number, words) {
            wrong
                .entry(index)
                .or_default()
                .push(words.says(&problem.says));
        }
    }
    let known = columns.iter().enumerate();
    let known = known.filter_map(|(index, column)| match column.meaning {
        Meaning::Field(field) => Some((index, column, field)),
        _ => None,
    });
    known
        .map(|(index, column, field)| {
            let value = seen.cells.get(index).map_or("", String::as_str);
            let label = match column.header.as_str() {
                "" => format!("Column {}", column.number),
                header => header.to_owned(),
            };
            json!({
                "index": index,
                "label": label,
                "means": plain(field.name()),
                "value": value,
                "is_long": value.contains('\n'),
                "wrong": wrong.get(&index).map(|it| it.join(" ")).unwrap_or_default(),
            })
        })
        .collect()
}
