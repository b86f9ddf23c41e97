//! Text cut into the sentences and words that count.

use std::ops::Range;

use icu_segmenter::{SentenceSegmenter, WordSegmenter};

/// A name in brackets has no more words; a longer passage is text like any other.
const LONGEST_NAME: usize = 6;

/// A point after one of these ends no sentence.
const SHORTENED: [&str; 16] = [
    "approx.", "cf.", "Dr.", "e.g.", "i.e.", "incl.", "Mr.", "Mrs.", "Ms.", "Mx.", "Prof.",
    "resp.", "Sr.", "St.", "viz.", "vs.",
];
/// A point after one of these ends no sentence if a number follows.
const SHORTENED_BEFORE_NUMBER: [&str; 8] =
    ["Fig.", "fig.", "No.", "no.", "Nos.", "nos.", "p.", "ca."];

/// What goes with the number before it.
const UNITS: [&str; 29] = [
    "a.m", "am", "bpm", "C", "cc", "cm", "cm²", "F", "g", "Gy", "h", "IU", "kg", "kPa", "l", "L",
    "m", "mcg", "mg", "min", "ml", "mL", "mm", "mmHg", "mmol", "mSv", "p.m", "pm", "µg",
];

/// A sentence with at least one word.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    /// As it stands in the text.
    pub(super) text: &'a str,
    /// The words that count.
    pub(super) words: Vec<Word<'a>>,
}

/// A word; one with hyphens is one word.
#[derive(Debug)]
pub(super) struct Word<'a> {
    /// As it stands in the text.
    pub(super) text: &'a str,
    /// Whether it begins with a capital inside a sentence.
    pub(super) is_name: bool,
}

/// The sentences of a text. The last one need not end with a full stop.
pub(super) fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let counted = without_brackets(text);
    ends_of_sentences(&counted)
        .scan(0, |start, end| Some(std::mem::replace(start, end)..end))
        .map(|range| Sentence {
            text: text[range.clone()].trim(),
            words: words(&text[range.clone()], &counted[range]),
        })
        .filter(|sentence| !sentence.words.is_empty())
        .collect()
}

/// The text with spaces for what stands in brackets and does not count. Byte for byte as
/// long, so that places in one are places in the other.
fn without_brackets(text: &str) -> String {
    let mut counted = text.to_owned();
    let mut open = Vec::new();
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' => open.push(at),
            ')' | ']' => {
                if let Some(start) = open.pop()
                    && is_aside(&text[..start], &text[start..=at])
                {
                    counted.replace_range(start..=at, &" ".repeat(at + 1 - start));
                }
            }
            _ => (),
        }
    }
    counted
}

/// Whether brackets hold the technical name of the words before, or numbers of sources.
fn is_aside(before: &str, brackets: &str) -> bool {
    if brackets.starts_with('[') {
        return !brackets.contains(char::is_alphabetic);
    }
    let follows_word = before.trim_end().ends_with(|last: char| {
        last.is_alphanumeric() || matches!(last, '”' | '’' | '"' | '\'' | ')' | ']')
    });
    follows_word && brackets.split_whitespace().count() <= LONGEST_NAME
}

/// Where sentences end: as Unicode says (UAX #29), but also before a number, and not after
/// a shortened word.
fn ends_of_sentences(text: &str) -> impl Iterator<Item = usize> {
    let segmenter = SentenceSegmenter::new(Default::default());
    let mut ends: Vec<usize> = segmenter.segment_str(text).skip(1).collect();
    let before_number = text.char_indices().filter_map(|(at, letter)| {
        if !letter.is_numeric() {
            return None;
        }
        let before = &text[..at];
        let ended =
            before.ends_with(char::is_whitespace) && before.trim_end().ends_with(['.', '!', '?']);
        ended.then_some(at)
    });
    ends.extend(before_number);
    ends.sort_unstable();
    ends.dedup();
    ends.into_iter()
        .filter(|&end| end == text.len() || !is_shortened(&text[..end], &text[end..]))
}

/// Whether the last word before a place is a shortened one or an initial, `Dr. J.`.
fn is_shortened(before: &str, after: &str) -> bool {
    let mut back = before
        .split_whitespace()
        .rev()
        .map(|word| word.trim_start_matches(['(', '“', '"']));
    let Some(last) = back.next() else {
        return false;
    };
    let initial = |word: &str| word.len() == 2 && word.ends_with('.') && is_capital(word);
    SHORTENED.contains(&last)
        || SHORTENED_BEFORE_NUMBER.contains(&last) && after.starts_with(char::is_numeric)
        || initial(last) && back.next().is_some_and(is_capital)
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The words of one sentence, from what counts of it.
fn words<'a>(text: &'a str, counted: &str) -> Vec<Word<'a>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut after_number = false;
    let mut start = 0;
    let segmenter = WordSegmenter::new_for_non_complex_scripts(Default::default());
    let segments = segmenter.segment_str(counted).iter_with_word_type();
    for (end, kind) in segments.skip(1) {
        let range = std::mem::replace(&mut start, end)..end;
        if !kind.is_word_like() {
            continue;
        }
        let word = &counted[range.clone()];
        let is_number = word.contains(char::is_numeric);
        if is_number || after_number && UNITS.contains(&word) {
            after_number = is_number;
            continue;
        }
        after_number = false;
        match words.last_mut() {
            Some(last) if is_hyphen(&counted[last.end..range.start]) => last.end = range.end,
            _ => words.push(range),
        }
    }
    let word = |(index, range): (usize, Range<usize>)| Word {
        text: &text[range.clone()],
        is_name: index > 0 && is_capital(&text[range]),
    };
    words.into_iter().enumerate().map(word).collect()
}

fn is_hyphen(text: &str) -> bool {
    matches!(text, "-" | "‐" | "‑")
}

/// The parts of a word between its hyphens.
pub(super) fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['-', '‐', '‑'])
}
