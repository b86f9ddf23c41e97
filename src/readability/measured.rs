//! What is counted in a sentence, and the formulas that it goes into.

use super::{Grades, POLYSYLLABLE, SMOG_SENTENCES};

/// A sentence, measured.
#[derive(Debug)]
pub(super) struct Measured {
    /// As it stands in the text.
    pub text: String,
    pub all: Tally,
    /// As if the terms of the glossary were no harder than the words around them.
    pub without_terms: Tally,
    /// Hard words that the glossary does not explain, in small letters.
    pub jargon: Vec<String>,
}

impl Measured {
    /// Words that count.
    pub(super) fn words(&self) -> usize {
        self.all.words
    }
}

/// What the formulas are fed with.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub sentences: usize,
    /// Words whose syllables count.
    pub words: usize,
    pub syllables: usize,
    pub polysyllables: usize,
    /// Words that only make their sentence longer.
    pub easy: usize,
}

impl Tally {
    /// Of one sentence, without its words.
    pub(super) fn sentence() -> Self {
        Self {
            sentences: 1,
            ..Self::default()
        }
    }

    /// A word of so many syllables.
    pub(super) fn add(&mut self, syllables: usize) {
        self.words += 1;
        self.syllables += syllables;
        self.polysyllables += usize::from(syllables >= POLYSYLLABLE);
    }

    pub(super) fn grades(&self) -> Grades {
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

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |all, one| Self {
            sentences: all.sentences + one.sentences,
            words: all.words + one.words,
            syllables: all.syllables + one.syllables,
            polysyllables: all.polysyllables + one.polysyllables,
            easy: all.easy + one.easy,
        })
    }
}
