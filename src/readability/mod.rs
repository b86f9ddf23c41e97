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
mod reader;
mod sentence;
mod syllables;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;

pub use glossary::{Glossary, Term};
pub use reader::Reader;
use sentence::Sentence;

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
fn scores(read: &[Sentence<'_>], reader: &Reader<'_>) -> Scores {
    let (mut all, mut without_terms) = (Tally::default(), Tally::default());
    let mut jargon = BTreeSet::new();
    for sentence in read {
        all.sentences += 1;
        without_terms.sentences += 1;
        let explained = reader.explained(&sentence.words);
        for (word, explained) in sentence.words.iter().zip(explained) {
            let known = reader.word(word.text);
            all.add(known.syllables);
            if explained {
                without_terms.easy += 1;
                continue;
            }
            without_terms.add(known.syllables);
            if !word.is_name {
                jargon.extend(known.jargon.iter().cloned());
            }
        }
    }
    let too_long = read
        .iter()
        .filter(|sentence| sentence.words.len() > LONGEST_SENTENCE);
    Scores {
        words: all.words,
        sentences: all.sentences,
        syllables: all.syllables,
        grades: all.grades(),
        grades_without_terms: without_terms.grades(),
        longest: read.iter().map(|one| one.words.len()).max().unwrap_or(0),
        too_long: too_long.map(|one| one.text.to_owned()).collect(),
        jargon,
    }
}

/// The sentences that are too long or too hard, the hardest first.
fn to_mend(read: &[Sentence<'_>], reader: &Reader<'_>) -> Vec<ToMend> {
    let mut found: Vec<ToMend> = read
        .iter()
        .map(|sentence| ToMend::of(sentence, reader))
        .filter(|one| {
            one.words > LONGEST_SENTENCE
                || one.words >= SHORTEST_GRADED && one.grade > HARDEST_GRADE
        })
        .collect();
    found.sort_by(|a, b| b.grade.total_cmp(&a.grade));
    found
}

impl ToMend {
    fn of(sentence: &Sentence<'_>, reader: &Reader<'_>) -> Self {
        let mut tally = Tally {
            sentences: 1,
            ..Tally::default()
        };
        for word in &sentence.words {
            tally.add(reader.word(word.text).syllables);
        }
        Self {
            sentence: sentence.text.to_owned(),
            words: sentence.words.len(),
            grade: tally.grades().flesch_kincaid,
        }
    }
}

/// What the formulas are fed with.
#[derive(Debug, Default)]
struct Tally {
    sentences: usize,
    /// Words whose syllables count.
    words: usize,
    syllables: usize,
    polysyllables: usize,
    /// Words that only make their sentence longer.
    easy: usize,
}

impl Tally {
    fn add(&mut self, syllables: usize) {
        self.words += 1;
        self.syllables += syllables;
        self.polysyllables += usize::from(syllables >= POLYSYLLABLE);
    }

    fn grades(&self) -> Grades {
        let reliable = self.sentences >= SMOG_SENTENCES;
        if self.words == 0 {
            return Grades {
                flesch_kincaid: 0.0,
                smog: 0.0,
                smog_is_reliable: reliable,
            };
        }
        let sentences = self.sentences as f64;
        let length = (self.words + self.easy) as f64 / sentences;
        let syllables = self.syllables as f64 / self.words as f64;
        let polysyllables = self.polysyllables as f64 * SMOG_SENTENCES as f64 / sentences;
        Grades {
            flesch_kincaid: 0.39 * length + 11.8 * syllables - 15.59,
            smog: 1.0430 * polysyllables.sqrt() + 3.1291,
            smog_is_reliable: reliable,
        }
    }
}
