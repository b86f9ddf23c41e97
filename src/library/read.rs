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
            "" | "." => plain(message),
            path => format!("`{path}`: {}", plain(message)),
        };
        Problem::new(says)
            .at(Some(Place::at(file, text, offset)))
            .hint(hint(message))
            .into()
    };
    let source = || toml::Deserializer::parse(text).map_err(|error| failed(&error, ""));
    // To know the key all along takes a third of the time, and is asked for only if
    // something is wrong.
    T::deserialize(source()?).or_else(|_| {
        serde_path_to_error::deserialize(source()?)
            .map_err(|error| failed(error.inner(), &error.path().to_string()))
    })
}

/// A message of the reader in plain words; the names that it would list are in the hint.
fn plain(message: &str) -> String {
    let short = match message.split_once(", expected one of") {
        Some((short, _)) => short,
        None => message,
    };
    short
        .replace("unknown field", "unknown key")
        .replace("missing field", "missing key")
        .replace("duplicate field", "the same key twice:")
        .replace("unknown variant", "unknown word")
        .replace("expected f64", "expected a number")
        .replace("expected u32", "expected a whole number")
        .replace("expected a map", "expected a table")
        .replace("expected a sequence", "expected a list")
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
        // A day is the only text that is read further.
        _ if message.contains("input") => "write a day as \"2027-11-22\"".into(),
        _ if message.starts_with("invalid type") || message.starts_with("invalid value") => {
            "write a value of the kind that is expected".into()
        }
        _ => "check quotes, brackets and commas here and on the line before".into(),
    }
}
