//! Names of clinicians in one cell, as people say them.

use super::{is_suffix, joined};
use crate::schedule::mapping::{Mapping, has};

/// What stands between two people besides `;` and line breaks.
const BETWEEN: [&str; 4] = ["/", "&", " and ", " und "];

/// Names of clinicians in one cell, each as it is printed: `Albrecht, Ines MD` becomes
/// `Ines Albrecht, MD`. A piece without letters names nobody.
pub(in crate::schedule) fn clinicians(text: &str, mapping: &Mapping) -> Vec<String> {
    text.split([';', '\n', '|'])
        .flat_map(apart)
        .map(|one| clinician(one, mapping))
        .filter(|one| one.chars().any(char::is_alphabetic))
        .collect()
}

/// The people of a piece, if each is written with a comma: `Albrecht, Ines MD / Berg, Tomas`.
fn apart(text: &str) -> Vec<&str> {
    for sign in BETWEEN {
        let people: Vec<&str> = text.split(sign).collect();
        if people.len() > 1 && people.iter().all(|one| one.contains(',')) {
            return people.into_iter().flat_map(apart).collect();
        }
    }
    vec![text]
}

fn clinician(text: &str, mapping: &Mapping) -> String {
    let (text, note) = without_brackets(without_leading_number(text.trim()));
    let name = match text.contains('^') {
        true => of_hl7(text),
        false => of_words(text, mapping),
    };
    joined(&[&name, note])
}

/// An identifier may come first, as in HL7.
fn of_hl7(text: &str) -> String {
    let parts: Vec<&str> = text.split('^').map(str::trim).collect();
    let first = usize::from(!parts[0].chars().any(char::is_alphabetic) && parts.len() > 2);
    let part = |index: usize| parts.get(first + index).copied().unwrap_or_default();
    let words = [part(1), part(2), part(0), part(3)].join(" ");
    joined(&words.split_whitespace().collect::<Vec<_>>())
}

fn of_words(text: &str, mapping: &Mapping) -> String {
    let is_title = |word: &str| has(&mapping.said.titles, word.trim_matches(','));
    let title = |word: &str| word.split('/').all(is_title);
    let mut parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let family = parts.next().unwrap_or_default();
    let (mut titles, mut given, mut suffix): (Vec<&str>, Vec<&str>, Vec<&str>) = Default::default();
    for word in parts.flat_map(str::split_whitespace) {
        match () {
            () if title(word) => titles.push(word),
            () if is_suffix(word) => suffix.push(word),
            () => given.push(word),
        }
    }
    if !given.is_empty() && are_glued(family.split_whitespace().chain(given.iter().copied())) {
        return text.to_owned();
    }
    // `Dr. Albrecht, Ines`: the title stays in front; `Albrecht MD, Ines`: it goes behind.
    // But `Do, Minh` is called so.
    let called = !given.is_empty() && family.split_whitespace().all(is_called);
    let (mut before, mut names): (Vec<&str>, Vec<&str>) = Default::default();
    for word in family.split_whitespace() {
        match (title(word) && !called, names.is_empty()) {
            (true, true) => before.push(word),
            (true, false) if !given.is_empty() => titles.push(word),
            _ => names.push(word),
        }
    }
    before.extend(front_title(&mut titles));
    let name = joined(&[before, given, names, suffix].concat());
    match titles.is_empty() || name.is_empty() {
        true => name,
        false => format!("{name}, {}", titles.join(" ")),
    }
}

/// A title that stands before a name, taken from those behind it: `Ines Albrecht, Dr.`
fn front_title<'a>(titles: &mut Vec<&'a str>) -> Option<&'a str> {
    let at = titles
        .iter()
        .position(|it| it.to_lowercase().starts_with("dr"))?;
    Some(titles.remove(at))
}

/// Whether words name two people who cannot be told apart: they stay as they are written.
fn are_glued<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    words.any(|word| word.contains(['/', '&']) || matches!(word, "and" | "und"))
}

/// Whether a title can be a family name as well.
fn is_called(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "do" | "pa" | "ms" | "bs" | "np"
    )
}

/// The text without a number before it: `10482 - Albrecht`.
fn without_leading_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let name = rest.trim_start_matches([' ', '-', '–', ':', '.']);
    match rest.len() < text.len() && name.len() < rest.len() {
        true => name,
        false => text,
    }
}

/// The text without what stands in brackets behind it, and this, unless it is only a number.
fn without_brackets(text: &str) -> (&str, &str) {
    let Some(inner) = text.strip_suffix([']', ')']) else {
        return (text, "");
    };
    let Some(at) = inner.rfind(['[', '(']) else {
        return (text, "");
    };
    let number = inner[at + 1..].bytes().all(|it| it.is_ascii_digit());
    let note = if number { "" } else { &text[at..] };
    (text[..at].trim_end(), note)
}
