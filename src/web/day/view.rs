//! What the page of a schedule shows.

use serde::Deserialize;
use serde_json::{Value, json};

use super::job::{End, Job, What};
use super::row;
use super::sheet::{Looked, Made, Seen, Sheet, State};
use crate::error::Problem;
use crate::printer::Printer;
use crate::schedule::{By, Column, Meaning, Understanding};
use crate::web::answer::sentence;
use crate::web::shared::Shared;
use crate::web::words;

/// How many rows are on a page.
const PART: usize = 100;

/// Which rows are shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// `good`, `refused` or `all`; without it, what there is to do.
    show: String,
    /// Which hundred, from 1.
    part: String,
    /// The row that was just mended.
    mended: String,
}

/// Everything on the page.
pub(super) fn page(app: &Shared, id: &str, sheet: &Sheet, shown: &Shown) -> Value {
    let state = sheet.state();
    let looked = state.looked.as_deref();
    let made = state.made_now(sheet);
    let mut page = json!({
        "id": id,
        "name": sheet.name,
        "mapping": sheet.mapping_name,
        "job": job(&state),
        "stopped": stopped(&state),
        "trouble": trouble(&state),
        "looked": looked.is_some(),
        "understood": Value::Null,
        "problems": [],
        "good": 0,
        "refused": 0,
        "filters": [],
        "rows": [],
        "parts": [],
        "show": "all",
        "part": "1",
        "told": "",
        "can_make": can_make(sheet, &state),
        "made": made.as_deref().map(made_words),
        "older": made.is_none() && state.made.is_some(),
        "archive": app.archive.is_some(),
        "printer": app.printer.as_ref().map(Printer::name).unwrap_or_default(),
        "news": printed(&state, made.as_deref()),
    });
    if let Some(looked) = looked {
        page["understood"] = understood(&looked.understanding, &looked.passed_over);
        page["problems"] = looked.problems.iter().map(problem).collect();
        rows(app, &mut page, looked, &state, shown);
    }
    page
}

/// Whether forms can be made: some row is good, and they are not made already.
pub(super) fn can_make(sheet: &Sheet, state: &State) -> bool {
    let looked = state.looked.as_ref();
    let good = looked.is_some_and(|looked| {
        looked.problems.is_empty() && looked.rows.iter().any(|it| it.look.verdict.is_ok())
    });
    good && state.made_now(sheet).is_none()
}

/// What is under way; nothing if nothing is.
pub(super) fn job(state: &State) -> Value {
    let job = state.job.as_ref().filter(|job| job.end().is_none());
    job.map_or(Value::Null, |job| under_way(job))
}

fn under_way(job: &Job) -> Value {
    let progress = job.progress();
    let done = progress.forms + progress.refused;
    let total = progress.total;
    let words = match (job.what(), progress.packing) {
        (What::Look, _) => format!("Looking at the rows: {done} of {total}."),
        (What::Print, _) => "The printer is given the day’s packet.".to_owned(),
        (What::Make, true) => "Putting the day’s packet together.".to_owned(),
        (What::Make, false) => format!(
            "Making forms: {done} of {total} rows. Forms: {}, refused: {}.",
            progress.forms, progress.refused
        ),
    };
    json!({ "words": words, "done": done, "total": total, "makes": job.what() == What::Make })
}

/// What came of printing the forms as they are made now.
fn printed(state: &State, made: Option<&Made>) -> Value {
    let printout = state.printout.as_ref();
    let printout = printout.filter(|it| made.is_some_and(|made| made.edition == it.edition));
    printout.map_or(Value::Null, |it| json!(it.news))
}

/// How the last job ended.
fn last_end(state: &State) -> Option<(What, End)> {
    let job = state.job.as_ref()?;
    Some((job.what(), job.end()?))
}

/// That somebody stopped the last job, which is no fault.
fn stopped(state: &State) -> Value {
    let (says, hint) = match last_end(state) {
        Some((What::Make, End::Stopped)) => (
            "Making the forms was stopped.",
            "“Make all good rows” goes on where it stopped.",
        ),
        Some((What::Look, End::Stopped)) => ("Looking at the rows was stopped.", ""),
        _ => return Value::Null,
    };
    json!({ "says": says, "hint": hint })
}

/// Why the last job did not come to its end.
fn trouble(state: &State) -> Value {
    match last_end(state) {
        Some((_, End::Failed(problems))) => problems.0.iter().map(problem).collect(),
        _ => json!([]),
    }
}

fn problem(problem: &Problem) -> Value {
    let hint = words::hint(problem.hint.as_deref().unwrap_or_default());
    json!({ "says": sentence(&words::plain(&problem.says)), "hint": hint })
}

fn made_words(made: &Made) -> Value {
    let gone = made.gone.iter();
    let gone: Vec<Value> = gone
        .map(|(row, form_id)| json!({ "row": row, "form_id": form_id }))
        .collect();
    json!({
        "forms": made.summary.forms,
        "refused": made.summary.refused,
        "pages": made.packet_pages,
        "gone": gone,
    })
}

/// How the columns were understood.
fn understood(understanding: &Understanding, passed_over: &[u32]) -> Value {
    let columns: Vec<Value> = understanding.columns.iter().map(column).collect();
    let divided = understanding
        .delimiter
        .map_or("", |delimiter| match delimiter {
            ',' => "commas",
            ';' => "semicolons",
            '\t' => "tabs",
            '|' => "bars",
            _ => "a sign of the file’s own",
        });
    let unknown = understanding.columns.iter();
    let unknown = unknown.filter(|it| it.meaning == Meaning::Unknown && !it.header.is_empty());
    let constants: Vec<String> = understanding
        .constants
        .iter()
        .map(|it| plain(it.name()))
        .collect();
    let rows: Vec<String> = passed_over.iter().map(u32::to_string).collect();
    json!({
        "encoding": understanding.encoding,
        "divided": divided,
        "sheet": understanding.sheet.as_deref().unwrap_or_default(),
        "not_read": understanding.other_sheets.join(", "),
        "header_row": understanding.header_row,
        "columns": columns,
        "unknown": unknown.count(),
        "not_found": understanding.not_found.join(", "),
        "constants": constants.join(", "),
        "digits": understanding.record_number_digits,
        "passed_over": rows.join(", "),
    })
}

fn column(column: &Column) -> Value {
    let (means, known) = match column.meaning {
        Meaning::Field(field) => (capital(&plain(field.name())), true),
        Meaning::Twice(field) => {
            let says = format!(
                "{}, as another column: a mapping must choose",
                plain(field.name())
            );
            (capital(&says), false)
        }
        Meaning::Ignored => ("Not needed".to_owned(), true),
        Meaning::Unknown => ("Not known: it is not used".to_owned(), false),
    };
    let by = match column.by {
        Some(By::Mapping) => "the mapping",
        Some(By::Alias) => "its usual name",
        None => "",
    };
    let (number, header) = (column.number, &column.header);
    json!({ "number": number, "header": header, "means": means, "by": by, "known": known })
}

/// `record-number` as a word.
pub(super) fn plain(name: &str) -> String {
    name.replace('-', " ")
}

pub(super) fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|it| it.to_uppercase().collect::<String>());
    first.unwrap_or_default() + rest.as_str()
}

/// The rows that are asked for, a part of them, and how to get to the others.
fn rows(app: &Shared, page: &mut Value, looked: &Looked, state: &State, shown: &Shown) {
    let is_good = |seen: &&Seen| seen.look.verdict.is_ok();
    let good = looked.rows.iter().filter(is_good).count();
    let refused = looked.rows.len() - good;
    let show = match shown.show.as_str() {
        "all" | "good" | "refused" => shown.show.as_str(),
        // Nobody looks through a long list for what is wrong in it.
        _ if refused > 0 && looked.rows.len() > PART => "refused",
        _ => "all",
    };
    let chosen: Vec<&Seen> = looked
        .rows
        .iter()
        .filter(|seen| show == "all" || (show == "good") == is_good(seen))
        .collect();
    let parts = chosen.len().div_ceil(PART).max(1);
    let part = shown.part.parse().unwrap_or(1).clamp(1, parts);
    let here = chosen.iter().skip((part - 1) * PART).take(PART);
    let filter = |name: &str, label: &str, count: usize| json!({ "name": name, "label": label, "count": count, "here": name == show });
    let number = |number: usize| {
        let (first, last) = ((number - 1) * PART + 1, (number * PART).min(chosen.len()));
        json!({ "number": number, "first": first, "last": last, "here": number == part })
    };
    page["good"] = good.into();
    page["refused"] = refused.into();
    page["filters"] = json!([
        filter("all", "All rows", looked.rows.len()),
        filter("good", "Good", good),
        filter("refused", "Refused", refused),
    ]);
    page["rows"] = here
        .map(|seen| row::view(app, seen, looked, state))
        .collect();
    page["parts"] = match parts {
        1 => json!([]),
        _ => (1..=parts).map(number).collect(),
    };
    page["show"] = show.into();
    page["part"] = part.to_string().into();
    page["told"] = told(looked, &shown.mended).into();
}

/// What became of the row that was just mended.
fn told(looked: &Looked, mended: &str) -> String {
    let number: Option<u64> = mended.parse().ok();
    let seen = looked
        .rows
        .iter()
        .find(|it| Some(it.look.row.number) == number);
    match seen.map(|seen| (seen.look.row.number, &seen.look.verdict)) {
        None => String::new(),
        Some((row, Ok(_))) => format!("Row {row} is good now."),
        Some((row, Err(_))) => format!("Row {row} is still refused; its reasons are beside it."),
    }
}
