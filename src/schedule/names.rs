//! Names in one cell.

use super::mapping::{Mapping, NameOrder, has};

/// Why a name is not taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NoOrder,
    ManyWords,
    Commas,
    Half,
    Signs,
    Several,
    Encoding,
}

impl Fault {
    /// What is wrong, after the name of the column; and the next step.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoOrder => (
                "has no comma between family name and given names",
                "say `name-order = \"given-first\"` or `\"family-first\"` in a mapping, or export two columns",
            ),
            Self::ManyWords => (
                "has no comma, and more words than tell family name from given names",
                "export the name as `Family, Given`, or in two columns",
            ),
            Self::Commas => (
                "has more than one comma",
                "export the name as `Family, Given`, or in two columns",
            ),
            Self::Half => (
                "lacks the family name or the given names",
                "complete the name, as the record has it",
            ),
            Self::Several => (
                "names more than one person",
                "leave the one of this row, as the record has it",
            ),
            Self::Encoding => (
                "holds letters that were read in a wrong encoding",
                "export the schedule again as UTF-8, or name its `encoding` in a mapping",
            ),
            Self::Signs => (
                "holds digits or signs that are no part of a name",
                "export the name alone, as the record has it",
            ),
        }
    }
}

/// Family name and given names of a patient: `DOE, JANE Q`, `Doe^Jane^Q`, and `Jane Doe` where
/// the mapping says the order. Capitals stay as they are.
pub(super) fn patient(text: &str, mapping: &Mapping) -> Result<(String, String), Fault> {
    plausible(text)?;
    let (family, given) = if text.contains('^') {
        let mut parts = text.split('^').map(str::trim);
        let family = parts.next().unwrap_or_default().to_owned();
        let given: Vec<&str> = parts.take(2).filter(|part| !part.is_empty()).collect();
        (family, given.join(" "))
    } else if let Some((family, given)) = text.split_once(',') {
        if given.contains(',') {
            return Err(Fault::Commas);
        }
        (family.trim().to_owned(), given.trim().to_owned())
    } else {
        by_order(text, mapping.said.name_order.ok_or(Fault::NoOrder)?)?
    };
    let letters = |part: &str| part.chars().any(char::is_alphabetic);
    match letters(&family) && letters(&given) {
        true => Ok((family, given)),
        false => Err(Fault::Half),
    }
}

/// Whether a text may be a name, or a part of one.
pub(super) fn plausible(text: &str) -> Result<(), Fault> {
    let sign = |letter: char| {
        letter.is_ascii_digit() || "?@=<>#*_|;\\/[]{}†‡€£¥¢¤¦§¶•‰™©®°±¬¿¡".contains(letter)
    };
    if text.contains(sign) || text.starts_with('-') {
        return Err(Fault::Signs);
    }
    let mut words = text.split([' ', ',']);
    if words.any(|word| word == "&" || word.eq_ignore_ascii_case("and") || word == "und") {
        return Err(Fault::Several);
    }
    match text.split([' ', ',', '^', '-']).any(is_misread) {
        true => Err(Fault::Encoding),
        false => Ok(()),
    }
}

/// Whether a word in capitals holds a small letter that an old encoding has in place of a
/// capital one: `MšLLER` for `MÜLLER`.
fn is_misread(word: &str) -> bool {
    let capitals = word.chars().filter(char::is_ascii_uppercase).count();
    let small = word.chars().any(|letter| letter.is_ascii_lowercase());
    capitals > 1 && !small && word.contains(['š', 'ž', 'œ', 'ƒ'])
}

fn by_order(text: &str, order: NameOrder) -> Result<(String, String), Fault> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let initial = |word: &&str| word.trim_end_matches('.').chars().count() == 1;
    match (&words[..], order) {
        ([] | [_], _) => Err(Fault::Half),
        ([given @ .., family], NameOrder::GivenFirst) if given[1..].iter().all(initial) => {
            Ok(((*family).to_owned(), given.join(" ")))
        }
        ([family, given @ ..], NameOrder::FamilyFirst) if given[1..].iter().all(initial) => {
            Ok(((*family).to_owned(), given.join(" ")))
        }
        _ => Err(Fault::ManyWords),
    }
}

/// Names of clinicians in one cell, each as it is printed: `Albrecht, Ines MD` becomes
/// `Ines Albrecht, MD`.
pub(super) fn clinicians(text: &str, mapping: &Mapping) -> Vec<String> {
    text.split([';', '\n', '|'])
        .map(|one| clinician(one, mapping))
        .filter(|one| !one.is_empty())
        .collect()
}

fn clinician(text: &str, mapping: &Mapping) -> String {
    let text = without_number(text.trim());
    if text.contains('^') {
        // An identifier may come first, as in HL7.
        let parts: Vec<&str> = text.split('^').map(str::trim).collect();
        let first = usize::from(!parts[0].chars().any(char::is_alphabetic) && parts.len() > 2);
        let part = |index: usize| parts.get(first + index).copied().unwrap_or_default();
        let words = [part(1), part(2), part(0)];
        return words
            .join(" ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
    }
    let title = |word: &str| has(&mapping.said.titles, word.trim_matches(','));
    let mut parts = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let family = parts.next().unwrap_or_default();
    let mut titles: Vec<&str> = Vec::new();
    let mut given: Vec<&str> = Vec::new();
    for part in parts {
        for word in part.split_whitespace() {
            match title(word) {
                true => titles.push(word),
                false => given.push(word),
            }
        }
    }
    // `Dr. Albrecht, Ines`: the title stays in front; `Albrecht MD, Ines`: it goes behind.
    let mut before: Vec<&str> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for word in family.split_whitespace() {
        match (title(word), names.is_empty()) {
            (true, true) => before.push(word),
            (true, false) if !given.is_empty() => titles.push(word),
            _ => names.push(word),
        }
    }
    // `Ines Albrecht, Dr.`
    let front = titles
        .iter()
        .position(|it| it.to_lowercase().starts_with("dr"));
    if let Some(at) = front {
        before.push(titles.remove(at));
    }
    before.extend(given);
    before.extend(names);
    let name = before.join(" ");
    match titles.is_empty() || name.is_empty() {
        true => name,
        false => format!("{name}, {}", titles.join(" ")),
    }
}

/// The text without a number in brackets behind it, as some systems add.
fn without_number(text: &str) -> &str {
    let Some(inner) = text.strip_suffix([']', ')']) else {
        return text;
    };
    match inner.rfind(['[', '(']) {
        Some(at) if inner[at + 1..].bytes().all(|it| it.is_ascii_digit()) => inner[..at].trim_end(),
        _ => text,
    }
}
