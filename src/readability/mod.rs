//! How hard lay text is to read, section by section, in English.
//!
//! What does not count: technical names in brackets after a lay word, numbers with their
//! units, levels such as L4–L5 and the numbers of sources. Every text (a paragraph, an item
//! of a list, a cell) ends a sentence, with or without a full stop.
//!
//! Flesch-Kincaid and SMOG are estimates of the school grade that a reader needs. They see
//! the length of words and sentences and nothing else: text that scores well can still be
//! hard to follow.

mod glossary;
mod measured;
mod reader;
mod sentence;
mod syllables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

pub use glossary::{Glossary, Term};
use measured::{Measured, Tally};
pub use reader::Reader;

/// More words than these are too many for one sentence.
pub const LONGEST_SENTENCE: usize = 25;
/// The hardest grade of lay text.
pub const HARDEST_GRADE: f64 = 8.0;
/// The grade of a shorter sentence says little: one long word decides it.
const SHORTEST_GRADED: usize = 8;
/// SMOG was made for samples of this many sentences.
const SMOG_SENTENCES: usize = 30;
/// From so many syllables SMOG calls a word hard.
const POLYSYLLABLE: usize = 3;
/// From so many syllables a word is jargon, unless the glossary knows better.
const JARGON: usize = 4;

/// One section of lay text, measured.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// Which section.
    pub section: String,
    /// What was measured.
    pub scores: Scores,
    /// Sentences that are too long or too hard, the hardest first.
    pub to_mend: Vec<ToMend>,
}

/// What was measured in one section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Words that count.
    pub words: usize,
    /// Sentences with at least one word that counts.
    pub sentences: usize,
    /// Syllables of the words.
    pub syllables: usize,
    /// Grades of the text as it stands.
    pub grades: Grades,
    /// Grades if the terms of the glossary are no harder than the words around them.
    pub grades_without_terms: Grades,
    /// Words of the longest sentence.
    pub longest: usize,
    /// The sentences of more than [`LONGEST_SENTENCE`] words, in the order of the text.
    pub too_long: Vec<String>,
    /// Hard words that the glossary does not explain, in small letters.
    pub jargon: BTreeSet<String>,
}

/// School grades; all 0 where there is nothing to read.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Grades {
    /// Flesch-Kincaid grade. Below 0 for very short words and sentences.
    pub flesch_kincaid: f64,
    /// SMOG grade, scaled to the number of sentences.
    pub smog: f64,
    /// Whether there are the 30 sentences that SMOG needs.
    pub smog_is_reliable: bool,
}

/// A sentence that is too long or too hard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToMend {
    /// As it stands in the text.
    pub sentence: String,
    /// Words that count.
    pub words: usize,
    /// Flesch-Kincaid grade of the sentence by itself.
    pub grade: f64,
}

/// Why: `31 words, at most 25; grade 11.2, at most 8`.
impl fmt::Display for ToMend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let long = self.words > LONGEST_SENTENCE;
        if long {
            write!(f, "{} words, at most {LONGEST_SENTENCE}", self.words)?;
        }
        if self.grade > HARDEST_GRADE {
            let and = if long { "; " } else { "" };
            write!(f, "{and}grade {:.1}, at most {HARDEST_GRADE}", self.grade)?;
        }
        Ok(())
    }
}

/// What was measured in the sentences of one section.
fn scores(read: &[&Measured]) -> Scores {
    let all: Tally = read.iter().map(|one| one.all).sum();
    let without_terms: Tally = read.iter().map(|one| one.without_terms).sum();
    let too_long = read.iter().filter(|one| one.words() > LONGEST_SENTENCE);
    Scores {
        words: all.words,
        sentences: all.sentences,
        syllables: all.syllables,
        grades: all.grades(),
        grades_without_terms: without_terms.grades(),
        longest: read.iter().map(|one| one.words()).max().unwrap_or(0),
        too_long: too_long.map(|one| one.text.clone()).collect(),
        jargon: read.iter().flat_map(|one| one.jargon.clone()).collect(),
    }
}

/// The sentences that are too long or too hard, the hardest first.
fn to_mend(read: &[&Measured]) -> Vec<ToMend> {
    let graded = |one: &&Measured| (one.words(), one.all.grades().flesch_kincaid);
    let mut found: Vec<ToMend> = read
        .iter()
        .map(|one| (one, graded(one)))
        .filter(|(_, (words, grade))| {
            *words > LONGEST_SENTENCE || *words >= SHORTEST_GRADED && *grade > HARDEST_GRADE
        })
        .map(|(one, (words, grade))| ToMend {
            sentence: one.text.clone(),
            words,
            grade,
        })
        .collect();
    found.sort_by(|a, b| b.grade.total_cmp(&a.grade));
    found
}
