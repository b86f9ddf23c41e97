//! What was found, as the page shows it.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::routes::Words;
use crate::archive::{Entry, FileRole, LogRecord, Row, Status};
use crate::web::scanned;

/// What was looked for, as it stands in the fields again.
pub(super) fn words(words: &Words) -> Value {
    let choice = |value: &str, label: &str| json!({ "value": value, "label": label, "chosen": words.status == value });
    let mut choices = vec![
        choice("", "Any"),
        choice("unsigned", "Waiting for a signature"),
    ];
    choices.extend(
        Status::ALL
            .iter()
            .map(|it| choice(it.name(), &capital(it.name()))),
    );
    json!({
        "name": words.name,
        "record_number": words.record_number,
        "form_id": words.form_id,
        "planned": words.planned,
        "statuses": choices,
    })
}

/// A line of what was found.
pub(super) fn line(row: &Row) -> Value {
    json!({
        "form_id": row.form_id,
        "status": status(row),
        "planned": row.planned_date,
        "name": name(row),
        "born": row.date_of_birth,
        "record_number": row.record_number,
        "operation": row.operation,
        "surgeon": row.surgeon,
    })
}

fn name(row: &Row) -> String {
    match row.family_name.as_str() {
        "" => String::new(),
        family => format!("{family}, {}", row.given_names),
    }
}

fn status(row: &Row) -> String {
    let status = capital(&row.status);
    match row.holds.as_str() {
        "" => status,
        _ => format!("{status}, held"),
    }
}

/// One form with its history.
pub(super) fn entry(entry: &Entry) -> Value {
    let row = &entry.row;
    let history: Vec<Value> = entry.history.iter().map(step).collect();
    let count = |role: FileRole| entry.files.iter().filter(|it| it.role == role).count();
    json!({
        "form_id": row.form_id,
        "facts": facts(entry),
        "superseded_by": row.superseded_by,
        "history": history,
        "has_form": count(FileRole::Form) > 0,
        "scans": (1..=count(FileRole::Scan)).collect::<Vec<_>>(),
    })
}

/// What is known of a form, as pairs.
pub(super) fn facts(entry: &Entry) -> Vec<Value> {
    let row = &entry.row;
    let fact = |label: &str, value: &str| json!({ "label": label, "value": value });
    let on = match row.on_day.as_str() {
        "" => String::new(),
        day => format!("on {day}"),
    };
    let back = row.pages_back.replace('/', " of ");
    let facts = [
        fact("Patient", &name(row)),
        fact("Born", &row.date_of_birth),
        fact("Record number", &row.record_number),
        fact("Operation", &row.operation),
        fact("Surgeon", &row.surgeon),
        fact("Planned for", &row.planned_date),
        fact("Status", &format!("{} {on}", status(row))),
        fact("No longer holds from", &row.expires),
        fact("Pages back as scans", &back),
        fact("To look at on the paper", &open_fields(row)),
        fact("Made", &made(&row.created)),
        fact("Kept because of", &row.holds.replace('\n', ", ")),
    ];
    let facts = facts.into_iter().filter(|it| it["value"] != "");
    facts.collect()
}

/// A time of the index, as the history has its times.
fn made(created: &str) -> String {
    let time = DateTime::parse_from_rfc3339(created);
    time.map_or(created.to_owned(), |it| moment(it.to_utc()))
}

fn moment(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn open_fields(row: &Row) -> String {
    scanned::fields(row.open_fields.lines())
}

/// What scans leave open of a form that is said to be signed.
pub(super) fn open_of(row: &Row) -> Vec<String> {
    let mut open = Vec::new();
    if let Some((back, of)) = row.pages_back.split_once('/')
        && back != of
    {
        open.push(format!("Only {back} of its {of} pages are back as scans."));
    }
    if !row.open_fields.is_empty() {
        let fields = open_fields(row);
        open.push(format!(
            "On the scans these look empty or are in doubt: {fields}."
        ));
    }
    open
}

fn step(record: &LogRecord) -> Value {
    let (what, more) = record.action.words();
    json!({
        "at": moment(record.at),
        "actor": record.actor,
        "what": capital(what),
        "more": more,
    })
}

fn capital(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().map(|it| it.to_uppercase().collect::<String>());
    first.unwrap_or_default() + rest.as_str()
}
