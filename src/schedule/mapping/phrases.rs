//! Words that mean something wherever they stand in a text.

use serde::Deserialize;

use crate::schedule::words::words;

/// Phrases, each one or more words; longer ones first.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "Vec<String>")]
pub(in crate::schedule) struct Phrases(Vec<String>);

impl From<Vec<String>> for Phrases {
    fn from(texts: Vec<String>) -> Self {
        Self::of(texts.iter().map(|text| plain(text)).collect())
    }
}

impl Phrases {
    fn of(mut phrases: Vec<String>) -> Self {
        phrases.retain(|phrase| !phrase.trim().is_empty());
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        Self(phrases)
    }

    /// These and others.
    pub(super) fn and(self, others: Self) -> Self {
        Self::of(self.0.into_iter().chain(others.0).collect())
    }

    /// Takes the phrases out of a plain text; whether there were any.
    pub(in crate::schedule) fn take_from(&self, text: &mut String) -> bool {
        let before = text.len();
        for phrase in &self.0 {
            // To ask whether it is there is much cheaper than to look where, and it rarely is.
            while text.contains(phrase.as_str())
                && let Some(at) = text.find(phrase.as_str())
            {
                text.replace_range(at..at + phrase.len(), " ");
            }
        }
        text.len() < before
    }
}

/// The words of a text in lower case, each between single spaces.
pub(in crate::schedule) fn plain(text: &str) -> String {
    format!(" {} ", words(text).join(" "))
}
