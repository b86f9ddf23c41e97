//! The operation: its name, side, level, parts and dates.

use std::collections::BTreeSet;

use super::{Finding, unless};
use crate::case::{Levels, Side};
use crate::consent::{PartStatus, Provenance};
use crate::library::SignatoryRole;
use crate::rules::judge::Judge;
use crate::rules::laid_out::bare;

/// No abbreviation outside brackets in what is signed for.
pub(super) fn full_words(judge: &Judge<'_>) -> Finding {
    let outside = outside_brackets(&judge.scene.consent.procedure.operation);
    let words: Vec<&str> = outside
        .split(|c: char| !c.is_alphanumeric() && c != '/' && c != '.')
        .collect();
    let abbreviations = &judge.scene.profile.words.abbreviations;
    let short = abbreviations
        .iter()
        .find(|short| words.contains(&short.as_str()));
    unless(short.map(|short| {
        format!("the operation's name has the abbreviation `{short}` outside brackets")
    }))
}

fn outside_brackets(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|c| {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => return depth == 0,
        }
        false
    });
    outside.collect()
}

pub(super) fn side_stated(judge: &Judge<'_>) -> Finding {
    match judge.scene.consent.procedure.side {
        // The packs say which operations need a side; composing refuses one without it.
        None => Finding::NotApplicable("the operation has no side, and the form says so".into()),
        Some(_) => site_is_readable(judge),
    }
}

pub(super) fn level_stated(judge: &Judge<'_>) -> Finding {
    match judge.scene.consent.procedure.level {
        None => Finding::NotApplicable("the operation has no spinal level".into()),
        Some(_) => site_is_readable(judge),
    }
}

/// Side and level in full words, in their block.
fn site_is_readable(judge: &Judge<'_>) -> Finding {
    let procedure = &judge.scene.consent.procedure;
    let block = judge.laid_out.named.get("site");
    let words = block.map_or("", |(words, _)| words.as_str());
    let said = [&procedure.side_words]
        .into_iter()
        .chain(&procedure.level_words);
    unless(
        { said }
            .find(|text| !words.contains(&bare(text)))
            .map(|_| "side and level cannot be read in full words in their block".to_owned()),
    )
}

/// The same operation, side and level in title block, body and signature blocks; and
/// nothing that the case says in its own words names only another side or level.
pub(super) fn same_everywhere(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let operation = bare(&consent.procedure.operation);
    let signs = |role: SignatoryRole| {
        let block = format!("signatory:{}", role.name());
        (role != SignatoryRole::Interpreter && role != SignatoryRole::Witness).then_some(block)
    };
    let blocks = consent.signatories.iter().filter_map(|s| signs(s.role));
    let lost = ["identity".to_owned()]
        .into_iter()
        .chain(blocks)
        .find(|block| {
            let words = judge.laid_out.named.get(block.as_str());
            !words.is_some_and(|(words, _)| words.contains(&operation))
        });
    if let Some(block) = lost {
        return Finding::Breach(format!(
            "the block `{block}` does not name the operation with side, level and add-ons"
        ));
    }
    let said = [
        (
            "procedure.indication",
            consent.procedure.indication.join("\n"),
        ),
        (
            "specific_risks",
            consent
                .specific_risks
                .iter()
                .flat_map(|risk| [Some(&risk.risk), risk.because.as_ref()])
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    ];
    let other = said.iter().find_map(|(path, text)| {
        let what = other_side(consent.procedure.side, text)
            .or_else(|| other_level(&consent.procedure.level_words, text))?;
        Some(format!(
            "`{path}` names another {what} than the operation and never the operation's own; \
             correct the one that is wrong, or name both in the text"
        ))
    });
    unless(other)
}

/// Whether a text names only the side that is not operated on.
fn other_side(side: Option<Side>, text: &str) -> Option<&'static str> {
    let (own, other) = match side? {
        Side::Left => ("left", "right"),
        Side::Right => ("right", "left"),
        Side::Both | Side::Midline => return None,
    };
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphabetic() && c != '-')
        .filter(|word| !word.is_empty())
        .collect();
    // “Right away” and “what is left of” are no sides.
    let names = |side: &str| {
        words.iter().enumerate().any(|(index, word)| {
            let before = index.checked_sub(1).map_or("", |before| words[before]);
            let after = words.get(index + 1).copied().unwrap_or_default();
            let idiom = ["away", "now"].contains(&after)
                || before == "all"
                || ["is", "was"].contains(&before) && after == "of";
            (*word == side || word.strip_prefix(side).is_some_and(|rest| rest == "-sided"))
                && !idiom
        })
    };
    let both = ["both", "bilateral", "bilaterally"];
    let own_too = names(own) || words.iter().any(|word| both.contains(word));
    (names(other) && !own_too).then_some("side")
}

/// Whether a text names levels, and none of them is operated on.
fn other_level(level_words: &[String], text: &str) -> Option<&'static str> {
    let parse = |word: &str| -> BTreeSet<String> {
        Levels::parse(word)
            .map(|levels| levels.as_slice().iter().map(ToString::to_string).collect())
            .unwrap_or_default()
    };
    let own: BTreeSet<String> = level_words
        .iter()
        .filter_map(|words| words.split(':').next())
        .flat_map(parse)
        .collect();
    if own.is_empty() {
        return None;
    }
    let is_level = |word: &&str| {
        word.starts_with(['C', 'T', 'L', 'S'])
            && word.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
    };
    let named: BTreeSet<String> = text
        .split(|c: char| c.is_whitespace() || ",;.()".contains(c))
        .filter(is_level)
        .flat_map(parse)
        .collect();
    // One vertebra is part of a segment: “the L4 nerve” speaks of L4–L5 as well.
    let touches = |named: &String| own.iter().any(|own| own.contains(named.as_str()));
    (!named.is_empty() && !named.iter().any(touches)).then_some("level")
}

/// Every add-on says whether it is planned or possible and brings risks of its own.
pub(super) fn add_ons_have_risks(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let add_ons = consent
        .parts
        .iter()
        .filter(|part| matches!(part.status, PartStatus::Planned | PartStatus::Possible));
    let add_ons: Vec<_> = add_ons.collect();
    if add_ons.is_empty() {
        return Finding::NotApplicable("nothing is added to the operation".into());
    }
    let asks = |provenance: &Provenance, id: &str| provenance.pack == id;
    let rows = || {
        consent
            .risks
            .iter()
            .flat_map(|group| &group.tables)
            .flat_map(|table| &table.rows)
    };
    let without = add_ons
        .iter()
        .find(|part| !rows().any(|risk| risk.provenance.iter().any(|from| asks(from, &part.id))));
    unless(without.map(|part| format!("the add-on `{}` brings no risk", part.id)))
}

/// What is done, the anaesthetic included.
pub(super) fn described(judge: &Judge<'_>) -> Finding {
    let parts = &judge.scene.consent.parts;
    let described = |status: PartStatus| {
        let mut of_status = parts.iter().filter(|part| part.status == status);
        of_status.any(|part| !part.steps.is_empty())
    };
    unless(if !described(PartStatus::Base) {
        Some("the steps of the operation are not described".into())
    } else if !described(PartStatus::Anaesthesia) {
        Some("the anaesthetic is not described".into())
    } else {
        None
    })
}

/// Modules that bring something into the body, and the choice that each must ask.
const MATERIALS: [(&str, &str); 3] = [
    ("blood-products", "blood"),
    ("implants", "implants"),
    ("donor-bone", "donor-bone"),
];

pub(super) fn materials_have_choices(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let used: Vec<_> = MATERIALS
        .iter()
        .filter(|(module, _)| consent.content.iter().any(|record| record.id == *module))
        .collect();
    if used.is_empty() {
        return Finding::NotApplicable("no blood, implant or donor tissue is foreseen".into());
    }
    let asked = |choice: &str| consent.choices.iter().any(|asked| asked.id == choice);
    let unasked = used.iter().find(|(_, choice)| !asked(choice));
    unless(unasked.map(|(module, choice)| {
        format!("`{module}` is part of the plan, and the choice `{choice}` is not asked")
    }))
}

/// A place for what the patient does not want to be done without further talk.
pub(super) fn refusals_have_room(judge: &Judge<'_>) -> Finding {
    let there = judge.has_field("not-wanted");
    unless((!there).then(|| "the form has no field `not-wanted`".into()))
}

pub(super) fn dates_in_order(judge: &Judge<'_>) -> Finding {
    let consent = judge.scene.consent;
    let Some(planned) = &consent.procedure.planned_date else {
        return Finding::ByHand(vec!["planned-date".into()]);
    };
    let discussed = consent
        .discussion
        .as_ref()
        .and_then(|talk| talk.date.as_ref());
    if discussed.is_some_and(|talk| talk.iso > planned.iso) {
        return Finding::Breach("the talk is dated after the operation".into());
    }
    if planned.iso < judge.scene.today {
        return Finding::Warning("the planned date has passed".into());
    }
    match consent.procedure.place {
        Some(_) => Finding::Holds,
        None => Finding::ByHand(vec!["place".into()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_names_only_the_other_side_is_found() {
        let left = Some(Side::Left);
        assert_eq!(other_side(left, "Pain down the right leg."), Some("side"));
        assert_eq!(other_side(left, "Right-sided weakness"), Some("side"));
        for fine in [
            "Pain down the left leg, more than the right.",
            "Pain in both legs, worse on the right",
            "Needs to be done right away.",
            "She is right-handed.",
            "The scan shows that bone presses on the nerve.",
        ] {
            assert_eq!(other_side(left, fine), None, "{fine}");
        }
        assert_eq!(
            other_side(Some(Side::Right), "Left foot weak"),
            Some("side")
        );
        assert_eq!(
            other_side(Some(Side::Right), "What is left of the disc presses"),
            None
        );
        assert_eq!(other_side(Some(Side::Both), "right leg"), None);
    }

    #[test]
    fn a_text_that_names_only_other_levels_is_found() {
        let own = ["L4–L5: between the 4th and 5th …".to_owned()];
        assert_eq!(other_level(&own, "Narrowing at L5/S1."), Some("level"));
        for fine in [
            "Narrowing at L4/5 and L5/S1.",
            "The L4 nerve",
            "C.",
            "No level named",
        ] {
            assert_eq!(other_level(&own, fine), None, "{fine}");
        }
    }

    #[test]
    fn abbreviations_count_outside_brackets_only() {
        assert_eq!(
            outside_brackets("Fusion (ACDF) left [planned]").trim(),
            "Fusion  left"
        );
    }
}
