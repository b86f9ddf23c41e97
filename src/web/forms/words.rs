//! Messages of the library in the words of the page: fields by their labels, packs by their
//! names.

use super::fields;
use crate::library::Library;

/// The same message without paths of a case file.
pub(super) fn plain(message: &str, library: &Library) -> String {
    let mut plain = String::new();
    for (index, piece) in message.split('`').enumerate() {
        if index % 2 == 0 {
            plain.push_str(piece);
        } else {
            plain.push_str(&named(piece, library));
        }
    }
    // Some messages name a path without marking it.
    let words = plain.split(' ').map(|word| match word.contains('.') {
        true => fields::label(word).unwrap_or_else(|| word.to_owned()),
        false => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What something between backticks is called on the page.
fn named(word: &str, library: &Library) -> String {
    let in_procedure = || fields::label(&format!("procedure.{word}"));
    if let Some(label) = fields::label(word).or_else(in_procedure) {
        return format!("“{label}”");
    }
    if let Some((list, _)) = word.rsplit_once('.')
        && let Some(label) = fields::label(list)
    {
        return format!("“{label}”");
    }
    let pack = library
        .pack_ids()
        .any(|id| id == word)
        .then(|| library.pack(word));
    match pack {
        Some(Ok(loaded)) => loaded.pack.name.clone(),
        _ => format!("“{word}”"),
    }
}

/// A hint that speaks of files and keys, for whoever has fields.
pub(super) fn plain_hint(hint: &str, library: &Library) -> String {
    let hint = hint
        .replace("or leave the key out", "or leave it empty")
        .replace("leave the key out", "leave it empty");
    plain(&hint, library)
}
