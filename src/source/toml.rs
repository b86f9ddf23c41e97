//! The value tree of a TOML file.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::positions::Positions;
use super::{CHECK_SIGNS, Entry, Kind, Value, fragment};
use crate::error::{Place, Problem};

/// Reads a TOML file.
pub(super) fn parse(text: &str, file: &str) -> Result<Value, Problem> {
    let root = DeTable::parse(text).map_err(|error| {
        let offset = error.span().map_or(text.len(), |span| span.start);
        Problem::new(format!("not valid TOML: {}", fragment(error.message())))
            .at(Some(Place::at(file, text, offset)))
            .hint(hint(error.message()))
    })?;
    let positions = Positions::new(file, text);
    let place = positions.at(0);
    let kind = Kind::Table(entries(root.into_inner(), &positions));
    Ok(Value { kind, place })
}

/// The next step after the slips that a case invites.
fn hint(message: &str) -> &'static str {
    if message.contains("leading zero") {
        "put record numbers and the like in quotes, so that every digit stays"
    } else if message.contains("must be quoted") {
        "put texts in quotes; a date without quotes is written as 1961-03-14"
    } else {
        CHECK_SIGNS
    }
}

/// The parser sorts keys by name; the report wants them as they stand in the file.
fn entries(table: DeTable<'_>, positions: &Positions<'_>) -> Vec<Entry> {
    let mut sorted: Vec<_> = table.into_iter().collect();
    sorted.sort_by_key(|(key, _)| key.span().start);
    sorted
        .into_iter()
        .map(|(key, inner)| {
            let place = positions.at(key.span().start);
            (
                key.into_inner().into_owned().into(),
                place,
                value(inner, positions),
            )
        })
        .collect()
}

fn value(spanned: Spanned<DeValue<'_>>, positions: &Positions<'_>) -> Value {
    let place = positions.at(spanned.span().start);
    let kind = match spanned.into_inner() {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(_) => Kind::Integer,
        DeValue::Float(_) => Kind::Float,
        DeValue::Boolean(flag) => Kind::Bool(flag),
        DeValue::Datetime(when) => moment(when),
        DeValue::Array(items) => Kind::List(
            items
                .into_iter()
                .map(|item| value(item, positions))
                .collect(),
        ),
        DeValue::Table(table) => Kind::Table(entries(table, positions)),
    };
    Value { kind, place }
}

/// A local date is a date; a time of day or an offset would be dropped in
/// silence, and an offset can even move the day.
fn moment(when: toml::value::Datetime) -> Kind {
    match (when.date, when.time, when.offset) {
        (Some(date), None, None) => {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
                .map_or(Kind::Other("a day that is not on the calendar"), Kind::Date)
        }
        (Some(_), _, _) => Kind::Other("a date with a time of day"),
        (None, _, _) => Kind::Other("a time of day"),
    }
}
