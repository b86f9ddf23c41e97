//! Terms with a lay explanation: `templates/glossary/*.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::sentence::parts;
use super::{JARGON, syllables};

/// The terms of one language, and what else is known of hard words.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "File")]
pub struct Glossary {
    lang: String,
    terms: Vec<Term>,
    /// Terms by each of their forms, in small letters.
    forms: BTreeMap<String, usize>,
    /// Words of the longest form.
    longest: usize,
    plain: BTreeSet<String>,
    hard: BTreeSet<String>,
}

/// A technical term that lay text may use, because the form can explain it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// One word or several.
    pub term: String,
    /// Other forms and spellings. A plural in -s need not be among them.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it means, in plain words.
    pub says: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    lang: String,
    plain: BTreeSet<String>,
    hard: BTreeSet<String>,
    terms: Vec<Term>,
}

impl TryFrom<File> for Glossary {
    type Error = String;

    fn try_from(file: File) -> Result<Self, String> {
        let mut forms = BTreeMap::new();
        for (index, term) in file.terms.iter().enumerate() {
            for form in term.also.iter().chain([&term.term]) {
                if forms.insert(form.to_lowercase(), index).is_some() {
                    return Err(format!("the term `{form}` is there twice"));
                }
            }
        }
        let words = |form: &String| form.split_whitespace().count();
        Ok(Self {
            longest: forms.keys().map(words).max().unwrap_or(0),
            lang: file.lang,
            terms: file.terms,
            forms,
            plain: file.plain,
            hard: file.hard,
        })
    }
}

impl Glossary {
    /// The language, BCP 47.
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// Every term, in the order of the file.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term that a word or several words stand for, in any form, with or without a
    /// plural -s.
    pub fn term(&self, words: &str) -> Option<&Term> {
        let words = words.to_lowercase();
        singular_too(&words)
            .find_map(|form| self.forms.get(form))
            .map(|index| &self.terms[*index])
    }

    /// Words of the longest form of a term.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// The first words of forms of several words, in small letters.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        let first = |form: &'_ String| form.contains(' ');
        let forms = self.forms.keys().filter(move |form| first(form));
        forms.filter_map(|form| form.split_whitespace().next())
    }

    /// The parts of a word that lay readers find hard and no term explains.
    pub(super) fn jargon(&self, word: &str) -> impl Iterator<Item = String> {
        parts(word).filter_map(|part| {
            let part = part.to_lowercase().replace('’', "'");
            let part = part.strip_suffix("'s").unwrap_or(&part);
            let listed =
                |list: &BTreeSet<String>| singular_too(part).any(|form| list.contains(form));
            let hard = listed(&self.hard) || syllables::count(part) >= JARGON;
            let known = || listed(&self.plain) || self.term(part).is_some();
            (hard && !known()).then(|| part.to_owned())
        })
    }
}

/// A form and the same without a plural -s.
fn singular_too(form: &str) -> impl Iterator<Item = &str> {
    [Some(form), form.strip_suffix('s')].into_iter().flatten()
}
