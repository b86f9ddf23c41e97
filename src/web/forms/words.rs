//! Messages of the library in the words of the form: fields by their labels, packs by their
//! names.

use super::fields;
use crate::library::Library;
use crate::web::words;

/// The same message without paths of a case file.
pub(super) fn plain(message: &str, library: &Library) -> String {
    words::renamed(message, |word| called(word, library))
}

/// A hint that speaks of files and keys, for whoever has fields.
pub(super) fn plain_hint(hint: &str, library: &Library) -> String {
    words::steps(hint, |step| plain(step, library))
}

/// What a key or an id is called on the page, if it is one.
fn called(word: &str, library: &Library) -> Option<String> {
    let in_procedure = || fields::label(&format!("procedure.{word}"));
    let in_list = || {
        word.rsplit_once('.')
            .and_then(|(list, _)| fields::label(list))
    };
    let label = fields::label(word).or_else(in_procedure).or_else(in_list);
    if let Some(label) = label {
        return Some(format!("“{label}”"));
    }
    let is_pack = library.pack_ids().any(|id| id == word);
    let pack = is_pack.then(|| library.pack(word).ok()).flatten();
    pack.map(|loaded| loaded.pack.name.clone())
}

/// The field that a message speaks of: by its path, or by the `[table]` that it is in.
pub(super) fn field_in(message: &str) -> Option<String> {
    let words = message.split(['`', ' ', ',']);
    words.filter(|word| !word.is_empty()).find_map(|word| {
        let table = word.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        let in_table = |table: &str| {
            let of_table = format!("{table}.");
            let mut all = fields::all().filter(|field| field.path.starts_with(&of_table));
            all.next().map(|field| field.path.to_owned())
        };
        match table {
            Some(table) => in_table(table),
            None => fields::of_path(word).filter(|_| word.contains('.')),
        }
    })
}
