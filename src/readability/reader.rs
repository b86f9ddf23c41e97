//! A reader remembers the texts and words that it has met.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::measured::{Measured, Tally};
use super::sentence::{Sentence, Word, parts, sentences};
use super::{Glossary, Reading, scores, syllables, to_mend};

/// How many texts are remembered: more than all packs of a large library have.
const TEXTS: usize = 20_000;

/// Reads texts with a glossary at hand. The same texts come again and again, and so do the
/// words in them: each is looked at once. It remembers what it reads, so a text of a
/// patient's own must not come here.
#[derive(Debug)]
pub struct Reader {
    glossary: Glossary,
    /// Words that begin a term of several words, in small letters.
    begin: HashSet<String>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    words: HashMap<String, Known>,
    texts: HashMap<String, Arc<[Measured]>>,
}

/// What is known of a word.
#[derive(Debug, Clone)]
struct Known {
    /// When it is spoken.
    syllables: usize,
    /// Its parts that lay readers find hard and no term explains.
    jargon: Arc<[String]>,
    is_term: bool,
    begins_term: bool,
}

impl Reader {
    /// Has met no word yet.
    pub fn new(glossary: Glossary) -> Self {
        Self {
            begin: glossary.first_words().map(str::to_owned).collect(),
            glossary,
            memory: Mutex::default(),
        }
    }

    /// Measures one section; each text is a paragraph, an item of a list or a cell.
    ///
    /// Headings and labels are best left out: each would be a short sentence and flatter
    /// the grade.
    pub fn reading(&self, section: &str, texts: &[&str]) -> Reading {
        // What is remembered is put in whole or not at all, whatever becomes of a thread.
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let texts: Vec<Arc<[Measured]>> = texts
            .iter()
            .map(|text| self.text(text, &mut memory))
            .collect();
        let read: Vec<&Measured> = texts.iter().flat_map(|text| &**text).collect();
        Reading {
            section: section.to_owned(),
            scores: scores(&read),
            to_mend: to_mend(&read),
        }
    }

    fn text(&self, text: &str, memory: &mut Memory) -> Arc<[Measured]> {
        if let Some(known) = memory.texts.get(text) {
            return Arc::clone(known);
        }
        let read = sentences(text);
        let measured: Arc<[Measured]> = read
            .iter()
            .map(|sentence| self.sentence(sentence, &mut memory.words))
            .collect();
        if memory.texts.len() >= TEXTS {
            memory.texts.clear();
        }
        memory.texts.insert(text.to_owned(), Arc::clone(&measured));
        measured
    }

    fn sentence(&self, sentence: &Sentence<'_>, words: &mut HashMap<String, Known>) -> Measured {
        let known: Vec<Known> = sentence
            .words
            .iter()
            .map(|word| self.word(word.text, words))
            .collect();
        let explained = self.explained(&sentence.words, &known);
        let (mut all, mut without_terms) = (Tally::sentence(), Tally::sentence());
        let mut jargon = Vec::new();
        for ((word, known), explained) in sentence.words.iter().zip(&known).zip(explained) {
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
        Measured {
            text: sentence.text.to_owned(),
            all,
            without_terms,
            jargon,
        }
    }

    fn word(&self, word: &str, words: &mut HashMap<String, Known>) -> Known {
        if let Some(known) = words.get(word) {
            return known.clone();
        }
        let known = Known {
            syllables: parts(word).map(syllables::count).sum(),
            jargon: self.glossary.jargon(word).collect(),
            is_term: self.glossary.term(word).is_some(),
            begins_term: self.begin.contains(&word.to_lowercase()),
        };
        if words.len() >= TEXTS {
            words.clear();
        }
        words.insert(word.to_owned(), known.clone());
        known
    }

    /// For each word of a sentence, whether it belongs to a term. The longest term wins.
    fn explained(&self, words: &[Word<'_>], known: &[Known]) -> Vec<bool> {
        let mut explained = vec![false; words.len()];
        let mut at = 0;
        while at < words.len() {
            let first = &known[at];
            let several = || first.begins_term.then(|| self.words_of_term(&words[at..]));
            let one = || first.is_term.then_some(1);
            let length = several().flatten().or_else(one).unwrap_or(0);
            explained[at..at + length].fill(true);
            at += length.max(1);
        }
        explained
    }

    /// How many words make the longest term of several words that some words begin with.
    fn words_of_term(&self, words: &[Word<'_>]) -> Option<usize> {
        let longest = self.glossary.longest().min(words.len());
        (2..=longest).rev().find(|length| {
            let run: Vec<&str> = words[..*length].iter().map(|one| one.text).collect();
            self.glossary.term(&run.join(" ")).is_some()
        })
    }
}
