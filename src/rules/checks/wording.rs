//! The words themselves.

use super::{Finding, unless};
use crate::readability::{HARDEST_GRADE, LONGEST_SENTENCE};
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// Nothing that gives up a right or agrees to anything whatever.
pub(super) fn no_waiver(judge: &Judge<'_>) -> Finding {
    let words = composed(judge).to_lowercase();
    let waivers = &judge.scene.profile.words.waivers;
    let found = waivers.iter().find(|phrase| words.contains(&bare(phrase)));
    unless(found.map(|phrase| format!("the form says “{phrase}”")))
}

/// Nothing that was left unfinished: traces in what was composed, and words in what the
/// case says that stand for something to be said later.
pub(super) fn no_unresolved_text(judge: &Judge<'_>) -> Finding {
    let unresolved = &judge.scene.profile.words.unresolved;
    let composed = composed(judge);
    if let Some(trace) = unresolved
        .iter()
        .find(|trace| composed.contains(&bare(trace)))
    {
        return Finding::Breach(format!("the form still says “{trace}”"));
    }
    let later = UNFINISHED.iter().find_map(|path| {
        let texts = judge.strings(path);
        let mut words = texts
            .iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let word = words.find(|word| unresolved.iter().any(|trace| trace == word))?;
        Some(format!("`{path}` still says “{word}”"))
    });
    unless(later)
}

/// Where a case may say that something is to be said later. Names of patients are names.
const UNFINISHED: [&str; 5] = [
    "surgeon.name",
    "discussion.held_by",
    "procedure.indication",
    "procedure.place",
    "specific_risks",
];

/// The words of the pages without what the case says in its own: a name is a name,
/// whatever it looks like.
fn composed<'j>(judge: &'j Judge<'_>) -> &'j str {
    judge.composed.get_or_init(|| {
        let mut words = judge.laid_out.words.clone();
        for text in CASE.iter().flat_map(|path| judge.strings(path)) {
            let text = bare(&text);
            if text.chars().count() > 2 {
                words = words.replace(&text, " ");
            }
        }
        words
    })
}

/// Where a consent holds what the case says in its own words.
const CASE: [&str; 14] = [
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
    "emergency",
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
