//! A cursor over tables that notes every problem and goes on.
//!
//! Each reading method returns `None` where the value is absent or wrong; what
//! is wrong has then been noted. [`Table`]s are handed to a function and
//! checked for unknown keys when it returns, so no key can be ignored.

use std::cell::RefCell;

use chrono::NaiveDate;

use super::findings::{Expected, Findings, unknown_key_hint};
use crate::case::date;
use crate::case::text::{self, Breaks, NAME_LIMIT, quoted};
use crate::error::{Place, Problem};
use crate::source::{Entry, Format, Kind, Value, join};

/// A table that is being read.
pub(super) struct Table<'a> {
    findings: &'a Findings,
    path: String,
    place: &'a Place,
    entries: &'a [Entry],
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Table<'a> {
    /// Reads a table with a function, then notes the keys that it did not ask for.
    pub(super) fn read<T>(
        findings: &'a Findings,
        path: String,
        place: &'a Place,
        entries: &'a [Entry],
        read: impl FnOnce(&Self) -> T,
    ) -> T {
        let known = RefCell::default();
        let table = Self {
            findings,
            path,
            place,
            entries,
            known,
        };
        let result = read(&table);
        table.note_unknown_keys();
        result
    }

    fn note_unknown_keys(&self) {
        let known = self.known.borrow();
        for (key, place, _) in self.entries {
            if known.contains(&&**key) {
                continue;
            }
            let hint = unknown_key_hint(key, &known);
            let says = format!("{} has no key `{}`", self.name(), quoted(key));
            self.findings
                .note(Problem::new(says).hint(hint), Some(place));
        }
    }

    /// The table as a message names it.
    fn name(&self) -> String {
        match self.path.is_empty() {
            true => "a case".to_owned(),
            false => format!("[{}]", self.path),
        }
    }

    /// The value of a key. Every key that is asked for is a known one.
    pub(super) fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.known.borrow_mut().push(key);
        let found = self.entries.iter().find(|(name, _, _)| name == key);
        found.map(|(_, _, value)| value)
    }

    /// Whether a key is there at all.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _, _)| name == key)
    }

    /// The dotted path of a key.
    pub(super) fn path(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// Notes a problem with a value.
    pub(super) fn note(&self, problem: Problem, value: &Value) {
        self.findings.note(problem, Some(&value.place));
    }

    /// Notes if a required key is not there; the example is a fictional value.
    pub(super) fn require(&self, key: &str, example: &str) {
        if self.has(key) {
            return;
        }
        let line = match self.findings.format {
            Format::Toml => format!("{key} = {example}"),
            Format::Json => format!("\"{key}\": {example}"),
        };
        let says = format!("{} lacks `{key}`", self.name());
        let problem = Problem::new(says).hint(format!("add a line such as `{line}`"));
        self.findings.note(problem, Some(self.place));
    }

    /// Notes a value of the wrong kind.
    pub(super) fn expected(&self, what: Expected, path: &str, value: &Value) {
        let (words, hint) = what.words();
        let found = value.kind.words();
        let problem = Problem::new(format!("`{path}` must be {words}, not {found}"));
        let hint = match (&value.kind, what) {
            (Kind::Other("null"), _) => "leave the key out if there is nothing to say",
            (Kind::Integer | Kind::Float, Expected::Text | Expected::TextOrTexts) => {
                "put it in quotes, so that every digit stays, leading zeros as well"
            }
            _ => hint,
        };
        self.note(problem.hint(hint), value);
    }

    /// A text on one line.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        self.clean_text(key, Breaks::Folded, NAME_LIMIT)
    }

    /// A text on one line that must be there.
    pub(super) fn required_text(&self, key: &'static str, example: &str) -> Option<String> {
        self.require(key, example);
        self.text(key)
    }

    /// A text with the given treatment.
    pub(super) fn clean_text(
        &self,
        key: &'static str,
        breaks: Breaks,
        limit: usize,
    ) -> Option<String> {
        let value = self.value(key)?;
        self.clean_value(|| self.path(key), value, breaks, limit)
    }

    /// A value that must be a text; `path` is asked for only if it is none, or not a good one.
    pub(super) fn clean_value(
        &self,
        path: impl FnOnce() -> String,
        value: &Value,
        breaks: Breaks,
        limit: usize,
    ) -> Option<String> {
        let Kind::Text(text) = &value.kind else {
            self.expected(Expected::Text, &path(), value);
            return None;
        };
        let clean = text::clean(text, breaks, limit);
        clean
            .map_err(|fault| self.note(fault.problem(&path()), value))
            .ok()
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &'static str) -> Vec<String> {
        self.value(key).map_or_else(Vec::new, |value| {
            self.texts_of(&self.path(key), Expected::Texts, value)
        })
    }

    /// A list of texts, or one text that stands for a list of one.
    pub(super) fn texts_or_one(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let path = self.path(key);
        match &value.kind {
            Kind::Text(_) => {
                let text = self.clean_value(|| path, value, Breaks::Folded, NAME_LIMIT);
                text.into_iter().collect()
            }
            _ => self.texts_of(&path, Expected::TextOrTexts, value),
        }
    }

    /// The texts of a list, none of them twice.
    pub(super) fn texts_of(&self, path: &str, what: Expected, value: &Value) -> Vec<String> {
        let mut texts = Vec::new();
        for (path, item) in self.items(path, what, value) {
            let Some(text) = self.clean_value(|| path.clone(), item, Breaks::Folded, NAME_LIMIT)
            else {
                continue;
            };
            match texts.contains(&text) {
                true => self.repeats(&path, item),
                false => texts.push(text),
            }
        }
        texts
    }

    /// Notes an entry of a list that stands there already.
    pub(super) fn repeats(&self, path: &str, value: &Value) {
        let problem = Problem::new(format!("`{path}` repeats an earlier entry"));
        self.note(problem.hint("name each one once"), value);
    }

    /// The items of a list with their paths.
    pub(super) fn items(
        &self,
        path: &str,
        what: Expected,
        value: &'a Value,
    ) -> Vec<(String, &'a Value)> {
        let Kind::List(items) = &value.kind else {
            self.expected(what, path, value);
            return Vec::new();
        };
        let numbered = items.iter().enumerate();
        numbered
            .map(|(index, item)| (join(path, &index.to_string()), item))
            .collect()
    }

    /// A date, written as a date or as a text.
    pub(super) fn date(&self, key: &'static str) -> Option<NaiveDate> {
        let value = self.value(key)?;
        let path = self.path(key);
        let date = match &value.kind {
            Kind::Date(date) => *date,
            Kind::Text(text) => date::parse(text, &path)
                .map_err(|problem| self.note(problem, value))
                .ok()?,
            _ => {
                self.expected(Expected::Date, &path, value);
                return None;
            }
        };
        self.findings.keep_date(path, date);
        Some(date)
    }

    /// A yes or no; absent means no.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        match self.value(key) {
            Some(Value {
                kind: Kind::Bool(flag),
                ..
            }) => *flag,
            Some(value) => {
                self.expected(Expected::Flag, &self.path(key), value);
                false
            }
            None => false,
        }
    }

    /// A table of its own, read with a function.
    pub(super) fn table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Self) -> Option<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        self.table_of(self.path(key), value, read)
    }

    /// A table that must be there: if it is not, each of its required keys is missing.
    pub(super) fn required_table<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Self) -> Option<T>,
    ) -> Option<T> {
        match self.value(key) {
            Some(value) => self.table_of(self.path(key), value, read),
            None => Table::read(self.findings, self.path(key), self.place, &[], read),
        }
    }

    /// A list of tables, each read with a function.
    pub(super) fn tables<T>(&self, key: &'static str, read: impl Fn(&Self) -> Option<T>) -> Vec<T> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let items = self.items(&self.path(key), Expected::Tables, value);
        items
            .into_iter()
            .filter_map(|(path, item)| self.table_of(path, item, &read))
            .collect()
    }

    /// A value that must be a table, read with a function.
    pub(super) fn table_of<T>(
        &self,
        path: String,
        value: &'a Value,
        read: impl FnOnce(&Self) -> Option<T>,
    ) -> Option<T> {
        let Kind::Table(entries) = &value.kind else {
            self.expected(Expected::Table, &path, value);
            return None;
        };
        Table::read(self.findings, path, &value.place, entries, read)
    }
}
