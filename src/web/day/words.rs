//! Messages of the library in the words of a schedule: columns by their headers, operations by
//! their names.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::view::plain as spaced;
use crate::library::Library;
use crate::schedule::{Column, Field, Meaning};
use crate::web::words;

/// Keys of a case file that are called otherwise than the column they come from.
const KEYS: [(&str, Field); 8] = [
    ("procedure.pack", Field::Procedure),
    ("procedure.add_ons", Field::Procedure),
    ("add_ons", Field::Procedure),
    ("procedure.factors", Field::Conditions),
    ("factors", Field::Conditions),
    ("surgeon.name", Field::Surgeon),
    ("facility.name", Field::Facility),
    ("procedure.place", Field::Room),
];

/// What things are called in a schedule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) columns: &'a [Column],
    pub(super) library: &'a Library,
}

impl Words<'_> {
    /// A message as a sentence.
    pub(super) fn says(self, message: &str) -> String {
        crate::web::answer::sentence(&self.plain(message))
    }

    /// A hint as sentences.
    pub(super) fn hint(self, hint: Option<&str>) -> String {
        words::steps(hint.unwrap_or_default(), |step| self.plain(step))
    }

    fn plain(self, message: &str) -> String {
        words::renamed(message, |word| self.called(word))
    }

    /// The column that a message names, if it names one.
    pub(super) fn column_in(self, message: &str) -> Option<usize> {
        let words = message.split(['`', ' ']);
        let paths = words.filter(|word| word.contains('.'));
        paths.filter_map(meant).find_map(|field| self.column(field))
    }

    /// What a key or an id is called, if it is one.
    fn called(self, word: &str) -> Option<String> {
        if let Some(field) = meant(word) {
            let name = match (field, self.column(field)) {
                // Without a column of their own they are read there.
                (Field::Side, None) => "the side behind the operation".to_owned(),
                (Field::Levels, None) => "the level behind the operation".to_owned(),
                _ => format!("“{}”", self.header(field)),
            };
            return Some(name);
        }
        let is_pack = self.library.pack_ids().any(|id| id == word);
        let pack = is_pack.then(|| self.library.pack(word).ok()).flatten();
        pack.map(|it| it.pack.name.clone())
    }

    /// The header of the column for a field, or the field's own name where there is none.
    fn header(self, field: Field) -> String {
        let column = self.column(field).and_then(|index| self.columns.get(index));
        match column {
            Some(column) if !column.header.is_empty() => column.header.clone(),
            Some(column) => format!("column {}", column.number),
            None => spaced(field.name()),
        }
    }

    /// Where the column for a field is.
    fn column(self, field: Field) -> Option<usize> {
        let of = |field: Field| {
            let mut columns = self.columns.iter();
            columns.position(|column| column.meaning == Meaning::Field(field))
        };
        let whole_name = matches!(field, Field::FamilyName | Field::GivenNames);
        of(field).or_else(|| of(Field::PatientName).filter(|_| whole_name))
    }
}

/// What a key of a case file comes from.
fn meant(key: &str) -> Option<Field> {
    let known = KEYS.iter().find(|(known, _)| *known == key);
    let last = key.rsplit('.').next().unwrap_or(key).replace('_', "-");
    known.map(|(_, field)| *field).or_else(|| field(&last))
}

fn field(name: &str) -> Option<Field> {
    let name: StrDeserializer<'_, Error> = name.into_deserializer();
    Field::deserialize(name).ok()
}
