//! The text of an operation taken apart: operations, sides, levels, codes, what is only possible.

use std::collections::BTreeSet;

use super::mapping::{Mapping, has};
use super::packs::{Found, Packs};
use super::words::{value_key, words};
use crate::case::{Levels, Region, Side};

/// One operation of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Part {
    /// What is left of the words when side, level and codes are out.
    pub(super) words: Vec<String>,
    pub(super) sides: BTreeSet<Side>,
    pub(super) levels: Vec<Levels>,
    /// It looks like a level and is none.
    pub(super) bad_level: bool,
    pub(super) codes: Vec<String>,
    pub(super) regions: BTreeSet<Region>,
    pub(super) possible: bool,
    pub(super) revision: bool,
    /// A letter that may be a side, which no mapping declares.
    pub(super) maybe_side: bool,
}

const REGIONS: [(&str, Region); 4] = [
    ("cervical", Region::Cervical),
    ("thoracic", Region::Thoracic),
    ("lumbar", Region::Lumbar),
    ("lumbosacral", Region::Lumbar),
];

/// Letters that mean a side at many hospitals, and something else at others.
const MAYBE_SIDES: [&str; 14] = [
    "l", "r", "lt", "rt", "lft", "rgt", "bl", "bil", "bilat", "re", "li", "od", "os", "ou",
];

/// All operations of a cell, in its order.
pub(super) fn parts(cell: &str, mapping: &Mapping, packs: &Packs) -> Vec<Part> {
    let mut parts = Vec::new();
    for piece in cell.split(['\n', '\r', ';', '|']) {
        let tokens = tokens(without_number(piece.trim()));
        for (possible, tokens) in at_possible(&tokens, mapping) {
            let found = split(tokens, mapping, packs);
            parts.extend(found.into_iter().map(|part| Part { possible, ..part }));
        }
    }
    parts
}

/// The text without a number of a list: `1. `, `2) `.
fn without_number(text: &str) -> &str {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    match (text.len() - rest.len(), rest.strip_prefix(['.', ')', ':'])) {
        (1..=2, Some(rest)) if rest.starts_with(' ') => rest.trim_start(),
        _ => text,
    }
}

/// Words, and brackets and commas as tokens of their own.
fn tokens(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '[' | ']' | '(' | ')' | ',' | '{' | '}' | '±' => {
                spaced.extend([' ', letter, ' ']);
            }
            _ => spaced.push(letter),
        }
    }
    let mut tokens: Vec<String> = Vec::new();
    let mut words = spaced.split_whitespace().peekable();
    while let Some(word) = words.next() {
        // `L4 - L5` is one level.
        let dash = |it: &str| matches!(it, "-" | "–" | "—" | "/");
        if dash(word)
            && tokens.last().is_some_and(|last| looks_like_level(last))
            && words.peek().is_some_and(|next| {
                looks_like_level(next) || next.bytes().all(|byte| byte.is_ascii_digit())
            })
            && let (Some(last), Some(next)) = (tokens.last_mut(), words.next())
        {
            last.push('-');
            last.push_str(next);
            continue;
        }
        tokens.push(word.to_owned());
    }
    tokens
}

/// The tokens before, between and behind words such as `possible`; what follows one is possible.
fn at_possible<'a>(tokens: &'a [String], mapping: &Mapping) -> Vec<(bool, &'a [String])> {
    let marks = |token: &String| has(&mapping.said.possible, token);
    let mut pieces = Vec::new();
    let mut possible = false;
    for piece in tokens.split(marks) {
        let says = |token: &String| token.chars().any(char::is_alphanumeric);
        if piece.iter().any(says) {
            pieces.push((possible, piece));
        }
        possible = true;
    }
    pieces
}

/// One operation if the whole text is the name of one; otherwise as many as its joints say,
/// and at last as commas and `and` say, if then each is known.
fn split(tokens: &[String], mapping: &Mapping, packs: &Packs) -> Vec<Part> {
    let whole = Part::of(tokens, mapping);
    if whole.is_known(packs) {
        return vec![whole];
    }
    let joint = |token: &String| has(&mapping.said.joints, token);
    let by_joints = all(tokens.split(joint), mapping);
    if by_joints.len() > 1 && by_joints.iter().all(|part| part.is_known(packs)) {
        return by_joints;
    }
    let loose = |token: &String| {
        joint(token) || matches!(value_key(token).as_str(), "," | "&" | "and" | "und" | "/")
    };
    let apart = at_slashes(tokens);
    let by_commas = all(apart.split(loose), mapping);
    if by_commas.len() > 1 && by_commas.iter().all(|part| part.is_known(packs)) {
        return by_commas;
    }
    match by_joints.len() {
        0 | 1 => vec![whole],
        _ => by_joints,
    }
}

/// `laminectomy/discectomy` as three tokens; levels and joints stay whole.
fn at_slashes(tokens: &[String]) -> Vec<String> {
    let mut apart = Vec::new();
    for token in tokens {
        let split = token.split_once('/').filter(|_| !looks_like_level(token));
        match split {
            Some((before, after)) if before.len() > 1 && !after.is_empty() => {
                apart.extend([before.to_owned(), "/".to_owned(), after.to_owned()]);
            }
            _ => apart.push(token.clone()),
        }
    }
    apart
}

/// Each piece as a part; one that has only a side or a level belongs to the part before it,
/// or at the beginning to the one behind it.
fn all<'a>(pieces: impl Iterator<Item = &'a [String]>, mapping: &Mapping) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        let mut part = Part::of(piece, mapping);
        match parts.last_mut() {
            Some(last) if part.is_bare() => last.absorb(part),
            Some(last) if last.is_bare() => {
                part.absorb(std::mem::take(last));
                *last = part;
            }
            _ => parts.push(part),
        }
    }
    parts.retain(|part| *part != Part::default());
    parts
}

impl Part {
    /// Takes words apart.
    fn of(tokens: &[String], mapping: &Mapping) -> Self {
        let mut part = Self::default();
        for token in tokens {
            part.take(token, mapping);
        }
        part
    }

    fn take(&mut self, token: &str, mapping: &Mapping) {
        let said = &mapping.said;
        let key = value_key(token.trim_matches(['.', ':', '*', '"']));
        if let Some(side) = said.sides.get(&key) {
            self.sides.insert(*side);
        } else if has(&said.revision, &key) {
            self.revision = true;
        } else if looks_like_level(token) {
            match Levels::parse(token) {
                Ok(levels) => self.levels.push(levels),
                Err(_) => self.bad_level = true,
            }
        } else if is_code(&key) {
            self.codes.push(key);
        } else if has(&said.noise, &key) || key == "cpt" || key == "cpt®" {
            // Says nothing of which operation it is.
        } else {
            // `left-sided`, `left/right`: signs may join a side to other words.
            for word in words(token) {
                if let Some(side) = said.sides.get(&word) {
                    self.sides.insert(*side);
                    continue;
                }
                self.maybe_side |= MAYBE_SIDES.contains(&word.as_str());
                let region = REGIONS.iter().find(|(name, _)| *name == word);
                self.regions.extend(region.map(|(_, region)| *region));
                self.words.push(word);
            }
        }
    }

    /// Whether it names no operation.
    fn is_bare(&self) -> bool {
        self.words.is_empty() && self.codes.is_empty()
    }

    /// Takes over the side and level of another.
    fn absorb(&mut self, other: Self) {
        self.sides.extend(other.sides);
        self.levels.extend(other.levels);
        self.bad_level |= other.bad_level;
        self.revision |= other.revision;
    }

    fn is_known(&self, packs: &Packs) -> bool {
        matches!(self.found(packs), Found::One(_))
    }

    /// The pack that it means: by its words; without the names of regions that the pack is
    /// done in; or by its codes, which must not contradict the words.
    pub(super) fn found(&self, packs: &Packs) -> Found {
        let by_words = match packs.operation(&self.words) {
            Found::None if !self.regions.is_empty() => {
                let region = |word: &String| REGIONS.iter().any(|(it, _)| it == word);
                let mut words = self.words.clone();
                words.retain(|word| !region(word) && word != "spine" && word != "spinal");
                match packs.operation(&words) {
                    Found::One(meant) if !self.is_done_in(packs, &meant.pack) => Found::None,
                    found => found,
                }
            }
            found => found,
        };
        let codes = self.codes.iter();
        let by_codes = codes.filter_map(|code| match packs.operation(&words(code)) {
            Found::One(meant) => Some(meant),
            _ => None,
        });
        let mut found = by_words;
        for meant in by_codes {
            found = match found {
                Found::One(other) if other.pack != meant.pack => {
                    return Found::Several(vec![other.pack, meant.pack]);
                }
                Found::None | Found::Several(_) => Found::One(meant),
                found => found,
            };
        }
        found
    }

    fn is_done_in(&self, packs: &Packs, pack: &str) -> bool {
        self.regions.iter().all(|it| packs.is_done_in(pack, *it))
    }
}

/// A letter of the spine with a digit behind it.
fn looks_like_level(token: &str) -> bool {
    let lower = token.to_lowercase();
    let rest = lower
        .strip_prefix("th")
        .or_else(|| lower.strip_prefix(['c', 't', 'd', 'l', 's']));
    rest.is_some_and(|rest| {
        rest.starts_with(|letter: char| letter.is_ascii_digit())
            && rest
                .chars()
                .all(|it| !it.is_alphabetic() || "ctdlsh".contains(it))
    })
}

/// Five digits, or four and a letter, as codes of operations have; or an OPS code.
pub(super) fn is_code(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let bytes = text.as_bytes();
    match bytes {
        [_, _, _, _, last] if text.get(..4).is_some_and(digits) => last.is_ascii_alphanumeric(),
        [b'0'..=b'9', b'-', rest @ ..] => {
            rest.len() >= 3
                && rest
                    .iter()
                    .all(|it| it.is_ascii_alphanumeric() || *it == b'.')
        }
        _ => false,
    }
}
