//! The words themselves.

use super::{Finding, unless};
use crate::readability::{HARDEST_GRADE, LONGEST_SENTENCE};
use crate::rules::OwnScene;
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// Nothing that gives up a right or agrees to anything whatever.
pub(super) fn no_waiver(judge: &Judge<'_>) -> Finding {
    let words = composed(judge).to_lowercase();
    let waivers = &judge.scene.profile.words.waivers;
    let found = waivers.iter().find(|phrase| words.contains(&bare(phrase)));
    unless(found.map(|phrase| format!("the form says “{phrase}”")))
}

/// Nothing that was left unfinished: no traces in what was composed.
pub(super) fn no_unresolved_text(judge: &Judge<'_>) -> Finding {
    let unresolved = &judge.scene.profile.words.unresolved;
    let composed = composed(judge);
    let mut traces = unresolved.iter();
    let trace = traces.find(|trace| composed.contains(&bare(trace)));
    unless(trace.map(|trace| format!("the form still says “{trace}”")))
}

/// Nor words in what the case says that stand for something to be said later. Names of
/// patients are names.
pub(super) fn nothing_left_open(scene: &OwnScene<'_>) -> Finding {
    let own = scene.own;
    let held_by = own.discussion.iter().map(|talk| &talk.held_by);
    let risks = scene.gist.specific_risks.iter().flat_map(|risk| {
        let more = [&risk.how_often, &risk.lasting, &risk.because];
        std::iter::once(&risk.risk).chain(more.into_iter().flatten())
    });
    let said: [(&str, Vec<&String>); 5] = [
        ("surgeon.name", vec![&own.surgeon.name]),
        ("discussion.held_by", held_by.collect()),
        ("procedure.indication", own.indication.iter().collect()),
        ("procedure.place", own.place.iter().collect()),
        ("specific_risks", risks.collect()),
    ];
    let unresolved = &scene.profile.words.unresolved;
    let later = said.iter().find_map(|(path, texts)| {
        let mut words = texts
            .iter()
            .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
        let word = words.find(|word| unresolved.iter().any(|trace| trace == word))?;
        Some(format!("`{path}` still says “{word}”"))
    });
    unless(later)
}

/// The words of the pages without what the case says in its own: a name is a name,
/// whatever it looks like.
fn composed<'j>(judge: &'j Judge<'_>) -> &'j str {
    judge.composed.get_or_init(|| {
        let mut words = judge.laid_out.shared_words.clone();
        let team = judge.scene.consent.team.iter();
        let team = team.flat_map(|member| member.role.iter().chain(&member.tasks).cloned());
        let said = CASE.iter().flat_map(|path| judge.strings(path));
        for text in said.chain(team) {
            let text = bare(&text);
            if text.chars().count() > 2 {
                words = words.replace(&text, " ");
            }
        }
        words
    })
}

/// Where a consent holds what the case says in its own words, besides what is marked as
/// the patient's own.
const CASE: [&str; 9] = [
    "patient.communication_needs",
    "patient.decides_alone",
    "facility",
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
