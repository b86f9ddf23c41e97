//! Words of headers and cells, compared without regard to case and signs.

use unicode_normalization::UnicodeNormalization;

use crate::case::fold;

/// The words of a text in lower case, without signs.
pub(super) fn words(text: &str) -> Vec<String> {
    let lower = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.nfkc().flat_map(char::to_lowercase).collect(),
    };
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A header without case, spaces and signs: `Pt_Name` and `PT NAME` are the same. `Unit #` (a
/// number of a patient) and `Unit` (a ward) are not.
pub(super) fn header_key(text: &str) -> String {
    let number = if text.contains('#') { "#" } else { "" };
    words(text).concat() + number
}

/// The words in an order that does not depend on how they were written.
pub(super) fn sorted(mut words: Vec<&str>) -> String {
    words.sort_unstable();
    words.dedup();
    words.join(" ")
}

/// A short value in lower case with single spaces, as the keys of a mapping's tables.
pub(super) fn value_key(text: &str) -> String {
    let lower = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => text.nfc().flat_map(char::to_lowercase).collect(),
    };
    fold(&lower)
}

/// Whether a text fits a pattern in which `*` stands for anything.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}
