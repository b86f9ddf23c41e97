//! The words themselves.

use super::{Finding, unless};
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
