//! One operation of a text: its words, side and levels, and the pack that it means.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::case::{Levels, Region, Side};
use crate::schedule::mapping::{Mapping, has};
use crate::schedule::packs::{Found, Packs, Place};
use crate::schedule::words::{value_key, words};

/// One operation of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::schedule) struct Part {
    /// What its words mean, once that was asked for.
    pub(in crate::schedule) by_words: OnceCell<Found>,
    /// What is left of the words when side, level and codes are out.
    pub(in crate::schedule) words: Vec<String>,
    pub(in crate::schedule) sides: BTreeSet<Side>,
    pub(in crate::schedule) levels: Vec<Levels>,
    /// It looks like a level and is none.
    pub(in crate::schedule) bad_level: bool,
    pub(in crate::schedule) codes: Vec<String>,
    pub(in crate::schedule) regions: BTreeSet<Region>,
    pub(in crate::schedule) possible: bool,
    pub(in crate::schedule) revision: bool,
    /// A letter that may be a side, which no mapping declares.
    pub(in crate::schedule) maybe_side: bool,
    /// At how many levels it says it is done.
    pub(in crate::schedule) counts: BTreeSet<usize>,
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

impl Part {
    /// Takes words apart.
    pub(super) fn of(tokens: &[String], mapping: &Mapping) -> Self {
        let mut part = Self::default();
        for token in tokens {
            part.take(token, mapping);
        }
        part
    }

    fn take(&mut self, token: &str, mapping: &Mapping) {
        let said = &mapping.said;
        let token = token.trim_matches(['.', ':', '*', '"']);
        let key = value_key(token);
        if let Some(count) = level_count(&key) {
            self.counts.insert(count);
        } else if let Some(side) = said.sides.get(&key) {
            self.sides.insert(*side);
        } else if has(&said.revision, &key) {
            self.revision = true;
        } else if looks_like_level(token) {
            match each_level(token) {
                Some(levels) => self.levels.extend(levels),
                None => self.bad_level = true,
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
    pub(super) fn is_bare(&self) -> bool {
        self.words.is_empty() && self.codes.is_empty()
    }

    /// Takes over the side and level of another.
    pub(super) fn absorb(&mut self, other: Self) {
        self.sides.extend(other.sides);
        self.levels.extend(other.levels);
        self.bad_level |= other.bad_level;
        self.revision |= other.revision;
        self.counts.extend(other.counts);
    }

    pub(super) fn is_known(&self, packs: &Packs) -> bool {
        matches!(self.found(packs), Found::One(_))
    }

    /// The pack that it means: by its words; without words for where the pack is done
    /// anyway; or by its codes, which must not contradict the words.
    pub(in crate::schedule) fn found(&self, packs: &Packs) -> Found {
        let by_words = self
            .by_words
            .get_or_init(|| match packs.operation(&self.words) {
                Found::None => self.found_without_place(packs),
                found => found,
            });
        let codes = self.codes.iter();
        let by_codes = codes.filter_map(|code| match packs.operation(&words(code)) {
            Found::One(meant) => Some(meant),
            _ => None,
        });
        let mut found = by_words.clone();
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

    /// The same without words for a part of the body, then without ways to reach it, if the
    /// pack that is found has these.
    fn found_without_place(&self, packs: &Packs) -> Found {
        match self.found_without(packs, &[Place::Part]) {
            Found::None => self.found_without(packs, &[Place::Part, Place::Approach]),
            found => found,
        }
    }

    fn found_without(&self, packs: &Packs, left_out: &[Place]) -> Found {
        let region = |word: &String| {
            REGIONS.iter().any(|(it, _)| it == word) || word == "spine" || word == "spinal"
        };
        let is_place = |word: &String| left_out.iter().any(|it| packs.has_place(word, *it));
        let words = self.words.iter().cloned();
        let (places, words): (Vec<_>, Vec<_>) =
            words.partition(|word| region(word) || is_place(word));
        let found = packs.operation(&words);
        let Found::One(mut meant) = found else {
            return found;
        };
        let in_regions = self
            .regions
            .iter()
            .all(|it| packs.is_done_in(&meant.pack, *it));
        let mut fits = !places.is_empty() && in_regions;
        for word in places.iter().filter(|word| !region(word)) {
            match packs.place(&meant.pack, word) {
                Some(Place::Part) => {}
                Some(Place::Approach) if meant.approach.is_none() => {
                    meant.approach = Some(word.clone());
                }
                _ => fits = false,
            }
        }
        match fits {
            true => Found::One(meant),
            false => Found::None,
        }
    }
}

/// The levels of a word: one text, or segments with `/` between (`L4-L5/L5-S1`).
fn each_level(token: &str) -> Option<Vec<Levels>> {
    if let Ok(levels) = Levels::parse(token) {
        return Some(vec![levels]);
    }
    let segments = token.split('/').map(|it| Levels::parse(it).ok());
    let is_segment = |it: &&str| it.contains(['-', '–', '—']);
    let all = token.split('/').filter(is_segment).count() == token.split('/').count();
    all.then(|| segments.collect()).flatten()
}

/// How many levels `2-level`, `two-level` or `2-levels` says.
fn level_count(key: &str) -> Option<usize> {
    let count = key.strip_suffix('s').unwrap_or(key);
    number(count.strip_suffix("-level")?)
}

/// A small number in digits or as a word.
pub(super) fn number(text: &str) -> Option<usize> {
    let words = ["one", "two", "three", "four", "five", "six"];
    let lower = text.to_lowercase();
    if lower == "single" {
        return Some(1);
    }
    let word = words.iter().position(|it| *it == lower).map(|at| at + 1);
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit());
    word.or_else(|| text.parse().ok().filter(|_| digits))
}

/// A letter of the spine with a digit behind it.
pub(super) fn looks_like_level(token: &str) -> bool {
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
fn is_code(text: &str) -> bool {
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
