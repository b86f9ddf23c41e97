//! A reader remembers the words that it has met.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::sentence::{Sentence, Word, parts, sentences};
use super::{Glossary, Reading, scores, syllables, to_mend};

/// Reads texts with a glossary at hand. The same words come again and again: each is
/// looked at once.
#[derive(Debug)]
pub struct Reader<'a> {
    glossary: &'a Glossary,
    /// Words that begin a term of several words, in small letters.
    begin: HashSet<&'a str>,
    known: RefCell<HashMap<String, Rc<Known>>>,
}

/// What is known of a word.
#[derive(Debug)]
pub(super) struct Known {
    /// When it is spoken.
    pub syllables: usize,
    /// Its parts that lay readers find hard and no term explains.
    pub jargon: Vec<String>,
    is_term: bool,
    begins_term: bool,
}

impl<'a> Reader<'a> {
    /// Has met no word yet.
    pub fn new(glossary: &'a Glossary) -> Self {
        Self {
            glossary,
            begin: glossary.first_words().collect(),
            known: RefCell::default(),
        }
    }

    /// Measures one section; each text is a paragraph, an item of a list or a cell.
    ///
    /// Headings and labels are best left out: each would be a short sentence and flatter
    /// the grade.
    pub fn reading(&self, section: &str, texts: &[&str]) -> Reading {
        let read: Vec<Sentence<'_>> = texts.iter().flat_map(|text| sentences(text)).collect();
        Reading {
            section: section.to_owned(),
            scores: scores(&read, self),
            to_mend: to_mend(&read, self),
        }
    }

    pub(super) fn word(&self, word: &str) -> Rc<Known> {
        if let Some(known) = self.known.borrow().get(word) {
            return Rc::clone(known);
        }
        let known = Rc::new(Known {
            syllables: parts(word).map(syllables::count).sum(),
            jargon: self.glossary.jargon(word).collect(),
            is_term: self.glossary.term(word).is_some(),
            begins_term: self.begin.contains(word.to_lowercase().as_str()),
        });
        let mut all = self.known.borrow_mut();
        all.insert(word.to_owned(), Rc::clone(&known));
        known
    }

    /// For each word of a sentence, whether it belongs to a term. The longest term wins.
    pub(super) fn explained(&self, words: &[Word<'_>]) -> Vec<bool> {
        let mut explained = vec![false; words.len()];
        let mut at = 0;
        while at < words.len() {
            let first = self.word(words[at].text);
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
