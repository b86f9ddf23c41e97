//! What the bar code for the site's record system says on every page: a text of the site's
//! `countersign.toml` with the names of a few values.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{Problem, choose};

/// A text with values to be filled in: `CONS {{record_number}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordCode {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Value(Value),
}

/// A value that can be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Value {
    RecordNumber,
    Encounter,
    FormId,
}

const VALUES: [Value; 3] = [Value::RecordNumber, Value::Encounter, Value::FormId];

impl Value {
    /// As a site writes it between braces.
    fn name(self) -> &'static str {
        match self {
            Self::RecordNumber => "record_number",
            Self::Encounter => "encounter",
            Self::FormId => "form_id",
        }
    }

    /// For a message.
    fn what(self) -> &'static str {
        match self {
            Self::RecordNumber => "the record number",
            Self::Encounter => "the encounter number",
            Self::FormId => "the form id",
        }
    }
}

impl RecordCode {
    /// Reads a text as a site writes it; an empty one is no code.
    ///
    /// # Errors
    /// A name that there is no value of, braces that are not closed, a character that
    /// Code 128 does not have.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or_else(|| {
                Problem::new("the text of the record's bar code has `{{` without `}}`")
                    .hint("write it as {{record_number}}")
            })?;
            let name = name.trim();
            let known = VALUES.map(Value::name);
            let value = VALUES.into_iter().find(|value| value.name() == name);
            let value = value.ok_or_else(|| {
                let says = format!("the record's bar code cannot hold `{{{{{name}}}}}`");
                Problem::new(says).hint(choose(name, &known))
            })?;
            pieces.extend([Piece::Text(before.into()), Piece::Value(value)]);
            rest = after;
        }
        pieces.push(Piece::Text(rest.into()));
        pieces.retain(|piece| !matches!(piece, Piece::Text(text) if text.is_empty()));
        let other = pieces.iter().find_map(|piece| match piece {
            Piece::Text(text) => text.chars().find(|c| *c != ' ' && !c.is_ascii_graphic()),
            Piece::Value(_) => None,
        });
        if let Some(other) = other {
            let other = other.escape_debug();
            let says = format!("no bar code of the record can hold {other}");
            return Err(Problem::new(says).hint("Code 128 has the printable characters of ASCII"));
        }
        Ok(Self { pieces })
    }

    /// Whether a site wants no such code.
    pub fn is_none(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The text with its values.
    ///
    /// # Errors
    /// A value that this case does not have.
    pub fn fill(&self, value: impl Fn(Value) -> Option<String>) -> Result<String, Problem> {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => Ok(text.clone()),
            Piece::Value(which) => value(*which).ok_or_else(|| {
                let what = which.what();
                let says = format!("the record's bar code needs {what}, which the case lacks");
                Problem::new(says)
                    .hint("give it in the case, or change `record` in [codes] of countersign.toml")
            }),
        };
        self.pieces.iter().map(piece).collect()
    }
}

/// The record number.
impl Default for RecordCode {
    fn default() -> Self {
        Self {
            pieces: vec![Piece::Value(Value::RecordNumber)],
        }
    }
}

impl fmt::Display for RecordCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pieces.iter().try_for_each(|piece| match piece {
            Piece::Text(text) => f.write_str(text),
            Piece::Value(value) => write!(f, "{{{{{}}}}}", value.name()),
        })
    }
}

impl TryFrom<String> for RecordCode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| problem.to_string())
    }
}

impl From<RecordCode> for String {
    fn from(code: RecordCode) -> Self {
        code.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let value = |value| match value {
            Value::RecordNumber => Some("1041".to_owned()),
            Value::FormId => Some("K7QM-3XWT-9P2D".to_owned()),
            Value::Encounter => None,
        };
        let code = RecordCode::parse(text).map_err(|problem| problem.to_string())?;
        assert_eq!(
            RecordCode::parse(&code.to_string()).ok(),
            Some(code.clone())
        );
        code.fill(value).map_err(|problem| problem.to_string())
    }

    #[test]
    fn values_are_filled_in() {
        assert_eq!(filled("{{record_number}}"), Ok("1041".into()));
        let both = filled("CONS {{ record_number }}/{{form_id}}.");
        assert_eq!(both, Ok("CONS 1041/K7QM-3XWT-9P2D.".into()));
        assert_eq!(RecordCode::default().to_string(), "{{record_number}}");
        assert!(RecordCode::parse("").is_ok_and(|code| code.is_none()));
    }

    #[test]
    fn what_cannot_be_filled_in_is_named() {
        for (text, says) in [
            ("{{recordnumber}}", "did you mean `record_number`"),
            ("{{patient}}", "cannot hold `{{patient}}`"),
            ("{{record_number", "without `}}`"),
            ("Ü{{form_id}}", "can hold Ü"),
            ("{{encounter}}", "needs the encounter number"),
        ] {
            let problem = filled(text).expect_err(text);
            assert!(problem.contains(says), "{text}: {problem}");
        }
    }
}
