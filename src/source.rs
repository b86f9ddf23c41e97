//! What a file says, and where: one tree of values for every syntax of a case, and the
//! places of keys for messages about packs.
//!
//! [`Value`] knows nothing of TOML or JSON, so a CSV row or a FHIR resource can
//! be turned into the same tree and read by the same code.

mod json;
mod positions;
#[cfg(test)]
mod tests;
mod toml;

use std::borrow::Cow;
use std::path::Path;

use chrono::NaiveDate;

use crate::error::{Place, Problem};

/// The syntax of a case file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON, strictly: no comments, no trailing commas, no key twice.
    Json,
}

impl Format {
    /// The format that a file's extension names, if it is one we read.
    pub fn of(path: impl AsRef<Path>) -> Option<Self> {
        let extension = path.as_ref().extension()?.to_str()?;
        match extension.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The format that a text without a name (standard input) looks like.
    ///
    /// A `{` cannot begin a TOML file, and a case in JSON begins with one.
    pub fn sniff(text: &str) -> Self {
        match without_mark(text).trim_start().starts_with('{') {
            true => Self::Json,
            false => Self::Toml,
        }
    }
}

/// Where each value stood in its file, by dotted path (`team.0.name`; lists count from 0).
#[derive(Debug, Clone, Default)]
pub struct Places {
    place: Option<Place>,
    /// By key, or by number in a list.
    below: Vec<(Key, Self)>,
}

impl Places {
    /// The place of a path, or of the nearest table or list around it.
    ///
    /// `None` only where nothing is known of the file at all.
    pub fn get(&self, path: &str) -> Option<&Place> {
        let behind = |key: &str| match path.strip_prefix(key)? {
            "" => Some(""),
            rest => rest.strip_prefix('.'),
        };
        let mut nearer = self.below.iter();
        let nearer = nearer.find_map(|(key, below)| Some(below.get(behind(key)?)));
        nearer.flatten().or(self.place.as_ref())
    }

    /// The places of all values of a tree; the root's path is empty.
    pub(crate) fn of(root: &Value) -> Self {
        let below = match &root.kind {
            Kind::Table(entries) => {
                let of = |(key, _, value): &Entry| (key.clone(), Self::of(value));
                entries.iter().map(of).collect()
            }
            Kind::List(items) => {
                let of = |(index, value): (usize, &Value)| {
                    (Key::Owned(index.to_string()), Self::of(value))
                };
                items.iter().enumerate().map(of).collect()
            }
            _ => Vec::new(),
        };
        let place = Some(root.place.clone());
        Self { place, below }
    }

    /// Where a value would stand that is not there.
    pub(crate) fn would_stand(&mut self, path: &str, place: Place) {
        if path.is_empty() {
            self.place.get_or_insert(place);
            return;
        }
        let (key, rest) = path.split_once('.').unwrap_or((path, ""));
        let known = self.below.iter().position(|(known, _)| known == key);
        let at = known.unwrap_or(self.below.len());
        if known.is_none() {
            let key = Key::Owned(key.to_owned());
            self.below.push((key, Self::default()));
        }
        self.below[at].1.would_stand(rest, place);
    }

    /// Lets a path be its own place, where the source has fields and no lines. One that is
    /// there already stays.
    pub(crate) fn name(&mut self, path: &str) {
        self.would_stand(path, Place::named(path));
    }
}

/// Always equal: two cases that say the same are the same case, whichever
/// file, line or syntax they came from.
impl PartialEq for Places {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Places {}

/// A dotted path, one step longer.
pub(crate) fn join(path: &str, step: &str) -> String {
    match path.is_empty() {
        true => step.to_owned(),
        false => format!("{path}.{step}"),
    }
}

/// A value and the place where it begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
}

/// A key of a table: of a file, or one that this program knows.
pub(crate) type Key = Cow<'static, str>;

/// A key, its place, and its value.
pub(crate) type Entry = (Key, Place, Value);

/// What kind of value, independent of the file's syntax.
///
/// No key of a case takes a number, so numbers carry none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Text(String),
    Integer,
    Float,
    Bool(bool),
    Date(NaiveDate),
    /// In the order of the file.
    Table(Vec<Entry>),
    List(Vec<Value>),
    /// Something that no key takes, in words: a time of day, a null.
    Other(&'static str),
}

impl Kind {
    /// The kind in words, for “… is expected, not …”.
    pub(crate) fn words(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer | Self::Float => "a number",
            Self::Bool(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Table(_) => "a table",
            Self::List(_) => "a list",
            Self::Other(words) => words,
        }
    }
}

impl Value {
    /// Reads a whole file. The root is always a table.
    ///
    /// # Errors
    ///
    /// The first syntax error, with its line and column; a key given twice is one.
    pub(crate) fn parse(text: &str, file: &str, format: Format) -> Result<Self, Problem> {
        let text = without_mark(text);
        match format {
            Format::Toml => toml::parse(text, file),
            Format::Json => json::parse(text, file),
        }
    }
}

/// The text without the byte order mark that some editors put first.
fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{FEFF}').unwrap_or(text)
}

/// The next step after a syntax error of which no more is known.
const CHECK_SIGNS: &str = "check quotes, brackets and commas here and on the line before";

/// A parser's message in our voice: a fragment that begins in lower case.
fn fragment(message: &str) -> String {
    let mut rest = message.chars();
    match rest.next() {
        Some(first) => first.to_lowercase().chain(rest).collect(),
        None => String::new(),
    }
}
