//! The value tree of a JSON file.

use std::collections::BTreeSet;

use jsonc_parser::ast::{self, ObjectProp, StringLit};
use jsonc_parser::common::Ranged;
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::positions::Positions;
use super::{CHECK_SIGNS, Entry, Kind, Value, fragment};
use crate::error::{Place, Problem};

/// JSON as RFC 8259 has it. The parser takes more by default; what another
/// program would refuse or read in another way is refused here.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON file.
pub(super) fn parse(text: &str, file: &str) -> Result<Value, Problem> {
    let at = |offset| Some(Place::at(file, text, offset));
    let result = parse_to_ast(text, &CollectOptions::default(), &STRICT).map_err(|error| {
        Problem::new(format!("not valid JSON: {}", message(&error)))
            .at(at(error.range().start))
            .hint(CHECK_SIGNS)
    })?;
    let root = result.value.ok_or_else(|| {
        Problem::new("the file is empty")
            .at(at(0))
            .hint("begin with `{ \"patient\": {`")
    })?;
    let start = root.range().start;
    match (File {
        text,
        positions: Positions::new(file, text),
    })
    .value(root)?
    {
        value @ Value {
            kind: Kind::Table(_),
            ..
        } => Ok(value),
        value => Err(
            Problem::new(format!("a case is an object, not {}", value.kind.words()))
                .at(at(start))
                .hint("begin with `{ \"patient\": {`"),
        ),
    }
}

/// What is wrong, without any text of the file: one of the parser's messages repeats some.
fn message(error: &ParseError) -> String {
    match error.kind() {
        ParseErrorKind::String(
            jsonc_parser::ParseStringErrorKind::InvalidUnicodeEscapeSequence(_),
        ) => "a `\\u` escape that is no character".to_owned(),
        kind => fragment(&kind.to_string()),
    }
}

struct File<'a> {
    text: &'a str,
    positions: Positions<'a>,
}

impl File<'_> {
    fn value(&self, node: ast::Value<'_>) -> Result<Value, Problem> {
        let place = self.positions.at(node.range().start);
        let kind = match node {
            ast::Value::StringLit(text) => Kind::Text(self.text(text)?),
            ast::Value::NumberLit(number) if number.value.contains(['.', 'e', 'E']) => Kind::Float,
            ast::Value::NumberLit(_) => Kind::Integer,
            ast::Value::BooleanLit(flag) => Kind::Bool(flag.value),
            ast::Value::NullKeyword(_) => Kind::Other("null"),
            ast::Value::Object(object) => Kind::Table(self.entries(object.properties)?),
            ast::Value::Array(array) => {
                let items = array.elements.into_iter();
                Kind::List(
                    items
                        .map(|item| self.value(item))
                        .collect::<Result<_, _>>()?,
                )
            }
        };
        Ok(Value { kind, place })
    }

    fn entries(&self, properties: Vec<ObjectProp<'_>>) -> Result<Vec<Entry>, Problem> {
        let mut seen = BTreeSet::new();
        let mut entries = Vec::with_capacity(properties.len());
        for property in properties {
            let place = self.positions.at(property.name.range().start);
            let key = property.name.into_string();
            if !seen.insert(key.clone()) {
                return Err(Problem::new("not valid JSON: duplicate key")
                    .at(Some(place))
                    .hint("keep one of the two"));
            }
            entries.push((key.into(), place, self.value(property.value)?));
        }
        Ok(entries)
    }

    /// The parser lets raw line breaks and tabs stand in a string; JSON does not.
    fn text(&self, text: StringLit<'_>) -> Result<String, Problem> {
        let raw = &self.text[text.range.start..text.range.end];
        match raw.find(|letter: char| letter < ' ') {
            Some(offset) => Err(
                Problem::new("not valid JSON: control character in a string")
                    .at(Some(self.positions.at(text.range.start + offset)))
                    .hint("write a line break as `\\n`, a tab as `\\t`"),
            ),
            None => Ok(text.value.into_owned()),
        }
    }
}
