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

/// Nothing that was left unfinished.
pub(super) fn no_unresolved_text(judge: &Judge<'_>) -> Finding {
    let unresolved = &judge.scene.profile.words.unresolved;
    let found = unresolved
        .iter()
        .find(|trace| judge.laid_out.words.contains(&bare(trace)));
    unless(found.map(|trace| format!("the form still says “{trace}”")))
}

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
