//! Names in one cell.

mod clinicians;

pub(super) use self::clinicians::clinicians;
use super::mapping::{Mapping, NameOrder};

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
        // Family name, given name, middle name, suffix; then come titles.
        let mut parts = text.split('^').map(str::trim);
        let mut part = || parts.next().unwrap_or_default();
        let (family, first, middle, suffix) = (part(), part(), part(), part());
        (joined(&[family, suffix]), joined(&[first, middle]))
    } else if let Some((family, given)) = text.split_once(',') {
        match given
            .rsplit_once(',')
            .map(|(given, end)| (given, end.trim()))
        {
            None => (family.trim().to_owned(), given.trim().to_owned()),
            Some((given, suffix)) if is_suffix(suffix) && !given.contains(',') => {
                (joined(&[family.trim(), suffix]), given.trim().to_owned())
            }
            Some(_) => return Err(Fault::Commas),
        }
    } else {
        by_order(text, mapping.said.name_order.ok_or(Fault::NoOrder)?)?
    };
    let letters = |part: &str| part.chars().any(char::is_alphabetic);
    match letters(&family) && letters(&given) {
        true => Ok((family, given)),
        false => Err(Fault::Half),
    }
}

/// Parts of a name that are there, with a space between.
fn joined(parts: &[&str]) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty());
    parts.copied().collect::<Vec<_>>().join(" ")
}

/// Whether a word behind a name tells a son from his father.
fn is_suffix(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    let suffixes = [
        "jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv",
    ];
    suffixes.contains(&word.as_str())
}

/// Whether a text may be a name, or a part of one.
pub(super) fn plausible(text: &str) -> Result<(), Fault> {
    let sign = |letter: char| {
        letter.is_ascii_digit() || "?@=<>#%+*_|;\\/[]{}†‡€£¥¢¤¦§¶•‰™©®°±¬¿¡".contains(letter)
    };
    if text.contains(sign) || text.starts_with(['-', '"']) {
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
    // `Ms Doe` has no given name.
    let address = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau",
    ];
    let first = words
        .first()
        .map(|word| word.trim_end_matches('.').to_lowercase());
    if first.is_some_and(|first| address.contains(&first.as_str())) {
        return Err(Fault::Half);
    }
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
