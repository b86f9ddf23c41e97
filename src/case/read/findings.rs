//! What reading finds on its way: problems, dates, and how to say what was expected.

use std::cell::RefCell;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::{Place, Problem, nearest};
use crate::source::Format;

/// What has been found so far.
pub(super) struct Findings {
    /// How hints write an example.
    pub(super) format: Format,
    problems: RefCell<Vec<Problem>>,
    dates: RefCell<BTreeMap<String, NaiveDate>>,
}

impl Findings {
    pub(super) fn new(format: Format) -> Self {
        Self {
            format,
            problems: RefCell::default(),
            dates: RefCell::default(),
        }
    }

    /// Notes a problem at a place.
    pub(super) fn note(&self, problem: Problem, place: Option<&Place>) {
        self.problems.borrow_mut().push(problem.at(place.cloned()));
    }

    /// Keeps a date that was read well for the checks between dates.
    pub(super) fn keep_date(&self, path: String, date: NaiveDate) {
        self.dates.borrow_mut().insert(path, date);
    }

    /// A date that was read well, even if something around it was not.
    pub(super) fn date(&self, path: &str) -> Option<NaiveDate> {
        self.dates.borrow().get(path).copied()
    }

    /// All problems, in the order of the file.
    pub(super) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by(|a, b| a.place.cmp(&b.place));
        problems
    }
}

/// What kind of value a key takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    Text,
    Date,
    Flag,
    Texts,
    TextOrTexts,
    Table,
    Tables,
    TablesOrTexts,
}

impl Expected {
    /// The kind in words, and how it is written in TOML or JSON.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("a text", "write one text in quotes"),
            Self::Date => ("a date", "write only the day, such as \"1961-03-14\""),
            Self::Flag => ("true or false", "write it without quotes"),
            Self::Texts => ("a list of texts", "write [\"one\", \"another\"]"),
            Self::TextOrTexts => (
                "a text or a list of texts",
                "write \"one\" or [\"one\", \"another\"]",
            ),
            Self::Table => ("a table", "give it keys of its own"),
            Self::Tables => (
                "a list of tables",
                "write [[…]] before each one in TOML, [{…}] in JSON",
            ),
            Self::TablesOrTexts => (
                "a list of texts or tables",
                "write [\"one\", { pack = \"another\" }], with a colon in JSON",
            ),
        }
    }
}

/// The next step where a table has no such key.
pub(super) fn unknown_key_hint(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()) {
        // In TOML a line after a table's header belongs to that table.
        None if key == "what_matters" => {
            "it belongs to no table: move it to the top of the file".to_owned()
        }
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("known keys: {}", known.join(", ")),
    }
}
