//! The tree of values that a row becomes, as a case file would.

use crate::error::Place;
use crate::source::{Entry, Kind, Value};

/// A table that is being filled.
#[derive(Debug, Default)]
pub(super) struct Branch(Vec<Entry>);

impl Branch {
    /// Sets a key to a value at a place.
    pub(super) fn put(&mut self, key: &'static str, kind: Kind, place: &Place) {
        let value = Value {
            kind,
            place: place.clone(),
        };
        self.0.push((key.into(), place.clone(), value));
    }

    /// Sets a key to a text, if there is one.
    pub(super) fn text(&mut self, key: &'static str, said: Option<(String, Place)>) {
        if let Some((text, place)) = said {
            self.put(key, Kind::Text(text), &place);
        }
    }

    /// Whether nothing was set.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The table.
    pub(super) fn kind(self) -> Kind {
        Kind::Table(self.0)
    }

    /// The table as a value of its own.
    pub(super) fn value(self, place: &Place) -> Value {
        Value {
            kind: self.kind(),
            place: place.clone(),
        }
    }
}
