//! The words themselves.

use super::{Finding, unless};
use crate::readability::{HARDEST_GRADE, LONGEST_SENTENCE};
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// Nothing that gives up a right or agrees to anything whatever.
pub(super) fn no_waiver(judge: &Judge<'_>) -> Finding {
    let words = judge.laid_out.words.to_lowercase();
    let waivers = &judge.scene.profile.words.waivers;
    let found = waivers.iter().find(|phrase| words.contains(&bare(phrase)));
    unless(found.map(|phrase| format!("the form says “{phrase}”")))
}

/// Nothing that was left unfinished. What the case says is text: braces in a name are a name.
pub(super) fn no_unresolved_text(judge: &Judge<'_>) -> Finding {
    let mut composed = judge.laid_out.words.clone();
    for path in CASE {
        for text in judge.strings(path) {
            if text.contains(['{', '}']) {
                composed = composed.replace(&bare(&text), "");
            }
        }
    }
    let unresolved = &judge.scene.profile.words.unresolved;
    let found = unresolved
        .iter()
        .find(|trace| composed.contains(&bare(trace)));
    unless(found.map(|trace| format!("the form still says “{trace}”")))
}

/// Where a consent holds what the case says in its own words.
const CASE: [&str; 13] = [
    "patient",
    "encounter",
    "facility",
    "surgeon",
    "team",
    "discussion",
    "procedure.indication",
    "procedure.place",
    "interpreter",
    "representative",
    "specific_risks",
    "what_matters",
    "information",
];

/// No lay section needs more than eight years of school.
pub(super) fn grade(judge: &Judge<'_>) -> Finding {
    let hard: Vec<String> = judge
        .readings
        .iter()
        .filter(|reading| reading.scores.grades.flesch_kincaid > HARDEST_GRADE)
        .map(|reading| {
            let grade = reading.scores.grades.flesch_kincaid;
            format!("{} (grade {grade:.1})", reading.section)
        })
        .collect();
    unless((!hard.is_empty()).then(|| format!("too hard to read: {}", hard.join(", "))))
}

pub(super) fn short_sentences(judge: &Judge<'_>) -> Finding {
    let long: Vec<&str> = judge
        .readings
        .iter()
        .filter(|reading| !reading.scores.too_long.is_empty())
        .map(|reading| reading.section.as_str())
        .collect();
    unless((!long.is_empty()).then(|| {
        format!(
            "sentences of more than {LONGEST_SENTENCE} words: {}",
            long.join(", ")
        )
    }))
}
