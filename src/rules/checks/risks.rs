//! Benefits, risks and alternatives.

use super::{Finding, unless};
use crate::consent::ComposedRisk;
use crate::library::{Group, Severity};
use crate::rules::judge::Judge;

fn rows<'a>(judge: &Judge<'a>) -> impl Iterator<Item = &'a ComposedRisk> {
    let groups = judge.scene.consent.risks.iter();
    groups
        .flat_map(|group| &group.tables)
        .flat_map(|table| &table.rows)
}

pub(super) fn benefit_has_likelihood(judge: &Judge<'_>) -> Finding {
    let benefits = &judge.scene.consent.benefits;
    let known = benefits.iter().any(|benefit| benefit.how_likely.is_some());
    unless((!known).then(|| "no benefit says how likely it is".into()))
}

pub(super) fn risks_grouped(judge: &Judge<'_>) -> Finding {
    let groups = &judge.scene.consent.risks;
    let missing = [
        (Group::Specific, "of the operation itself"),
        (Group::General, "of any operation"),
        (Group::Anaesthesia, "of the anaesthetic"),
    ];
    let missing = missing
        .iter()
        .find(|(group, _)| !groups.iter().any(|found| found.group == *group));
    unless(missing.map(|(_, words)| format!("there is no risk {words}")))
}

pub(super) fn nothing_dropped(judge: &Judge<'_>) -> Finding {
    unless(judge.dropped.first().map(|problem| problem.says.clone()))
}

pub(super) fn figures_have_sources(judge: &Judge<'_>) -> Finding {
    let unsourced = rows(judge).find(|risk| {
        let printed = risk.provenance.iter().find(|from| from.printed);
        printed.is_some_and(|from| from.source.is_none() || from.population.is_none())
    });
    unless(unsourced.map(|risk| format!("the figure of `{}` has no source", risk.id)))
}

pub(super) fn bands_fit(judge: &Judge<'_>) -> Finding {
    let bands = &judge.scene.profile.bands;
    if bands.is_empty() {
        return Finding::NotApplicable("the form gives numbers, not words".into());
    }
    let tables = judge
        .scene
        .consent
        .risks
        .iter()
        .flat_map(|group| &group.tables);
    let unfit = { tables }.find_map(|table| {
        let of = f64::from(table.denominator?);
        table.rows.iter().find(|risk| {
            let Some(people) = risk.people else {
                return false;
            };
            // Half a person each way: the number is rounded, the word is not.
            let fits = |rate: f64| match judge.scene.profile.band(rate) {
                Some(band) => risk.how_often.contains(&format!("({band})")),
                None => bands
                    .iter()
                    .all(|b| !risk.how_often.contains(&format!("({})", b.word))),
            };
            !fits((people as f64 - 0.5) / of) && !fits((people as f64 + 0.499) / of)
        })
    });
    unless(unfit.map(|risk| format!("the word for `{}` does not fit its number", risk.id)))
}

pub(super) fn gravest_harms_named(judge: &Judge<'_>) -> Finding {
    let missing = [
        (Severity::Death, "death"),
        (Severity::Permanent, "lasting harm"),
    ]
    .into_iter()
    .find(|(severity, _)| !rows(judge).any(|risk| risk.severity == *severity));
    unless(missing.map(|(_, words)| format!("no risk speaks of {words}")))
}

pub(super) fn no_treatment_explained(judge: &Judge<'_>) -> Finding {
    let alternatives = &judge.scene.consent.alternatives;
    let none = alternatives
        .iter()
        .find(|choice| choice.id == "no-treatment");
    unless(match none {
        None => Some("doing nothing is not among the choices".into()),
        Some(none) if none.risks.trim().is_empty() => {
            Some("what may happen without the operation is not said".into())
        }
        Some(_) => None,
    })
}

pub(super) fn alternatives_explained(judge: &Judge<'_>) -> Finding {
    let alternatives = &judge.scene.consent.alternatives;
    if alternatives
        .iter()
        .all(|choice| choice.id == "no-treatment")
    {
        return Finding::Warning("no alternative but doing nothing is named".into());
    }
    let bare = alternatives
        .iter()
        .find(|choice| choice.benefits.trim().is_empty() || choice.risks.trim().is_empty());
    unless(bare.map(|choice| {
        format!(
            "the choice `{}` lacks what speaks for or against it",
            choice.id
        )
    }))
}
