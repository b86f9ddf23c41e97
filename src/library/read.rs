//! TOML files of the library into their types, with messages that name file, line,
//! key and the next step.

use serde::de::DeserializeOwned;

use crate::error::{Place, Problem, Problems, choose};

/// Reads a TOML file into its type.
///
/// # Errors
/// The first thing that is wrong, with its line, column, key and a hint.
pub(crate) fn read_toml<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, Problems> {
    let failed = |error: &toml::de::Error, path: &str| -> Problems {
        let offset = error.span().map_or(0, |span| span.start);
        let message = error.message().trim();
        let says = match path {
            "" | "." => message.to_owned(),
            path => format!("`{path}`: {message}"),
        };
        Problem::new(says)
            .at(Some(Place::at(file, text, offset)))
            .hint(hint(message))
            .into()
    };
    let source = toml::Deserializer::parse(text).map_err(|error| failed(&error, ""))?;
    serde_path_to_error::deserialize(source)
        .map_err(|error| failed(error.inner(), &error.path().to_string()))
}

/// The next step after a message of the reader.
fn hint(message: &str) -> String {
    // The names in it, in backticks: the one that is wrong, then those that are known.
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match names.split_first() {
        Some((wrong, known)) if message.starts_with("unknown") => choose(wrong, known),
        Some((missing, _)) if message.starts_with("missing field") => {
            format!("add `{missing} = …` to this table")
        }
        Some((twice, _)) if message.starts_with("duplicate") => {
            format!("keep one `{twice}` and remove the other")
        }
        _ if message.starts_with("invalid type") || message.starts_with("invalid value") => {
            "write a value of the kind that is expected".into()
        }
        _ => "check quotes, brackets and commas here and on the line before".into(),
    }
}
