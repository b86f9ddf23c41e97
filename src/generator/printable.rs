//! Whether a case can be printed at all, so that a message can name the field and
//! not only the page.

use chrono::NaiveDate;
use serde_json::Value;

use crate::case::Case;
use crate::error::{Problem, Problems};
use crate::typeset::Faces;

/// The patient is born by `today`, and the fonts have every character of the case.
pub(super) fn check(case: &Case, faces: &Faces, today: NaiveDate) -> Result<(), Problems> {
    let unable = |error: serde_json::Error| Problem::new(error.to_string());
    let mut problems = Vec::new();
    if case.patient.date_of_birth > today {
        problems.push(
            Problem::new("patient.date_of_birth lies in the future")
                .at(case.places.get("patient.date_of_birth").cloned())
                .hint("check it against the record"),
        );
    }
    // Nearly always all is well; what JSON escapes is looked at one by one.
    let all = serde_json::to_string(case).map_err(unable)?;
    let ascii = faces.have_ascii();
    let plain = |c: char| match c {
        '\\' => false,
        ' ' => true,
        '!'..='~' if ascii => true,
        _ => faces.have(c),
    };
    if problems.is_empty() && all.chars().all(plain) {
        return Ok(());
    }
    let values = serde_json::to_value(case).map_err(unable)?;
    let mut search = Search {
        case,
        faces,
        problems,
    };
    search.value(&values, "");
    if search.problems.is_empty() {
        Ok(())
    } else {
        Err(Problems(search.problems))
    }
}

struct Search<'a> {
    case: &'a Case,
    faces: &'a Faces,
    problems: Vec<Problem>,
}

impl Search<'_> {
    fn value(&mut self, value: &Value, path: &str) {
        let below = |key: &str| {
            if path.is_empty() {
                key.to_owned()
            } else {
                format!("{path}.{key}")
            }
        };
        match value {
            Value::String(text) => self.text(text, path),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &below(&index.to_string()));
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    self.value(field, &below(key));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str, path: &str) {
        let lost = text
            .chars()
            .find(|c| !c.is_whitespace() && !self.faces.have(*c));
        self.problems.extend(lost.map(|character| {
            Problem::new(format!(
                "{path} has the character {}, which no font of the theme has",
                named(character)
            ))
            .at(self.case.places.get(path).cloned())
            .hint("write it in Latin letters, or add a font that has it to the theme's [faces]")
        }));
    }
}

/// A character by its number; a picture or sign also as it is. A letter is not
/// repeated: one may be a whole name.
fn named(character: char) -> String {
    let number = format!("U+{:04X}", u32::from(character));
    if character.is_alphanumeric() {
        number
    } else {
        format!("“{}” ({number})", character.escape_debug())
    }
}
